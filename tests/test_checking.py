"""Many environments are checked in several processes, a library is read once, and nothing of that can be seen."""

from __future__ import annotations

import contextlib
import os
import resource
import select
import shutil
import signal

import pytest

from envarium.commands import doctor_processes
from envarium.explaining import strings
from envarium.files import reading
from envarium.store.lookup import Store
from tool import Tool
from trees import plant
from waiting import PATIENCE


@pytest.fixture
def many(open_directory, monkeypatch):
    """A store of what is already many environments, of which every tenth has no interpreter."""
    monkeypatch.setattr(doctor_processes, "MANY", 8)
    monkeypatch.setattr(doctor_processes, "AT_ONCE", 2)
    store, names = Store(open_directory), [f"e{number:02}" for number in range(11)]
    for name in names:
        plant(store.path(name))
    for name in names[::10]:
        os.unlink(store.path(name) + "/bin/python")
    return store, names


def findings(store, names, processors):
    """Return what is found where there are so many processors, as plain data."""
    before, os.cpu_count = os.cpu_count, lambda: processors
    try:
        return [[one.plain() for one in some] for some in doctor_processes.findings(store, names)]
    finally:
        os.cpu_count = before


def elsewhere(act, name=""):
    """Return a check that calls `act` first in a further process, if it checks `name`, or any environment."""
    itself, check = os.getpid(), doctor_processes._check

    def checked(store, world, other):
        if os.getpid() != itself and name in ("", other):
            act()
        return check(store, world, other)

    return checked


def test_processes_find_what_one_does(many):
    store, names = many
    together = findings(store, names, 3)
    assert together == findings(store, names, 1)
    assert all({"interpreter-gone"} <= {one["id"] for one in some} for some in together[::10])


def test_processes_share_the_work(many, monkeypatch):
    """All environments but the first are checked by further processes, as many as there are processors."""
    store, names = many
    reader, writer = os.pipe()
    monkeypatch.setattr(
        doctor_processes, "_check", elsewhere(lambda: os.write(writer, os.getpid().to_bytes(4, "big")))
    )
    findings(store, names, 3)
    processes = [os.read(reader, 4) for _ in names[1:]]
    os.close(writer)
    assert os.read(reader, 4) == b""
    assert len(set(processes)) == 3
    os.close(reader)


@pytest.mark.parametrize("processors", [1, 3])
def test_an_environment_that_vanishes_is_left_out(many, processors):
    store, names = many
    shutil.rmtree(store.path(names[0]))
    some = findings(store, names, processors)
    assert (len(some), some[0]) == (len(names), [])


@pytest.mark.parametrize(
    "limit", [(resource.RLIMIT_NPROC, 0), (resource.RLIMIT_NOFILE, 0), (resource.RLIMIT_NOFILE, 3)]
)
def test_no_process_can_be_started(limit, many, without_powers):
    """Where there may be no further process, or no pipe to it, the one that runs checks everything."""
    store, names = many
    kind, more = limit

    def action():
        alone = findings(store, names, 1)
        used = max(map(int, os.listdir("/proc/self/fd"))) + 1 if more or kind == resource.RLIMIT_NOFILE else 0
        resource.setrlimit(kind, (used + more, resource.getrlimit(kind)[1]))
        return len(alone), findings(store, names, 3) == alone

    assert without_powers(action) == str((len(names), True))


CAPPED = """
import os, resource
from envarium.commands import doctor, doctor_processes
os.cpu_count, doctor_processes.MANY = lambda: 3, 8
with open("/proc/self/statm") as file:
    used = int(file.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + MORE, -1))
"""


@pytest.mark.parametrize("mib", [4, 12, 16])
def test_where_memory_is_capped(mib, many, tool):
    """However little room there is, such as for the stacks of two threads, of one, or of none, the check ends."""
    store, _ = many
    tool = Tool({**tool.environment, "WORKON_HOME": store.root})
    capped = tool.command("doctor", before=CAPPED.replace("MORE", str(mib << 20)))
    done = tool.start(["timeout", str(PATIENCE), *capped])
    assert (done.returncode, done.stdout) == (1, tool("doctor").stdout), done.stderr
    assert "e10" in done.stdout


def kill():
    os.kill(os.getpid(), signal.SIGKILL)


def run_out_of_memory():
    raise MemoryError


@pytest.mark.parametrize("act", [kill, run_out_of_memory])
@pytest.mark.parametrize("name", ["", "e05"])
def test_a_process_that_ends(act, name, many, monkeypatch):
    """Whatever ends a process, or all of them, such as the kernel where memory is short, everything is checked."""
    store, names = many
    alone = findings(store, names, 1)
    monkeypatch.setattr(doctor_processes, "_check", elsewhere(act, name))
    assert findings(store, names, 3) == alone


def test_who_ignores_the_end_of_children(many):
    """A process that has been started with SIGCHLD ignored cannot wait for others, and checks everything."""
    store, names = many
    alone = findings(store, names, 1)
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert findings(store, names, 3) == alone
    finally:
        signal.signal(signal.SIGCHLD, before)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_no_process_is_left(number, many, monkeypatch):
    """When the process that checks is killed or interrupted, those that it has started end, too."""
    store, names = many
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setsid()
            os.close(reader)
            parts = doctor_processes.findings(store, names * 1_000)
            next(parts)
            next(parts)  # the first one is checked without them
            os.write(writer, b"x")
            signal.pause()
        finally:
            parts.close()
            os._exit(0)
    os.close(writer)
    assert os.read(reader, 1) == b"x"
    os.kill(child, number)
    try:
        assert select.select([reader], [], [], PATIENCE)[0]
        assert os.read(reader, 1) == b""  # nobody holds the other end any more
    finally:
        os.close(reader)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)


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
