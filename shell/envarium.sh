# The functions of envarium for bash and zsh. Source this file; do not run it.
#
# Reads: __envarium_python  the interpreter for what the shell alone cannot do
#        __envarium_home    the directory that contains the envarium package
#        __envarium_shell   the directory of this file
#        __envarium_site    where plugins are installed
#        __envarium_picker  whether `workon` without a name lets the user choose
#        WORKON_HOME, HOME, XDG_CONFIG_HOME, VIRTUAL_ENV, and those of VIRTUALENVWRAPPER_ that the reference lists
# Keeps: __envarium_entered, __envarium_previous  the environments for `workon -`
#        __envarium_inside  the environment whose hooks run on deactivation, while __envarium_active is VIRTUAL_ENV
#        __envarium_tied    its project, as of its activation
#        __envarium_temporary  the environments that are removed on deactivation, a colon on either side of each
#        __envarium_level   the level of the subshell that has created them
#        __envarium_process  the shell that keeps these
#        __envarium_followed  the store, while it is the directory of hooks too
#        __envarium_platforms  whether environments of the store were created on several platforms
#        __envarium_trusted  the store whose stubs have kept their date; __envarium_stub, __envarium_quiet in it
#
# Sections: what the shell can decide; asking Python; activation and deactivation; the functions; completion; loading.
# hooks.sh, inside.sh and other_creator.sh beside it are read when they are first needed.
#
# Hooks are sourced inside these functions and see their local variables, which have the prefix for this reason. Files
# and code are evaluated with \. or \eval: with \builtin, bash applies `set -e` in places where it otherwise does not.

# --- what the shell can decide ------------------------------------------------

# Sets __envarium_root to the store; fails if only Python can tell.
__envarium_find_root() {
    case "${WORKON_HOME-}" in
        '') __envarium_default_root ;;
        # a dollar that no variable's name follows is one of the path
        *[:[:cntrl:]]* | *\$[a-zA-Z0-9_\{]* | '~'* | / | //* | *//) \builtin return 1 ;;
        /*) __envarium_root="${WORKON_HOME%/}" ;;
        *) [ -n "${HOME-}" ] && __envarium_root="${HOME}/${WORKON_HOME%/}" ;;
    esac
}

# The same if WORKON_HOME is not set: the config file may contain the store.
__envarium_default_root() {
    \builtin local __envarium_file __envarium_line
    [ -n "${HOME-}" ] || \builtin return
    case "${OSTYPE-}" in
        darwin*) __envarium_file="${HOME}/Library/Application Support/envarium/config.toml" ;;
        *)
            case "${XDG_CONFIG_HOME-}" in
                /*) __envarium_file="${XDG_CONFIG_HOME}/envarium/config.toml" ;;
                *) __envarium_file="${HOME}/.config/envarium/config.toml" ;;
            esac
            ;;
    esac
    __envarium_root="${HOME}/.virtualenvs"
    [ -e "${__envarium_file}" ] || \builtin return 0
    while IFS= \builtin read -r __envarium_line || [ -n "${__envarium_line}" ]; do
        case "${__envarium_line}" in
            'store = "'[/~]*'"') __envarium_store_line "${__envarium_line}" || \builtin return 1 ;;
            *store* | *\[* | *'"""'* | *"'''"*) \builtin return 1 ;;
        esac
    done < "${__envarium_file}"
}

# Reads the store from a line of the config file: store = "/path".
__envarium_store_line() {
    \builtin local __envarium_value="${1#store = \"}"
    __envarium_value="${__envarium_value%\"}"
    case "${__envarium_value}" in
        *[\"\\\$:]* | */ | *[[:cntrl:]]*) \builtin return 1 ;;
        \~/*) __envarium_root="${HOME}/${__envarium_value#??}" ;;
        /*) __envarium_root="${__envarium_value}" ;;
        *) \builtin return 1 ;;
    esac
}

# Whether $1 is a name so simple that the shell may join it to the store.
__envarium_is_plain() {
    case "${1}" in
        '' | [-.]* | */* | *:* | *[[:cntrl:]]*) \builtin return 1 ;;
    esac
}

