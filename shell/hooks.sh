# Hooks, and what comes with them: bash and zsh. envarium.sh sources it when it is first asked for more than it does
# by itself.
#
# Reads: VIRTUALENVWRAPPER_HOOK_DIR, VIRTUALENVWRAPPER_PROJECT_FILENAME, and what envarium.sh reads
# Keeps: __envarium_hooked  that it is loaded
#
# Sections: hooks; entering; leaving; steps of plans.
#
# A hook is sourced from within these functions and sees their locals: those bear the prefix all the way down to it.

__envarium_hooked=1

# --- hooks --------------------------------------------------------------------

# Sets __envarium_hooks to the directory of the hooks of all environments, and __envarium_events to the events that
# have plugins, a blank on either side of each.
__envarium_find_hooks() {
    \builtin local __envarium_root='' __envarium_list __envarium_line=''
    __envarium_events=''
    __envarium_find_root || __envarium_root=/dev/null
    __envarium_hooks="${VIRTUALENVWRAPPER_HOOK_DIR:-${__envarium_root}}"
    __envarium_list="${__envarium_root}/.envarium/plugins"
    if [[ -r "${__envarium_list}" && "${__envarium_list}" -nt "${__envarium_site-}" ]]; then
        { IFS= \builtin read -r __envarium_line && IFS= \builtin read -r __envarium_events; } < "${__envarium_list}" || :
        [ "${__envarium_line}" != "${__envarium_site-}" ] || \builtin return 0
    fi
    __envarium_list_plugins
}

# Lets Python list the plugins anew: something was installed since it did, or it never did.
__envarium_list_plugins() {
    __envarium_events=''
    if [[ -w "${__envarium_root}/.envarium" && -x "${__envarium_python-}" ]]; then
        __envarium_ask '' hook --source list < /dev/null > /dev/null || \builtin return 0
        { IFS= \builtin read -r __envarium_line && IFS= \builtin read -r __envarium_events; } < "${__envarium_list}" || :
    fi
}

# Lets Python do its part of the event $1 for the arguments behind it, if there is any.
__envarium_run() {
    case "${__envarium_events}" in
        *" ${1} "* | *" ${1}_source "*) __envarium_plan hook "$@" || : ;;
    esac
}

# Whether one of the hooks given says anything: an untouched stub is comments alone.
__envarium_is_written() {
    \builtin local file text line=$'\n'
    for file in "$@"; do
        if [[ -f "${file}" ]]; then
            IFS= \builtin read -r -d '' text < "${file}" || :
            case "${line}${text}" in *"${line}"[!"${line}#"]*) \builtin return 0 ;; esac
        fi
    done
    \builtin return 1
}

# Sources those of the hooks $3 and on that are there; what they see as arguments is the event $1 and, if not empty, $2.
# One that fails says so, and stops nothing.
__envarium_source() {
    \builtin local __envarium_event="${1}" __envarium_name="${2}" __envarium_hook
    \builtin shift 2
    for __envarium_hook in "$@"; do
        if [[ ! -f "${__envarium_hook}" ]]; then
            continue
        elif [[ ! -O "${__envarium_hook}" ]]; then
            __envarium_warn "the hook ${__envarium_hook} is not sourced: it belongs to somebody else"
        else
            # behind \eval, since \. alone ends a bash 3.2 under `set -e` where a command in the hook fails
            \eval '\. "${__envarium_hook}" "${__envarium_event}" ${__envarium_name:+"${__envarium_name}"}' \
                || __envarium_warn "the hook ${__envarium_hook} ended with ${?}"
        fi
    done
}

# The events that follow a command: what Python has to do for them, then the hook of the user.
__envarium_event() {
    \builtin local __envarium_hooks __envarium_events
    __envarium_find_hooks
    __envarium_run "$@"
    case "${1}" in
        project.post_mkproject) __envarium_source "${1}" '' "${__envarium_hooks}/postmkproject" ;;
        post_*) __envarium_source "${1}" '' "${__envarium_hooks}/post${1#post_}" ;;
        initialize) __envarium_source "${1}" '' "${__envarium_hooks}/initialize" ;;
    esac
}

# --- entering -----------------------------------------------------------------

