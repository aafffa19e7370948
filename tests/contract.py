"""What holds in every environment, whichever strategy made it and from whichever interpreter: one statement a function.

A statement takes an environment and asserts. `STATEMENTS` holds all of them; those in `QUICK` start few processes.
"""

from __future__ import annotations

import os
import shutil
import subprocess

from waiting import PATIENCE
from wheels import wheel

SHARES = "import sys; print(repr((sys.prefix, getattr(sys, 'base_prefix', sys.prefix), sys.exec_prefix)))"
BASE = (
    "import sys, os; print(repr((tuple(sys.version_info[:3]), sys.prefix, os.path.dirname(os.__file__), "
    "hasattr(sys, 'pypy_version_info'), sys.hexversion)))"
)
STATEMENTS = []
QUICK = []


class Environment:
    """One that was made at `place` from the interpreter `base` by `strategy`; `scratch` is a directory to work in."""

    def __init__(self, place, base, strategy, scratch):
        self.place = str(place)
        self.base = base
        self.strategy = strategy
        self.scratch = str(scratch)
        output = eval(self.does(base, "-c", BASE))
        self.version, self.prefix, self.stdlib, self.is_pypy, self.hexversion = output
        self.copied = strategy != "pyvenv.cfg"

    @property
    def python(self):
        return self.place + "/bin/python"

    @property
    def base_prefix(self):
        """The prefix that the environment's Python takes for its base's."""
        return self.place + "/.base" if self.strategy == "self-contained" else self.prefix

    def run(self, *command, cwd=None, **variables):
        """Run a command with a bare environment to which `variables` are added, and return the finished child."""
        home = self.scratch + "/home"
        os.makedirs(home, exist_ok=True)
        environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": home,
            "LANG": "C.UTF-8",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }
        return subprocess.run(
            command, env={**environment, **variables}, cwd=cwd or self.scratch, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, timeout=PATIENCE, check=False,
        )  # fmt: skip

    def does(self, *command, **options):
        """Run a command that must go well, and return what it printed."""
        result = self.run(*command, **options)
        assert result.returncode == 0, (command, result.stdout, result.stderr)
        return result.stdout

    def says(self, code, *flags, **options):
        """Run `code` in the environment's Python, and return the value whose repr it printed."""
        return eval(self.does(self.python, *flags, "-c", code, **options))

    def fresh(self, name):
        """Return a path in the scratch directory at which nothing stands."""
        path = f"{self.scratch}/{name}"
        if os.path.islink(path):
            os.unlink(path)
        shutil.rmtree(path, ignore_errors=True)
        return path


def statement(function):
    """Add a statement that is told in full runs only."""
    STATEMENTS.append(function)
    return function


def quick(function):
    """Add a statement that every run tells."""
    QUICK.append(function)
    return statement(function)


def same(one, other):
    return os.path.realpath(one) == os.path.realpath(other)


def _is_at_home(env, said):
    prefix, base_prefix, exec_prefix = said
    assert same(prefix, env.place), said
    assert same(exec_prefix, env.place), said
    assert same(base_prefix, env.base_prefix), said
    assert not same(prefix, base_prefix)


@quick
def the_prefix_is_the_environment(env):
    _is_at_home(env, env.says(SHARES))


@quick
def it_is_the_base_version(env):
    assert env.says("import sys; print(sys.hexversion)") == env.hexversion


@quick
def isolated_mode_changes_nothing(env):
    _is_at_home(env, env.says(SHARES, "-I" if env.version >= (3,) else "-Es"))


@statement
def ignoring_the_environment_changes_nothing(env):
    _is_at_home(env, env.says(SHARES, "-E", PYTHONHOME="/nowhere"))


@quick
def a_copy_keeps_its_prefix_without_site(env):
    prefix, _, _ = env.says(SHARES, "-S")
    if env.copied:
        assert same(prefix, env.place)
    elif env.version < (3, 14):
        assert same(prefix, env.prefix)  # PEP 405: before 3.14, it is site that reads pyvenv.cfg


