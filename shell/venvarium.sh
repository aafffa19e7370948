# The words of venvarium for bash and zsh. Source it; do not run it.
#
# Reads: __venvarium_python  the interpreter that answers what the shell alone cannot
#        __venvarium_home    the directory that holds the venvarium package
#        __venvarium_shell   the directory of this file
#        __venvarium_site    where plugins are installed
#        WORKON_HOME, HOME, XDG_CONFIG_HOME, VIRTUAL_ENV, and those of VIRTUALENVWRAPPER_ that the reference lists
# Keeps: __venvarium_entered, __venvarium_previous  where `workon -` goes
#        __venvarium_inside  the environment whose hooks run on leaving
#        __venvarium_label   its label, as zsh wants it
#        __venvarium_tied    its project, as of entering it
#        __venvarium_trusted  the store whose stubs have kept their date; __venvarium_stub, __venvarium_quiet in it
#
# Sections: what the shell may decide; asking Python; entering and leaving quickly; the words; completion; loading.
# hooks.sh, inside.sh and creator.sh beside it are read when they are first needed.
#
# A hook is sourced from within these functions and sees their locals: those bear the prefix all the way down to it.
# What is read or evaluated follows \. or \eval: behind \builtin, bash would let `set -e` act on it where it does not.

# --- what the shell may decide ------------------------------------------------

# Sets __venvarium_root to the store; fails where only Python can tell.
__venvarium_find_root() {
    case "${WORKON_HOME-}" in
        '') __venvarium_default_root ;;
        # a dollar that no variable's name follows is one of the path
        *[:[:cntrl:]]* | *\$[a-zA-Z0-9_\{]* | '~'* | / | //* | *//) \builtin return 1 ;;
        /*) __venvarium_root="${WORKON_HOME%/}" ;;
        *) __venvarium_root="${HOME}/${WORKON_HOME%/}" ;;
    esac
}

# The same where WORKON_HOME is silent: the config file may name the store.
__venvarium_default_root() {
    \builtin local file line
    case "${OSTYPE-}" in
        darwin*) file="${HOME}/Library/Application Support/venvarium/config.toml" ;;
        *)
            case "${XDG_CONFIG_HOME-}" in
                /*) file="${XDG_CONFIG_HOME}/venvarium/config.toml" ;;
                *) file="${HOME}/.config/venvarium/config.toml" ;;
            esac
            ;;
    esac
    __venvarium_root="${HOME}/.virtualenvs"
    [ -e "${file}" ] || \builtin return 0
    while IFS= \builtin read -r line || [ -n "${line}" ]; do
        case "${line}" in
            'store = "'[/~]*'"') __venvarium_store_line "${line}" || \builtin return 1 ;;
            *store* | *\[* | *'"""'* | *"'''"*) \builtin return 1 ;;
        esac
    done < "${file}"
}

# Takes the store from a line of the config file that says store = "/path".
__venvarium_store_line() {
    \builtin local value="${1#store = \"}"
    value="${value%\"}"
    case "${value}" in
        *[\"\\\$:]* | */ | *[[:cntrl:]]*) \builtin return 1 ;;
        \~/*) __venvarium_root="${HOME}/${value#??}" ;;
        /*) __venvarium_root="${value}" ;;
        *) \builtin return 1 ;;
    esac
}

# Whether $1 is so plain a name that the shell may join it to the store.
__venvarium_is_plain() {
    case "${1}" in
        '' | [-.]* | */* | *:* | *[[:cntrl:]]*) \builtin return 1 ;;
    esac
}

