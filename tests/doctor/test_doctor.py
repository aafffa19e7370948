"""`doctor` finds what is wrong, with a remedy for each problem, and runs nothing of an environment."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import shlex
import signal
import struct
import subprocess
import tempfile
import termios

import pytest

import bases
import pythons
from diagnosis import cfg, info, killed, write
from envarium.commands import inspecting
from envarium.health import checks, finding, pip
from envarium.health.subject import Subject
from screens import printed
from trees import plant

pytestmark = pytest.mark.skipif(not pythons.movable(), reason="no interpreter is in a prefix of its own")


def test_a_sound_store(ground):
    """Nothing is wrong with sound environments: only remarks are made, and the exit code is 0."""
    done = ground.tool("doctor")
    assert done.returncode == 0, done.stdout
    assert "no problems" in done.stderr
    assert all(line.startswith("note: ") for line in done.stdout.splitlines())
    assert ground.findings() == set()


def test_a_linked_environment(sound):
    """What marks it for uv does not make it one that is to run anywhere."""
    cfg(sound.store.path("usual"), relocatable="true")
    assert sound.findings() == set()


def test_only_those_named(sound):
    """With names, those alone are looked at; the store's own troubles and the editors are left out."""
    sound.move_base("")
    killed(sound)
    assert sound.findings("usual") == {("usual", "interpreter-gone")}
    assert {row["subject"] for row in sound.doctor("bare", "bare")} == {"bare"}
    assert '"nothing"' in sound.tool.refused("doctor", "usual", "nothing")


def test_many_environments(tool, store):
    """On a terminal it shows how far it is, and Ctrl-C ends it without a traceback."""
    for number in range(3_000):
        plant(store.path(f"e{number}"))
    terminal, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {**tool.environment, "TERM": "xterm"}
    with (
        tempfile.TemporaryFile() as output,
        subprocess.Popen(
            tool.command("doctor"), env=environment, stdout=output, stderr=side, start_new_session=True
        ) as child,
    ):
        os.close(side)
        seen = b""
        while b"of 3000" not in seen:
            seen += os.read(terminal, 1024)
        os.killpg(child.pid, signal.SIGINT)  # as a terminal does, to all of its processes
        with contextlib.suppress(OSError):  # how Linux tells that nobody writes to the terminal any more
            while part := os.read(terminal, 1024):
                seen += part
        assert child.wait(60) == 130
        output.seek(0)
        shown = output.read().decode().splitlines()  # what was found until then
    os.close(terminal)
    assert shown
    assert {line.partition(":")[0] for line in shown} <= set(finding.LEVELS)
    assert b"Traceback" not in seen


def test_files_that_environments_share(sound, monkeypatch):
    """A file of pip that several environments share is examined once; one that only has its name is examined."""
    names = ("usual", "same", "other", "less", "swapped")
    for name in names[1:]:
        subprocess.run(["cp", "-al", sound.store.path("usual"), sound.store.path(name)], check=True)
    places = {name: bases.site(sound.store.path(name)) for name in names}
    write(places["other"] + "/pip/__main__.py", "")
    os.unlink(places["less"] + "/pip/__main__.py")
    os.unlink(places["swapped"] + "/pip/__main__.py")
    os.link(places["swapped"] + "/pip/__init__.py", places["swapped"] + "/pip/__main__.py")
    stat, examined, found = os.stat, [], {}
    monkeypatch.setattr(os, "stat", lambda path, **given: examined.append(path) or stat(path, **given))
    world = inspecting.world(sound.store)
    for name in names:
        found[name] = [one.what for one in pip.broken(Subject(sound.store.path(name)), world)]
    assert found == {
        "usual": [], "same": [],
        "other": ["pip is altered: pip/__main__.py is not as installed"],
        "less": ["pip is incomplete: pip/__main__.py is missing"],
        "swapped": ["pip is altered: pip/__main__.py is not as installed"],
    }  # fmt: skip
    numbers = [sum(path.startswith(place) for path in examined) for place in places.values()]
    assert numbers[0] > 100 > 10 * max(numbers[1:])


def test_the_remedy_jumps_no_version(sound):
    """Whether another Python of its version exists or not, the remedy of a lost Python asks for that version."""
    for name in (f"{sound.minor}.98", ""):
        sound.move_base(name)
        (row,) = (r for r in sound.doctor("usual") if r["id"] == "interpreter-gone")
        assert row["remedy"] == "envarium repair usual"


def test_nothing_of_an_environment_is_run(sound, tmp_path):
    """Neither its Python, nor code in its packages, nor what pyvenv.cfg names, nor a hook is started."""
    trap = f"#!/bin/sh\ntouch {shlex.quote(str(tmp_path / 'sprung'))}\n"
    place = sound.store.path("usual")
    write(bases.site(place) + "/trap.pth", f"import os; open({str(tmp_path / 'sprung')!r}, 'w')\n")
    write(place + "/bin/preactivate", trap, 0o755)
    write(place + "/bin/pip", trap, 0o755)
    os.mkdir(tmp_path / "bin")
    for name in ("python", "python3", f"python{sound.minor}"):
        write(tmp_path / "bin" / name, trap, 0o755)
    sound.doctor()
    cfg(
        place,
        home=tmp_path / "bin",
        **{"base-executable": tmp_path / "bin/python3", "executable": tmp_path / "bin/python3"},
    )
    sound.doctor()
    for name in os.listdir(place + "/bin"):
        if name.startswith("python"):
            os.unlink(f"{place}/bin/{name}")
            os.symlink(tmp_path / "bin/python3", f"{place}/bin/{name}")
    sound.tool("doctor")
    assert not os.path.exists(tmp_path / "sprung")


