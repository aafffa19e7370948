# What the words of envarium complete to in fish. fish finds the file of each word in fish_complete_path, where the
# integration has put its directory; they all lead here.
#
# Reads: PATH, PYENV_ROOT, UV_PYTHON_INSTALL_DIR, ASDF_DATA_DIR, MISE_DATA_DIR, XDG_DATA_HOME, HOME, VIRTUAL_ENV, and
#        what envarium.fish reads
#
# Sections: the line; values; the tables. No process is started in any of them.

# --- the line -----------------------------------------------------------------

# Prints the positional words behind the command; the arguments are the flags that take a value.
function __envarium_places
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

# Whether the command on the line is one of those given.
function __envarium_verb
    set -l words (commandline -opc)
    contains -- "$words[2]" $argv
end

# Whether the word at the cursor is the positional one of the number given (5- for that and all behind it).
function __envarium_at
    set -l before (count (__envarium_places $argv[2..]))
    if string match -q '*-' -- $argv[1]
        test $before -ge (math (string trim -r -c - -- $argv[1]) - 1)
    else
        test $before -eq (math $argv[1] - 1)
    end
end

# --- values -------------------------------------------------------------------

# Prints the environments that are not on the line yet.
function __envarium_names_left
    set -l given (commandline -opc)
    set -l names (__envarium_names (string unescape -- (commandline -ct)))
    set -q names[1]; or set names (__envarium_names '')
    for name in $given[3..]
        set -l place (contains -i -- $name $names); and set -e names[$place]
    end
    set -q names[1]; and printf '%s\n' $names
end

# Prints what is in the trash.
function __envarium_trash
    set -l root (__envarium_root); or return
    set -l paths $root/.envarium/trash/*/*
    set -q paths[1]; and string replace -r '^.*/' '' -- $paths
end

# Prints the snapshots of the environment that is named on the line: their labels, else their numbers. If none is named,
# or an @ is typed, all snapshots.
function __envarium_snapshots
    set -l root (__envarium_root); or return
    set -l given (commandline -opc)
    set -l labels
    for name in $given[3..]
        string match -qr '^[^-./:][^/:]*$' -- $name; or continue
        set -l paths $root/.envarium/snapshots/$name/*/
        set -q paths[1]; and set -a labels (string replace -r '^.*/(?:\d+-)?([^/]*)/$' '$1' -- $paths)
    end
    if string match -q '*@*' -- (commandline -ct); or not set -q labels[1]
        __envarium_labels
    else
        printf '%s\n' $labels
    end
end

# Prints all snapshots, with the names of their environments.
function __envarium_labels
    set -l root (__envarium_root); or return
    set -l paths $root/.envarium/snapshots/*/*/
    set -q paths[1]; and string replace -r '^.*/([^/]*)/(?:\d+-)?([^/]*)/$' '$1@$2' -- $paths
end

# Prints what can be compared, besides lock files: environments and their snapshots.
function __envarium_states
    __envarium_names_left
    __envarium_labels
end

# Prints the Pythons that are installed: those on PATH, and those of pyenv, uv, asdf and mise. One may be given by its
# path, too.
function __envarium_pythons
    if string match -qr '^[/.~]' -- (commandline -ct)
        __fish_complete_path (commandline -ct)
        return
    end
    for place in (string match '/*' -- $PATH)
        set -l paths $place/python3.* $place/pypy3.*
        set -q paths[1]; and string replace -rf '^.*/(?:python(3\.\d+t?)|(pypy3\.\d+))$' '$1$2' -- $paths
    end
    set -l data $XDG_DATA_HOME
    test -n "$data"; or set data $HOME/.local/share
    for place in "$PYENV_ROOT":$HOME/.pyenv:/versions "$UV_PYTHON_INSTALL_DIR":$data/uv/python: \
            "$ASDF_DATA_DIR":$HOME/.asdf:/installs/python "$MISE_DATA_DIR":$data/mise:/installs/python
        set -l parts (string split : -- $place)
        test -n "$parts[1]"; or set parts[1] $parts[2]
        set -l paths $parts[1]$parts[3]/*/bin/python
        set -q paths[1]; or continue
        string replace -rf '^.*/cpython-(\d[^/-]*)-[^/]*/bin/python$' '$1' -- $paths
        string replace -rf '^.*/pypy-(\d[^/-]*)-[^/]*/bin/python$' 'pypy$1' -- $paths
        string replace -rf '^.*/(\d[^/-]*|pypy\d[^/]*)/bin/python$' '$1' -- $paths
    end
