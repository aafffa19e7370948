# What the words of envarium complete to in a zsh without compinit: the same as in bash, whose tables this reads.
# envarium.sh sources it when it is first asked.
#
# Reads: what envarium.bash reads

\. "${__envarium_shell}/completions/envarium.bash"

# Sets reply to the answers, which zsh quotes; $1 is the part of the word before the cursor.
__envarium_complete_bare() {
    \builtin local __envarium_word='' __envarium_head='' __envarium_quote='' __envarium_lead='' __envarium_value='' __envarium_used=' ' __envarium_kind='' __envarium_redirected=''
    \builtin local __envarium_words __envarium_flags __envarium_arguments __envarium_places __envarium_root __envarium_names __envarium_line __envarium_count
    \builtin read -cA __envarium_words
    \builtin read -cn __envarium_count
    \builtin emulate -L ksh -o extendedglob
    \builtin local IFS=/
    __envarium_words=("${(@Q)__envarium_words[@]:0:__envarium_count - 1}")
    __envarium_word="${1}" __envarium_value="${1}"
    __envarium_flags=() __envarium_arguments=() __envarium_places=() COMPREPLY=()
    __envarium_answer "${__envarium_words[0]##*/}"
    reply=(${COMPREPLY[@]+"${COMPREPLY[@]}"})
    \builtin unset COMPREPLY
}

# Adds the answer $1, if it begins as the word at the cursor does.
__envarium_add() {
    [[ "${1}" != "${__envarium_value}"* ]] || COMPREPLY+=("${__envarium_lead}${1}")
}

# zsh offers files wherever there is no answer.
__envarium_option() { :; }