# Enters it with all that there is to do.
__envarium_enter_in_full() {
    \builtin local __envarium_hooks __envarium_events
    if [[ -n "${_OLD_VIRTUAL_PATH+x}" ]]; then
        __envarium_leave
    fi
    __envarium_find_hooks
    if __envarium_is_written "${__envarium_hooks}/preactivate" "${1}/bin/preactivate"; then
        __envarium_events=" pre_activate ${__envarium_events}"
    fi
    __envarium_run pre_activate "${1##*/}"
    __envarium_step_into "${1}" || \builtin return
    [ "${__envarium_entered-}" = "${1}" ] || __envarium_note "${1}"
    __envarium_trust "${1%/*}"
    __envarium_settle "$@"
}

# Takes the steps into the environment at $1 by its own activate.
__envarium_step_into() {
    \builtin local __envarium_aware=''
    if [[ ! -O "${1}/bin/activate" ]]; then
        __envarium_warn "mind that ${1} belongs to somebody else"
    fi
    \eval '\. "${1}/bin/activate"' || \builtin return
    [ -n "${__envarium_aware}" ] || __envarium_wrap
    [ "${1}" -ef "${VIRTUAL_ENV-}" ] \
        || __envarium_warn "${1} was moved by hand: its activate is for ${VIRTUAL_ENV-nothing}" 'envarium repair mends it'
    __envarium_inside="${1}"
}

# What comes when the environment at $1 is entered: its project, to which it goes if $2 is 1, and the sourced hooks.
__envarium_settle() {
    # shellcheck disable=SC2034 # hooks read it
    \builtin local -x VIRTUALENVWRAPPER_PROJECT_CD="${2}"
    \builtin local __envarium_project=''
    __envarium_find_project "${1}"
    __envarium_tied="${__envarium_project}"
    if [[ "${2}" == 1 && -n "${__envarium_project}" ]]; then
        __envarium_to_project "${__envarium_project}" || :
    fi
    __envarium_run post_activate
    __envarium_source post_activate '' "${__envarium_project:-/dev/null}/.virtualenvwrapper/postactivate" \
        "${__envarium_hooks}/postactivate" "${1}/bin/postactivate"
}

# Sets __envarium_project to the project that the environment at $1 is tied to.
__envarium_find_project() {
    __envarium_project=''
    if [[ -r "${1}/${VIRTUALENVWRAPPER_PROJECT_FILENAME:-.project}" ]]; then
        IFS= \builtin read -r __envarium_project < "${1}/${VIRTUALENVWRAPPER_PROJECT_FILENAME:-.project}" || :
    fi
}

# --- leaving ------------------------------------------------------------------

# Called before the environment is left: by its own activate too, if that is one of ours.
__envarium_leaving() {
    \builtin local __envarium_hooks __envarium_events
    __envarium_find_hooks
    __envarium_run pre_deactivate
    __envarium_source pre_deactivate '' "${__envarium_tied:-/dev/null}/.virtualenvwrapper/predeactivate" \
        "${__envarium_inside}/bin/predeactivate" "${__envarium_hooks}/predeactivate"
}

# Called when it is left.
__envarium_left() {
    \builtin local __envarium_hooks __envarium_events __envarium_place="${__envarium_inside}"
    # shellcheck disable=SC2034 # hooks read it
    \builtin local VIRTUALENVWRAPPER_LAST_VIRTUAL_ENV="${__envarium_inside}"
    __envarium_inside=''
    __envarium_find_hooks
    __envarium_run post_deactivate "${__envarium_place##*/}"
    __envarium_source post_deactivate "${__envarium_place##*/}" \
        "${__envarium_place}/bin/postdeactivate" "${__envarium_hooks}/postdeactivate"
    if [[ -e "${__envarium_place}/README.tmpenv" ]]; then
        __envarium_print "Removing temporary environment: ${__envarium_place##*/}"
        __envarium_remove rmvenv "${__envarium_place##*/}" || :
    fi
}

