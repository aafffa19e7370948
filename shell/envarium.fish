# The functions of envarium for fish. Source this file; do not run it.
#
# Reads: __envarium_python  the interpreter for what the shell alone cannot do
#        __envarium_home    the directory that contains the envarium package
#        __envarium_shell   the directory of this file
#        __envarium_site    where plugins are installed
#        __envarium_picker  whether `workon` without a name lets the user choose
#        WORKON_HOME, HOME, XDG_CONFIG_HOME, VIRTUAL_ENV, and those of VIRTUALENVWRAPPER_ that the reference lists
# Keeps: __envarium_entered, __envarium_previous  the environments for `workon -`
#        __envarium_inside  the environment whose hooks run on deactivation, its store, and VIRTUAL_ENV at activation
#        __envarium_tied    its project, as of its activation
#        __envarium_temporary  the environments that are removed on deactivation
#        __envarium_process  the shell that keeps these
#        __envarium_followed  the store, while it is the directory of hooks too
#        __envarium_platforms  whether environments of the store were created on several platforms
#        __envarium_trusted  the store whose stubs have kept their date, a colon, the directory of hooks
#        __envarium_stub  its stub
#        __envarium_entry_tests, __envarium_exit_tests  what `test` finds true if these two have no plugins and no hooks
#
# Sections: activation and deactivation; what the shell can decide; asking Python; the functions; completion; loading.
# hooks.fish, inside.fish and other_creator.fish beside it are read when they are first needed.
#
# A hook sees the local variables of the function that sources it, which have the prefix for this reason.

# --- activation and deactivation ----------------------------------------------
# `workon` sources the environment's own activate.fish, and `deactivate` undoes what that did. Reading hooks and
# plugins takes longer than all the rest, so it is done only if dates show that there may be some: the stub of a hook
# has so old a date that every written hook is newer. These functions come first: when a function calls another, fish
# counts the lines before it, which takes 0.4 µs for each KiB.

# A child of a shell that exports all its variables inherits these, but is another shell.
if test "$__envarium_process" != $fish_pid
    for name in inside tied entered previous temporary left followed
        set -e __envarium_$name
        set -g __envarium_$name
    end
    set -g __envarium_process $fish_pid
    set -g __envarium_trusted none
end

# The conditions are those under which no hook may be written, for this environment or for all, no plugin is installed, no
# hook is running, and no environment is temporary. An environment has stubs for fish if it was created in fish.
function workon
    if string match -qr '^[^-./:[:cntrl:]][^/:[:cntrl:]]*\z' -- "$argv"
        and test "$argv:$__envarium_hooking$__envarium_temporary:$__envarium_trusted" = "$argv[1]::$WORKON_HOME:$VIRTUALENVWRAPPER_HOOK_DIR" \
            -a -O "$WORKON_HOME/$argv/bin/activate.fish" -a -x "$WORKON_HOME/$argv/bin/python" \
            -a ! "$WORKON_HOME/$argv/bin/postactivate.fish" -nt "$__envarium_stub" \
            -a ! "$WORKON_HOME/$argv/bin/preactivate" -nt "$__envarium_stub" $__envarium_entry_tests
        __envarium_activate $WORKON_HOME/$argv $WORKON_HOME; or return
        if test "$VIRTUALENVWRAPPER_WORKON_CD" = 1 -a -d "$__envarium_tied" \
                -a ! -e "$__envarium_tied/.virtualenvwrapper/postactivate.fish"
            test "$PWD" = "$__envarium_tied"; and builtin cd -- $__envarium_tied; or __envarium_cd $__envarium_tied; or return 0
        else if test -n "$__envarium_tied"
            __envarium_to_project
        end
    else
        __envarium_workon $argv
    end
end

