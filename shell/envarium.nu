# The commands of envarium for Nushell, for `source` in config.nu.
#
# Reads: __envarium_python  the interpreter for what Nushell alone cannot do
#        __envarium_home    the directory that contains the envarium package
#        WORKON_HOME, VIRTUALENVWRAPPER_HOOK_DIR, VIRTUALENVWRAPPER_WORKON_CD, XDG_CONFIG_HOME
# Keeps: __envarium_inside, __envarium_entered, __envarium_previous, __envarium_temporary  the environments of this
#        shell, in lists, which no child process sees
#
# Sections: what Nushell can decide; asking Python; activation and deactivation; the commands.

# --- what Nushell can decide --------------------------------------------------

# Returns the store, where Python is not needed to tell.
def __envarium_root [] {
    let config = ($env.XDG_CONFIG_HOME? | default '~/.config' | path join envarium config.toml | path expand --no-symlink)
    let setting = (try { open $config | get --optional store } catch { null })
    let root = ($env.WORKON_HOME? | default ($setting | default '~/.virtualenvs'))
    $root | split row ':' | first | path expand --no-symlink
}

# Returns whether there is an environment of this name in the store at `root`; a hook there is a file.
def __envarium_holds [root: string, name: string] {
    try { $root | path join $name bin python | path exists --no-symlink } catch { false }
}

# Returns the names of the environments.
def __envarium_names [] {
    let root = (__envarium_root)
    try { ls --short-names $root } catch { [] } | each {|entry| $entry.name } | where {|name|
        $name !~ '^[.-]' and (__envarium_holds $root $name)
    }
}

# Returns what a command completes to: flags, or the names of environments if it takes any.
def __envarium_complete [context: string, takes_names: bool, flags: list<string>] {
    let words = ($context | split row ' ')
    if ($words | last | str starts-with '-') { return $flags }
    if not $takes_names { return null }
    __envarium_names | where {|name| $name not-in ($words | drop 1) } | each {|name|
        if $name =~ '^[\w.-]+$' { $name } else { $name | to nuon }
    }
}

# --- asking Python ------------------------------------------------------------

const __envarium_code = "import sys
try:
    sys.path.insert(0, sys.argv.pop(1))
    from envarium.start import called_by_shell
    called_by_shell()
except KeyboardInterrupt:
    sys.exit(130)"

# Calls envarium: the shell ('' if no answer is read), the command, its arguments.
def __envarium_ask [...words: string] {
    ^$__envarium_python -I -S -c $__envarium_code $__envarium_home ...$words
}

# Calls it for a command that changes this shell, and makes the calls in its answer. Help is printed.
def --env __envarium_plan [...words: string] {
    if ($words | last) in [-h --help] {
        __envarium_ask '' ...$words
        return
    }
    let answer = (__envarium_ask nu ...$words e>> /dev/stderr | complete)
    for call in (if ($answer.stdout | is-empty) { [] } else { $answer.stdout | from nuon }) {
        let words = ($call | skip 1)
        match $call.0 {
            enter => { __envarium_enter $words.0 ...($words | skip 1) }
            activate => { __envarium_enter $words.0 '0' }
            plan => { __envarium_plan ...$words }
            ask => { __envarium_ask ...$words }
            print => { print $words.0 }
            cd => { cd $words.0 }
            made_temporary => { $env.__envarium_temporary = ($env.__envarium_temporary? | default [] | append $words.0) }
            moved => { if [$words.0] == $env.__envarium_inside? { __envarium_enter $words.1 '0' } }
            start_project => {
                __envarium_ask '' start-project ...$words
                cd (__envarium_project $env.VIRTUAL_ENV)
            }
            _ => {}
        }
    }
    if $answer.exit_code != 0 { error make --unspanned {msg: $'($words.0) failed'} }
}

# --- activation and deactivation ----------------------------------------------

