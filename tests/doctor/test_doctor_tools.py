"""What `doctor` finds in the settings of shells, editors and other tools."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys

import pytest

import bases
import pythons
from diagnosis import write

pytestmark = pytest.mark.skipif(not pythons.movable(), reason="no interpreter is in a prefix of its own")


def test_the_integration(sound):
    """The login shell's rc file is asked: not set up is a remark, a block of another installation is a fault."""

    def ids():
        return {row["id"]: row["level"] for row in sound.doctor(SHELL="/bin/bash")}

    assert ids()["rc-not-set-up"] == "note"
    sound.tool.done("setup", "--yes", "bash")
    assert "rc-not-set-up" not in ids()
    with open(sound.home / ".bashrc") as file:
        text = file.read()
    write(sound.home / ".bashrc", text.replace(sys.executable, "/gone/python"))
    assert ids()["rc-stale"] == "warning"
    write(sound.home / ".bashrc", 'eval "$(envarium init bash)"\n')
    assert not {"rc-stale", "rc-not-set-up"} & set(ids())


def test_the_config_file(sound):
    """Each mistake in the config file is found, and a file that is not text; one without mistakes is not."""
    path = sound.tool.done("config", "path").strip()
    os.makedirs(os.path.dirname(path), exist_ok=True)

    def found(content):
        write(path, content)
        return [row for row in sound.doctor() if row["id"] == "config-invalid"]

    assert found("trash_days = 3\n") == []
    (row,) = found('trash_days = "3"\npicker = true\ntrashdays = 3\n')
    assert (row["level"], row["remedy"]) == ("warning", "envarium config edit")
    assert "line 1, column 1" in row["what"]
    assert "line 3, column 1" in row["what"]
    assert "line 2" not in row["what"]
    assert "line 1, column" in found("picker =\n")[0]["what"]
    with open(path, "wb") as file:
        file.write(b'store = "\xff"\n')
    assert [row["id"] for row in sound.doctor()].count("config-invalid") == 1


@pytest.fixture
def programs(tmp_path):
    """A function that makes programs called so, and returns a PATH with them alone."""

    def make(*names):
        for name in names:
            write(tmp_path / name, "#!/bin/sh\n", 0o755)
        return str(tmp_path)

    return make


def test_names_that_are_taken_for_pipenvs(sound, programs):
    """VS Code's trap is remarked: a hyphen and eight characters, or a .project file."""
    os.rename(sound.store.path("bare"), sound.store.path("web-frontend"))
    write(sound.store.path("usual") + "/.project", f"{sound.home}\n")
    rows = sound.doctor(PATH=programs("code"))
    assert {row["subject"] for row in rows if row["id"] == "taken-for-pipenv"} == {"web-frontend", "usual"}


@pytest.mark.parametrize(
    ("store", "exported", "seen"),
    [
        (".virtualenvs", True, True),
        (".virtualenvs", False, True),
        ("elsewhere", True, True),
        ("elsewhere", False, False),
    ],
)
def test_editors(store, exported, seen, sound, programs):
    """VS Code and PyCharm see ~/.virtualenvs by themselves, another store where WORKON_HOME says so, else not."""
    config = sound.home / ".config" / "envarium"
    config.mkdir(parents=True, exist_ok=True)
    write(config / "config.toml", f'store = "{sound.home}/{store}"\n')
    output = f"{sound.home}/{store}" if exported else None
    rows = sound.doctor(WORKON_HOME=output, PATH=programs("code", "charm", "pipenv", "uv", "jupyter"))
    for tool in ("vs-code", "pycharm"):
        (what,) = (row["what"] for row in rows if row["id"] == tool)
        assert what.startswith("sees" if seen else "does not see"), what
    assert {"pipenv", "uv", "jupyter"} <= {row["id"] for row in rows}


def test_ty(sound, programs):
    """ty fails where pyvenv.cfg has no home, and the remedy names the packages to it."""
    (row,) = (row for row in sound.doctor(PATH=programs("ty")) if row["id"] == "no-home-for-ty")
    assert (row["subject"], row["level"]) == ("copied", "note")
    assert shlex.split(row["remedy"])[-1] == bases.site(sound.store.path("copied"))


def test_tools_that_are_not_installed_are_not_reported(sound, programs):
    """Nor about how VS Code treats an environment; what a tool has left in the home directory shows that it is used."""
    write(sound.store.path("usual") + "/.project", f"{sound.home}\n")
    about = {"vs-code", "pycharm", "pipenv", "uv", "jupyter", "taken-for-pipenv", "unseen-by-vs-code"}
    assert not about & {row["id"] for row in sound.doctor(PATH=programs())}
    assert about & {row["id"] for row in sound.doctor(PATH=programs("uv"))} == {"uv"}
    (sound.home / ".vscode-server").mkdir()
    output = about & {row["id"] for row in sound.doctor(PATH=programs())}
    assert output == {"uv", "vs-code", "taken-for-pipenv"}


@pytest.mark.parametrize("shell", ["sh", "bash", "zsh", "fish"])
@pytest.mark.parametrize("editor", [None, "", "cat -u"])
def test_the_remedy_for_a_hook_edits_it(editor, shell, sound):
    """Typed into any shell as it is, the remedy opens the hook in the user's editor, else vi, and never runs it."""
    path = sound.store.root + "/prermvirtualenv"
    write(path, "echo ran\n", 0o755)
    (remedy,) = (r["remedy"] for r in sound.doctor(EDITOR=editor) if r["id"] == "hook-without-shebang")
    command = remedy if editor else remedy.replace("vi ", "cat ", 1)
    done = subprocess.run([shell, "-c", command], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "echo ran\n", "")


def test_the_remedy_for_a_name_can_be_typed(sound, programs):
    """The new name that is suggested for one that VS Code takes for pipenv's is not taken so."""
    os.rename(sound.store.path("bare"), sound.store.path("web-frontend"))
    (row,) = (r for r in sound.doctor(PATH=programs("code")) if r["id"] == "taken-for-pipenv")
    assert row["remedy"] == "envarium rename web-frontend web_frontend"


def test_kernels(sound, programs):
    """Jupyter sees the environments that one of its kernels starts."""
    folder = sound.home / ".local/share/jupyter/kernels/mine"
    folder.mkdir(parents=True)
    write(
        folder / "kernel.json", json.dumps({"argv": [sound.store.path("usual") + "/bin/python", "-m", "x"]})
    )
    rows = sound.doctor(PATH=programs("jupyter"))
    (row,) = (row for row in rows if row["id"] == "jupyter")
    assert "usual" in row["what"]
    assert row["remedy"] == "envarium kernel bare"
