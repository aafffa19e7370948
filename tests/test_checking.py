"""Many environments are checked in several processes, a library is read once, and nothing of that can be seen."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal

import pytest

from envarium.commands import doctor_processes
from envarium.explaining import strings
from envarium.files import reading
from tool import THREADLESS
from trees import plant


@pytest.fixture
def many(store, monkeypatch):
    """A store of what is already many environments, of which every tenth has no interpreter."""
    monkeypatch.setattr(doctor_processes, "MANY", 8)
    monkeypatch.setattr(doctor_processes, "AT_ONCE", 2)
    names = [f"e{number:02}" for number in range(11)]
    for name in names:
        plant(store.path(name))
    for name in names[::10]:
        os.unlink(store.path(name) + "/bin/python")
    return store, names


def plain(found):
    return [[one.plain() for one in some] for some in found]


def test_processes_find_what_one_does(many, monkeypatch):
    store, names = many
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    together = plain(doctor_processes.findings(store, names))
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert together == plain(doctor_processes.findings(store, names))
    assert all({"interpreter-gone"} <= {one["id"] for one in some} for some in together[::10])


@pytest.mark.parametrize("processors", [1, 3])
def test_an_environment_that_vanishes_is_left_out(many, monkeypatch, processors):
    store, names = many
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    shutil.rmtree(store.path(names[0]))
    found = list(doctor_processes.findings(store, names))
    assert (len(found), found[0]) == (len(names), [])


def test_no_thread_can_be_started(many, tool):
    """Where no further process or thread can be started, the one that runs checks everything."""
    before = (
        "import os; os.cpu_count = lambda: 3; "
        "from envarium.commands import doctor_processes; doctor_processes.MANY = 8; "
    )
    child = tool.command("doctor", before=before)
    alone = tool("doctor")
    limited = tool.start(["bash", "-c", THREADLESS, "-", *child])
    assert (limited.returncode, limited.stdout, limited.stderr) == (1, alone.stdout, alone.stderr)
    assert "e10" in alone.stdout


def test_a_process_that_is_killed(many, monkeypatch):
    """Whatever kills a process, such as the kernel where memory is short, everything is checked."""
    store, names = many
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    alone = plain(doctor_processes.findings(store, names))
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    itself, check = os.getpid(), doctor_processes._check

    def killed(store, world, name):
        if os.getpid() != itself and name == names[5]:
            os.kill(os.getpid(), signal.SIGKILL)
        return check(store, world, name)

    monkeypatch.setattr(doctor_processes, "_check", killed)
    assert plain(doctor_processes.findings(store, names)) == alone


def test_no_process_is_left(many, monkeypatch):
    """When the process that checks is killed, those that it has started end, too."""
    store, names = many
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        os.close(reader)
        findings = doctor_processes.findings(store, names)
        next(findings)
        next(findings)  # the first one is checked without them
        os.write(writer, b"x")
        signal.pause()
    os.close(writer)
    assert os.read(reader, 1) == b"x"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    try:
        assert select.select([reader], [], [], 60)[0]
        assert os.read(reader, 1) == b""  # nobody holds the other end any more
    finally:
        os.close(reader)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)


def test_a_library_is_read_once(tmp_path, monkeypatch):
    library = tmp_path / "libpython3.12.so"
    library.write_bytes(b"\x7fELF PYTHONHOME \x003.12.4\0")
    reads = []
    pieces = reading.pieces
    monkeypatch.setattr(reading, "pieces", lambda *given: reads.append(given) or pieces(*given))
    version = "CPython", (3, 12), ""
    assert {strings.read(str(library), version).release for _ in range(3)} == {"3.12.4"}
    assert len(reads) == 1
    library.write_bytes(b"\x7fELF PYTHONHOME \x003.12.10\0")
    assert strings.read(str(library), version).release == "3.12.10"


@pytest.mark.parametrize("shift", range(-12, 4))
def test_a_library_is_searched_in_pieces(tmp_path, shift):
    """What is on the border between two pieces is found, and what only looks right when it is cut is not."""
    library = tmp_path / "libpython3.12.so"
    border = reading.PIECE - strings.LONGEST + shift
    content = bytearray(2 * reading.PIECE)
    content[:4] = b"\x7fELF"
    content[border : border + 9] = b"\00013.12.4\0"
    content[border + strings.LONGEST : border + strings.LONGEST + 8] = b"\x003.12.5\0"
    library.write_bytes(content)
    assert strings.read(str(library), ("CPython", (3, 12), "")).release == "3.12.5"