# `make generate` generates these from the plan.
# >>> activation
# Activates the environment at a path.
def --env __envarium_activate [place: string, title: string, steps: list] {
    for step in ($steps | where {|step| $step.0 == 'export' }) {
        let variables = ($env.__envarium_old_variables? | default [])
        $env.__envarium_old_variables = ($variables | append {name: $step.1, value: ($env | get --optional $step.1)})
        load-env {($step.1): $step.2}
    }
    for step in ($steps | where {|step| $step.0 == 'include' }) {
        $env.__envarium_old_paths = ($env.__envarium_old_paths? | default [] | append $step.2)
        $env.PATH = ($env.PATH? | default [] | prepend $step.2)
    }
    $env.__envarium_old_VIRTUAL_ENV = [$env.VIRTUAL_ENV?]
    $env.VIRTUAL_ENV = $place
    $env.__envarium_old_VIRTUAL_ENV_PROMPT = [$env.VIRTUAL_ENV_PROMPT?]
    $env.VIRTUAL_ENV_PROMPT = $title
    $env.__envarium_old_PYTHONHOME = [$env.PYTHONHOME?]
    if 'PYTHONHOME' in $env { hide-env PYTHONHOME }
    if 'PYTHONHOME' in $env { $env.PYTHONHOME = [] }
    $env.__envarium_old_PATH = [$"($place)/bin"]
    $env.PATH = ($env.PATH? | default [] | prepend $"($place)/bin")
    if ($env.VIRTUAL_ENV_DISABLE_PROMPT? | is-empty) and $env.PROMPT_COMMAND? != null {
        let prompt = $env.PROMPT_COMMAND
        $env.__envarium_old_PROMPT_COMMAND = [$prompt]
        $env.PROMPT_COMMAND = {||
            let text = (if ($prompt | describe) == 'closure' { do $prompt } else { $prompt })
            $"(char lparen)($title)(char rparen) " + $text
        }
    }
}

def --env __envarium_undo [mode?: string] {
    if '__envarium_old_PATH' in $env {
        if '__envarium_old_PROMPT_COMMAND' in $env {
            $env.PROMPT_COMMAND = $env.__envarium_old_PROMPT_COMMAND.0
            hide-env __envarium_old_PROMPT_COMMAND
        }
        let entry = $env.__envarium_old_PATH.0
        let place = ($env.PATH? | default [] | enumerate | where item == $entry | get 0?.index)
        if $place != null { $env.PATH = ($env.PATH | drop nth $place) }
        if $env.PATH? == [] { hide-env PATH }
        hide-env __envarium_old_PATH
        if $env.__envarium_old_PYTHONHOME.0 == null {
            if 'PYTHONHOME' in $env { hide-env PYTHONHOME }
        } else {
            $env.PYTHONHOME = $env.__envarium_old_PYTHONHOME.0
        }
        hide-env __envarium_old_PYTHONHOME
        if $env.__envarium_old_VIRTUAL_ENV_PROMPT.0 == null {
            if 'VIRTUAL_ENV_PROMPT' in $env { hide-env VIRTUAL_ENV_PROMPT }
        } else {
            $env.VIRTUAL_ENV_PROMPT = $env.__envarium_old_VIRTUAL_ENV_PROMPT.0
        }
        hide-env __envarium_old_VIRTUAL_ENV_PROMPT
        if $env.__envarium_old_VIRTUAL_ENV.0 == null {
            if 'VIRTUAL_ENV' in $env { hide-env VIRTUAL_ENV }
        } else {
            $env.VIRTUAL_ENV = $env.__envarium_old_VIRTUAL_ENV.0
        }
        hide-env __envarium_old_VIRTUAL_ENV
    }
    for variable in ($env.__envarium_old_variables? | default []) {
        let name = $variable.name
        if $variable.value == null {
            if $name in $env { hide-env $name }
        } else {
            load-env {($name): $variable.value}
        }
    }
    for entry in ($env.__envarium_old_paths? | default []) {
        let place = ($env.PATH? | default [] | enumerate | where item == $entry | get 0?.index)
        if $place != null { $env.PATH = ($env.PATH | drop nth $place) }
    }
    if $env.PATH? == [] { hide-env PATH }
    if '__envarium_old_variables' in $env { hide-env __envarium_old_variables }
    if '__envarium_old_paths' in $env { hide-env __envarium_old_paths }
}
# <<< activation