# Sets __venvarium_names to the environments whose names begin with $1.
__venvarium_glob() {
    \builtin local place IFS=/
    __venvarium_names=()
    if [ -n "${ZSH_VERSION-}" ]; then
        \builtin emulate -L zsh -o nullglob
    else
        case "$-" in *f*) \builtin return 1 ;; esac
        if \builtin shopt -q failglob || [ -n "${GLOBIGNORE-}" ]; then \builtin return 1; fi
    fi
    # what is no directory fails these tests sooner than a glob for directories would tell
    for place in "${__venvarium_root}/${1}"*; do
        if [[ -e ${place}/pyvenv.cfg || -L ${place}/bin/python || -e ${place}/bin/python ]]; then
            __venvarium_names+=("${place}")
        fi
    done
    [ "${#__venvarium_names[@]}" -gt 0 ] || \builtin return 0
    __venvarium_names=("${__venvarium_names[@]##*/}")
    # looking at all of them at once is quick, and nearly always enough
    case "/${__venvarium_names[*]}" in
        */[!a-zA-Z0-9_]* | *[!a-zA-Z0-9_./-]*) __venvarium_keep_plain "${__venvarium_names[@]}" ;;
    esac
}

# Sets __venvarium_names to those of the names given that are plain.
__venvarium_keep_plain() {
    \builtin local name
    __venvarium_names=()
    for name in "$@"; do
        case "${name}" in
            [!a-zA-Z0-9_]* | *[!a-zA-Z0-9_.-]*) __venvarium_is_plain "${name}" || continue ;;
        esac
        __venvarium_names+=("${name}")
    done
}

# --- asking Python ------------------------------------------------------------

# Says $1 on standard error, and a hint, $2.
__venvarium_warn() {
    \builtin printf '%s\n' "venvarium: ${1}" ${2:+"hint: ${2}"} >&2
}

# Calls the fast door: the dialect ('' where no snippet is read), the word, its arguments.
__venvarium_ask() {
    if [ ! -x "${__venvarium_python-}" ]; then
        __venvarium_warn "its own Python is gone (${__venvarium_python-not set})" \
            'install venvarium again, then: venvarium setup'
        \builtin return 1
    fi
    \command "${__venvarium_python}" -I -S -c \
        'import sys; sys.path.insert(0, sys.argv.pop(1)); from venvarium.start import called_by_shell as c; c()' \
        "${__venvarium_home-}" "$@"
}

# Reads hooks.sh, once.
__venvarium_load_hooks() {
    # shellcheck source=shell/hooks.sh
    [ -n "${__venvarium_hooked-}" ] || \. "${__venvarium_shell-}/hooks.sh"
}

# Calls it for a word that changes this shell, and takes the steps that it answers: a step that fails sets
# __venvarium_code, and the next is taken.
__venvarium_plan() {
    \builtin local __venvarium_text __venvarium_code=0
    __venvarium_load_hooks || \builtin return
    __venvarium_text="$(__venvarium_ask "${ZSH_VERSION:+zsh}${BASH_VERSION:+bash}" "$@")" || __venvarium_code="$?"
    [ -z "${__venvarium_text}" ] || \eval "${__venvarium_text}" || __venvarium_code="$?"
    \builtin return "${__venvarium_code}"
}

# The same for the words that make environments; the user may have named another program that makes them.
__venvarium_make() {
    if [ -n "${VIRTUALENVWRAPPER_VIRTUALENV-}" ] && [[ "${1}:${2-}" != mktmpenv:--keep* ]]; then
        # shellcheck source=shell/creator.sh
        [ -n "${__venvarium_creator-}" ] || \. "${__venvarium_shell-}/creator.sh" || \builtin return
        __venvarium_create_with "$@"
    elif [ -n "${VIRTUALENVWRAPPER_VIRTUALENV_ARGS-}" ]; then
        \builtin local __venvarium_words __venvarium_word="${1}"
        \builtin shift
        __venvarium_split_words "${VIRTUALENVWRAPPER_VIRTUALENV_ARGS}"
        __venvarium_plan "${__venvarium_word}" ${__venvarium_words[@]+"${__venvarium_words[@]}"} "$@"
    else
        __venvarium_plan "$@"
    fi
}

# Sets __venvarium_words to the words of $1, which blanks part.
__venvarium_split_words() {
    \builtin local rest="${1}" word
    __venvarium_words=()
    while [ -n "${rest}" ]; do
        word="${rest%%[[:space:]]*}"
        [ -z "${word}" ] || __venvarium_words+=("${word}")
        case "${rest}" in
            *[[:space:]]*) rest="${rest#*[[:space:]]}" ;;
            *) rest='' ;;
        esac
    done
}

