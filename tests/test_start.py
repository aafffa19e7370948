"""The bundles: files that hold all modules of a shell word at once."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import sys

import pytest

from tool import SOURCE, Tool

START = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from envarium.start import called_by_shell as c; c()"
)
TELL = """
import os
def tell(code, leave=os._exit):
    ours = {name: module for name, module in sys.modules.items() if name.startswith("envarium.")}
    ours.pop("envarium.bundle", None)
    for name, module in sorted(ours.items()):
        print(name, module.__name__, module.__file__, module.__package__, module.__spec__.origin, file=sys.stderr)
        print(module.__spec__.name, getattr(module, "__path__", None), type(module.__loader__), file=sys.stderr)
    leave(code)
os._exit = tell
"""
"""Lets a call end by printing what it knows of the modules of envarium."""


@pytest.fixture(scope="module")
def lender(tmp_path_factory):
    """A store that has seed images and knows interpreters."""
    place = tmp_path_factory.mktemp("lender")
    tool = Tool({**os.environ, "WORKON_HOME": str(place / "store")})
    tool.done("create", "first")
    return place / "store"


@pytest.fixture
def package(tmp_path):
    """A copy of envarium that nothing has been compiled of."""
    shutil.copytree(SOURCE + "/envarium", tmp_path / "envarium", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.fixture
def call(store, package, lender):
    """A function that calls a shell word as the integration does, and returns what it printed on both streams."""
    shutil.copytree(lender / ".envarium", store.root + "/.envarium", symlinks=True)
    environment = {**os.environ, "WORKON_HOME": store.root}

    def run(*words, before="", where=package):
        child = [sys.executable, "-I", "-S", "-c", before + START, str(where), "bash", *words]
        result = subprocess.run(
            child, env=environment, cwd=package, capture_output=True, text=True, check=False, timeout=60
        )
        assert "Traceback" not in result.stderr, result.stderr
        return result

    return run


def bundles(package):
    return glob.glob(glob.escape(str(package)) + "/envarium/__pycache__/*.bundle*")


def compiled(package):
    return glob.glob(glob.escape(str(package)) + "/envarium/**/__pycache__/*.pyc", recursive=True)


def test_the_second_call_reads_no_other_file(call, package):
    """Once a word has been called, none of its modules is looked for again, so that none is compiled again."""
    first = call("lsvenv", "-b")
    assert (first.returncode, len(bundles(package))) == (0, 1)
    for path in compiled(package):
        os.unlink(path)
    second = call("lsvenv", "-b")
    assert (second.returncode, second.stdout, second.stderr) == (0, first.stdout, first.stderr)
    assert {os.path.basename(path).partition(".")[0] for path in compiled(package)} == {"start", "__init__"}


def test_the_same_modules(call, package):
    """A bundle loads what the import system would: the same modules, with the same names and places."""
    plain = call("lsvenv", "-b", before="import sys\n" + TELL).stderr
    assert bundles(package)
    assert call("lsvenv", "-b", before="import sys\n" + TELL).stderr == plain
    assert "envarium.commands.list" in plain


@pytest.mark.parametrize("word", ["mkvenv", "rmvenv", "lsvenv", "showvenv"])
def test_the_same_answer(word, call, package):
    """With a bundle and without one, a word answers alike."""
    answers = []
    for name in ("one", "two", "one"):
        if word in ("rmvenv", "showvenv"):
            assert call("mkvenv", name).returncode == 0
        result = call(word, *(["-b"] if word == "lsvenv" else [name + word]))
        answers.append(
            (result.returncode, result.stdout.replace("two", "one"), result.stderr.replace("two", "one"))
        )
        if word in ("rmvenv", "showvenv"):
            call("rmvenv", name)
    assert answers[0] == answers[1]


def test_a_changed_source_counts(call, package):
    """Whoever edits a module has it run at the next call, bundle or not."""
    for _ in range(2):
        assert call("lsvenv", "-b").stdout == ""
    place = package / "envarium/commands/list.py"
    text = place.read_text()
    place.write_text(text.replace("\n\n\ndef run(", "\n\nprint('edited')\n\n\ndef run(", 1))
    assert call("lsvenv", "-b").stdout == "edited\n"
    assert call("lsvenv", "-b").stdout == "edited\n"
    place.write_text(text)
    assert call("lsvenv", "-b").stdout == ""


@pytest.mark.parametrize("content", [b"", b"\0", b"nonsense", None])
def test_a_damaged_bundle_is_replaced(content, call, package):
    """A bundle that was cut short or is something else is done without, and written anew."""
    call("lsvenv", "-b")
    (place,) = bundles(package)
    with open(place, "rb") as file:
        whole = file.read()
    with open(place, "wb") as file:
        file.write(whole[: len(whole) // 2] if content is None else content)
    assert call("lsvenv", "-b").returncode == 0
    assert os.path.getsize(place) > 10_000


def test_a_copied_bundle_is_not_used(call, package, tmp_path):
    """A package that was copied with all that stood in it runs its own code, though the other is there still."""
    call("lsvenv", "-b")
    shutil.copytree(package / "envarium", tmp_path / "other/envarium")
    told = call("lsvenv", "-b", before="import sys\n" + TELL, where=tmp_path / "other").stderr
    assert f"{tmp_path}/other/envarium/commands/list.py" in told
    assert f"{package}/envarium/" not in told


def test_what_cannot_be_written_is_done_without(call, package):
    """Where the package is somebody else's, nothing is written and nothing is said."""
    (package / "envarium/__pycache__").write_text("no directory")
    result = call("lsvenv", "-b")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_the_typer_lane_has_no_bundle(call, package):
    """A call that typer answers leaves no bundle of all that typer needs."""
    assert "Usage" in call("lsvenv", "--help").stdout
    assert bundles(package) == []
