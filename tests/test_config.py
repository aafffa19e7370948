"""pyvenv.cfg: read as the interpreter and other tools read it, and written so that they read what is meant."""

from __future__ import annotations

import json
import os
import subprocess

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import pythons
from envarium.store import pyvenv_cfg
from envarium.store.pyvenv_cfg import PyvenvCfg

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")))
KEYS = st.dictionaries(st.sampled_from(["home", "version", "base-prefix"]), TEXTS.map(str.strip))


def written(place, text):
    """Write `text` as the pyvenv.cfg of `place`, and return its path."""
    with open(f"{place}/pyvenv.cfg", "wb") as file:
        file.write(text.encode("utf-8", "surrogateescape"))
    return f"{place}/pyvenv.cfg"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("home = /usr/bin\nversion = 3.12.1\n", {"home": "/usr/bin", "version": "3.12.1"}),
        ("HOME=/usr/bin", {"home": "/usr/bin"}),
        ("home = /first\nhome = /second\n", {"home": "/first"}),
        ("home = a = b\n", {"home": "a = b"}),
        ("# comment\n\nno equals sign\nhome = /x\r\n", {"home": "/x"}),
        ("home = /\udcff\n", {"home": "/\udcff"}),
        ("", {}),
    ],
)
def test_keys(text, keys, tmp_path):
    """A pyvenv.cfg is read as getpath reads it, whoever wrote it."""
    config = PyvenvCfg.read(written(tmp_path, text))
    assert config.exists
    assert {key: config.get(key) for key in ("home", "version") if key in config} == keys


def test_what_cannot_be_read_is_ignored(tmp_path):
    """A file that is missing, a directory, a pipe, a device or endless is not waited for, and is read as empty."""
    path = tmp_path / "pyvenv.cfg"
    for make in (
        lambda: None,
        lambda: path.mkdir(),
        lambda: path.rmdir() or os.mkfifo(path),
        lambda: path.unlink() or path.symlink_to("/dev/zero"),
        lambda: path.unlink() or path.write_text("home = /x\n" * 200_000),
    ):
        make()
        config = PyvenvCfg.read(str(path))
        assert (config.exists, "home" in config) == (False, False)
        with pytest.raises(OSError, match="pyvenv"):
            PyvenvCfg.load(str(path))


@given(keys=KEYS, prompt=TEXTS)
@example({}, "'x'")
@example({}, 'it\'s "so"\\')
@example({}, "'\\")
@example({}, " x ")
def test_values_come_back(keys, prompt):
    """What was written is read again, key by key, and a prompt of any kind as it was asked for."""
    config = PyvenvCfg(PyvenvCfg.of({**keys, "prompt": prompt}).text)
    assert {key: config.get(key) for key in keys} == keys
    assert config.prompt == prompt


@given(prompt=TEXTS.filter(str.isprintable))
def test_a_repr_is_read(prompt):
    """The standard library's venv writes the repr of a prompt."""
    assert pyvenv_cfg.unquoted(repr(prompt)) == prompt


@pytest.mark.parametrize("value", ["'", '"', "'x", "'x\"", '"a" and "b"', 'the "web"', ""])
def test_a_value_that_is_no_repr_is_read_as_it_is(value):
    """Other tools write the text of a prompt: quotes that do not enclose all of it belong to it."""
    assert pyvenv_cfg.unquoted(value) == value


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0c", "\x85", "\u2028"])
def test_a_value_cannot_add_a_line(end):
    """A value in which any reader would see a second line is not written."""
    for key in ("home", "prompt"):
        with pytest.raises(AssertionError):
            PyvenvCfg.of({key: f"x{end}home = /evil"})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# a\nhome = /x\r\nodd\n\nprompt = y", "# a\nhome = /new\nodd\n\nprompt = y"),
        ("b = 1\nHome=/x\nb = 2\nhome = /y\n", "b = 1\nhome = /new\nb = 2\n"),
        ("b = 1", "b = 1\nhome = /new\n"),
        ("", "home = /new\n"),
    ],
)
def test_a_change(before, after):
    """A key gets its value where it is, once; other keys, comments and the order are kept."""
    assert PyvenvCfg(before).changed("home", "/new").text == after


SYSTEM = "include-system-site-packages = "


@pytest.mark.parametrize("base", [path for path in pythons.there() if pythons.version(path) > (3, 3)])
@pytest.mark.parametrize(
    "lines",
    [(), ("true",), ("TRUE",), ("false",), ("no",), ("",), ("false", "true"), ("true", "false")],
    ids=str,
)
def test_system_site(lines, base, tmp_path):
    """Whether the base's packages are seen is read as site.py reads it: the last line counts, and none means yes."""
    home = os.path.dirname(base)
    text = f"home = {home}\n" + "".join(f"{SYSTEM}{value}\n" for value in lines)
    config = PyvenvCfg.read(written(tmp_path, text))
    os.mkdir(tmp_path / "bin")
    os.symlink(base, tmp_path / "bin/python")
    ask = "import site, sys; print(sys.base_prefix in site.PREFIXES)"
    output = subprocess.check_output([tmp_path / "bin/python", "-c", ask], text=True)
    assert config.system_site == (output == "True\n")


@pytest.mark.parametrize("prompt", ["'x'", 'the "web"', '"a" b', " x ", "'", 'it\'s "so"\\'])
def test_one_prompt(prompt, tool, store):
    """A prompt is the same wherever it is shown: in `run`, `show`, and a shell that enters."""
    tool.done("create", "--no-pip", "--prompt", prompt, "x")
    assert tool.done("run", "x", "--", "printenv", "VIRTUAL_ENV_PROMPT") == prompt + "\n"
    assert json.loads(tool.done("show", "--json", "x"))["prompt"] == prompt
    enter = '. "$1" && printf %s "$VIRTUAL_ENV_PROMPT"'
    activate = store.path("x") + "/bin/activate"
    assert subprocess.check_output(["sh", "-c", enter, "-", activate], text=True) == prompt


def test_shown_as_python_sees_it(tool, store):
    """`show` says that the base's packages are seen where pyvenv.cfg does not say that they are not."""
    tool.done("create", "--no-pip", "x")
    path = store.path("x") + "/pyvenv.cfg"
    for lines, seen in ((("false",), False), (("false", "true"), True), ((), True)):
        kept = [line for line in PyvenvCfg.load(path).text.splitlines() if not line.startswith(SYSTEM)]
        written(store.path("x"), "\n".join(kept + [SYSTEM + value for value in lines]))
        assert json.loads(tool.done("show", "--json", "x"))["system-site-packages"] == seen
