# The commands of envarium for xonsh. `envarium init xonsh` prints how it is loaded: it is plain Python, which xonsh need
# not parse.
#
# Reads: __envarium_python  the interpreter for what xonsh alone cannot do
#        __envarium_home    the directory that contains the envarium package
#        WORKON_HOME, VIRTUALENVWRAPPER_HOOK_DIR, VIRTUALENVWRAPPER_WORKON_CD
# Keeps: __envarium_state   the active environment, those for `workon -`, and temporary ones
#
# Sections: what xonsh can decide; asking Python; activation and deactivation; the commands; completion.

import os as __envarium_os
import subprocess as __envarium_subprocess
import sys as __envarium_sys
from xonsh.built_ins import XSH as __envarium_xsh

__envarium_state = {"inside": "", "entered": "", "previous": "", "temporary": set()}

# --- what xonsh can decide ----------------------------------------------------

# Returns the store, where Python is not needed to tell.
def __envarium_root():
    root = __envarium_xsh.env.get("WORKON_HOME") or __envarium_setting("store") or "~/.virtualenvs"
    path = __envarium_os.path.expandvars(__envarium_os.path.expanduser(str(root).partition(":")[0]))
    return __envarium_os.path.normpath(__envarium_os.path.join(__envarium_os.path.expanduser("~"), path))

# Returns a setting of the config file, "" if there is none or it cannot be read.
def __envarium_setting(key):
    import tomllib
    base = __envarium_xsh.env.get("XDG_CONFIG_HOME") or __envarium_os.path.expanduser("~/.config")
    if __envarium_sys.platform == "darwin":
        base = __envarium_os.path.expanduser("~/Library/Application Support")
    try:
        with open(__envarium_os.path.join(base, "envarium", "config.toml"), "rb") as file:
            return tomllib.load(file).get(key, "")
    except (OSError, ValueError):
        return ""

# Returns the names of the environments.
def __envarium_names():
    root = __envarium_root()
    try:
        entries = __envarium_os.listdir(root)
    except OSError:
        return []
    is_one = lambda name: __envarium_os.path.lexists(f"{root}/{name}/bin/python")
    return sorted(name for name in entries if name[0] not in ".-" and is_one(name))

# --- asking Python ------------------------------------------------------------

__envarium_code = """import sys
try:
    sys.path.insert(0, sys.argv.pop(1))
    from envarium.start import called_by_shell
    called_by_shell()
except KeyboardInterrupt:
    sys.exit(130)"""

# Returns the command that calls envarium: the shell ("" if no code is read), the command, its arguments.
def __envarium_call(*words):
    return [__envarium_python, "-I", "-S", "-c", __envarium_code, __envarium_home, *words]

# Runs it, and returns its exit code; its output goes to the terminal.
def __envarium_ask(*words):
    child = __envarium_subprocess.run(__envarium_call(*words), env=__envarium_xsh.env.detype())
    return child.returncode

# Runs it for a command that changes this shell, and executes the steps in its answer. Help is printed.
def __envarium_plan(*words):
    if words[-1] in ("-h", "--help"):
        return __envarium_ask("", *words)
    child = __envarium_subprocess.run(
        __envarium_call("xonsh", *words), env=__envarium_xsh.env.detype(), stdout=__envarium_subprocess.PIPE
    )
    exec(child.stdout.decode(errors="surrogateescape"), __envarium_xsh.ctx)
    return child.returncode

def __envarium_read(path):
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read()
    except OSError:
        return ""

def __envarium_warn(sentence, hint=""):
    print(f"envarium: {sentence}", *([f"hint: {hint}"] if hint else []), sep="\n", file=__envarium_sys.stderr)

# --- activation and deactivation ----------------------------------------------

