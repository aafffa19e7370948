"""What the generated reference says of hooks, files and exit codes is what happens."""

from __future__ import annotations

import os
import sys

import pytest

import shells
from envarium import exit_codes
from envarium.hooks import events
from hooking import LOCAL, PROJECT, SOURCED, STARTED, Hooks

TOOLS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tools")


@pytest.fixture
def tables(monkeypatch):
    """The modules that the pages are made by."""
    monkeypatch.syspath_prepend(TOOLS)
    import reference_files
    import reference_hooks

    return reference_files, reference_hooks


def test_exit_codes(tool, tmp_path):
    """A call ends with the code that the table has for it, and run with that of its program."""
    tool.done("create", "--no-pip", "web")
    script = tmp_path / "script"
    script.write_text("text", encoding="utf-8")
    calls = {
        exit_codes.DONE: ("list",),
        exit_codes.REFUSED: ("show", "nothing"),
        exit_codes.WRONG_USAGE: ("list", "--bogus"),
        exit_codes.NOT_EXECUTABLE: ("run", "web", "--", str(script)),
        exit_codes.NOT_FOUND: ("run", "web", "--", "no-such-program"),
        exit_codes.INTERRUPTED: ("each", "--", sys.executable, "-c", "import os; os.kill(os.getppid(), 2)"),
        7: ("run", "web", "--", "sh", "-c", "exit 7"),
    }
    assert {code: tool(*words).returncode for code, words in calls.items()} == {code: code for code in calls}
    assert set(calls) - {7} == set(exit_codes.MEANINGS)


def test_hooks(tables, tmp_path, clean_environment, installed):
    """Every event calls the hooks that the page lists, in its order, with its arguments."""
    _, page = tables
    assert set(page.ARGUMENTS) == {*events.RUN_FILES, *events.SOURCED}
    projects = tmp_path / "projects"
    projects.mkdir()
    store = clean_environment["WORKON_HOME"]
    os.mkdir(store)
    shell = shells.Bash(tmp_path, {**clean_environment, "PROJECT_HOME": str(projects)})
    hooks = Hooks(shell, store, str(tmp_path / "noted"))
    hooks.write_global("initialize")
    shell.load(installed)
    noted = hooks.notes()
    hooks.write_global()
    shell.say("mkproject", "--no-pip", "one")
    hooks.write_local(f"{store}/one")
    hooks.write_project(f"{projects}/one")
    for words in (
        (installed, "trust", f"{projects}/one"),
        ("deactivate",),
        ("workon", "one"),
        ("showvenv", "one"),
        ("deactivate",),
        ("cpvenv", "one", "two"),
        ("deactivate",),
        ("rmvenv", "one"),
    ):
        shell.say(*words)
    noted += hooks.notes()
    shell.close()
    seen = {}
    for note in noted:
        place, _, name = note.label.partition(":")
        seen.setdefault(name, []).append((place, len(note.arguments)))
    for event, arguments in page.ARGUMENTS.items():
        name = page.hook(event)
        count = len(arguments) + (event in events.SOURCED)
        places = [place.replace("environment", "local") for place in page.places(event)]
        assert {number for _, number in seen[name]} == {count}, event
        together = [place for place, _ in seen[name]]
        assert any(together[start : start + len(places)] == places for start in range(len(together))), event
        assert set(together) == set(places), event
    assert {page.hook(event) for event in page.PLACES} == set(LOCAL)
    assert {page.hook(event) for event, places in page.PLACES.items() if "project" in places} == set(PROJECT)
    assert {page.hook(event) for event in page.ARGUMENTS} == {*STARTED, *SOURCED}


def test_files(tables, tool, store, tmp_path):
    """The page names every file that envarium puts into a store and into environments."""
    page, _ = tables
    project = tmp_path / "project"
    project.mkdir()
    for words in (
        ("create", "-a", str(project), "web"),
        ("create", "--strategy", "copy", "--on", "web", "copied"),
        ("create", "--no-pip", "--temporary", "brief"),
        ("set", "web", "A=1"),
        ("link", "-a", str(project), "web"),
        ("snapshot", "web"),
        ("rollback", "web"),
        ("run", "web", "--", "true"),
        ("repair", "web"),
        ("dedupe", "--hardlink", "web"),
        ("remove", "brief"),
    ):
        tool.done(*words)
    assert set(os.listdir(store.own())) <= set(page.OWN)
    hooks = {name for cells in (page.store(), page.inside()) for row in cells for name in row[0].split("`")}
    assert set(os.listdir(store.root)) - {"web", "copied", ".envarium"} <= hooks
    known = {*page.INSIDE, "bin", "lib", "lib64", "include", ".gitignore"}
    for name in ("web", "copied"):
        assert set(os.listdir(store.path(name))) <= known, name