# Sources the activate.fish of the environment at the path $argv[1] in the store $argv[2], which leaves the one before,
# and takes note of it.
function __envarium_activate
    builtin source $argv[1]/bin/activate.fish; or return
    set -g __envarium_inside $argv $VIRTUAL_ENV
    set -qgu _OLD_VIRTUAL_PATH
    and test "$VIRTUAL_ENV:$__envarium_entered:$__envarium_auto_inside" = "$argv[1]:$argv[1]:" \
        -a -f "$argv[1]/$VIRTUALENVWRAPPER_PROJECT_FILENAME" -a ! -e $argv[1]/.links
    and read -g __envarium_tied <$argv[1]/$VIRTUALENVWRAPPER_PROJECT_FILENAME
    or __envarium_note $argv
end

# Changes the directory, without functions of the user, and adds the old one to the history of fish's cd.
function __envarium_cd
    set -l before $PWD
    builtin cd -- $argv[1]; or return
    test "$PWD" = "$before"; or __envarium_add_to_history $before
end

# `deactivate` calls it before it changes anything, if __envarium_inside is set, and stops if it fails: an environment
# that was activated by its own activate.fish, not by these functions, has no hooks. If this sets __envarium_left,
# `deactivate` calls __envarium_left at its end. The conditions are those of workon.
function __envarium_leaving
    if not test "$__envarium_hooking$__envarium_temporary:$__envarium_trusted:$VIRTUAL_ENV" = ":$__envarium_inside[2]:$VIRTUALENVWRAPPER_HOOK_DIR:$__envarium_inside[3]" \
            -a ! -e "$__envarium_tied/.virtualenvwrapper/predeactivate.fish" \
            -a ! $__envarium_inside[1]/bin/predeactivate.fish -nt "$__envarium_stub" \
            -a ! $__envarium_inside[1]/bin/postdeactivate.fish -nt "$__envarium_stub" $__envarium_exit_tests
        test "$VIRTUAL_ENV" = $__envarium_inside[3]; or return 0
        __envarium_load_hooks; or return 0
        __envarium_allow; or return
        __envarium_before_leaving
        set -g __envarium_left $__envarium_inside
    end
end

# Adds the directory to the history of fish's cd.
function __envarium_add_to_history
    set -ga dirprev $argv[1]
    set -q dirprev[26]; and set -e dirprev[1]
    set -e dirnext
    set -g __fish_cd_direction prev
    return 0
end

# Changes to the project of the active environment, unless the user does not want that, and sources the project's hook.
function __envarium_to_project
    test "$VIRTUALENVWRAPPER_WORKON_CD" = 1; or not set -q VIRTUALENVWRAPPER_WORKON_CD; and __envarium_go $__envarium_tied
    test -e $__envarium_tied/.virtualenvwrapper/postactivate.fish; and __envarium_load_hooks
    and __envarium_source_project post_activate postactivate.fish
    return 0
end

# Lets Python warn if the project of the environment at the path given asks for another Python, where its files are newer
# than what Python has seen of them.
function __envarium_check_link
    test -n "$__envarium_tied" -a "$argv[2]" = "$WORKON_HOME"; or return 0
    test "$__envarium_tied"/.python-version -nt $argv[1]/.links -o "$__envarium_tied"/pyproject.toml -nt $argv[1]/.links
    and __envarium_ask '' link --check (string replace -r '^.*/' '' -- $argv[1])
    return 0
end

# Goes to the project at the path given.
function __envarium_go
    __envarium_cd $argv[1] 2>/dev/null; and return
    __envarium_warn "the project directory $argv[1] does not exist or is not a directory" \
        'setvirtualenvproject associates it with another'
    return 1
end

# Records that the user has activated the environment at the path $argv[1] in the store $argv[2]; fails if the
# activate.fish there is for another place.
function __envarium_note
    test -f "$argv[1]/$VIRTUALENVWRAPPER_PROJECT_FILENAME"
    and read -g __envarium_tied <$argv[1]/$VIRTUALENVWRAPPER_PROJECT_FILENAME
    or set -g __envarium_tied
    if not set -qgu _OLD_VIRTUAL_PATH; or test "$VIRTUAL_ENV" != $argv[1]
        set -l inside $__envarium_inside
        set -g __envarium_inside
        __envarium_load_hooks; and __envarium_accept $argv[1]; or return
        set -g __envarium_inside $inside
    end
    set -g __envarium_auto_inside
    if test "$__envarium_entered" != $argv[1]
        set -g __envarium_previous $__envarium_entered
        set -g __envarium_entered $argv[1]
    end
    test -e $argv[1]/.links; and __envarium_check_link $argv
    return 0