# --- entering and leaving quickly ---------------------------------------------
# Where the environment is as it was made, and nobody wrote hooks or installed plugins, `workon` and `deactivate` do
# what its activate does, from one line of data, in as few commands as can be: each takes its time. A stub of a hook is
# dated so long ago that whatever is written is newer. What stands in [[ ]] is not quoted where that means the same: bash
# takes a quarter longer for it.

# They are set in functions, and zsh has an option that makes it complain of what was not there before.
__venvarium_head='' __venvarium_place='' __venvarium_prompt='' __venvarium_mark='' __venvarium_hooks='' \
    __venvarium_line='' __venvarium_file='' __venvarium_linked='' __venvarium_full=''
__venvarium_stub="${__venvarium_stub-}" __venvarium_quiet="${__venvarium_quiet-}"
__venvarium_trusted="${__venvarium_trusted-}" __venvarium_inside="${__venvarium_inside-}"
__venvarium_label="${__venvarium_label-}" __venvarium_tied="${__venvarium_tied-}"
__venvarium_entered="${__venvarium_entered-}" __venvarium_previous="${__venvarium_previous-}"

# Enters the environment at $1; fails, with nothing done, where it takes more. $2 is 1 where it goes to the project.
__venvarium_enter_quickly() {
    __venvarium_hooks="${VIRTUALENVWRAPPER_HOOK_DIR:-${1%/*}}" __venvarium_line="${1}/bin/activate.venvarium"
    if [[ ${__venvarium_trusted} != "${1%/*}" || ! ${__venvarium_quiet} -nt ${__venvarium_site-} \
        || ${__venvarium_hooks}/preactivate -nt ${__venvarium_stub} \
        || ${1}/bin/preactivate -nt ${__venvarium_stub} \
        || ${__venvarium_hooks}/postactivate -nt ${__venvarium_stub} \
        || ${1}/bin/postactivate -nt ${__venvarium_stub} \
        || ${1}/bin/activate -nt ${__venvarium_line} || ! -O ${__venvarium_line} ]]; then
        \builtin return 1
    fi
    __venvarium_read "${1}" || \builtin return
    [[ -z ${_OLD_VIRTUAL_PATH+x} ]] || __venvarium_leave_for "${1}" || \builtin return
    [[ -z ${ZSH_VERSION-} ]] || \builtin typeset -g _OLD_VIRTUAL_PATH
    [[ -z ${VIRTUAL_ENV+x}${VIRTUAL_ENV_PROMPT+x}${PYTHONHOME+x}${_OLD_VIRTUAL_PYTHONHOME+x}${_OLD_VIRTUAL_PS1+x} ]] \
        || __venvarium_make_way
    _OLD_VIRTUAL_PATH="${PATH-}"
    \builtin export VIRTUAL_ENV="${1}" VIRTUAL_ENV_PROMPT="${__venvarium_prompt}" PATH="${1}/bin${PATH+":${PATH}"}"
    [[ -z ${PS1+x} || -n ${VIRTUAL_ENV_DISABLE_PROMPT-} ]] || __venvarium_show_label
    # shellcheck disable=SC2120,SC2317,SC2329 # the user calls it
    function deactivate { __venvarium_deactivate "$@"; }
    __venvarium_inside="${1}" __venvarium_tied="${__venvarium_linked}"
    [[ ${__venvarium_entered-} == "${1}" ]] || __venvarium_note "${1}"
    if [[ -n ${__venvarium_tied} ]]; then
        if [[ ${2} != 1 ]]; then
            :
        elif [[ ! -d ${__venvarium_tied} ]]; then
            __venvarium_to_project "${__venvarium_tied}" || :
        elif [[ -n ${ZSH_VERSION-} ]]; then
            \builtin cd -q -- "${__venvarium_tied}" || :
        else
            \builtin cd -- "${__venvarium_tied}" || :
        fi
        if [[ -e ${__venvarium_tied}/.virtualenvwrapper/postactivate ]]; then
            __venvarium_load_hooks \
                && __venvarium_source post_activate '' "${__venvarium_tied}/.virtualenvwrapper/postactivate"
        fi
    fi
}

