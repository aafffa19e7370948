"""With --quiet, commands that change something print errors and nothing else."""

from __future__ import annotations

from envarium import vocabulary
from envarium.vocabulary_terms import CHANGE, REPAIR
from tool import lend
from wheels import index, wheel


def test_every_changing_command_is_quiet():
    """--quiet and -q exist where something is changed, and --plain exists where --json does."""
    for command in vocabulary.COMMANDS:
        flags = {flag for switch in command.switches for flag in switch.flags}
        assert command.group not in (CHANGE, REPAIR) or {"-q", "--quiet"} <= flags, command.name
        assert ("--json" in flags) == ("--plain" in flags), command.name


def test_nothing_is_printed(tool, store, home):
    """A whole day of work prints nothing."""
    (home / "project").mkdir()
    for words in (
        ("create", "--no-pip", "one"), ("set-project", "one", str(home / "project")), ("set", "one", "COLOUR=red"),
        ("snapshot", "one"), ("rollback", "one"), ("copy", "one", "two"), ("rename", "two", "three"),
        ("link", "one", "-a", str(home / "project")), ("unlink", "one"), ("unset", "one", "COLOUR"),
        ("remove", "three"), ("restore", "three"), ("repair", "--all"),
        ("dedupe", "--hardlink"), ("remove", "--now", "three"), ("trash", "--empty"),
    ):  # fmt: skip
        done = tool(*words, "--quiet")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), words
    assert tool.done("list", "-b") == "one\n"
    assert tool.done("usage", "one", "--json") != ""


def test_errors_are_printed(tool, store, shared, tmp_path):
    """An error is printed with its hint; so is the output of pip, but only if it fails."""
    lend(store.root, shared / "warm")
    wheel(tmp_path, "alpha", "1.0")
    variables = {"PATH": "/usr/bin:/bin", **index(tmp_path)}
    done = tool("create", "-q", "-i", "alpha", "one", **variables)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    tool.refused("remove", "-q", "nothing")
    tool.refused("setup", "--quiet", "bash", code=2)
    done = tool("install", "-q", "one", "beta", **variables)
    assert done.returncode == 1
    assert "No matching distribution found for beta" in done.stderr
    done = tool("dedupe", "-q", "--json", "--hardlink", "--dry-run")
    assert (done.stdout[:1], done.stderr) == ("{", "")