# Sets __envarium_names to the environments whose names begin with $1, of the store and then of the shared ones.
__envarium_glob() {
    \builtin local __envarium_place __envarium_roots="${__envarium_root}:${ENVARIUM_SHARED_STORES-}:" IFS=/
    \builtin local __envarium_plain="${1}" __envarium_quoted='' # bash compares a quoted beginning more slowly
    case "${1}" in *[!a-zA-Z0-9_.-]*) __envarium_plain='' __envarium_quoted="${1}" ;; esac
    __envarium_names=()
    if [ -n "${ZSH_VERSION-}" ]; then
        \builtin emulate -L zsh -o nullglob +o markdirs
    else
        case "$-" in *f*) \builtin return 1 ;; esac
        if \builtin shopt -q failglob || [ -n "${GLOBIGNORE-}" ]; then \builtin return 1; fi
    fi
    # what is no directory fails these tests sooner than a glob for directories would tell
    while [ -n "${__envarium_roots}" ]; do
        # shellcheck disable=SC2086,SC2231 # what is not quoted has no character that means anything
        for __envarium_place in "${__envarium_roots%%:*}/${__envarium_quoted}"${__envarium_plain}*; do
            if [[ -e ${__envarium_place}/pyvenv.cfg || -L ${__envarium_place}/bin/python || -e ${__envarium_place}/bin/python ]]; then
                __envarium_names+=("${__envarium_place##*/}")
            fi
        done
        __envarium_roots="${__envarium_roots#*:}"
        __envarium_roots="${__envarium_roots#:}"
    done
    [ "${#__envarium_names[@]}" -gt 0 ] || \builtin return 0
    # a single test of all of them is fast, and nearly always sufficient
    case "/${__envarium_names[*]}" in
        */[!a-zA-Z0-9_]* | *[!a-zA-Z0-9_./-]*) __envarium_keep_plain ${__envarium_names[@]+"${__envarium_names[@]}"} ;;
    esac
}

# Sets __envarium_names to those of the arguments that are simple names.
__envarium_keep_plain() {
    \builtin local __envarium_name
    __envarium_names=()
    for __envarium_name in "$@"; do
        case "${__envarium_name}" in
            [!a-zA-Z0-9_]* | *[!a-zA-Z0-9_.-]*) __envarium_is_plain "${__envarium_name}" || continue ;;
        esac
        __envarium_names+=("${__envarium_name}")
    done
}

# Sets __envarium_place to the nearest directory, here or above, that contains .venv, '' if none below the root does. If $1
# is `.`, fails in a worktree that does not.
__envarium_find_venv() {
    __envarium_place="${PWD%/}"
    until [[ -e ${__envarium_place}/.venv || -L ${__envarium_place}/.venv ]]; do
        [ -n "${__envarium_place}" ] || \builtin return 0
        [[ ${1-} != . || ! -f ${__envarium_place}/.git ]] || \builtin return 1
        __envarium_place="${__envarium_place%/*}"
    done
}

# Sets __envarium_linked to the environment of the store that the project here, or else above, is linked to, '' if it is
# linked to none; fails if only Python can tell. -ef follows the link, and nothing else does. With $1, the name given to
# workon, it fails as well where Python has more to do: in a worktree if $1 is `.`, or where the project has moved.
__envarium_find_linked() {
    \builtin local __envarium_place __envarium_target __envarium_name __envarium_names
    __envarium_linked=''
    __envarium_find_venv "${1-}" || \builtin return
    __envarium_target="${__envarium_place}/.venv"
    [[ -L ${__envarium_target} || -f ${__envarium_target} ]] || \builtin return 0
    __envarium_find_root && __envarium_glob '' || \builtin return 1
    [[ -L ${__envarium_target} ]] || __envarium_read_link "${__envarium_place}" || \builtin return 1
    for __envarium_name in ${__envarium_names[@]+"${__envarium_names[@]}"}; do
        if [[ ${__envarium_root}/${__envarium_name} -ef ${__envarium_target} ]]; then
            __envarium_linked="${__envarium_root}/${__envarium_name}"
            __envarium_find_project "${__envarium_linked}"
            [[ $# == 0 || -r ${__envarium_linked}/bin/activate && (-z ${__envarium_project} || -d ${__envarium_project}) ]]
            \builtin return
        fi
    done
    \builtin return 1
}

# Sets __envarium_target to what the file .venv in $1 names: a path, or else an environment; fails if it is not one line.
__envarium_read_link() {
    \builtin local __envarium_text='' __envarium_small
    [ -r "${__envarium_target}" ] || \builtin return 1
    if [[ -n ${ZSH_VERSION-} ]]; then
        \builtin emulate -L zsh
        \eval '__envarium_small=("${__envarium_target}"(NL-4097))'
        [ "${#__envarium_small[@]}" -eq 1 ] && __envarium_text="$(< "${__envarium_target}")" || \builtin return 1
    elif IFS= \builtin read -r -d '' -n 4097 __envarium_text < "${__envarium_target}"; then
        \builtin return 1 # it is longer, or there is a NUL in it
    fi
    while [[ ${__envarium_text} == *[$'\r\n'] ]]; do __envarium_text="${__envarium_text%?}"; done
    case "${__envarium_text}" in
        '' | *[[:cntrl:]]*) \builtin return 1 ;;
        /*) __envarium_target="${__envarium_text}" ;;
        */*) __envarium_target="${1}/${__envarium_text}" ;;
        *)
            __envarium_target="${__envarium_root}/${__envarium_text}"
            [ -e "${__envarium_target}" ] || __envarium_target="${1}/${__envarium_text}"
            ;;
    esac
}