# Activates the environment at a path, with its started hooks, and changes to its project if `going` is '1'.
def --env __envarium_enter [place: string, ...going: string] {
    let file = ($place | path join bin activate.nu)
    deactivate
    __envarium_run pre_activate preactivate $place
    # another tool creates environments without this file, and without variables
    let steps = (if ($file | path exists) { open --raw $file | lines | get 1 | str substring 2.. | from nuon } else { [] })
    let titles = ($steps | where {|step| $step.1 == VIRTUAL_ENV_PROMPT } | each {|step| $step.2 })
    __envarium_activate $place ($titles | get --optional 0 | default ($place | path basename)) $steps
    try { touch --no-create ($place | path join .used) } catch { }
    $env.__envarium_inside = [$place]
    if $env.__envarium_entered? != [$place] {
        $env.__envarium_previous = ($env.__envarium_entered? | default [])
        $env.__envarium_entered = [$place]
    }
    let project = (__envarium_project $place)
    if $project != '' and ($going | get --optional 0 | default ($env.VIRTUALENVWRAPPER_WORKON_CD? | default "1")) == '1' {
        if ($project | path exists) { cd $project } else { print --stderr $'envarium: the project directory ($project) does not exist' }
    }
}

def __envarium_project [place: string] {
    let file = ($place | path join .project)
    if ($file | path exists) { open --raw $file | lines | get --optional 0 | default '' } else { '' }
}

# Lets Python run the hooks of an event if the user has written one: a stub consists of comments.
def __envarium_run [event: string, hook: string, place: string] {
    let hooks = ($env.VIRTUALENVWRAPPER_HOOK_DIR? | default (__envarium_root))
    let written = ([($hooks | path join $hook) ($place | path join bin $hook)] | any {|path|
        ($path | path exists) and (open --raw $path | into string | lines | any {|line| $line !~ '^\s*$|^#' })
    })
    if $written { __envarium_ask '' hook $event ($place | path basename) | ignore }
}

# Deactivates the active environment, if there is one.
def --env deactivate [mode?: string] {
    let place = ($env.__envarium_inside? | default [] | get --optional 0)
    __envarium_undo $mode
    if $place == null { return }
    hide-env __envarium_inside
    let temporary = ($env.__envarium_temporary? | default [])
    if $place in $temporary {
        $env.__envarium_temporary = ($temporary | where {|each| $each != $place })
        if ($place | path join README.tmpenv | path exists) { __envarium_remove rmvenv ($place | path basename) }
    }
}

# Removes environments; if the working directory was in one of them, changes to the store.
def --env __envarium_remove [...words: string] {
    let root = (__envarium_root)
    __envarium_ask '' ...$words
    if not (try { $env.PWD | path exists } catch { false }) { cd $root }
}

# --- the commands -------------------------------------------------------------

def --env --wrapped workon [...words: string@__envarium_complete_workon] {
    let name = (if ($words | length) == 1 { $words.0 } else { '' })
    let place = (__envarium_root | path join $name)
    let last = (if ($env.__envarium_inside? | is-empty) { $env.__envarium_entered? } else { $env.__envarium_previous? })
    if $name == '-' and ($last | is-not-empty) {
        __envarium_enter $last.0
    } else if $name =~ '^[^-./:][^/:]*$' and (__envarium_holds (__envarium_root) $name) {
        __envarium_enter $place
    } else {
        __envarium_plan workon ...$words
    }
}

