# The functions that create environments with another program, which is in VIRTUALENVWRAPPER_VIRTUALENV: fish.
# envarium.fish sources this file when it is first needed.
#
# Reads: VIRTUALENVWRAPPER_VIRTUALENV, VIRTUALENVWRAPPER_VIRTUALENV_ARGS, and what envarium.fish reads

# Serves the function $argv[1] with the rest as its arguments.
function __envarium_create_with
    set -l word $argv[1]
    set -e argv[1]
    set -l given
    set -l installs
    set -l templates
    set -l project ''
    set -l python
    set -l force
    set -l go 1
    set -q VIRTUALENVWRAPPER_WORKON_CD; and set go "$VIRTUALENVWRAPPER_WORKON_CD"
    while set -q argv[1]
        set -l value $argv[2]
        set -l takes 1 # how many words this one is
        switch $word:$argv[1]
            case '*:-h' '*:--help'
                __envarium_ask '' $word --help
                $VIRTUALENVWRAPPER_VIRTUALENV --help
                return 0
            case '*:-a' '*:--project'
                set project $value
                set takes 2
            case '*:-i' '*:--install'
                set -a installs $value
                set takes 2
            case '*:-r' '*:--requirements'
                set -a installs -r $value
                set takes 2
            case '*:-p' '*:--python'
                set python --python=$value
                set takes 2
            case '*:--python*'
                set python $argv[1]
            case mkproject:-t mkproject:--template
                set -a templates -t $value
                set takes 2
            case mkproject:-f mkproject:--force
                set force -f
            case mktmpenv:-c mktmpenv:--cd
                set go 1
            case mktmpenv:-n mktmpenv:--no-cd
                set go 0
            case '*'
                set -a given $argv[1]
        end
        set argv $argv[(math $takes + 1)..-1]
    end
    if test $word = mktmpenv
        set -a given (builtin printf 'tmp-%04x%04x%04x%03x' (random 0 65535) (random 0 65535) (random 0 65535) (random 0 4095))
    end
    __envarium_see_before $word "$project" "$force" $given; or return
    set -l root (__envarium_root); or return
    set -l args (string match -ra '\S+' -- "$VIRTUALENVWRAPPER_VIRTUALENV_ARGS")
    __envarium_call_creator $root $args $python $given; or return
    set -l name (__envarium_made $root $given); or return
    __envarium_plan hook pre_mkvirtualenv $name
    if test -n "$project"
        __envarium_ask '' set-project $name $project >/dev/null; or return
    end
    set -l will_go 'This is a temporary environment. It will be deleted when you run "deactivate".'
    test $word = mktmpenv; and builtin printf '%s\n' $will_go >$root/$name/README.tmpenv
    and __envarium_made_temporary $root/$name
    set -l code 0
    __envarium_load_hooks; and __envarium_enter $root/$name $go; or set code $status
    if set -q installs[1]
        __envarium_ask '' install $name $installs; or set code $status
    end
    __envarium_event post_mkvirtualenv
    switch $word
        case mktmpenv
            builtin printf '%s\n' $will_go
            test "$go" = 1; and __envarium_cd $root/$name
        case mkproject
            __envarium_start_project $force $templates $name; or set code $status
    end
    return $code
end

# Refuses invalid calls before the creator runs: takes the function, the project, whether -f is set, the arguments.
function __envarium_see_before
    if test -n "$argv[2]" -a ! -d "$argv[2]"
        __envarium_warn "\"$argv[2]\" is not a directory"
        return 1
    end
    if not type -q -- $VIRTUALENVWRAPPER_VIRTUALENV
        __envarium_warn "there is no program \"$VIRTUALENVWRAPPER_VIRTUALENV\" to make environments with" \
            'unset VIRTUALENVWRAPPER_VIRTUALENV, and envarium makes them itself'
        return 1
    end
    if test $argv[1] = mkproject
        set -l force
        test -n "$argv[3]"; and set force -f
        set -l names (string match -v -- '-*' $argv[4..-1])
        __envarium_ask '' start-project --check $force $names[-1]; or return
    end
    set -l root (__envarium_root); or return
    if not test -d $root
        builtin printf '%s\n' "NOTE: Virtual environments directory $root does not exist. Creating..." >&2
        command mkdir -p -- $root; or return 1
    end
end

# Calls the creator in the store $argv[1] with the rest; the working directory stays the same.
function __envarium_call_creator
    set -l here $PWD
    builtin cd -- $argv[1]; or return
    $VIRTUALENVWRAPPER_VIRTUALENV $argv[2..-1]
    set -l code $status
    builtin cd -- $here
    return $code
end

# Prints the last of the words that is an environment in the store, the first word; fails if none is.
function __envarium_made
    for word in $argv[-1..2]
        if __envarium_is_plain $word; and test -d $argv[1]/$word
            builtin printf '%s\n' $word
            return
        end
    end
    return 1
end
