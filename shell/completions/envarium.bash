# shellcheck shell=bash
# What the words of envarium complete to in bash. envarium.sh sources it when it is first asked.
#
# Reads: COMP_LINE, COMP_POINT, PATH, PYENV_ROOT, UV_PYTHON_INSTALL_DIR, ASDF_DATA_DIR, MISE_DATA_DIR, XDG_DATA_HOME,
#        HOME, VIRTUAL_ENV, and what envarium.sh reads
#
# Sections: the line; what is offered; values; the tables. No process is started in any of them.
# The locals of __envarium_complete, which have the prefix, are what the functions below it work upon:
#   words  those before the cursor, as the shell will read them      word  the one at the cursor, as far as it goes
#   head   what of it is left of the text that readline replaces  quote  the quotes that are open there
#   lead   the --flag= in front of a value                            value  what is to be completed
#   flags, arguments  what the command takes, see the tables          places  the positional words so far
#   used   the options that are given already                         kind  what the word at the cursor is

# --- the line -----------------------------------------------------------------

# $1 is the command, $2 the text that readline will replace with an answer.
__envarium_complete() {
    \builtin local __envarium_word='' __envarium_head='' __envarium_quote='' __envarium_lead='' __envarium_value='' __envarium_used=' ' __envarium_kind='' __envarium_redirected=''
    \builtin local __envarium_words __envarium_flags __envarium_arguments __envarium_places __envarium_root __envarium_names
    \builtin local __envarium_line="${COMP_LINE:0:COMP_POINT}" IFS=/ # a name never holds a slash
    __envarium_words=() __envarium_flags=() __envarium_arguments=() __envarium_places=() COMPREPLY=()
    __envarium_split "${__envarium_line%"${2-}"}"
    __envarium_head="${__envarium_word}"
    \builtin local __envarium_outer="${__envarium_quote}"
    __envarium_split "${__envarium_line}"
    __envarium_quote="${__envarium_outer}"
    __envarium_value="${__envarium_word}"
    if [[ -n "${__envarium_redirected}" ]]; then
        __envarium_offer files
    elif [[ "${#__envarium_words[@]}" -gt 0 ]]; then
        __envarium_answer "${__envarium_words[0]##*/}"
    fi
    \builtin return 0
}

# Splits $1 as the shell would into words, the last of them, word, and the quotes that are open in it.
__envarium_split() {
    \builtin local __envarium_rest="${1}" __envarium_plain __envarium_character __envarium_begun=''
    __envarium_words=() __envarium_word='' __envarium_quote='' __envarium_redirected=''
    while [[ -n "${__envarium_rest}" ]]; do
        case "${__envarium_quote}" in
            \') __envarium_plain="${__envarium_rest%%\'*}" ;;
            \") __envarium_plain="${__envarium_rest%%[\"\\]*}" ;;
            \$) __envarium_plain="${__envarium_rest%%[\'\\]*}" ;;
            *) __envarium_plain="${__envarium_rest%%[[:space:]\'\"\\\$\<\>\&\|\;\(\)]*}" ;;
        esac
        __envarium_word+="${__envarium_plain}"
        __envarium_rest="${__envarium_rest:${#__envarium_plain}}"
        __envarium_character="${__envarium_rest:0:1}"
        __envarium_rest="${__envarium_rest:1}"
        [[ -z "${__envarium_plain}" ]] || __envarium_begun=1
        [[ -z "${__envarium_character}" ]] || __envarium_character
    done
}

# Reads one character that means something where it is.
__envarium_character() {
    case "${__envarium_quote}${__envarium_character}" in
        \'\' | \"\" | \$\') __envarium_quote='' ;;
        [\'\"]) __envarium_quote="${__envarium_character}" __envarium_begun=1 ;;
        \"\\)
            case "${__envarium_rest}" in '' | [\"\\\$\`]*) ;; *) __envarium_word+=\\ ;; esac
            __envarium_word+="${__envarium_rest:0:1}" __envarium_rest="${__envarium_rest:1}"
            ;;
        \\ | \$\\) __envarium_word+="${__envarium_rest:0:1}" __envarium_rest="${__envarium_rest:1}" __envarium_begun=1 ;;
        \$)
            case "${__envarium_rest}" in
                \'*) __envarium_quote=\$ __envarium_rest="${__envarium_rest:1}" ;;
                *) __envarium_word+=\$ ;;
            esac
            __envarium_begun=1
            ;;
        *) __envarium_end_word ;;
    esac
}

# Ends a word at a blank or an operator; where a redirection leads to is no word of the command.
__envarium_end_word() {
    if [[ -n "${__envarium_begun}" && -z "${__envarium_redirected}" && ! ("${__envarium_character}" == [\<\>] && "${__envarium_word}" != *[!0-9]*) ]]; then
        __envarium_words+=("${__envarium_word}")
    fi
    [[ -z "${__envarium_begun}" ]] || __envarium_redirected=''
    [[ "${__envarium_character}" != [\<\>] ]] || __envarium_redirected=1
    __envarium_word='' __envarium_begun=''
}