def test_an_unmounted_disk_is_no_fault(sound):
    """A project below a mount point with nothing mounted is a remark, for it comes back."""
    place = sound.store.path("usual")
    write(place + "/.project", "/media/somebody/a disk that is not here/project\n")
    rows = sound.doctor("usual")
    (row,) = (row for row in rows if row["id"] == "project-unmounted")
    assert row["level"] == "note"
    assert "/media/somebody/a disk that is not here" in row["what"]
    assert sound.findings() == set()


def test_bytecode_may_come_and_go(sound):
    """Bytecode that RECORD lists, and the directories of it that virtualenv lists too, need not be there."""
    place = sound.store.path("usual")
    with open(info(place) + "/RECORD", "rb") as file:
        record = file.read()
    write(
        info(place) + "/RECORD", record + b"pip/none/__pycache__,,\npip/none/__pycache__/x.cpython-39.pyc,,\n"
    )
    assert sound.findings() == set()


def test_comments_are_no_tools(sound):
    """A tool that is only mentioned in an rc file is not loaded; one that shares no word with us is a remark."""
    write(sound.home / ".bashrc", '# source virtualenvwrapper.sh\neval "$(pyenv virtualenv-init -)"\n')
    rows = sound.doctor()
    (row,) = (row for row in rows if row["id"] == "other-tool")
    assert (row["level"], "line 2" in row["what"]) == ("note", True)


@pytest.mark.usefixtures("root")
def test_foreign_owners(sound):
    """Files of another user are reported, with the user's name."""
    write(sound.store.path("usual") + "/bin/activate", "VIRTUAL_ENV=x\n")
    os.chown(sound.store.path("usual") + "/bin/activate", 65534, -1)
    rows = sound.doctor("usual")
    (row,) = (row for row in rows if row["id"] == "foreign-owner")
    assert "activate" in row["what"]
    assert row["level"] == "error"


def test_findings_on_a_terminal(sound):
    """Each finding takes several lines, which are folded; its remedy is on one line, so that it can be copied."""
    sound.move_base("")
    lines = printed(sound.tool, "doctor", columns=40).split("\n")
    assert "    remedy: envarium repair usual" in lines
    assert all(
        len(line) <= 40 or " " not in line.strip()
        for line in lines
        if line.startswith("    ") and "remedy" not in line
    )


def test_nonsense_in_an_environment(sound):
    """Files that are not what they should be lead to findings, never to a traceback."""
    place = sound.store.path("usual")
    for path in ("bin/activate", "pyvenv.cfg", ".project"):
        write(f"{place}/{path}", b"\xff\xfe VIRTUAL_ENV='/unfinished\nhome =\n= x\n\0" * 3)
    write(info(place) + "/RECORD", b'"unfinished\xff')
    os.unlink(place + "/bin/python3")
    os.symlink("python3", place + "/bin/python3")
    assert sound.tool("doctor").returncode == 1
    assert sound.findings("usual")


def test_every_check_has_a_description():
    """Each check is in the tuple once, and describes in a sentence what it finds."""
    every = (*checks.ENVIRONMENT, *checks.STORE)
    assert len(set(every)) == len(every)
    assert all(check.__doc__ for check in every)


def test_a_temporary_environment_that_was_left_behind(sound):
    """It is noted, unless it is the active one."""
    place = sound.store.path("bare")
    with open(place + "/README.tmpenv", "w"):
        pass
    kinds = [(row["id"], row["remedy"]) for row in sound.doctor("bare") if row["id"] == "temporary"]
    assert kinds == [("temporary", "envarium remove bare")]
    active = {"VIRTUAL_ENV": place, "PATH": f"{place}/bin:{os.environ['PATH']}"}
    assert "temporary" not in [row["id"] for row in sound.doctor("bare", **active)]


def test_a_store_that_does_not_exist(tool, tmp_path):
    """It is named, and not created: a problem where the user has set it, else a note."""
    (tmp_path / "home").mkdir(exist_ok=True)
    missing = str(tmp_path / "home" / ".virtualenvs")
    for home, level in ((missing, "warning"), (None, "note")):
        done = tool("doctor", "--json", WORKON_HOME=home, HOME=str(tmp_path / "home"))
        rows = [row for row in json.loads(done.stdout) if row["id"] == "no-store"]
        assert [(row["level"], row["remedy"]) for row in rows] == [(level, f"mkdir -p {missing}")]
        assert done.returncode == (level == "warning")
    assert not os.path.exists(missing)
