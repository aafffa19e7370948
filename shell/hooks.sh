# Hooks, and what comes with them: bash and zsh. venvarium.sh sources it when it is first asked for more than it does
# by itself.
#
# Reads: VIRTUALENVWRAPPER_HOOK_DIR, VIRTUALENVWRAPPER_PROJECT_FILENAME, and what venvarium.sh reads
# Keeps: __venvarium_hooked  that it is loaded
#
# Sections: hooks; entering; leaving; steps of plans.
#
# A hook is sourced from within these functions and sees their locals: those bear the prefix all the way down to it.

__venvarium_hooked=1

# --- hooks --------------------------------------------------------------------

# Sets __venvarium_hooks to the directory of the hooks of all environments, and __venvarium_events to the events that
# have plugins, a blank on either side of each.
__venvarium_find_hooks() {
    \builtin local __venvarium_root='' __venvarium_list __venvarium_line=''
    __venvarium_events=''
    __venvarium_find_root || __venvarium_root=/dev/null
    __venvarium_hooks="${VIRTUALENVWRAPPER_HOOK_DIR:-${__venvarium_root}}"
    __venvarium_list="${__venvarium_root}/.venvarium/plugins"
    if [[ -r "${__venvarium_list}" && "${__venvarium_list}" -nt "${__venvarium_site-}" ]]; then
        { IFS= \builtin read -r __venvarium_line && IFS= \builtin read -r __venvarium_events; } < "${__venvarium_list}" || :
        [ "${__venvarium_line}" != "${__venvarium_site-}" ] || \builtin return 0
    fi
    __venvarium_list_plugins
}

# Lets Python list the plugins anew: something was installed since it did, or it never did.
__venvarium_list_plugins() {
    __venvarium_events=''
    if [[ -w "${__venvarium_root}/.venvarium" && -x "${__venvarium_python-}" ]]; then
        __venvarium_ask '' hook --source list < /dev/null > /dev/null || \builtin return 0
        { IFS= \builtin read -r __venvarium_line && IFS= \builtin read -r __venvarium_events; } < "${__venvarium_list}" || :
    fi
}

# Lets Python do its part of the event $1 for the arguments behind it, if there is any.
__venvarium_run() {
    case "${__venvarium_events}" in
        *" ${1} "* | *" ${1}_source "*) __venvarium_plan hook "$@" || : ;;
    esac
}

# Whether one of the hooks given says anything: an untouched stub is comments alone.
__venvarium_is_written() {
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
__venvarium_source() {
    \builtin local __venvarium_event="${1}" __venvarium_name="${2}" __venvarium_hook
    \builtin shift 2
    for __venvarium_hook in "$@"; do
        if [[ ! -f "${__venvarium_hook}" ]]; then
            continue
        elif [[ ! -O "${__venvarium_hook}" ]]; then
            __venvarium_warn "the hook ${__venvarium_hook} is not sourced: it belongs to somebody else"
        else
            # shellcheck disable=SC1090 # it is the user's
            \. "${__venvarium_hook}" "${__venvarium_event}" ${__venvarium_name:+"${__venvarium_name}"} \
                || __venvarium_warn "the hook ${__venvarium_hook} ended with ${?}"
        fi
    done
}

# The events that follow a command: what Python has to do for them, then the hook of the user.
__venvarium_event() {
    \builtin local __venvarium_hooks __venvarium_events
    __venvarium_find_hooks
    __venvarium_run "$@"
    case "${1}" in
        project.post_mkproject) __venvarium_source "${1}" '' "${__venvarium_hooks}/postmkproject" ;;
        post_*) __venvarium_source "${1}" '' "${__venvarium_hooks}/post${1#post_}" ;;
        initialize) __venvarium_source "${1}" '' "${__venvarium_hooks}/initialize" ;;
    esac
}

# --- entering -----------------------------------------------------------------

# Enters it with all that there is to do.
__venvarium_enter_in_full() {
    \builtin local __venvarium_hooks __venvarium_events
    if [[ -n "${_OLD_VIRTUAL_PATH+x}" ]]; then
        __venvarium_leave
    fi
    __venvarium_find_hooks
    if __venvarium_is_written "${__venvarium_hooks}/preactivate" "${1}/bin/preactivate"; then
        __venvarium_events=" pre_activate ${__venvarium_events}"
    fi
    __venvarium_run pre_activate "${1##*/}"
    __venvarium_step_into "${1}" || \builtin return
    [ "${__venvarium_entered-}" = "${1}" ] || __venvarium_note "${1}"
    __venvarium_trust "${1%/*}"
    __venvarium_settle "$@"
}

