"""What TAB inserts into a line that is typed."""

from __future__ import annotations

import os

import evil
import shells
import trees


def test_evil_names(typed, world, tmp_path):
    """Any name of an environment comes out of TAB so that the line, executed, names it: bare, and in either quotes."""
    for name in evil.ACCEPTED.values():
        root = tmp_path / "evil" / str(abs(hash(name)))
        trees.plant(f"{root}/{name}")
        typed.child.sendline(f"WORKON_HOME='{root}'")
        typed.wait()
        for start in ("", "'", '"'):
            assert typed(f"workon {start}→") == [name], (start, name)
    assert sorted(os.listdir(tmp_path / "work")) == ["dir x", "file x"]


def test_evil_beginnings(typed, tmp_path):
    """A name begun in backslashes, in quotes or in the middle of quotes is completed to the whole."""
    root = tmp_path / "evil"
    for name in ("a b=c d", "it's so", "$HOME here", "q@x=y", "x=y", 'say "so" now', "größe eins"):
        trees.plant(f"{root}/{name}")
    typed.child.sendline(f"WORKON_HOME='{root}'")
    typed.wait()
    begun = {
        "a\\ b→": "a b=c d", "a\\ b=→": "a b=c d", "a\\ b=c→": "a b=c d", "'a b=→": "a b=c d", "\"a b=c→": "a b=c d",
        "it\\'→": "it's so", "'it'\\''s→": "it's so", "\"it's→": "it's so", "\\$→": "$HOME here", "'$→": "$HOME here",
        "\"\\$H→": "$HOME here", "q@→": "q@x=y", "q@x=→": "q@x=y", "x=→": "x=y", "say\\ \\\"→": "say \"so\" now",
        "\"say \\\"→": "say \"so\" now", "'say \"→": "say \"so\" now", "größe\\ →": "größe eins", "grö→": "größe eins",
    }  # fmt: skip
    for keys, name in begun.items():
        assert typed(f"workon {keys}") == [name], keys


def test_values_typed(typed, world, tmp_path):
    """Directories, files, flags and choices are completed where they belong, and no files elsewhere.

    bash 3.2 has no compopt: it completes files wherever nothing else is offered.
    """
    has_compopt = typed.name != "bash" or shells.bash_version() >= (4, 0)
    assert [text.rstrip("/") for text in typed("mkvenv -a di→")] == ["-a", "dir x"]
    assert "".join(typed("mkvenv --project=di→")) == "--project=dir x/"[: 15 + (typed.name == "bash")]
    assert typed("mkvenv -r fi→ new") == ["-r", "file x", "new"]
    assert typed("mkvenv --sys→ x") == ["--system-site-packages", "x"]
    assert typed("envarium pyt→") == ["pythons"]
    assert typed("envarium run web fla→") == ["run", "web", "flask"]
    assert typed("envarium run web -- fla→ --debug") == ["run", "web", "--", "flask", "--debug"]
    assert typed("envarium init z→") == ["init", "zsh"]
    assert typed("envarium restore o→") == ["restore", "old"]
    assert typed("workon di→") == (["di"] if has_compopt else ["dir x/"])
    assert typed("rmvenv web da→") == ["web", "data"]
