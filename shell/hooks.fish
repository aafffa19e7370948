# Hooks and plugins: fish. envarium.fish sources this file when it is first needed.
#
# Reads: VIRTUALENVWRAPPER_HOOK_DIR, and what envarium.fish reads
#
# Sections: hooks; activation; deactivation; steps of plans.
#
# A hook sees the local variables of the function that sources it, which have the prefix for this reason.

# --- hooks --------------------------------------------------------------------
# Those that are sourced are called postactivate.fish and so on: what is written for another shell is never read.

# Prints the directory of the hooks of all environments.
function __envarium_hooks
    __envarium_follow_store
    if test -n "$VIRTUALENVWRAPPER_HOOK_DIR"
        builtin printf '%s\n' $VIRTUALENVWRAPPER_HOOK_DIR
    else
        __envarium_root
    end
end

# Prints the events that have plugins, a space on either side of each.
function __envarium_events
    set -l root (__envarium_root); or return 0
    __envarium_read_events $root/.envarium/plugins; and return
    # something was installed since it was written, or it never was
    if test -w $root/.envarium -a -x "$__envarium_python"
        __envarium_ask '' hook --source list </dev/null >/dev/null
        and __envarium_read_events $root/.envarium/plugins
    end
    return 0
end

# The same from the list that Python keeps; fails if that is missing or older than what is installed.
function __envarium_read_events
    test -r $argv[1] -a $argv[1] -nt "$__envarium_site"; or return 1
    set -l site
    set -l events
    begin
        read site
        read events
    end <$argv[1]
    test "$site" = "$__envarium_site"; or return 1
    builtin printf '%s\n' $events
end

# Has Python do its part of the event $argv[2] with the other arguments, if there is any. $argv[1] lists the events.
function __envarium_run
    string match -qr -- " $argv[2](_source_fish)? " " $argv[1] "; or return 0
    __envarium_plan hook $argv[2..-1]
    return 0
end

# Whether one of the hooks contains code: an unchanged stub consists of comments.
function __envarium_is_written
    for file in $argv
        test -f $file; or continue
        while read -l line
            string match -qr '^(?!#).*\S' -- $line; and return 0
        end <$file
    end
    return 1
end

# Sources the hook with the rest as its arguments, if it exists. If it fails, a message is printed.
function __envarium_source
    test -f $argv[1]; or return 0
    if not test -O $argv[1]
        __envarium_warn "the hook \"$argv[1]\" is not sourced: it is owned by another user"
        return 0
    end
    set -l __envarium_hook $argv[1]
    set -lx __envarium_hooking $fish_pid $argv[1] # functions see the locals that are exported
    __envarium_read_hook $argv; or __envarium_warn "the hook \"$__envarium_hook\" ended with $status"
    return 0
end

# Does nothing else: a `return` in the hook returns from the function, too.
function __envarium_read_hook
    source $argv
end

# Sources the hook of the project that the second word names at the event, if the user has trusted it as it is: a project
# may come from others.
function __envarium_source_project
    set -l __envarium_hook $__envarium_tied/.virtualenvwrapper/$argv[2]
    test -n "$__envarium_tied" -a -f "$__envarium_hook"; or return 0
    if __envarium_is_as_trusted $__envarium_hook
        __envarium_source $__envarium_hook $argv[1]
    else
        __envarium_warn "the project's hook .virtualenvwrapper/$argv[2] is not trusted" \
            "read it, then: envarium trust "(string escape -- $__envarium_tied)
    end
end

# Whether the file is what `envarium trust` has copied; no copy contains a NUL.
function __envarium_is_as_trusted
    set -l copy (__envarium_copy $argv[1]); or return
    set -l text (string split0 <$argv[1])
    set -l other (string split0 <$copy)
    test (count $text) -le 1 -a "x$text" = "x$other"
end

# Prints where `envarium trust` has written what it knows about the path; fails if it has not, or another user may have
# made it: only the user can write below a directory of his own that is no link.
function __envarium_copy
    set -l own (__envarium_root)/.envarium
    test -O "$own" -a ! -L "$own" -a -O "$own/trust" -a ! -L "$own/trust" -a -f "$own/trust$argv[1]"; or return
    string match -q '*/../*' -- $argv[1]; and return 1
    builtin printf '%s\n' $own/trust$argv[1]
end

# Fails with a message in a hook of activation or deactivation: it would interrupt what called it.
function __envarium_allow
    string match -q "$fish_pid *activate.fish" -- "$__envarium_hooking"; or return 0
    __envarium_warn 'a hook cannot activate or deactivate an environment' \
        "remove that from "(string replace "$fish_pid " '' -- "$__envarium_hooking")
    return 1
end

# The events that this shell runs: first Python's part of them, then the user's hooks.
function __envarium_event
    set -l events (__envarium_events)
    __envarium_run "$events" $argv
    set -l hooks (__envarium_hooks); or return 0
    __envarium_source $hooks/(string replace -r '^.*post_' post -- $argv[1]).fish $argv