# --- asking Python ------------------------------------------------------------

# Prints $1 on standard error, and a hint, $2.
__envarium_warn() {
    \builtin printf '%s\n' "envarium: ${1}" ${2:+"hint: ${2}"} >&2
}

# Finds envarium again if it has been installed with another Python: the command on PATH knows the new path.
__envarium_renew() {
    \builtin local __envarium_text __envarium_missing="the Python that runs envarium does not exist: ${__envarium_python:-not set}"
    if [ -x "${__envarium_python-}" ]; then
        [ ! -f "${__envarium_home-}/envarium/start.py" ] || \builtin return 0
        __envarium_missing="envarium is no longer installed where it was: ${__envarium_home-}/envarium"
    fi
    if __envarium_text="$(\command envarium init "${ZSH_VERSION:+zsh}${BASH_VERSION:+bash}" 2> /dev/null)"; then
        \builtin unset -f __envarium_event __envarium_find_packages __envarium_create_with 2> /dev/null || :
        \eval "${__envarium_text}"
    else
        __envarium_warn "${__envarium_missing}" 'install envarium again, then: envarium setup'
        \builtin return 1
    fi
}

# Reads the file $2 beside this one, unless it has been read: then the function $1 is defined.
__envarium_read() {
    ! \builtin typeset -f "${1}" > /dev/null || \builtin return 0
    [ -r "${__envarium_shell-}/${2}" ] || __envarium_renew || \builtin return
    # shellcheck disable=SC1090 # it is one of hooks.sh, inside.sh and other_creator.sh
    \. "${__envarium_shell-}/${2}"
}

# Calls the fast lane: the shell ('' if no snippet is read), the function, its arguments. In a locale of UTF-8,
# -X utf8 changes nothing but the work that the start of Python takes, by a twentieth.
__envarium_ask() {
    __envarium_renew || \builtin return
    __envarium_follow_store
    \builtin local __envarium_mode=-I
    case "${LC_ALL:-${LC_CTYPE:-${LANG-}}}" in *[Uu][Tt][Ff]-8 | *[Uu][Tt][Ff]8) __envarium_mode=-Xutf8 ;; esac
    "${__envarium_python}" -I -S "${__envarium_mode}" -c \
        'import sys
try:
    sys.path.insert(0, sys.argv.pop(1))
    from envarium.start import called_by_shell
    called_by_shell()
except KeyboardInterrupt:
    sys.exit(130)' \
        "${__envarium_home-}" "$@"
}

# Sets the directory of hooks to the store, which may change after loading, unless the user has set another.
__envarium_follow_store() {
    [[ -n "${__envarium_followed}" && "${VIRTUALENVWRAPPER_HOOK_DIR-}" == "${__envarium_followed}" ]] || \builtin return 0
    \builtin local __envarium_root=''
    __envarium_find_root && [[ "${__envarium_root}" != "${__envarium_followed}" ]] || \builtin return 0
    \builtin export VIRTUALENVWRAPPER_HOOK_DIR="${__envarium_root}"
    __envarium_followed="${__envarium_root}" __envarium_trusted=''
}

__envarium_load_hooks() { __envarium_read __envarium_event hooks.sh; }

# Calls it for a function that changes this shell, and evaluates the steps in its answer: a step that fails sets
# __envarium_code, and the next one follows. Help is printed, because it is no step.
__envarium_plan() {
    \builtin local __envarium_text __envarium_each __envarium_code=0
    for __envarium_each in "$@"; do
        case "${__envarium_each}" in
            --) break ;;
            -h | --help)
                __envarium_ask '' "$@" || __envarium_code="$?"
                \builtin return "${__envarium_code}"
                ;;
        esac
    done
    __envarium_renew && __envarium_load_hooks || \builtin return
    __envarium_text="$(__envarium_ask "${ZSH_VERSION:+zsh}${BASH_VERSION:+bash}" "$@")" || __envarium_code="$?"
    [ -z "${__envarium_text}" ] || \eval "${__envarium_text}" || __envarium_code="$?"
    \builtin return "${__envarium_code}"
}

