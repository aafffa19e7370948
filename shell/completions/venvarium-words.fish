# What the words of venvarium complete to in fish. fish finds the file of each word in fish_complete_path, where the
# integration has put its directory; they all lead here.
#
# Reads: PYENV_ROOT, HOME, and what venvarium.fish reads
#
# Sections: the line; values; the tables. No process is started in any of them.

# --- the line -----------------------------------------------------------------

# Prints the positional words behind the command; the arguments are the flags that take a value.
function __venvarium_places
    set -l takes ''
    set -l ended ''
    for word in (commandline -opc)[3..]
        if test -n "$takes"
            set takes ''
        else if test -z "$ended" -a "$word" = --
            set ended 1
        else if test -z "$ended"; and string match -q -- '-?*' $word
            contains -- $word $argv; and set takes 1
        else
            printf '%s\n' $word
        end
    end
end

# Whether the command on the line is the one given.
function __venvarium_verb
    set -l words (commandline -opc)
    test "$words[2]" = "$argv[1]"
end

# Whether the word at the cursor is the positional one of the number given (5- for that and all behind it).
function __venvarium_at
    set -l before (count (__venvarium_places $argv[2..]))
    if string match -q '*-' -- $argv[1]
        test $before -ge (math (string trim -r -c - -- $argv[1]) - 1)
    else
        test $before -eq (math $argv[1] - 1)
    end
end

# --- values -------------------------------------------------------------------

# Prints the environments that are not on the line yet.
function __venvarium_left
    set -l given (commandline -opc)
    set -l names (__venvarium_names (string unescape -- (commandline -ct)))
    set -q names[1]; or set names (__venvarium_names '')
    for name in $given[3..]
        set -l place (contains -i -- $name $names); and set -e names[$place]
    end
    set -q names[1]; and printf '%s\n' $names
end

# Prints what is in the trash.
function __venvarium_trash
    set -l root (__venvarium_root); or return
    set -l paths $root/.venvarium/trash/*/*
    set -q paths[1]; and string replace -r '^.*/' '' -- $paths
end

# Prints the versions of Python that pyenv has; a Python may be given by its path, too.
function __venvarium_installed
    if string match -qr '^[/.~]' -- (commandline -ct)
        __fish_complete_path (commandline -ct)
        return
    end
    set -l root $PYENV_ROOT
    test -n "$root"; or set root $HOME/.pyenv
    set -l paths $root/versions/*/
    set -q paths[1]; and string replace -r '^.*/(.*)/$' '$1' -- $paths
end

# Prints the programs of the environment that is named first.
function __venvarium_programs
    set -l root (__venvarium_root); or return
    set -l name (__venvarium_places)[1]
    __venvarium_is_plain $name; or return
    set -l paths $root/$name/bin/*
    set -q paths[1]; and string replace -r '^.*/' '' -- $paths
end

# --- the tables ---------------------------------------------------------------