# --- what is offered ----------------------------------------------------------

# Answers for the command whose name is $1: envarium, whose first word is a command, or one of the shell words.
__envarium_answer() {
    if [[ "${1}" == envarium && "${#__envarium_words[@]}" -eq 1 ]]; then
        __envarium_describe '' && __envarium_place
    else
        \builtin local __envarium_first=1
        [[ "${1}" != envarium ]] || __envarium_first=2
        \builtin set -- ${__envarium_words[@]+"${__envarium_words[@]}"}
        \builtin shift "${__envarium_first}"
        __envarium_describe "${__envarium_words[__envarium_first - 1]##*/}" && __envarium_place "$@"
    fi
    case "${__envarium_kind}" in
        flag) __envarium_offer_flags ;;
        *) __envarium_offer "${__envarium_kind}" ;;
    esac
}

# Sets places, used and kind from the words behind the command.
__envarium_place() {
    \builtin local __envarium_given __envarium_takes='' __envarium_ended='' __envarium_dashes=''
    for __envarium_given in "$@"; do
        if [[ -n "${__envarium_takes}" ]]; then
            __envarium_takes=''
        elif [[ -z "${__envarium_dashes}" && "${__envarium_given}" == -- ]]; then
            __envarium_dashes=1 __envarium_ended=1
        elif [[ -z "${__envarium_ended}" && "${__envarium_given}" == -?* ]]; then
            __envarium_take "${__envarium_given%%=*}"
            [[ "${__envarium_given}" != --*=* ]] || __envarium_takes=''
        else
            __envarium_places+=("${__envarium_given}")
            [[ "${__envarium_arguments[*]-}" != *... ]] || __envarium_ended=1
        fi
    done
    if [[ -n "${__envarium_takes}" ]]; then
        __envarium_kind="${__envarium_takes}"
    elif [[ -z "${__envarium_ended}" && "${__envarium_word}" == --*=* ]]; then
        __envarium_lead="${__envarium_word%%=*}="
        __envarium_value="${__envarium_word#*=}"
        __envarium_take "${__envarium_word%%=*}"
        __envarium_kind="${__envarium_takes:-nothing}"
    elif [[ -z "${__envarium_ended}" && "${__envarium_word}" == -* ]]; then
        __envarium_kind=flag
    else
        __envarium_argument
    fi
}

# Notes that the flag $1 is given; sets takes to what its value is.
__envarium_take() {
    \builtin local __envarium_entry
    for __envarium_entry in ${__envarium_flags[@]+"${__envarium_flags[@]}"}; do
        if [[ "${__envarium_entry%%|*}" == "${1}" ]]; then
            __envarium_takes="${__envarium_entry#*|*|}"
            __envarium_takes="${__envarium_takes%|*}"
            __envarium_use "${__envarium_entry}"
            \builtin return
        fi
    done
}

# Notes all flags of the option of which $1 is one, unless it may be repeated.
__envarium_use() {
    \builtin local __envarium_entry __envarium_name="${1#*|}"
    [[ "${1}" != *'|many' ]] || \builtin return 0
    for __envarium_entry in ${__envarium_flags[@]+"${__envarium_flags[@]}"}; do
        [[ "${__envarium_entry}" != *"|${__envarium_name%%|*}|"* ]] || __envarium_used+="${__envarium_entry%%|*} "
    done
}

# Sets kind to what the next positional word is; where none fits, a flag does.
__envarium_argument() {
    \builtin local __envarium_number="${#__envarium_places[@]}" __envarium_last="$((${#__envarium_arguments[@]} - 1))"
    if ((__envarium_number <= __envarium_last)); then
        __envarium_kind="${__envarium_arguments[__envarium_number]}"
    elif ((__envarium_last >= 0)) && [[ "${__envarium_arguments[__envarium_last]}" == *[*.] ]]; then
        __envarium_kind="${__envarium_arguments[__envarium_last]}"
    else
        __envarium_kind=flag
    fi
    case "${__envarium_kind}" in
        *'*') __envarium_kind="${__envarium_kind%?}" ;;
        *...) __envarium_kind="${__envarium_kind%...}$((__envarium_number - __envarium_last))" ;;
    esac
}

# Offers the flags that may still be given.
__envarium_offer_flags() {
    \builtin local __envarium_entry
    for __envarium_entry in ${__envarium_flags[@]+"${__envarium_flags[@]}"}; do
        __envarium_entry="${__envarium_entry%%|*}"
        [[ "${__envarium_used}" == *" ${__envarium_entry} "* ]] || __envarium_add "${__envarium_entry}"
    done
}