# The same for the functions that create environments; the user may have set another program for it.
__envarium_make() {
    if [ -n "${VIRTUALENVWRAPPER_VIRTUALENV-}" ] && [[ "${1}:${2-}" != mktmpenv:--keep* ]]; then
        __envarium_read __envarium_create_with other_creator.sh || \builtin return
        __envarium_create_with "$@"
    elif [ -n "${VIRTUALENVWRAPPER_VIRTUALENV_ARGS-}" ]; then
        \builtin local __envarium_words __envarium_word="${1}"
        \builtin shift
        __envarium_split_words "${VIRTUALENVWRAPPER_VIRTUALENV_ARGS}"
        __envarium_plan "${__envarium_word}" ${__envarium_words[@]+"${__envarium_words[@]}"} "$@"
    else
        __envarium_plan "$@"
    fi
}

# Sets __envarium_words to the words of $1, which spaces separate.
__envarium_split_words() {
    \builtin local __envarium_rest="${1}" __envarium_part
    __envarium_words=()
    while [ -n "${__envarium_rest}" ]; do
        __envarium_part="${__envarium_rest%%[[:space:]]*}"
        [ -z "${__envarium_part}" ] || __envarium_words+=("${__envarium_part}")
        case "${__envarium_rest}" in
            *[[:space:]]*) __envarium_rest="${__envarium_rest#*[[:space:]]}" ;;
            *) __envarium_rest='' ;;
        esac
    done
}

# --- activation and deactivation ----------------------------------------------
# `workon` sources the environment's own activate, and `deactivate` undoes what that did. Reading hooks and plugins
# takes longer than all the rest, so it is done only if dates show that there may be some: the stub of a hook has so
# old a date that every written hook is newer. Words in [[ ]] are not quoted if that means the same: quotes cost bash a
# quarter more time.

# A child of a shell that exports all its variables inherits these, but is another shell. All of them are set here,
# because zsh has an option to warn of variables that a function creates. Reading this file again keeps them.
if [ "${__envarium_process-}" != "$$" ]; then
    __envarium_process="$$" __envarium_inside='' __envarium_active='' __envarium_tied='' __envarium_left='' \
        __envarium_entered='' __envarium_previous='' __envarium_temporary='' __envarium_level='' __envarium_followed='' \
        __envarium_hooks='' __envarium_project='' __envarium_aware='' __envarium_auto_inside='' \
        __envarium_trusted='' __envarium_stub='' __envarium_quiet=''
fi

# Whether the hook $2 or $3 may be written, for the environment at $1 or for all, a plugin installed, or a hook running.
__envarium_may_hook() {
    __envarium_hooks="${VIRTUALENVWRAPPER_HOOK_DIR:-${1%/*}}"
    [[ -n ${__envarium_hook-} || ${__envarium_trusted} != "${1%/*}" || ! ${__envarium_quiet} -nt ${__envarium_site-} \
        || ${__envarium_hooks}/${2} -nt ${__envarium_stub} || ${1}/bin/${2} -nt ${__envarium_stub} \
        || ${__envarium_hooks}/${3} -nt ${__envarium_stub} || ${1}/bin/${3} -nt ${__envarium_stub} ]]
}

# Sources the activate of the environment at $1, which deactivates the one before, and records it.
__envarium_activate() {
    __envarium_aware=''
    \eval '\. "${1}/bin/activate"' || \builtin return
    if [[ -z ${__envarium_aware} || ${VIRTUAL_ENV-} != "${1}" ]]; then
        __envarium_load_hooks && __envarium_accept "${1}" || \builtin return
    fi
    __envarium_inside="${1}" __envarium_active="${VIRTUAL_ENV-}" __envarium_auto_inside=''
    [[ ${__envarium_entered} == "${1}" ]] || __envarium_note "${1}"
    __envarium_find_project "${1}"
    __envarium_tied="${__envarium_project}"
    [[ ! -e ${1}/.links ]] || __envarium_check_link "${1}"
}