# Activates the environment at a path, with its hooks, and changes to its project if `going` is "1".
def __envarium_enter(place, going=None):
    name = __envarium_os.path.basename(place)
    if "__envarium_deactivate" in __envarium_xsh.ctx:
        __envarium_xsh.ctx["__envarium_deactivate"]()
    __envarium_run("pre_activate", "preactivate", place, name)
    text = __envarium_read(f"{place}/bin/activate.xsh")
    if not text:  # another tool has created it
        text = __envarium_subprocess.run(
            __envarium_call("", "workon", "--shell", "xonsh", name), env=__envarium_xsh.env.detype(),
            stdout=__envarium_subprocess.PIPE,
        ).stdout.decode(errors="surrogateescape")
    before = __envarium_xsh.ctx.get("__file__")
    __envarium_xsh.ctx["__file__"] = f"{place}/bin/activate.xsh"
    exec(text, __envarium_xsh.ctx)
    __envarium_xsh.ctx["__file__"] = before
    if not text:
        return 1
    if not __envarium_os.path.exists(f"{place}/bin/python"):
        __envarium_warn(f"warning: the Python of {name} is missing", f"envarium repair {name}")
    __envarium_state["inside"] = place
    if __envarium_state["entered"] != place:
        __envarium_state.update(previous=__envarium_state["entered"], entered=place)
    if going is None:
        going = str(__envarium_xsh.env.get("VIRTUALENVWRAPPER_WORKON_CD", "1"))
    project = __envarium_project(place)
    if going == "1" and project:
        __envarium_cd(project)
    __envarium_source("postactivate", f"{__envarium_hooks()}/postactivate", f"{place}/bin/postactivate")

# The activate file calls these before and after it deactivates the environment.
def __envarium_leaving():
    place = __envarium_state["inside"]
    if place:
        __envarium_source("predeactivate", f"{place}/bin/predeactivate", f"{__envarium_hooks()}/predeactivate")

def __envarium_left():
    place, __envarium_state["inside"] = __envarium_state["inside"], ""
    if not place:
        return
    __envarium_source("postdeactivate", f"{place}/bin/postdeactivate", f"{__envarium_hooks()}/postdeactivate")
    if place in __envarium_state["temporary"]:
        __envarium_state["temporary"].discard(place)
        if __envarium_os.path.exists(f"{place}/README.tmpenv"):
            __envarium_remove("rmvenv", __envarium_os.path.basename(place))

def __envarium_hooks():
    return str(__envarium_xsh.env.get("VIRTUALENVWRAPPER_HOOK_DIR") or __envarium_root())

# Lets Python run the hooks of an event if the user has written one: a stub consists of comments.
def __envarium_run(event, hook, place, name):
    for path in (f"{__envarium_hooks()}/{hook}", f"{place}/bin/{hook}"):
        if __envarium_written(path):
            __envarium_subprocess.run(
                __envarium_call("", "hook", event, name), env=__envarium_xsh.env.detype(),
                stdout=__envarium_subprocess.DEVNULL,
            )
            return

def __envarium_written(path):
    return any(line.strip() and line[0] != "#" for line in __envarium_read(path).splitlines())

# Executes the hooks for xonsh among these; one that fails does not keep the others from running.
def __envarium_source(event, *paths):
    for path in (path + ".xonsh" for path in paths):
        if not __envarium_written(path):
            continue
        if __envarium_os.stat(path).st_uid != __envarium_os.geteuid():
            __envarium_warn(f'the hook "{path}" is not run: it is owned by another user')
            continue
        try:
            __envarium_xsh.builtins.execx(__envarium_read(path), "exec", __envarium_xsh.ctx)
        except Exception as error:
            __envarium_warn(f'the hook "{path}" failed: {error}')

def __envarium_project(place):
    return __envarium_read(f"{place}/.project").partition("\n")[0]

def __envarium_cd(path):
    from xonsh.dirstack import cd
    _, error, code = cd([path])
    if code:
        __envarium_warn(f'cannot change to "{path}": {(error or "").strip()}')

# Removes environments; if the working directory was in one of them, changes to the store.
def __envarium_remove(*words):
    code = __envarium_ask("", *words)
    if not __envarium_os.path.exists(__envarium_xsh.env["PWD"]):
        __envarium_cd(__envarium_root())
    return code

# --- steps of plans -----------------------------------------------------------
# The functions that Python's answers call, besides those above.

def __envarium_event(event, *_):
    if event.startswith("post_"):
        __envarium_source(event, f"{__envarium_hooks()}/post{event[5:]}")

def __envarium_print(text):
    print(text)

def __envarium_made_temporary(place):
    __envarium_state["temporary"].add(place)

# Follows an environment that has been renamed, if it is the active one.
def __envarium_moved(old, new):
    if __envarium_state["inside"] == old:
        __envarium_state["inside"] = ""
        __envarium_xsh.ctx["__envarium_deactivate"]()
        __envarium_enter(new, "0")