# >>> words
complete -c venvarium -f
complete -c mkvenv -f -w 'venvarium create'
complete -c mkvirtualenv -f -w 'venvarium create'
complete -c workon -f -w 'venvarium activate'
complete -c lsvenv -f -w 'venvarium list'
complete -c lsvirtualenv -f -w 'venvarium list'
complete -c showvenv -f -w 'venvarium show'
complete -c showvirtualenv -f -w 'venvarium show'
complete -c rmvenv -f -w 'venvarium remove'
complete -c rmvirtualenv -f -w 'venvarium remove'
complete -c toggleglobalsitepackages -f -w 'venvarium toggle-system-site'
complete -c venvarium -n '__venvarium_verb \'\'' -s h -l help -d 'show how it is called, and exit'
complete -c venvarium -n '__venvarium_verb \'\'' -s V -l version -d 'show the version, and exit'
complete -c venvarium -n '__venvarium_verb \'\'' -a create -d 'Make an environment.'
complete -c venvarium -n '__venvarium_verb \'\'' -a activate -d 'Print the snippet that enters an environment.'
complete -c venvarium -n '__venvarium_verb \'\'' -a run -d 'Run a command in an environment without entering it.'
complete -c venvarium -n '__venvarium_verb \'\'' -a list -d 'List the environments.'
complete -c venvarium -n '__venvarium_verb \'\'' -a show -d 'Show one environment in detail.'
complete -c venvarium -n '__venvarium_verb \'\'' -a remove -d 'Move environments to the trash.'
complete -c venvarium -n '__venvarium_verb \'\'' -a restore -d 'Bring a removed environment back.'
complete -c venvarium -n '__venvarium_verb \'\'' -a trash -d 'List the removed environments, or delete them for good.'
complete -c venvarium -n '__venvarium_verb \'\'' -a toggle-system-site -d 'Show an environment its base\'s packages, or hide them again.'
complete -c venvarium -n '__venvarium_verb \'\'' -a pythons -d 'List the base interpreters found on this machine.'
complete -c venvarium -n '__venvarium_verb \'\'' -a explain -d 'Show how a Python finds its home: every place looked at, and sys.path.'
complete -c venvarium -n '__venvarium_verb \'\'' -a init -d 'Print the code that loads the integration.'
complete -c venvarium -n '__venvarium_verb \'\'' -a setup -d 'Load the integration in every new shell: add it to the shell\'s rc file.'
complete -c venvarium -n '__venvarium_verb \'\'' -a config -d 'Show the settings, and where each comes from.'

# create
complete -c venvarium -n '__venvarium_verb create' -s p -l python -x -a '3.14 3.13 3.12 3.11 3.10 pypy3.11 pypy3.10 (__venvarium_installed)' -d 'the Python: 3.12, pypy3.9, >=3.10, a path (default: the project\'s, else python3)'
complete -c venvarium -n '__venvarium_verb create' -s a -l project -x -a '(__fish_complete_directories)' -d 'tie the environment to this project directory'
complete -c venvarium -n '__venvarium_verb create' -s i -l install -x -d 'install this package with pip; may be repeated'
complete -c venvarium -n '__venvarium_verb create' -s r -l requirements -r -F -d 'install from this requirements file with pip; may be repeated'
complete -c venvarium -n '__venvarium_verb create' -l prompt -x -d 'what the prompt shows in place of the name'
complete -c venvarium -n '__venvarium_verb create' -l pip -x -d 'seed this version of pip, fetched if need be'
complete -c venvarium -n '__venvarium_verb create' -l strategy -x -a 'pyvenv.cfg copy auto' -d 'how it finds its standard library (default: the setting, else pyvenv.cfg)'
complete -c venvarium -n '__venvarium_verb create' -l seed -x -d 'seed this package too, fetched if need be; may be repeated'
complete -c venvarium -n '__venvarium_verb create' -l system-site-packages -d 'let the environment see the base interpreter\'s packages'
complete -c venvarium -n '__venvarium_verb create' -l self-contained -d 'with --strategy copy: put the base itself inside, so that it can be moved'
complete -c venvarium -n '__venvarium_verb create' -l no-pip -l without-pip -d 'leave pip out'
complete -c venvarium -n '__venvarium_verb create' -l clear -d 'rebuild an environment of that name; the old one goes to the trash'
complete -c venvarium -n '__venvarium_verb create' -s h -l help -d 'show how it is called, and exit'

# activate
complete -c venvarium -n '__venvarium_verb activate' -l shell -x -a 'bash zsh sh fish csh tcsh pwsh nu' -d 'the shell to speak to (default: the one that calls)'
complete -c venvarium -n '__venvarium_verb activate' -s h -l help -d 'show how it is called, and exit'
complete -c venvarium -n '__venvarium_verb activate; and __venvarium_at 1 --shell' -a '(__venvarium_left)'