# Lets Python warn if the project of the environment at $1 asks for another Python, where its files are newer than what
# Python has seen of them.
__envarium_check_link() {
    if [[ -n ${__envarium_tied} && ${1%/*} == "${WORKON_HOME-}" && (${__envarium_tied}/.python-version -nt ${1}/.links \
        || ${__envarium_tied}/pyproject.toml -nt ${1}/.links) ]]; then
        __envarium_ask '' link --check "${1##*/}" || :
    fi
}

# `deactivate` calls it before it changes anything, if __envarium_inside is set, and stops if it fails: an environment
# that was activated by its own activate, not by these functions, has no hooks. If this sets __envarium_left,
# `deactivate` calls __envarium_left at its end.
__envarium_leaving() {
    if [[ ${VIRTUAL_ENV-} != "${__envarium_active}" ]]; then
        :
    elif __envarium_may_hook "${__envarium_inside}" predeactivate postdeactivate \
        || [[ -n ${__envarium_temporary} || -e ${__envarium_tied}/.virtualenvwrapper/predeactivate ]]; then
        __envarium_load_hooks || \builtin return 0
        __envarium_allow || \builtin return
        __envarium_before_leaving
        __envarium_left="${__envarium_inside}"
    fi
    __envarium_inside=''
}

# Sets __envarium_project to the project of the environment at $1. zsh's `read` reads byte by byte; for a substitution
# like this it starts no process.
__envarium_find_project() {
    __envarium_project=''
    [[ -r ${1}/${VIRTUALENVWRAPPER_PROJECT_FILENAME:-.project} ]] || \builtin return 0
    if [[ -n ${ZSH_VERSION-} ]]; then
        __envarium_project="$(< "${1}/${VIRTUALENVWRAPPER_PROJECT_FILENAME:-.project}")" || :
        __envarium_project="${__envarium_project%%$'\n'*}"
    else
        IFS= \builtin read -r __envarium_project < "${1}/${VIRTUALENVWRAPPER_PROJECT_FILENAME:-.project}" || :
    fi
}

# Changes to the project at $1; fails with a message if it does not exist.
__envarium_to_project() {
    \builtin local __envarium_shown="${1}"
    if [[ -d "${1}" ]]; then
        __envarium_cd "${1}"
        \builtin return
    fi
    case "${__envarium_shown}" in
        *[[:cntrl:]]*) \builtin printf -v __envarium_shown %q "${1}" ;;
    esac
    __envarium_warn "the project directory ${__envarium_shown} does not exist or is not a directory" 'setvirtualenvproject associates it with another'
    \builtin return 1
}

# Records that the environment at $1 was activated.
__envarium_note() {
    __envarium_previous="${__envarium_entered-}" __envarium_entered="${1}"
}

# Deactivates the active environment, if there is one.
__envarium_leave() {
    if \builtin typeset -f deactivate > /dev/null; then
        # shellcheck disable=SC2119 # it is the activate file's own
        \deactivate || :
    fi
}

# Changes the directory, without functions or aliases of the user.
__envarium_cd() {
    \builtin cd ${ZSH_VERSION:+-q} -- "${1}" || \builtin return
}

# --- the functions ------------------------------------------------------------

function workon {
    if [[ ${#}:${1-} == 1:[!-.]* && ${1} != *[/:[:cntrl:]]* && -O ${WORKON_HOME-}/${1}/bin/activate \
        && -x ${WORKON_HOME-}/${1}/bin/python ]] && ! __envarium_may_hook "${WORKON_HOME-}/${1}" preactivate postactivate; then
        __envarium_activate "${WORKON_HOME}/${1}" || \builtin return
        [[ -n ${__envarium_tied} ]] || \builtin return 0
        if [[ ${VIRTUALENVWRAPPER_WORKON_CD-1} != 1 ]]; then :
        elif [[ -d ${__envarium_tied} ]]; then \builtin cd ${ZSH_VERSION:+-q} -- "${__envarium_tied}" || :
        else __envarium_to_project "${__envarium_tied}" || :; fi
        if [[ -e ${__envarium_tied}/.virtualenvwrapper/postactivate ]]; then
            __envarium_load_hooks && __envarium_source_project post_activate postactivate
        fi
    else
        __envarium_workon "$@"
    fi
}

# The same for every other call.
__envarium_workon() {
    \builtin local __envarium_root='' __envarium_go='' __envarium_name="${1-}" __envarium_linked=''
    case "${#}:${1-}" in
        0: | 1:) ;;
        1:-) __envarium_back || \builtin return; \builtin return 0 ;;
        2:-c | 2:--cd) __envarium_go=1 __envarium_name="${2}" ;;
        2:-n | 2:--no-cd) __envarium_go=0 __envarium_name="${2}" ;;
        1:*) ;;
        *) __envarium_name='' ;;
    esac
    if [ -z "$*" ] || [ "${__envarium_name}" = . ]; then
        if [ -n "${__envarium_platforms-}" ] || ! __envarium_find_linked "${__envarium_name}"; then
            __envarium_plan workon "$@"
            \builtin return
        elif [ -n "${__envarium_linked}" ]; then
            __envarium_load_hooks && __envarium_enter "${__envarium_linked}" "${__envarium_go:-0}"
            \builtin return
        elif [ -n "$*" ]; then
            __envarium_name="${PWD##*/}"
        elif [ -n "${__envarium_picker-}" ] && [ -t 0 ] && [ -t 1 ]; then
            __envarium_plan workon --interactive
            \builtin return
        elif [ -z "${ENVARIUM_SHARED_STORES-}" ] && __envarium_list; then
            \builtin return 0
        fi
    fi
    if [ -z "${__envarium_platforms-}" ] && __envarium_is_plain "${__envarium_name}" && __envarium_find_root \
        && [ -r "${__envarium_root}/${__envarium_name}/bin/activate" ]; then
        __envarium_load_hooks && __envarium_enter "${__envarium_root}/${__envarium_name}" \
            "${__envarium_go:-${VIRTUALENVWRAPPER_WORKON_CD-1}}"
    elif [ -z "$*" ]; then
        __envarium_ask '' lsvenv --brief
    else
        __envarium_plan workon "$@"
    fi
}

