# shellcheck shell=bash
# What the words of envarium complete to in bash. envarium.sh sources it when it is first asked.
#
# Reads: COMP_LINE, COMP_POINT, PYENV_ROOT, HOME, VIRTUAL_ENV, and what envarium.sh reads
#
# Sections: the line; what is offered; values; the tables. No process is started in any of them.
# The locals of __envarium_complete are what the functions below it work upon:
#   words  those before the cursor, as the shell will read them      word  the one at the cursor, as far as it goes
#   head   what of it stands left of the text that readline replaces  quote  the quotes that are open there
#   lead   the --flag= in front of a value                            value  what is to be completed
#   flags, arguments  what the command takes, see the tables          places  the positional words so far
#   used   the options that are given already                         kind  what the word at the cursor is

# --- the line -----------------------------------------------------------------

# $1 is the command, $2 the text that readline will replace with an answer.
__envarium_complete() {
    \builtin local word='' head='' quote='' lead='' value='' used=' ' kind='' redirected=''
    \builtin local words flags arguments places __envarium_root __envarium_names
    \builtin local line="${COMP_LINE:0:COMP_POINT}" IFS=/ # a name never holds a slash
    words=() flags=() arguments=() places=() COMPREPLY=()
    __envarium_split "${line%"${2-}"}"
    head="${word}"
    \builtin local outer="${quote}"
    __envarium_split "${line}"
    quote="${outer}"
    value="${word}"
    if [[ -n "${redirected}" ]]; then
        __envarium_offer files
    elif [[ "${#words[@]}" -gt 0 ]]; then
        __envarium_answer "${words[0]##*/}"
    fi
    \builtin return 0
}

# Splits $1 as the shell would into words, the last of them, word, and the quotes that are open in it.
__envarium_split() {
    \builtin local rest="${1}" plain character begun=''
    words=() word='' quote='' redirected=''
    while [[ -n "${rest}" ]]; do
        case "${quote}" in
            \') plain="${rest%%\'*}" ;;
            \") plain="${rest%%[\"\\]*}" ;;
            \$) plain="${rest%%[\'\\]*}" ;;
            *) plain="${rest%%[[:space:]\'\"\\\$\<\>\&\|\;\(\)]*}" ;;
        esac
        word+="${plain}"
        rest="${rest:${#plain}}"
        character="${rest:0:1}"
        rest="${rest:1}"
        [[ -z "${plain}" ]] || begun=1
        [[ -z "${character}" ]] || __envarium_character
    done
}

# Reads one character that means something where it stands.
__envarium_character() {
    case "${quote}${character}" in
        \'\' | \"\" | \$\') quote='' ;;
        [\'\"]) quote="${character}" begun=1 ;;
        \"\\)
            case "${rest}" in '' | [\"\\\$\`]*) ;; *) word+=\\ ;; esac
            word+="${rest:0:1}" rest="${rest:1}"
            ;;
        \\ | \$\\) word+="${rest:0:1}" rest="${rest:1}" begun=1 ;;
        \$)
            case "${rest}" in
                \'*) quote=\$ rest="${rest:1}" ;;
                *) word+=\$ ;;
            esac
            begun=1
            ;;
        *) __envarium_end_word ;;
    esac
}

# Ends a word at a blank or an operator; where a redirection leads to is no word of the command.
__envarium_end_word() {
    if [[ -n "${begun}" && -z "${redirected}" && ! ("${character}" == [\<\>] && "${word}" != *[!0-9]*) ]]; then
        words+=("${word}")
    fi
    [[ -z "${begun}" ]] || redirected=''
    [[ "${character}" != [\<\>] ]] || redirected=1
    word='' begun=''
}

# --- what is offered ----------------------------------------------------------

# Answers for the command whose name is $1: envarium, whose first word is a command, or one of the shell words.
__envarium_answer() {
    if [[ "${1}" == envarium && "${#words[@]}" -eq 1 ]]; then
        __envarium_describe '' && __envarium_place
    else
        \builtin local first=1
        [[ "${1}" != envarium ]] || first=2
        \builtin set -- ${words[@]+"${words[@]}"}
        \builtin shift "${first}"
        __envarium_describe "${words[first - 1]##*/}" && __envarium_place "$@"
    fi
    case "${kind}" in
        flag) __envarium_offer_flags ;;
        *) __envarium_offer "${kind}" ;;
    esac
}