end

# Prints the packages of the environment that is named on the line, else of the active one.
function __envarium_installed
    set -l root (__envarium_root); or return
    set -l given (commandline -opc)
    for name in $given[3..]
        if __envarium_is_plain $name; and test -d $root/$name/lib
            __envarium_distributions $root/$name
            return
        end
    end
    __envarium_is_active; and __envarium_distributions $VIRTUAL_ENV
end

# Prints those of all environments that begin with what is typed; if nothing is, those of the active environment.
function __envarium_any_packages
    set -l root (__envarium_root); or return
    if test -n (commandline -ct)
        set -l places $root/*/
        set -q places[1]; and __envarium_distributions (string trim -r -c / -- $places)
    else if __envarium_is_active
        __envarium_distributions $VIRTUAL_ENV
    end
end

# Prints the packages of the environments at these paths, by the names of directories.
function __envarium_distributions
    set -l begun (string unescape -- (commandline -ct) | string replace -a - _)
    set -l paths $argv/lib/*/site-packages/$begun*.dist-info
    set -q paths[1]; and string replace -r '^.*/([^/-]*)-[^/]*$' '$1' -- $paths | string replace -a _ -
end

# Prints the directories below the one given.
function __envarium_inside
    test -n "$argv[1]"; or return
    set -l typed (string unescape -- (commandline -ct) | string match -r '^.*/')
    set -l paths $argv[1]/"$typed"*/
    set -q paths[1]; and string replace -- $argv[1]/ '' $paths
end

# Prints the directories below the site-packages of the active environment.
function __envarium_inside_site
    __envarium_is_active; and __envarium_load_insides; and __envarium_inside (__envarium_glob_packages)
end

# Prints the templates of projects that plugins have.
function __envarium_templates
    set -l root (__envarium_root); or return
    test -r $root/.envarium/plugins; or return
    begin
        read -l site
        read -l events
        read -l templates
        string match -ra '\S+' -- $templates
    end <$root/.envarium/plugins
end

# Prints the programs of the environment that is named first.
function __envarium_programs
    set -l root (__envarium_root); or return
    set -l name (__envarium_places)[1]
    __envarium_is_plain $name; or return
    set -l paths $root/$name/bin/*
    set -q paths[1]; and string replace -r '^.*/' '' -- $paths
end

# --- the tables ---------------------------------------------------------------