# Creates the project of the active environment, and changes to it.
def __envarium_start_project(*words):
    if __envarium_ask("", "start-project", *words) == 0:
        __envarium_cd(__envarium_project(__envarium_state["inside"]))
        __envarium_source("postmkproject", f"{__envarium_hooks()}/postmkproject")

# --- the commands -------------------------------------------------------------

def __envarium_workon(arguments):
    name = arguments[0] if len(arguments) == 1 else ""
    last = __envarium_state["previous" if __envarium_state["inside"] else "entered"]
    if name == "-" and last:
        return __envarium_enter(last)
    if name and name[0] not in "-." and not set(name) & set("/:") and name.isprintable():
        place = f"{__envarium_root()}/{name}"
        if __envarium_os.path.lexists(f"{place}/bin/python"):
            return __envarium_enter(place)
    return __envarium_plan("workon", *arguments)

# `make generate` generates this from the vocabulary.
# >>> words
__envarium_planned = ('mkvenv', 'mkvirtualenv', 'mktmpenv', 'cpvenv', 'cpvirtualenv', 'mvvenv', 'mvvirtualenv', 'mkproject')
__envarium_removing = ('rmvenv', 'rmvirtualenv')
__envarium_asked = ('lsvenv', 'lsvirtualenv', 'showvenv', 'showvirtualenv', 'allvenv', 'allvirtualenv', 'setvirtualenvproject', 'add2virtualenv', 'wipeenv', 'toggleglobalsitepackages', 'virtualenvwrapper')
__envarium_verbs = {'mkvenv': 'create', 'mkvirtualenv': 'create', 'mktmpenv': 'mktmpenv', 'workon': 'workon', 'lsvenv': 'list', 'lsvirtualenv': 'list', 'showvenv': 'show', 'showvirtualenv': 'show', 'rmvenv': 'remove', 'rmvirtualenv': 'remove', 'cpvenv': 'copy', 'cpvirtualenv': 'copy', 'mvvenv': 'rename', 'mvvirtualenv': 'rename', 'allvenv': 'each', 'allvirtualenv': 'each', 'setvirtualenvproject': 'set-project', 'mkproject': 'create-project', 'add2virtualenv': 'paths', 'wipeenv': 'wipe', 'toggleglobalsitepackages': 'toggle-system-site', 'virtualenvwrapper': 'words'}
__envarium_completed = {
    'create': (['-h', '--help', '-p', '--python', '--on', '-a', '--project', '-i', '--install', '-r', '--requirements', '--prompt', '--pip', '--strategy', '--seed', '--from', '--keep', '--system-site-packages', '--self-contained', '--no-pip', '--without-pip', '--fetch', '--clear', '-c', '--cd', '-n', '--no-cd', '-q', '--quiet', '--no-setuptools', '--no-wheel', '--no-download', '--download', '--symlinks', '--no-periodic-update', '--kernel', '--no-vcs-ignore', '--link', '--like', '--sync', '--temporary'], {'-p': 'pythons', '--python': 'pythons', '--on': 'names', '-a': '', '--project': '', '-i': '', '--install': '', '-r': '', '--requirements': '', '--prompt': '', '--pip': '', '--strategy': ['pyvenv.cfg', 'copy', 'self-contained', 'auto'], '--seed': '', '--from': '', '--keep': ''}, ['']),
    'mktmpenv': (['-h', '--help', '-p', '--python', '--on', '-a', '--project', '-i', '--install', '-r', '--requirements', '--prompt', '--pip', '--strategy', '--seed', '--from', '--keep', '--system-site-packages', '--self-contained', '--no-pip', '--without-pip', '--fetch', '--clear', '-c', '--cd', '-n', '--no-cd', '-q', '--quiet', '--no-setuptools', '--no-wheel', '--no-download', '--download', '--symlinks', '--no-periodic-update', '--kernel', '--no-vcs-ignore', '--like', '--sync'], {'-p': 'pythons', '--python': 'pythons', '--on': 'names', '-a': '', '--project': '', '-i': '', '--install': '', '-r': '', '--requirements': '', '--prompt': '', '--pip': '', '--strategy': ['pyvenv.cfg', 'copy', 'self-contained', 'auto'], '--seed': '', '--from': '', '--keep': ''}, ['']),
    'activate': (['-h', '--help', '--shell', '-i', '--interactive', '-c', '--cd', '-n', '--no-cd'], {'--shell': ['bash', 'zsh', 'fish', 'sh', 'csh', 'tcsh', 'pwsh', 'nu', 'xonsh']}, ['names']),
    'workon': (['-h', '--help', '-i', '--interactive', '-c', '--cd', '-n', '--no-cd'], {}, ['names']),
    'run': (['-h', '--help'], {}, ['names', '*']),
    'list': (['-h', '--help', '--sort', '--only', '-p', '--python', '--unused', '-b', '--brief', '-l', '--long', '--sizes', '--orphans', '--eol', '--broken', '--json', '--plain'], {'--sort': ['name', 'size', 'used', 'python'], '--only': '', '-p': 'pythons', '--python': 'pythons', '--unused': ''}, []),
    'show': (['-h', '--help', '--json', '--plain'], {}, ['names']),
    'remove': (['-h', '--help', '--now', '--flatten', '--skip-missing', '-q', '--quiet'], {}, ['names*']),
    'restore': (['-h', '--help', '-q', '--quiet'], {}, ['trash', '']),
    'trash': (['-h', '--help', '--empty', '--json', '--plain', '-q', '--quiet'], {}, []),
    'copy': (['-h', '--help', '--link', '-q', '--quiet'], {}, ['names', '']),
    'keep': (['-h', '--help', '-q', '--quiet'], {}, ['']),
    'rename': (['-h', '--help', '-q', '--quiet'], {}, ['names', '']),
    'each': (['-h', '--help', '-j', '--jobs', '--only'], {'-j': '', '--jobs': '', '--only': ''}, ['*']),
    'set-project': (['-h', '--help', '-q', '--quiet'], {}, ['names', '']),
    'link': (['-h', '--help', '-a', '--project', '--file', '--again', '--gitignore', '--check', '-q', '--quiet'], {'-a': '', '--project': ''}, ['names']),
    'unlink': (['-h', '--help', '-q', '--quiet'], {}, ['names']),
    'set': (['-h', '--help', '--from', '--path-prepend', '-q', '--quiet'], {'--from': '', '--path-prepend': ''}, ['names', '*']),
    'unset': (['-h', '--help', '--path-prepend', '-q', '--quiet'], {'--path-prepend': ''}, ['names', '*']),
    'create-project': (['-h', '--help', '-t', '--template', '-p', '--python', '--on', '-i', '--install', '-r', '--requirements', '--prompt', '--pip', '--strategy', '--seed', '-f', '--force', '--system-site-packages', '--self-contained', '--no-pip', '--without-pip', '--fetch', '--clear', '-c', '--cd', '-n', '--no-cd', '-q', '--quiet', '--no-setuptools', '--no-wheel', '--no-download', '--download', '--symlinks', '--no-periodic-update', '--kernel', '--no-vcs-ignore'], {'-t': 'templates', '--template': 'templates', '-p': 'pythons', '--python': 'pythons', '--on': 'names', '-i': '', '--install': '', '-r': '', '--requirements': '', '--prompt': '', '--pip': '', '--strategy': ['pyvenv.cfg', 'copy', 'self-contained', 'auto'], '--seed': ''}, ['']),
    'start-project': (['-h', '--help', '-t', '--template', '-f', '--force', '--check', '-q', '--quiet'], {'-t': 'templates', '--template': 'templates'}, ['names']),
    'paths': (['-h', '--help', '-d', '--delete', '--json', '--plain', '-q', '--quiet'], {}, ['*']),
    'install': (['-h', '--help', '-r', '--requirements', '--from', '-q', '--quiet'], {'-r': '', '--requirements': '', '--from': ''}, ['names', '*']),
    'sync': (['-h', '--help', '-a', '--project', '--group', '--extra', '--no-dev', '--exact', '-y', '--yes', '-q', '--quiet'], {'-a': '', '--project': '', '--group': '', '--extra': ''}, ['names']),
    'wipe': (['-h', '--help', '-q', '--quiet'], {}, ['names']),
    'toggle-system-site': (['-h', '--help', '-q', '--quiet'], {}, ['names']),
    'pythons': (['-h', '--help', '--json', '--plain'], {}, ['pythons']),
    'explain': (['-h', '--help', '--verify', '--json', '--plain'], {}, ['names']),
    'doctor': (['-h', '--help', '--json', '--plain', '-q', '--quiet'], {}, ['names*']),
    'repair': (['-h', '--help', '-p', '--python', '--wait', '--all', '-q', '--quiet'], {'-p': 'pythons', '--python': 'pythons', '--wait': ''}, ['names*']),
    'init': (['-h', '--help', '--auto', '--no-auto'], {}, [['bash', 'zsh', 'fish', 'xonsh', 'nu']]),
    'setup': (['-h', '--help', '--auto', '--no-auto', '--undo', '-y', '--yes', '-q', '--quiet'], {}, [['bash', 'zsh', 'fish', 'xonsh', 'nu']]),
    'hook': (['-h', '--help', '--source'], {}, [['pre_mkvirtualenv', 'pre_cpvirtualenv', 'pre_rmvirtualenv', 'post_rmvirtualenv', 'pre_activate', 'get_env_details', 'project.pre_mkproject', 'initialize', 'post_mkvirtualenv', 'post_cpvirtualenv', 'post_activate', 'pre_deactivate', 'post_deactivate', 'project.post_mkproject'], '*']),
    'trust': (['-h', '--help', '-q', '--quiet'], {}, ['']),
    'untrust': (['-h', '--help', '-q', '--quiet'], {}, ['']),
    'words': (['-h', '--help', '--json', '--plain'], {}, []),
    'help': (['-h', '--help'], {}, [['create', 'mkvenv', 'mkvirtualenv', 'mktmpenv', 'activate', 'workon', 'run', 'list', 'lsvenv', 'lsvirtualenv', 'show', 'showvenv', 'showvirtualenv', 'remove', 'rmvenv', 'rmvirtualenv', 'restore', 'trash', 'copy', 'cpvenv', 'cpvirtualenv', 'keep', 'rename', 'mvvenv', 'mvvirtualenv', 'each', 'allvenv', 'allvirtualenv', 'set-project', 'setvirtualenvproject', 'link', 'unlink', 'set', 'unset', 'create-project', 'mkproject', 'start-project', 'paths', 'add2virtualenv', 'install', 'sync', 'wipe', 'wipeenv', 'toggle-system-site', 'toggleglobalsitepackages', 'pythons', 'explain', 'doctor', 'repair', 'init', 'setup', 'hook', 'trust', 'untrust', 'words', 'virtualenvwrapper', 'help', 'config', 'kernel', 'snapshot', 'snapshots', 'rollback', 'history', 'diff', 'export', 'pack', 'unpack', 'find', 'import', 'adopt', 'dedupe', 'usage', 'prune', 'packages', 'which', 'outdated', 'audit', 'upgrade', 'deactivate', 'cdvirtualenv', 'cdsitepackages', 'lssitepackages', 'cdproject', 'commands', 'python', 'settings', 'environment', 'hooks', 'exit-codes']]),
    'config': (['-h', '--help', '--json', '--plain'], {}, [['get', 'set', 'unset', 'edit', 'path'], ['store', 'strategy', 'reserve', 'auto', 'picker', 'fetch', 'installer', 'lock_wait', 'trash_days', 'plain', 'link'], ['true', 'false', 'pyvenv.cfg', 'copy', 'self-contained', 'auto', 'uv', 'pip', 'no', 'symlink', 'file']]),
    'kernel': (['-h', '--help', '-d', '--delete', '-q', '--quiet'], {}, ['names']),
    'snapshot': (['-h', '--help', '-q', '--quiet'], {}, ['names', '']),
    'snapshots': (['-h', '--help', '--delete', '--json', '--plain', '-q', '--quiet'], {'--delete': 'snapshots'}, ['names']),
    'rollback': (['-h', '--help', '--dry-run', '-f', '--force', '-q', '--quiet'], {}, ['names', 'snapshots']),
    'history': (['-h', '--help', '--json', '--plain'], {}, ['names']),
    'diff': (['-h', '--help', '--files', '--exit-code', '--json', '--plain'], {}, ['states', 'states']),
    'export': (['-h', '--help', '-o', '--output', '--requirements', '--environment-yml', '--skip-missing', '-f', '--force'], {'-o': '', '--output': ''}, ['names']),
    'pack': (['-h', '--help', '-o', '--output', '--exclude', '--only', '--all', '--strip', '--no-python', '-f', '--force', '-q', '--quiet'], {'-o': '', '--output': '', '--exclude': 'packages', '--only': 'packages'}, ['names*']),
    'unpack': (['-h', '--help', '--any-size', '--shared', '-q', '--quiet'], {}, ['', '']),
    'find': (['-h', '--help', '--tool', '--only', '-p', '--python', '--unused', '--sort', '--orphans', '--eol', '--broken', '--sizes', '--across', '--everywhere', '--adopt', '--trash', '-y', '--yes', '--json', '--plain'], {'--tool': ['conda', 'envarium', 'hatch', 'nox', 'pdm', 'pipenv', 'pipx', 'pixi', 'poetry', 'pre-commit', 'pyenv', 'tox', 'uv', 'venv', 'virtualenv', 'virtualenvwrapper'], '--only': '', '-p': 'pythons', '--python': 'pythons', '--unused': '', '--sort': ['name', 'size', 'used', 'python']}, ['*']),
    'import': (['-h', '--help', '--from', '--move', '--dry-run', '-y', '--yes', '--json', '--plain', '-q', '--quiet'], {'--from': ['pyenv', 'pipenv', 'poetry', 'conda', 'uv', 'hatch', 'virtualenvwrapper', 'virtualfish', 'pew']}, ['*']),
    'adopt': (['-h', '--help', '--move', '-q', '--quiet'], {}, ['', '']),
    'dedupe': (['-h', '--help', '--dry-run', '--hardlink', '--json', '--plain', '-q', '--quiet'], {}, ['names*']),
    'usage': (['-h', '--help', '--only', '-p', '--python', '--unused', '--orphans', '--eol', '--broken', '--json', '--plain'], {'--only': '', '-p': 'pythons', '--python': 'pythons', '--unused': ''}, ['names']),
    'prune': (['-h', '--help', '--only', '-p', '--python', '--unused', '--orphans', '--eol', '--broken', '-y', '--yes', '--json', '--plain', '-q', '--quiet'], {'--only': '', '-p': 'pythons', '--python': 'pythons', '--unused': ''}, []),
    'packages': (['-h', '--help', '--json', '--plain'], {}, ['names']),
    'which': (['-h', '--help', '--only', '-p', '--python', '--unused', '--orphans', '--eol', '--broken', '--json', '--plain'], {'--only': '', '-p': 'pythons', '--python': 'pythons', '--unused': ''}, ['any-packages']),
    'outdated': (['-h', '--help', '--only', '-p', '--python', '--unused', '--all', '--orphans', '--eol', '--broken', '--json', '--plain'], {'--only': '', '-p': 'pythons', '--python': 'pythons', '--unused': ''}, ['names']),
    'audit': (['-h', '--help', '--only', '-p', '--python', '--unused', '--all', '--orphans', '--eol', '--broken', '--json', '--plain'], {'--only': '', '-p': 'pythons', '--python': 'pythons', '--unused': ''}, ['names']),
    'upgrade': (['-h', '--help', '-q', '--quiet'], {}, ['names', 'packages*']),
}
# <<< words

