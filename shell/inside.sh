# The words that work inside the active environment: bash and zsh. venvarium.sh sources it when it is first asked.
#
# Reads: VIRTUAL_ENV, VIRTUALENVWRAPPER_PROJECT_FILENAME, and what venvarium.sh reads
# Keeps: __venvarium_insides  that it is loaded

__venvarium_insides=1

__venvarium_cdsitepackages() {
    \builtin local __venvarium_packages=''
    __venvarium_find_packages || \builtin return
    __venvarium_cd "${__venvarium_packages}/${1-}"
}

# `ls` is the user's own, alias or function.
__venvarium_lssitepackages() {
    \builtin local __venvarium_packages=''
    __venvarium_find_packages || \builtin return
    ls "$@" "${__venvarium_packages}" || \builtin return
    if [ -r "${__venvarium_packages}/_virtualenv_path_extensions.pth" ]; then
        \builtin printf '\n%s\n' '_virtualenv_path_extensions.pth:'
        while IFS= \builtin read -r __venvarium_packages; do
            \builtin printf '%s\n' "${__venvarium_packages}"
        done < "${__venvarium_packages}/_virtualenv_path_extensions.pth"
    fi
}

# Sets __venvarium_packages to the site-packages of the active environment.
__venvarium_find_packages() {
    if ! __venvarium_glob_packages; then
        __venvarium_packages="$(\command "${VIRTUAL_ENV}/bin/python" -c \
            'import sysconfig; print(sysconfig.get_path("platlib"))')" || \builtin return
    fi
}

# Sets __venvarium_packages to it, if there is one directory that looks so.
__venvarium_glob_packages() {
    if [ -n "${ZSH_VERSION-}" ]; then
        \builtin emulate -L zsh -o nullglob
    elif \builtin shopt -q failglob; then
        \builtin return 1
    fi
    __venvarium_one_of "${VIRTUAL_ENV}"/lib/python*/site-packages \
        || __venvarium_one_of "${VIRTUAL_ENV}"/lib/pypy*/site-packages
}

# Sets __venvarium_packages to $1, if it is a directory and the only one.
__venvarium_one_of() {
    [ "$#" -eq 1 ] && [ -d "${1}" ] && __venvarium_packages="${1}"
}

__venvarium_cdproject() {
    \builtin local __venvarium_project=''
    __venvarium_load_hooks && __venvarium_find_project "${VIRTUAL_ENV}" || \builtin return
    if [ -z "${__venvarium_project}" ]; then
        __venvarium_warn "No project set for ${VIRTUAL_ENV##*/}" 'setvirtualenvproject ties it to this directory'
        \builtin return 1
    fi
    __venvarium_to_project "${__venvarium_project}"
}
