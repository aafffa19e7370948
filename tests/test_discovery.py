"""What envarium find finds, and what it makes of it: every tool's environments, by their files alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import venv

import pexpect
import pytest

import layouts
import mounts
import trees
from envarium import vocabulary_store
from envarium.commands import find
from envarium.discovery import tools
from envarium.discovery.environment import AnyEnvironment
from envarium.discovery.walk import Walk
from envarium.store.environment import LookupCache
from tool import Tool
from trees import plant
from waiting import PATIENCE


@pytest.fixture
def user(home):
    """The command line of a user with nothing but a home directory, whose path has no links."""
    return Tool({**os.environ, "HOME": os.path.realpath(home)})


def below(top, **options):
    return sorted(Walk(lambda _: None, **options).below(str(top)))


def rows(tool, *words, **variables):
    return json.loads(tool.done("find", "--json", *words, **variables))


def test_every_tool(user):
    """Each environment is found once, with its tool, its project, and a name that the store could give it."""
    expected = layouts.homes(user.environment["HOME"])
    found = {row["path"]: row for row in rows(user)}
    assert sorted(found) == sorted(expected)
    for path, (tool, project, name) in expected.items():
        assert (found[path]["tool"], found[path]["project"]) == (tool, project), path
        assert tools.name(path, tool) == name, path
    assert {row["tool"] for row in found.values()} == set(vocabulary_store.TOOLS)


def test_versions_and_problems(home):
    """The version is that in the tool's own files, and what does not work has a reason."""
    place = os.path.realpath(home)
    windows = f"{place}/windows"
    trees.write(f"{windows}/pyvenv.cfg", "home = C:\\Python\nversion = 3.12.0\n")
    trees.write(f"{windows}/Scripts/python.exe")
    gone = layouts.configured(f"{place}/gone")
    os.unlink(f"{gone}/bin/python")
    moved = plant(f"{place}/before")
    trees.write(f"{moved}/bin/activate", f"VIRTUAL_ENV='{moved}'\nexport VIRTUAL_ENV\n")
    os.rename(moved, f"{place}/moved")
    expected = {
        layouts.old_virtualenv(f"{place}/old"): ("2.7", ""),
        layouts.conda(f"{place}/conda"): ("3.12.4", ""),
        layouts.conda(f"{place}/r-only", ""): ("", ""),
        windows: ("3.12.0", "made on Windows"),
        gone: ("3.12.1", "interpreter missing"),
        f"{place}/moved": ("3.12.1", "moved by hand"),
    }
    found = {path: AnyEnvironment(path, LookupCache()) for path in below(place)}
    assert {path: (one.version, one.problem) for path, one in found.items()} == expected


def test_real_ones(user, tmp_path):
    """What venv, virtualenv and uv make now is found, and works."""
    venv.create(tmp_path / "a", with_pip=False, symlinks=True)
    for program in (("virtualenv", "--no-seed", "-q"), ("uv", "venv", "-q", "-p", sys.executable)):
        words = [sys.executable, "-m", *program, str(tmp_path / program[0])]
        subprocess.run(words, check=True, capture_output=True)
    found = {os.path.basename(row["path"]): row for row in rows(user, str(tmp_path))}
    version = ".".join(map(str, sys.version_info[:3]))
    assert {name: (row["tool"], row["problem"]) for name, row in found.items()} == {
        "a": ("venv", ""), "virtualenv": ("virtualenv", ""), "uv": ("uv", ""),
    }  # fmt: skip
    assert {row["python"] for row in found.values()} == {version}


# --- where it looks ----------------------------------------------------------


def test_inside_an_environment(home):
    """A project in an environment is searched, and what the environment consists of is not."""
    top = plant(f"{home}/top")
    plant(f"{top}/lib/python3.12/inside")
    inner = plant(f"{top}/src/project/.venv")
    assert below(home) == [top, inner]