# `make generate` generates these from the vocabulary.
# >>> words
def __envarium_complete_mkvenv [context: string] { __envarium_complete $context false [-h --help -p --python --on -a --project -i --install -r --requirements --prompt --pip --strategy --seed --from --keep --system-site-packages --self-contained --no-pip --without-pip --fetch --clear -c --cd -n --no-cd -q --quiet --no-setuptools --no-wheel --no-download --download --symlinks --no-periodic-update --kernel --no-vcs-ignore --link --like --sync --temporary] }
def --env --wrapped mkvenv [...words: string@__envarium_complete_mkvenv] { __envarium_plan mkvenv ...$words }
def __envarium_complete_mkvirtualenv [context: string] { __envarium_complete $context false [-h --help -p --python --on -a --project -i --install -r --requirements --prompt --pip --strategy --seed --from --keep --system-site-packages --self-contained --no-pip --without-pip --fetch --clear -c --cd -n --no-cd -q --quiet --no-setuptools --no-wheel --no-download --download --symlinks --no-periodic-update --kernel --no-vcs-ignore --link --like --sync --temporary] }
def --env --wrapped mkvirtualenv [...words: string@__envarium_complete_mkvirtualenv] { __envarium_plan mkvirtualenv ...$words }
def __envarium_complete_mktmpenv [context: string] { __envarium_complete $context false [-h --help -p --python --on -a --project -i --install -r --requirements --prompt --pip --strategy --seed --from --keep --system-site-packages --self-contained --no-pip --without-pip --fetch --clear -c --cd -n --no-cd -q --quiet --no-setuptools --no-wheel --no-download --download --symlinks --no-periodic-update --kernel --no-vcs-ignore --link --like --sync --temporary] }
def --env --wrapped mktmpenv [...words: string@__envarium_complete_mktmpenv] { __envarium_plan mktmpenv ...$words }
def __envarium_complete_workon [context: string] { __envarium_complete $context true [-h --help --shell -i --interactive -c --cd -n --no-cd] }
def __envarium_complete_lsvenv [context: string] { __envarium_complete $context false [-h --help --sort --only -p --python --unused -b --brief -l --long --sizes --orphans --eol --broken --json --plain] }
def --env --wrapped lsvenv [...words: string@__envarium_complete_lsvenv] { __envarium_ask '' lsvenv ...$words }
def __envarium_complete_lsvirtualenv [context: string] { __envarium_complete $context false [-h --help --sort --only -p --python --unused -b --brief -l --long --sizes --orphans --eol --broken --json --plain] }
def --env --wrapped lsvirtualenv [...words: string@__envarium_complete_lsvirtualenv] { __envarium_ask '' lsvirtualenv ...$words }
def __envarium_complete_showvenv [context: string] { __envarium_complete $context true [-h --help --json --plain] }
def --env --wrapped showvenv [...words: string@__envarium_complete_showvenv] { __envarium_ask '' showvenv ...$words }
def __envarium_complete_showvirtualenv [context: string] { __envarium_complete $context true [-h --help --json --plain] }
def --env --wrapped showvirtualenv [...words: string@__envarium_complete_showvirtualenv] { __envarium_ask '' showvirtualenv ...$words }
def __envarium_complete_rmvenv [context: string] { __envarium_complete $context true [-h --help --now --flatten --skip-missing -q --quiet] }
def --env --wrapped rmvenv [...words: string@__envarium_complete_rmvenv] { __envarium_remove rmvenv ...$words }
def __envarium_complete_rmvirtualenv [context: string] { __envarium_complete $context true [-h --help --now --flatten --skip-missing -q --quiet] }
def --env --wrapped rmvirtualenv [...words: string@__envarium_complete_rmvirtualenv] { __envarium_remove rmvirtualenv ...$words }
def __envarium_complete_cpvenv [context: string] { __envarium_complete $context true [-h --help --link -q --quiet] }
def --env --wrapped cpvenv [...words: string@__envarium_complete_cpvenv] { __envarium_plan cpvenv ...$words }
def __envarium_complete_cpvirtualenv [context: string] { __envarium_complete $context true [-h --help --link -q --quiet] }
def --env --wrapped cpvirtualenv [...words: string@__envarium_complete_cpvirtualenv] { __envarium_plan cpvirtualenv ...$words }
def __envarium_complete_mvvenv [context: string] { __envarium_complete $context true [-h --help -q --quiet] }
def --env --wrapped mvvenv [...words: string@__envarium_complete_mvvenv] { __envarium_plan mvvenv ...$words }
def __envarium_complete_mvvirtualenv [context: string] { __envarium_complete $context true [-h --help -q --quiet] }
def --env --wrapped mvvirtualenv [...words: string@__envarium_complete_mvvirtualenv] { __envarium_plan mvvirtualenv ...$words }
def __envarium_complete_allvenv [context: string] { __envarium_complete $context false [-h --help -j --jobs --only] }
def --env --wrapped allvenv [...words: string@__envarium_complete_allvenv] { __envarium_ask '' allvenv ...$words }
def __envarium_complete_allvirtualenv [context: string] { __envarium_complete $context false [-h --help -j --jobs --only] }
def --env --wrapped allvirtualenv [...words: string@__envarium_complete_allvirtualenv] { __envarium_ask '' allvirtualenv ...$words }
def __envarium_complete_setvirtualenvproject [context: string] { __envarium_complete $context true [-h --help -q --quiet] }
def --env --wrapped setvirtualenvproject [...words: string@__envarium_complete_setvirtualenvproject] { __envarium_ask '' setvirtualenvproject ...$words }
def __envarium_complete_mkproject [context: string] { __envarium_complete $context false [-h --help -t --template -p --python --on -i --install -r --requirements --prompt --pip --strategy --seed -f --force --system-site-packages --self-contained --no-pip --without-pip --fetch --clear -c --cd -n --no-cd -q --quiet --no-setuptools --no-wheel --no-download --download --symlinks --no-periodic-update --kernel --no-vcs-ignore] }
def --env --wrapped mkproject [...words: string@__envarium_complete_mkproject] { __envarium_plan mkproject ...$words }
def __envarium_complete_add2virtualenv [context: string] { __envarium_complete $context false [-h --help -d --delete --json --plain -q --quiet] }
def --env --wrapped add2virtualenv [...words: string@__envarium_complete_add2virtualenv] { __envarium_ask '' add2virtualenv ...$words }
def __envarium_complete_wipeenv [context: string] { __envarium_complete $context true [-h --help -q --quiet] }
def --env --wrapped wipeenv [...words: string@__envarium_complete_wipeenv] { __envarium_ask '' wipeenv ...$words }
def __envarium_complete_toggleglobalsitepackages [context: string] { __envarium_complete $context true [-h --help -q --quiet] }
def --env --wrapped toggleglobalsitepackages [...words: string@__envarium_complete_toggleglobalsitepackages] { __envarium_ask '' toggleglobalsitepackages ...$words }
def __envarium_complete_virtualenvwrapper [context: string] { __envarium_complete $context false [-h --help --json --plain] }
def --env --wrapped virtualenvwrapper [...words: string@__envarium_complete_virtualenvwrapper] { __envarium_ask '' virtualenvwrapper ...$words }
def __envarium_complete_envarium [context: string] {
    let words = ($context | split row ' ')
    if ($words | length) == 2 { return [{value: "create", description: "Create an environment."}, {value: "activate", description: "Print the shell code that activates an environment."}, {value: "run", description: "Run a command in an environment without activating it."}, {value: "list", description: "List the environments."}, {value: "show", description: "Show one environment in detail."}, {value: "remove", description: "Move environments to the trash."}, {value: "restore", description: "Restore a removed environment."}, {value: "trash", description: "List the removed environments, or delete them permanently."}, {value: "copy", description: "Copy an environment."}, {value: "keep", description: "Keep the active temporary environment under a name."}, {value: "rename", description: "Rename an environment."}, {value: "each", description: "Run a command in every environment."}, {value: "set-project", description: "Associate an environment with a project directory."}, {value: "link", description: "Link a project to its environment, for uv, editors and other tools."}, {value: "unlink", description: "Remove the link from a project to its environment."}, {value: "set", description: "Set variables that an environment sets when it is activated."}, {value: "unset", description: "Remove variables that an environment sets when it is activated."}, {value: "create-project", description: "Create a project directory in PROJECT_HOME, and an environment for it."}, {value: "start-project", description: "Create a project directory in PROJECT_HOME for an existing environment."}, {value: "paths", description: "Add directories to the active environment's sys.path."}, {value: "install", description: "Install packages into an environment."}, {value: "sync", description: "Install a project into its environment."}, {value: "wipe", description: "Uninstall every package, except those installed at creation."}, {value: "toggle-system-site", description: "Turn access to the base interpreter's packages on or off."}, {value: "pythons", description: "List the Python interpreters found on this machine."}, {value: "explain", description: "Show how a Python finds its prefix and sys.path, step by step."}, {value: "doctor", description: "Check the store, the environments and the shell integration for problems."}, {value: "repair", description: "Repair environments: interpreter, changed paths, pip, activation scripts."}, {value: "init", description: "Print the shell code that loads the integration."}, {value: "setup", description: "Load the integration in every new shell, from the shell's startup file."}, {value: "hook", description: "Run the hooks of an event that the shell does not run itself."}, {value: "trust", description: "Trust the hooks of a project, and its link to an environment, as they are now."}, {value: "untrust", description: "End the trust in the hooks and the link of a project."}, {value: "words", description: "List the commands of the shell integration."}, {value: "help", description: "Show the help of a command, a shell command or a topic."}, {value: "config", description: "Show the settings and where each comes from, or change them."}, {value: "kernel", description: "Let Jupyter start notebooks in an environment."}, {value: "snapshot", description: "Take a snapshot of an environment, to which rollback returns."}, {value: "snapshots", description: "List snapshots, or delete some."}, {value: "rollback", description: "Return an environment to a snapshot."}, {value: "history", description: "Show what was installed into an environment, when, and by whom."}, {value: "diff", description: "Compare the packages of environments, snapshots and lock files."}, {value: "export", description: "Write what an environment consists of, as a lock file."}, {value: "pack", description: "Pack an environment into an archive, to be unpacked at any path."}, {value: "unpack", description: "Unpack an archive of an environment into the store."}, {value: "find", description: "Find the environments below directories, whatever tool made them."}, {value: "import", description: "Take the environments of another tool into the store."}, {value: "adopt", description: "Take an environment that is elsewhere into the store."}, {value: "dedupe", description: "Let equal files in several environments share their space on the disk."}, {value: "usage", description: "Show how much of the disk environments take, or the biggest packages of one."}, {value: "prune", description: "Move the environments that options select to the trash, after showing them."}, {value: "packages", description: "List the packages of an environment, and which of them were asked for."}, {value: "which", description: "Show which environments have a package, and in which version."}, {value: "outdated", description: "List the packages of which there are newer versions."}, {value: "audit", description: "Look for known vulnerabilities in packages, with pip-audit."}, {value: "upgrade", description: "Upgrade packages of an environment, after taking a snapshot."}] }
    __envarium_complete ($words | skip 1 | str join ' ') ($words.1 in [activate run show remove copy rename set-project link unlink set unset start-project install sync wipe toggle-system-site explain doctor repair kernel snapshot snapshots rollback history diff export pack dedupe usage packages outdated audit upgrade]) []
}
extern "envarium" [...words: string@__envarium_complete_envarium]
# <<< words
