# The words of envarium for bash and zsh. Source it; do not run it.
#
# Reads: __envarium_python  the interpreter that answers what the shell alone cannot
#        __envarium_home    the directory that holds the envarium package
#        __envarium_shell   the directory of this file
#        __envarium_site    where plugins are installed
#        WORKON_HOME, HOME, XDG_CONFIG_HOME, VIRTUAL_ENV, and those of VIRTUALENVWRAPPER_ that the reference lists
# Keeps: __envarium_entered, __envarium_previous  where `workon -` goes
#        __envarium_inside  the environment whose hooks run on leaving
#        __envarium_label   its label, as zsh wants it
#        __envarium_tied    its project, as of entering it
#        __envarium_trusted  the store whose stubs have kept their date; __envarium_stub, __envarium_quiet in it
#
# Sections: what the shell may decide; asking Python; entering and leaving quickly; the words; completion; loading.
# hooks.sh, inside.sh and creator.sh beside it are read when they are first needed.
#
# A hook is sourced from within these functions and sees their locals: those bear the prefix all the way down to it.
# What is read or evaluated follows \. or \eval: behind \builtin, bash would let `set -e` act on it where it does not.

# --- what the shell may decide ------------------------------------------------

# Sets __envarium_root to the store; fails where only Python can tell.
__envarium_find_root() {
    case "${WORKON_HOME-}" in
        '') __envarium_default_root ;;
        # a dollar that no variable's name follows is one of the path
        *[:[:cntrl:]]* | *\$[a-zA-Z0-9_\{]* | '~'* | / | //* | *//) \builtin return 1 ;;
        /*) __envarium_root="${WORKON_HOME%/}" ;;
        *) __envarium_root="${HOME}/${WORKON_HOME%/}" ;;
    esac
}

# The same where WORKON_HOME is silent: the config file may name the store.
__envarium_default_root() {
    \builtin local file line
    case "${OSTYPE-}" in
        darwin*) file="${HOME}/Library/Application Support/envarium/config.toml" ;;
        *)
            case "${XDG_CONFIG_HOME-}" in
                /*) file="${XDG_CONFIG_HOME}/envarium/config.toml" ;;
                *) file="${HOME}/.config/envarium/config.toml" ;;
            esac
            ;;
    esac
    __envarium_root="${HOME}/.virtualenvs"
    [ -e "${file}" ] || \builtin return 0
    while IFS= \builtin read -r line || [ -n "${line}" ]; do
        case "${line}" in
            'store = "'[/~]*'"') __envarium_store_line "${line}" || \builtin return 1 ;;
            *store* | *\[* | *'"""'* | *"'''"*) \builtin return 1 ;;
        esac
    done < "${file}"
}

# Takes the store from a line of the config file that says store = "/path".
__envarium_store_line() {
    \builtin local value="${1#store = \"}"
    value="${value%\"}"
    case "${value}" in
        *[\"\\\$:]* | */ | *[[:cntrl:]]*) \builtin return 1 ;;
        \~/*) __envarium_root="${HOME}/${value#??}" ;;
        /*) __envarium_root="${value}" ;;
        *) \builtin return 1 ;;
    esac
}

# Whether $1 is so plain a name that the shell may join it to the store.
__envarium_is_plain() {
    case "${1}" in
        '' | [-.]* | */* | *:* | *[[:cntrl:]]*) \builtin return 1 ;;
    esac
}

# Sets __envarium_names to the environments whose names begin with $1.
__envarium_glob() {
    \builtin local place IFS=/
    __envarium_names=()
    if [ -n "${ZSH_VERSION-}" ]; then
        \builtin emulate -L zsh -o nullglob
    else
        case "$-" in *f*) \builtin return 1 ;; esac
        if \builtin shopt -q failglob || [ -n "${GLOBIGNORE-}" ]; then \builtin return 1; fi
    fi
    # what is no directory fails these tests sooner than a glob for directories would tell
    for place in "${__envarium_root}/${1}"*; do
        if [[ -e ${place}/pyvenv.cfg || -L ${place}/bin/python || -e ${place}/bin/python ]]; then
            __envarium_names+=("${place##*/}")
        fi
    done
    [ "${#__envarium_names[@]}" -gt 0 ] || \builtin return 0
    # looking at all of them at once is quick, and nearly always enough
    case "/${__envarium_names[*]}" in
        */[!a-zA-Z0-9_]* | *[!a-zA-Z0-9_./-]*) __envarium_keep_plain ${__envarium_names[@]+"${__envarium_names[@]}"} ;;
    esac
}

