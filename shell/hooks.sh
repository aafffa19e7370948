# Hooks and plugins: bash and zsh. envarium.sh sources this file when it is first needed.
#
# Reads: VIRTUALENVWRAPPER_HOOK_DIR, VIRTUALENVWRAPPER_PROJECT_FILENAME, and what envarium.sh reads
#
# Sections: hooks; activation; deactivation; steps of plans.
#
# Hooks are sourced inside these functions and see their local variables, which have the prefix for this reason.

# --- hooks --------------------------------------------------------------------

# Sets __envarium_hooks to the directory of the hooks of all environments, and __envarium_events to the events that
# have plugins, a space on either side of each.
__envarium_find_hooks() {
    \builtin local __envarium_root='' __envarium_list __envarium_line=''
    __envarium_events=''
    __envarium_follow_store
    __envarium_find_root || __envarium_root=/dev/null
    __envarium_hooks="${VIRTUALENVWRAPPER_HOOK_DIR:-${__envarium_root}}"
    __envarium_list="${__envarium_root}/.envarium/plugins"
    if [[ -r "${__envarium_list}" && "${__envarium_list}" -nt "${__envarium_site-}" ]]; then
        { IFS= \builtin read -r __envarium_line && IFS= \builtin read -r __envarium_events; } < "${__envarium_list}" || :
        [ "${__envarium_line}" != "${__envarium_site-}" ] || \builtin return 0
    fi
    __envarium_list_plugins
}

# Has Python list the plugins again: something was installed since it did, or it never did.
__envarium_list_plugins() {
    __envarium_events=''
    if [[ -w "${__envarium_root}/.envarium" && -x "${__envarium_python-}" ]]; then
        __envarium_ask '' hook --source list < /dev/null > /dev/null || \builtin return 0
        { IFS= \builtin read -r __envarium_line && IFS= \builtin read -r __envarium_events; } < "${__envarium_list}" || :
    fi
}

# Has Python do its part of the event $1 with the other arguments, if there is any.
__envarium_run() {
    case "${__envarium_events}" in
        *" ${1} "* | *" ${1}_source "*) __envarium_plan hook "$@" || : ;;
    esac
}

# Whether one of the hooks contains code: an unchanged stub consists of comments.
__envarium_is_written() {
    \builtin local __envarium_file __envarium_text __envarium_line=$'\n'
    for __envarium_file in "$@"; do
        if [[ -f "${__envarium_file}" ]]; then
            IFS= \builtin read -r -d '' __envarium_text < "${__envarium_file}" || :
            case "${__envarium_line}${__envarium_text}" in *"${__envarium_line}"[!"${__envarium_line}#"]*) \builtin return 0 ;; esac
        fi
    done
    \builtin return 1
}

# Sources those of the hooks $3 and on that exist, with the event $1 and, if not empty, $2 as their arguments.
# If one fails, a message is printed, and the others follow.
__envarium_source() {
    \builtin local __envarium_event="${1}" __envarium_name="${2}" __envarium_hook
    \builtin shift 2
    for __envarium_hook in "$@"; do
        if [[ ! -f "${__envarium_hook}" ]]; then
            continue
        elif [[ ! -O "${__envarium_hook}" ]]; then
            __envarium_warn "the hook \"${__envarium_hook}\" is not sourced: it is owned by another user"
        else
            # behind \eval, since \. alone ends a bash 3.2 under `set -e` where a command in the hook fails
            \eval '\. "${__envarium_hook}" "${__envarium_event}" ${__envarium_name:+"${__envarium_name}"}' \
                || __envarium_warn "the hook \"${__envarium_hook}\" ended with ${?}"
        fi
    done
}

# Sources the hook $2 of the project at the event $1, if the user has trusted it as it is: a project may come from others.
__envarium_source_project() {
    \builtin local __envarium_hook="${__envarium_tied}/.virtualenvwrapper/${2}" __envarium_shown
    if [[ -z "${__envarium_tied}" || ! -f "${__envarium_hook}" ]]; then
        :
    elif __envarium_is_as_trusted "${__envarium_hook}"; then
        __envarium_source "${1}" '' "${__envarium_hook}"
    else
        \builtin printf -v __envarium_shown %q "${__envarium_tied}"
        __envarium_warn "the project's hook .virtualenvwrapper/${2} is not trusted" \
            "read it, then: envarium trust ${__envarium_shown}"
    fi
}