# Reads the line of the environment at $1, and its project into __venvarium_linked; fails where the line is no good.
# zsh reads byte by byte; of a substitution like this it makes no process.
__venvarium_read() {
    \builtin local IFS=$'\037'
    __venvarium_linked='' __venvarium_file="${1}/${VIRTUALENVWRAPPER_PROJECT_FILENAME:-.project}"
    if [[ -z ${ZSH_VERSION-} ]]; then
        \builtin read -r __venvarium_head __venvarium_place __venvarium_prompt __venvarium_mark \
            < "${1}/bin/activate.venvarium" || \builtin return
        [[ ! -r ${__venvarium_file} ]] || \builtin read -r __venvarium_linked < "${__venvarium_file}" || :
    else
        __venvarium_mark="$(< "${1}/bin/activate.venvarium")" || \builtin return
        __venvarium_head="${__venvarium_mark%%"${IFS}"*}" __venvarium_mark="${__venvarium_mark#*"${IFS}"}"
        __venvarium_place="${__venvarium_mark%%"${IFS}"*}" __venvarium_mark="${__venvarium_mark#*"${IFS}"}"
        __venvarium_prompt="${__venvarium_mark%%"${IFS}"*}" __venvarium_mark="${__venvarium_mark#*"${IFS}"}"
        [[ ! -r ${__venvarium_file} ]] || __venvarium_linked="$(< "${__venvarium_file}")" || :
        __venvarium_linked="${__venvarium_linked%%$'\n'*}"
    fi
    [[ ${__venvarium_place} == "${1}" && ${__venvarium_head} == 'venvarium 1' ]]
}

# The `deactivate` of an environment that was entered so. It is left so too, where there are still no hooks.
__venvarium_deactivate() {
    __venvarium_place="${__venvarium_inside:-"${VIRTUAL_ENV-}"}" __venvarium_full='' \
        __venvarium_hooks="${VIRTUALENVWRAPPER_HOOK_DIR:-${__venvarium_inside%/*}}"
    if [[ -n ${__venvarium_inside} && (${__venvarium_trusted} != "${__venvarium_inside%/*}" \
        || ! ${__venvarium_quiet} -nt ${__venvarium_site-} \
        || ${__venvarium_hooks}/predeactivate -nt ${__venvarium_stub} \
        || ${__venvarium_place}/bin/predeactivate -nt ${__venvarium_stub} \
        || ${__venvarium_hooks}/postdeactivate -nt ${__venvarium_stub} \
        || ${__venvarium_place}/bin/postdeactivate -nt ${__venvarium_stub} \
        || -e ${__venvarium_tied}/.virtualenvwrapper/predeactivate || -e ${__venvarium_place}/README.tmpenv) ]]; then
        __venvarium_load_hooks && __venvarium_leaving
        __venvarium_place="${__venvarium_inside}" __venvarium_full=1
    fi
    if [[ -n ${_OLD_VIRTUAL_PS1+x} ]]; then
        # shellcheck disable=SC2016 # it stands in the prompt as it is
        if [[ -n ${ZSH_VERSION-} ]]; then PS1="${PS1#"(${__venvarium_label}) "}"; else PS1="${PS1#'(${VIRTUAL_ENV_PROMPT}) '}"; fi
        \builtin unset _OLD_VIRTUAL_PS1
    fi
    if [[ ${PATH-} == "${__venvarium_place}/bin:${_OLD_VIRTUAL_PATH-}" ]]; then
        PATH="${_OLD_VIRTUAL_PATH-}"
    else
        __venvarium_drop "${__venvarium_place}/bin"
    fi
    if [[ -n ${_OLD_VIRTUAL_PYTHONHOME+x}${__venvarium_old_VIRTUAL_ENV-}${__venvarium_old_VIRTUAL_ENV_PROMPT-} ]]; then
        __venvarium_give_back
    else
        \builtin unset VIRTUAL_ENV VIRTUAL_ENV_PROMPT PYTHONHOME _OLD_VIRTUAL_PATH
    fi
    [[ ${1-} == nondestructive ]] || \builtin unset -f deactivate
    if [[ -n ${__venvarium_full} ]]; then __venvarium_left; else __venvarium_inside=''; fi
}

