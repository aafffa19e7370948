"""Statements about the Python of an environment: its prefix, however it is called."""

from __future__ import annotations

import os
import shutil

from contract.environment import PREFIXES, is_at_home, quick, same, statement


@quick
def the_prefix_is_the_environment(env):
    is_at_home(env, env.value(PREFIXES))


@quick
def it_is_the_base_version(env):
    assert env.value("import sys; print(sys.hexversion)") == env.hexversion


@quick
def isolated_mode_changes_nothing(env):
    is_at_home(env, env.value(PREFIXES, "-I" if env.version >= (3,) else "-Es"))


@statement
def ignoring_the_environment_changes_nothing(env):
    is_at_home(env, env.value(PREFIXES, "-E", PYTHONHOME="/nowhere"))


@quick
def a_copy_keeps_its_prefix_without_site(env):
    prefix, _, _ = env.value(PREFIXES, "-S")
    if env.copied:
        assert same(prefix, env.place)
    elif env.version < (3, 14):
        assert same(prefix, env.prefix)  # PEP 405: before 3.14, it is site that reads pyvenv.cfg


@statement
def pythonhome_of_the_base_leaves_the_prefix_alone(env):
    if env.version < (3,):
        return  # nothing of the environment is read then
    is_at_home(env, env.value(PREFIXES, PYTHONHOME=env.base_prefix if not env.is_pypy else env.prefix))


@statement
def pythonhome_of_a_copy_itself_does_no_harm(env):
    if env.copied and not env.is_pypy:
        is_at_home(env, env.value(PREFIXES, PYTHONHOME=env.place))


@quick
def a_copy_called_by_a_link_from_elsewhere_is_at_home(env):
    if not env.copied:
        return
    link = env.fresh("elsewhere")
    os.symlink(env.python, link)
    is_at_home(env, eval(env.output(link, "-c", PREFIXES)))
    assert eval(env.output(link, "-c", "import site; print(site.ENABLE_USER_SITE)")) is False


@statement
def every_name_in_bin_starts_the_same_python(env):
    names = [name for name in os.listdir(env.place + "/bin") if name.startswith(("python", "pypy"))]
    names = [name for name in names if not name.endswith("config")]
    assert {"python", f"python{env.version[0]}"} <= set(names)
    for name in names:
        is_at_home(env, eval(env.output(f"{env.place}/bin/{name}", "-c", PREFIXES)))


@statement
def it_is_found_through_path(env):
    is_at_home(env, eval(env.output("python", "-c", PREFIXES, PATH=env.place + "/bin:/usr/bin:/bin")))


@statement
def it_is_at_home_by_a_relative_path(env):
    is_at_home(env, eval(env.output("bin/python", "-c", PREFIXES, cwd=env.place)))
    is_at_home(env, eval(env.output("lib/../bin/python", "-c", PREFIXES, cwd=env.place)))


@statement
def a_child_of_its_own_is_at_home_too(env):
    code = (
        "import subprocess, sys; "
        f"sys.stdout.write(subprocess.check_output([sys.executable, '-c', {PREFIXES!r}]).decode())"
    )
    is_at_home(env, env.value(code))


@quick
def it_starts_without_a_warning(env):
    assert env.run(env.python, "-W", "error", "-c", "pass").stderr == ""


@quick
def the_activator_puts_it_first_and_takes_it_away(env):
    code = 'set -u; . "$1/bin/activate" && command -v python && deactivate && echo "$PATH"'
    for shell in filter(None, [shutil.which("bash"), shutil.which("dash")]):
        found, path = env.output(shell, "-c", code, "sh", env.place, PATH="/usr/bin:/bin").splitlines()
        assert same(found, env.python)
        assert path == "/usr/bin:/bin"


@statement
def a_copy_that_was_renamed_is_at_home_in_its_new_place(env):
    if not env.copied:
        return
    moved = env.place + " moved"
    os.rename(env.place, moved)
    try:
        prefix, base_prefix, _ = eval(env.output(moved + "/bin/python", "-c", PREFIXES))
        assert same(prefix, moved)
        assert not same(base_prefix, moved)
    finally:
        os.rename(moved, env.place)