# Adds the answer $1, if it begins as the word at the cursor does, quoted so that the line comes out right.
__envarium_add() {
    \builtin local __envarium_answer="${__envarium_lead}${1}" __envarium_piece __envarium_apart=\'\\\'\' __envarium_bang=\"\'!\'\"
    [[ "${1}" == "${__envarium_value}"* && "${__envarium_answer}" == "${__envarium_head}"* ]] || \builtin return 0
    __envarium_piece="${__envarium_answer:${#__envarium_head}}"
    case "${__envarium_quote}" in
        \') __envarium_piece="${__envarium_piece//\'/${__envarium_apart}}" ;;
        \")
            __envarium_piece="${__envarium_piece//\\/\\\\}"
            __envarium_piece="${__envarium_piece//\"/\\\"}"
            __envarium_piece="${__envarium_piece//\$/\\\$}"
            __envarium_piece="${__envarium_piece//\`/\\\`}"
            __envarium_piece="${__envarium_piece//!/${__envarium_bang}}"
            ;;
        \$)
            __envarium_piece="${__envarium_piece//\\/\\\\}"
            __envarium_piece="${__envarium_piece//\'/\\\'}"
            ;;
        *) [[ "${__envarium_piece}" != *[!a-zA-Z0-9_./=:+-]* ]] || __envarium_escape ;;
    esac
    # readline takes a quote at the beginning for the one that is open
    case "${__envarium_quote}${__envarium_piece}" in
        \'\'*) __envarium_piece="'${__envarium_piece}" ;;
        \"\"*) __envarium_piece="\"${__envarium_piece}" ;;
    esac
    # and closes the quotes by itself, except behind what looks like their end
    case "${__envarium_quote}${__envarium_piece}" in
        \'*\' | \$*\') __envarium_piece+=\' ;;
        \"*\") __envarium_piece+=\" ;;
    esac
    COMPREPLY+=("${__envarium_piece}")
}

# Puts a backslash before each character of piece that means something to bash. The %q of bash 3.2 writes letters
# outside ASCII as numbers, and leaves a tilde as it is.
__envarium_escape() {
    \builtin local __envarium_rest="${__envarium_piece}" __envarium_plain
    case "${__envarium_piece}" in
        *[[:cntrl:]]*)
            \builtin printf -v __envarium_piece %q "${__envarium_piece}"
            \builtin return
            ;;
    esac
    __envarium_piece=''
    while [[ -n "${__envarium_rest}" ]]; do
        __envarium_plain="${__envarium_rest%%[[:space:]!\"#\$&\'()*\;<>?[\\\]^\`{|\}~,]*}"
        __envarium_rest="${__envarium_rest:${#__envarium_plain}}"
        __envarium_piece+="${__envarium_plain}${__envarium_rest:+\\}${__envarium_rest:0:1}"
        __envarium_rest="${__envarium_rest:1}"
    done
}

# --- values -------------------------------------------------------------------

# Offers what a word of the kind $1 may be; "=a b c" is a choice.
__envarium_offer() {
    if [[ -n "${BASH_VERSION-}" ]] && \builtin shopt -q failglob; then \builtin return; fi
    case "${1}" in
        =*) __envarium_offer_each "${1#=}" ;;
        pythons) __envarium_offer_pythons ;;
        names) __envarium_offer_names ;;
        trash) __envarium_offer_trash ;;
        snapshots) __envarium_offer_snapshots ;;
        states) __envarium_offer_states ;;
        packages) __envarium_offer_packages ;;
        any-packages) __envarium_offer_any_packages ;;
        inside) __envarium_is_active && __envarium_offer_inside "${VIRTUAL_ENV}" ;;
        inside-site)
            \builtin local __envarium_packages=''
            __envarium_is_active && __envarium_load_insides && __envarium_glob_packages && __envarium_offer_inside "${__envarium_packages}"
            ;;
        templates) __envarium_offer_templates ;;
        command0) __envarium_offer_programs ;;
        directories) __envarium_option dirnames ;;
        files | command*) __envarium_option default ;;
    esac
}

# Sets an option of this completion; bash 3.2 has none.
__envarium_option() {
    \builtin compopt -o "${1}" 2> /dev/null || :
}

# Offers each word of $1.
__envarium_offer_each() {
    \builtin local IFS=' ' __envarium_choice
    for __envarium_choice in ${1}; do
        __envarium_add "${__envarium_choice}"
    done
}

