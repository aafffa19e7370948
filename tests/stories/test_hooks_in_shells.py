"""Which of the user's hooks is called when, in what order, with what arguments, in which directory."""

from __future__ import annotations

import os

import shells
from hooking import write

NAME = shells.ODD_NAME


OTHER = "o t h e r"


STORE = shells.ODD_STORE
"""No story here needs pip."""


def test_making_switching_leaving(shell, root, hooks, tmp_path, installed):
    """Every hook on the way into a new environment, into another, and out: in order, each at its place."""
    hooks.write_global()
    project = tmp_path / 'a "project"; $x'
    project.mkdir()
    place, here = f"{root}/{NAME}", shell.folder
    assert shell.say("mkvirtualenv", "--no-pip", "-a", str(project), NAME).code == 0
    made, before, after, at_last = hooks.notes()
    assert (made.label, made.arguments, made.cwd, made.active) == (
        "global:premkvirtualenv",
        (NAME,),
        root,
        "",
    )
    assert (before.label, before.arguments, before.cwd, before.active) == (
        "global:preactivate",
        (NAME,),
        root,
        "",
    )
    assert (after.label, after.arguments, after.cwd) == (
        "global:postactivate",
        ("post_activate",),
        str(project),
    )
    assert (after.active, after.project) == (place, "1")
    assert (at_last.label, at_last.arguments) == ("global:postmkvirtualenv", ("post_mkvirtualenv",))
    assert (at_last.cwd, at_last.active, at_last.project) == (str(project), place, "")
    hooks.write_local(place)
    hooks.write_project(project)
    assert shell.say(installed, "trust", str(project)).code == 0
    shell.say("cd", here)
    assert shell.say("mkvenv", "--no-pip", OTHER).code == 0
    noted = hooks.notes()
    assert [(note.label, note.active) for note in noted] == [
        ("global:premkvirtualenv", place),
        ("project:predeactivate", place),
        ("local:predeactivate", place),
        ("global:predeactivate", place),
        ("local:postdeactivate", ""),
        ("global:postdeactivate", ""),
        ("global:preactivate", ""),
        ("global:postactivate", f"{root}/{OTHER}"),
        ("global:postmkvirtualenv", f"{root}/{OTHER}"),
    ]
    assert [note.arguments for note in noted[1:6]] == [("pre_deactivate",)] * 3 + [
        ("post_deactivate", NAME)
    ] * 2
    assert [note.last for note in noted] == [""] * 4 + [place] * 2 + [""] * 3
    assert {
        note.cwd for note in noted if note.label not in ("global:premkvirtualenv", "global:preactivate")
    } == {here}
    assert shell.say("workon", NAME).code == 0
    noted = hooks.notes()
    assert [note.label for note in noted] == [
        "global:predeactivate",
        "global:postdeactivate",
        "global:preactivate",
        "local:preactivate",
        "project:postactivate",
        "global:postactivate",
        "local:postactivate",
    ]
    assert [note.arguments for note in noted[2:]] == [(NAME,)] * 2 + [("post_activate",)] * 3
    assert [note.cwd for note in noted[2:]] == [root] * 2 + [str(project)] * 3
    assert shell.say("workon", "-n", OTHER).code == 0
    assert hooks.notes()[-1].project == "0"
    assert shell.say("deactivate").code == 0
    assert hooks.labels() == ["global:predeactivate", "global:postdeactivate"]
    assert shell.value("VIRTUALENVWRAPPER_LAST_VIRTUAL_ENV") is None
    assert shell.value("VIRTUALENVWRAPPER_PROJECT_CD") is None


def test_removing(shell, root, hooks):
    """Before and after each removal, in the store, with the bare name; the shell stays where it was."""
    for name in (NAME, OTHER):
        shell.say("mkvenv", "--no-pip", name)
    shell.say("deactivate")
    hooks.write_global()
    for hook in ("prermvirtualenv", "postrmvirtualenv"):
        with open(f"{root}/{hook}", "a", encoding="utf-8") as file:
            file.write('test -d "$1" && echo "there: $1" || echo "gone: $1"\n')
    output = shell.say("rmvirtualenv", NAME, OTHER)
    assert output.out.splitlines() == [
        f"Removing {NAME}...",
        f"there: {NAME}",
        f"gone: {NAME}",
        f"Removing {OTHER}...",
        f"there: {OTHER}",
        f"gone: {OTHER}",
    ]
    noted = hooks.notes()
    assert [note.label for note in noted] == ["global:prermvirtualenv", "global:postrmvirtualenv"] * 2
    assert [note.arguments for note in noted] == [(NAME,)] * 2 + [(OTHER,)] * 2
    assert {note.cwd for note in noted} == {root}
    assert shell.say("pwd").out == f"{shell.folder}\n"


