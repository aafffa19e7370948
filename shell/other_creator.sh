# The functions that create environments with another program, which is in VIRTUALENVWRAPPER_VIRTUALENV: bash and zsh.
# envarium.sh sources this file when it is first needed.
#
# Reads: VIRTUALENVWRAPPER_VIRTUALENV, VIRTUALENVWRAPPER_VIRTUALENV_ARGS, and what envarium.sh reads

# Serves the function $1 with the rest as its arguments. The functions below use its local variables.
__envarium_create_with() {
    \builtin local __envarium_word="${1}" __envarium_root='' __envarium_name='' __envarium_project=''
    \builtin local __envarium_version='' __envarium_force='' __envarium_help='' __envarium_code=0
    \builtin local __envarium_go="${VIRTUALENVWRAPPER_WORKON_CD-1}"
    \builtin local __envarium_will_go='This is a temporary environment. It will be deleted when you run "deactivate".'
    \builtin local __envarium_words __envarium_given __envarium_installs __envarium_templates
    __envarium_words=() __envarium_given=() __envarium_installs=() __envarium_templates=()
    \builtin shift
    while [ "$#" -gt 0 ]; do
        __envarium_take_word "$@" && \builtin shift
        [ "$#" -eq 0 ] || \builtin shift
    done
    if [ -n "${__envarium_help}" ]; then
        __envarium_ask '' "${__envarium_word}" --help
        "${VIRTUALENVWRAPPER_VIRTUALENV}" --help
        \builtin return 0
    fi
    if [ "${__envarium_word}" = mktmpenv ]; then
        # not in a subshell: those of zsh all draw the same numbers
        \builtin printf -v __envarium_name 'tmp-%04x%04x%04x%03x' "${RANDOM}" "${RANDOM}" "${RANDOM}" "$((RANDOM % 4096))"
        __envarium_given+=("${__envarium_name}")
    fi
    __envarium_see_before && __envarium_call_creator && __envarium_finish_creation || __envarium_code="$?"
    \builtin return "${__envarium_code}"
}

# Reads the argument $1; succeeds if $2 is its value. Unknown options are the creator's.
__envarium_take_word() {
    case "${__envarium_word}:${1}" in
        *:-h | *:--help) __envarium_help=1 ;;
        *:-a | *:--project) __envarium_project="${2-}" && \builtin return 0 ;;
        *:-i | *:--install) __envarium_installs+=("${2-}") && \builtin return 0 ;;
        *:-r | *:--requirements) __envarium_installs+=(-r "${2-}") && \builtin return 0 ;;
        *:-p | *:--python) __envarium_version="--python=${2-}" && \builtin return 0 ;;
        *:--python*) __envarium_version="${1}" ;;
        mkproject:-t | mkproject:--template) __envarium_templates+=(-t "${2-}") && \builtin return 0 ;;
        mkproject:-f | mkproject:--force) __envarium_force=1 ;;
        mktmpenv:-c | mktmpenv:--cd) __envarium_go=1 ;;
        mktmpenv:-n | mktmpenv:--no-cd) __envarium_go=0 ;;
        *) __envarium_given+=("${1}") ;;
    esac
    \builtin return 1
}

# Refuses invalid calls before the creator runs.
__envarium_see_before() {
    \builtin local __envarium_each
    __envarium_find_root || \builtin return
    if [ -n "${__envarium_project}" ] && [ ! -d "${__envarium_project}" ]; then
        __envarium_warn "\"${__envarium_project}\" is not a directory"
        \builtin return 1
    fi
    if ! \builtin command -v "${VIRTUALENVWRAPPER_VIRTUALENV}" > /dev/null; then
        __envarium_warn "there is no program \"${VIRTUALENVWRAPPER_VIRTUALENV}\" to make environments with" \
            'unset VIRTUALENVWRAPPER_VIRTUALENV, and envarium makes them itself'
        \builtin return 1
    fi
    if [ "${__envarium_word}" = mkproject ]; then
        for __envarium_each in ${__envarium_given[@]+"${__envarium_given[@]}"}; do
            case "${__envarium_each}" in -*) ;; *) __envarium_name="${__envarium_each}" ;; esac
        done
        __envarium_ask '' start-project --check ${__envarium_force:+-f} "${__envarium_name}" || \builtin return
    fi
    __envarium_load_hooks && virtualenvwrapper_verify_workon_home
}

# Calls the creator in the store with the user's arguments, and sets __envarium_name to the new environment.
__envarium_call_creator() {
    \builtin local __envarium_each
    __envarium_split_words "${VIRTUALENVWRAPPER_VIRTUALENV_ARGS-}"
    (
        __envarium_cd "${__envarium_root}" \
            && "${VIRTUALENVWRAPPER_VIRTUALENV}" ${__envarium_words[@]+"${__envarium_words[@]}"} \
                ${__envarium_version:+"${__envarium_version}"} ${__envarium_given[@]+"${__envarium_given[@]}"}
    ) || \builtin return
    __envarium_name=''
    for __envarium_each in ${__envarium_given[@]+"${__envarium_given[@]}"}; do
        if __envarium_is_plain "${__envarium_each}" && [ -d "${__envarium_root}/${__envarium_each}" ]; then
            __envarium_name="${__envarium_each}"
        fi
    done
    [ -n "${__envarium_name}" ]
}

# What follows once the environment is there: its hooks, its project, entering it, installing into it.
__envarium_finish_creation() {
    \builtin local __envarium_place="${__envarium_root}/${__envarium_name}"
    __envarium_plan hook pre_mkvirtualenv "${__envarium_name}" || :
    if [ -n "${__envarium_project}" ]; then
        __envarium_ask '' set-project "${__envarium_name}" "${__envarium_project}" > /dev/null || \builtin return
    fi
    if [ "${__envarium_word}" = mktmpenv ]; then
        __envarium_print "${__envarium_will_go}" >| "${__envarium_place}/README.tmpenv"
        __envarium_made_temporary "${__envarium_place}"
    fi
    __envarium_load_hooks && __envarium_enter "${__envarium_place}" "${__envarium_go}" || __envarium_code="$?"
    if [ "${#__envarium_installs[@]}" -gt 0 ]; then
        __envarium_ask '' install "${__envarium_name}" ${__envarium_installs[@]+"${__envarium_installs[@]}"} || __envarium_code="$?"
    fi
    __envarium_event post_mkvirtualenv
    case "${__envarium_word}:${__envarium_go}" in
        mktmpenv:*)
            __envarium_print "${__envarium_will_go}"
            [ "${__envarium_go}" != 1 ] || __envarium_cd "${__envarium_place}" || :
            ;;
        mkproject:*)
            __envarium_start_project ${__envarium_force:+-f} ${__envarium_templates[@]+"${__envarium_templates[@]}"} \
                "${__envarium_name}" || __envarium_code="$?"
            ;;
    esac
}