# Sets __envarium_names to those of the names given that are plain.
__envarium_keep_plain() {
    \builtin local name
    __envarium_names=()
    for name in "$@"; do
        case "${name}" in
            [!a-zA-Z0-9_]* | *[!a-zA-Z0-9_.-]*) __envarium_is_plain "${name}" || continue ;;
        esac
        __envarium_names+=("${name}")
    done
}

# --- asking Python ------------------------------------------------------------

# Says $1 on standard error, and a hint, $2.
__envarium_warn() {
    \builtin printf '%s\n' "envarium: ${1}" ${2:+"hint: ${2}"} >&2
}

# Calls the fast door: the dialect ('' where no snippet is read), the word, its arguments.
__envarium_ask() {
    if [ ! -x "${__envarium_python-}" ]; then
        __envarium_warn "its own Python is gone (${__envarium_python-not set})" \
            'install envarium again, then: envarium setup'
        \builtin return 1
    fi
    "${__envarium_python}" -I -S -c \
        'import sys; sys.path.insert(0, sys.argv.pop(1)); from envarium.start import called_by_shell as c; c()' \
        "${__envarium_home-}" "$@"
}

# Reads hooks.sh, once.
__envarium_load_hooks() {
    # shellcheck source=shell/hooks.sh
    [ -n "${__envarium_hooked-}" ] || \. "${__envarium_shell-}/hooks.sh"
}

# Calls it for a word that changes this shell, and takes the steps that it answers: a step that fails sets
# __envarium_code, and the next is taken.
__envarium_plan() {
    \builtin local __envarium_text __envarium_code=0
    __envarium_load_hooks || \builtin return
    __envarium_text="$(__envarium_ask "${ZSH_VERSION:+zsh}${BASH_VERSION:+bash}" "$@")" || __envarium_code="$?"
    [ -z "${__envarium_text}" ] || \eval "${__envarium_text}" || __envarium_code="$?"
    \builtin return "${__envarium_code}"
}