# Prints the names of all environments.
__envarium_list() {
    \builtin local __envarium_names
    __envarium_find_root && __envarium_glob '' || \builtin return 1
    if [ "${#__envarium_names[@]}" -gt 0 ]; then
        \builtin printf '%s\n' ${__envarium_names[@]+"${__envarium_names[@]}"}
    elif [ ! -e "${__envarium_root}" ]; then
        __envarium_warn "the store \"${__envarium_root}\" cannot be used: it does not exist" 'mkvenv NAME creates it'
    else
        \builtin printf 'there are no environments; mkvenv NAME creates one\n' >&2
    fi
}

# Activates the environment that was active before this one; the last one if none is active.
__envarium_back() {
    \builtin local __envarium_target="${__envarium_entered}"
    if \builtin typeset -f deactivate > /dev/null; then
        __envarium_target="${__envarium_previous}"
    elif [ ! -r "${__envarium_target}/bin/activate" ]; then # it has been removed
        __envarium_target="${__envarium_previous}"
    fi
    if [ -z "${__envarium_target}" ]; then
        __envarium_plan workon -
    elif [ -r "${__envarium_target}/bin/activate" ]; then
        __envarium_load_hooks && __envarium_enter "${__envarium_target}"
    else
        __envarium_warn "the previous environment \"${__envarium_target##*/}\" no longer exists" 'lsvenv lists the environments'
        \builtin return 1
    fi
}

# Whether an environment is active: VIRTUAL_ENV without its programs on PATH is inherited from a login shell.
__envarium_is_active() {
    [ -n "${VIRTUAL_ENV-}" ] && [ -d "${VIRTUAL_ENV}" ] || \builtin return 1
    case ":${PATH-}:" in
        *":${VIRTUAL_ENV%/}/bin:"* | *":${VIRTUAL_ENV%/}/bin/:"*) ;;
        *) \builtin return 1 ;;
    esac
}

# Fails with a message if no environment is active.
__envarium_need_active() {
    if ! __envarium_is_active; then
        __envarium_warn 'no environment is active' 'activate one first: workon NAME'
        \builtin return 1
    fi
}

function cdvirtualenv {
    case "${1-}" in -h | --help) __envarium_usage cdvirtualenv && \builtin return ;; esac
    __envarium_need_active || \builtin return
    __envarium_cd "${VIRTUAL_ENV}/${1-}"
}

# Serves the function $1, which works inside the active environment.
__envarium_within() {
    case "${1}:${2-}:$#" in
        *:--help:* | cd*:-h:* | *:-h:2) __envarium_usage "${1}" && \builtin return ;;
    esac
    __envarium_load_insides || \builtin return
    __envarium_need_active || \builtin return
    \builtin local __envarium_word="__envarium_${1}"
    \builtin shift
    "${__envarium_word}" "$@"
}

__envarium_load_insides() { __envarium_read __envarium_find_packages inside.sh; }

# The program, where it is not on PATH; once it is, that is run.
if ! \builtin command -v envarium > /dev/null; then
    function envarium {
        if \builtin type ${ZSH_VERSION:+-p} ${BASH_VERSION:+-P} envarium > /dev/null; then
            (\command envarium "$@")
        else
            __envarium_ask '' envarium "$@"
        fi
    }
fi