# Lets the `deactivate` of another tool's activate run the hooks too.
__envarium_wrap() {
    \builtin typeset -f deactivate > /dev/null || \builtin return 0
    if [ -n "${ZSH_VERSION-}" ]; then
        # shellcheck disable=SC2154 # zsh keeps its functions there
        functions[__envarium_foreign_deactivate]="${functions[deactivate]}"
    else
        \eval "__envarium_foreign_$(\builtin typeset -f deactivate)"
    fi
    # shellcheck disable=SC2120,SC2317,SC2329 # the user calls it
    function deactivate {
        [ -z "${__envarium_inside-}" ] || __envarium_leaving
        __envarium_foreign_deactivate "$@"
        if [ "${1-}" != nondestructive ]; then
            \builtin unset -f deactivate __envarium_foreign_deactivate 2> /dev/null || :
        fi
        [ -z "${__envarium_inside-}" ] || __envarium_left
    }
}

# --- steps of plans ------------------------------------------------------------
# What Python may answer with, for a word that changes this shell.

# Removes environments, as the word $1 does; a shell that stood in one of them goes to the store.
__envarium_remove() {
    \builtin local __envarium_root='' __envarium_hooks __envarium_events __envarium_code=0
    __envarium_find_hooks
    __envarium_remind pre_rmvirtualenv "$@"
    __envarium_ask '' "$@" || __envarium_code="$?"
    if [ ! -d "${PWD}" ] && __envarium_find_root; then
        __envarium_cd "${__envarium_root}" || :
    fi
    __envarium_remind post_rmvirtualenv "$@"
    \builtin return "${__envarium_code}"
}

# Takes what plugins answer to the event $1 for each environment named behind the word $2.
__envarium_remind() {
    \builtin local __envarium_name __envarium_reminded="${1}"
    case "${__envarium_events}" in *" ${1}_source "*) ;; *) \builtin return 0 ;; esac
    \builtin shift 2
    for __envarium_name in "$@"; do
        case "${__envarium_name}" in -*) continue ;; esac
        __envarium_plan hook --source "${__envarium_reminded}" "${__envarium_name}" || :
    done
}

# The environment at $1 stands at $2 now: a shell that is in it follows, without hooks.
__envarium_moved() {
    [ "${__envarium_previous-}" != "${1}" ] || __envarium_previous="${2}"
    [ "${__envarium_entered-}" != "${1}" ] || __envarium_entered="${2}"
    case "${PWD}/" in "${1}"/*) __envarium_cd "${2}${PWD#"${1}"}" || __envarium_cd "${2}" || : ;; esac
    if [[ "${__envarium_inside-}" == "${1}" ]]; then
        __envarium_inside=''
        __envarium_leave
        __envarium_step_into "${2}"
    fi
}

# Installs into the environment called $1 what the rest, words of pip install, say.
__envarium_install() {
    __envarium_ask '' install "$@"
}

# Makes the project of the active environment, as the arguments say, and goes there.
__envarium_start_project() {
    \builtin local __envarium_project=''
    __envarium_ask '' start-project "$@" || \builtin return
    __envarium_find_project "${VIRTUAL_ENV-}"
    __envarium_cd "${__envarium_project}" || \builtin return
    __envarium_event project.post_mkproject
}

# Prints $1.
__envarium_print() {
    \builtin printf '%s\n' "${1}"
}

# Where the shell was started inside an environment: makes it one that can be left.
__envarium_adopt() {
    \builtin local __envarium_place="${VIRTUAL_ENV-}"
    if [[ -n "${_OLD_VIRTUAL_PATH+x}" || ! -O "${__envarium_place}/bin/activate" ]]; then
        \builtin return 0
    fi
    case ":${PATH-}:" in
        *":${__envarium_place}/bin:"*) ;;
        *) \builtin return 0 ;;
    esac
    PATH=":${PATH}:"
    PATH="${PATH%%":${__envarium_place}/bin:"*}:${PATH#*":${__envarium_place}/bin:"}"
    PATH="${PATH#:}"
    PATH="${PATH%:}"
    \builtin unset VIRTUAL_ENV VIRTUAL_ENV_PROMPT
    __envarium_step_into "${__envarium_place}" || \builtin return 0
    __envarium_entered="${__envarium_place}"
    \builtin local __envarium_project=''
    __envarium_find_project "${__envarium_place}"
    __envarium_tied="${__envarium_project}"
}