end

# --- activation ---------------------------------------------------------------

# Activates the environment at the path $argv[1], with hooks and plugins, and deactivates the active one. Changes to
# the project if $argv[2] is 1, or if there is no $argv[2] and VIRTUALENVWRAPPER_WORKON_CD is 1.
function __envarium_enter
    __envarium_allow; or return
    set -q argv[2]; or set -a argv $VIRTUALENVWRAPPER_WORKON_CD 1
    if not test -e $argv[1]/bin/activate.fish
        set -l name (string replace -r '^.*/' '' -- $argv[1])
        __envarium_warn "the environment $name does not exist or has no bin/activate.fish" 'lsvenv lists the environments'
        return 1
    end
    if not test -x $argv[1]/bin/python
        set -l name (string replace -r '^.*/' '' -- $argv[1])
        __envarium_warn "warning: the Python of $name is missing" "envarium repair $name"
    end
    __envarium_leave
    set -l __envarium_events (__envarium_events)
    set -l __envarium_hooks (__envarium_hooks)
    set -l __envarium_its_store (string replace -r '/[^/]*$' '' -- $argv[1])
    __envarium_before_entering $argv[1] "$__envarium_events" "$__envarium_hooks"
    __envarium_activate $argv[1] $__envarium_its_store; or return
    __envarium_trust $__envarium_its_store
    __envarium_after_entering $argv[1] "$__envarium_events" "$__envarium_hooks" $argv[2]
    return 0
end

# Accepts what the activate.fish of the environment at the path given has done, where that was made for another place,
# or by another tool: its `deactivate` is to run the hooks too.
function __envarium_accept
    if not test $argv[1] -ef "$VIRTUAL_ENV"
        __envarium_warn "\"$argv[1]\" was moved or copied by hand: its activate is for \"$VIRTUAL_ENV\"" \
            "envarium repair "(string replace -r '^.*/' '' -- $argv[1])
        deactivate
        return 1
    end
    set -qgu _OLD_VIRTUAL_PATH; and return # other tools export it
    test -w $argv[1]; and test ! -e $argv[1]/.used -o -w $argv[1]/.used -a ! -s $argv[1]/.used; and builtin true >$argv[1]/.used
    functions -q deactivate; or return 0
    functions -e __envarium_foreign_deactivate
    functions -c deactivate __envarium_foreign_deactivate
    function deactivate -d 'Deactivate the active Python environment'
        if set -q __envarium_inside[3]
            __envarium_leaving; or return
            set -e __envarium_inside
        end
        __envarium_foreign_deactivate $argv
        test "$argv[1]" = nondestructive; or functions -e deactivate __envarium_foreign_deactivate
        set -q __envarium_left[3]; and __envarium_left
        return 0
    end
end

# The steps before the activation: started hooks, and a warning if another user owns the environment. It takes
# the path, the events of plugins, the directory of hooks.
function __envarium_before_entering
    if test -e $argv[1]/bin/activate.fish -a ! -O $argv[1]/bin/activate.fish
        __envarium_warn "warning: \"$argv[1]\" is owned by another user"
    end
    set -l events $argv[2]
    __envarium_is_written $argv[3]/preactivate $argv[1]/bin/preactivate; and set events " pre_activate $events"
    __envarium_run "$events" pre_activate (string replace -r '^.*/' '' -- $argv[1])
end

# The steps after the activation: the project, to which it changes if the fourth word is 1, and the sourced
# hooks. The first three words are those of the function above.
function __envarium_after_entering
    set -lx VIRTUALENVWRAPPER_PROJECT_CD $argv[4]
    test "$argv[4]" = 1 -a -n "$__envarium_tied"; and __envarium_go $__envarium_tied
    __envarium_run "$argv[2]" post_activate
    __envarium_source_project post_activate postactivate.fish
    test -n "$argv[3]"; and __envarium_source $argv[3]/postactivate.fish post_activate
    __envarium_source $argv[1]/bin/postactivate.fish post_activate
end

# --- deactivation -------------------------------------------------------------
# The steps before the deactivation.
function __envarium_before_leaving
    set -l hooks (__envarium_hooks)
    set -l events (__envarium_events)
    __envarium_run "$events" pre_deactivate
    __envarium_source_project pre_deactivate predeactivate.fish
    __envarium_source $__envarium_inside[1]/bin/predeactivate.fish pre_deactivate
    test -n "$hooks"; and __envarium_source $hooks/predeactivate.fish pre_deactivate
    return 0
end