# The same for the words that make environments; the user may have named another program that makes them.
__envarium_make() {
    if [ -n "${VIRTUALENVWRAPPER_VIRTUALENV-}" ] && [[ "${1}:${2-}" != mktmpenv:--keep* ]]; then
        # shellcheck source=shell/creator.sh
        [ -n "${__envarium_creator-}" ] || \. "${__envarium_shell-}/creator.sh" || \builtin return
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

# Sets __envarium_words to the words of $1, which blanks part.
__envarium_split_words() {
    \builtin local rest="${1}" word
    __envarium_words=()
    while [ -n "${rest}" ]; do
        word="${rest%%[[:space:]]*}"
        [ -z "${word}" ] || __envarium_words+=("${word}")
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
__envarium_head='' __envarium_place='' __envarium_prompt='' __envarium_mark='' __envarium_hooks='' \
    __envarium_line='' __envarium_file='' __envarium_linked='' __envarium_full=''
__envarium_stub="${__envarium_stub-}" __envarium_quiet="${__envarium_quiet-}"
__envarium_trusted="${__envarium_trusted-}" __envarium_inside="${__envarium_inside-}"
__envarium_label="${__envarium_label-}" __envarium_tied="${__envarium_tied-}"
__envarium_entered="${__envarium_entered-}" __envarium_previous="${__envarium_previous-}"

# Enters the environment at $1; fails, with nothing done, where it takes more. $2 is 1 where it goes to the project.
__envarium_enter_quickly() {
    __envarium_hooks="${VIRTUALENVWRAPPER_HOOK_DIR:-${1%/*}}" __envarium_line="${1}/bin/activate.envarium"
    if [[ ${__envarium_trusted} != "${1%/*}" || ! ${__envarium_quiet} -nt ${__envarium_site-} \
        || ${__envarium_hooks}/preactivate -nt ${__envarium_stub} \
        || ${1}/bin/preactivate -nt ${__envarium_stub} \
        || ${__envarium_hooks}/postactivate -nt ${__envarium_stub} \
        || ${1}/bin/postactivate -nt ${__envarium_stub} \
        || ${1}/bin/activate -nt ${__envarium_line} || ! -O ${__envarium_line} ]]; then
        \builtin return 1
    fi
    __envarium_read "${1}" || \builtin return
    [[ -z ${_OLD_VIRTUAL_PATH+x} ]] || __envarium_leave_for "${1}" || \builtin return
    [[ -z ${ZSH_VERSION-} ]] || \builtin typeset -g _OLD_VIRTUAL_PATH
    [[ -z ${VIRTUAL_ENV+x}${VIRTUAL_ENV_PROMPT+x}${PYTHONHOME+x}${_OLD_VIRTUAL_PYTHONHOME+x}${_OLD_VIRTUAL_PS1+x} ]] \
        || __envarium_make_way
    _OLD_VIRTUAL_PATH="${PATH-}"
    \builtin export VIRTUAL_ENV="${1}" VIRTUAL_ENV_PROMPT="${__envarium_prompt}" PATH="${1}/bin${PATH+":${PATH}"}"
    [[ -z ${PS1+x} || -n ${VIRTUAL_ENV_DISABLE_PROMPT-} ]] || __envarium_show_label
    # shellcheck disable=SC2120,SC2317,SC2329 # the user calls it
    function deactivate { __envarium_deactivate "$@"; }
    __envarium_inside="${1}" __envarium_tied="${__envarium_linked}"
    [[ ${__envarium_entered-} == "${1}" ]] || __envarium_note "${1}"
    if [[ -n ${__envarium_tied} ]]; then
        if [[ ${2} != 1 ]]; then
            :
        elif [[ ! -d ${__envarium_tied} ]]; then
            __envarium_to_project "${__envarium_tied}" || :
        elif [[ -n ${ZSH_VERSION-} ]]; then
            \builtin cd -q -- "${__envarium_tied}" || :
        else
            \builtin cd -- "${__envarium_tied}" || :
        fi
        if [[ -e ${__envarium_tied}/.virtualenvwrapper/postactivate ]]; then
            __envarium_load_hooks \
                && __envarium_source post_activate '' "${__envarium_tied}/.virtualenvwrapper/postactivate"
        fi
    fi
}

# Reads the line of the environment at $1, and its project into __envarium_linked; fails where the line is no good.
# zsh reads byte by byte; of a substitution like this it makes no process.
__envarium_read() {
    \builtin local IFS=$'\037'
    __envarium_linked='' __envarium_file="${1}/${VIRTUALENVWRAPPER_PROJECT_FILENAME:-.project}"
    if [[ -z ${ZSH_VERSION-} ]]; then
        \builtin read -r __envarium_head __envarium_place __envarium_prompt __envarium_mark \
            < "${1}/bin/activate.envarium" || \builtin return
        [[ ! -r ${__envarium_file} ]] || \builtin read -r __envarium_linked < "${__envarium_file}" || :
    else
        __envarium_mark="$(< "${1}/bin/activate.envarium")" || \builtin return
        __envarium_head="${__envarium_mark%%"${IFS}"*}" __envarium_mark="${__envarium_mark#*"${IFS}"}"
        __envarium_place="${__envarium_mark%%"${IFS}"*}" __envarium_mark="${__envarium_mark#*"${IFS}"}"
        __envarium_prompt="${__envarium_mark%%"${IFS}"*}" __envarium_mark="${__envarium_mark#*"${IFS}"}"
        [[ ! -r ${__envarium_file} ]] || __envarium_linked="$(< "${__envarium_file}")" || :
        __envarium_linked="${__envarium_linked%%$'\n'*}"
    fi
    [[ ${__envarium_place} == "${1}" && ${__envarium_head} == 'envarium 1' ]]
}

# The `deactivate` of an environment that was entered so. It is left so too, where there are still no hooks.
__envarium_deactivate() {
    __envarium_place="${__envarium_inside:-"${VIRTUAL_ENV-}"}" __envarium_full='' \
        __envarium_hooks="${VIRTUALENVWRAPPER_HOOK_DIR:-${__envarium_inside%/*}}"
    if [[ -n ${__envarium_inside} && (${__envarium_trusted} != "${__envarium_inside%/*}" \
        || ! ${__envarium_quiet} -nt ${__envarium_site-} \
        || ${__envarium_hooks}/predeactivate -nt ${__envarium_stub} \
        || ${__envarium_place}/bin/predeactivate -nt ${__envarium_stub} \
        || ${__envarium_hooks}/postdeactivate -nt ${__envarium_stub} \
        || ${__envarium_place}/bin/postdeactivate -nt ${__envarium_stub} \
        || -e ${__envarium_tied}/.virtualenvwrapper/predeactivate || -e ${__envarium_place}/README.tmpenv) ]]; then
        __envarium_load_hooks && __envarium_leaving
        __envarium_place="${__envarium_inside}" __envarium_full=1
    fi
    if [[ -n ${_OLD_VIRTUAL_PS1+x} ]]; then
        # shellcheck disable=SC2016 # it stands in the prompt as it is
        if [[ -n ${ZSH_VERSION-} ]]; then PS1="${PS1#"(${__envarium_label}) "}"; else PS1="${PS1#'(${VIRTUAL_ENV_PROMPT}) '}"; fi
        \builtin unset _OLD_VIRTUAL_PS1
    fi
    if [[ ${PATH-} == "${__envarium_place}/bin:${_OLD_VIRTUAL_PATH-}" ]]; then
        PATH="${_OLD_VIRTUAL_PATH-}"
    else
        __envarium_drop "${__envarium_place}/bin"
    fi
    if [[ -n ${_OLD_VIRTUAL_PYTHONHOME+x}${__envarium_old_VIRTUAL_ENV-}${__envarium_old_VIRTUAL_ENV_PROMPT-} ]]; then
        __envarium_give_back
    else
        \builtin unset VIRTUAL_ENV VIRTUAL_ENV_PROMPT PYTHONHOME _OLD_VIRTUAL_PATH
    fi
    [[ ${1-} == nondestructive ]] || \builtin unset -f deactivate
    if [[ -n ${__envarium_full} ]]; then __envarium_left; else __envarium_inside=''; fi
}

# Leaves the environment that this shell is in, on the way to $1: hooks may use the variables that tell where to.
__envarium_leave_for() {
    __envarium_leave
    __envarium_read "${1}"
}

# Makes way for the variables that keep what was.
__envarium_make_way() {
    \builtin unset _OLD_VIRTUAL_PYTHONHOME _OLD_VIRTUAL_PS1
    [ -z "${ZSH_VERSION-}" ] || \builtin typeset -g __envarium_old_VIRTUAL_ENV __envarium_old_VIRTUAL_ENV_PROMPT
    __envarium_old_VIRTUAL_ENV="${VIRTUAL_ENV+x${VIRTUAL_ENV}}"
    __envarium_old_VIRTUAL_ENV_PROMPT="${VIRTUAL_ENV_PROMPT+x${VIRTUAL_ENV_PROMPT}}"
    if [ -n "${PYTHONHOME+x}" ]; then
        [ -z "${ZSH_VERSION-}" ] || \builtin typeset -g _OLD_VIRTUAL_PYTHONHOME
        _OLD_VIRTUAL_PYTHONHOME="${PYTHONHOME}"
        \builtin unset PYTHONHOME
    fi
}

# Puts the label before the prompt.
__envarium_show_label() {
    __envarium_label="${__envarium_mark}"
    if [ -n "${ZSH_VERSION-}" ]; then
        \builtin typeset -g _OLD_VIRTUAL_PS1
        _OLD_VIRTUAL_PS1="${PS1}" PS1="(${__envarium_mark}) ${PS1}"
    else
        # shellcheck disable=SC2016 # the prompt expands it, and does not scan the value once more
        _OLD_VIRTUAL_PS1="${PS1}" PS1='(${VIRTUAL_ENV_PROMPT}) '"${PS1}"
    fi
}

# Takes the directory $1 out of PATH, wherever it is.
__envarium_drop() {
    case "${PATH-}" in
        "${1}:"*) PATH="${PATH#"${1}:"}" ;;
        "${1}") \builtin unset PATH ;;
        *":${1}:"*) PATH="${PATH%%":${1}:"*}:${PATH#*":${1}:"}" ;;
        *":${1}") PATH="${PATH%":${1}"}" ;;
    esac
}