# >>> words
complete -c envarium -f
complete -c mkvenv -c mkvirtualenv -f -w 'envarium create'
complete -c mktmpenv -f -w 'envarium mktmpenv'
complete -c workon -f -w 'envarium workon'
complete -c lsvenv -c lsvirtualenv -f -w 'envarium list'
complete -c showvenv -c showvirtualenv -f -w 'envarium show'
complete -c rmvenv -c rmvirtualenv -f -w 'envarium remove'
complete -c cpvenv -c cpvirtualenv -f -w 'envarium copy'
complete -c mvvenv -c mvvirtualenv -f -w 'envarium rename'
complete -c allvenv -c allvirtualenv -f -w 'envarium each'
complete -c setvirtualenvproject -f -w 'envarium set-project'
complete -c mkproject -f -w 'envarium create-project'
complete -c add2virtualenv -f -w 'envarium paths'
complete -c wipeenv -f -w 'envarium wipe'
complete -c toggleglobalsitepackages -f -w 'envarium toggle-system-site'
complete -c virtualenvwrapper -f -w 'envarium words'
complete -c deactivate -f
complete -c cdvirtualenv -f -a '(__envarium_is_active; and __envarium_inside $VIRTUAL_ENV)'
complete -c cdsitepackages -f -a '(__envarium_inside_site)'
complete -c lssitepackages -f -a ''
complete -c cdproject -f
complete -c envarium -s h -l help -d 'show usage'
complete -c envarium -n '__envarium_verb \'\'' -s V -l version -d 'show the version'
complete -c envarium -n '__envarium_verb \'\'' -a create -d 'Create an environment.'
complete -c envarium -n '__envarium_verb \'\'' -a activate -d 'Print the shell code that activates an environment.'
complete -c envarium -n '__envarium_verb \'\'' -a run -d 'Run a command in an environment without activating it.'
complete -c envarium -n '__envarium_verb \'\'' -a list -d 'List the environments.'
complete -c envarium -n '__envarium_verb \'\'' -a show -d 'Show one environment in detail.'
complete -c envarium -n '__envarium_verb \'\'' -a remove -d 'Move environments to the trash.'
complete -c envarium -n '__envarium_verb \'\'' -a restore -d 'Restore a removed environment.'
complete -c envarium -n '__envarium_verb \'\'' -a trash -d 'List the removed environments, or delete them permanently.'
complete -c envarium -n '__envarium_verb \'\'' -a copy -d 'Copy an environment.'
complete -c envarium -n '__envarium_verb \'\'' -a keep -d 'Keep the active temporary environment under a name.'
complete -c envarium -n '__envarium_verb \'\'' -a rename -d 'Rename an environment.'
complete -c envarium -n '__envarium_verb \'\'' -a each -d 'Run a command in every environment.'
complete -c envarium -n '__envarium_verb \'\'' -a set-project -d 'Associate an environment with a project directory.'
complete -c envarium -n '__envarium_verb \'\'' -a link -d 'Link a project to its environment, for uv, editors and other tools.'
complete -c envarium -n '__envarium_verb \'\'' -a unlink -d 'Remove the link from a project to its environment.'
complete -c envarium -n '__envarium_verb \'\'' -a set -d 'Set variables that an environment sets when it is activated.'
complete -c envarium -n '__envarium_verb \'\'' -a unset -d 'Remove variables that an environment sets when it is activated.'
complete -c envarium -n '__envarium_verb \'\'' -a create-project -d 'Create a project directory in PROJECT_HOME, and an environment for it.'
complete -c envarium -n '__envarium_verb \'\'' -a start-project -d 'Create a project directory in PROJECT_HOME for an existing environment.'
complete -c envarium -n '__envarium_verb \'\'' -a paths -d 'Add directories to the active environment\'s sys.path.'
complete -c envarium -n '__envarium_verb \'\'' -a install -d 'Install packages into an environment.'
complete -c envarium -n '__envarium_verb \'\'' -a sync -d 'Install a project into its environment.'
complete -c envarium -n '__envarium_verb \'\'' -a wipe -d 'Uninstall every package, except those installed at creation.'
complete -c envarium -n '__envarium_verb \'\'' -a toggle-system-site -d 'Turn access to the base interpreter\'s packages on or off.'
complete -c envarium -n '__envarium_verb \'\'' -a pythons -d 'List the Python interpreters found on this machine.'
complete -c envarium -n '__envarium_verb \'\'' -a explain -d 'Show how a Python finds its prefix and sys.path, step by step.'
complete -c envarium -n '__envarium_verb \'\'' -a doctor -d 'Check the store, the environments and the shell integration for problems.'
complete -c envarium -n '__envarium_verb \'\'' -a repair -d 'Repair environments: interpreter, changed paths, pip, activation scripts.'
complete -c envarium -n '__envarium_verb \'\'' -a init -d 'Print the shell code that loads the integration.'
complete -c envarium -n '__envarium_verb \'\'' -a setup -d 'Load the integration in every new shell, from the shell\'s startup file.'
complete -c envarium -n '__envarium_verb \'\'' -a hook -d 'Run the hooks of an event that the shell does not run itself.'
complete -c envarium -n '__envarium_verb \'\'' -a trust -d 'Trust the hooks of a project, and its link to an environment, as they are now.'
complete -c envarium -n '__envarium_verb \'\'' -a untrust -d 'End the trust in the hooks and the link of a project.'
complete -c envarium -n '__envarium_verb \'\'' -a words -d 'List the commands of the shell integration.'
complete -c envarium -n '__envarium_verb \'\'' -a help -d 'Show the help of a command, a shell command or a topic.'
complete -c envarium -n '__envarium_verb \'\'' -a config -d 'Show the settings and where each comes from, or change them.'
complete -c envarium -n '__envarium_verb \'\'' -a kernel -d 'Let Jupyter start notebooks in an environment.'
complete -c envarium -n '__envarium_verb \'\'' -a snapshot -d 'Take a snapshot of an environment, to which rollback returns.'
complete -c envarium -n '__envarium_verb \'\'' -a snapshots -d 'List snapshots, or delete some.'
complete -c envarium -n '__envarium_verb \'\'' -a rollback -d 'Return an environment to a snapshot.'
complete -c envarium -n '__envarium_verb \'\'' -a history -d 'Show what was installed into an environment, when, and by whom.'
complete -c envarium -n '__envarium_verb \'\'' -a diff -d 'Compare the packages of environments, snapshots and lock files.'
complete -c envarium -n '__envarium_verb \'\'' -a export -d 'Write what an environment consists of, as a lock file.'
complete -c envarium -n '__envarium_verb \'\'' -a pack -d 'Pack an environment into an archive, to be unpacked at any path.'
complete -c envarium -n '__envarium_verb \'\'' -a unpack -d 'Unpack an archive of an environment into the store.'
complete -c envarium -n '__envarium_verb \'\'' -a find -d 'Find the environments below directories, whatever tool made them.'
complete -c envarium -n '__envarium_verb \'\'' -a import -d 'Take the environments of another tool into the store.'
complete -c envarium -n '__envarium_verb \'\'' -a adopt -d 'Take an environment that is elsewhere into the store.'
complete -c envarium -n '__envarium_verb \'\'' -a dedupe -d 'Let equal files in several environments share their space on the disk.'
complete -c envarium -n '__envarium_verb \'\'' -a usage -d 'Show how much of the disk environments take, or the biggest packages of one.'
complete -c envarium -n '__envarium_verb \'\'' -a prune -d 'Move the environments that options select to the trash, after showing them.'
complete -c envarium -n '__envarium_verb \'\'' -a packages -d 'List the packages of an environment, and which of them were asked for.'
complete -c envarium -n '__envarium_verb \'\'' -a which -d 'Show which environments have a package, and in which version.'
complete -c envarium -n '__envarium_verb \'\'' -a outdated -d 'List the packages of which there are newer versions.'
complete -c envarium -n '__envarium_verb \'\'' -a audit -d 'Look for known vulnerabilities in packages, with pip-audit.'
complete -c envarium -n '__envarium_verb \'\'' -a upgrade -d 'Upgrade packages of an environment, after taking a snapshot.'
complete -c envarium -n '__envarium_verb create mktmpenv create-project' -s p -l python -x -a '(__envarium_pythons)' -d 'the Python to use: 3.12, pypy3.9, \'>=3.10\', a path (default: what the project asks for, else python3)'
complete -c envarium -n '__envarium_verb create mktmpenv create-project' -l on -x -a '(__envarium_names_left)' -d 'let it see the packages and programs of this environment after its own'
complete -c envarium -n '__envarium_verb create mktmpenv' -s a -l project -x -a '(__fish_complete_directories)' -d 'associate the environment with this project directory'
complete -c envarium -n '__envarium_verb create mktmpenv create-project' -s i -l install -x -d 'install this package; may be repeated'
complete -c envarium -n '__envarium_verb create mktmpenv create-project install' -s r -l requirements -r -F -d 'install from this requirements file; may be repeated'
complete -c envarium -n '__envarium_verb create mktmpenv create-project' -l prompt -x -d 'text to show in the prompt instead of the name'
complete -c envarium -n '__envarium_verb create mktmpenv create-project' -l pip -x -d 'install this version of pip, downloaded if necessary'
complete -c envarium -n '__envarium_verb create mktmpenv create-project' -l strategy -x -a 'pyvenv.cfg copy self-contained auto' -d 'how the environment finds its standard library (default: the strategy setting)'
complete -c envarium -n '__envarium_verb create mktmpenv create-project' -l seed -x -d 'also install this package at creation, downloaded if necessary; may be repeated'
complete -c envarium -n '__envarium_verb create mktmpenv install' -l from -r -F -d 'install what this file lists: a pylock.toml, uv.lock, Pipfile.lock, requirements file, environment.yml (its pip part) or script'
complete -c envarium -n '__envarium_verb create mktmpenv' -l keep -x -d 'keep the active temporary environment under this name; creates nothing'
complete -c envarium -n '__envarium_verb create mktmpenv create-project' -l system-site-packages -d 'give the environment access to the base interpreter\'s packages'
complete -c envarium -n '__envarium_verb create mktmpenv create-project' -l self-contained -d 'copy the base interpreter into the environment too, so that it can be moved (short for --strategy self-contained)'
complete -c envarium -n '__envarium_verb create mktmpenv create-project' -l no-pip -l without-pip -d 'do not install pip'
complete -c envarium -n '__envarium_verb create mktmpenv create-project' -l fetch -d 'if no installed Python matches, install one with uv, pyenv or mise'
complete -c envarium -n '__envarium_verb create mktmpenv create-project' -l clear -d 'replace an existing environment of that name; the old one is moved to the trash'
complete -c envarium -n '__envarium_verb create mktmpenv activate workon create-project' -s c -l cd -d 'change to its project directory, whatever VIRTUALENVWRAPPER_WORKON_CD says'
complete -c envarium -n '__envarium_verb create mktmpenv activate workon create-project' -s n -l no-cd -d 'stay in the current directory'
complete -c envarium -n '__envarium_verb create mktmpenv remove restore trash copy keep rename set-project link unlink set unset create-project start-project paths install sync wipe toggle-system-site doctor repair setup trust untrust kernel snapshot snapshots rollback pack unpack import adopt dedupe prune upgrade' -s q -l quiet -d 'print nothing but errors'
complete -c envarium -n '__envarium_verb create mktmpenv create-project' -l no-setuptools -l no-wheel -l no-download -l download -l symlinks -l no-periodic-update -d 'accepted for compatibility, ignored'
complete -c envarium -n '__envarium_verb create mktmpenv create-project' -l kernel -d 'also let Jupyter start notebooks in it, as envarium kernel does'
complete -c envarium -n '__envarium_verb create mktmpenv create-project' -l no-vcs-ignore -d 'write no .gitignore into the environment'
complete -c envarium -n '__envarium_verb create' -l link -d 'also link the project (default: the current one) to the environment, for uv, editors and other tools'
complete -c envarium -n '__envarium_verb create mktmpenv' -l like -d 'in a git worktree: copy the environment of the main checkout, with its editable installs changed to the worktree'
complete -c envarium -n '__envarium_verb create mktmpenv' -l sync -d 'install the project into it, as envarium sync does'
complete -c envarium -n '__envarium_verb create' -l temporary -d 'delete it on deactivation; the name is optional'
complete -c envarium -n '__envarium_verb activate' -l shell -x -a 'bash zsh fish sh csh tcsh pwsh nu xonsh' -d 'the shell to print code for (default: the calling shell)'
complete -c envarium -n '__envarium_verb activate workon' -s i -l interactive -d 'choose the environment from a list, with fzf if it is installed'
complete -c envarium -n '__envarium_verb activate; and __envarium_at 1 --shell' -a '(__envarium_names_left)'
complete -c envarium -n '__envarium_verb workon run show copy rename set-project unlink wipe toggle-system-site explain kernel snapshot rollback history packages upgrade; and __envarium_at 1' -a '(__envarium_names_left)'
complete -c envarium -n '__envarium_verb run; and __envarium_at 2' -F -a '(__envarium_programs)'
complete -c envarium -n '__envarium_verb run; and __envarium_at 3-' -F
complete -c envarium -n '__envarium_verb list find' -l sort -x -a 'name size used python' -d 'sort by name, size, last use or Python version (default: name)'
complete -c envarium -n '__envarium_verb list find usage prune which outdated audit' -l only -x -d 'only those whose name matches, or whose path does, such as \'web-*\' and \'*/src/*\''
complete -c envarium -n '__envarium_verb list find usage prune which outdated audit' -s p -l python -x -a '(__envarium_pythons)' -d 'only those of this Python: 3.9, pypy, \'<3.10\''
complete -c envarium -n '__envarium_verb list find usage prune which outdated audit' -l unused -x -d 'only those not used for so long: 90d, 12w, 6m, 1y'
complete -c envarium -n '__envarium_verb list' -s b -l brief -d 'print names only, one per line'
complete -c envarium -n '__envarium_verb list' -s l -l long -d 'print several lines for each, with what is wrong and the output of the get_env_details hooks'
complete -c envarium -n '__envarium_verb list find' -l sizes -d 'also show how much of the disk each one takes'
complete -c envarium -n '__envarium_verb list find usage prune which outdated audit' -l orphans -d 'only those whose project directory no longer exists'
complete -c envarium -n '__envarium_verb list find usage prune which outdated audit' -l eol -d 'only those whose Python is past its end of life; shows the date'
complete -c envarium -n '__envarium_verb list find usage prune which outdated audit' -l broken -d 'only those with a problem, such as a missing interpreter'
complete -c envarium -n '__envarium_verb list show trash paths pythons explain doctor words config snapshots history diff find import dedupe usage prune packages which outdated audit' -l json -d 'print JSON; its keys are stable'
complete -c envarium -n '__envarium_verb list show trash paths pythons explain doctor words config snapshots history diff find import dedupe usage prune packages which outdated audit' -l plain -d 'print one fact a line, without columns, colour and progress, as screen readers need it'
complete -c envarium -n '__envarium_verb remove' -l now -d 'delete them permanently now, and print the space freed'
complete -c envarium -n '__envarium_verb remove' -l flatten -d 'also if others see their packages (--on): first copy the packages into those'
complete -c envarium -n '__envarium_verb remove' -l skip-missing -d 'report names that do not exist, and remove the others'
complete -c envarium -n '__envarium_verb remove doctor dedupe; and __envarium_at 1-' -a '(__envarium_names_left)'
complete -c envarium -n '__envarium_verb restore; and __envarium_at 1' -a '(__envarium_trash)'
complete -c envarium -n '__envarium_verb trash' -l empty -d 'delete everything in the trash permanently'
complete -c envarium -n '__envarium_verb copy' -l link -d 'share unchanged files by hard links'
complete -c envarium -n '__envarium_verb each' -s j -l jobs -x -d 'run in up to N environments at the same time'
complete -c envarium -n '__envarium_verb each' -l only -x -d 'run only where the name matches, such as \'web-*\''
complete -c envarium -n '__envarium_verb each; and __envarium_at 1 -j --jobs --only' -F -a '(__envarium_programs)'
complete -c envarium -n '__envarium_verb each; and __envarium_at 2- -j --jobs --only' -F
complete -c envarium -n '__envarium_verb set-project; and __envarium_at 2' -a '(__fish_complete_directories)'
complete -c envarium -n '__envarium_verb link' -s a -l project -x -a '(__fish_complete_directories)' -d 'the project directory (default: the current project)'
complete -c envarium -n '__envarium_verb link' -l file -d 'write a file with the path (PEP 832) instead of a symlink, which more tools follow'
complete -c envarium -n '__envarium_verb link' -l again -d 'replace what is there: another link, or an environment, which is moved aside'
complete -c envarium -n '__envarium_verb link' -l gitignore -d 'add it to .gitignore, not to .git/info/exclude'
complete -c envarium -n '__envarium_verb link' -l check -d 'only warn if the project asks for another Python than the environment has'
complete -c envarium -n '__envarium_verb link; and __envarium_at 1 -a --project' -a '(__envarium_names_left)'
complete -c envarium -n '__envarium_verb set' -l from -r -F -d 'read them from this .env file, without expanding anything; may be repeated'
complete -c envarium -n '__envarium_verb set' -l path-prepend -x -a '(__fish_complete_directories)' -d 'also put this directory on PATH, behind the environment\'s own programs; may be repeated'
complete -c envarium -n '__envarium_verb set; and __envarium_at 1 --from --path-prepend' -a '(__envarium_names_left)'
complete -c envarium -n '__envarium_verb unset' -l path-prepend -x -a '(__fish_complete_directories)' -d 'no longer put this directory on PATH; may be repeated'
complete -c envarium -n '__envarium_verb unset; and __envarium_at 1 --path-prepend' -a '(__envarium_names_left)'
complete -c envarium -n '__envarium_verb create-project start-project' -s t -l template -x -a '(__envarium_templates)' -d 'apply this template to the project; may be repeated'
complete -c envarium -n '__envarium_verb create-project start-project' -s f -l force -d 'use the directory even if it exists'
complete -c envarium -n '__envarium_verb start-project' -l check -d 'only check whether it can be created'
complete -c envarium -n '__envarium_verb start-project; and __envarium_at 1 -t --template' -a '(__envarium_names_left)'
complete -c envarium -n '__envarium_verb paths' -s d -l delete -d 'remove them instead'
complete -c envarium -n '__envarium_verb paths; and __envarium_at 1-' -a '(__fish_complete_directories)'
complete -c envarium -n '__envarium_verb install; and __envarium_at 1 -r --requirements --from' -a '(__envarium_names_left)'
complete -c envarium -n '__envarium_verb sync' -s a -l project -x -a '(__fish_complete_directories)' -d 'the project directory (default: the environment\'s project, else the current one)'
complete -c envarium -n '__envarium_verb sync' -l group -x -d 'also install this dependency group; may be repeated'
complete -c envarium -n '__envarium_verb sync' -l extra -x -d 'also install this extra; may be repeated'
complete -c envarium -n '__envarium_verb sync' -l no-dev -d 'do not install the dependency group dev'
complete -c envarium -n '__envarium_verb sync' -l exact -d 'also uninstall what the project does not need, after showing it'
complete -c envarium -n '__envarium_verb sync' -s y -l yes -d 'with --exact, do not ask for confirmation'
complete -c envarium -n '__envarium_verb sync; and __envarium_at 1 -a --project --group --extra' -a '(__envarium_names_left)'
complete -c envarium -n '__envarium_verb pythons; and __envarium_at 1' -a '(__envarium_pythons)'
complete -c envarium -n '__envarium_verb explain' -l verify -d 'also start that Python and compare; exit with 1 if they differ'
complete -c envarium -n '__envarium_verb repair' -s p -l python -x -a '(__envarium_pythons)' -d 'rebuild with this Python, and install the same packages again'
complete -c envarium -n '__envarium_verb repair' -l wait -x -d 'how long to wait while another repair is running (default: the lock_wait setting)'
complete -c envarium -n '__envarium_verb repair' -l all -d 'repair every environment that needs it'
complete -c envarium -n '__envarium_verb repair; and __envarium_at 1- -p --python --wait' -a '(__envarium_names_left)'
complete -c envarium -n '__envarium_verb init setup' -l auto -d 'also activate the environment that a project is linked to while the shell is in the project'
complete -c envarium -n '__envarium_verb init setup' -l no-auto -d 'do not, whatever the auto setting says'
complete -c envarium -n '__envarium_verb init setup; and __envarium_at 1' -a 'bash zsh fish xonsh nu'
complete -c envarium -n '__envarium_verb setup' -l undo -d 'remove it from the startup file, or if no shell is named, from those of all shells'
complete -c envarium -n '__envarium_verb setup import' -s y -l yes -d 'do not ask for confirmation'
complete -c envarium -n '__envarium_verb hook' -l source -d 'only print the plugins\' shell code'
complete -c envarium -n '__envarium_verb hook; and __envarium_at 1' -a 'pre_mkvirtualenv pre_cpvirtualenv pre_rmvirtualenv post_rmvirtualenv pre_activate get_env_details project.pre_mkproject initialize post_mkvirtualenv post_cpvirtualenv post_activate pre_deactivate post_deactivate project.post_mkproject'
complete -c envarium -n '__envarium_verb trust untrust adopt; and __envarium_at 1' -a '(__fish_complete_directories)'
complete -c envarium -n '__envarium_verb help; and __envarium_at 1' -a 'create mkvenv mkvirtualenv mktmpenv activate workon run list lsvenv lsvirtualenv show showvenv showvirtualenv remove rmvenv rmvirtualenv restore trash copy cpvenv cpvirtualenv keep rename mvvenv mvvirtualenv each allvenv allvirtualenv set-project setvirtualenvproject link unlink set unset create-project mkproject start-project paths add2virtualenv install sync wipe wipeenv toggle-system-site toggleglobalsitepackages pythons explain doctor repair init setup hook trust untrust words virtualenvwrapper help config kernel snapshot snapshots rollback history diff export pack unpack find import adopt dedupe usage prune packages which outdated audit upgrade deactivate cdvirtualenv cdsitepackages lssitepackages cdproject commands python settings environment hooks exit-codes'
complete -c envarium -n '__envarium_verb config; and __envarium_at 1' -a 'get set unset edit path'
complete -c envarium -n '__envarium_verb config; and __envarium_at 2' -a 'store strategy reserve auto picker fetch installer lock_wait trash_days plain link'
complete -c envarium -n '__envarium_verb config; and __envarium_at 3' -a 'true false pyvenv.cfg copy self-contained auto uv pip no symlink file'
complete -c envarium -n '__envarium_verb kernel' -s d -l delete -d 'remove the kernel instead'
complete -c envarium -n '__envarium_verb snapshots' -l delete -x -a '(__envarium_snapshots)' -d 'delete this snapshot permanently; may be repeated'
complete -c envarium -n '__envarium_verb snapshots; and __envarium_at 1 --delete' -a '(__envarium_names_left)'
complete -c envarium -n '__envarium_verb rollback' -l dry-run -d 'only show what would change'
complete -c envarium -n '__envarium_verb rollback' -s f -l force -d 'return to it even if files in it have changed'
complete -c envarium -n '__envarium_verb rollback; and __envarium_at 2' -a '(__envarium_snapshots)'
complete -c envarium -n '__envarium_verb diff' -l files -d 'also compare the files'
complete -c envarium -n '__envarium_verb diff' -l exit-code -d 'exit with 1 if there are differences'
complete -c envarium -n '__envarium_verb diff; and __envarium_at 1' -F -a '(__envarium_states)'
complete -c envarium -n '__envarium_verb diff; and __envarium_at 2' -F -a '(__envarium_states)'
complete -c envarium -n '__envarium_verb export' -s o -l output -r -F -d 'write to this file (default: standard output)'
complete -c envarium -n '__envarium_verb export' -l requirements -d 'write a requirements file with exact versions instead of a pylock.toml'
complete -c envarium -n '__envarium_verb export' -l environment-yml -d 'write an environment.yml for conda instead, whose packages pip installs'
complete -c envarium -n '__envarium_verb export' -l skip-missing -d 'report packages that cannot be locked, and write the others'
complete -c envarium -n '__envarium_verb export pack' -s f -l force -d 'replace the file if it exists'
complete -c envarium -n '__envarium_verb export; and __envarium_at 1 -o --output' -a '(__envarium_names_left)'
complete -c envarium -n '__envarium_verb pack' -s o -l output -r -F -d 'the archive: .tar.gz, .tar.zst, .zip or .squashfs (default: NAME.tar.gz), or a directory in which equal files are stored once'
complete -c envarium -n '__envarium_verb pack' -l exclude -x -a '(__envarium_installed)' -d 'leave out the files of this package, or those whose path in the environment matches, such as \'share/*\'; may be repeated'
complete -c envarium -n '__envarium_verb pack' -l only -x -a '(__envarium_installed)' -d 'leave out all packages but this one and those that it requires; may be repeated'
complete -c envarium -n '__envarium_verb pack' -l all -d 'pack every environment into a directory, and print the digest of each'
complete -c envarium -n '__envarium_verb pack' -l strip -d 'leave out the tests of packages, and caches'
complete -c envarium -n '__envarium_verb pack' -l no-python -d 'leave its Python out, for machines that have the same version'
complete -c envarium -n '__envarium_verb pack; and __envarium_at 1- -o --output --exclude --only' -a '(__envarium_names_left)'
complete -c envarium -n '__envarium_verb unpack' -l any-size -d 'accept an archive that contains a hundred times its own size and more'
complete -c envarium -n '__envarium_verb unpack' -l shared -d 'unpack it once for all processes of this machine, which only read it, and print its path'
complete -c envarium -n '__envarium_verb find' -l tool -x -a 'conda envarium hatch nox pdm pipenv pipx pixi poetry pre-commit pyenv tox uv venv virtualenv virtualenvwrapper' -d 'only those of this tool; may be repeated'
complete -c envarium -n '__envarium_verb find' -l across -d 'also search other file systems on disks that are mounted below'
complete -c envarium -n '__envarium_verb find' -l everywhere -d 'also search directories that contain none as a rule, such as node_modules and .git'
complete -c envarium -n '__envarium_verb find' -l adopt -d 'take what is selected into the store, as envarium adopt does'
complete -c envarium -n '__envarium_verb find' -l trash -d 'move what is selected to the trash; envarium restore moves it back'
complete -c envarium -n '__envarium_verb find prune' -s y -l yes -d 'do it; without it, only show what would be done'
complete -c envarium -n '__envarium_verb find; and __envarium_at 1- --tool --only -p --python --unused --sort' -a '(__fish_complete_directories)'
complete -c envarium -n '__envarium_verb import' -l from -x -a 'pyenv pipenv poetry conda uv hatch virtualenvwrapper virtualfish pew' -d 'the tool; its environments are where its own settings say'
complete -c envarium -n '__envarium_verb import adopt' -l move -d 'move it into the store, with the paths in its files changed, as rename does'
complete -c envarium -n '__envarium_verb import' -l dry-run -d 'only show what would be done'
complete -c envarium -n '__envarium_verb dedupe' -l dry-run -d 'only show what it would save'
complete -c envarium -n '__envarium_verb dedupe' -l hardlink -d 'let files of packages be one file with several names, where the file system cannot share blocks'
complete -c envarium -n '__envarium_verb usage outdated audit; and __envarium_at 1 --only -p --python --unused' -a '(__envarium_names_left)'
complete -c envarium -n '__envarium_verb which; and __envarium_at 1 --only -p --python --unused' -a '(__envarium_any_packages)'
complete -c envarium -n '__envarium_verb outdated audit' -l all -d 'all environments'
complete -c envarium -n '__envarium_verb upgrade; and __envarium_at 2-' -a '(__envarium_installed)'
# <<< words