# What changes this shell is a function; the others are programs to xonsh, whose output can go into a pipe.
def __envarium_define():
    from xonsh.tools import unthreadable
    def calling(function, word):
        return unthreadable(lambda arguments: function(word, *arguments))
    __envarium_xsh.aliases["workon"] = unthreadable(__envarium_workon)
    for word in __envarium_planned:
        __envarium_xsh.aliases[word] = calling(__envarium_plan, word)
    for word in __envarium_removing:
        __envarium_xsh.aliases[word] = calling(__envarium_remove, word)
    for word in __envarium_asked:
        __envarium_xsh.aliases[word] = __envarium_call("", word)

__envarium_define()

# --- completion ---------------------------------------------------------------

# Returns the entries of a directory, [] if it cannot be read.
def __envarium_entries(path):
    try:
        return __envarium_os.listdir(path)
    except OSError:
        return []

# Returns the versions of the Pythons that are installed: those on PATH, and those of pyenv, uv, asdf and mise.
def __envarium_pythons():
    import re
    env, home = __envarium_xsh.env, __envarium_os.path.expanduser("~")
    data = env.get("XDG_DATA_HOME") or f"{home}/.local/share"
    places = (
        f"{env.get('PYENV_ROOT') or home + '/.pyenv'}/versions",
        str(env.get("UV_PYTHON_INSTALL_DIR") or f"{data}/uv/python"),
        f"{env.get('ASDF_DATA_DIR') or home + '/.asdf'}/installs/python",
        f"{env.get('MISE_DATA_DIR') or data + '/mise'}/installs/python",
    )
    programs = [name for place in env.get("PATH", []) for name in __envarium_entries(place)]
    found = [re.fullmatch(r"python(3\.\d+t?)|(pypy3\.\d+)", name) for name in programs]
    for place in places:
        names = [name for name in __envarium_entries(place) if __envarium_os.path.exists(f"{place}/{name}/bin/python")]
        names = [re.sub(r"^(?:cpython-|(pypy)-)(\d[^-]*)-.*", r"\1\2", name) for name in names]
        found += [re.fullmatch(r"(\d[^-]*)|(pypy\d.*)", name) for name in names]
    return {match[1] or match[2] for match in found if match}