# Gives back what there was before.
__envarium_give_back() {
    \builtin unset VIRTUAL_ENV VIRTUAL_ENV_PROMPT PYTHONHOME
    [ -z "${_OLD_VIRTUAL_PYTHONHOME+x}" ] || \builtin export PYTHONHOME="${_OLD_VIRTUAL_PYTHONHOME}"
    [ -z "${__envarium_old_VIRTUAL_ENV-}" ] || \builtin export VIRTUAL_ENV="${__envarium_old_VIRTUAL_ENV#x}"
    [ -z "${__envarium_old_VIRTUAL_ENV_PROMPT-}" ] \
        || \builtin export VIRTUAL_ENV_PROMPT="${__envarium_old_VIRTUAL_ENV_PROMPT#x}"
    \builtin unset _OLD_VIRTUAL_PYTHONHOME _OLD_VIRTUAL_PS1 _OLD_VIRTUAL_PATH __envarium_old_VIRTUAL_ENV \
        __envarium_old_VIRTUAL_ENV_PROMPT
}

# Enters the environment at $1, leaving the one that this shell is in. $2 is 1 where it goes to the project.
__envarium_enter() {
    if [ ! -e "${1}/bin/activate" ]; then
        __envarium_warn "the environment ${1##*/} has no bin/activate, or is gone" 'lsvenv lists what there is'
        \builtin return 1
    fi
    [ "$#" -eq 2 ] || \builtin set -- "${1}" "${VIRTUALENVWRAPPER_WORKON_CD-1}"
    __envarium_enter_quickly "$@" || { __envarium_load_hooks && __envarium_enter_in_full "$@"; }
}

