# The commands of envarium for Nushell, for `source` in config.nu.
#
# Reads: __envarium_python  the interpreter for what Nushell alone cannot do
#        __envarium_home    the directory that contains the envarium package
#        WORKON_HOME, VIRTUALENVWRAPPER_HOOK_DIR, VIRTUALENVWRAPPER_WORKON_CD, XDG_CONFIG_HOME
# Keeps: __envarium_inside, __envarium_entered, __envarium_previous, __envarium_temporary  the environments of this
#        shell, in lists, which no child process sees
#
# Sections: what Nushell can decide; asking Python; activation and deactivation; the commands; completion.

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
    __envarium_entries $root | where {|name|
        $name !~ '^[.-]' and (__envarium_holds $root $name)
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
    # `complete` would also take standard error, and /dev/stderr cannot be opened where the terminal is another user's
    let file = (mktemp --tmpdir)
    let code = (try { __envarium_ask nu ...$words o> $file; 0 } catch {|error|
        if $error.exit_code? == null { print --stderr $error.msg }
        $error.exit_code? | default 1
    })
    let answer = (open --raw $file | decode utf-8)
    rm --permanent $file
    for call in (if ($answer | is-empty) { [] } else { $answer | from nuon }) {
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
    if $code != 0 { error make --unspanned {msg: $'($words.0) failed'} }
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
    if not ($place | path join bin python | path exists) {
        let name = ($place | path basename)
        print --stderr $"envarium: warning: the Python of ($name) is missing\nhint: envarium repair ($name)"
    }
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

@complete __envarium_complete
def --env --wrapped workon [...words: string] {
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
@complete __envarium_complete
def --env --wrapped mkvenv [...words: string] { __envarium_plan mkvenv ...$words }
@complete __envarium_complete
def --env --wrapped mkvirtualenv [...words: string] { __envarium_plan mkvirtualenv ...$words }
@complete __envarium_complete
def --env --wrapped mktmpenv [...words: string] { __envarium_plan mktmpenv ...$words }
@complete __envarium_complete
def --env --wrapped lsvenv [...words: string] { __envarium_ask '' lsvenv ...$words }
@complete __envarium_complete
def --env --wrapped lsvirtualenv [...words: string] { __envarium_ask '' lsvirtualenv ...$words }
@complete __envarium_complete
def --env --wrapped showvenv [...words: string] { __envarium_ask '' showvenv ...$words }
@complete __envarium_complete
def --env --wrapped showvirtualenv [...words: string] { __envarium_ask '' showvirtualenv ...$words }
@complete __envarium_complete
def --env --wrapped rmvenv [...words: string] { __envarium_remove rmvenv ...$words }
@complete __envarium_complete
def --env --wrapped rmvirtualenv [...words: string] { __envarium_remove rmvirtualenv ...$words }
@complete __envarium_complete
def --env --wrapped cpvenv [...words: string] { __envarium_plan cpvenv ...$words }
@complete __envarium_complete
def --env --wrapped cpvirtualenv [...words: string] { __envarium_plan cpvirtualenv ...$words }
@complete __envarium_complete
def --env --wrapped mvvenv [...words: string] { __envarium_plan mvvenv ...$words }
@complete __envarium_complete
def --env --wrapped mvvirtualenv [...words: string] { __envarium_plan mvvirtualenv ...$words }
@complete __envarium_complete
def --env --wrapped allvenv [...words: string] { __envarium_ask '' allvenv ...$words }
@complete __envarium_complete
def --env --wrapped allvirtualenv [...words: string] { __envarium_ask '' allvirtualenv ...$words }
@complete __envarium_complete
def --env --wrapped setvirtualenvproject [...words: string] { __envarium_ask '' setvirtualenvproject ...$words }
@complete __envarium_complete
def --env --wrapped mkproject [...words: string] { __envarium_plan mkproject ...$words }
@complete __envarium_complete
def --env --wrapped add2virtualenv [...words: string] { __envarium_ask '' add2virtualenv ...$words }
@complete __envarium_complete
def --env --wrapped wipeenv [...words: string] { __envarium_ask '' wipeenv ...$words }
@complete __envarium_complete
def --env --wrapped toggleglobalsitepackages [...words: string] { __envarium_ask '' toggleglobalsitepackages ...$words }
@complete __envarium_complete
def --env --wrapped virtualenvwrapper [...words: string] { __envarium_ask '' virtualenvwrapper ...$words }
@complete __envarium_complete
extern "envarium" [...words: string]
const __envarium_completed = {
    create: {"meaning": "Create an environment.", "flags": ["-h", "--help", "-p", "--python", "--on", "-a", "--project", "-i", "--install", "-r", "--requirements", "--prompt", "--pip", "--strategy", "--seed", "--from", "--keep", "--system-site-packages", "--self-contained", "--no-pip", "--without-pip", "--fetch", "--clear", "-c", "--cd", "-n", "--no-cd", "-q", "--quiet", "--no-setuptools", "--no-wheel", "--no-download", "--download", "--symlinks", "--no-periodic-update", "--kernel", "--no-vcs-ignore", "--link", "--like", "--sync", "--temporary"], "values": {"-p": "pythons", "--python": "pythons", "--on": "names", "-a": "", "--project": "", "-i": "", "--install": "", "-r": "", "--requirements": "", "--prompt": "", "--pip": "", "--strategy": ["pyvenv.cfg", "copy", "self-contained", "auto"], "--seed": "", "--from": "", "--keep": ""}, "arguments": [""]}
    mktmpenv: {"meaning": "Create an environment.", "flags": ["-h", "--help", "-p", "--python", "--on", "-a", "--project", "-i", "--install", "-r", "--requirements", "--prompt", "--pip", "--strategy", "--seed", "--from", "--keep", "--system-site-packages", "--self-contained", "--no-pip", "--without-pip", "--fetch", "--clear", "-c", "--cd", "-n", "--no-cd", "-q", "--quiet", "--no-setuptools", "--no-wheel", "--no-download", "--download", "--symlinks", "--no-periodic-update", "--kernel", "--no-vcs-ignore", "--like", "--sync"], "values": {"-p": "pythons", "--python": "pythons", "--on": "names", "-a": "", "--project": "", "-i": "", "--install": "", "-r": "", "--requirements": "", "--prompt": "", "--pip": "", "--strategy": ["pyvenv.cfg", "copy", "self-contained", "auto"], "--seed": "", "--from": "", "--keep": ""}, "arguments": [""]}
    activate: {"meaning": "Print the shell code that activates an environment.", "flags": ["-h", "--help", "--shell", "-i", "--interactive", "-c", "--cd", "-n", "--no-cd"], "values": {"--shell": ["bash", "zsh", "fish", "sh", "csh", "tcsh", "pwsh", "nu", "xonsh"]}, "arguments": ["names"]}
    workon: {"meaning": "Print the shell code that activates an environment.", "flags": ["-h", "--help", "-i", "--interactive", "-c", "--cd", "-n", "--no-cd"], "values": {}, "arguments": ["names"]}
    run: {"meaning": "Run a command in an environment without activating it.", "flags": ["-h", "--help"], "values": {}, "arguments": ["names", "*"]}
    list: {"meaning": "List the environments.", "flags": ["-h", "--help", "--sort", "--only", "-p", "--python", "--unused", "-b", "--brief", "-l", "--long", "--sizes", "--orphans", "--eol", "--broken", "--json", "--plain"], "values": {"--sort": ["name", "size", "used", "python"], "--only": "", "-p": "pythons", "--python": "pythons", "--unused": ""}, "arguments": []}
    show: {"meaning": "Show one environment in detail.", "flags": ["-h", "--help", "--json", "--plain"], "values": {}, "arguments": ["names"]}
    remove: {"meaning": "Move environments to the trash.", "flags": ["-h", "--help", "--now", "--flatten", "--skip-missing", "-q", "--quiet"], "values": {}, "arguments": ["names*"]}
    restore: {"meaning": "Restore a removed environment.", "flags": ["-h", "--help", "-q", "--quiet"], "values": {}, "arguments": ["trash", ""]}
    trash: {"meaning": "List the removed environments, or delete them permanently.", "flags": ["-h", "--help", "--empty", "--json", "--plain", "-q", "--quiet"], "values": {}, "arguments": []}
    copy: {"meaning": "Copy an environment.", "flags": ["-h", "--help", "--link", "-q", "--quiet"], "values": {}, "arguments": ["names", ""]}
    keep: {"meaning": "Keep the active temporary environment under a name.", "flags": ["-h", "--help", "-q", "--quiet"], "values": {}, "arguments": [""]}
    rename: {"meaning": "Rename an environment.", "flags": ["-h", "--help", "-q", "--quiet"], "values": {}, "arguments": ["names", ""]}
    each: {"meaning": "Run a command in every environment.", "flags": ["-h", "--help", "-j", "--jobs", "--only"], "values": {"-j": "", "--jobs": "", "--only": ""}, "arguments": ["*"]}
    set-project: {"meaning": "Associate an environment with a project directory.", "flags": ["-h", "--help", "-q", "--quiet"], "values": {}, "arguments": ["names", ""]}
    link: {"meaning": "Link a project to its environment, for uv, editors and other tools.", "flags": ["-h", "--help", "-a", "--project", "--file", "--again", "--gitignore", "--check", "-q", "--quiet"], "values": {"-a": "", "--project": ""}, "arguments": ["names"]}
    unlink: {"meaning": "Remove the link from a project to its environment.", "flags": ["-h", "--help", "-q", "--quiet"], "values": {}, "arguments": ["names"]}
    set: {"meaning": "Set variables that an environment sets when it is activated.", "flags": ["-h", "--help", "--from", "--path-prepend", "-q", "--quiet"], "values": {"--from": "", "--path-prepend": ""}, "arguments": ["names", "*"]}
    unset: {"meaning": "Remove variables that an environment sets when it is activated.", "flags": ["-h", "--help", "--path-prepend", "-q", "--quiet"], "values": {"--path-prepend": ""}, "arguments": ["names", "*"]}
    create-project: {"meaning": "Create a project directory in PROJECT_HOME, and an environment for it.", "flags": ["-h", "--help", "-t", "--template", "-p", "--python", "--on", "-i", "--install", "-r", "--requirements", "--prompt", "--pip", "--strategy", "--seed", "-f", "--force", "--system-site-packages", "--self-contained", "--no-pip", "--without-pip", "--fetch", "--clear", "-c", "--cd", "-n", "--no-cd", "-q", "--quiet", "--no-setuptools", "--no-wheel", "--no-download", "--download", "--symlinks", "--no-periodic-update", "--kernel", "--no-vcs-ignore"], "values": {"-t": "templates", "--template": "templates", "-p": "pythons", "--python": "pythons", "--on": "names", "-i": "", "--install": "", "-r": "", "--requirements": "", "--prompt": "", "--pip": "", "--strategy": ["pyvenv.cfg", "copy", "self-contained", "auto"], "--seed": ""}, "arguments": [""]}
    start-project: {"meaning": "Create a project directory in PROJECT_HOME for an existing environment.", "flags": ["-h", "--help", "-t", "--template", "-f", "--force", "--check", "-q", "--quiet"], "values": {"-t": "templates", "--template": "templates"}, "arguments": ["names"]}
    paths: {"meaning": "Add directories to the active environment's sys.path.", "flags": ["-h", "--help", "-d", "--delete", "--json", "--plain", "-q", "--quiet"], "values": {}, "arguments": ["*"]}
    install: {"meaning": "Install packages into an environment.", "flags": ["-h", "--help", "-r", "--requirements", "--from", "-q", "--quiet"], "values": {"-r": "", "--requirements": "", "--from": ""}, "arguments": ["names", "*"]}
    sync: {"meaning": "Install a project into its environment.", "flags": ["-h", "--help", "-a", "--project", "--group", "--extra", "--no-dev", "--exact", "-y", "--yes", "-q", "--quiet"], "values": {"-a": "", "--project": "", "--group": "", "--extra": ""}, "arguments": ["names"]}
    wipe: {"meaning": "Uninstall every package, except those installed at creation.", "flags": ["-h", "--help", "-q", "--quiet"], "values": {}, "arguments": ["names"]}
    toggle-system-site: {"meaning": "Turn access to the base interpreter's packages on or off.", "flags": ["-h", "--help", "-q", "--quiet"], "values": {}, "arguments": ["names"]}
    pythons: {"meaning": "List the Python interpreters found on this machine.", "flags": ["-h", "--help", "--json", "--plain"], "values": {}, "arguments": ["pythons"]}
    explain: {"meaning": "Show how a Python finds its prefix and sys.path, step by step.", "flags": ["-h", "--help", "--verify", "--json", "--plain"], "values": {}, "arguments": ["names"]}
    doctor: {"meaning": "Check the store, the environments and the shell integration for problems.", "flags": ["-h", "--help", "--json", "--plain", "-q", "--quiet"], "values": {}, "arguments": ["names*"]}
    repair: {"meaning": "Repair environments: interpreter, changed paths, pip, activation scripts.", "flags": ["-h", "--help", "-p", "--python", "--wait", "--all", "-q", "--quiet"], "values": {"-p": "pythons", "--python": "pythons", "--wait": ""}, "arguments": ["names*"]}
    init: {"meaning": "Print the shell code that loads the integration.", "flags": ["-h", "--help", "--auto", "--no-auto"], "values": {}, "arguments": [["bash", "zsh", "fish", "xonsh", "nu"]]}
    setup: {"meaning": "Load the integration in every new shell, from the shell's startup file.", "flags": ["-h", "--help", "--auto", "--no-auto", "--undo", "-y", "--yes", "-q", "--quiet"], "values": {}, "arguments": [["bash", "zsh", "fish", "xonsh", "nu"]]}
    hook: {"meaning": "Run the hooks of an event that the shell does not run itself.", "flags": ["-h", "--help", "--source"], "values": {}, "arguments": [["pre_mkvirtualenv", "pre_cpvirtualenv", "pre_rmvirtualenv", "post_rmvirtualenv", "pre_activate", "get_env_details", "project.pre_mkproject", "initialize", "post_mkvirtualenv", "post_cpvirtualenv", "post_activate", "pre_deactivate", "post_deactivate", "project.post_mkproject"], "*"]}
    trust: {"meaning": "Trust the hooks of a project, and its link to an environment, as they are now.", "flags": ["-h", "--help", "-q", "--quiet"], "values": {}, "arguments": [""]}
    untrust: {"meaning": "End the trust in the hooks and the link of a project.", "flags": ["-h", "--help", "-q", "--quiet"], "values": {}, "arguments": [""]}
    words: {"meaning": "List the commands of the shell integration.", "flags": ["-h", "--help", "--json", "--plain"], "values": {}, "arguments": []}
    help: {"meaning": "Show the help of a command, a shell command or a topic.", "flags": ["-h", "--help"], "values": {}, "arguments": [["create", "mkvenv", "mkvirtualenv", "mktmpenv", "activate", "workon", "run", "list", "lsvenv", "lsvirtualenv", "show", "showvenv", "showvirtualenv", "remove", "rmvenv", "rmvirtualenv", "restore", "trash", "copy", "cpvenv", "cpvirtualenv", "keep", "rename", "mvvenv", "mvvirtualenv", "each", "allvenv", "allvirtualenv", "set-project", "setvirtualenvproject", "link", "unlink", "set", "unset", "create-project", "mkproject", "start-project", "paths", "add2virtualenv", "install", "sync", "wipe", "wipeenv", "toggle-system-site", "toggleglobalsitepackages", "pythons", "explain", "doctor", "repair", "init", "setup", "hook", "trust", "untrust", "words", "virtualenvwrapper", "help", "config", "kernel", "snapshot", "snapshots", "rollback", "history", "diff", "export", "pack", "unpack", "find", "import", "adopt", "dedupe", "usage", "prune", "packages", "which", "outdated", "audit", "upgrade", "deactivate", "cdvirtualenv", "cdsitepackages", "lssitepackages", "cdproject", "commands", "python", "settings", "environment", "hooks", "exit-codes"]]}
    config: {"meaning": "Show the settings and where each comes from, or change them.", "flags": ["-h", "--help", "--json", "--plain"], "values": {}, "arguments": [["get", "set", "unset", "edit", "path"], ["store", "strategy", "reserve", "auto", "picker", "fetch", "installer", "lock_wait", "trash_days", "plain", "link"], ["true", "false", "pyvenv.cfg", "copy", "self-contained", "auto", "uv", "pip", "no", "symlink", "file"]]}
    kernel: {"meaning": "Let Jupyter start notebooks in an environment.", "flags": ["-h", "--help", "-d", "--delete", "-q", "--quiet"], "values": {}, "arguments": ["names"]}
    snapshot: {"meaning": "Take a snapshot of an environment, to which rollback returns.", "flags": ["-h", "--help", "-q", "--quiet"], "values": {}, "arguments": ["names", ""]}
    snapshots: {"meaning": "List snapshots, or delete some.", "flags": ["-h", "--help", "--delete", "--json", "--plain", "-q", "--quiet"], "values": {"--delete": "snapshots"}, "arguments": ["names"]}
    rollback: {"meaning": "Return an environment to a snapshot.", "flags": ["-h", "--help", "--dry-run", "-f", "--force", "-q", "--quiet"], "values": {}, "arguments": ["names", "snapshots"]}
    history: {"meaning": "Show what was installed into an environment, when, and by whom.", "flags": ["-h", "--help", "--json", "--plain"], "values": {}, "arguments": ["names"]}
    diff: {"meaning": "Compare the packages of environments, snapshots and lock files.", "flags": ["-h", "--help", "--files", "--exit-code", "--json", "--plain"], "values": {}, "arguments": ["states", "states"]}
    export: {"meaning": "Write what an environment consists of, as a lock file.", "flags": ["-h", "--help", "-o", "--output", "--requirements", "--environment-yml", "--skip-missing", "-f", "--force"], "values": {"-o": "", "--output": ""}, "arguments": ["names"]}
    pack: {"meaning": "Pack an environment into an archive, to be unpacked at any path.", "flags": ["-h", "--help", "-o", "--output", "--exclude", "--only", "--all", "--strip", "--no-python", "-f", "--force", "-q", "--quiet"], "values": {"-o": "", "--output": "", "--exclude": "packages", "--only": "packages"}, "arguments": ["names*"]}
    unpack: {"meaning": "Unpack an archive of an environment into the store.", "flags": ["-h", "--help", "--any-size", "--shared", "-q", "--quiet"], "values": {}, "arguments": ["", ""]}
    find: {"meaning": "Find the environments below directories, whatever tool made them.", "flags": ["-h", "--help", "--tool", "--only", "-p", "--python", "--unused", "--sort", "--orphans", "--eol", "--broken", "--sizes", "--across", "--everywhere", "--adopt", "--trash", "-y", "--yes", "--json", "--plain"], "values": {"--tool": ["conda", "envarium", "hatch", "nox", "pdm", "pipenv", "pipx", "pixi", "poetry", "pre-commit", "pyenv", "tox", "uv", "venv", "virtualenv", "virtualenvwrapper"], "--only": "", "-p": "pythons", "--python": "pythons", "--unused": "", "--sort": ["name", "size", "used", "python"]}, "arguments": ["*"]}
    import: {"meaning": "Take the environments of another tool into the store.", "flags": ["-h", "--help", "--from", "--move", "--dry-run", "-y", "--yes", "--json", "--plain", "-q", "--quiet"], "values": {"--from": ["pyenv", "pipenv", "poetry", "conda", "uv", "hatch", "virtualenvwrapper", "virtualfish", "pew"]}, "arguments": ["*"]}
    adopt: {"meaning": "Take an environment that is elsewhere into the store.", "flags": ["-h", "--help", "--move", "-q", "--quiet"], "values": {}, "arguments": ["", ""]}
    dedupe: {"meaning": "Let equal files in several environments share their space on the disk.", "flags": ["-h", "--help", "--dry-run", "--hardlink", "--json", "--plain", "-q", "--quiet"], "values": {}, "arguments": ["names*"]}
    usage: {"meaning": "Show how much of the disk environments take, or the biggest packages of one.", "flags": ["-h", "--help", "--only", "-p", "--python", "--unused", "--orphans", "--eol", "--broken", "--json", "--plain"], "values": {"--only": "", "-p": "pythons", "--python": "pythons", "--unused": ""}, "arguments": ["names"]}
    prune: {"meaning": "Move the environments that options select to the trash, after showing them.", "flags": ["-h", "--help", "--only", "-p", "--python", "--unused", "--orphans", "--eol", "--broken", "-y", "--yes", "--json", "--plain", "-q", "--quiet"], "values": {"--only": "", "-p": "pythons", "--python": "pythons", "--unused": ""}, "arguments": []}
    packages: {"meaning": "List the packages of an environment, and which of them were asked for.", "flags": ["-h", "--help", "--json", "--plain"], "values": {}, "arguments": ["names"]}
    which: {"meaning": "Show which environments have a package, and in which version.", "flags": ["-h", "--help", "--only", "-p", "--python", "--unused", "--orphans", "--eol", "--broken", "--json", "--plain"], "values": {"--only": "", "-p": "pythons", "--python": "pythons", "--unused": ""}, "arguments": ["any-packages"]}
    outdated: {"meaning": "List the packages of which there are newer versions.", "flags": ["-h", "--help", "--only", "-p", "--python", "--unused", "--all", "--orphans", "--eol", "--broken", "--json", "--plain"], "values": {"--only": "", "-p": "pythons", "--python": "pythons", "--unused": ""}, "arguments": ["names"]}
    audit: {"meaning": "Look for known vulnerabilities in packages, with pip-audit.", "flags": ["-h", "--help", "--only", "-p", "--python", "--unused", "--all", "--orphans", "--eol", "--broken", "--json", "--plain"], "values": {"--only": "", "-p": "pythons", "--python": "pythons", "--unused": ""}, "arguments": ["names"]}
    upgrade: {"meaning": "Upgrade packages of an environment, after taking a snapshot.", "flags": ["-h", "--help", "-q", "--quiet"], "values": {}, "arguments": ["names", "packages*"]}
}
const __envarium_verbs = {mkvenv: create mkvirtualenv: create mktmpenv: mktmpenv workon: workon lsvenv: list lsvirtualenv: list showvenv: show showvirtualenv: show rmvenv: remove rmvirtualenv: remove cpvenv: copy cpvirtualenv: copy mvvenv: rename mvvirtualenv: rename allvenv: each allvirtualenv: each setvirtualenvproject: set-project mkproject: create-project add2virtualenv: paths wipeenv: wipe toggleglobalsitepackages: toggle-system-site virtualenvwrapper: words}
# <<< words

# --- completion ---------------------------------------------------------------

# Returns the versions of the Pythons that are installed: those on PATH, and those of pyenv, uv, asdf and mise.
def __envarium_pythons [] {
    let data = ($env.XDG_DATA_HOME? | default ~/.local/share | path expand)
    let places = [
        ($env.PYENV_ROOT? | default ~/.pyenv | path expand | path join versions)
        ($env.UV_PYTHON_INSTALL_DIR? | default ($data | path join uv python))
        ($env.ASDF_DATA_DIR? | default ~/.asdf | path expand | path join installs python)
        ($env.MISE_DATA_DIR? | default ($data | path join mise) | path join installs python)
    ]
    let programs = ($env.PATH | split row (char esep) | each {|place| try { ls --all --short-names $place | get name } catch { [] } } | flatten)
    let versions = ($places | each {|place|
        __envarium_entries $place | where {|name| $place | path join $name bin python | path exists }
    } | flatten | str replace --regex '^(?:cpython-|(pypy)-)(\d[^-]*)-.*' '$1$2')
    let found = ($programs | parse --regex '^(?:python(?<one>3\.\d+t?)|(?<other>pypy3\.\d+))$')
    $found ++ ($versions | parse --regex '^(?:(?<one>\d[^-]*)|(?<other>pypy\d.*))$')
    | each {|each| $"($each.one)($each.other)" } | uniq
}

# Returns the names in a directory, none if it cannot be read.
def __envarium_entries [...parts: string] {
    try { ls --short-names ($parts | path join) | get name } catch { [] }
}

# Returns the packages of an environment.
def __envarium_packages [place: string] {
    __envarium_entries $place lib | each {|python| __envarium_entries $place lib $python site-packages } | flatten
    | parse --regex '^(?<name>[^-]+)-.*\.dist-info$' | each {|each| $each.name | str replace --all _ - }
}

# Returns the snapshots of the environments, as NAME@SNAPSHOT.
def __envarium_snapshots [names: list<string>] {
    let kept = (__envarium_root | path join .envarium snapshots)
    $names | each {|name|
        __envarium_entries $kept $name | each {|entry| $"($name)@($entry | str replace --regex '^[^-]*-' '')" }
    } | flatten
}

# Returns what a word of the kind can be, null if that is anything: then Nushell completes paths. `places` are the
# positional words before it.
def __envarium_offered [kind: any, places: list<string>, typed: string] {
    let root = (__envarium_root)
    let first = ($places | get --optional 0 | default '')
    let place = (if $first != '' { $root | path join $first } else { $env.VIRTUAL_ENV? | default '' })
    match ($kind | if ($in | describe) == string { str trim --right --char '*' } else { $in }) {
        '' => null
        pythons => (__envarium_pythons)
        names => (__envarium_names | where {|name| $name not-in $places })
        trash => (__envarium_entries $root .envarium trash | each {|each| __envarium_entries $root .envarium trash $each } | flatten)
        templates => (try { open --raw ($root | path join .envarium plugins) | lines | get 2 | split row ' ' } catch { [] })
        packages => (__envarium_packages $place)
        any-packages => (if $typed == '' { __envarium_packages $place } else {
            __envarium_names | each {|name| __envarium_packages ($root | path join $name) } | flatten
        })
        snapshots => (if $first == '' or '@' in $typed {
            __envarium_snapshots (__envarium_entries $root .envarium snapshots)
        } else {
            __envarium_snapshots [$first] | each {|each| $each | str substring (($first | str length --utf-8-bytes) + 1).. }
        })
        states => ((__envarium_names) ++ (__envarium_snapshots (__envarium_entries $root .envarium snapshots)))
        _ => $kind
    }
}

# Returns what the last word of a command completes to, null if Nushell is to complete paths. Nushell takes no answer from
# a `return`.
def __envarium_complete [spans: list<string>] {
    let word = ($spans | last)
    let words = (if $spans.0 == envarium { $spans | skip 1 } else {
        $spans | skip 1 | prepend ($__envarium_verbs | get --optional $spans.0 | default '')
    })
    if ($words | length) == 1 {
        $__envarium_completed | transpose value row | where {|each|
            $each.value starts-with $word and $each.value not-in $__envarium_verbs
        } | each {|each|
            {value: $each.value, description: $each.row.meaning}
        }
    } else {
        let row = ($__envarium_completed | get --optional $words.0 | default {flags: [], values: {}, arguments: []})
        let before = ($words | drop 1 | last)
        let lead = ($word | split row '=' | first)
        let places = ($words | drop 1 | window 2 | where {|pair|
            $pair.1 !~ '^-.' and $pair.0 not-in $row.values
        } | each {|pair| $pair.1 })
        let offered = (if $lead != $word and $lead in $row.values {
            __envarium_offered ($row.values | get $lead) $places ($word | str substring (($lead | str length) + 1)..)
            | default [] | each {|value| $"($lead)=($value)" }
        } else if $before in $row.values {
            __envarium_offered ($row.values | get $before) $places $word
        } else if ($word starts-with '-') {
            $row.flags
        } else {
            let last = ($row.arguments | last 1 | where {|kind| $'($kind)' ends-with '*' })
            let kinds = ($row.arguments | skip ($places | length) | first 1)
            __envarium_offered ($kinds ++ $last | get --optional 0 | default '') $places $word
        })
        if $offered == null { null } else {
            $offered | uniq | where {|each| $each starts-with $word } | each {|each| if $each =~ '^[\w.@=+-]+$' { $each } else { $each | to nuon } }
        }
    }
}