# Offers the environments that are not on the line yet.
__envarium_offer_names() {
    \builtin local __envarium_name __envarium_begun="${__envarium_head}${__envarium_quote}${__envarium_places[*]-}"
    __envarium_find_root && __envarium_glob "${__envarium_value}" || \builtin return 0
    [[ "${#__envarium_names[@]}" -gt 0 ]] || \builtin return 0
    if [[ -z "${__envarium_begun}" && "${__envarium_names[*]}" != *[!a-zA-Z0-9_./-]* ]]; then
        COMPREPLY=(${__envarium_names[@]+"${__envarium_names[@]}"})
        \builtin return
    fi
    for __envarium_name in ${__envarium_names[@]+"${__envarium_names[@]}"}; do
        if [[ -z "${__envarium_begun}" && "${__envarium_name}" != *[!a-zA-Z0-9_.-]* ]]; then
            COMPREPLY+=("${__envarium_name}")
        else
            __envarium_is_given "${__envarium_name}" || __envarium_add "${__envarium_name}"
        fi
    done
}

# Whether $1 is among the positional words already.
__envarium_is_given() {
    \builtin local __envarium_place
    for __envarium_place in ${__envarium_places[@]+"${__envarium_places[@]}"}; do
        [[ "${__envarium_place}" != "${1}" ]] || \builtin return 0
    done
    \builtin return 1
}

# Offers the last component of each path that exists.
__envarium_offer_paths() {
    \builtin local __envarium_path
    for __envarium_path in "$@"; do
        __envarium_path="${__envarium_path%/}"
        [[ ! -e "${__envarium_path}" && ! -L "${__envarium_path}" ]] || __envarium_add "${__envarium_path##*/}"
    done
}

# Offers what is in the trash.
__envarium_offer_trash() {
    __envarium_find_root || \builtin return 0
    __envarium_offer_paths "${__envarium_root}"/.envarium/trash/*/*
}

# Offers the snapshots of the environment that is named first: their labels, else their numbers. If none is named, or
# an @ is typed, all snapshots.
__envarium_offer_snapshots() {
    __envarium_find_root || \builtin return 0
    if [[ "${__envarium_value}" != *@* ]] && __envarium_is_plain "${__envarium_places[0]-}"; then
        __envarium_offer_labels '' "${__envarium_root}/.envarium/snapshots/${__envarium_places[0]}"/*/
    else
        __envarium_offer_labels @ "${__envarium_root}"/.envarium/snapshots/*/*/
    fi
}

# Offers the label of each snapshot whose directory is given, with the environment's name and $1 before it.
__envarium_offer_labels() {
    \builtin local __envarium_at="${1}" __envarium_path __envarium_name=''
    \builtin shift
    for __envarium_path in "$@"; do
        [[ -d "${__envarium_path}" ]] || continue
        __envarium_path="${__envarium_path%/}"
        [[ -z "${__envarium_at}" ]] || __envarium_name="${__envarium_path%/*}"
        __envarium_path="${__envarium_path##*/}"
        __envarium_add "${__envarium_name##*/}${__envarium_at}${__envarium_path#*-}"
    done
}

# Offers what can be compared: environments, their snapshots, and if none fits, lock files.
__envarium_offer_states() {
    __envarium_offer_names
    __envarium_find_root && __envarium_offer_labels @ "${__envarium_root}"/.envarium/snapshots/*/*/
    [[ "${#COMPREPLY[@]}" -gt 0 ]] || __envarium_offer files
}

# Offers the Pythons that are installed: those on PATH, and those of pyenv, uv, asdf and mise. One may be given by its
# path, too.
__envarium_offer_pythons() {
    \builtin local __envarium_rest="${PATH-}:" __envarium_data="${XDG_DATA_HOME:-${HOME-}/.local/share}"
    if [[ "${__envarium_value}" == [/.~]* ]]; then
        __envarium_offer files
        \builtin return
    fi
    while [[ -n "${__envarium_rest}" ]]; do
        if [[ "${__envarium_rest}" == /* ]]; then
            __envarium_offer_programs_of "${__envarium_rest%%:*}"/python3.*[0-9t] "${__envarium_rest%%:*}"/pypy3.*[0-9]
        fi
        __envarium_rest="${__envarium_rest#*:}"
    done
    __envarium_offer_versions "${PYENV_ROOT:-${HOME-}/.pyenv}"/versions/*/bin/python \
        "${UV_PYTHON_INSTALL_DIR:-${__envarium_data}/uv/python}"/*/bin/python \
        "${ASDF_DATA_DIR:-${HOME-}/.asdf}"/installs/python/*/bin/python \
        "${MISE_DATA_DIR:-${__envarium_data}/mise}"/installs/python/*/bin/python
}

# Offers the version in the name of each program.
__envarium_offer_programs_of() {
    \builtin local __envarium_path __envarium_name
    for __envarium_path in "$@"; do
        __envarium_name="${__envarium_path##*/}"
        case "${__envarium_name#py*3.}" in
            *t) [[ "${__envarium_name}" == python3.[0-9]*t && "${__envarium_name}" != python3.*[!0-9t]* ]] || continue ;;
            *[!0-9]*) continue ;;
        esac
        [[ ! -x "${__envarium_path}" ]] || __envarium_add "${__envarium_name#python}"
    done
}

