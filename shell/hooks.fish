# Hooks, and what comes with them: fish. venvarium.fish sources it when it is first asked for more than it does by itself.
#
# Reads: VIRTUALENVWRAPPER_HOOK_DIR, and what venvarium.fish reads
#
# Sections: hooks; entering; leaving; steps of plans.
#
# A hook sees the locals of the function that sources it: those bear the prefix.

# --- hooks --------------------------------------------------------------------
# Those that are sourced are called postactivate.fish and so on: what is written for another shell is never read.

# Prints the directory of the hooks of all environments.
function __venvarium_hooks
    if test -n "$VIRTUALENVWRAPPER_HOOK_DIR"
        builtin printf '%s\n' $VIRTUALENVWRAPPER_HOOK_DIR
    else
        __venvarium_root
    end
end

# Prints the events that have plugins, a blank on either side of each.
function __venvarium_events
    set -l root (__venvarium_root); or return 0
    __venvarium_read_events $root/.venvarium/plugins; and return
    # something was installed since it was written, or it never was
    if test -w $root/.venvarium -a -x "$__venvarium_python"
        __venvarium_ask '' hook --source list </dev/null >/dev/null
        and __venvarium_read_events $root/.venvarium/plugins
    end
    return 0
end

# The same from the list that Python keeps; fails if that is missing or older than what is installed.
function __venvarium_read_events
    test -r $argv[1] -a $argv[1] -nt "$__venvarium_site"; or return 1
    set -l site
    set -l events
    begin
        read site
        read events
    end <$argv[1]
    test "$site" = "$__venvarium_site"; or return 1
    builtin printf '%s\n' $events
end

# Lets Python do its part of the event for the arguments behind it, if there is any. The first argument lists those
# that there are.
function __venvarium_run
    string match -qr -- " $argv[2](_source_fish)? " " $argv[1] "; or return 0
    __venvarium_plan hook $argv[2..-1]
    return 0
end

# Whether one of the hooks says anything: an untouched stub is comments alone.
function __venvarium_is_written
    for file in $argv
        test -f $file; or continue
        while read -l line
            string match -qr '^(?!#).*\S' -- $line; and return 0
        end <$file
    end
    return 1
end

# Sources the hook with the rest as its arguments, if it is there. One that fails says so, and stops nothing.
function __venvarium_source
    test -f $argv[1]; or return 0
    if not test -O $argv[1]
        __venvarium_warn "the hook $argv[1] is not sourced: it belongs to somebody else"
        return 0
    end
    set -l __venvarium_hook $argv[1]
    __venvarium_read_hook $argv; or __venvarium_warn "the hook $__venvarium_hook ended with $status"
    return 0
end

# Does nothing else: a `return` in the hook returns from the function, too.
function __venvarium_read_hook
    source $argv
end

# The events that this shell drives: what Python has to do for them, then the hooks of the user.
function __venvarium_event
    set -l events (__venvarium_events)
    __venvarium_run "$events" $argv
    set -l hooks (__venvarium_hooks); or return 0
    switch $argv[1]
        case initialize
            __venvarium_source $hooks/initialize.fish $argv
        case post_mkvirtualenv
            __venvarium_source $hooks/postmkvirtualenv.fish $argv
        case post_cpvirtualenv
            __venvarium_source $hooks/postcpvirtualenv.fish $argv
        case project.post_mkproject
            __venvarium_source $hooks/postmkproject.fish $argv
    end
end

# --- entering -----------------------------------------------------------------

# Enters it with all that there is to do.
function __venvarium_enter_in_full
    __venvarium_leave
    set -l __venvarium_events (__venvarium_events)
    set -l __venvarium_hooks (__venvarium_hooks)
    __venvarium_before_entering $argv[1] "$__venvarium_events" "$__venvarium_hooks"
    __venvarium_step_into $argv[1]; or return
    test "$__venvarium_entered" = $argv[1]; or __venvarium_note $argv[1]
    set -g __venvarium_store (string replace -r '/[^/]*$' '' -- $argv[1])
    __venvarium_trust $__venvarium_store
    __venvarium_after_entering $argv[1] "$__venvarium_events" "$__venvarium_hooks" $argv[2]
    return 0
end

# Takes the steps into the environment at the path given by its own activate.fish.
function __venvarium_step_into
    set -l __venvarium_aware ''
    source $argv[1]/bin/activate.fish; or return
    test -n "$__venvarium_aware"; or __venvarium_wrap
    if not test $argv[1] -ef "$VIRTUAL_ENV"
        __venvarium_warn "$argv[1] was moved by hand: its activate is for $VIRTUAL_ENV" 'venvarium repair mends it'
    end
    set -g __venvarium_inside $argv[1]
end

# What comes before the environment is entered: hooks that are run, and a word where it is somebody else's. It takes
# the path, the events of plugins, the directory of hooks.
function __venvarium_before_entering
    if not test -O $argv[1]/bin/activate.fish
        __venvarium_warn "mind that $argv[1] belongs to somebody else"
    end
    set -l events $argv[2]
    __venvarium_is_written $argv[3]/preactivate $argv[1]/bin/preactivate; and set events " pre_activate $events"
    __venvarium_run "$events" pre_activate (string replace -r '^.*/' '' -- $argv[1])
end

# What comes when the environment is entered: the project, to which it goes if the fourth word is 1, and the sourced
# hooks. The first three words are those of the function above.
function __venvarium_after_entering
    set -lx VIRTUALENVWRAPPER_PROJECT_CD $argv[4]
    set -l __venvarium_project (__venvarium_project $argv[1])
    set -g __venvarium_tied $__venvarium_project
    if test "$argv[4]" = 1 -a -n "$__venvarium_project"
        __venvarium_go $__venvarium_project
    end
    __venvarium_run "$argv[2]" post_activate
    test -n "$__venvarium_project"
    and __venvarium_source $__venvarium_project/.virtualenvwrapper/postactivate.fish post_activate
    test -n "$argv[3]"; and __venvarium_source $argv[3]/postactivate.fish post_activate
    __venvarium_source $argv[1]/bin/postactivate.fish post_activate