# Leaves the environment that this shell is in, on the way to $1: hooks may use the variables that tell where to.
__venvarium_leave_for() {
    __venvarium_leave
    __venvarium_read "${1}"
}

# Makes way for the variables that keep what was.
__venvarium_make_way() {
    \builtin unset _OLD_VIRTUAL_PYTHONHOME _OLD_VIRTUAL_PS1
    [ -z "${ZSH_VERSION-}" ] || \builtin typeset -g __venvarium_old_VIRTUAL_ENV __venvarium_old_VIRTUAL_ENV_PROMPT
    __venvarium_old_VIRTUAL_ENV="${VIRTUAL_ENV+x${VIRTUAL_ENV}}"
    __venvarium_old_VIRTUAL_ENV_PROMPT="${VIRTUAL_ENV_PROMPT+x${VIRTUAL_ENV_PROMPT}}"
    if [ -n "${PYTHONHOME+x}" ]; then
        [ -z "${ZSH_VERSION-}" ] || \builtin typeset -g _OLD_VIRTUAL_PYTHONHOME
        _OLD_VIRTUAL_PYTHONHOME="${PYTHONHOME}"
        \builtin unset PYTHONHOME
    fi
}

# Puts the label before the prompt.
__venvarium_show_label() {
    __venvarium_label="${__venvarium_mark}"
    if [ -n "${ZSH_VERSION-}" ]; then
        \builtin typeset -g _OLD_VIRTUAL_PS1
        _OLD_VIRTUAL_PS1="${PS1}" PS1="(${__venvarium_mark}) ${PS1}"
    else
        # shellcheck disable=SC2016 # the prompt expands it, and does not scan the value once more
        _OLD_VIRTUAL_PS1="${PS1}" PS1='(${VIRTUAL_ENV_PROMPT}) '"${PS1}"
    fi
}

# Takes the directory $1 out of PATH, wherever it is.
__venvarium_drop() {
    case "${PATH-}" in
        "${1}:"*) PATH="${PATH#"${1}:"}" ;;
        "${1}") \builtin unset PATH ;;
        *":${1}:"*) PATH="${PATH%%":${1}:"*}:${PATH#*":${1}:"}" ;;
        *":${1}") PATH="${PATH%":${1}"}" ;;
    esac
}

# Gives back what there was before.
__venvarium_give_back() {
    \builtin unset VIRTUAL_ENV VIRTUAL_ENV_PROMPT PYTHONHOME
    [ -z "${_OLD_VIRTUAL_PYTHONHOME+x}" ] || \builtin export PYTHONHOME="${_OLD_VIRTUAL_PYTHONHOME}"
    [ -z "${__venvarium_old_VIRTUAL_ENV-}" ] || \builtin export VIRTUAL_ENV="${__venvarium_old_VIRTUAL_ENV#x}"
    [ -z "${__venvarium_old_VIRTUAL_ENV_PROMPT-}" ] \
        || \builtin export VIRTUAL_ENV_PROMPT="${__venvarium_old_VIRTUAL_ENV_PROMPT#x}"
    \builtin unset _OLD_VIRTUAL_PYTHONHOME _OLD_VIRTUAL_PS1 _OLD_VIRTUAL_PATH __venvarium_old_VIRTUAL_ENV \
        __venvarium_old_VIRTUAL_ENV_PROMPT
}

# Enters the environment at $1, leaving the one that this shell is in. $2 is 1 where it goes to the project.
__venvarium_enter() {
    if [ ! -e "${1}/bin/activate" ]; then
        __venvarium_warn "the environment ${1##*/} has no bin/activate, or is gone" 'lsvenv lists what there is'
        \builtin return 1
    fi
    [ "$#" -eq 2 ] || \builtin set -- "${1}" "${VIRTUALENVWRAPPER_WORKON_CD-1}"
    __venvarium_enter_quickly "$@" || { __venvarium_load_hooks && __venvarium_enter_in_full "$@"; }
}

