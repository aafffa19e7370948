"""Completion in zsh, with compinit and without it."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from completing import EVERY_KIND, PROLOGUE, Typed
from envarium import installation
from envarium.shells import integration
from traces import started


def test_the_order_of_loading_does_not_matter_to_zsh(world, tmp_path):
    """The integration may be loaded before compinit; its function is found in fpath."""
    load = "; ".join(integration.loader("zsh"))
    shell = Typed("zsh", world, tmp_path / "work", before=f"{load}; loader() {{ }}")
    assert shell("workon we→") == ["web"]
    shell.child.close(force=True)


@pytest.mark.parametrize(
    "options", ["setopt ksharrays shwordsplit nomatch", "set -u", "setopt nounset pipefail", "IFS=a"]
)
def test_any_options_of_zsh(world, tmp_path, options):
    """Whatever the user has set, zsh completes."""
    shell = Typed("zsh", world, tmp_path / "work", before=options)
    shell.child.sendline("set -e")
    shell.wait()
    assert shell("workon it→") == ["it's"]
    assert shell("mkvenv --sys→ x") == ["--system-site-packages", "x"]
    assert shell("envarium run web fla→") == ["run", "web", "flask"]
    shell.child.close(force=True)


def test_what_others_may_write_to_is_not_in_fpath(world, tmp_path):
    """compinit, which asks at each start about such a directory, finds none of ours."""
    package = tmp_path / "package"
    shutil.copytree(installation.shell_files(), package / "shell")
    lines = [
        line.replace(installation.shell_files(), str(package / "shell")) for line in integration.loader("zsh")
    ]
    script = "\n".join((*lines, "print ${(M)fpath:#*package*}", "autoload -Uz compaudit", "compaudit"))
    places = {"": 0o755, "shell": 0o757, "shell/completions": 0o757, "shell/completions/_envarium": 0o646}
    for path, mode in places.items():
        kept = os.stat(package / path).st_mode
        os.chmod(package / path, mode)
        done = subprocess.run(
            ["zsh", "-f", "-c", script], env=world, capture_output=True, text=True, check=False
        )
        expected = "" if path else f"{package}/shell/completions"
        assert (done.stdout, done.stderr) == (expected + "\n", ""), path
        os.chmod(package / path, kept)
    if not os.getuid():  # nobody else can give a file to another group
        os.chmod(package / "shell", 0o775)
        for group in (os.getgid(), 12):
            os.chown(package / "shell", -1, group)
            done = subprocess.run(
                ["zsh", "-f", "-c", script], env=world, capture_output=True, text=True, check=False
            )
            assert (bool(done.stdout.strip()), done.stderr) == (group == os.getgid(), "")


def test_zsh_without_completion(world, tmp_path):
    """If compinit never runs, loading prints nothing and the shell commands work."""
    script = "\n".join((*integration.loader("zsh"), "whence -w workon", "print $+functions[compdef]"))
    done = subprocess.run(["zsh", "-f", "-c", script], env=world, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("workon: function\n0\n", "")


def test_zsh_without_compinit(world, tmp_path):
    """There TAB completes the words as bash does, leaves the completion of other words alone, and starts no process."""
    trace, bare = f"{tmp_path}/trace", PROLOGUE["zsh"].partition("autoload")[0]
    shell = Typed("zsh", world, tmp_path / "work", prologue=bare, tracing=trace)
    before = started(trace)
    for line in EVERY_KIND:
        shell.child.send(f"{line}\t\x15")
    shell.wait()
    assert started(trace) == before
    given = {
        "workon we→": ["web"], "workon it→": ["it's"], "workon a→": ["a b"], "workon 'a→": ["a b"],
        "true; workon we→": ["web"], "mkvenv --sys→ x": ["--system-site-packages", "x"],
        "mkvenv -r fi→": ["-r", "file x"], "envarium run web fla→": ["run", "web", "flask"],
        "envarium pyt→": ["pythons"], "mkvenv -p pypy3.6→": ["-p", "pypy3.66"],
        "envarium diff web@b→": ["diff", "web@before-x"], "rmvenv web data-→": ["web", "data-3.12"],
    }  # fmt: skip
    for keys, words in given.items():
        assert shell(keys) == words, keys
    shell.child.close(force=True)
    assert len(started(trace)) > len(before), "the trace must see a process where there is one"


def test_completing_starts_no_process_in_zsh(world, tmp_path):
    """The same, where TAB is pressed."""
    world["VIRTUAL_ENV"] = world["WORKON_HOME"] + "/web"
    shell = Typed("zsh", world, tmp_path / "work", tracing=f"{tmp_path}/trace")
    before = started(f"{tmp_path}/trace")
    for line in EVERY_KIND:
        shell.child.send(f"{line}\t\x15")
    shell.wait()
    assert started(f"{tmp_path}/trace") == before
    shell.child.sendline("command true")
    shell.wait()
    assert len(started(f"{tmp_path}/trace")) > len(before), "the trace must see a process where there is one"
    shell.child.close(force=True)