# Takes the steps into the environment at $1 by its own activate.
__venvarium_step_into() {
    \builtin local __venvarium_aware=''
    if [[ ! -O "${1}/bin/activate" ]]; then
        __venvarium_warn "mind that ${1} belongs to somebody else"
    fi
    # shellcheck disable=SC1091 # each environment has a file of its own
    \. "${1}/bin/activate" || \builtin return
    [ -n "${__venvarium_aware}" ] || __venvarium_wrap
    [ "${1}" -ef "${VIRTUAL_ENV-}" ] \
        || __venvarium_warn "${1} was moved by hand: its activate is for ${VIRTUAL_ENV-nothing}" 'venvarium repair mends it'
    __venvarium_inside="${1}"
}

# What comes when the environment at $1 is entered: its project, to which it goes if $2 is 1, and the sourced hooks.
__venvarium_settle() {
    # shellcheck disable=SC2034 # hooks read it
    \builtin local -x VIRTUALENVWRAPPER_PROJECT_CD="${2}"
    \builtin local __venvarium_project=''
    __venvarium_find_project "${1}"
    __venvarium_tied="${__venvarium_project}"
    if [[ "${2}" == 1 && -n "${__venvarium_project}" ]]; then
        __venvarium_to_project "${__venvarium_project}" || :
    fi
    __venvarium_run post_activate
    __venvarium_source post_activate '' "${__venvarium_project:-/dev/null}/.virtualenvwrapper/postactivate" \
        "${__venvarium_hooks}/postactivate" "${1}/bin/postactivate"
}

# Sets __venvarium_project to the project that the environment at $1 is tied to.
__venvarium_find_project() {
    __venvarium_project=''
    if [[ -r "${1}/${VIRTUALENVWRAPPER_PROJECT_FILENAME:-.project}" ]]; then
        IFS= \builtin read -r __venvarium_project < "${1}/${VIRTUALENVWRAPPER_PROJECT_FILENAME:-.project}" || :
    fi
}

# --- leaving ------------------------------------------------------------------

# Called before the environment is left: by its own activate too, if that is one of ours.
__venvarium_leaving() {
    \builtin local __venvarium_hooks __venvarium_events
    __venvarium_find_hooks
    __venvarium_run pre_deactivate
    __venvarium_source pre_deactivate '' "${__venvarium_tied:-/dev/null}/.virtualenvwrapper/predeactivate" \
        "${__venvarium_inside}/bin/predeactivate" "${__venvarium_hooks}/predeactivate"
}

# Called when it is left.
__venvarium_left() {
    \builtin local __venvarium_hooks __venvarium_events __venvarium_place="${__venvarium_inside}"
    # shellcheck disable=SC2034 # hooks read it
    \builtin local VIRTUALENVWRAPPER_LAST_VIRTUAL_ENV="${__venvarium_inside}"
    __venvarium_inside=''
    __venvarium_find_hooks
    __venvarium_run post_deactivate "${__venvarium_place##*/}"
    __venvarium_source post_deactivate "${__venvarium_place##*/}" \
        "${__venvarium_place}/bin/postdeactivate" "${__venvarium_hooks}/postdeactivate"
    if [[ -e "${__venvarium_place}/README.tmpenv" ]]; then
        __venvarium_print "Removing temporary environment: ${__venvarium_place##*/}"
        __venvarium_remove rmvenv "${__venvarium_place##*/}" || :
    fi
}

# Lets the `deactivate` of another tool's activate run the hooks too.
__venvarium_wrap() {
    \builtin typeset -f deactivate > /dev/null || \builtin return 0
    if [ -n "${ZSH_VERSION-}" ]; then
        # shellcheck disable=SC2154 # zsh keeps its functions there
        functions[__venvarium_foreign_deactivate]="${functions[deactivate]}"
    else
        \eval "__venvarium_foreign_$(\builtin typeset -f deactivate)"
    fi
    # shellcheck disable=SC2120,SC2317,SC2329 # the user calls it
    function deactivate {
        [ -z "${__venvarium_inside-}" ] || __venvarium_leaving
        __venvarium_foreign_deactivate "$@"
        if [ "${1-}" != nondestructive ]; then
            \builtin unset -f deactivate __venvarium_foreign_deactivate 2> /dev/null || :
        fi
        [ -z "${__venvarium_inside-}" ] || __venvarium_left
    }
}