# `make generate` generates these from the vocabulary.
# >>> words
function mkvenv { __envarium_make mkvenv "$@"; }
function mkvirtualenv { __envarium_make mkvirtualenv "$@"; }
function mktmpenv { __envarium_make mktmpenv "$@"; }
function lsvenv { __envarium_ask '' lsvenv "$@"; }
function lsvirtualenv { __envarium_ask '' lsvirtualenv "$@"; }
function showvenv { __envarium_ask '' showvenv "$@"; }
function showvirtualenv { __envarium_ask '' showvirtualenv "$@"; }
function rmvenv { __envarium_load_hooks && __envarium_remove rmvenv "$@"; }
function rmvirtualenv { __envarium_load_hooks && __envarium_remove rmvirtualenv "$@"; }
function cpvenv { __envarium_plan cpvenv "$@"; }
function cpvirtualenv { __envarium_plan cpvirtualenv "$@"; }
function mvvenv { __envarium_plan mvvenv "$@"; }
function mvvirtualenv { __envarium_plan mvvirtualenv "$@"; }
function allvenv { __envarium_ask '' allvenv "$@"; }
function allvirtualenv { __envarium_ask '' allvirtualenv "$@"; }
function setvirtualenvproject { __envarium_ask '' setvirtualenvproject "$@"; }
function mkproject { __envarium_make mkproject "$@"; }
function add2virtualenv { __envarium_ask '' add2virtualenv "$@"; }
function wipeenv { __envarium_ask '' wipeenv "$@"; }
function toggleglobalsitepackages { __envarium_ask '' toggleglobalsitepackages "$@"; }
function virtualenvwrapper { __envarium_ask '' virtualenvwrapper "$@"; }
function cdsitepackages { __envarium_within cdsitepackages "$@"; }
function lssitepackages { __envarium_within lssitepackages "$@"; }
function cdproject { __envarium_within cdproject "$@"; }

# Prints the help of the shell command $1.
__envarium_usage() {
    case "${1}" in
        cdvirtualenv) \builtin printf '%s\n' 'Usage: cdvirtualenv [DIRECTORY]' '' 'Change to the directory of the active environment.' '' Examples: '  cdvirtualenv      its directory' '  cdvirtualenv bin  a directory in it' ;;
        cdsitepackages) \builtin printf '%s\n' 'Usage: cdsitepackages [DIRECTORY]' '' 'Change to the site-packages of the active environment.' '' Examples: '  cdsitepackages           its site-packages' '  cdsitepackages requests  a directory in them' ;;
        lssitepackages) \builtin printf '%s\n' 'Usage: lssitepackages [OPTIONS...]' '' 'List the site-packages of the active environment with ls.' '' Examples: '  lssitepackages     what is installed' '  lssitepackages -l  with the details of ls' ;;
        cdproject) \builtin printf '%s\n' 'Usage: cdproject' '' 'Change to the project of the active environment.' '' Examples: '  cdproject  its project directory' ;;
    esac
}
# <<< words

# --- completion ---------------------------------------------------------------
# The completions are in files of their own, which are read when they are first needed.
# >>> completion
if [ -n "${BASH_VERSION-}" ]; then
    __envarium_complete() {
        [ -r "${__envarium_shell-}/completions/envarium.bash" ] || \builtin return 0
        # shellcheck source=shell/completions/envarium.bash
        \. "${__envarium_shell-}/completions/envarium.bash" && __envarium_complete "$@"
    }
    __envarium_register() {
        \builtin complete "$@" -F __envarium_complete envarium mkvenv mkvirtualenv mktmpenv workon lsvenv lsvirtualenv showvenv showvirtualenv rmvenv rmvirtualenv cpvenv cpvirtualenv mvvenv mvvirtualenv allvenv allvirtualenv setvirtualenvproject mkproject add2virtualenv wipeenv toggleglobalsitepackages virtualenvwrapper deactivate cdvirtualenv cdsitepackages lssitepackages cdproject 2> /dev/null || :
    }
    # bash 3.2 has no compopt: there readline completes file names if nothing else matches
    if [ "${BASH_VERSINFO[0]}" -gt 3 ]; then __envarium_register; else __envarium_register -o default; fi