# Goes to the project at $1; where it is gone, says so and fails.
__venvarium_to_project() {
    \builtin local shown="${1}"
    if [[ -d "${1}" ]]; then
        __venvarium_cd "${1}"
        \builtin return
    fi
    case "${shown}" in
        *[[:cntrl:]]*) \builtin printf -v shown %q "${1}" ;;
    esac
    __venvarium_warn "the project directory ${shown} is gone, or none" 'setvirtualenvproject ties the environment to another'
    \builtin return 1
}

# Notes that the environment at $1 was entered.
__venvarium_note() {
    __venvarium_previous="${__venvarium_entered-}" __venvarium_entered="${1}"
}

# Leaves the environment that this shell is in, if it is in one.
__venvarium_leave() {
    if \builtin typeset -f deactivate > /dev/null; then
        # shellcheck disable=SC2119 # it is the activate file's own
        \deactivate || :
    fi
}

# Changes the directory with nothing of the user's in between.
__venvarium_cd() {
    if [[ -n "${ZSH_VERSION-}" ]]; then
        \builtin cd -q -- "${1}" || \builtin return
    else
        \builtin cd -- "${1}" || \builtin return
    fi
}

# --- the words ----------------------------------------------------------------

function workon {
    if [[ -n ${__venvarium_trusted} && ${WORKON_HOME-} == "${__venvarium_trusted}" && ${#}:${1-} == 1:[!-.]* \
        && ${1} != *[/:[:cntrl:]]* ]]; then
        __venvarium_enter_quickly "${WORKON_HOME}/${1}" "${VIRTUALENVWRAPPER_WORKON_CD-1}" && \builtin return
    fi
    __venvarium_workon "$@"
}

# The same for every other call.
__venvarium_workon() {
    \builtin local __venvarium_root='' __venvarium_go="${VIRTUALENVWRAPPER_WORKON_CD-1}" __venvarium_name="${1-}"
    case "${#}:${1-}" in
        0: | 1:) __venvarium_list && \builtin return 0 ;;
        1:-) __venvarium_back && \builtin return 0 ;;
        2:-c | 2:--cd) __venvarium_go=1 __venvarium_name="${2}" ;;
        2:-n | 2:--no-cd) __venvarium_go=0 __venvarium_name="${2}" ;;
        1:*) ;;
        *) __venvarium_name='' ;;
    esac
    if [ "${__venvarium_name}" = . ]; then
        __venvarium_name="${PWD##*/}"
    fi
    if __venvarium_is_plain "${__venvarium_name}" && __venvarium_find_root \
        && [ -r "${__venvarium_root}/${__venvarium_name}/bin/activate" ]; then
        __venvarium_enter "${__venvarium_root}/${__venvarium_name}" "${__venvarium_go}"
    elif [ -z "$*" ]; then
        __venvarium_ask '' lsvenv --brief
    else
        __venvarium_plan workon "$@"
    fi
}

# Prints the names of all environments.
__venvarium_list() {
    \builtin local __venvarium_names
    __venvarium_find_root && __venvarium_glob '' || \builtin return 1
    [ "${#__venvarium_names[@]}" -eq 0 ] || \builtin printf '%s\n' "${__venvarium_names[@]}"
}

# Enters the environment that was active before this one; the last one if none is active.
__venvarium_back() {
    \builtin local target="${__venvarium_entered-}"
    if [ -n "${_OLD_VIRTUAL_PATH+x}" ]; then
        target="${__venvarium_previous-}"
    fi
    [ -n "${target}" ] && [ -r "${target}/bin/activate" ] && __venvarium_enter "${target}"
}

# Fails, saying so, where no environment is active.
__venvarium_need_active() {
    if [ -z "${VIRTUAL_ENV-}" ] || [ ! -d "${VIRTUAL_ENV}" ]; then
        __venvarium_warn 'no environment is active' 'enter one with workon NAME'
        \builtin return 1
    fi
}

function cdvirtualenv {
    case "${1-}" in -h | --help) __venvarium_usage cdvirtualenv && \builtin return ;; esac
    __venvarium_need_active || \builtin return
    __venvarium_cd "${VIRTUAL_ENV}/${1-}"
}