# --- steps of plans ------------------------------------------------------------
# What Python may answer with, for a word that changes this shell.

# Removes environments, as the word $1 does; a shell that stood in one of them goes to the store.
__venvarium_remove() {
    \builtin local __venvarium_root='' __venvarium_hooks __venvarium_events __venvarium_code=0
    __venvarium_find_hooks
    __venvarium_remind pre_rmvirtualenv "$@"
    __venvarium_ask '' "$@" || __venvarium_code="$?"
    if [ ! -d "${PWD}" ] && __venvarium_find_root; then
        __venvarium_cd "${__venvarium_root}" || :
    fi
    __venvarium_remind post_rmvirtualenv "$@"
    \builtin return "${__venvarium_code}"
}

# Takes what plugins answer to the event $1 for each environment named behind the word $2.
__venvarium_remind() {
    \builtin local __venvarium_name __venvarium_reminded="${1}"
    case "${__venvarium_events}" in *" ${1}_source "*) ;; *) \builtin return 0 ;; esac
    \builtin shift 2
    for __venvarium_name in "$@"; do
        case "${__venvarium_name}" in -*) continue ;; esac
        __venvarium_plan hook --source "${__venvarium_reminded}" "${__venvarium_name}" || :
    done
}

# The environment at $1 stands at $2 now: a shell that is in it follows, without hooks.
__venvarium_moved() {
    [ "${__venvarium_previous-}" != "${1}" ] || __venvarium_previous="${2}"
    [ "${__venvarium_entered-}" != "${1}" ] || __venvarium_entered="${2}"
    case "${PWD}/" in "${1}"/*) __venvarium_cd "${2}${PWD#"${1}"}" || __venvarium_cd "${2}" || : ;; esac
    if [[ "${__venvarium_inside-}" == "${1}" ]]; then
        __venvarium_inside=''
        __venvarium_leave
        __venvarium_step_into "${2}"
    fi
}

# Installs into the environment at $1 what the rest, words of pip install, say.
__venvarium_install() {
    \builtin local __venvarium_place="${1}"
    \builtin shift
    \command "${__venvarium_place}/bin/python" -I -m pip install "$@" && \builtin return
    __venvarium_warn "pip could not install everything into \"${__venvarium_place##*/}\"" \
        'the environment is there; mend the cause and call pip install in it'
    \builtin return 1
}

# Makes the project of the active environment, as the arguments say, and goes there.
__venvarium_start_project() {
    \builtin local __venvarium_project=''
    __venvarium_ask '' start-project "$@" || \builtin return
    __venvarium_find_project "${VIRTUAL_ENV-}"
    __venvarium_cd "${__venvarium_project}" || \builtin return
    __venvarium_event project.post_mkproject
}

# Prints $1.
__venvarium_print() {
    \builtin printf '%s\n' "${1}"
}

# Where the shell was started inside an environment: makes it one that can be left.
__venvarium_adopt() {
    \builtin local __venvarium_place="${VIRTUAL_ENV-}"
    if [[ -n "${_OLD_VIRTUAL_PATH+x}" || ! -O "${__venvarium_place}/bin/activate" ]]; then
        \builtin return 0
    fi
    case ":${PATH-}:" in
        *":${__venvarium_place}/bin:"*) ;;
        *) \builtin return 0 ;;
    esac
    PATH=":${PATH}:"
    PATH="${PATH%%":${__venvarium_place}/bin:"*}:${PATH#*":${__venvarium_place}/bin:"}"
    PATH="${PATH#:}"
    PATH="${PATH%:}"
    \builtin unset VIRTUAL_ENV VIRTUAL_ENV_PROMPT
    __venvarium_step_into "${__venvarium_place}" || \builtin return 0
    __venvarium_entered="${__venvarium_place}"
    \builtin local __venvarium_project=''
    __venvarium_find_project "${__venvarium_place}"
    __venvarium_tied="${__venvarium_project}"
}
