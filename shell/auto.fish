# Activates the environment that a project is linked to while the shell is in the project: fish. What loads the
# integration sources it behind envarium.fish, if the user has switched it on.
#
# Reads: PWD, VIRTUAL_ENV, and what envarium.fish reads
# Keeps: __envarium_auto_directory  the working directory at the last prompt
#        __envarium_auto_link       the link of the project there, '' if it has none
#        __envarium_auto_inside     VIRTUAL_ENV as of activating what that leads to, '' if nothing was activated
#
# Nothing that is read is run, and no process is started. The store is only looked at where there is a link.

for name in directory link inside
    set -e __envarium_auto_$name
    set -g __envarium_auto_$name ''
end

function __envarium_auto --on-event fish_prompt
    test "$PWD" = "$__envarium_auto_directory"; or __envarium_auto_move
end

# In another project than before: deactivates what was activated for that one, and activates what this one is linked to.
# An environment that the user has activated stays.
function __envarium_auto_move
    test . -ef "$PWD"; or return 0 # the directory has been deleted
    set -g __envarium_auto_directory $PWD
    string match -qr '[[:cntrl:]]' -- $PWD; and return # a substitution splits lines
    set -l project (__envarium_venv)
    set -l link ''
    test -L "$project/.venv" -o -f "$project/.venv"; and set link "$project/.venv"
    test "$link" = "$__envarium_auto_link"; and return
    set -g __envarium_auto_link $link
    test -n "$__envarium_auto_inside" -a "$VIRTUAL_ENV" = "$__envarium_auto_inside"; and __envarium_leave
    set -g __envarium_auto_inside ''
    test -n "$link"; and not __envarium_is_active; and __envarium_auto_activate $project
end

# Activates what the project is linked to: an environment of the user's own store, or one that he trusts. A directory in
# which others may make links must be trusted too.
function __envarium_auto_activate
    __envarium_load_hooks; or return
    set -l linked (__envarium_linked)
    test -n "$linked" -a -O "$argv[1]" -a ! -k "$argv[1]"; or set linked (__envarium_trusted_link $argv[1]/.venv)
    if test -n "$linked" -a -O "$linked/bin/activate.fish"
        __envarium_enter $linked 0; and set -g __envarium_auto_inside $VIRTUAL_ENV
        return
    end
    set -l shown (string escape -- $argv[1])
    if test -e $argv[1]/.venv
        __envarium_warn "the link $shown/.venv is not trusted" \
            "to activate what it leads to: envarium trust $shown"
    else
        __envarium_warn "the link $shown/.venv leads to something that does not exist" "cd $shown; and envarium link --again"
    end
    return 1
end

# Prints where the link leads, if the user has trusted it as it is.
function __envarium_trusted_link
    if test -f $argv[1]
        __envarium_is_as_trusted $argv[1]
        and __envarium_read_link (string replace -r '/[^/]*$' '' -- $argv[1]) (__envarium_root)
        return
    end
    set -l copy (__envarium_copy $argv[1]); or return
    set -l target (string split0 <$copy)
    test "$target" -ef $argv[1]; and builtin printf '%s\n' $target
end
