"""The bundles: files that hold all modules of a shell word at once."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from bundled import TELL, bundles, compiled, content, decoded, ran
from envarium import start


def test_the_third_call_reads_no_other_file(call, package):
    """Once a word has been called twice, none of its modules is looked for again, so that none is compiled again."""
    first = call("lsvenv")
    call("lsvenv")
    assert (first.returncode, len(bundles(package))) == (0, 1)
    for path in compiled(package):
        os.unlink(path)
    third = call("lsvenv")
    assert (third.returncode, third.stdout, third.stderr) == (0, first.stdout, first.stderr)
    assert {os.path.basename(path).partition(".")[0] for path in compiled(package)} == {"start", "__init__"}


def test_a_module_in_a_bundle_is_like_any_other(call, package):
    """A module that runs from a bundle has the same names and places as without; not all of them run."""
    plain = call("lsvenv", before="import sys\n" + TELL)
    assert bundles(package)
    bundled = call("lsvenv", before="import sys\n" + TELL)
    assert set(bundled.stderr.splitlines()) < set(plain.stderr.splitlines())
    assert "envarium.commands.list" in ran(bundled)


def test_threads_see_whole_modules(tmp_path, monkeypatch):
    """A module that runs because one thread uses it is complete for all others; what it lacks is an AttributeError."""
    source = tmp_path / "slow.py"
    source.write_text("import time\ntime.sleep(0.2)\nvalue = 1\n")
    code = compile(source.read_text(), str(source), "exec")
    monkeypatch.setitem(start.entries, "slow", (str(source), False, start.state(str(source)), code))
    slow = start.Deferred("slow")
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: slow.value, range(4))) == [1] * 4
    assert (type(slow), slow.__file__) == (type(sys), str(source))
    with pytest.raises(AttributeError, match="nothing"):
        print(slow.nothing)


SELDOM = ("mkvenv", "--strategy", "copy", "--system-site-packages", "--no-pip", "seldom")


def test_a_seldom_way_changes_no_bundle(call, package):
    """What options need is in no bundle of plain calls, and these run as many modules after them as before."""

    def plain(name):
        return ran(call("mkvenv", name, before="import sys\n" + TELL, ENVARIUM_RESERVE="false"))

    for name in "ab":
        plain(name)
    modules, before = plain("c"), content(package)["mkvenv"]
    assert "envarium.creator.copy_based" in ran(call(*SELDOM, before="import sys\n" + TELL))
    assert (plain("d"), content(package)["mkvenv"]) == (modules, before)
    assert len(modules) < 80
    assert "envarium.errors" not in modules


def test_calls_with_options_have_a_bundle(call, package):
    """It has all that they need, and decodes at once only what each of them runs."""
    for name in ("one", "two"):
        assert call(*SELDOM[:-1], name).returncode == 0
    first = decoded(package, "mkvenv+")
    assert "envarium.creator.copy_based" in first
    for name in ("three", "four"):
        assert call("mkvenv", "--no-pip", name).returncode == 0
    assert "envarium.creator.pep405" in content(package)["mkvenv+"]
    assert "envarium.commands.create" in decoded(package, "mkvenv+") < first - {"envarium.creator.copy_based"}
    assert "mkvenv" not in content(package)


def test_help_reads_the_bundle_of_plain_calls(call, package):
    """Calls with options for which there is no bundle yet take what they share with plain ones from their bundle."""
    for _ in range(2):
        call("lsvenv")
    before = content(package)
    for path in compiled(package):
        os.unlink(path)
    assert call("lsvenv", "--help").returncode == 0
    assert content(package) == before
    assert "door" not in {os.path.basename(path).partition(".")[0] for path in compiled(package)}
    assert call("lsvenv", "-b").returncode == 0
    assert set(content(package)["lsvenv+"]) >= set(before["lsvenv"])


def test_an_error_is_no_plain_call(call, package):
    """What a command imports at once is kept even if it fails, and nothing that only the error needs."""
    assert call("rmvenv", "--nope").returncode == 2
    assert bundles(package) == []
    assert call("rmvenv", "nothing").returncode == 1
    first = content(package)["rmvenv"]
    assert "envarium.commands.remove" in first
    assert call("rmvenv", "--nope").returncode == 2
    assert call("rmvenv", "").returncode == 1
    assert content(package)["rmvenv"] == first


@pytest.mark.parametrize("word", ["mkvenv", "rmvenv", "lsvenv", "showvenv"])
def test_the_same_answer(word, call, package):
    """With a bundle and without one, a word answers alike."""
    answers = []
    for name in ("one", "two", "one"):
        if word in ("rmvenv", "showvenv"):
            assert call("mkvenv", name).returncode == 0
        result = call(word, *([] if word == "lsvenv" else [name + word]))
        answers.append(
            (result.returncode, result.stdout.replace("two", "one"), result.stderr.replace("two", "one"))
        )
        if word in ("rmvenv", "showvenv"):
            call("rmvenv", name)
    assert answers[0] == answers[1]


def test_the_typer_lane_has_no_bundle(call, package):
    """A call that typer answers leaves no bundle of all that typer needs."""
    assert call("lsvenv", "--help").returncode == 0
    assert bundles(package) == []
