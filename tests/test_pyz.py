"""envarium.pyz: one file that installs envarium without pipx, uv, venv or pip."""

from __future__ import annotations

import contextlib
import glob
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import zipfile

import pexpect
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import pythons
from envarium import toml
from tool import once, open_text
from waiting import PATIENCE

CHECKOUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


@pytest.fixture(scope="module")
def wheels(tmp_path_factory, built):
    """The wheels that the archive consists of."""
    sys.path.insert(0, CHECKOUT + "/tools")
    import build_pyz

    try:
        folder = once(tmp_path_factory, "pyz", lambda place: build_pyz.fetch(str(place)))
    except subprocess.CalledProcessError:
        pytest.skip("no index is reachable, from which the archive's wheels could be fetched")
    return [*glob.glob(f"{folder}/*.whl"), *glob.glob(f"{built}/*.whl")]


@pytest.fixture(scope="module")
def pyz(wheels, tmp_path_factory):
    """The archive."""
    import build_pyz

    target = str(tmp_path_factory.mktemp("pyz") / "envarium.pyz")
    build_pyz.build(wheels, target)
    return target


@pytest.fixture
def say(clean_environment, tmp_path):
    """A function that runs a command as a user whose bash finds ~/.local/bin, and returns its code and its output."""
    clean_environment["PATH"] = clean_environment["HOME"] + "/.local/bin:" + clean_environment["PATH"]

    def run(*command):
        done = subprocess.run(
            command,
            env=clean_environment,
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stdout + done.stderr

    return run


def everything(home):
    return sorted(
        os.path.relpath(os.path.join(top, name), home) for top, _, names in os.walk(home) for name in names
    )


def test_it_has_all_dependencies():
    """Whatever pyproject.toml requires, the list of wheels has, though nothing fetches them for this test."""
    with open(CHECKOUT + "/pyproject.toml", encoding="utf-8") as file:
        required = toml.parse(file.read())["project"]["dependencies"]
    with open(CHECKOUT + "/tools/pyz-requirements.txt", encoding="utf-8") as file:
        pinned = {line.partition("==")[0] for line in file if "==" in line}
    assert {canonicalize_name(Requirement(text).name) for text in required} <= pinned


def test_two_builds_are_identical(pyz, wheels, tmp_path):
    """Whatever the order of the wheels; and it contains no compiled code."""
    import build_pyz

    again = tmp_path / "again"
    build_pyz.build(wheels[::-1], str(again))
    assert again.read_bytes() == pathlib.Path(pyz).read_bytes()
    with zipfile.ZipFile(pyz) as archive:
        names = archive.namelist()
    assert not [name for name in names if name.endswith((".so", ".pyd", ".pyc"))]


def test_old_pythons_are_refused(pyz, say):
    """A Python that is too old to read the installer prints what it needs."""
    old = [path for path in pythons.there() if pythons.version(path) < (3, 10)]
    if not old:
        pytest.skip("no interpreter is older than 3.10")
    for path in {pythons.version(path)[:2]: path for path in old}.values():
        code, output = say(path, pyz, "setup")
        assert code == 1
        assert "Python 3.10 or later" in output


def test_windows_is_refused(pyz, say):
    """Before anything is imported that Windows lacks; see test_windows.py."""
    windows = "import runpy, sys; sys.platform = 'win32'; sys.modules['pwd'] = None; "
    code = windows + "runpy.run_path(sys.argv[1], None, '__main__')"
    status, output = say(sys.executable, "-c", code, pyz, "setup", "--yes")
    assert status == 1
    assert "WSL" in output


def test_from_nothing_to_nothing(pyz, say, clean_environment, tmp_path):
    """It installs envarium, once; another Python, a newer archive and a missing Python; then nothing of it is left."""
    home = clean_environment["HOME"]
    python = os.path.realpath(sys.executable)
    assert say(python, pyz, "--help")[0] == say(pyz, "--version")[0] == 0
    assert say(python, pyz, "list")[0] == say(python, pyz, "setup", "--undo")[0] == 1
    assert say(python, pyz, "setup", "bash")[0] == 1
    assert everything(home) == []
    code, output = say(python, pyz, "setup", "bash", "--yes")
    assert code == 0, output
    assert "PATH" not in output
    code, output = say(
        "bash", "-ic", "mkvenv -q one && python -m pip --version && lsvenv -b && envarium list -b"
    )
    assert code == 0, output
    assert f"from {clean_environment['WORKON_HOME']}/one/" in output
    assert "one\none\n" in output
    place = f"{home}/.local/share/envarium"
    before = os.stat(place).st_ino
    assert say(python, pyz, "setup", "bash", "--yes")[0] == 0
    assert os.stat(place).st_ino == before
    os.makedirs(f"{place}.old/mine")
    newer = shutil.copy(pyz, tmp_path)
    with zipfile.ZipFile(newer, "a") as archive:
        archive.writestr("site-packages/newer", "")
    code, output = say(python, newer, "setup", "bash", "--yes")
    assert code == 0, output
    assert os.path.exists(f"{place}/site-packages/newer")
    assert sorted(os.listdir(os.path.dirname(place))) == ["envarium", "envarium.old", "man"]
    os.removedirs(f"{place}.old/mine")
    launcher = f"{place}/bin/envarium"
    text = open_text(launcher)
    with open(launcher, "w", encoding="utf-8") as file:
        file.write(text.replace(python, f"{home}/gone"))
    code, output = say("envarium", "list")
    assert code == 1
    hint = output.splitlines()[1].partition("or later: ")[2].split()
    assert say(python, *hint[1:], "bash", "--yes")[0] == 0
    assert open_text(launcher) == text
    assert say("bash", "-ic", "workon one && envarium list -b && mkvenv -q --no-pip two")[0] == 0
    code, output = say("env", "-u", "WORKON_HOME", "envarium", "setup", "--undo", "--yes")
    assert code == 0, output
    assert everything(home) == []


def test_what_is_not_its_own(pyz, say, clean_environment):
    """A command or directory of another installation is not replaced, and the program not installed."""
    home = clean_environment["HOME"]
    os.makedirs(f"{home}/.local/bin")
    shutil.copy("/bin/true", f"{home}/.local/bin/envarium")
    code, output = say(sys.executable, pyz, "setup", "--yes")
    assert code == 1
    assert "hint: " in output
    assert everything(home) == [".local/bin/envarium"]


def test_where_nothing_can_be_written(pyz, say, clean_environment):
    """What the system refuses is one line with a hint."""
    with open(clean_environment["HOME"] + "/.local", "w", encoding="utf-8"):
        code, output = say(sys.executable, pyz, "setup", "--yes")
    assert code == 1
    assert [line.partition(": ")[0] for line in output.splitlines()[-2:]] == ["envarium", "hint"]


def interruptible():
    """Let the interrupt signal end this process: a script ignores or blocks it for what it runs in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


@pytest.mark.parametrize("key", ["d", "c"])
def test_an_interrupted_question(key, pyz, clean_environment):
    """Ctrl-D and Ctrl-C at the question install nothing, and print no traceback."""
    child = pexpect.spawn(
        sys.executable,
        [pyz, "setup", "bash"],
        env=clean_environment,
        preexec_fn=interruptible,
        timeout=PATIENCE,
    )
    try:
        child.expect_exact(b"[y/n] (y)")
        child.sendcontrol(key)
        child.expect(pexpect.EOF)
        output = child.before
        child.wait()
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    assert child.exitstatus == 130
    assert b"interrupted" in output
    assert b"Traceback" not in output
    assert everything(clean_environment["HOME"]) == []


@pytest.mark.parametrize("words", [["--bogus"], ["ksh"], ["bash", "zsh"]], ids=" ".join)
def test_wrong_arguments(words, pyz, say, clean_environment):
    """What setup does not accept is refused before anything is installed."""
    code, output = say(sys.executable, pyz, "setup", "--yes", *words)
    assert code == 2, output
    assert "hint: " in output
    assert everything(clean_environment["HOME"]) == []


def test_a_narrow_terminal(pyz, say, clean_environment):
    """What is going to be installed is shown within the width of the terminal, unless that is a path alone."""
    clean_environment["COLUMNS"] = "40"
    _, output = say(sys.executable, pyz, "setup", "bash")
    shown = output.split(":\n\n")[1].split("\n\n")[0]
    assert "~/.local/bin/envarium" in shown
    assert not [line for line in shown.splitlines() if len(line) > 40 and " " in line.strip()]