def test_skipped_directories(home):
    """What contains no environment is skipped by its name, unless all is to be searched."""
    hidden = [plant(f"{home}/{name}/x") for name in ("node_modules", ".git", "__pycache__", ".envarium")]
    deep = plant(f"{home}/archive-v0/hash/package/x")
    assert below(home) == []
    assert below(home, everywhere=True) == sorted([*hidden, deep])


def test_links_are_not_followed(home, tmp_path):
    """A link to a directory is not entered, so a loop of links ends, and an environment is found once."""
    real = plant(f"{home}/src/real")
    os.symlink(real, f"{home}/link")
    os.symlink(home, f"{home}/src/loop")
    os.symlink(tmp_path, f"{home}/out")
    plant(tmp_path / "elsewhere")
    assert below(home) == [real]


def test_the_directory_itself_may_be_a_link(user, tmp_path):
    """A directory that is named on the command line is searched, even if it is a link or an environment."""
    plant(tmp_path / "real")
    os.symlink(tmp_path / "real", tmp_path / "link")
    assert [row["path"] for row in rows(user, str(tmp_path / "link"), str(tmp_path))] == [
        str(tmp_path / "real")
    ]


def test_unreadable_directories(open_directory, without_powers):
    """A directory without permission is left out, and counted."""
    plant(f"{open_directory}/a/x")
    plant(f"{open_directory}/b/x")
    os.chmod(f"{open_directory}/a", 0)

    def search():
        walk = Walk(lambda _: None)
        return [os.path.relpath(path, open_directory) for path in walk.below(open_directory)], walk.unreadable

    assert without_powers(search) == "(['b/x'], 1)"


def test_a_path_of_any_length(home):
    """A tree that is deeper than a path may be long is counted as unreadable, and ends no search."""
    kept = plant(f"{home}/kept")
    here = os.getcwd()
    try:
        os.chdir(home)
        for _ in range(30):
            os.mkdir("d" * 200)
            os.chdir("d" * 200)
    finally:
        os.chdir(here)
    walk = Walk(lambda _: None)
    assert (list(walk.below(str(home))), walk.unreadable) == ([kept], 1)
    subprocess.run(["rm", "-rf", f"{home}/{'d' * 200}"], check=True)


MOUNTED = """
mkdir "$1/disk" "$1/same" "$1/proc" && mount -t tmpfs none "$1/disk" && cp -r "$1/model" "$1/disk/x" &&
mount --bind "$1/model" "$1/same" && mount -t proc none "$1/proc" || exit 77
shift
exec "$@"
"""


def test_other_file_systems(user, tmp_path):
    """What is mounted is entered only if asked for, and then only what is on a disk."""
    model = plant(tmp_path / "model")
    words = ("find", "--json", str(tmp_path))
    namespace = [*mounts.own("--pid", "--fork"), "sh", "-c", MOUNTED, "sh"]
    expected = {(): {model}, ("--across",): {model, f"{tmp_path}/disk/x", f"{tmp_path}/same"}}
    for flags, paths in expected.items():
        done = user.start([*namespace, str(tmp_path), *user.command(*words, *flags)])
        if done.returncode == 77:
            pytest.skip("no mount namespace can be made here")
        assert (done.returncode, {row["path"] for row in json.loads(done.stdout)}) == (0, paths), done.stderr
        for name in ("disk", "same", "proc"):
            os.rmdir(tmp_path / name)


def test_what_vanishes_meanwhile(home):
    """A directory that is deleted while it is being searched is no error."""
    for name in "abc":
        plant(f"{home}/{name}/x")

    def delete(path):
        if path == str(home):
            os.rename(f"{home}/a", f"{home}/.git")
            os.rename(f"{home}/b/x", f"{home}/.git/y")

    walk = Walk(delete)
    assert (list(walk.below(str(home))), walk.unreadable) == ([f"{home}/c/x"], 0)