@statement
def pythonhome_of_the_base_leaves_the_prefix_alone(env):
    if env.version < (3,):
        return  # nothing of the environment is read then
    _is_at_home(env, env.says(SHARES, PYTHONHOME=env.base_prefix if not env.is_pypy else env.prefix))


@statement
def pythonhome_of_a_copy_itself_does_no_harm(env):
    if env.copied and not env.is_pypy:
        _is_at_home(env, env.says(SHARES, PYTHONHOME=env.place))


@quick
def a_copy_called_by_a_link_from_elsewhere_is_at_home(env):
    if not env.copied:
        return
    link = env.fresh("elsewhere")
    os.symlink(env.python, link)
    _is_at_home(env, eval(env.does(link, "-c", SHARES)))
    assert eval(env.does(link, "-c", "import site; print(site.ENABLE_USER_SITE)")) is False


@statement
def every_name_in_bin_starts_the_same_python(env):
    names = [name for name in os.listdir(env.place + "/bin") if name.startswith(("python", "pypy"))]
    names = [name for name in names if not name.endswith("config")]
    assert {"python", f"python{env.version[0]}"} <= set(names)
    for name in names:
        _is_at_home(env, eval(env.does(f"{env.place}/bin/{name}", "-c", SHARES)))


@statement
def it_is_found_through_path(env):
    _is_at_home(env, eval(env.does("python", "-c", SHARES, PATH=env.place + "/bin:/usr/bin:/bin")))


@statement
def it_is_at_home_by_a_relative_path(env):
    _is_at_home(env, eval(env.does("bin/python", "-c", SHARES, cwd=env.place)))
    _is_at_home(env, eval(env.does("lib/../bin/python", "-c", SHARES, cwd=env.place)))


@statement
def a_child_of_its_own_is_at_home_too(env):
    code = (
        "import subprocess, sys; "
        f"sys.stdout.write(subprocess.check_output([sys.executable, '-c', {SHARES!r}]).decode())"
    )
    _is_at_home(env, env.says(code))


@quick
def it_starts_without_a_warning(env):
    assert env.run(env.python, "-W", "error", "-c", "pass").stderr == ""


@quick
def the_user_site_is_off(env):
    home = env.fresh("user")
    user = eval(env.does(env.python, "-c", "import site; print(repr(site.getusersitepackages()))", HOME=home))
    assert user.startswith(home)
    os.makedirs(user)
    with open(user + "/usual.py", "w", encoding="utf-8"):
        pass
    with open(user + "/usual.pth", "w", encoding="utf-8") as file:
        file.write(f"import sys; sys.executed_for_user = True\n{env.scratch}\n")
    code = "import site, sys; print(repr((site.ENABLE_USER_SITE, sys.path, getattr(sys, 'executed_for_user', False))))"
    enabled, path, executed = env.says(code, HOME=home)
    assert enabled is False
    assert user not in path
    assert env.scratch not in [entry for entry in path if entry != ""]
    if env.version >= (3,):
        assert not executed


def _path(env, **options):
    entries = env.says("import sys; print(repr([p for p in sys.path if p]))", **options)
    return [os.path.realpath(entry) for entry in entries]


def _base_packages(env):
    return [
        os.path.realpath(path)
        for path in eval(env.does(env.base, "-c", "import site; print(repr(site.getsitepackages()))"))
        if os.path.isdir(path)
    ]


@quick
def system_packages_are_hidden(env):
    assert not set(_path(env)) & set(_base_packages(env))


@quick
def site_packages_stand_once_in_the_path(env):
    mine = [entry for entry in _path(env) if entry.endswith("site-packages")]
    assert len(mine) == 1
    assert same(os.path.commonpath([mine[0], os.path.realpath(env.place)]), env.place)


@statement
def paths_for_packages_lie_inside(env):
    paths = env.says("import sysconfig; print(repr(sysconfig.get_paths()))")
    for key in ("purelib", "platlib", "scripts", "data"):
        assert (os.path.realpath(paths[key]) + "/").startswith(os.path.realpath(env.place) + "/"), (
            key,
            paths[key],
        )
    assert os.path.realpath(paths["purelib"]) in _path(env)