end

# Prints the project that the environment at the path given is tied to; fails if there is none.
function __envarium_project
    set -l file .project
    test -n "$VIRTUALENVWRAPPER_PROJECT_FILENAME"; and set file $VIRTUALENVWRAPPER_PROJECT_FILENAME
    test -r $argv[1]/$file; or return
    read -l project <$argv[1]/$file
    test -n "$project"; and builtin printf '%s\n' $project
end

# Deactivates the active environment, if there is one.
function __envarium_leave
    builtin functions -q deactivate; and deactivate
    return 0
end

# --- what the shell can decide ------------------------------------------------

# Prints the store; fails if only Python can tell.
function __envarium_root
    if test -z "$WORKON_HOME"
        __envarium_default_root
        return
    else if string match -qr '^~|[:[:cntrl:]]|[$][a-zA-Z0-9_{]|^//|//$|^/$' -- "$WORKON_HOME"
        return 1
    else if string match -q '/*' -- "$WORKON_HOME"
        string replace -r '/$' '' -- "$WORKON_HOME"
    else
        string replace -r '/$' '' -- "$HOME/$WORKON_HOME"
    end
    return 0 # string fails where there was nothing to replace
end

# The same if WORKON_HOME is not set: the config file may contain the store.
function __envarium_default_root
    set -l base $HOME/.config
    string match -q '/*' -- "$XDG_CONFIG_HOME"; and set base $XDG_CONFIG_HOME
    test -e $HOME/Library/Application\ Support/envarium/config.toml; and return 1
    set -l root $HOME/.virtualenvs
    if test -e $base/envarium/config.toml
        while read -l line
            if string match -qr '^store = "[/~][^"\\\\$:[:cntrl:]]*[^/"\\\\$:[:cntrl:]]"$' -- $line
                set root (string replace -r '^store = "(.*)"$' '$1' -- $line | string replace -r '^~/' "$HOME/")
                string match -q '/*' -- $root; or return 1
            else if string match -qr 'store|\[|"""|\'\'\'' -- $line
                return 1
            end
        end <$base/envarium/config.toml
    end
    builtin printf '%s\n' $root
end

# Whether the name is so simple that the shell may join it to the store.
function __envarium_is_plain
    set -q argv[1]; and not set -q argv[2]; and not string match -qr '^$|^[-.]|[/:[:cntrl:]]' -- $argv
end

# Prints the environments whose names begin with the text given, of the store and then of the shared ones. To collect
# them in a list would take fish, which copies it each time, five times as long.
function __envarium_names
    set -l root (__envarium_root); or return 1
    set -l paths $root/"$argv[1]"*
    for shared in (string split -n : -- $ENVARIUM_SHARED_STORES)
        set -a paths $shared/"$argv[1]"*
    end
    set -q paths[1]; or return 0
    for path in (string match -rv '[[:cntrl:]]' -- $paths)
        test -e $path/pyvenv.cfg -o -L $path/bin/python -o -e $path/bin/python; and builtin echo $path
    end | string replace -r '^.*/' '' | string match -rv '^[-.]|:'
    return 0
end

# Prints the nearest directory, here or above, that contains .venv, an empty line if none below the root does. If the word
# is `.`, fails in a worktree that does not.
function __envarium_venv
    set -l place (string replace -r '/$' '' -- $PWD)
    while not test -e "$place/.venv" -o -L "$place/.venv" -o -z "$place"
        test "$argv" = . -a -f $place/.git; and return 1
        set place (string replace -r '/[^/]*$' '' -- $place)
    end
    builtin printf '%s\n' $place
