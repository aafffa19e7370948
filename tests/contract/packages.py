"""Statements about packages: where they are, and how pip installs them."""

from __future__ import annotations

import os

from contract.environment import PREFIXES, quick, same, statement
from wheels import wheel


@quick
def the_user_site_is_off(env):
    home = env.fresh("user")
    user = eval(
        env.output(env.python, "-c", "import site; print(repr(site.getusersitepackages()))", HOME=home)
    )
    assert user.startswith(home)
    os.makedirs(user)
    with open(user + "/usual.py", "w", encoding="utf-8"):
        pass
    with open(user + "/usual.pth", "w", encoding="utf-8") as file:
        file.write(f"import sys; sys.executed_for_user = True\n{env.scratch}\n")
    code = "import site, sys; print(repr((site.ENABLE_USER_SITE, sys.path, getattr(sys, 'executed_for_user', False))))"
    enabled, path, executed = env.value(code, HOME=home)
    assert enabled is False
    assert user not in path
    assert env.scratch not in [entry for entry in path if entry != ""]
    if env.version >= (3,):
        assert not executed


def search_path(env, **options):
    entries = env.value("import sys; print(repr([p for p in sys.path if p]))", **options)
    return [os.path.realpath(entry) for entry in entries]


def base_packages(env):
    return [
        os.path.realpath(path)
        for path in eval(env.output(env.base, "-c", "import site; print(repr(site.getsitepackages()))"))
        if os.path.isdir(path)
    ]


@quick
def system_packages_are_hidden(env):
    assert not set(search_path(env)) & set(base_packages(env))


@quick
def site_packages_stand_once_in_the_path(env):
    mine = [entry for entry in search_path(env) if entry.endswith("site-packages")]
    assert len(mine) == 1
    assert same(os.path.commonpath([mine[0], os.path.realpath(env.place)]), env.place)


@statement
def paths_for_packages_lie_inside(env):
    paths = env.value("import sysconfig; print(repr(sysconfig.get_paths()))")
    for key in ("purelib", "platlib", "scripts", "data"):
        assert (os.path.realpath(paths[key]) + "/").startswith(os.path.realpath(env.place) + "/"), (
            key,
            paths[key],
        )
    assert os.path.realpath(paths["purelib"]) in search_path(env)


CONTRACTED = "import sys\ndef main():\n    print(repr((sys.prefix, sys.argv[1:])))\n"


def contracted(folder):
    """Make a package whose program prints the prefix of its Python and its arguments; return the wheel's path."""
    return wheel(folder, "contracted", code=CONTRACTED, tag="py2.py3-none-any")


def _pip(env, *words, **options):
    return env.run(env.place + "/bin/pip", *words, **options)


def _is_quiet(done):
    """Check that pip succeeded, and printed nothing but that its Python is old."""
    assert done.returncode == 0, (done.stdout, done.stderr)
    lines = [line for line in done.stderr.splitlines() if "DEPRECATION" not in line and "root" not in line]
    assert not [line for line in lines if line.strip()], done.stderr


@quick
def pip_installs_and_uninstalls_here_and_says_nothing_strange(env):
    installed = _pip(env, "install", "--no-index", "--no-deps", contracted(env.scratch))
    _is_quiet(installed)
    assert "user" not in installed.stdout.lower()
    script = env.place + "/bin/contracted"
    prefix, words = eval(env.output(script, "a b", "$c"))
    assert same(prefix, env.place)
    assert words == ["a b", "$c"]
    where = env.value("import contracted; print(repr(contracted.__file__))")
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
    env.output(env.python, "-m", "venv", "--without-pip", "--symlinks", child)
    prefix, base_prefix, _ = eval(env.output(child + "/bin/python", "-c", PREFIXES))
    assert same(prefix, child)
    assert same(base_prefix, env.base_prefix)


@statement
def ensurepip_serves_as_in_the_base(env):
    if env.run(env.base, "-c", "import ensurepip._bundled").returncode == 0 and env.version >= (3, 8):
        env.output(env.python, "-m", "ensurepip")
