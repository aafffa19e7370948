# The functions for the active environment: bash and zsh. envarium.sh sources this file when it is first needed.
#
# Reads: VIRTUAL_ENV, VIRTUALENVWRAPPER_PROJECT_FILENAME, and what envarium.sh reads

__envarium_cdsitepackages() {
    \builtin local __envarium_packages=''
    __envarium_find_packages || \builtin return
    __envarium_cd "${__envarium_packages}/${1-}"
}

# `ls` is the user's own, alias or function.
__envarium_lssitepackages() {
    \builtin local __envarium_packages=''
    __envarium_find_packages || \builtin return
    ls "$@" "${__envarium_packages}" || \builtin return
    if [ -r "${__envarium_packages}/_virtualenv_path_extensions.pth" ]; then
        \builtin printf '\n%s\n' '_virtualenv_path_extensions.pth:'
        while IFS= \builtin read -r __envarium_packages; do
            \builtin printf '%s\n' "${__envarium_packages}"
        done < "${__envarium_packages}/_virtualenv_path_extensions.pth"
    fi
}

# Sets __envarium_packages to the site-packages of the active environment. Its Python is started in /, for -c puts the
# working directory on its path, and answers apart from what else it prints.
__envarium_find_packages() {
    if ! __envarium_glob_packages; then
        __envarium_packages="$(
            /bin/sh -c 'cd / && exec "$@"' sh "${VIRTUAL_ENV}/bin/python" -E -s -c \
                'import os, sysconfig; path = sysconfig.get_path("platlib")
os.write(3, path if str is bytes else os.fsencode(path))' 3>&1 >&2
        )" || \builtin return
    fi
}

# Sets __envarium_packages to it, if there is one directory that looks so.
__envarium_glob_packages() {
    if [ -n "${ZSH_VERSION-}" ]; then
        \builtin emulate -L zsh -o nullglob +o markdirs
    elif \builtin shopt -q failglob; then
        \builtin return 1
    fi
    __envarium_one_of "${VIRTUAL_ENV}"/lib/python*/site-packages \
        || __envarium_one_of "${VIRTUAL_ENV}"/lib/pypy*/site-packages
}

# Sets __envarium_packages to $1, if it is a directory and the only one.
__envarium_one_of() {
    [ "$#" -eq 1 ] && [ -d "${1}" ] && __envarium_packages="${1}"
}

__envarium_cdproject() {
    \builtin local __envarium_project=''
    __envarium_find_project "${VIRTUAL_ENV}"
    if [ -z "${__envarium_project}" ]; then
        __envarium_warn "No project set for ${VIRTUAL_ENV##*/}" 'setvirtualenvproject associates it with this directory'
        \builtin return 1
    fi
    if [[ ! -d ${__envarium_project} ]] && __envarium_has_moved_here; then
        __envarium_plan workon -c .
    else
        __envarium_to_project "${__envarium_project}"
    fi
}

# Whether the project here, or above, is linked to the active environment.
__envarium_has_moved_here() {
    \builtin local __envarium_root='' __envarium_linked='' __envarium_project=''
    __envarium_find_linked '' || :
    [[ -n ${__envarium_linked} && ${__envarium_linked} -ef ${VIRTUAL_ENV} ]]
}