# Whether the file at $1 is what `envarium trust` has copied; no copy contains a NUL, where bash stops reading.
__envarium_is_as_trusted() {
    \builtin local __envarium_copy='' __envarium_text='' __envarium_other=''
    __envarium_find_copy "${1}" || \builtin return
    if [ -n "${ZSH_VERSION-}" ]; then
        __envarium_text="$(< "${1}")" __envarium_other="$(< "${__envarium_copy}")"
    else
        ! IFS= \builtin read -r -d '' __envarium_text < "${1}" || \builtin return 1
        ! IFS= \builtin read -r -d '' __envarium_other < "${__envarium_copy}" || \builtin return 1
    fi
    [ "${__envarium_text}" = "${__envarium_other}" ]
}

# Fails with a message in a hook of activation or deactivation: it would interrupt what called it.
__envarium_allow() {
    case "${__envarium_hook-}" in *activate) ;; *) \builtin return 0 ;; esac
    __envarium_warn 'a hook cannot activate or deactivate an environment' "remove that from ${__envarium_hook}"
    \builtin return 1
}

# Sets __envarium_copy to what `envarium trust` has written about the path $1; fails if it has not, or another user may
# have made it: only the user can write below a directory of his own that is no link.
__envarium_find_copy() {
    \builtin local __envarium_root=''
    __envarium_find_root || \builtin return
    for __envarium_copy in "${__envarium_root}/.envarium" "${__envarium_root}/.envarium/trust"; do
        [[ -O "${__envarium_copy}" && ! -L "${__envarium_copy}" ]] || \builtin return 1
    done
    __envarium_copy="${__envarium_copy}${1}"
    [[ "${1}" != */../* && -f "${__envarium_copy}" ]]
}

# The events after a command: first Python's part of them, then the user's hook.
__envarium_event() {
    \builtin local __envarium_hooks __envarium_events
    __envarium_find_hooks
    __envarium_run "$@"
    __envarium_source_hooks "$@"
}

# Sources the hooks that the user has written for the event $1.
__envarium_source_hooks() {
    case "${1}" in
        post_activate)
            __envarium_source_project post_activate postactivate
            __envarium_source post_activate '' "${__envarium_hooks}/postactivate" "${__envarium_inside:-/dev/null}/bin/postactivate"
            ;;
        pre_deactivate)
            __envarium_source_project pre_deactivate predeactivate
            __envarium_source pre_deactivate '' "${__envarium_inside:-/dev/null}/bin/predeactivate" "${__envarium_hooks}/predeactivate"
            ;;
        post_rmvirtualenv) ;; # Python starts it
        project.post_mkproject) __envarium_source "${1}" '' "${__envarium_hooks}/postmkproject" ;;
        post_*) __envarium_source "${1}" '' "${__envarium_hooks}/post${1#post_}" ;;
        initialize) __envarium_source "${1}" '' "${__envarium_hooks}/initialize" ;;
    esac
}

# --- activation ---------------------------------------------------------------

# Activates the environment at $1, with hooks and plugins, and deactivates the active one. Changes to the project if $2
# is 1, or if there is no $2 and VIRTUALENVWRAPPER_WORKON_CD is 1.
__envarium_enter() {
    __envarium_allow || \builtin return
    [[ $# == 2 ]] || \builtin set -- "${1}" "${VIRTUALENVWRAPPER_WORKON_CD-1}"
    \builtin local __envarium_hooks __envarium_events
    if [ ! -e "${1}/bin/activate" ]; then
        __envarium_warn "the environment ${1##*/} does not exist or has no bin/activate" 'lsvenv lists the environments'
        \builtin return 1
    fi
    __envarium_leave
    __envarium_find_hooks
    if __envarium_is_written "${__envarium_hooks}/preactivate" "${1}/bin/preactivate"; then
        __envarium_events=" pre_activate ${__envarium_events}"
    fi
    __envarium_run pre_activate "${1##*/}"
    if [[ -e "${1}/bin/activate" && ! -O "${1}/bin/activate" ]]; then
        __envarium_warn "warning: \"${1}\" is owned by another user"
    fi
    [[ -x "${1}/bin/python" ]] || __envarium_warn "warning: the Python of ${1##*/} is missing" "envarium repair ${1##*/}"
    __envarium_activate "${1}" || \builtin return
    __envarium_trust "${1%/*}"
    __envarium_after_entering "$@"
}

# Accepts what the activate of the environment at $1 has done where that is not envarium's own, made for this place.
__envarium_accept() {
    if [ ! "${1}" -ef "${VIRTUAL_ENV-}" ]; then
        __envarium_warn "\"${1}\" was moved or copied by hand: its activate is for \"${VIRTUAL_ENV-}\"" \
            "envarium repair ${1##*/}"
        deactivate || :
        \builtin return 1
    fi
    [[ -z ${__envarium_aware} ]] || \builtin return 0
    if [[ -w ${1} && (! -e ${1}/.used || -w ${1}/.used && ! -s ${1}/.used) ]]; then \true >| "${1}/.used" || :; fi
    \builtin typeset -f deactivate > /dev/null || \builtin return 0
    if [ -n "${ZSH_VERSION-}" ]; then
        # shellcheck disable=SC2154 # zsh keeps its functions there
        functions[__envarium_foreign_deactivate]="${functions[deactivate]}"
    else
        \eval "__envarium_foreign_$(\builtin typeset -f deactivate)"
    fi
    # shellcheck disable=SC2120,SC2317,SC2329 # the user calls it
    function deactivate {
        [ -z "${__envarium_inside}" ] || __envarium_leaving || \builtin return
        __envarium_foreign_deactivate "$@"
        if [ "${1-}" != nondestructive ]; then
            \builtin unset -f deactivate __envarium_foreign_deactivate 2> /dev/null || :
        fi
        [ -z "${__envarium_left}" ] || __envarium_left
    }
}

# The steps after the activation of the environment at $1: its project, to which it changes if $2 is 1, and sourced
# hooks.
__envarium_after_entering() {
    # shellcheck disable=SC2034 # hooks read it
    \builtin local -x VIRTUALENVWRAPPER_PROJECT_CD="${2}"
    if [[ "${2}" == 1 && -n "${__envarium_tied}" ]]; then
        __envarium_to_project "${__envarium_tied}" || :
    fi
    __envarium_run post_activate
    __envarium_source_hooks post_activate
}

# --- deactivation -------------------------------------------------------------

# The steps before the deactivation.
__envarium_before_leaving() {
    \builtin local __envarium_hooks __envarium_events
    __envarium_find_hooks
    __envarium_run pre_deactivate
    __envarium_source_hooks pre_deactivate
}

# The steps after the deactivation.
__envarium_left() {
    \builtin local __envarium_hooks __envarium_events __envarium_place="${__envarium_left}"
    # shellcheck disable=SC2034 # hooks read it
    \builtin local VIRTUALENVWRAPPER_LAST_VIRTUAL_ENV="${__envarium_left}"
    __envarium_left=''
    __envarium_find_hooks
    __envarium_run post_deactivate "${__envarium_place##*/}"
    __envarium_source post_deactivate "${__envarium_place##*/}" \
        "${__envarium_place}/bin/postdeactivate" "${__envarium_hooks}/postdeactivate"
    if [[ "${__envarium_temporary}" == *":${__envarium_place}:"* \
        && "${BASH_SUBSHELL-}${ZSH_SUBSHELL-}" == "${__envarium_level}" ]]; then
        __envarium_forget_temporary "${__envarium_place}"
    fi
}

# Removes the temporary environment at $1, which this shell has created, from its store, and only if it is still marked
# as temporary.
__envarium_forget_temporary() {
    __envarium_temporary="${__envarium_temporary%%":${1}:"*}${__envarium_temporary#*":${1}:"}"
    [[ -e "${1}/README.tmpenv" ]] || \builtin return 0
    # shellcheck disable=SC2034 # Python reads it
    \builtin local -x WORKON_HOME="${1%/*}"
    __envarium_print "Removing temporary environment: ${1##*/}"
    __envarium_remove rmvenv "${1##*/}" || :
}

# --- steps of plans ------------------------------------------------------------
# The functions that Python's answers call.

# Removes environments, as the function $1 does; if the working directory was in one of them, changes to the store.
__envarium_remove() {
    \builtin local __envarium_root='' __envarium_hooks __envarium_events __envarium_code=0
    __envarium_find_hooks
    __envarium_source_plugins pre_rmvirtualenv "$@"
    __envarium_ask '' "$@" || __envarium_code="$?"
    if [ ! -d "${PWD}" ] && __envarium_find_root; then
        __envarium_cd "${__envarium_root}" || :
    fi
    __envarium_source_plugins post_rmvirtualenv "$@"
    \builtin return "${__envarium_code}"
}

# Evaluates what plugins answer to the event $1 for each environment in the arguments after $2.
__envarium_source_plugins() {
    \builtin local __envarium_name __envarium_kind="${1}"
    case "${__envarium_events}" in *" ${1}_source "*) ;; *) \builtin return 0 ;; esac
    \builtin shift 2
    for __envarium_name in "$@"; do
        case "${__envarium_name}" in -*) continue ;; esac
        __envarium_plan hook --source "${__envarium_kind}" "${__envarium_name}" || :
    done
}