# The steps after the deactivation.
function __envarium_left
    set -l place $__envarium_left[1]
    set -l name (string replace -r '^.*/' '' -- $place)
    set -g VIRTUALENVWRAPPER_LAST_VIRTUAL_ENV $place
    set -g __envarium_left
    set -l hooks (__envarium_hooks)
    set -l events (__envarium_events)
    __envarium_run "$events" post_deactivate $name
    __envarium_source $place/bin/postdeactivate.fish post_deactivate $name
    test -n "$hooks"; and __envarium_source $hooks/postdeactivate.fish post_deactivate $name
    set -e VIRTUALENVWRAPPER_LAST_VIRTUAL_ENV
    contains -- $place $__envarium_temporary; and __envarium_forget_temporary $place
    return 0
end

# Removes the temporary environment at the path $argv[1], which this shell has created, from its store, and only if it
# is still marked as temporary.
function __envarium_forget_temporary
    set -e __envarium_temporary[(contains -i -- $argv[1] $__envarium_temporary)]
    test -e $argv[1]/README.tmpenv; or return 0
    set -l name (string replace -r '^.*/' '' -- $argv[1])
    set -lx WORKON_HOME (string replace -r '/[^/]*$' '' -- $argv[1])
    builtin printf '%s\n' "Removing temporary environment: $name"
    __envarium_remove rmvenv $name
end

# --- steps of plans ------------------------------------------------------------
# The functions that Python's answers call.

# Removes environments, as the function $argv[1] does; if the working directory was in one, changes to the store.
function __envarium_remove
    set -l events (__envarium_events)
    __envarium_source_plugins "$events" pre_rmvirtualenv $argv[2..-1]
    __envarium_ask '' $argv
    set -l code $status
    set -l root (__envarium_root)
    test -d "$PWD" -o -z "$root"; or __envarium_cd $root
    __envarium_source_plugins "$events" post_rmvirtualenv $argv[2..-1]
    return $code
end

# Evaluates what plugins answer to the event $argv[2] for each environment after it. $argv[1] lists the events.
function __envarium_source_plugins
    string match -q "* $argv[2]_source_fish *" -- " $argv[1] "; or return 0
    for name in (string match -v -- '-*' $argv[3..-1])
        __envarium_plan hook --source $argv[2] $name
    end
end

# Activates the environment at $argv[2], which was at $argv[1], if this shell has it active, without hooks.
function __envarium_moved
    test "$__envarium_previous" = $argv[1]; and set -g __envarium_previous $argv[2]
    test "$__envarium_entered" = $argv[1]; and set -g __envarium_entered $argv[2]
    set -l inside (string sub -s (math (string length -- $argv[1]) + 2) -- $PWD/)
    if test "$argv[1]/$inside" = "$PWD/"
        __envarium_cd $argv[2]/$inside 2>/dev/null; or __envarium_cd $argv[2]
    end
    if set -l entry (contains -i -- $argv[1] $__envarium_temporary)
        set __envarium_temporary[$entry] $argv[2]
    end
    test "$VIRTUAL_ENV" = $argv[1]; and functions -q deactivate; or return 0
    set -g __envarium_inside
    __envarium_leave
    __envarium_activate $argv[2] (string replace -r '/[^/]*$' '' -- $argv[2])
end

# Records that this shell has created the temporary environment at the path $argv[1].
function __envarium_made_temporary
    set -g __envarium_temporary $__envarium_temporary $argv[1]
end

# Creates the project of the active environment with the arguments, and changes to it.
function __envarium_start_project
    __envarium_ask '' start-project $argv; or return
    __envarium_go (__envarium_project $VIRTUAL_ENV); or return
    __envarium_event project.post_mkproject
end

# Prints the text.
function __envarium_print
    builtin printf '%s\n' $argv[1]
end

# Makes the environment at the path given, in which the shell was started, one that can be left. In PATH, what comes
# before its programs stays there, unless it is another Python; what editors have added once more goes; an entry behind
# another Python is the user's own.
function __envarium_adopt
    set -l outside
    set -l inherited
    set -l rest $PATH
    while set -q rest[1]
        set -l entry $rest[1]
        set -e rest[1]
        if contains -- $entry $argv[1]/bin $argv[1]/bin/
            contains -- $argv[1]/bin $inherited; or set -a inherited $argv[1]/bin
            continue
        end
        set -a outside $entry
        set -a inherited $entry
        test -x $entry/python -o -x $entry/python3; and break
    end
    if contains -- $argv[1]/bin $inherited
        set -a inherited $rest
    else
        set -l entry (contains -i -- $argv[1]/bin $rest; or contains -i -- $argv[1]/bin/ $rest)
        set -e rest[$entry]
        set inherited $argv[1]/bin $outside $rest
    end
    set -e VIRTUAL_ENV
    set -e VIRTUAL_ENV_PROMPT
    set -gx PATH $outside $rest
    set -lx __envarium_adopting 1 # the environment's activate reads it: what it sets is set already
    __envarium_activate $argv[1] (string replace -r '/[^/]*$' '' -- $argv[1])
    and set -gx PATH $inherited
    return 0
end