@statement
def the_library_is_the_base_one(env):
    stdlib = env.says("import os; print(repr(os.path.realpath(os.__file__)))")
    expected = env.base_prefix if env.strategy == "self-contained" else env.stdlib
    assert stdlib.startswith(os.path.realpath(expected) + "/")


CONTRACTED = "import sys\ndef main():\n    print(repr((sys.prefix, sys.argv[1:])))\n"


def contracted(folder):
    """Make a package whose program prints the prefix of its Python and its arguments; return the wheel's path."""
    return wheel(folder, "contracted", code=CONTRACTED, tag="py2.py3-none-any")


def _pip(env, *words, **options):
    return env.run(env.place + "/bin/pip", *words, **options)


def _is_quiet(done):
    """pip went well, and says nothing but that its Python is old."""
    assert done.returncode == 0, (done.stdout, done.stderr)
    lines = [line for line in done.stderr.splitlines() if "DEPRECATION" not in line and "root" not in line]
    assert not [line for line in lines if line.strip()], done.stderr


@quick
def pip_installs_and_uninstalls_here_and_says_nothing_strange(env):
    installed = _pip(env, "install", "--no-index", "--no-deps", contracted(env.scratch))
    _is_quiet(installed)
    assert "user" not in installed.stdout.lower()
    script = env.place + "/bin/contracted"
    prefix, words = eval(env.does(script, "a b", "$c"))
    assert same(prefix, env.place)
    assert words == ["a b", "$c"]
    where = env.says("import contracted; print(repr(contracted.__file__))")
    assert os.path.realpath(where).startswith(os.path.realpath(env.place) + "/lib/")
    _is_quiet(_pip(env, "freeze"))
    gone = _pip(env, "uninstall", "-y", "contracted")
    _is_quiet(gone)
    assert "warning" not in (gone.stdout + gone.stderr).lower().replace("deprecation", "")
    assert not os.path.exists(script)


@statement
def pip_refuses_a_user_install(env):
    if not env.copied and env.version < (3, 7):
        return  # the pip of 3.6 knows the classic marker alone
    result = _pip(env, "install", "--user", "--no-index", "--no-deps", contracted(env.scratch))
    assert result.returncode != 0
    assert "--user" in result.stderr


@statement
def venv_inside_is_made_from_the_true_base(env):
    if env.version < (3, 8):
        return  # venv before 3.8 knows no other base than the one that runs
    child = env.fresh("child")
    env.does(env.python, "-m", "venv", "--without-pip", "--symlinks", child)
    prefix, base_prefix, _ = eval(env.does(child + "/bin/python", "-c", SHARES))
    assert same(prefix, child)
    assert same(base_prefix, env.base_prefix)


@statement
def ensurepip_serves_as_in_the_base(env):
    if env.run(env.base, "-c", "import ensurepip._bundled").returncode == 0 and env.version >= (3, 8):
        env.does(env.python, "-m", "ensurepip")


EXTENSION = """
#include <Python.h>
static PyObject *answer(PyObject *self, PyObject *args) { return PyLong_FromLong(42); }
static PyMethodDef methods[] = {{"answer", answer, METH_NOARGS, ""}, {NULL, NULL, 0, NULL}};
#if PY_MAJOR_VERSION < 3
PyMODINIT_FUNC initcompiled(void) { Py_InitModule("compiled", methods); }
#else
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "compiled", NULL, -1, methods};
PyMODINIT_FUNC PyInit_compiled(void) { return PyModule_Create(&module); }
#endif
"""


@statement
def an_extension_compiles_and_links(env):
    include, suffix = env.says(
        "import sysconfig; print(repr((sysconfig.get_paths()['include'], "
        "sysconfig.get_config_var('EXT_SUFFIX') or sysconfig.get_config_var('SO'))))"
    )
    compiler = shutil.which("cc")
    if not compiler or not os.path.exists(include + "/Python.h"):
        return  # the base has no headers either
    folder = env.fresh("extension")
    os.makedirs(folder)
    with open(folder + "/compiled.c", "w", encoding="utf-8") as file:
        file.write(EXTENSION)
    env.does(
        compiler,
        "-shared",
        "-fPIC",
        "-I" + include,
        folder + "/compiled.c",
        "-o",
        f"{folder}/compiled{suffix}",
    )
    assert env.says("import compiled; print(compiled.answer())", cwd=folder) == 42