# Goes to the project at $1; where it is gone, says so and fails.
__envarium_to_project() {
    \builtin local shown="${1}"
    if [[ -d "${1}" ]]; then
        __envarium_cd "${1}"
        \builtin return
    fi
    case "${shown}" in
        *[[:cntrl:]]*) \builtin printf -v shown %q "${1}" ;;
    esac
    __envarium_warn "the project directory ${shown} is gone, or none" 'setvirtualenvproject ties the environment to another'
    \builtin return 1
}

# Notes that the environment at $1 was entered.
__envarium_note() {
    __envarium_previous="${__envarium_entered-}" __envarium_entered="${1}"
}

# Leaves the environment that this shell is in, if it is in one.
__envarium_leave() {
    if \builtin typeset -f deactivate > /dev/null; then
        # shellcheck disable=SC2119 # it is the activate file's own
        \deactivate || :
    fi
}

# Changes the directory with nothing of the user's in between.
__envarium_cd() {
    if [[ -n "${ZSH_VERSION-}" ]]; then
        \builtin cd -q -- "${1}" || \builtin return
    else
        \builtin cd -- "${1}" || \builtin return
    fi
}

# --- the words ----------------------------------------------------------------

function workon {
    if [[ -n ${__envarium_trusted} && ${WORKON_HOME-} == "${__envarium_trusted}" && ${#}:${1-} == 1:[!-.]* \
        && ${1} != *[/:[:cntrl:]]* ]]; then
        __envarium_enter_quickly "${WORKON_HOME}/${1}" "${VIRTUALENVWRAPPER_WORKON_CD-1}" && \builtin return
    fi
    __envarium_workon "$@"
}

# The same for every other call.
__envarium_workon() {
    \builtin local __envarium_root='' __envarium_go="${VIRTUALENVWRAPPER_WORKON_CD-1}" __envarium_name="${1-}"
    case "${#}:${1-}" in
        0: | 1:) __envarium_list && \builtin return 0 ;;
        1:-) __envarium_back && \builtin return 0 ;;
        2:-c | 2:--cd) __envarium_go=1 __envarium_name="${2}" ;;
        2:-n | 2:--no-cd) __envarium_go=0 __envarium_name="${2}" ;;
        1:*) ;;
        *) __envarium_name='' ;;
    esac
    if [ "${__envarium_name}" = . ]; then
        __envarium_name="${PWD##*/}"
    fi
    if __envarium_is_plain "${__envarium_name}" && __envarium_find_root \
        && [ -r "${__envarium_root}/${__envarium_name}/bin/activate" ]; then
        __envarium_enter "${__envarium_root}/${__envarium_name}" "${__envarium_go}"
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
    [ "${#__envarium_names[@]}" -eq 0 ] || \builtin printf '%s\n' ${__envarium_names[@]+"${__envarium_names[@]}"}
}

