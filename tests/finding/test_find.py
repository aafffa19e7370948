"""Interpreters by path, version and name."""

from __future__ import annotations

import os

import pytest

import pythons
from envarium.errors import NoInterpreter, NotAnInterpreter
from envarium.interpreters import find, probe
from interpreting import CPYTHONS, THERE, VERSIONS, same, text_of


@pytest.mark.parametrize("path", THERE)
def test_every_interpreter_by_its_path(path, tmp_path):
    """A path selects the interpreter at that path, known or not."""
    for _ in range(2):
        assert same(find.find(path, str(tmp_path / "cache")), path)


@pytest.mark.parametrize("path", CPYTHONS)
def test_every_interpreter_by_its_version(path, learnt):
    """A minor version means the newest patch of it, a full version that one."""
    same_minor = [v for p, v in VERSIONS.items() if v[:2] == VERSIONS[path][:2] and not pythons.is_pypy(p)]
    assert find.find(text_of(path, 2), learnt).numbers == max(same_minor)
    assert find.find(text_of(path, 3), learnt).numbers == VERSIONS[path]
    assert find.find("python" + ".".join(map(str, VERSIONS[path][:2])), learnt).numbers == max(same_minor)


def test_newest(learnt):
    """A major version means the newest of all, a range the newest within it."""
    newest = max(VERSIONS[path] for path in CPYTHONS)
    assert find.find("3", learnt).numbers >= newest
    below = "<{}.{}".format(*newest)
    rest = [VERSIONS[path] for path in CPYTHONS if VERSIONS[path][:2] < newest[:2]]
    if rest:
        assert find.find(below, learnt).numbers == max(rest)


@pytest.mark.parametrize("text", ["3.99", "3.99t", ">=4", "nonsense", "pypy9", "cpython2.1"])
def test_no_match(text, learnt):
    """Where nothing matches, the error names what there is."""
    with pytest.raises(NoInterpreter) as refusal:
        find.find(text, learnt, "/")
    assert refusal.value.spec == text
    for numbers in VERSIONS.values():
        assert ".".join(map(str, numbers)) in refusal.value.hint


@pytest.mark.parametrize(("name", "part"), [("directory", "directory"), ("dangling", "link"), ("none", "no such"),
                                            ("shell", "does not answer"), ("text", "not executable")])  # fmt: skip
def test_paths_that_are_no_interpreter(name, part, tmp_path):
    """A path that leads to something else is refused with the reason, time and again."""
    (tmp_path / "directory").mkdir()
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "text").write_text("")
    pythons.script(tmp_path / "shell", "#!/bin/sh\n")
    for _ in range(2):
        with pytest.raises(NotAnInterpreter) as refusal:
            find.find(f"{tmp_path}/{name}", str(tmp_path / "cache"))
        assert part in refusal.value.reason
        assert refusal.value.sentence.isprintable()


def test_hanging(tmp_path, monkeypatch):
    """A Python that hangs is ended, and the message says so."""
    monkeypatch.setattr(probe, "TIME_LIMIT", 0.5)
    with pytest.raises(NotAnInterpreter, match="seconds"):
        find.find(pythons.script(tmp_path / "python3", "#!/bin/sh\nsleep 600\n"), str(tmp_path / "cache"))


def test_a_directory(tmp_path):
    """The directory of an installation, or of an environment, selects its interpreter."""
    prefix = find.find(CPYTHONS[0], str(tmp_path / "cache")).prefix
    assert same(find.find(prefix + "/", str(tmp_path / "cache")), CPYTHONS[0])


def test_by_name(only, tmp_path, monkeypatch):
    """Any name of a program on PATH will do, if it is an interpreter."""
    only()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/mypython").symlink_to(CPYTHONS[0])
    pythons.script(tmp_path / "bin/other", "#!/bin/sh\n")
    monkeypatch.setenv("PATH", f"{tmp_path}/bin")
    assert same(find.find("mypython", str(tmp_path / "cache"), "/"), CPYTHONS[0])
    with pytest.raises(NotAnInterpreter):
        find.find("other", str(tmp_path / "cache"), "/")


def test_unusual_paths(tmp_path, monkeypatch):
    """A path with blanks, quotes, a tab, a newline, or bytes that are no text, is no trouble, known or not."""
    for name in ("a b", 'it\'s "$(x)"', "tab\there", "new\nline", "\udcff", "ümlaut"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "python3").symlink_to(CPYTHONS[0])
        monkeypatch.chdir(tmp_path / name)
        for _ in range(2):
            assert same(find.find("./python3", str(tmp_path / "cache")), CPYTHONS[0])


def test_all_interpreters(learnt):
    """Every interpreter of the machine is listed, each base once, the newest first of its kind."""
    rows = find.all_interpreters(learnt, "/")
    real = [os.path.realpath(facts.executable) for facts, _, _ in rows]
    assert len(real) == len(set(real))
    for path in pythons.there():
        if path.startswith(("/usr/", os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv")))):
            assert os.path.realpath(path) in real
    cpythons = [facts.numbers for facts, _, _ in rows if facts.implementation == "CPython" and facts.is_final]
    assert cpythons == sorted(cpythons, reverse=True)