# run
complete -c venvarium -n '__venvarium_verb run' -s h -l help -d 'show how it is called, and exit'
complete -c venvarium -n '__venvarium_verb run; and __venvarium_at 1' -a '(__venvarium_left)'
complete -c venvarium -n '__venvarium_verb run; and __venvarium_at 2' -F -a '(__venvarium_programs)'
complete -c venvarium -n '__venvarium_verb run; and __venvarium_at 3-' -F

# list
complete -c venvarium -n '__venvarium_verb list' -s b -l brief -d 'names only, one a line'
complete -c venvarium -n '__venvarium_verb list' -s l -l long -d 'name, Python, project (the default)'
complete -c venvarium -n '__venvarium_verb list' -l json -d 'print JSON, with keys that stay'
complete -c venvarium -n '__venvarium_verb list' -s h -l help -d 'show how it is called, and exit'

# show
complete -c venvarium -n '__venvarium_verb show' -l json -d 'print JSON, with keys that stay'
complete -c venvarium -n '__venvarium_verb show' -s h -l help -d 'show how it is called, and exit'
complete -c venvarium -n '__venvarium_verb show; and __venvarium_at 1' -a '(__venvarium_left)'

# remove
complete -c venvarium -n '__venvarium_verb remove' -s h -l help -d 'show how it is called, and exit'
complete -c venvarium -n '__venvarium_verb remove; and __venvarium_at 1-' -a '(__venvarium_left)'

# restore
complete -c venvarium -n '__venvarium_verb restore' -s h -l help -d 'show how it is called, and exit'
complete -c venvarium -n '__venvarium_verb restore; and __venvarium_at 1' -a '(__venvarium_trash)'

# trash
complete -c venvarium -n '__venvarium_verb trash' -l empty -d 'delete everything in the trash'
complete -c venvarium -n '__venvarium_verb trash' -l json -d 'print JSON, with keys that stay'
complete -c venvarium -n '__venvarium_verb trash' -s h -l help -d 'show how it is called, and exit'

# toggle-system-site
complete -c venvarium -n '__venvarium_verb toggle-system-site' -s q -l quiet -d 'say nothing'
complete -c venvarium -n '__venvarium_verb toggle-system-site' -s h -l help -d 'show how it is called, and exit'
complete -c venvarium -n '__venvarium_verb toggle-system-site; and __venvarium_at 1' -a '(__venvarium_left)'

# pythons
complete -c venvarium -n '__venvarium_verb pythons' -l json -d 'print JSON, with keys that stay'
complete -c venvarium -n '__venvarium_verb pythons' -s h -l help -d 'show how it is called, and exit'

# explain
complete -c venvarium -n '__venvarium_verb explain' -l verify -d 'start that Python too, and fail where it says otherwise'
complete -c venvarium -n '__venvarium_verb explain' -l json -d 'print JSON, with keys that stay'
complete -c venvarium -n '__venvarium_verb explain' -s h -l help -d 'show how it is called, and exit'
complete -c venvarium -n '__venvarium_verb explain; and __venvarium_at 1' -a '(__venvarium_left)'

# init
complete -c venvarium -n '__venvarium_verb init' -s h -l help -d 'show how it is called, and exit'
complete -c venvarium -n '__venvarium_verb init; and __venvarium_at 1' -a 'bash zsh fish'

# setup
complete -c venvarium -n '__venvarium_verb setup' -l undo -d 'take it out again'
complete -c venvarium -n '__venvarium_verb setup' -s y -l yes -d 'do not ask'
complete -c venvarium -n '__venvarium_verb setup' -s h -l help -d 'show how it is called, and exit'
complete -c venvarium -n '__venvarium_verb setup; and __venvarium_at 1' -a 'bash zsh fish'

# config
complete -c venvarium -n '__venvarium_verb config' -l json -d 'print JSON, with keys that stay'
complete -c venvarium -n '__venvarium_verb config' -s h -l help -d 'show how it is called, and exit'
# <<< words