@statement
def headers_stand_inside_a_copy(env):
    found = f"{env.place}/include/python{env.version[0]}.{env.version[1]}"
    if env.copied and os.path.isdir(found.replace(env.place, env.prefix)):
        assert os.path.exists(found + "/Python.h")


@statement
def the_config_script_answers_for_the_base(env):
    minor = f"{env.version[0]}.{env.version[1]}"
    script = f"{env.place}/bin/python{minor}-config"
    if not env.copied or not os.path.exists(f"{env.prefix}/bin/python{minor}-config"):
        return
    places = env.does(script, "--includes").strip().removeprefix("-I").split(" -I")
    assert all(os.path.exists(place + "/Python.h") for place in places), places
    assert same(env.does(script, "--prefix").strip(), env.base_prefix)
    assert env.does(f"{env.place}/bin/python{env.version[0]}-config", "--prefix") == env.does(
        script, "--prefix"
    )


@quick
def ssl_works(env):
    if env.run(env.base, "-c", "import ssl").returncode == 0:
        env.does(
            env.python,
            "-I" if env.version >= (3,) else "-Es",
            "-c",
            "import ssl; ssl.create_default_context()",
        )


@statement
def sqlite_works(env):
    if env.run(env.base, "-c", "import sqlite3").returncode == 0:
        code = "import sqlite3; print(sqlite3.connect(':memory:').execute('select 6 * 7').fetchone()[0])"
        assert env.says(code) == 42


@statement
def ctypes_works(env):
    if env.run(env.base, "-c", "import ctypes").returncode == 0:
        assert env.says("import ctypes; print(ctypes.CDLL(None).abs(-42))") == 42


@statement
def every_module_of_the_library_that_the_base_imports_is_there(env):
    code = "import json, decimal, zlib, bz2, lzma, hashlib, curses, readline, uuid, xml.parsers.expat, unittest.mock"
    for name in code.removeprefix("import ").split(", "):
        if env.run(env.base, "-c", "import " + name).returncode == 0:
            env.does(env.python, "-c", "import " + name)


SPAWNING = """
import multiprocessing, sys

def prefix(number):
    return sys.prefix

if __name__ == "__main__":
    found = []
    for method in ("spawn", "forkserver"):
        context = multiprocessing.get_context(method)
        pool = context.Pool(2)
        found += pool.map(prefix, range(2))
        pool.close()
        pool.join()
    print(repr(found))
"""


@statement
def multiprocessing_starts_the_same_python(env):
    if env.version < (3,):
        return
    path = env.scratch + "/spawning.py"
    with open(path, "w", encoding="utf-8") as file:
        file.write(SPAWNING)
    for prefix in eval(env.does(env.python, path)):
        assert same(prefix, env.place)


@statement
def compiling_writes_nothing_into_the_base(env):
    before = os.stat(env.stdlib).st_mtime_ns
    env.does(env.python, "-c", "import colorsys")
    assert os.stat(env.stdlib).st_mtime_ns == before


@quick
def the_activator_puts_it_first_and_takes_it_away(env):
    code = 'set -u; . "$1/bin/activate" && command -v python && deactivate && echo "$PATH"'
    for shell in filter(None, [shutil.which("bash"), shutil.which("dash")]):
        found, path = env.does(shell, "-c", code, "sh", env.place, PATH="/usr/bin:/bin").splitlines()
        assert same(found, env.python)
        assert path == "/usr/bin:/bin"


@statement
def a_copy_that_was_renamed_is_at_home_in_its_new_place(env):
    if not env.copied:
        return
    moved = env.place + " moved"
    os.rename(env.place, moved)
    try:
        prefix, base_prefix, _ = eval(env.does(moved + "/bin/python", "-c", SHARES))
        assert same(prefix, moved)
        assert not same(base_prefix, moved)
    finally:
        os.rename(moved, env.place)