# Sets places, used and kind from the words behind the command.
__envarium_place() {
    \builtin local given takes='' ended='' dashes=''
    for given in "$@"; do
        if [[ -n "${takes}" ]]; then
            takes=''
        elif [[ -z "${dashes}" && "${given}" == -- ]]; then
            dashes=1 ended=1
        elif [[ -z "${ended}" && "${given}" == -?* ]]; then
            __envarium_take "${given%%=*}"
            [[ "${given}" != --*=* ]] || takes=''
        else
            places+=("${given}")
            [[ "${arguments[*]-}" != *... ]] || ended=1
        fi
    done
    if [[ -n "${takes}" ]]; then
        kind="${takes}"
    elif [[ -z "${ended}" && "${word}" == --*=* ]]; then
        lead="${word%%=*}="
        value="${word#*=}"
        __envarium_take "${word%%=*}"
        kind="${takes:-nothing}"
    elif [[ -z "${ended}" && "${word}" == -* ]]; then
        kind=flag
    else
        __envarium_argument
    fi
}

# Notes that the flag $1 is given; sets takes to what its value is.
__envarium_take() {
    \builtin local entry
    for entry in ${flags[@]+"${flags[@]}"}; do
        if [[ "${entry%%|*}" == "${1}" ]]; then
            takes="${entry#*|*|}"
            takes="${takes%|*}"
            __envarium_use "${entry}"
            \builtin return
        fi
    done
}

# Notes all flags of the option of which $1 is one, unless it may be repeated.
__envarium_use() {
    \builtin local entry name="${1#*|}"
    [[ "${1}" != *'|many' ]] || \builtin return 0
    for entry in ${flags[@]+"${flags[@]}"}; do
        [[ "${entry}" != *"|${name%%|*}|"* ]] || used+="${entry%%|*} "
    done
}

# Sets kind to what the next positional word is; where none fits, a flag does.
__envarium_argument() {
    \builtin local number="${#places[@]}" last="$((${#arguments[@]} - 1))"
    if ((number <= last)); then
        kind="${arguments[number]}"
    elif ((last >= 0)) && [[ "${arguments[last]}" == *[*.] ]]; then
        kind="${arguments[last]}"
    else
        kind=flag
    fi
    case "${kind}" in
        *'*') kind="${kind%?}" ;;
        *...) kind="${kind%...}$((number - last))" ;;
    esac
}

# Offers the flags that may still be given.
__envarium_offer_flags() {
    \builtin local entry
    for entry in ${flags[@]+"${flags[@]}"}; do
        entry="${entry%%|*}"
        [[ "${used}" == *" ${entry} "* ]] || __envarium_add "${entry}"
    done
}

# Adds the answer $1, if it begins as the word at the cursor does, quoted so that the line comes out right.
__envarium_add() {
    \builtin local answer="${lead}${1}" piece apart=\'\\\'\' bang=\"\'!\'\"
    [[ "${1}" == "${value}"* && "${answer}" == "${head}"* ]] || \builtin return 0
    piece="${answer:${#head}}"
    case "${quote}" in
        \') piece="${piece//\'/${apart}}" ;;
        \")
            piece="${piece//\\/\\\\}"
            piece="${piece//\"/\\\"}"
            piece="${piece//\$/\\\$}"
            piece="${piece//\`/\\\`}"
            piece="${piece//!/${bang}}"
            ;;
        \$)
            piece="${piece//\\/\\\\}"
            piece="${piece//\'/\\\'}"
            ;;
        *) [[ "${piece}" != *[!a-zA-Z0-9_./=:+-]* ]] || __envarium_escape ;;
    esac
    # readline takes a quote at the beginning for the one that is open
    case "${quote}${piece}" in
        \'\'*) piece="'${piece}" ;;
        \"\"*) piece="\"${piece}" ;;
    esac
    # and closes the quotes by itself, except behind what looks like their end
    case "${quote}${piece}" in
        \'*\' | \$*\') piece+=\' ;;
        \"*\") piece+=\" ;;
    esac
    COMPREPLY+=("${piece}")
}