# Enters the environment that was active before this one; the last one if none is active.
__envarium_back() {
    \builtin local target="${__envarium_entered-}"
    if [ -n "${_OLD_VIRTUAL_PATH+x}" ]; then
        target="${__envarium_previous-}"
    fi
    [ -n "${target}" ] && [ -r "${target}/bin/activate" ] && __envarium_enter "${target}"
}

# Fails, saying so, where no environment is active.
__envarium_need_active() {
    if [ -z "${VIRTUAL_ENV-}" ] || [ ! -d "${VIRTUAL_ENV}" ]; then
        __envarium_warn 'no environment is active' 'enter one with workon NAME'
        \builtin return 1
    fi
}

function cdvirtualenv {
    case "${1-}" in -h | --help) __envarium_usage cdvirtualenv && \builtin return ;; esac
    __envarium_need_active || \builtin return
    __envarium_cd "${VIRTUAL_ENV}/${1-}"
}

function cdsitepackages { __envarium_within cdsitepackages "$@"; }
function lssitepackages { __envarium_within lssitepackages "$@"; }
function cdproject { __envarium_within cdproject "$@"; }

# Answers for the word $1, which works inside the active environment.
__envarium_within() {
    case "${1}:${2-}" in
        *:--help | cd*:-h) __envarium_usage "${1}" && \builtin return ;;
    esac
    __envarium_load_insides || \builtin return
    __envarium_need_active || \builtin return
    \builtin local __envarium_word="__envarium_${1}"
    \builtin shift
    "${__envarium_word}" "$@"
}

# Reads inside.sh, once.
__envarium_load_insides() {
    # shellcheck source=shell/inside.sh
    [ -n "${__envarium_insides-}" ] || \. "${__envarium_shell-}/inside.sh"
}

function mkvenv { __envarium_make mkvenv "$@"; }
function mkvirtualenv { __envarium_make mkvirtualenv "$@"; }
function mktmpenv { __envarium_make mktmpenv "$@"; }
function mkproject { __envarium_make mkproject "$@"; }
function rmvenv { __envarium_load_hooks && __envarium_remove rmvenv "$@"; }
function rmvirtualenv { __envarium_load_hooks && __envarium_remove rmvirtualenv "$@"; }