function cdsitepackages { __venvarium_within cdsitepackages "$@"; }
function lssitepackages { __venvarium_within lssitepackages "$@"; }
function cdproject { __venvarium_within cdproject "$@"; }

# Answers for the word $1, which works inside the active environment.
__venvarium_within() {
    case "${1}:${2-}" in
        *:--help | cd*:-h) __venvarium_usage "${1}" && \builtin return ;;
    esac
    __venvarium_load_insides || \builtin return
    __venvarium_need_active || \builtin return
    \builtin local __venvarium_word="__venvarium_${1}"
    \builtin shift
    "${__venvarium_word}" "$@"
}

# Reads inside.sh, once.
__venvarium_load_insides() {
    # shellcheck source=shell/inside.sh
    [ -n "${__venvarium_insides-}" ] || \. "${__venvarium_shell-}/inside.sh"
}

function mkvenv { __venvarium_make mkvenv "$@"; }
function mkvirtualenv { __venvarium_make mkvirtualenv "$@"; }
function mktmpenv { __venvarium_make mktmpenv "$@"; }
function mkproject { __venvarium_make mkproject "$@"; }
function rmvenv { __venvarium_load_hooks && __venvarium_remove rmvenv "$@"; }
function rmvirtualenv { __venvarium_load_hooks && __venvarium_remove rmvirtualenv "$@"; }

# These are made from the vocabulary; `make generate` writes them anew.
# >>> words
function lsvenv { __venvarium_ask '' lsvenv "$@"; }
function lsvirtualenv { __venvarium_ask '' lsvirtualenv "$@"; }
function showvenv { __venvarium_ask '' showvenv "$@"; }
function showvirtualenv { __venvarium_ask '' showvirtualenv "$@"; }
function cpvenv { __venvarium_plan cpvenv "$@"; }
function cpvirtualenv { __venvarium_plan cpvirtualenv "$@"; }
function mvvenv { __venvarium_plan mvvenv "$@"; }
function mvvirtualenv { __venvarium_plan mvvirtualenv "$@"; }
function allvenv { __venvarium_ask '' allvenv "$@"; }
function allvirtualenv { __venvarium_ask '' allvirtualenv "$@"; }
function setvirtualenvproject { __venvarium_ask '' setvirtualenvproject "$@"; }
function add2virtualenv { __venvarium_ask '' add2virtualenv "$@"; }
function wipeenv { __venvarium_ask '' wipeenv "$@"; }
function toggleglobalsitepackages { __venvarium_ask '' toggleglobalsitepackages "$@"; }
function virtualenvwrapper { __venvarium_ask '' virtualenvwrapper "$@"; }

# Tells how the word $1 is called.
__venvarium_usage() {
    case "${1}" in
        deactivate) \builtin printf '%s\n' 'usage: deactivate' 'Leave the active environment.' ;;
        cdvirtualenv) \builtin printf '%s\n' 'usage: cdvirtualenv [DIRECTORY]' 'Change to the directory of the active environment.' ;;
        cdsitepackages) \builtin printf '%s\n' 'usage: cdsitepackages [DIRECTORY]' 'Change to the site-packages of the active environment.' ;;
        lssitepackages) \builtin printf '%s\n' 'usage: lssitepackages [OPTIONS]' 'List the site-packages of the active environment with ls.' ;;
        cdproject) \builtin printf '%s\n' 'usage: cdproject' 'Change to the project of the active environment.' ;;
    esac
}
# <<< words

# --- completion ---------------------------------------------------------------
# What the completions know is in files of their own, read when first asked.
# >>> completion
if [ -n "${BASH_VERSION-}" ]; then
    __venvarium_complete() {
        [ -r "${__venvarium_shell-}/completions/venvarium.bash" ] || \builtin return 0
        # shellcheck source=shell/completions/venvarium.bash
        \. "${__venvarium_shell-}/completions/venvarium.bash" && __venvarium_complete "$@"
    }
    \builtin complete -F __venvarium_complete venvarium mkvenv mkvirtualenv mktmpenv workon lsvenv lsvirtualenv showvenv showvirtualenv rmvenv rmvirtualenv cpvenv cpvirtualenv mvvenv mvvirtualenv allvenv allvirtualenv setvirtualenvproject mkproject add2virtualenv wipeenv toggleglobalsitepackages virtualenvwrapper deactivate cdvirtualenv cdsitepackages lssitepackages cdproject 2> /dev/null || :