# Puts a backslash before each character of piece that means something to bash. The %q of bash 3.2 writes letters
# outside ASCII as numbers, and leaves a tilde as it is.
__envarium_escape() {
    \builtin local rest="${piece}" plain
    case "${piece}" in
        *[[:cntrl:]]*)
            \builtin printf -v piece %q "${piece}"
            \builtin return
            ;;
    esac
    piece=''
    while [[ -n "${rest}" ]]; do
        plain="${rest%%[[:space:]!\"#\$&\'()*\;<>?[\\\]^\`{|\}~,]*}"
        rest="${rest:${#plain}}"
        piece+="${plain}${rest:+\\}${rest:0:1}"
        rest="${rest:1}"
    done
}

# --- values -------------------------------------------------------------------

# Offers what a word of the kind $1 may be; "=a b c" is a choice.
__envarium_offer() {
    if \builtin shopt -q failglob; then \builtin return; fi
    case "${1}" in
        =*) __envarium_offer_each "${1#=}" ;;
        pythons=*)
            __envarium_offer_each "${1#*=}"
            __envarium_offer_installed
            ;;
        names) __envarium_offer_names ;;
        trash) __envarium_offer_trash ;;
        inside) __envarium_offer_inside "${VIRTUAL_ENV-}" ;;
        inside-site)
            \builtin local __envarium_packages=''
            [[ -d "${VIRTUAL_ENV-}" ]] && __envarium_load_insides && __envarium_glob_packages && __envarium_offer_inside "${__envarium_packages}"
            ;;
        templates) __envarium_offer_templates ;;
        command0) __envarium_offer_programs ;;
        directories) \builtin compopt -o dirnames 2> /dev/null || : ;;
        files | command*) \builtin compopt -o default 2> /dev/null || : ;;
    esac
}

# Offers each word of $1.
__envarium_offer_each() {
    \builtin local IFS=' ' choice
    for choice in ${1}; do
        __envarium_add "${choice}"
    done
}

# Offers the environments that are not on the line yet.
__envarium_offer_names() {
    \builtin local name begun="${head}${quote}${places[*]-}"
    __envarium_find_root && __envarium_glob "${value}" || \builtin return 0
    [[ "${#__envarium_names[@]}" -gt 0 ]] || \builtin return 0
    if [[ -z "${begun}" && "${__envarium_names[*]}" != *[!a-zA-Z0-9_./-]* ]]; then
        COMPREPLY=(${__envarium_names[@]+"${__envarium_names[@]}"})
        \builtin return
    fi
    for name in ${__envarium_names[@]+"${__envarium_names[@]}"}; do
        if [[ -z "${begun}" && "${name}" != *[!a-zA-Z0-9_.-]* ]]; then
            COMPREPLY+=("${name}")
        else
            __envarium_is_given "${name}" || __envarium_add "${name}"
        fi
    done
}

# Whether $1 is among the positional words already.
__envarium_is_given() {
    \builtin local place
    for place in ${places[@]+"${places[@]}"}; do
        [[ "${place}" != "${1}" ]] || \builtin return 0
    done
    \builtin return 1
}

# Offers the last component of each path that exists.
__envarium_offer_paths() {
    \builtin local path
    for path in "$@"; do
        path="${path%/}"
        [[ ! -e "${path}" && ! -L "${path}" ]] || __envarium_add "${path##*/}"
    done
}

# Offers what is in the trash.
__envarium_offer_trash() {
    __envarium_find_root || \builtin return 0
    __envarium_offer_paths "${__envarium_root}"/.envarium/trash/*/*
}

# Offers the versions that pyenv has; a Python may be given by its path, too.
__envarium_offer_installed() {
    if [[ "${value}" == [/.~]* ]]; then
        __envarium_offer files
    else
        __envarium_offer_paths "${PYENV_ROOT:-${HOME}/.pyenv}/versions/${value}"*/
    fi
}