# Activates the environment at $2, which was at $1, if this shell has it active, without hooks.
__envarium_moved() {
    [ "${__envarium_previous-}" != "${1}" ] || __envarium_previous="${2}"
    [ "${__envarium_entered-}" != "${1}" ] || __envarium_entered="${2}"
    if [[ "${__envarium_temporary}" == *":${1}:"* ]]; then
        __envarium_temporary="${__envarium_temporary%%":${1}:"*}:${2}:${__envarium_temporary#*":${1}:"}"
    fi
    case "${PWD}/" in "${1}"/*) __envarium_cd "${2}${PWD#"${1}"}" || __envarium_cd "${2}" || : ;; esac
    if [[ "${VIRTUAL_ENV-}" == "${1}" ]] && \builtin typeset -f deactivate > /dev/null; then
        __envarium_inside=''
        __envarium_leave
        __envarium_activate "${2}"
    fi
}

# Remembers that this shell has made the temporary environment at $1. Those of its parent are not those of a subshell.
__envarium_made_temporary() {
    [[ "${BASH_SUBSHELL-}${ZSH_SUBSHELL-}" == "${__envarium_level}" ]] || __envarium_temporary=''
    __envarium_level="${BASH_SUBSHELL-}${ZSH_SUBSHELL-}"
    __envarium_temporary="${__envarium_temporary}:${1}:"
}

# Creates the project of the active environment with the arguments, and changes to it.
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

# Makes the environment at $1, in which the shell was started, one that can be left.
__envarium_adopt() {
    \builtin local __envarium_inherited='' __envarium_outside='' __envarium_shown
    # shellcheck disable=SC2034 # the environment's activate reads it: what it sets is set already
    \builtin local __envarium_adopting=1
    __envarium_part_path "${1}/bin"
    # shellcheck disable=SC2016 # the label that a parent shell has exported, if it is bash; and if it is zsh
    for __envarium_shown in '${VIRTUAL_ENV_PROMPT:+(${VIRTUAL_ENV_PROMPT}) }' "(${VIRTUAL_ENV_PROMPT-}) "; do
        case "${PS1-}" in
            *"${__envarium_shown}"*) PS1="${PS1%%"${__envarium_shown}"*}${PS1#*"${__envarium_shown}"}" ;;
        esac
    done
    \builtin unset VIRTUAL_ENV VIRTUAL_ENV_PROMPT
    PATH="${__envarium_outside#:}"
    __envarium_activate "${1}" || \builtin return 0
    PATH="${__envarium_inherited#:}"
}

# Sets __envarium_outside to what PATH is to be when the environment whose programs are in $1 has been left, and
# __envarium_inherited to what it is until then. What is before those programs stays there, unless it is another
# Python; what editors have added once more goes; an entry behind another Python is the user's own.
__envarium_part_path() {
    \builtin local __envarium_rest="${PATH}:" __envarium_entry __envarium_first=''
    while [ -n "${__envarium_rest}" ]; do
        __envarium_entry="${__envarium_rest%%:*}" __envarium_rest="${__envarium_rest#*:}"
        if [[ "${__envarium_entry%/}" == "${1}" ]]; then
            [[ -n "${__envarium_first}" ]] || __envarium_inherited="${__envarium_inherited}:${1}"
            __envarium_first=1
            continue
        fi
        __envarium_outside="${__envarium_outside}:${__envarium_entry}"
        __envarium_inherited="${__envarium_inherited}:${__envarium_entry}"
        [[ ! -x "${__envarium_entry}/python" && ! -x "${__envarium_entry}/python3" ]] || break
    done
    __envarium_rest=":${__envarium_rest}"
    if [[ -n "${__envarium_first}" ]]; then
        __envarium_inherited="${__envarium_inherited}${__envarium_rest%:}"
        __envarium_outside="${__envarium_outside}${__envarium_rest%:}"
        \builtin return
    fi
    for __envarium_entry in ":${1}:" ":${1}/:"; do
        case "${__envarium_rest}" in
            *"${__envarium_entry}"*)
                __envarium_rest="${__envarium_rest%%"${__envarium_entry}"*}:${__envarium_rest#*"${__envarium_entry}"}"
                break
                ;;
        esac
    done
    __envarium_outside="${__envarium_outside}${__envarium_rest%:}"
    __envarium_inherited=":${1}${__envarium_outside}"
}

# shellcheck source=shell/helpers.sh
\. "${__envarium_shell-}/helpers.sh"