# Offers the version in the name of each installation, whose interpreter is given.
__envarium_offer_versions() {
    \builtin local __envarium_path
    for __envarium_path in "$@"; do
        [[ -x "${__envarium_path}" ]] || continue
        __envarium_path="${__envarium_path%/bin/python}"
        __envarium_path="${__envarium_path##*/}"
        case "${__envarium_path}" in
            cpython-[0-9]*-*) __envarium_path="${__envarium_path#cpython-}" __envarium_path="${__envarium_path%%-*}" ;;
            pypy-[0-9]*-*) __envarium_path="pypy${__envarium_path#pypy-}" __envarium_path="${__envarium_path%%-*}" ;;
            *-dev) continue ;;
            [0-9]* | pypy[0-9]*) ;;
            *) continue ;;
        esac
        __envarium_add "${__envarium_path}"
    done
}

# Offers the packages of the environment that is named first, else of the active one.
__envarium_offer_packages() {
    if [[ -n "${__envarium_places[*]-}" ]]; then
        __envarium_find_root && __envarium_is_plain "${__envarium_places[0]}" || \builtin return 0
        __envarium_offer_distributions "${__envarium_root}/${__envarium_places[0]}"
    elif __envarium_is_active; then
        __envarium_offer_distributions "${VIRTUAL_ENV}"
    fi
}

# Offers those of all environments that begin with what is typed; if nothing is, those of the active environment.
__envarium_offer_any_packages() {
    if [[ -z "${__envarium_value}" ]]; then
        __envarium_offer_packages
    elif __envarium_find_root; then
        __envarium_offer_distributions "${__envarium_root}"/*
    fi
}

# Offers the packages of the environments at these paths once each, by the names of directories.
__envarium_offer_distributions() {
    \builtin local __envarium_place __envarium_path __envarium_seen=/
    for __envarium_place in "$@"; do
        for __envarium_path in "${__envarium_place}"/lib/*/site-packages/"${__envarium_value//-/_}"*.dist-info; do
            [[ -d "${__envarium_path}" ]] || continue
            __envarium_path="${__envarium_path##*/}"
            __envarium_path="${__envarium_path%%-*}"
            case "${__envarium_seen}" in *"/${__envarium_path}/"*) continue ;; esac
            __envarium_seen+="${__envarium_path}/"
            __envarium_add "${__envarium_path//_/-}"
        done
    done
}