end

# --- leaving ------------------------------------------------------------------
# `deactivate` comes from the environment's own activate.fish. One of ours calls the two functions that are here, one
# of another tool is wrapped so that it does.

# Called before the environment is left.
function __venvarium_leaving
    set -l hooks (__venvarium_hooks)
    set -l events (__venvarium_events)
    __venvarium_run "$events" pre_deactivate
    test -n "$__venvarium_tied"
    and __venvarium_source $__venvarium_tied/.virtualenvwrapper/predeactivate.fish pre_deactivate
    __venvarium_source $__venvarium_inside/bin/predeactivate.fish pre_deactivate
    test -n "$hooks"; and __venvarium_source $hooks/predeactivate.fish pre_deactivate
    return 0
end

# Called when it is left.
function __venvarium_left
    set -l place $__venvarium_inside
    set -l name (string replace -r '^.*/' '' -- $place)
    set -g VIRTUALENVWRAPPER_LAST_VIRTUAL_ENV $place
    set -g __venvarium_inside
    set -l hooks (__venvarium_hooks)
    set -l events (__venvarium_events)
    __venvarium_run "$events" post_deactivate $name
    __venvarium_source $place/bin/postdeactivate.fish post_deactivate $name
    test -n "$hooks"; and __venvarium_source $hooks/postdeactivate.fish post_deactivate $name
    set -e VIRTUALENVWRAPPER_LAST_VIRTUAL_ENV
    if test -e $place/README.tmpenv
        builtin printf '%s\n' "Removing temporary environment: $name"
        __venvarium_remove rmvenv $name
    end
    return 0
end

# Lets the `deactivate` of another tool's activate run the hooks too.
function __venvarium_wrap
    functions -q deactivate; or return 0
    functions -e __venvarium_foreign_deactivate
    functions -c deactivate __venvarium_foreign_deactivate
    function deactivate -d 'Leave the active Python environment'
        test -n "$__venvarium_inside"; and __venvarium_leaving
        __venvarium_foreign_deactivate $argv
        test "$argv[1]" = nondestructive; or functions -e deactivate __venvarium_foreign_deactivate
        test -n "$__venvarium_inside"; and __venvarium_left
        return 0
    end
end

# --- steps of plans ------------------------------------------------------------
# What Python may answer with, for a word that changes this shell.

# Removes environments, as the word does; a shell that stood in one of them goes to the store.
function __venvarium_remove
    set -l events (__venvarium_events)
    __venvarium_remind "$events" pre_rmvirtualenv $argv[2..-1]
    __venvarium_ask '' $argv
    set -l code $status
    set -l root (__venvarium_root)
    test -d "$PWD" -o -z "$root"; or builtin cd -- $root
    __venvarium_remind "$events" post_rmvirtualenv $argv[2..-1]
    return $code
end

# Takes what plugins answer to the event for each environment named behind it. The first argument lists the events.
function __venvarium_remind
    string match -q "* $argv[2]_source_fish *" -- " $argv[1] "; or return 0
    for name in (string match -v -- '-*' $argv[3..-1])
        __venvarium_plan hook --source $argv[2] $name
    end
end

# The environment at the first path stands at the second now: a shell that is in it follows, without hooks.
function __venvarium_moved
    test "$__venvarium_previous" = $argv[1]; and set -g __venvarium_previous $argv[2]
    test "$__venvarium_entered" = $argv[1]; and set -g __venvarium_entered $argv[2]
    set -l inside (string sub -s (math (string length -- $argv[1]) + 2) -- $PWD/)
    if test "$argv[1]/$inside" = "$PWD/"
        builtin cd -- $argv[2]/$inside 2>/dev/null; or builtin cd -- $argv[2]
    end
    test "$__venvarium_inside" = $argv[1]; or return 0
    set -g __venvarium_inside
    __venvarium_leave
    __venvarium_step_into $argv[2]
end

# Installs into the environment at the first word what the rest, words of pip install, say.
function __venvarium_install
    command $argv[1]/bin/python -I -m pip install $argv[2..-1]; and return
    set -l name (string replace -r '^.*/' '' -- $argv[1])
    __venvarium_warn "pip could not install everything into \"$name\"" \
        'the environment is there; mend the cause and call pip install in it'
    return 1
end

# Makes the project of the active environment, as the arguments say, and goes there.
function __venvarium_start_project
    __venvarium_ask '' start-project $argv; or return
    __venvarium_go (__venvarium_project $VIRTUAL_ENV); or return
    __venvarium_event project.post_mkproject
end

# Prints the text.
function __venvarium_print
    builtin printf '%s\n' $argv[1]
end

# Where the shell was started inside an environment: makes it one that can be left.
function __venvarium_adopt
    set -l __venvarium_place $VIRTUAL_ENV
    test -n "$__venvarium_place"; and test -O $__venvarium_place/bin/activate.fish; or return 0
    functions -q deactivate; and return
    set -l entry (contains -i -- $__venvarium_place/bin $PATH); or return 0
    set -e PATH[$entry]
    set -e VIRTUAL_ENV
    set -e VIRTUAL_ENV_PROMPT
    __venvarium_step_into $__venvarium_place; or return 0
    set -g __venvarium_entered $__venvarium_place
    set -g __venvarium_tied (__venvarium_project $__venvarium_place)
end