# These are made from the vocabulary; `make generate` writes them anew.
# >>> words
function lsvenv { __envarium_ask '' lsvenv "$@"; }
function lsvirtualenv { __envarium_ask '' lsvirtualenv "$@"; }
function showvenv { __envarium_ask '' showvenv "$@"; }
function showvirtualenv { __envarium_ask '' showvirtualenv "$@"; }
function cpvenv { __envarium_plan cpvenv "$@"; }
function cpvirtualenv { __envarium_plan cpvirtualenv "$@"; }
function mvvenv { __envarium_plan mvvenv "$@"; }
function mvvirtualenv { __envarium_plan mvvirtualenv "$@"; }
function allvenv { __envarium_ask '' allvenv "$@"; }
function allvirtualenv { __envarium_ask '' allvirtualenv "$@"; }
function setvirtualenvproject { __envarium_ask '' setvirtualenvproject "$@"; }
function add2virtualenv { __envarium_ask '' add2virtualenv "$@"; }
function wipeenv { __envarium_ask '' wipeenv "$@"; }
function toggleglobalsitepackages { __envarium_ask '' toggleglobalsitepackages "$@"; }
function virtualenvwrapper { __envarium_ask '' virtualenvwrapper "$@"; }

# Prints the usage of the shell command $1.
__envarium_usage() {
    case "${1}" in
        deactivate) \builtin printf '%s\n' 'usage: deactivate' 'Deactivate the active environment.' ;;
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
    case ":${FPATH-}:" in
        *":${__envarium_shell-}/completions:"*) ;;
        *) FPATH="${__envarium_shell-}/completions${FPATH:+:${FPATH}}" ;;
    esac
    if \builtin typeset -f compdef > /dev/null; then
        \builtin autoload -Uz _envarium
        compdef _envarium envarium mkvenv mkvirtualenv mktmpenv workon lsvenv lsvirtualenv showvenv showvirtualenv rmvenv rmvirtualenv cpvenv cpvirtualenv mvvenv mvvirtualenv allvenv allvirtualenv setvirtualenvproject mkproject add2virtualenv wipeenv toggleglobalsitepackages virtualenvwrapper deactivate cdvirtualenv cdsitepackages lssitepackages cdproject
    fi
fi
# <<< completion

# --- loading ------------------------------------------------------------------

# Lets children and hooks see where things are, as virtualenvwrapper does. A store that the config file names may still
# change there: it is not passed on.
__envarium_export() {
    if [ -n "${WORKON_HOME-}" ] || [ "${__envarium_root}" = "${HOME}/.virtualenvs" ]; then
        \builtin export WORKON_HOME="${__envarium_root}"
        \builtin export VIRTUALENVWRAPPER_HOOK_DIR="${VIRTUALENVWRAPPER_HOOK_DIR:-${__envarium_root}}"
    fi
    \builtin export VIRTUALENVWRAPPER_PROJECT_FILENAME="${VIRTUALENVWRAPPER_PROJECT_FILENAME:-.project}"
    \builtin export VIRTUALENVWRAPPER_WORKON_CD="${VIRTUALENVWRAPPER_WORKON_CD-1}"
    # shellcheck disable=SC2034 # it is for others
    \builtin export VIRTUALENVWRAPPER_SCRIPT="${__envarium_shell-}/envarium.sh"
}

# Notes whether the dates in the store $1 can be trusted, which a copy may have lost: its stub is older than this file.
__envarium_trust() {
    if [[ "${__envarium_shell-}" -nt "${1}/.envarium/stub" ]]; then
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
    if ! __envarium_find_root || __envarium_is_new; then
        [ ! -x "${__envarium_python-}" ] || __envarium_plan hook initialize || :
    fi
    __envarium_find_root || \builtin return 0
    __envarium_export
    if [ -n "${VIRTUAL_ENV-}" ]; then
        __envarium_load_hooks && __envarium_adopt
    fi
    __envarium_trust "${__envarium_root}"
    if [[ "${__envarium_trusted}" != "${__envarium_root}" || ! "${__envarium_quiet}" -nt "${__envarium_site-}" \
        || "${VIRTUALENVWRAPPER_HOOK_DIR:-${__envarium_root}}/initialize" -nt "${__envarium_stub}" ]]; then
        __envarium_load_hooks && __envarium_event initialize
    fi
}
__envarium_load
