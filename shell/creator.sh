# The words that make environments, where VIRTUALENVWRAPPER_VIRTUALENV names another program for it: bash and zsh.
# venvarium.sh sources it when it is first asked.
#
# Reads: VIRTUALENVWRAPPER_VIRTUALENV, VIRTUALENVWRAPPER_VIRTUALENV_ARGS, and what venvarium.sh reads
# Keeps: __venvarium_creator  that it is loaded

__venvarium_creator=1

# Does what the word $1 with the rest as its arguments says. Its locals are what the functions below work upon.
__venvarium_create_with() {
    \builtin local __venvarium_word="${1}" __venvarium_root='' __venvarium_name='' __venvarium_project=''
    \builtin local __venvarium_version='' __venvarium_force='' __venvarium_help='' __venvarium_code=0
    \builtin local __venvarium_go="${VIRTUALENVWRAPPER_WORKON_CD-1}"
    \builtin local __venvarium_will_go='This is a temporary environment. It will be deleted when you run "deactivate".'
    \builtin local __venvarium_words __venvarium_given __venvarium_installs __venvarium_templates
    __venvarium_words=() __venvarium_given=() __venvarium_installs=() __venvarium_templates=()
    \builtin shift
    while [ "$#" -gt 0 ]; do
        __venvarium_take_word "$@" && \builtin shift
        [ "$#" -eq 0 ] || \builtin shift
    done
    if [ -n "${__venvarium_help}" ]; then
        __venvarium_ask '' "${__venvarium_word}" --help
        "${VIRTUALENVWRAPPER_VIRTUALENV}" --help
        \builtin return 0
    fi
    if [ "${__venvarium_word}" = mktmpenv ]; then
        # not in a subshell: those of zsh all draw the same numbers
        \builtin printf -v __venvarium_name 'tmp-%04x%04x%04x%03x' "${RANDOM}" "${RANDOM}" "${RANDOM}" "$((RANDOM % 4096))"
        __venvarium_given+=("${__venvarium_name}")
    fi
    __venvarium_see_before && __venvarium_call_creator && __venvarium_finish_creation || __venvarium_code="$?"
    \builtin return "${__venvarium_code}"
}

# Reads the word $1; succeeds where $2 is its value. What is not known here is the creator's.
__venvarium_take_word() {
    case "${__venvarium_word}:${1}" in
        *:-h | *:--help) __venvarium_help=1 ;;
        *:-a | *:--project) __venvarium_project="${2-}" && \builtin return 0 ;;
        *:-i | *:--install) __venvarium_installs+=("${2-}") && \builtin return 0 ;;
        *:-r | *:--requirements) __venvarium_installs+=(-r "${2-}") && \builtin return 0 ;;
        *:-p | *:--python) __venvarium_version="--python=${2-}" && \builtin return 0 ;;
        *:--python*) __venvarium_version="${1}" ;;
        mkproject:-t | mkproject:--template) __venvarium_templates+=(-t "${2-}") && \builtin return 0 ;;
        mkproject:-f | mkproject:--force) __venvarium_force=1 ;;
        mktmpenv:-c | mktmpenv:--cd) __venvarium_go=1 ;;
        mktmpenv:-n | mktmpenv:--no-cd) __venvarium_go=0 ;;
        *) __venvarium_given+=("${1}") ;;
    esac
    \builtin return 1
}

# Refuses what cannot be before the creator is called.
__venvarium_see_before() {
    \builtin local name
    __venvarium_find_root || \builtin return
    if [ -n "${__venvarium_project}" ] && [ ! -d "${__venvarium_project}" ]; then
        __venvarium_warn "\"${__venvarium_project}\" is not a directory"
        \builtin return 1
    fi
    if ! \builtin command -v "${VIRTUALENVWRAPPER_VIRTUALENV}" > /dev/null; then
        __venvarium_warn "there is no program \"${VIRTUALENVWRAPPER_VIRTUALENV}\" to make environments with" \
            'unset VIRTUALENVWRAPPER_VIRTUALENV, and venvarium makes them itself'
        \builtin return 1
    fi
    if [ "${__venvarium_word}" = mkproject ]; then
        for name in ${__venvarium_given[@]+"${__venvarium_given[@]}"}; do
            case "${name}" in -*) ;; *) __venvarium_name="${name}" ;; esac
        done
        __venvarium_ask '' start-project --check ${__venvarium_force:+-f} "${__venvarium_name}" || \builtin return
    fi
    if [ ! -d "${__venvarium_root}" ]; then
        \builtin printf '%s\n' "NOTE: Virtual environments directory ${__venvarium_root} does not exist. Creating..." >&2
        \command mkdir -p -- "${__venvarium_root}" || \builtin return 1
    fi
}

# Calls the creator in the store, with the user's words alone, and sets __venvarium_name to what it made.
__venvarium_call_creator() {
    \builtin local name
    __venvarium_split_words "${VIRTUALENVWRAPPER_VIRTUALENV_ARGS-}"
    (
        __venvarium_cd "${__venvarium_root}" \
            && "${VIRTUALENVWRAPPER_VIRTUALENV}" ${__venvarium_words[@]+"${__venvarium_words[@]}"} \
                ${__venvarium_version:+"${__venvarium_version}"} ${__venvarium_given[@]+"${__venvarium_given[@]}"}
    ) || \builtin return
    __venvarium_name=''
    for name in ${__venvarium_given[@]+"${__venvarium_given[@]}"}; do
        if __venvarium_is_plain "${name}" && [ -d "${__venvarium_root}/${name}" ]; then
            __venvarium_name="${name}"
        fi
    done
    [ -n "${__venvarium_name}" ]
}

# What follows once the environment is there: its hooks, its project, entering it, installing into it.
__venvarium_finish_creation() {
    \builtin local __venvarium_place="${__venvarium_root}/${__venvarium_name}"
    __venvarium_plan hook pre_mkvirtualenv "${__venvarium_name}" || :
    if [ -n "${__venvarium_project}" ]; then
        __venvarium_ask '' set-project "${__venvarium_name}" "${__venvarium_project}" > /dev/null || \builtin return
    fi
    if [ "${__venvarium_word}" = mktmpenv ]; then
        __venvarium_print "${__venvarium_will_go}" >| "${__venvarium_place}/README.tmpenv"
    fi
    __venvarium_enter "${__venvarium_place}" "${__venvarium_go}" || __venvarium_code="$?"
    if [ "${#__venvarium_installs[@]}" -gt 0 ]; then
        __venvarium_install "${__venvarium_place}" "${__venvarium_installs[@]}" || __venvarium_code="$?"
    fi
    __venvarium_event post_mkvirtualenv
    case "${__venvarium_word}:${__venvarium_go}" in
        mktmpenv:*)
            __venvarium_print "${__venvarium_will_go}"
            [ "${__venvarium_go}" != 1 ] || __venvarium_cd "${__venvarium_place}" || :
            ;;
        mkproject:*)
            __venvarium_start_project ${__venvarium_force:+-f} ${__venvarium_templates[@]+"${__venvarium_templates[@]}"} \
                "${__venvarium_name}" || __venvarium_code="$?"
            ;;
    esac
}