end

# Prints the environment of the store that the project here, or else above, is linked to, nothing if it is linked to none;
# fails if only Python can tell, as in a worktree if the word is `.`. -ef follows the link, and nothing else does.
# Python looks at a project that has moved.
function __envarium_linked
    string match -qr '[[:cntrl:]]' -- "$PWD"; and return 1
    set -l place (__envarium_venv $argv); or return
    set -l target $place/.venv
    test -L $target -o -f $target; or return 0
    set -l root (__envarium_root); or return 1
    test -L $target; or set target (__envarium_read_link $place $root); or return 1
    for name in (__envarium_names '')
        if test $root/$name -ef $target
            builtin printf '%s\n' $root/$name
            set -l project (__envarium_project $root/$name)
            test -r $root/$name/bin/activate.fish; and test -z "$project" -o -d "$project"
            return
        end
    end
    return 1
end

# Prints what the file .venv in the directory names: a path, or else an environment of the store, which is the second
# word; fails if it is not one line.
function __envarium_read_link
    test -r $argv[1]/.venv; or return
    set -l text
    set -l more
    begin
        read -z -n 4097 text
        read -z -n 1 more; and return 1
    end <$argv[1]/.venv
    set text (string trim -r -c \r\n -- $text | string collect)
    string match -qr '^$|[[:cntrl:]]' -- "$text"; and return 1
    switch $text
        case '/*'
        case '*/*'
            set text $argv[1]/$text
        case '*'
            test -e $argv[2]/$text; and set text $argv[2]/$text; or set text $argv[1]/$text
    end
    builtin printf '%s\n' $text
end

# --- asking Python ------------------------------------------------------------

# Prints the first text on standard error, and a hint, the second, without what a terminal acts upon: names and paths
# come from files.
function __envarium_warn
    string replace -ra '[[:cntrl:]\x{80}-\x{9f}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]' '?' -- \
        "envarium: $argv[1]" "hint: "$argv[2] >&2
    return 0
end

# Finds envarium again if it has been installed with another Python: the command on PATH knows the new path.
function __envarium_renew
    set -l missing "the Python that runs envarium does not exist: $__envarium_python"
    if test -x "$__envarium_python"
        test -f "$__envarium_home"/envarium/start.py; and return
        set missing "envarium is no longer installed where it was: $__envarium_home/envarium"
    end
    if set -l text (command -q envarium; and command envarium init fish 2>/dev/null)
        functions -e __envarium_event __envarium_packages __envarium_create_with
        string join \n -- $text | source
    else
        __envarium_warn $missing 'install envarium again, then: envarium setup'
        return 1
    end
end

# Reads the file beside this one that the second word names, unless it has been read: then the function that the first
# word names is defined.
function __envarium_read
    functions -q $argv[1]; and return
    test -r "$__envarium_shell"/$argv[2]; or __envarium_renew; or return
    source $__envarium_shell/$argv[2]
end

# Calls the fast lane: the shell ('' if no snippet is read), the function, its arguments. In a locale of UTF-8, -X utf8
# changes nothing but the work that the start of Python takes, by a twentieth.
function __envarium_ask
    __envarium_renew; or return
    __envarium_follow_store
    set -l mode -I
    string match -qri '^:*[^:]*utf-?8(:|$)' -- "$LC_ALL:$LC_CTYPE:$LANG"; and set mode -Xutf8
    command $__envarium_python -I -S $mode -c \
        'import sys
try:
    sys.path.insert(0, sys.argv.pop(1))
    from envarium.start import called_by_shell
    called_by_shell()
except KeyboardInterrupt:
    sys.exit(130)' \
        $__envarium_home $argv
end

# Sets the directory of hooks to the store, which may change after loading, unless the user has set another.
function __envarium_follow_store
    test -n "$__envarium_followed" -a "$VIRTUALENVWRAPPER_HOOK_DIR" = "$__envarium_followed"; or return 0
    set -l root (__envarium_root); and test "$root" != "$__envarium_followed"; or return 0
    set -gx VIRTUALENVWRAPPER_HOOK_DIR $root
    set -g __envarium_followed $root
    set -g __envarium_trusted none