elif [ -n "${ZSH_VERSION-}" ]; then
    # compinit asks at each start about files that others may write to, unless that is only the user's own group
    __envarium_is_private() {
        \builtin emulate -L zsh
        \builtin local __envarium_group='f:g+w:'
        [ "${UID}" != "${GID}" ] || __envarium_group="${__envarium_group}^g${GID}"
        \eval "\builtin set -- \${^argv}(N-${__envarium_group},-f:o+w:,-^u0u${EUID})"
        [ "$#" -eq 0 ]
    }
    __envarium_completions="${__envarium_shell-}/completions"
    case ":${FPATH-}:" in
        *":${__envarium_completions}:"*) ;;
        *)
            if __envarium_is_private "${__envarium_shell-}" "${__envarium_completions}" \
                "${__envarium_completions}/_envarium"; then
                FPATH="${__envarium_completions}${FPATH:+:${FPATH}}"
            fi
            ;;
    esac
    if \builtin typeset -f compdef > /dev/null; then
        \builtin autoload -Uz "${__envarium_completions}/_envarium"
        compdef _envarium envarium mkvenv mkvirtualenv mktmpenv workon lsvenv lsvirtualenv showvenv showvirtualenv rmvenv rmvirtualenv cpvenv cpvirtualenv mvvenv mvvirtualenv allvenv allvirtualenv setvirtualenvproject mkproject add2virtualenv wipeenv toggleglobalsitepackages virtualenvwrapper deactivate cdvirtualenv cdsitepackages lssitepackages cdproject
    elif [[ -o zle ]]; then
        # without compinit, zsh has an older completion; a later compinit replaces this
        __envarium_complete_bare() {
            [ -r "${__envarium_shell-}/completions/bare.zsh" ] || \builtin return 0
            # shellcheck disable=SC1091 # it is written for zsh
            \. "${__envarium_shell-}/completions/bare.zsh" && __envarium_complete_bare "$@"
        }
        \builtin compctl -K __envarium_complete_bare + -f envarium mkvenv mkvirtualenv mktmpenv workon lsvenv lsvirtualenv showvenv showvirtualenv rmvenv rmvirtualenv cpvenv cpvirtualenv mvvenv mvvirtualenv allvenv allvirtualenv setvirtualenvproject mkproject add2virtualenv wipeenv toggleglobalsitepackages virtualenvwrapper deactivate cdvirtualenv cdsitepackages lssitepackages cdproject 2> /dev/null || :
    fi
fi
# <<< completion

# --- loading ------------------------------------------------------------------

# shellcheck disable=SC2034 # it is for the hooks of others
VIRTUALENVWRAPPER_ENV_BIN_DIR=bin

# Exports the directories to children and hooks, as virtualenvwrapper does. A store from the config file is not
# exported, because it may change there.
__envarium_export() {
    if [ -n "${WORKON_HOME-}" ] || [ "${__envarium_root}" = "${HOME-}/.virtualenvs" ]; then
        \builtin export WORKON_HOME="${__envarium_root}"
        \builtin export VIRTUALENVWRAPPER_HOOK_DIR="${VIRTUALENVWRAPPER_HOOK_DIR:-${__envarium_root}}"
        [ "${VIRTUALENVWRAPPER_HOOK_DIR}" != "${__envarium_root}" ] || __envarium_followed="${__envarium_root}"
    fi
    \builtin export VIRTUALENVWRAPPER_PROJECT_FILENAME="${VIRTUALENVWRAPPER_PROJECT_FILENAME:-.project}"
    \builtin export VIRTUALENVWRAPPER_WORKON_CD="${VIRTUALENVWRAPPER_WORKON_CD-1}"
    # shellcheck disable=SC2034 # it is for others
    \builtin export VIRTUALENVWRAPPER_SCRIPT="${__envarium_shell-}/virtualenvwrapper.sh"
}

# Records whether the dates in the store $1 can be trusted, which a copy may have lost: its stub is older than this
# file. Where environments were created on several platforms, only Python knows which of them run here.
__envarium_trust() {
    if [[ "${__envarium_shell-}" -nt "${1}/.envarium/stub" && ! -e "${1}/.envarium/platforms" ]]; then
        __envarium_trusted="${1}" __envarium_stub="${1}/.envarium/stub" __envarium_quiet="${1}/.envarium/quiet"
    fi
}

# Whether the store, or the directory of its hooks, has not been prepared and can be.
__envarium_is_new() {
    [[ (! -e "${VIRTUALENVWRAPPER_HOOK_DIR:-${__envarium_root}}/initialize" || ! -e "${__envarium_root}/.envarium/stub") \
        && (-w "${__envarium_root}" || ! -e "${__envarium_root}") ]]
}

__envarium_load() {
    \builtin local __envarium_root=''
    __envarium_follow_store
    if ! __envarium_find_root || __envarium_is_new; then
        [ ! -x "${__envarium_python-}" ] || __envarium_plan hook initialize || :
    fi
    __envarium_find_root || \builtin return 0
    __envarium_export
    if __envarium_is_active && [[ -O "${VIRTUAL_ENV%/}/bin/activate" ]] \
        && ! \builtin typeset -f deactivate > /dev/null; then
        __envarium_load_hooks && __envarium_adopt "${VIRTUAL_ENV%/}"
    fi
    [ ! -e "${__envarium_root}/.envarium/platforms" ] || __envarium_platforms=1
    __envarium_trust "${__envarium_root}"
    if [[ "${__envarium_trusted}" != "${__envarium_root}" || ! "${__envarium_quiet}" -nt "${__envarium_site-}" \
        || "${VIRTUALENVWRAPPER_HOOK_DIR:-${__envarium_root}}/initialize" -nt "${__envarium_stub}" ]]; then
        __envarium_load_hooks && __envarium_event initialize
    fi
}
__envarium_load