# Returns what a word of the kind can be, [] if that is anything. `places` are the positional words before it.
def __envarium_offered(kind, places, typed):
    if isinstance(kind, list):
        return kind
    import re
    from glob import escape, glob
    root = escape(__envarium_root())
    kept, named, kind = f"{root}/.envarium", escape(places[0]) if places else "*", kind.rstrip("*")
    base = __envarium_os.path.basename
    if kind == "pythons":
        return __envarium_pythons()
    if kind == "trash":
        return map(base, glob(f"{kept}/trash/*/*"))
    if kind == "templates":
        return "".join(__envarium_read(f"{__envarium_root()}/.envarium/plugins").splitlines()[2:3]).split()
    if kind in ("packages", "any-packages"):
        place = f"{root}/{named}"
        if not places and (kind == "packages" or not typed):
            place = escape(__envarium_xsh.env.get("VIRTUAL_ENV") or "/nowhere")
        found = glob(f"{place}/lib/*/site-packages/{escape(typed.replace('-', '_'))}*.dist-info")
        return {base(path).partition("-")[0].replace("_", "-") for path in found}
    names = set(__envarium_names()).difference(places) if kind in ("names", "states") else set()
    if kind in ("snapshots", "states"):
        own = kind == "snapshots" and "@" not in typed and bool(places)
        for path in glob(f"{kept}/snapshots/{named if own else '*'}/*"):
            names.add((not own) * f"{path.split('/')[-2]}@" + re.sub("^[^-]*-", "", base(path)))
    return names

