# The words of venvarium for bash and zsh. Source it; do not run it.
#
# Reads: __venvarium_python  the interpreter that answers what the shell alone cannot
#        __venvarium_home    the directory that holds the venvarium package
#        __venvarium_shell   the directory of this file
#        WORKON_HOME, HOME, XDG_CONFIG_HOME, VIRTUAL_ENV, VIRTUALENVWRAPPER_WORKON_CD
# Keeps: __venvarium_entered, __venvarium_previous  where `workon -` goes
#
# Sections: what the shell may decide; asking Python; entering; the words; completion.

# --- what the shell may decide ------------------------------------------------

# Sets __venvarium_root to the store; fails where only Python can tell.
__venvarium_find_root() {
    case "${WORKON_HOME-}" in
        '') __venvarium_default_root ;;
        *[\$:[:cntrl:]]* | '~'* | / | //* | *//) \builtin return 1 ;;
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
    for place in "${__venvarium_root}/${1}"*/; do
        if [[ -e "${place}bin/python" || -L "${place}bin/python" || -e "${place}pyvenv.cfg" ]]; then
            __venvarium_names+=("${place%/}")
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

# Calls the fast door: the dialect ('' where no snippet is read), the word, its arguments.
__venvarium_ask() {
    if [ ! -x "${__venvarium_python-}" ]; then
        \builtin printf '%s\n' "venvarium: its own Python is gone (${__venvarium_python-not set})" \
            'hint: install venvarium again, then: venvarium setup' >&2
        \builtin return 1
    fi
    \command "${__venvarium_python}" -I -S -c \
        'import sys; sys.path.insert(0, sys.argv.pop(1)); from venvarium.door import called_by_shell as c; c()' \
        "${__venvarium_home-}" "$@"
}

# Calls it for a word that changes this shell, and takes the steps that it answers.
__venvarium_plan() {
    \builtin local plan code=0
    plan="$(__venvarium_ask "${ZSH_VERSION:+zsh}${BASH_VERSION:+bash}" "$@")" || code="$?"
    [ -z "${plan}" ] || \builtin eval "${plan}" || code="$?"
    \builtin return "${code}"
}

# --- entering -----------------------------------------------------------------

# Enters the environment at $1, leaving the one that this shell is in.
__venvarium_enter() {
    if [ -n "${_OLD_VIRTUAL_PATH+x}" ]; then
        \deactivate || :
    fi
    # shellcheck disable=SC1091 # each environment has a file of its own
    \builtin . "${1}/bin/activate" || \builtin return
    if [ ! "${1}" -ef "${VIRTUAL_ENV-}" ]; then
        \builtin printf '%s\n' "venvarium: ${1} was moved by hand: its activate is for ${VIRTUAL_ENV-nothing}" >&2
    fi
    if [ "${__venvarium_entered-}" != "${1}" ]; then
        __venvarium_previous="${__venvarium_entered-}"
        __venvarium_entered="${1}"
    fi
    if [ "${VIRTUALENVWRAPPER_WORKON_CD-1}" = 1 ]; then
        __venvarium_to_project "${1}"
    fi
}

# Goes to the project that the environment at $1 is tied to.
__venvarium_to_project() {
    \builtin local project='' file="${1}/${VIRTUALENVWRAPPER_PROJECT_FILENAME:-.project}"
    [ -r "${file}" ] || \builtin return 0
    IFS= \builtin read -r project < "${file}" || :
    if [ -n "${project}" ]; then
        __venvarium_cd "${project}" || :
    fi
}

# Changes the directory with nothing of the user's in between.
__venvarium_cd() {
    if [ -n "${ZSH_VERSION-}" ]; then
        \builtin cd -q -- "${1}" || \builtin return
    else
        \builtin cd -- "${1}" || \builtin return
    fi
}

# --- the words ----------------------------------------------------------------

function workon {
    \builtin local __venvarium_root=''
    case "${#}:${1-}" in
        0: | 1:) __venvarium_list && \builtin return 0 ;;
        1:-) __venvarium_back && \builtin return 0 ;;
        1:.) [ "${PWD}" = / ] || \builtin set -- "${PWD##*/}" ;;
    esac
    if [ "$#" -eq 1 ] && __venvarium_is_plain "${1}" && __venvarium_find_root \
        && [ -r "${__venvarium_root}/${1}/bin/activate" ]; then
        __venvarium_enter "${__venvarium_root}/${1}"
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

function cdvirtualenv {
    if [ -z "${VIRTUAL_ENV-}" ]; then
        \builtin printf '%s\n' 'venvarium: no environment is active' 'hint: enter one with workon NAME' >&2
        \builtin return 1
    fi
    __venvarium_cd "${VIRTUAL_ENV}/${1-}"
}

# These are made from the vocabulary; `make generate` writes them anew.
# >>> words
function mkvenv { __venvarium_plan mkvenv "$@"; }
function mkvirtualenv { __venvarium_plan mkvirtualenv "$@"; }
function lsvenv { __venvarium_ask '' lsvenv "$@"; }
function lsvirtualenv { __venvarium_ask '' lsvirtualenv "$@"; }
function showvenv { __venvarium_ask '' showvenv "$@"; }
function showvirtualenv { __venvarium_ask '' showvirtualenv "$@"; }
function rmvenv { __venvarium_ask '' rmvenv "$@"; }
function rmvirtualenv { __venvarium_ask '' rmvirtualenv "$@"; }
function toggleglobalsitepackages { __venvarium_ask '' toggleglobalsitepackages "$@"; }
# <<< words

# --- completion ---------------------------------------------------------------
# What the completions know is in files of their own, read when first asked.
# >>> completion
if [ -n "${BASH_VERSION-}" ]; then
    __venvarium_complete() {
        [ -r "${__venvarium_shell-}/completions/venvarium.bash" ] || \builtin return 0
        # shellcheck source=shell/completions/venvarium.bash
        \builtin . "${__venvarium_shell-}/completions/venvarium.bash" && __venvarium_complete "$@"
    }
    \builtin complete -F __venvarium_complete venvarium mkvenv mkvirtualenv workon lsvenv lsvirtualenv showvenv showvirtualenv rmvenv rmvirtualenv toggleglobalsitepackages cdvirtualenv 2> /dev/null || :
elif [ -n "${ZSH_VERSION-}" ]; then
    case ":${FPATH-}:" in
        *":${__venvarium_shell-}/completions:"*) ;;
        *) FPATH="${__venvarium_shell-}/completions${FPATH:+:${FPATH}}" ;;
    esac
    if \builtin typeset -f compdef > /dev/null; then
        \builtin autoload -Uz _venvarium
        compdef _venvarium venvarium mkvenv mkvirtualenv workon lsvenv lsvirtualenv showvenv showvirtualenv rmvenv rmvirtualenv toggleglobalsitepackages cdvirtualenv
    fi
fi
# <<< completion