end

function __envarium_load_hooks
    __envarium_read __envarium_event hooks.fish
end

# Calls it for a function that changes this shell, and evaluates the steps in its answer: a step that fails sets
# __envarium_code, and the next one follows. Help is printed, because it is no step.
function __envarium_plan
    if contains -- -h $argv; or contains -- --help $argv
        __envarium_ask '' $argv
        return
    end
    set -l __envarium_text
    __envarium_renew; and __envarium_load_hooks; or return
    __envarium_ask fish $argv | read -z __envarium_text # a substitution would not pass on the caller's 2>
    set -l __envarium_code $pipestatus[1]
    if test -n "$__envarium_text"
        builtin printf %s $__envarium_text | source; or set __envarium_code $status
    end
    return $__envarium_code
end

# The same for the functions that create environments; the user may have set another program for it.
function __envarium_make
    if test -n "$VIRTUALENVWRAPPER_VIRTUALENV"; and not string match -q 'mktmpenv:--keep*' -- "$argv[1]:$argv[2]"
        __envarium_read __envarium_create_with other_creator.fish; or return
        __envarium_create_with $argv
    else
        set -l words (string match -ra '\S+' -- "$VIRTUALENVWRAPPER_VIRTUALENV_ARGS")
        __envarium_plan $argv[1] $words $argv[2..-1]
    end
end

# --- the functions ------------------------------------------------------------

# The same for every other call.
function __envarium_workon
    set -l name $argv
    set -l go
    if test (count $argv) -eq 2
        switch "$argv[1]"
            case -c --cd
                set name $argv[2]
                set go 1
            case -n --no-cd
                set name $argv[2]
                set go 0
        end
    end
    if test "$argv" = -
        __envarium_back
        return
    else if test -z "$argv"; or test "$name" = .
        set -l linked (__envarium_linked $name)
        if test $status -ne 0 -o -n "$__envarium_platforms"
            __envarium_plan workon $argv
            return
        else if test -n "$linked"
            __envarium_load_hooks; and __envarium_enter $linked $go 0
            return
        else if test -z "$argv" -a -n "$__envarium_picker"; and isatty stdin; and isatty stdout
            __envarium_plan workon --interactive
            return
        else if test -z "$argv"
            set -l names
            if test -n "$ENVARIUM_SHARED_STORES"; or not set names (__envarium_names '')
                __envarium_ask '' lsvenv --brief
                return
            end
            set -l root (__envarium_root)
            if set -q names[1]
                builtin printf '%s\n' $names
            else if test -e "$root"
                builtin echo 'there are no environments; mkvenv NAME creates one' >&2
            else
                __envarium_warn "the store \"$root\" cannot be used: it does not exist" 'mkvenv NAME creates it'
            end
            return 0
        end
        set name (string replace -r '^.*/' '' -- $PWD)
    end
    if not set -q go[1]
        set go 1
        set -q VIRTUALENVWRAPPER_WORKON_CD; and set go "$VIRTUALENVWRAPPER_WORKON_CD"
    end
    if test -z "$__envarium_platforms"; and __envarium_is_plain $name
        set -l root (__envarium_root)
        and if test -r $root/$name/bin/activate.fish
            __envarium_load_hooks; and __envarium_enter $root/$name "$go"
            return
        end
    end
    __envarium_plan workon $argv
end

# Activates the environment that was active before this one; the last one if none is active.
function __envarium_back
    set -l target $__envarium_entered
    if functions -q deactivate; or not test -r "$target/bin/activate.fish" # it has been removed
        set target $__envarium_previous
    end
    if test -z "$target"
        __envarium_plan workon -
    else if test -r "$target/bin/activate.fish"
        __envarium_load_hooks; and __envarium_enter $target
    else
        set -l name (string replace -r '^.*/' '' -- $target)
        __envarium_warn "the previous environment \"$name\" no longer exists" 'lsvenv lists the environments'
        return 1
    end