def test_hostile_names(user, tmp_path):
    """A path that a terminal would act upon is shown harmlessly, and is whole in JSON."""
    name = "\x1b[31m\n\udcff 'x' $(touch y)"
    plant(tmp_path / name / "env")
    shown = user.done("find", str(tmp_path))
    assert len(shown.splitlines()) == 1
    assert shown.rstrip("\n").isprintable()
    (row,) = rows(user, str(tmp_path))
    assert row["path"] == str(tmp_path / name / "env")


# --- what is asked for -------------------------------------------------------


def test_filters(user):
    """Only what every option asks for is shown: a tool, a pattern for the path or its end, a problem."""
    home = user.environment["HOME"]
    layouts.homes(home)
    broken = f"{home}/src/web/.venv"
    os.unlink(f"{broken}/bin/python")
    assert {row["tool"] for row in rows(user, "--tool", "uv", "--tool", "tox")} == {"uv", "tox"}
    assert {os.path.basename(row["path"]) for row in rows(user, "--only", "*-python3")} == {"py_env-python3"}
    assert {row["path"] for row in rows(user, "--only", "~/src/web/.?ox/*")} == {
        f"{home}/src/web/.tox/py312", f"{home}/src/web/.nox/lint",
    }  # fmt: skip
    assert [row["path"] for row in rows(user, "--broken")] == [broken]
    assert rows(user, "--broken", "--tool", "uv") == []


def test_sizes(user, tmp_path):
    """The size is what deleting would free."""
    path = plant(tmp_path / "x")
    trees.write(f"{path}/lib/data", "x" * 100_000)
    trees.write(f"{path}/lib/shared", "x" * 500_000)
    os.link(f"{path}/lib/shared", tmp_path / "other")
    (row,) = rows(user, "--sizes", str(tmp_path))
    assert 100_000 <= row["bytes"] < 300_000
    assert "bytes" not in rows(user, str(tmp_path))[0]


def test_last_use(user, tmp_path):
    """The last use is when activation read it last, or something was installed; looking at it is no use."""
    path, day = plant(tmp_path / "x"), 86_400
    trees.write(f"{path}/bin/activate")
    now = int(time.time())
    for name, age in (("bin", 300), ("pyvenv.cfg", 200), ("bin/activate", 100), ("", 0)):
        os.utime(f"{path}/{name}", (now - age * day, now - 300 * day))
    for _ in range(2):
        assert rows(user, str(tmp_path))[0]["used"] == now - 100 * day
    os.utime(f"{path}/bin", (now, now - 5 * day))
    assert rows(user, str(tmp_path))[0]["used"] == now - 5 * day
    assert "5 days ago" in user.done("find", str(tmp_path))


def test_not_a_directory(user, tmp_path):
    """A directory that does not exist is an error, with a hint."""
    assert user.refused("find", str(tmp_path / "none")) == f'"{tmp_path}/none" is not a directory'


def test_interrupted(home):
    """Ctrl-C ends the search, and what was found until then is kept."""
    for name in ("a", "b", "c"):
        plant(f"{home}/{name}")
    search = find.Search()

    def interrupt(environment):
        if len(search.matches) == 2:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(10)
        return True

    search.run([str(home)], interrupt)
    assert search.interrupted
    assert len(search.matches) == 2


def test_progress_is_for_terminals(user, tmp_path):
    """A terminal shows the progress of the search, on one line that is erased at the end; a pipe does not."""
    plant(tmp_path / "x")
    for number in range(300):
        os.makedirs(tmp_path / f"many/{number}/a/b")
    assert user("find", str(tmp_path)).stderr == "1 environment\n"
    slow = "import envarium.printing.status_line as s; s.PAUSE = 0; "
    child = user.command("find", str(tmp_path), before=slow)
    terminal = pexpect.spawn(
        child[0], child[1:], env=user.environment, encoding="utf-8", dimensions=(24, 40), timeout=PATIENCE
    )
    seen = terminal.read()
    assert "directories" in seen
    lines = seen.split("\r\x1b[K")
    assert all(len(line) < 40 for line in lines[1:-1])
    assert lines[-1].splitlines()[-1] == "1 environment"