def test_a_project(shell, root, hooks, tmp_path):
    """mkproject adds its two: the one before is started in the store, the one after is sourced in the project."""
    projects = tmp_path / "my; 'projects' & $more"
    projects.mkdir()
    shell.sets("PROJECT_HOME", str(projects))
    hooks.write_global()
    output = shell.say("mkproject", "--no-pip", NAME)
    project = f"{projects}/{NAME}"
    assert (output.code, output.out) == (0, f"Creating {project}\nSetting project for {NAME} to {project}\n")
    noted = hooks.notes()
    assert [(note.label, note.arguments, note.cwd) for note in noted] == [
        ("global:premkvirtualenv", (NAME,), root),
        ("global:preactivate", (NAME,), root),
        ("global:postactivate", ("post_activate",), shell.folder),
        ("global:postmkvirtualenv", ("post_mkvirtualenv",), shell.folder),
        ("global:premkproject", (NAME,), root),
        ("global:postmkproject", ("project.post_mkproject",), project),
    ]
    assert {note.active for note in noted[2:]} == {f"{root}/{NAME}"}
    assert shell.say("pwd").out == f"{project}\n"


def test_copying(shell, root, hooks):
    """A copy is a new environment: its own hooks, those of making, those of entering."""
    shell.say("mkvenv", "--no-pip", NAME)
    shell.say("deactivate")
    hooks.write_global()
    hooks.write_local(f"{root}/{NAME}")
    assert shell.say("cpvirtualenv", NAME, OTHER).code == 0
    noted = hooks.notes()
    assert [(note.label, note.arguments) for note in noted] == [
        ("global:precpvirtualenv", (f"{root}/{NAME}", OTHER)),
        ("global:premkvirtualenv", (OTHER,)),
        ("global:preactivate", (OTHER,)),
        ("local:preactivate", (OTHER,)),
        ("global:postactivate", ("post_activate",)),
        ("local:postactivate", ("post_activate",)),
        ("global:postmkvirtualenv", ("post_mkvirtualenv",)),
        ("global:postcpvirtualenv", ("post_cpvirtualenv",)),
    ]
    assert {note.active for note in noted[4:]} == {f"{root}/{OTHER}"}


def test_details(shell, root, hooks):
    """showvirtualenv and lsvirtualenv let the hooks speak, as if the environment had been entered."""
    for name in (NAME, OTHER):
        shell.say("mkvenv", "--no-pip", name)
    shell.say("deactivate")
    write(f"{root}/get_env_details", '#!/bin/sh\necho "global says $1 in $(pwd -P), $VIRTUAL_ENV"\n', 0o755)
    write(f"{root}/{NAME}/bin/get_env_details", '#!/bin/sh\necho "local says $1"\n', 0o755)
    output = shell.say("showvirtualenv", NAME).out
    assert output.endswith(f"global says {NAME} in {root}, {root}/{NAME}\nlocal says {NAME}\n")
    long = shell.say("lsvirtualenv").out
    assert f"{NAME}\n{'=' * len(NAME)}\n" in long
    assert f"global says {NAME} in {root}, {root}/{NAME}\nlocal says {NAME}\n\n" in long
    assert f"global says {OTHER} in {root}, {root}/{OTHER}\n\n" in long
    assert shell.say("lsvirtualenv -b").out == f"{NAME}\n{OTHER}\n"
    shell.say("workon", OTHER)
    assert f"global says {OTHER}" in shell.say("showvirtualenv").out


def test_hooks_that_fail(shell, root):
    """A hook that cannot be started, or fails, says so, and what it belongs to goes on."""
    shell.say("mkvenv --no-pip one")
    shell.say("deactivate")
    write(f"{root}/preactivate", "#!/bin/sh\n:\n", 0o644)
    output = shell.say("workon one")
    assert (output.code, output.out) == (0, "")
    assert (
        output.err == f"envarium: the hook {shown(root + '/preactivate')} cannot be run: permission denied\n"
    )
    write(f"{root}/preactivate", "no program\n", 0o755)
    output = shell.say("workon one")
    assert "cannot be run" in output.err
    assert output.err.endswith(" cannot be run: exec format error\n")
    write(f"{root}/preactivate", "#!/bin/sh\nexit 3\n", 0o755)
    write(
        f"{root}/{shell.sourced('postactivate')}",
        "set -g before yes\nreturn 4\n" if shell.name == "fish" else "before=yes\nreturn 4\n",
    )
    write(f"{root}/one/bin/{shell.sourced('postactivate')}", "false\n")
    output = shell.say("workon one")
    assert output.code == 0
    answer = [line.rpartition(" ended with ")[2] for line in output.err.splitlines()]
    assert answer == ["3", "4", "1"]
    assert shell.value("VIRTUAL_ENV") == f"{root}/one"
    assert shell.value("before") == "yes"
    write(f"{root}/{shell.sourced('predeactivate')}", "no-such-command\n")
    assert shell.say("deactivate").code == 0
    assert shell.value("VIRTUAL_ENV") is None


def shown(text):
    """Return `text` as an error message shows it."""
    from envarium.output import shown

    return shown(text)


def test_a_temporary_environment_has_hooks_too(shell, root, hooks):
    """It is made, entered, left and removed as any other; a hook of its own sees it for the last time on leaving."""
    hooks.write_global()
    assert shell.say("mktmpenv --no-pip").code == 0
    place = shell.value("VIRTUAL_ENV")
    hooks.notes()
    hooks.write_local(place)
    shell.say("cd", shell.folder)
    assert shell.say("deactivate").code == 0
    assert hooks.labels() == [
        "local:predeactivate",
        "global:predeactivate",
        "local:postdeactivate",
        "global:postdeactivate",
        "global:prermvirtualenv",
        "global:postrmvirtualenv",
    ]
    assert not os.path.exists(place)