end

# Whether an environment is active: VIRTUAL_ENV without its programs on PATH is inherited from a login shell.
function __envarium_is_active
    test -n "$VIRTUAL_ENV" -a -d "$VIRTUAL_ENV"; or return
    set -l place (string replace -r '/$' '' -- $VIRTUAL_ENV)
    contains -- $place/bin $PATH; or contains -- $place/bin/ $PATH
end

# Fails with a message if no environment is active.
function __envarium_need_active
    __envarium_is_active; and return
    __envarium_warn 'no environment is active' 'activate one first: workon NAME'
    return 1
end

function cdvirtualenv
    contains -- "$argv[1]" -h --help; and __envarium_usage cdvirtualenv; and return
    __envarium_need_active; or return
    __envarium_cd $VIRTUAL_ENV/"$argv[1]"
end

# Serves the function $argv[1], which works inside the active environment.
function __envarium_within
    string match -qr '^(.*:--help:|cd.*:-h:|.*:-h:2)' -- "$argv[1]:$argv[2]:"(count $argv); and __envarium_usage $argv[1]; and return
    __envarium_need_active; and __envarium_load_insides; or return
    __envarium_$argv[1] $argv[2..-1]
end

function __envarium_load_insides
    __envarium_read __envarium_packages inside.fish
end

# The program, where it is not on PATH; once it is, that is run.
if not functions -q envarium; and not command -q envarium
    function envarium
        if command -q envarium
            command envarium $argv
        else
            __envarium_ask '' envarium $argv
        end
    end
end

# `make generate` generates these from the vocabulary.
# >>> words
begin
    for __envarium_word in mkvenv mkvirtualenv mktmpenv mkproject
        function $__envarium_word -V __envarium_word
            __envarium_make $__envarium_word $argv
        end
    end
    for __envarium_word in lsvenv lsvirtualenv showvenv showvirtualenv allvenv allvirtualenv setvirtualenvproject add2virtualenv wipeenv toggleglobalsitepackages virtualenvwrapper
        function $__envarium_word -V __envarium_word
            __envarium_ask '' $__envarium_word $argv
        end
    end
    for __envarium_word in rmvenv rmvirtualenv
        function $__envarium_word -V __envarium_word
            __envarium_load_hooks && __envarium_remove $__envarium_word $argv
        end
    end
    for __envarium_word in cpvenv cpvirtualenv mvvenv mvvirtualenv
        function $__envarium_word -V __envarium_word
            __envarium_plan $__envarium_word $argv
        end
    end
    for __envarium_word in cdsitepackages lssitepackages cdproject
        function $__envarium_word -V __envarium_word
            __envarium_within $__envarium_word $argv
        end
    end
end

# Prints the help of the shell command $argv[1].
function __envarium_usage
    switch $argv[1]
        case cdvirtualenv
            printf '%s\n' 'Usage: cdvirtualenv [DIRECTORY]' '' 'Change to the directory of the active environment.' '' Examples: '  cdvirtualenv      its directory' '  cdvirtualenv bin  a directory in it'
        case cdsitepackages
            printf '%s\n' 'Usage: cdsitepackages [DIRECTORY]' '' 'Change to the site-packages of the active environment.' '' Examples: '  cdsitepackages           its site-packages' '  cdsitepackages requests  a directory in them'
        case lssitepackages
            printf '%s\n' 'Usage: lssitepackages [OPTIONS...]' '' 'List the site-packages of the active environment with ls.' '' Examples: '  lssitepackages     what is installed' '  lssitepackages -l  with the details of ls'
        case cdproject
            printf '%s\n' 'Usage: cdproject' '' 'Change to the project of the active environment.' '' Examples: '  cdproject  its project directory'
    end
end
# <<< words

# --- completion ---------------------------------------------------------------

