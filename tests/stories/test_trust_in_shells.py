"""The hooks of a project, which may be code of another user: they run once the user has trusted them as they are."""

from __future__ import annotations

import os
import shutil

import pytest

import shells
from hooking import PROJECT, write

STORE = shells.ODD_STORE
"""No story here needs pip."""


@pytest.fixture
def project(hooks, tmp_path):
    """A cloned project with hooks of its own, at a path that a shell would act upon."""
    place = tmp_path / 'it\'s a "clone"; $(touch evil) é'
    place.mkdir()
    hooks.write_project(place)
    return str(place)


def test_hooks_of_a_clone_do_not_run_unasked(shell, hooks, project, installed):
    """Neither on creation nor later; the hint can be typed as it is, and one call is enough for both hooks."""
    output = shell.say("mkvenv", "--no-pip", "-a", project, "one")
    assert (output.code, hooks.labels()) == (0, [])
    message, hint = output.err.splitlines()[-2:]
    assert (
        message
        == f"envarium: the project's hook .virtualenvwrapper/{hook(shell, 'postactivate')} is not trusted"
    )
    output = shell.say("deactivate")
    assert hooks.labels() == []
    assert hook(shell, "predeactivate") in output.err
    command = hint.removeprefix("hint: read it, then: envarium ")
    output = shell.say(f"{shell.quote(installed)} {command}")
    assert (output.code, output.err) == (0, "")
    assert output.out == "".join(
        f"trusted {project}/.virtualenvwrapper/{hook(shell, name)}\n" for name in sorted(PROJECT)
    )
    for step in ("workon one", "deactivate"):
        assert shell.say(step).err == ""
    assert hooks.labels() == ["project:postactivate", "project:predeactivate"]


def test_trust_is_bound_to_the_content(shell, hooks, project, installed):
    """A hook that changes in any way does not run; a hook that is as it was does, whatever its date is."""
    path = f"{project}/.virtualenvwrapper/{hook(shell, 'postactivate')}"
    os.unlink(f"{project}/.virtualenvwrapper/{hook(shell, 'predeactivate')}")
    shell.say("mkvenv", "--no-pip", "-a", project, "one")
    shell.say(installed, "trust", project)
    with open(path, "rb") as file:
        text = file.read()
    date = os.stat(path).st_mtime_ns
    changed = [text + b"\n:\n", text[:-2], b"", text + b"\0:\n", text.replace(b"project", b"PROJECT")]
    changed.append(text.replace(b" ", b"\0", 1))
    for content in changed:
        with open(path, "wb") as file:
            file.write(content)
        os.utime(path, ns=(date, date))
        assert "is not trusted" in shell.say("workon one").err, content
        assert hooks.labels() == []
    with open(path, "wb") as file:
        file.write(text)
    assert shell.say("workon one").err == ""
    assert hooks.labels() == ["project:postactivate"]


def test_trust_is_bound_to_the_path(shell, hooks, project, installed, tmp_path):
    """The same hook elsewhere is another; `untrust` ends it, also where the project does not exist any more."""
    shell.say("mkvenv", "--no-pip", "-a", project, "one")
    shell.say(installed, "trust", project)
    elsewhere = str(tmp_path / "elsewhere")
    os.rename(project, elsewhere)
    shell.say(installed, "set-project", "one", elsewhere)
    assert "is not trusted" in shell.say("workon one").err
    shell.say("deactivate")
    output = shell.say(installed, "untrust", project)
    assert (output.code, len(output.out.splitlines())) == (0, 2)
    os.rename(elsewhere, project)
    shell.say(installed, "set-project", "one", project)
    assert "is not trusted" in shell.say("workon one").err
    assert hooks.labels() == []


def test_trust_of_others_does_not_count(shell, root, hooks, project, installed):
    """A hook that is a link in the store does not run either: who can create it could decide what runs."""
    shell.say("mkvenv", "--no-pip", "-a", project, "one")
    shell.say(installed, "trust", project)
    for place in (f"{root}/.envarium/trust", f"{root}/.envarium"):
        os.rename(place, place + ".moved")
        os.symlink(place + ".moved", place)
        assert "is not trusted" in shell.say("workon one").err
        os.unlink(place)
        os.rename(place + ".moved", place)
    assert shell.say("workon one").err == ""
    assert hooks.labels()[-1] == "project:postactivate"


def test_a_path_does_not_lead_out_of_what_is_trusted(shell, root, hooks, project, tmp_path):
    """A project whose path goes up again is compared with no copy that is anywhere else."""
    shell.say("mkvenv", "--no-pip", "one")
    os.mkdir(f"{root}/.envarium/trust", 0o700)
    shutil.copytree(project, f"{tmp_path}{project}")
    write(f"{root}/one/.project", f"/../../..{project}\n")
    assert "is not trusted" in shell.say("workon one").err
    assert hooks.labels() == []


def test_a_hook_that_is_no_file(shell, root, hooks, project):
    """A pipe is not read, a directory not entered, and nothing is printed about either."""
    shell.say("mkvenv", "--no-pip", "two")
    for name in PROJECT:
        path = f"{project}/.virtualenvwrapper/{hook(shell, name)}"
        os.unlink(path)
        os.mkfifo(path)
    write(f"{root}/two/.project", project + "\n")
    assert shell.say("workon two").err == ""
    assert shell.say("deactivate").err == ""


def hook(shell, name):
    """Return the file of the hook called `name`, which is sourced."""
    return shell.sourced(name)
