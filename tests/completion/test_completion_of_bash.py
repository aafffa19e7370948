"""Completion in bash, whatever its options are; and without a process, in bash and fish."""

from __future__ import annotations

import subprocess

import pytest

from completing import ASK_BASH, ASK_FISH, EVERY_KIND, NAMES, plain
from envarium.shells import integration
from traces import TRACE, started


def test_unknown_commands_offer_nothing(bash):
    """Behind a word that is no command there is nothing to offer."""
    assert bash("envarium frobnicate ", "envarium frobnicate -") == [set(), set()]


def test_flags_once(bash):
    """A flag that is given is not offered again in any of its forms, unless it may be repeated."""
    offered = bash("mkvenv -p 3.12 --clear -i x -", "mkvenv --python=3.12 --no-pip -")
    assert not offered[0] & {"-p", "--python", "--clear"}
    assert {"-i", "--install", "--no-pip"} < offered[0]
    assert not offered[1] & {"-p", "--python", "--no-pip", "--without-pip"}
    assert bash("rmvenv -- -") == [set()]


def test_redirections_are_no_words(bash):
    """Where output goes is not a name given."""
    assert plain(bash("rmvenv 2>web data >x ")[0]) == {*NAMES} - {"data"}
    assert bash("workon 2>we") == [set()]


HOSTILE = (
    "set -eu -o pipefail",
    "IFS=a",
    "shopt -s nullglob dotglob extglob nocasematch",
    "shopt -s expand_aliases; alias local=false printf=false complete=false shopt=false",
    "set -o posix",
)


@pytest.mark.parametrize("before", HOSTILE)
def test_any_options_of_bash(bash, before):
    """Whatever the user has set, the answers are the same."""
    assert [plain(found) for found in bash("rmvenv web d", "mkvenv --cl", "workon 'a", before=before)[:2]] == [
        {"data", "data-3.12"}, {"--clear"},
    ]  # fmt: skip


def test_the_users_read_only_variables(bash):
    """What the user has made read-only is not in the way of completing."""
    names = "word words line value rest name entry flags arguments places path first last number quote head kind used"
    before = "\n".join(f"readonly {name}=kept" for name in names.split())
    lines = (
        "workon w",
        "rmvenv web ",
        "mkvenv --sys",
        "envarium run web fl",
        "envarium pythons 3.1",
        "mkvenv -p 3.1",
    )
    assert bash(*lines, before=before) == bash(*lines)


@pytest.mark.parametrize("before", ["set -f", "shopt -s failglob", "GLOBIGNORE='*a*'"])
def test_without_globs_nothing_is_printed(bash, before):
    """Where the user has switched globbing off, names are not offered; flags are."""
    assert bash("workon w", "mkvenv --cl", "envarium run web fl", before=before)[1] == {"--clear"}


def test_completing_leaves_nothing_behind(bash):
    """After completing there is no new variable."""
    lines = (
        "workon ",
        "mkvenv -p ",
        "envarium run web f",
        "mkvenv --",
        "envarium restore ",
        "envarium snapshots web --delete ",
        "cdvirtualenv ",
    )
    before = "before=x after=x; ask 'workon ' '' >/dev/null; before=\"$(compgen -v)\""
    check = 'after="$(compgen -v)"; [ "$before" = "$after" ] || diff <(echo "$before") <(echo "$after") >&2'
    script = "\n".join(
        (*integration.loader("bash"), ASK_BASH, before, *(f"ask '{line}' ''" for line in lines), check)
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", script], env=bash.world, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["bash", "fish"])
def test_completing_starts_no_process(name, world, tmp_path):
    """Names, flags and values are offered without a process."""
    world["VIRTUAL_ENV"] = world["WORKON_HOME"] + "/web"
    base = ["fish", "-c"] if name == "fish" else ["bash", "--norc", "-c"]
    head = "\n".join((*integration.loader(name), ASK_FISH if name == "fish" else ASK_BASH))
    asks = "\n".join(f"ask '{line}' '{line.rpartition(' ')[2]}'" for line in EVERY_KIND)
    subprocess.run([*base, head], env=world, check=True, capture_output=True)  # the store is prepared once
    counts = []
    for steps in ("", asks, f"{asks}\ncommand ls"):
        command = [*TRACE, f"{tmp_path}/trace", *base, f"{head}\n{steps}\ntrue"]
        subprocess.run(command, env=world, check=True, capture_output=True)
        counts.append(len(started(f"{tmp_path}/trace")))
    idle, busy, counted = counts
    assert busy == idle
    assert counted > busy, "the trace must see a process where there is one"
