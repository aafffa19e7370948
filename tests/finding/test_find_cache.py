"""The cache of known interpreters."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest

import pythons
from envarium import lanes
from envarium.errors import NotAnInterpreter
from envarium.interpreters import find, index
from envarium.interpreters.facts import FIELDS
from envarium.lanes import NeedsFullLane
from interpreting import CPYTHONS, THERE, same, text_of

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(find.__file__)))


HOT = ("re", "json", "typing", "pathlib", "subprocess", "dataclasses", "contextlib", "collections", "packaging",
       "selectors", "tempfile", "shutil", "tomllib", "envarium.interpreters.probe")  # fmt: skip


def test_what_is_no_program_of_this_machine_is_asked_once(tmp_path, monkeypatch):
    """A file of another machine's format will not start the next time either: the fast lane needs no second look."""
    other = pythons.script(tmp_path / "bin/python3", "\x7fELF of another kind")
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{os.path.dirname(CPYTHONS[0])}")
    for full in (True, False):
        monkeypatch.setattr(lanes, "full", full)
        assert same(find.find("python3", str(tmp_path / "cache"), "/"), CPYTHONS[0])
    with pytest.raises(NotAnInterpreter, match="exec format"):
        find.find(other, str(tmp_path / "cache"), "/")


@pytest.mark.skipif(len(CPYTHONS) < 2, reason="it takes two interpreters")
def test_what_a_link_leads_to_has_changed(only, tmp_path, monkeypatch):
    """A link that is turned to another interpreter is asked again, without anybody saying so."""
    only()
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path}/bin")
    for path in (CPYTHONS[0], CPYTHONS[1], CPYTHONS[0]):
        (tmp_path / "bin/new").symlink_to(path)
        (tmp_path / "bin/new").rename(tmp_path / "bin/python3")
        for text in ("", f"{tmp_path}/bin/python3"):
            assert same(find.find(text, str(tmp_path / "cache"), "/"), path)


def test_what_a_wrapper_leads_to_has_changed(tmp_path):
    """A wrapper that stays as it is, and starts another Python by now, is asked again."""
    wrapper = pythons.script(tmp_path / "wrapper", f'#!/bin/sh\nexec "$(cat "{tmp_path}/choice")" "$@"\n')
    for path in (CPYTHONS[0], CPYTHONS[-1]):
        (tmp_path / "choice").write_text(path)
        for _ in range(2):
            assert same(find.find(wrapper, str(tmp_path / "cache")), path)


def test_known_ones_are_not_asked(learnt, monkeypatch):
    """What is known starts nothing, in the lane that could not start it."""
    expected = find.find("3", learnt, "/").to_text()
    monkeypatch.setattr(lanes, "full", False)
    assert find.find("3", learnt, "/").to_text() == expected


def test_what_is_not_known_needs_the_full_lane(tmp_path, monkeypatch):
    """The lane that cannot ask says so, for whatever it does not know or would have to refuse."""
    monkeypatch.setattr(lanes, "full", False)
    for text in ("3", CPYTHONS[0], "/nowhere/python", "3.99"):
        with pytest.raises(NeedsFullLane):
            find.find(text, str(tmp_path / "cache"), "/")


@pytest.mark.parametrize("text", ["", "3", "/"])
def test_warm_path_loads_nothing(text, learnt):
    """Known interpreters are found with nothing loaded but envarium and what an interpreter starts with."""
    wanted = text if text != "/" else CPYTHONS[0]
    find.find(wanted, learnt, "/")
    code = f"""
        import sys
        sys.path.insert(0, {SOURCE!r})
        from envarium.interpreters import find
        find.find({wanted!r}, {learnt!r}, "/")
        print([name for name in {HOT!r} if name in sys.modules])
    """
    output = subprocess.run(
        [sys.executable, "-I", "-S", "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True
    )
    assert output.stdout == "[]\n"


@pytest.mark.parametrize("cache", ["/dev/null/cache", "/proc/nowhere/cache"])
def test_cache_that_cannot_be_written(cache):
    """Without a place to write, everything is asked every time."""
    for _ in range(2):
        assert same(find.find(CPYTHONS[0], cache), CPYTHONS[0])


DAMAGED = b"{path}\t{signature}\n" + "\n".join(f"{field} = x" for field in FIELDS).encode()


@pytest.mark.parametrize("rubbish", [b"", b"\xff\xfe\0", b"\n\n\n\n", b"{path}\t{signature}\nexecutable = /bin/false",
                                     b"{path}\t{signature}", DAMAGED])  # fmt: skip
def test_a_damaged_cache(rubbish, tmp_path, monkeypatch):
    """A damaged cache is written again."""
    status = os.stat(CPYTHONS[0])
    signature = f"{status.st_dev}:{status.st_ino}:{status.st_size}:{status.st_mtime_ns}"
    rubbish = rubbish.replace(b"{path}", CPYTHONS[0].encode()).replace(b"{signature}", signature.encode())
    (tmp_path / index.FILE).write_bytes(rubbish)
    assert same(find.find(CPYTHONS[0], str(tmp_path)), CPYTHONS[0])
    monkeypatch.setattr(lanes, "full", False)
    assert same(find.find(CPYTHONS[0], str(tmp_path)), CPYTHONS[0])


def test_several_writers_at_once(tmp_path):
    """Several that learn at once leave a cache that can be read, and no leftover beside it."""
    children = []
    for path in THERE * 2:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                code = 0 if same(find.find(path, str(tmp_path)), path) else 1
            finally:
                os._exit(code)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * len(children)
    assert os.listdir(tmp_path) == [index.FILE]
    for path in THERE:
        assert same(find.find(path, str(tmp_path)), path)


def test_the_cache_is_replaced(tmp_path):
    """A process that has the cache open while another one writes it reads the old content to its end."""
    find.find(THERE[0], str(tmp_path))
    with open(tmp_path / index.FILE, "rb") as reader:
        before = (tmp_path / index.FILE).read_bytes()
        find.find(THERE[1], str(tmp_path))
        assert reader.read() == before
    assert (tmp_path / index.FILE).read_bytes() != before


def test_a_known_interpreter_is_not_asked_again(learnt, monkeypatch):
    """Finding one that the cache knows starts no process."""
    monkeypatch.delattr(os, "fork")
    assert same(find.find(text_of(CPYTHONS[0], 3), learnt, "/"), CPYTHONS[0])