# Offers the programs of the environment that is named first; where there are none, files.
__envarium_offer_programs() {
    if [[ "${__envarium_value}" != */* ]] && __envarium_find_root && __envarium_is_plain "${__envarium_places[0]}"; then
        __envarium_offer_paths "${__envarium_root}/${__envarium_places[0]}/bin/${__envarium_value}"*
    fi
    [[ "${#COMPREPLY[@]}" -gt 0 ]] || __envarium_offer files
}

# Offers the templates of projects that plugins have: the third line of what Python keeps.
__envarium_offer_templates() {
    \builtin local __envarium_line=''
    __envarium_find_root && [[ -r "${__envarium_root}/.envarium/plugins" ]] || \builtin return 0
    { \builtin read -r __envarium_line; \builtin read -r __envarium_line; \builtin read -r __envarium_line; } < "${__envarium_root}/.envarium/plugins"
    __envarium_offer_each "${__envarium_line}"
}

# Offers the directories inside $1.
__envarium_offer_inside() {
    \builtin local __envarium_path
    [[ -n "${1}" ]] || \builtin return 0
    for __envarium_path in "${1}/${__envarium_value}"*/; do
        [[ ! -d "${__envarium_path}" ]] || __envarium_add "${__envarium_path#"${1}/"}"
    done
    __envarium_option nospace
}

# --- the tables ---------------------------------------------------------------
# flags: the flag, its option, what its value is (nothing: it takes none), whether it may be repeated.
# arguments: what each positional word is; * if it may be repeated, ... if it takes all that follows.

# >>> words
# Sets both to what the command or shell command $1 takes; fails if it does not exist.
__envarium_describe() {
    __envarium_flags=('-h|help||' '--help|help||')
    case "${1}" in
        mkvenv | mkvirtualenv) \builtin set -- create ;;
        mktmpenv) \builtin set -- mktmpenv ;;
        workon) \builtin set -- workon ;;
        lsvenv | lsvirtualenv) \builtin set -- list ;;
        showvenv | showvirtualenv) \builtin set -- show ;;
        rmvenv | rmvirtualenv) \builtin set -- remove ;;
        cpvenv | cpvirtualenv) \builtin set -- copy ;;
        mvvenv | mvvirtualenv) \builtin set -- rename ;;
        allvenv | allvirtualenv) \builtin set -- each ;;
        setvirtualenvproject) \builtin set -- set-project ;;
        mkproject) \builtin set -- create-project ;;
        add2virtualenv) \builtin set -- paths ;;
        wipeenv) \builtin set -- wipe ;;
        toggleglobalsitepackages) \builtin set -- toggle-system-site ;;
        virtualenvwrapper) \builtin set -- words ;;
    esac
    case "${1}" in
        '') __envarium_arguments=('=create activate run list show remove restore trash copy keep rename each set-project link unlink set unset create-project start-project paths install sync wipe toggle-system-site pythons explain doctor repair init setup hook trust untrust words help config kernel snapshot snapshots rollback history diff export pack unpack find import adopt dedupe usage prune packages which outdated audit upgrade') ;;
        create | mktmpenv | keep | create-project) __envarium_arguments=('text') ;;
        activate | workon | show | link | unlink | start-project | sync | wipe | toggle-system-site | explain | kernel | snapshots | history | export | usage | packages | outdated | audit) __envarium_arguments=('names') ;;
        run) __envarium_arguments=('names' 'command...') ;;
        list | trash | words | prune | deactivate | cdproject) __envarium_arguments=() ;;
        remove | doctor | repair | pack | dedupe) __envarium_arguments=('names*') ;;
        restore) __envarium_arguments=('trash' 'text') ;;
        copy | rename | snapshot) __envarium_arguments=('names' 'text') ;;
        each) __envarium_arguments=('command...') ;;
        set-project) __envarium_arguments=('names' 'directories') ;;
        set | unset | install) __envarium_arguments=('names' 'text*') ;;
        paths | find) __envarium_arguments=('directories*') ;;
        pythons) __envarium_arguments=('pythons') ;;
        init | setup) __envarium_arguments=('=bash zsh fish xonsh nu') ;;
        hook) __envarium_arguments=('=pre_mkvirtualenv pre_cpvirtualenv pre_rmvirtualenv post_rmvirtualenv pre_activate get_env_details project.pre_mkproject initialize post_mkvirtualenv post_cpvirtualenv post_activate pre_deactivate post_deactivate project.post_mkproject' 'text*') ;;
        trust | untrust) __envarium_arguments=('directories') ;;
        help) __envarium_arguments=('=create mkvenv mkvirtualenv mktmpenv activate workon run list lsvenv lsvirtualenv show showvenv showvirtualenv remove rmvenv rmvirtualenv restore trash copy cpvenv cpvirtualenv keep rename mvvenv mvvirtualenv each allvenv allvirtualenv set-project setvirtualenvproject link unlink set unset create-project mkproject start-project paths add2virtualenv install sync wipe wipeenv toggle-system-site toggleglobalsitepackages pythons explain doctor repair init setup hook trust untrust words virtualenvwrapper help config kernel snapshot snapshots rollback history diff export pack unpack find import adopt dedupe usage prune packages which outdated audit upgrade deactivate cdvirtualenv cdsitepackages lssitepackages cdproject commands python settings environment hooks exit-codes') ;;
        config) __envarium_arguments=('=get set unset edit path' '=store strategy reserve auto picker fetch installer lock_wait trash_days plain link' '=true false pyvenv.cfg copy self-contained auto uv pip no symlink file') ;;
        rollback) __envarium_arguments=('names' 'snapshots') ;;
        diff) __envarium_arguments=('states' 'states') ;;
        unpack) __envarium_arguments=('files' 'text') ;;
        import | lssitepackages) __envarium_arguments=('text*') ;;
        adopt) __envarium_arguments=('directories' 'text') ;;
        which) __envarium_arguments=('any-packages') ;;
        upgrade) __envarium_arguments=('names' 'packages*') ;;
        cdvirtualenv) __envarium_arguments=('inside') ;;
        cdsitepackages) __envarium_arguments=('inside-site') ;;
        *) \builtin return 1 ;;
    esac
    case "${1}" in '') __envarium_flags+=('-V|version||' '--version|version||') ;; esac
    case "${1}" in create | mktmpenv | list | create-project | repair | find | usage | prune | which | outdated | audit) __envarium_flags+=('-p|python|pythons|' '--python|python|pythons|') ;; esac
    case "${1}" in create | mktmpenv | create-project) __envarium_flags+=('--on|on|names|') ;; esac
    case "${1}" in create | mktmpenv | link | sync) __envarium_flags+=('-a|project|directories|' '--project|project|directories|') ;; esac
    case "${1}" in create | mktmpenv | create-project) __envarium_flags+=('-i|packages|text|many' '--install|packages|text|many') ;; esac
    case "${1}" in create | mktmpenv | create-project | install) __envarium_flags+=('-r|requirements|files|many' '--requirements|requirements|files|many') ;; esac
    case "${1}" in create | mktmpenv | create-project) __envarium_flags+=('--prompt|prompt|text|') ;; esac
    case "${1}" in create | mktmpenv | create-project) __envarium_flags+=('--pip|pip|text|') ;; esac
    case "${1}" in create | mktmpenv | create-project) __envarium_flags+=('--strategy|strategy|=pyvenv.cfg copy self-contained auto|') ;; esac
    case "${1}" in create | mktmpenv | create-project) __envarium_flags+=('--seed|seeds|text|many') ;; esac
    case "${1}" in create | mktmpenv | install) __envarium_flags+=('--from|source|files|') ;; esac
    case "${1}" in create | mktmpenv) __envarium_flags+=('--keep|keep|text|') ;; esac
    case "${1}" in create | mktmpenv | create-project) __envarium_flags+=('--system-site-packages|system_site||') ;; esac
    case "${1}" in create | mktmpenv | create-project) __envarium_flags+=('--self-contained|self_contained||') ;; esac
    case "${1}" in create | mktmpenv | create-project) __envarium_flags+=('--no-pip|no_pip||' '--without-pip|no_pip||') ;; esac
    case "${1}" in create | mktmpenv | create-project) __envarium_flags+=('--fetch|fetch||') ;; esac
    case "${1}" in create | mktmpenv | create-project) __envarium_flags+=('--clear|clear||') ;; esac
    case "${1}" in create | mktmpenv | activate | workon | create-project) __envarium_flags+=('-c|cd||' '--cd|cd||') ;; esac
    case "${1}" in create | mktmpenv | activate | workon | create-project) __envarium_flags+=('-n|no_cd||' '--no-cd|no_cd||') ;; esac
    case "${1}" in create | mktmpenv | remove | restore | trash | copy | keep | rename | set-project | link | unlink | set | unset | create-project | start-project | paths | install | sync | wipe | toggle-system-site | doctor | repair | setup | trust | untrust | kernel | snapshot | snapshots | rollback | pack | unpack | import | adopt | dedupe | prune | upgrade) __envarium_flags+=('-q|quiet||' '--quiet|quiet||') ;; esac
    case "${1}" in create | mktmpenv | create-project) __envarium_flags+=('--no-setuptools|ignored||' '--no-wheel|ignored||' '--no-download|ignored||' '--download|ignored||' '--symlinks|ignored||' '--no-periodic-update|ignored||') ;; esac
    case "${1}" in create | mktmpenv | create-project) __envarium_flags+=('--kernel|kernel||') ;; esac
    case "${1}" in create | mktmpenv | create-project) __envarium_flags+=('--no-vcs-ignore|no_vcs_ignore||') ;; esac
    case "${1}" in create | copy) __envarium_flags+=('--link|link||') ;; esac
    case "${1}" in create | mktmpenv) __envarium_flags+=('--like|like||') ;; esac
    case "${1}" in create | mktmpenv) __envarium_flags+=('--sync|sync||') ;; esac
    case "${1}" in create) __envarium_flags+=('--temporary|temporary||') ;; esac
    case "${1}" in activate) __envarium_flags+=('--shell|dialect|=bash zsh fish sh csh tcsh pwsh nu xonsh|') ;; esac
    case "${1}" in activate | workon) __envarium_flags+=('-i|interactive||' '--interactive|interactive||') ;; esac
    case "${1}" in list | find) __envarium_flags+=('--sort|sort|=name size used python|') ;; esac
    case "${1}" in list | each | find | usage | prune | which | outdated | audit) __envarium_flags+=('--only|only|text|') ;; esac
    case "${1}" in list | find | usage | prune | which | outdated | audit) __envarium_flags+=('--unused|unused|text|') ;; esac
    case "${1}" in list) __envarium_flags+=('-b|brief||' '--brief|brief||') ;; esac
    case "${1}" in list) __envarium_flags+=('-l|long||' '--long|long||') ;; esac
    case "${1}" in list | find) __envarium_flags+=('--sizes|sizes||') ;; esac
    case "${1}" in list | find | usage | prune | which | outdated | audit) __envarium_flags+=('--orphans|orphans||') ;; esac
    case "${1}" in list | find | usage | prune | which | outdated | audit) __envarium_flags+=('--eol|eol||') ;; esac
    case "${1}" in list | find | usage | prune | which | outdated | audit) __envarium_flags+=('--broken|broken||') ;; esac
    case "${1}" in list | show | trash | paths | pythons | explain | doctor | words | config | snapshots | history | diff | find | import | dedupe | usage | prune | packages | which | outdated | audit) __envarium_flags+=('--json|json||') ;; esac
    case "${1}" in list | show | trash | paths | pythons | explain | doctor | words | config | snapshots | history | diff | find | import | dedupe | usage | prune | packages | which | outdated | audit) __envarium_flags+=('--plain|plain||') ;; esac
    case "${1}" in remove) __envarium_flags+=('--now|now||') ;; esac
    case "${1}" in remove) __envarium_flags+=('--flatten|flatten||') ;; esac
    case "${1}" in remove | export) __envarium_flags+=('--skip-missing|skip_missing||') ;; esac
    case "${1}" in trash) __envarium_flags+=('--empty|empty||') ;; esac
    case "${1}" in each) __envarium_flags+=('-j|jobs|text|' '--jobs|jobs|text|') ;; esac
    case "${1}" in link) __envarium_flags+=('--file|file||') ;; esac
    case "${1}" in link) __envarium_flags+=('--again|again||') ;; esac
    case "${1}" in link) __envarium_flags+=('--gitignore|gitignore||') ;; esac
    case "${1}" in link | start-project) __envarium_flags+=('--check|check||') ;; esac
    case "${1}" in set) __envarium_flags+=('--from|files|files|many') ;; esac
    case "${1}" in set | unset) __envarium_flags+=('--path-prepend|path_prepend|directories|many') ;; esac
    case "${1}" in create-project | start-project) __envarium_flags+=('-t|templates|templates|many' '--template|templates|templates|many') ;; esac
    case "${1}" in create-project | start-project | rollback | export | pack) __envarium_flags+=('-f|force||' '--force|force||') ;; esac
    case "${1}" in paths | kernel) __envarium_flags+=('-d|delete||' '--delete|delete||') ;; esac
    case "${1}" in sync) __envarium_flags+=('--group|groups|text|many') ;; esac
    case "${1}" in sync) __envarium_flags+=('--extra|extras|text|many') ;; esac
    case "${1}" in sync) __envarium_flags+=('--no-dev|no_dev||') ;; esac
    case "${1}" in sync) __envarium_flags+=('--exact|exact||') ;; esac
    case "${1}" in sync | setup | find | import | prune) __envarium_flags+=('-y|yes||' '--yes|yes||') ;; esac
    case "${1}" in explain) __envarium_flags+=('--verify|verify||') ;; esac
    case "${1}" in repair) __envarium_flags+=('--wait|wait|text|') ;; esac
    case "${1}" in repair | pack | outdated | audit) __envarium_flags+=('--all|all||') ;; esac
    case "${1}" in init | setup) __envarium_flags+=('--auto|auto||') ;; esac
    case "${1}" in init | setup) __envarium_flags+=('--no-auto|no_auto||') ;; esac
    case "${1}" in setup) __envarium_flags+=('--undo|undo||') ;; esac
    case "${1}" in hook) __envarium_flags+=('--source|source||') ;; esac
    case "${1}" in snapshots) __envarium_flags+=('--delete|delete|snapshots|many') ;; esac
    case "${1}" in rollback | import | dedupe) __envarium_flags+=('--dry-run|dry_run||') ;; esac
    case "${1}" in diff) __envarium_flags+=('--files|files||') ;; esac
    case "${1}" in diff) __envarium_flags+=('--exit-code|exit_code||') ;; esac
    case "${1}" in export | pack) __envarium_flags+=('-o|output|files|' '--output|output|files|') ;; esac
    case "${1}" in export) __envarium_flags+=('--requirements|requirements||') ;; esac
    case "${1}" in export) __envarium_flags+=('--environment-yml|environment_yml||') ;; esac
    case "${1}" in pack) __envarium_flags+=('--exclude|exclude|packages|many') ;; esac
    case "${1}" in pack) __envarium_flags+=('--only|only|packages|many') ;; esac
    case "${1}" in pack) __envarium_flags+=('--strip|strip||') ;; esac
    case "${1}" in pack) __envarium_flags+=('--no-python|no_python||') ;; esac
    case "${1}" in unpack) __envarium_flags+=('--any-size|any_size||') ;; esac
    case "${1}" in unpack) __envarium_flags+=('--shared|shared||') ;; esac
    case "${1}" in find) __envarium_flags+=('--tool|tools|=conda envarium hatch nox pdm pipenv pipx pixi poetry pre-commit pyenv tox uv venv virtualenv virtualenvwrapper|many') ;; esac
    case "${1}" in find) __envarium_flags+=('--across|across||') ;; esac
    case "${1}" in find) __envarium_flags+=('--everywhere|everywhere||') ;; esac
    case "${1}" in find) __envarium_flags+=('--adopt|adopt||') ;; esac
    case "${1}" in find) __envarium_flags+=('--trash|trash||') ;; esac
    case "${1}" in import) __envarium_flags+=('--from|tool|=pyenv pipenv poetry conda uv hatch virtualenvwrapper virtualfish pew|') ;; esac
    case "${1}" in import | adopt) __envarium_flags+=('--move|move||') ;; esac
    case "${1}" in dedupe) __envarium_flags+=('--hardlink|hardlink||') ;; esac
}
# <<< words
