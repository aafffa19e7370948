from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envarium.errors import InvalidSpec
from envarium.interpreters import spec
from envarium.interpreters.facts import FIELDS, Facts, from_text
from envarium.lanes import NeedsFullLane
from envarium.output import printable


def facts(version="3.12.1", implementation="CPython", suffix="", threads=""):
    output = dict.fromkeys(FIELDS, "")
    output.update(
        version=version, release=version + suffix, implementation=implementation, abi_thread=threads
    )
    return Facts(output)


@pytest.mark.parametrize(
    ("text", "implementation", "version"),
    [
        ("3", "CPython", (3,)),
        ("3.12", "CPython", (3, 12)),
        (" 3.12 ", "CPython", (3, 12)),
        ("3.12.1", "CPython", (3, 12, 1)),
        ("3.12.*", "CPython", (3, 12)),
        ("python3.12", "CPython", (3, 12)),
        ("Python3.12", "CPython", (3, 12)),
        ("cpython3.11", "CPython", (3, 11)),
        ("cpython@3.12", "CPython", (3, 12)),
        ("cpython-3.12.1", "CPython", (3, 12, 1)),
        ("cpython-3.12.1-linux-x86_64-gnu", "CPython", (3, 12, 1)),
        ("pypy-3.11.11-macos-aarch64-none", "PyPy", (3, 11, 11)),
        ("cpython", "CPython", ()),
        ("pypy", "PyPy", ()),
        ("pypy3", "PyPy", (3,)),
        ("pypy3.9", "PyPy", (3, 9)),
        ("2.7", "CPython", (2, 7)),
    ],
)
def test_versions(text, implementation, version):
    """A version alone asks for CPython; the name of an implementation before it asks for that one."""
    wanted = spec.parse(text)
    assert (wanted.kind, wanted.implementation, wanted.version) == (spec.VERSION, implementation, version)
    assert not wanted.threads


@pytest.mark.parametrize(
    "text", ["3.11", "3", "3.11.17", "<3.14", ">=3.9,<3.14", "python3.11", "python>=3.9"]
)
def test_a_plain_version_is_never_pypy(text):
    """What names no implementation does not match PyPy."""
    assert spec.parse(text).matches(facts("3.11.17"))
    assert not spec.parse(text).matches(facts("3.11.17", "PyPy"))


@pytest.mark.parametrize("text", ["3.13t", "python3.13t", "cpython@3.13t"])
def test_free_threaded(text):
    """A `t` behind the version asks for a free-threaded build, and nothing else does."""
    assert spec.parse(text).matches(facts("3.13.0", threads="t"))
    assert not spec.parse(text).matches(facts("3.13.0"))
    assert not spec.parse(text.rstrip("t")).matches(facts("3.13.0", threads="t"))


@pytest.mark.parametrize("text", ["3.13+freethreaded", "cpython-3.13.0+freethreaded-linux-x86_64-gnu"])
def test_free_threaded_in_uvs_words(text):
    """uv writes these into a `.python-version`."""
    assert spec.parse(text).matches(facts("3.13.0", threads="t"))
    assert not spec.parse(text).matches(facts("3.13.0"))


def test_pre_releases():
    """A version of three numbers means the release; its candidates are asked for by their suffix."""
    candidate = facts("3.14.0", suffix="rc1")
    assert spec.parse("3.14").matches(candidate)
    assert spec.parse("3.14.0rc1").matches(candidate)
    assert spec.parse("3.14rc1").matches(candidate)
    assert not spec.parse("3.14.0").matches(candidate)
    assert not spec.parse("3.14.0rc2").matches(candidate)
    assert not spec.parse("3.14.0rc1").matches(facts("3.14.0"))


def test_numbers_are_not_letters():
    """3.1 is not the beginning of 3.12, nor 3.12.1 of 3.12.10."""
    assert not spec.parse("3.1").matches(facts("3.12.1"))
    assert not spec.parse("3.12.1").matches(facts("3.12.10"))
    assert spec.parse("3.12").matches(facts("3.12.10"))


@pytest.mark.parametrize("text", [">=3.10,<3.13", "~=3.12", "==3.12.*", "python>=3.10", ">=3.10, !=3.11.*"])
def test_ranges(text):
    """A range is read as PEP 440 has it."""
    assert spec.parse(text).matches(facts("3.12.1"))
    assert not spec.parse(text).matches(facts("3.9.18"))
    assert not spec.parse(text).matches(facts("3.12.1", threads="t"))


def test_range_of_an_implementation():
    """The name of an implementation can precede a range."""
    assert spec.parse("pypy>=3.9").matches(facts("3.9.16", "PyPy"))
    assert not spec.parse("pypy>=3.9").matches(facts("3.12.1"))


def test_plain_ranges(fast_lane):
    """The fast lane reads comparisons; the full lane reads the rest."""
    wanted = spec.parse("python>=3.10,<3.13")
    assert [
        version for version in ("3.9.18", "3.10.0", "3.12.7", "3.13.0") if wanted.matches(facts(version))
    ] == [
        "3.10.0",
        "3.12.7",
    ]
    with pytest.raises(NeedsFullLane):
        spec.parse("~=3.10")


@pytest.mark.parametrize("text", ["./python", "../x", "a/b c", "~/bin/python", "~", "/usr/bin/python3"])
def test_paths(text, tmp_path, monkeypatch):
    """Anything with a slash is a path: `~` is the home directory, the rest relative to the working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/somewhere")
    wanted = spec.parse(text)
    assert wanted.kind == spec.PATH
    assert wanted.target == os.path.join(tmp_path, text.replace("~", "/somewhere", 1))


@pytest.mark.parametrize(
    "text", ["python", "python2", "python3", "mypython", "python3.12-dbg", "pypy3.9-7.3.11"]
)
def test_names(text):
    """Any other word is the name of a program."""
    wanted = spec.parse(text)
    assert (wanted.kind, wanted.target) == (spec.NAME, text)


BAD = ["", "  ", "3.x", "3..12", "3.12.1.4", "3.12\n3.13", "a b", "-rf", "--python", "$(touch x)", "`x`", "*", ";",
       ">=3.1,<", "nope>=3", "=", "3.12\x1b[31m", "3" * 5000, "..", "x\0y"]  # fmt: skip


@pytest.mark.parametrize("text", BAD)
def test_nonsense(text):
    """An invalid request is refused in one printable line, with the valid forms."""
    with pytest.raises(InvalidSpec) as refusal:
        spec.parse(text)
    assert refusal.value.text == text
    assert refusal.value.sentence.isprintable()
    assert "3.12" in refusal.value.hint


@given(st.text())
def test_any_text(text):
    """Any text at all is a spec or is refused."""
    answer = spec.VERSION
    try:
        answer = spec.parse(text).kind
    except InvalidSpec as refusal:
        answer = refusal.sentence
    assert answer == printable(answer)


@given(st.lists(st.text(st.characters(exclude_categories=())), min_size=len(FIELDS), max_size=len(FIELDS)))
def test_facts_survive_writing(values):
    """Facts come back as they were written, whatever characters a path holds."""
    output = dict(zip(FIELDS, values, strict=True), names="python python3")
    written = Facts(output).to_text().encode("utf-8", "surrogatepass").decode("utf-8", "surrogatepass")
    again = from_text(written)
    assert [getattr(again, field) for field in FIELDS[:-1]] == values[:-1]
    assert again.names == ("python", "python3")


def test_facts_that_lack_something_are_refused():
    """A text that an older version wrote is not taken for facts."""
    with pytest.raises(KeyError):
        from_text("executable = /usr/bin/python3\n")