# Offers the programs of the environment that is named first; where there are none, files.
__envarium_offer_programs() {
    if [[ "${value}" != */* ]] && __envarium_find_root && __envarium_is_plain "${places[0]}"; then
        __envarium_offer_paths "${__envarium_root}/${places[0]}/bin/${value}"*
    fi
    [[ "${#COMPREPLY[@]}" -gt 0 ]] || __envarium_offer files
}

# Offers the templates of projects that plugins have: the third line of what Python keeps.
__envarium_offer_templates() {
    \builtin local line=''
    __envarium_find_root && [[ -r "${__envarium_root}/.envarium/plugins" ]] || \builtin return 0
    { \builtin read -r line; \builtin read -r line; \builtin read -r line; } < "${__envarium_root}/.envarium/plugins"
    __envarium_offer_each "${line}"
}

# Offers the directories inside $1.
__envarium_offer_inside() {
    \builtin local path
    [[ -n "${1}" ]] || \builtin return 0
    for path in "${1}/${value}"*/; do
        [[ ! -d "${path}" ]] || __envarium_add "${path#"${1}/"}"
    done
    \builtin compopt -o nospace 2> /dev/null || :
}

# --- the tables ---------------------------------------------------------------
# flags: the flag, its option, what its value is (nothing: it takes none), whether it may be repeated.
# arguments: what each positional word is; * if it may be repeated, ... if it takes all that follows.

# >>> words
# Sets flags and arguments to those of the command or shell command $1; fails if it does not exist.
__envarium_describe() {
    flags=('-h|help||' '--help|help||')
    case "${1}" in
        '')
            flags+=('-V|version||' '--version|version||')
            arguments=('=create activate run list show remove restore trash copy keep rename each set-project link unlink set unset create-project start-project paths install wipe toggle-system-site pythons explain doctor repair init setup hook trust untrust words config')
            ;;
        create | mkvenv | mkvirtualenv | mktmpenv)
            flags+=('-p|python|pythons=3.15 3.14 3.13 3.12 3.11 3.10 pypy3.11 pypy3.10|' '--python|python|pythons=3.15 3.14 3.13 3.12 3.11 3.10 pypy3.11 pypy3.10|')
            flags+=('-a|project|directories|' '--project|project|directories|')
            flags+=('-i|packages|text|many' '--install|packages|text|many')
            flags+=('-r|requirements|files|many' '--requirements|requirements|files|many')
            flags+=('--prompt|prompt|text|')
            flags+=('--pip|pip|text|')
            flags+=('--strategy|strategy|=pyvenv.cfg copy self-contained auto|')
            flags+=('--seed|seeds|text|many')
            flags+=('--keep|keep|text|')
            flags+=('--system-site-packages|system_site||')
            flags+=('--self-contained|self_contained||')
            flags+=('--no-pip|no_pip||' '--without-pip|no_pip||')
            flags+=('--clear|clear||')
            flags+=('-c|cd||' '--cd|cd||')
            flags+=('-n|no_cd||' '--no-cd|no_cd||')
            flags+=('-q|quiet||' '--quiet|quiet||')
            flags+=('--no-setuptools|ignored||' '--no-wheel|ignored||' '--no-download|ignored||' '--download|ignored||' '--symlinks|ignored||' '--no-periodic-update|ignored||')
            flags+=('--no-vcs-ignore|no_vcs_ignore||')
            flags+=('--link|link||')
            flags+=('--temporary|temporary||')
            arguments=('text')
            ;;
        activate | workon)
            flags+=('--shell|dialect|=bash zsh fish sh csh tcsh pwsh nu|')
            flags+=('-c|cd||' '--cd|cd||')
            flags+=('-n|no_cd||' '--no-cd|no_cd||')
            arguments=('names')
            ;;
        run)
            arguments=('names' 'command...')
            ;;
        list | lsvenv | lsvirtualenv)
            flags+=('-b|brief||' '--brief|brief||')
            flags+=('-l|long||' '--long|long||')
            flags+=('--json|json||')
            arguments=()
            ;;
        show | showvenv | showvirtualenv)
            flags+=('--json|json||')
            arguments=('names')
            ;;
        remove | rmvenv | rmvirtualenv)
            flags+=('--now|now||')
            flags+=('--skip-missing|skip_missing||')
            arguments=('names*')
            ;;
        restore)
            arguments=('trash' 'text')
            ;;
        trash)
            flags+=('--empty|empty||')
            flags+=('--json|json||')
            arguments=()
            ;;
        copy | cpvenv | cpvirtualenv)
            flags+=('--link|link||')
            arguments=('names' 'text')
            ;;
        keep)
            arguments=('text')
            ;;
        rename | mvvenv | mvvirtualenv)
            arguments=('names' 'text')
            ;;
        each | allvenv | allvirtualenv)
            flags+=('-j|jobs|text|' '--jobs|jobs|text|')
            flags+=('--only|only|text|')
            arguments=('command...')
            ;;
        set-project | setvirtualenvproject)
            arguments=('names' 'directories')
            ;;
        link)
            flags+=('-a|project|directories|' '--project|project|directories|')
            flags+=('--file|file||')
            flags+=('--again|again||')
            flags+=('--gitignore|gitignore||')
            arguments=('names')
            ;;
        unlink)
            arguments=('names')
            ;;
        set)
            flags+=('--from|files|files|many')
            flags+=('--path-prepend|path_prepend|directories|many')
            arguments=('names' 'text*')
            ;;
        unset)
            flags+=('--path-prepend|path_prepend|directories|many')
            arguments=('names' 'text*')
            ;;
        create-project | mkproject)
            flags+=('-t|templates|templates|many' '--template|templates|templates|many')
            flags+=('-p|python|pythons=3.15 3.14 3.13 3.12 3.11 3.10 pypy3.11 pypy3.10|' '--python|python|pythons=3.15 3.14 3.13 3.12 3.11 3.10 pypy3.11 pypy3.10|')
            flags+=('-i|packages|text|many' '--install|packages|text|many')
            flags+=('-r|requirements|files|many' '--requirements|requirements|files|many')
            flags+=('--prompt|prompt|text|')
            flags+=('--pip|pip|text|')
            flags+=('--strategy|strategy|=pyvenv.cfg copy self-contained auto|')
            flags+=('--seed|seeds|text|many')
            flags+=('-f|force||' '--force|force||')
            flags+=('--system-site-packages|system_site||')
            flags+=('--self-contained|self_contained||')
            flags+=('--no-pip|no_pip||' '--without-pip|no_pip||')
            flags+=('--clear|clear||')
            flags+=('-c|cd||' '--cd|cd||')
            flags+=('-n|no_cd||' '--no-cd|no_cd||')
            flags+=('-q|quiet||' '--quiet|quiet||')
            flags+=('--no-setuptools|ignored||' '--no-wheel|ignored||' '--no-download|ignored||' '--download|ignored||' '--symlinks|ignored||' '--no-periodic-update|ignored||')
            flags+=('--no-vcs-ignore|no_vcs_ignore||')
            arguments=('text')
            ;;
        start-project)
            flags+=('-t|templates|templates|many' '--template|templates|templates|many')
            flags+=('-f|force||' '--force|force||')
            flags+=('--check|check||')
            arguments=('names')
            ;;
        paths | add2virtualenv)
            flags+=('-d|delete||' '--delete|delete||')
            arguments=('directories*')
            ;;
        install)
            flags+=('-r|requirements|files|many' '--requirements|requirements|files|many')
            arguments=('names' 'text*')
            ;;
        wipe | wipeenv)
            arguments=('names')
            ;;
        toggle-system-site | toggleglobalsitepackages)
            flags+=('-q|quiet||' '--quiet|quiet||')
            arguments=('names')
            ;;
        pythons)
            flags+=('--json|json||')
            arguments=('text')
            ;;
        explain)
            flags+=('--verify|verify||')
            flags+=('--json|json||')
            arguments=('names')
            ;;
        doctor)
            flags+=('--json|json||')
            arguments=('names*')
            ;;
        repair)
            flags+=('-p|python|pythons=3.15 3.14 3.13 3.12 3.11 3.10 pypy3.11 pypy3.10|' '--python|python|pythons=3.15 3.14 3.13 3.12 3.11 3.10 pypy3.11 pypy3.10|')
            flags+=('--wait|wait|text|')
            flags+=('--all|all||')
            arguments=('names*')
            ;;
        init)
            flags+=('--auto|auto||')
            flags+=('--no-auto|no_auto||')
            arguments=('=bash zsh fish')
            ;;
        setup)
            flags+=('--auto|auto||')
            flags+=('--no-auto|no_auto||')
            flags+=('--undo|undo||')
            flags+=('-y|yes||' '--yes|yes||')
            arguments=('=bash zsh fish')
            ;;
        hook)
            flags+=('--source|source||')
            arguments=('text' 'text*')
            ;;
        trust)
            arguments=('directories')
            ;;
        untrust)
            arguments=('directories')
            ;;
        words | virtualenvwrapper)
            arguments=()
            ;;
        config)
            flags+=('--json|json||')
            arguments=()
            ;;
        deactivate)
            arguments=()
            ;;
        cdvirtualenv)
            arguments=('inside')
            ;;
        cdsitepackages)
            arguments=('inside-site')
            ;;
        lssitepackages)
            arguments=('text*')
            ;;
        cdproject)
            arguments=()
            ;;
        *) \builtin return 1 ;;
    esac
}
# <<< words