def __envarium_complete(context):
    command = context.command
    if command is None or not command.args:
        return None
    words = [argument.value for argument in command.args[: command.arg_index]]
    if words == ["envarium"]:
        return {verb for verb in __envarium_completed if verb not in __envarium_verbs and verb.startswith(command.prefix)}
    words = words[1:] if words[:1] == ["envarium"] else [__envarium_verbs.get(word, "") for word in words[:1]] + words[1:]
    if not words or words[0] not in __envarium_completed:
        return None
    flags, values, arguments = __envarium_completed[words[0]]
    places, taken = [], None
    for word in words[1:]:
        if taken is not None:
            taken = None
        elif word[:1] == "-":
            taken = values.get(word)
        else:
            places.append(word)
    lead, equals, typed = command.prefix.partition("=")
    if taken is not None:
        offered = __envarium_offered(taken, places, command.prefix)
    elif equals and lead in values:
        offered = [f"{lead}={value}" for value in __envarium_offered(values[lead], places, typed)]
    elif command.prefix.startswith("-"):
        offered = flags
    else:
        kinds = arguments[len(places) : len(places) + 1] or [kind for kind in arguments[-1:] if kind[-1:] == "*"]
        offered = __envarium_offered(kinds[0], places, command.prefix) if kinds else ()
    return {each for each in offered if each.startswith(command.prefix)} or None

__envarium_complete.contextual = True
__envarium_xsh.completers["envarium"] = __envarium_complete
__envarium_xsh.completers.move_to_end("envarium", last=False)