elif [ -n "${ZSH_VERSION-}" ]; then
    case ":${FPATH-}:" in
        *":${__venvarium_shell-}/completions:"*) ;;
        *) FPATH="${__venvarium_shell-}/completions${FPATH:+:${FPATH}}" ;;
    esac
    if \builtin typeset -f compdef > /dev/null; then
        \builtin autoload -Uz _venvarium
        compdef _venvarium venvarium mkvenv mkvirtualenv mktmpenv workon lsvenv lsvirtualenv showvenv showvirtualenv rmvenv rmvirtualenv cpvenv cpvirtualenv mvvenv mvvirtualenv allvenv allvirtualenv setvirtualenvproject mkproject add2virtualenv wipeenv toggleglobalsitepackages virtualenvwrapper deactivate cdvirtualenv cdsitepackages lssitepackages cdproject
    fi
fi
# <<< completion

# --- loading ------------------------------------------------------------------

# Lets children and hooks see where things are, as virtualenvwrapper does. A store that the config file names may still
# change there: it is not passed on.
__venvarium_export() {
    if [ -n "${WORKON_HOME-}" ] || [ "${__venvarium_root}" = "${HOME}/.virtualenvs" ]; then
        \builtin export WORKON_HOME="${__venvarium_root}"
        \builtin export VIRTUALENVWRAPPER_HOOK_DIR="${VIRTUALENVWRAPPER_HOOK_DIR:-${__venvarium_root}}"
    fi
    \builtin export VIRTUALENVWRAPPER_PROJECT_FILENAME="${VIRTUALENVWRAPPER_PROJECT_FILENAME:-.project}"
    \builtin export VIRTUALENVWRAPPER_WORKON_CD="${VIRTUALENVWRAPPER_WORKON_CD-1}"
    # shellcheck disable=SC2034 # it is for others
    \builtin export VIRTUALENVWRAPPER_SCRIPT="${__venvarium_shell-}/venvarium.sh"
}

# Notes whether the dates in the store $1 can be trusted, which a copy may have lost: its stub is older than this file.
__venvarium_trust() {
    if [[ "${__venvarium_shell-}" -nt "${1}/.venvarium/stub" ]]; then
        __venvarium_trusted="${1}" __venvarium_stub="${1}/.venvarium/stub" __venvarium_quiet="${1}/.venvarium/quiet"
    fi
}

# Whether the store, or the directory of its hooks, has not been prepared and can be.
__venvarium_is_new() {
    [[ (! -e "${VIRTUALENVWRAPPER_HOOK_DIR:-${__venvarium_root}}/initialize" || ! -e "${__venvarium_root}/.venvarium/stub") \
        && (-w "${__venvarium_root}" || ! -e "${__venvarium_root}") ]]
}

__venvarium_load() {
    \builtin local __venvarium_root=''
    if ! __venvarium_find_root || __venvarium_is_new; then
        [ ! -x "${__venvarium_python-}" ] || __venvarium_plan hook initialize || :
    fi
    __venvarium_find_root || \builtin return 0
    __venvarium_export
    if [ -n "${VIRTUAL_ENV-}" ]; then
        __venvarium_load_hooks && __venvarium_adopt
    fi
    __venvarium_trust "${__venvarium_root}"
    if [[ "${__venvarium_trusted}" != "${__venvarium_root}" || ! "${__venvarium_quiet}" -nt "${__venvarium_site-}" \
        || "${VIRTUALENVWRAPPER_HOOK_DIR:-${__venvarium_root}}/initialize" -nt "${__venvarium_stub}" ]]; then
        __venvarium_load_hooks && __venvarium_event initialize
    fi
}
__venvarium_load