# >>> completion
if not contains -- $__envarium_shell/completions $fish_complete_path
    set -g fish_complete_path $__envarium_shell/completions $fish_complete_path
end
# <<< completion

# --- loading ------------------------------------------------------------------

# Exports the directories to children and hooks, as virtualenvwrapper does. A store from the config file is not
# exported, because it may change there.
function __envarium_export
    if test -n "$WORKON_HOME" -o "$argv[1]" = $HOME/.virtualenvs
        set -gx WORKON_HOME $argv[1]
        test -n "$VIRTUALENVWRAPPER_HOOK_DIR"; or set -gx VIRTUALENVWRAPPER_HOOK_DIR $argv[1]
        test "$VIRTUALENVWRAPPER_HOOK_DIR" = $argv[1]; and set -g __envarium_followed $argv[1]
    end
    test -n "$VIRTUALENVWRAPPER_PROJECT_FILENAME"; or set -gx VIRTUALENVWRAPPER_PROJECT_FILENAME .project
    set -q VIRTUALENVWRAPPER_WORKON_CD; or set -gx VIRTUALENVWRAPPER_WORKON_CD 1
    set -gx VIRTUALENVWRAPPER_SCRIPT $__envarium_shell/virtualenvwrapper.sh
    set -g VIRTUALENVWRAPPER_ENV_BIN_DIR bin
end

# Records whether the dates in the store can be trusted, which a copy of a store may have lost: its stub is older than
# these files. Where environments were created on several platforms, only Python knows which of them run here.
function __envarium_trust
    set -l own $argv[1]/.envarium
    test $__envarium_shell -nt $own/stub -a -e $own/stub -a ! -e $own/platforms; or return 0
    set -l hooks "$VIRTUALENVWRAPPER_HOOK_DIR"
    set -l quiet $own/quiet
    test -n "$hooks"; or set quiet # the tests fail
    set -g __envarium_trusted $argv[1]:$hooks
    set -g __envarium_stub $own/stub
    set -g __envarium_entry_tests -a "$quiet" -nt "$__envarium_site" -a ! $hooks/preactivate -nt $own/stub \
        -a ! $hooks/postactivate.fish -nt $own/stub
    set -g __envarium_exit_tests -a "$quiet" -nt "$__envarium_site" -a ! $hooks/predeactivate.fish -nt $own/stub \
        -a ! $hooks/postdeactivate.fish -nt $own/stub
end

# Whether the store, or the directory of its hooks, has not been prepared and can be.
function __envarium_is_new
    set -l hooks $argv[1]
    test -n "$VIRTUALENVWRAPPER_HOOK_DIR"; and set hooks $VIRTUALENVWRAPPER_HOOK_DIR
    test -w $argv[1]; or not test -e $argv[1]; or return
    not test -e $hooks/initialize.fish -a -e $argv[1]/.envarium/stub
end

function __envarium_load
    __envarium_follow_store
    set -l root (__envarium_root)
    if test -z "$root"; or __envarium_is_new $root
        test -x "$__envarium_python"; and __envarium_plan hook initialize
        set root (__envarium_root); or return 0
    end
    __envarium_export $root
    set -l hooks $root
    test -n "$VIRTUALENVWRAPPER_HOOK_DIR"; and set hooks $VIRTUALENVWRAPPER_HOOK_DIR
    __envarium_is_active; and not functions -q deactivate; and test -O $VIRTUAL_ENV/bin/activate.fish
    and __envarium_load_hooks; and __envarium_adopt (string replace -r '/$' '' -- $VIRTUAL_ENV)
    test -e $root/.envarium/platforms; and set -g __envarium_platforms 1
    __envarium_trust $root
    test "$__envarium_trusted" != "$root:$VIRTUALENVWRAPPER_HOOK_DIR" -o ! $root/.envarium/quiet -nt "$__envarium_site" \
        -o $hooks/initialize.fish -nt "$__envarium_stub"
    and __envarium_load_hooks; and __envarium_event initialize
    return 0
end
__envarium_load
