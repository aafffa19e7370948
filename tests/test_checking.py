"""Many environments are checked in several processes, a library is read once, and nothing of that can be seen."""

from __future__ import annotations

import os
import shutil

import pytest

from envarium.commands import checking
from envarium.explaining import program
from envarium.files import reading
from trees import plant


@pytest.fixture
def many(store, monkeypatch):
    """A store of what is already many environments, of which every tenth has no interpreter."""
    monkeypatch.setattr(checking, "MANY", 8)
    monkeypatch.setattr(checking, "AT_ONCE", 2)
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
    together = plain(checking.findings(store, names))
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert together == plain(checking.findings(store, names))
    assert all({"interpreter-gone"} <= {one["id"] for one in some} for some in together[::10])


@pytest.mark.parametrize("processors", [1, 3])
def test_an_environment_that_vanishes_is_left_out(many, monkeypatch, processors):
    store, names = many
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    shutil.rmtree(store.path(names[0]))
    found = list(checking.findings(store, names))
    assert (len(found), found[0]) == (len(names), [])


def test_a_library_is_read_once(tmp_path, monkeypatch):
    library = tmp_path / "libpython3.12.so"
    library.write_bytes(b"\x7fELF PYTHONHOME \x003.12.4\0")
    reads = []
    read = reading.read
    monkeypatch.setattr(reading, "read", lambda *given: reads.append(given) or read(*given))
    version = "CPython", (3, 12), ""
    assert {program._strings(str(library), version).release for _ in range(3)} == {"3.12.4"}
    assert len(reads) == 1
    library.write_bytes(b"\x7fELF PYTHONHOME \x003.12.10\0")
    assert program._strings(str(library), version).release == "3.12.10"
