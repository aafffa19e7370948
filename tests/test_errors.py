from __future__ import annotations

import inspect
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envarium import errors, output

HOSTILE = "a\x1b[2J\n\"b'\udcff\u202e"


def fields(kind):
    """Return what an error of `kind` is made of, by the names of its fields, every text in it hostile."""
    values = {
        "text": HOSTILE,
        "nearest": [HOSTILE, HOSTILE],
        "code": errors.REFUSED,
        "error": PermissionError(13, "Permission denied", HOSTILE),
        **{name: [HOSTILE] for name in ("names", "releases", "shells", "templates")},
    }
    return {name: values.get(name, "some " + name) for name in inspect.signature(kind).parameters}


def example(kind):
    """Return an error of `kind`."""
    if kind.__init__ is errors.EnvariumError.__init__:
        return kind() if kind.sentence else kind("it does not go together", "look at --help")
    return kind(**fields(kind))


KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, errors.EnvariumError) and kind is not errors.EnvariumError
]


@pytest.mark.parametrize("kind", KINDS)
def test_shape(kind):
    """Every error is one lower-case line without a full stop, a hint of one line, and an exit code of 1 or 2."""
    error = example(kind)
    for line in (error.sentence, error.hint):
        assert line
        assert line.isprintable()
        assert not line.endswith(".")
        assert line == line.strip()
    assert not error.sentence[0].isupper()
    assert str(error) == error.sentence
    assert error.exit_code in (errors.REFUSED, errors.WRONG_USAGE)


@pytest.mark.parametrize("kind", KINDS)
def test_fields(kind):
    """Every error keeps what it was made of, for those who catch it."""
    if kind.__init__ is errors.EnvariumError.__init__:
        return
    error = example(kind)
    for name, value in fields(kind).items():
        assert repr(getattr(error, name)) == repr(value)


def test_wrong_usage_has_its_own_code():
    """The exit code distinguishes wrong usage from refusal."""
    assert errors.WrongUsage("no", "yes").exit_code == 2
    assert errors.NoActiveEnvironment().exit_code == 1


def test_nearest_names_are_offered():
    """A name that is not there is answered with those most like it."""
    hint = errors.NoSuchEnvironment("wbe", ["web", "we"]).hint
    assert '"web"' in hint
    assert '"we"' in hint
    assert errors.NoSuchEnvironment("wbe", []).hint != hint


@given(st.text(st.characters()))
def test_shown(text):
    """Shown text is printable, can be written as UTF-8, and tells different texts apart if they hold no backslash."""
    shown = output.shown(text)
    assert all(c.isprintable() or unicodedata.category(c) == "Zs" for c in shown)
    shown.encode()
    if "\\" not in text:
        assert shown[1:-1].encode("latin-1", "backslashreplace").decode("unicode-escape") == text


def test_os_path():
    """The path in an operating system's error is text, whether it was bytes or not."""
    assert errors.os_path(OSError(2, "no", b"/a\xff")) == "/a\udcff"
    assert errors.os_path(OSError(2, "no", "/a")) == "/a"
