# Activates the environment that a project is linked to while the shell is in the project: bash and zsh. What loads the
# integration sources it behind envarium.sh, if the user has switched it on.
#
# Reads: PWD, VIRTUAL_ENV, and what envarium.sh reads
# Keeps: __envarium_auto_directory  the working directory at the last prompt
#        __envarium_auto_link       the link of the project there, '' if it has none
#        __envarium_auto_inside     VIRTUAL_ENV as of activating what that leads to, '' if nothing was activated
#
# Nothing that is read is run, and no process is started. The store is only looked at where there is a link.

__envarium_auto_directory='' __envarium_auto_link='' __envarium_auto_inside=''

# Called before each prompt, with $? as it was for what comes behind.
__envarium_auto() {
    \builtin local __envarium_status="$?"
    [[ ${PWD} == "${__envarium_auto_directory}" ]] || __envarium_auto_move || :
    \builtin return "${__envarium_status}"
}

# In another project than before: deactivates what was activated for that one, and activates what this one is linked to.
# An environment that the user has activated stays.
__envarium_auto_move() {
    \builtin local __envarium_place __envarium_link=''
    [[ . -ef ${PWD} ]] || \builtin return 0 # the directory has been deleted
    __envarium_auto_directory="${PWD}"
    __envarium_find_venv
    if [[ -L ${__envarium_place}/.venv || -f ${__envarium_place}/.venv ]]; then
        __envarium_link="${__envarium_place}/.venv"
    fi
    [[ ${__envarium_link} != "${__envarium_auto_link}" ]] || \builtin return 0
    __envarium_auto_link="${__envarium_link}"
    if [[ -n ${__envarium_auto_inside} && ${VIRTUAL_ENV-} == "${__envarium_auto_inside}" ]]; then
        __envarium_leave
    fi
    __envarium_auto_inside=''
    if [[ -n ${__envarium_link} ]] && ! __envarium_is_active; then
        __envarium_auto_activate "${__envarium_place}"
    fi
}

# Activates what the project at $1 is linked to: an environment of the user's own store, or one that he trusts. A
# directory in which others may make links must be trusted too.
__envarium_auto_activate() {
    \builtin local __envarium_root='' __envarium_linked='' __envarium_shown
    __envarium_load_hooks || \builtin return
    if ! __envarium_find_linked || [[ -z ${__envarium_linked} || ! -O ${1} || -k ${1} ]]; then
        __envarium_find_trusted "${1}/.venv" || :
    fi
    if [[ -n ${__envarium_linked} && -O ${__envarium_linked}/bin/activate ]]; then
        __envarium_enter "${__envarium_linked}" 0 && __envarium_auto_inside="${VIRTUAL_ENV-}"
        \builtin return
    fi
    \builtin printf -v __envarium_shown %q "${1}"
    if [[ -e ${1}/.venv ]]; then
        __envarium_warn "the link ${__envarium_shown}/.venv is not trusted" \
            "to activate what it leads to: envarium trust ${__envarium_shown}"
    else
        __envarium_warn "the link ${__envarium_shown}/.venv leads to something that does not exist" "cd ${__envarium_shown} && envarium link --again"
    fi
    \builtin return 1
}

# Sets __envarium_linked to where the link at $1 leads, if the user has trusted it as it is.
__envarium_find_trusted() {
    \builtin local __envarium_copy='' __envarium_target="${1}"
    __envarium_linked=''
    if [[ -f ${1} ]]; then
        __envarium_is_as_trusted "${1}" && __envarium_read_link "${1%/*}" || \builtin return
    else
        __envarium_find_copy "${1}" || \builtin return
        IFS= \builtin read -r -d '' __envarium_target < "${__envarium_copy}" || :
        [[ ${__envarium_target} -ef ${1} ]] || \builtin return
    fi
    __envarium_linked="${__envarium_target}"
}

if [[ -n ${ZSH_VERSION-} ]]; then
    \builtin typeset -ga precmd_functions
    [[ " ${precmd_functions[*]-} " == *' __envarium_auto '* ]] || precmd_functions+=(__envarium_auto)
elif [[ "${PROMPT_COMMAND[*]-}" != *__envarium_auto* ]]; then
    PROMPT_COMMAND="__envarium_auto${PROMPT_COMMAND:+$'\n'${PROMPT_COMMAND}}" # the first one, if it is an array
fi
