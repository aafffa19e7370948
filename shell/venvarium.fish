# The words of venvarium for fish. Source it; do not run it.
#
# Reads: __venvarium_python  the interpreter that answers what the shell alone cannot
#        __venvarium_home    the directory that holds the venvarium package
#        __venvarium_shell   the directory of this file
#        WORKON_HOME, HOME, XDG_CONFIG_HOME, VIRTUAL_ENV, VIRTUALENVWRAPPER_WORKON_CD
# Keeps: __venvarium_entered, __venvarium_previous  where `workon -` goes
#
# Sections: what the shell may decide; asking Python; entering; the words; completion.

# --- what the shell may decide ------------------------------------------------

# Prints the store; fails where only Python can tell.
function __venvarium_root
    if test -z "$WORKON_HOME"
        __venvarium_default_root
        return
    else if string match -qr '^~|[$:[:cntrl:]]|^//|//$|^/$' -- "$WORKON_HOME"
        return 1
    else if string match -q '/*' -- "$WORKON_HOME"
        string replace -r '/$' '' -- "$WORKON_HOME"
    else
        string replace -r '/$' '' -- "$HOME/$WORKON_HOME"
    end
    return 0 # string fails where there was nothing to replace
end

# The same where WORKON_HOME is silent: the config file may name the store.
function __venvarium_default_root
    set -l base $HOME/.config
    string match -q '/*' -- "$XDG_CONFIG_HOME"; and set base $XDG_CONFIG_HOME
    test (builtin count $HOME/Library/Application\ Support/venvarium/config.toml) -eq 0; or return 1
    set -l root $HOME/.virtualenvs
    if test -e $base/venvarium/config.toml
        while read -l line
            if string match -qr '^store = "[/~][^"\\\\$:[:cntrl:]]*[^/"\\\\$:[:cntrl:]]"$' -- $line
                set root (string replace -r '^store = "(.*)"$' '$1' -- $line | string replace -r '^~/' "$HOME/")
                string match -q '/*' -- $root; or return 1
            else if string match -qr 'store|\[|"""|\'\'\'' -- $line
                return 1
            end
        end <$base/venvarium/config.toml
    end
    printf '%s\n' $root
end

# Whether the name is so plain that the shell may join it to the store.
function __venvarium_is_plain
    test (count $argv) -eq 1; and __venvarium_plain $argv >/dev/null
end

# Prints those of the names that are so plain.
function __venvarium_plain
    set -q argv[1]; and string match -rv '^$|^[-.]|[/:[:cntrl:]]' -- $argv
end

# Prints the environments whose names begin with the text given.
function __venvarium_names
    set -l root (__venvarium_root); or return 1
    set -l paths $root/"$argv[1]"*/
    set -l found
    for path in $paths
        test -e $path/bin/python -o -L $path/bin/python -o -e $path/pyvenv.cfg; and set -a found $path
    end
    set -q found[1]; and __venvarium_plain (string replace -r '^.*/(.*)/$' '$1' -- $found)
    return 0
end

# --- asking Python ------------------------------------------------------------

# Calls the fast door: the dialect ('' where no snippet is read), the word, its arguments.
function __venvarium_ask
    if not test -x "$__venvarium_python"
        printf '%s\n' "venvarium: its own Python is gone ($__venvarium_python)" \
            'hint: install venvarium again, then: venvarium setup' >&2
        return 1
    end
    command $__venvarium_python -I -S -c \
        'import sys; sys.path.insert(0, sys.argv.pop(1)); from venvarium.door import called_by_shell as c; c()' \
        $__venvarium_home $argv
end

# Calls it for a word that changes this shell, and takes the steps that it answers.
function __venvarium_plan
    set -l plan
    __venvarium_ask fish $argv | read -z plan # a substitution would not pass on the caller's 2>
    set -l code $pipestatus[1]
    if test -n "$plan"
        printf %s $plan | source; or set code $status
    end
    return $code
end

# --- entering -----------------------------------------------------------------

# Enters the environment at the path given, leaving the one that this shell is in.
function __venvarium_enter
    set -q _OLD_VIRTUAL_PATH; and deactivate
    source $argv[1]/bin/activate.fish; or return
    if not test $argv[1] -ef "$VIRTUAL_ENV"
        printf '%s\n' "venvarium: $argv[1] was moved by hand: its activate is for $VIRTUAL_ENV" >&2
    end
    if test "$__venvarium_entered" != $argv[1]
        set -g __venvarium_previous $__venvarium_entered
        set -g __venvarium_entered $argv[1]
    end
    set -q VIRTUALENVWRAPPER_WORKON_CD; or set -l VIRTUALENVWRAPPER_WORKON_CD 1
    test "$VIRTUALENVWRAPPER_WORKON_CD" = 1; and __venvarium_to_project $argv[1]
    return 0
end

# Goes to the project that the environment at the path given is tied to.
function __venvarium_to_project
    set -l file .project
    set -q VIRTUALENVWRAPPER_PROJECT_FILENAME; and set file $VIRTUALENVWRAPPER_PROJECT_FILENAME
    test -r $argv[1]/$file; or return 0
    read -l project <$argv[1]/$file
    test -n "$project"; and builtin cd -- $project
end

# --- the words ----------------------------------------------------------------

function workon
    set -l name $argv
    if test -z "$argv"
        __venvarium_names ''; or __venvarium_ask '' lsvenv --brief
        return
    else if test "$argv" = -
        __venvarium_back; and return
    else if test "$argv" = .
        set name (string replace -r '^.*/' '' -- $PWD)
    end
    if __venvarium_is_plain $name
        set -l root (__venvarium_root)
        and if test -r $root/$name/bin/activate.fish
            __venvarium_enter $root/$name
            return
        end
    end
    __venvarium_plan workon $argv
end

# Enters the environment that was active before this one; the last one if none is active.
function __venvarium_back
    set -l target $__venvarium_entered
    set -q _OLD_VIRTUAL_PATH; and set target $__venvarium_previous
    test -n "$target" -a -r "$target/bin/activate.fish"; and __venvarium_enter $target
end

function cdvirtualenv
    if test -z "$VIRTUAL_ENV"
        printf '%s\n' 'venvarium: no environment is active' 'hint: enter one with workon NAME' >&2
        return 1
    end
    builtin cd -- $VIRTUAL_ENV/"$argv[1]"
end

# These are made from the vocabulary; `make generate` writes them anew.
# >>> words
function mkvenv
    __venvarium_plan mkvenv $argv
end

function mkvirtualenv
    __venvarium_plan mkvirtualenv $argv
end

function lsvenv
    __venvarium_ask '' lsvenv $argv
end

function lsvirtualenv
    __venvarium_ask '' lsvirtualenv $argv
end

function showvenv
    __venvarium_ask '' showvenv $argv
end

function showvirtualenv
    __venvarium_ask '' showvirtualenv $argv
end

function rmvenv
    __venvarium_ask '' rmvenv $argv
end

function rmvirtualenv
    __venvarium_ask '' rmvirtualenv $argv
end

function toggleglobalsitepackages
    __venvarium_ask '' toggleglobalsitepackages $argv
end
# <<< words

# --- completion ---------------------------------------------------------------

# >>> completion
if not contains -- $__venvarium_shell/completions $fish_complete_path
    set -g fish_complete_path $__venvarium_shell/completions $fish_complete_path
end
# <<< completion
