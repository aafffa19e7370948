"""Projects that are linked to their environments: made, entered from within, left, whatever the link says."""

from __future__ import annotations

import glob
import os
import subprocess

import pytest

import shells
from tool import open_text

pytestmark = pytest.mark.parametrize("mode", shells.HARD)

STORE = shells.ODD_STORE


@pytest.fixture
def project(tmp_path):
    """A project with an odd path, and a directory below it."""
    place = tmp_path / "it's $a `project`; (1)"
    (place / "below" / "deep").mkdir(parents=True)
    (place / "pyproject.toml").write_text('[project]\nname = "web"\n')
    return str(place)


def make(shell, project):
    """Make the project's environment without a name, and leave it."""
    shell.say("cd", project + "/below")
    output = shell.say("mkvenv --no-pip")
    assert (output.code, output.out) == (0, ""), output
    assert ".venv to web" in output.err
    shell.say("deactivate")


def test_workon_in_a_linked_project(shell, root, project):
    """Without a name, at the project or below it, workon enters its environment and stays; outside it lists."""
    make(shell, project)
    shell.say("mkvenv --no-pip other")
    shell.say("deactivate")
    shell.say("cd", shell.folder)
    before = shell.state()
    for place in (project, f"{project}/below/deep"):
        for word in ("workon", "workon ''", "workon ."):
            shell.say("cd", place)
            output = shell.say(word)
            assert (output.code, output.out, output.err) == (0, "", ""), (place, word)
            assert (shell.value("VIRTUAL_ENV"), shell.value("PWD")) == (f"{root}/web", place)
            shell.say("workon -n other")
    shell.say("workon -c .")
    assert (shell.value("VIRTUAL_ENV"), shell.value("PWD")) == (f"{root}/web", project)
    shell.say("deactivate")
    shell.say("cd", shell.folder)
    assert shell.say("workon").out == "other\nweb\n"
    assert shell.value("VIRTUAL_ENV") is None
    after = shell.state()
    assert after[:3] == before[:3]
    assert {name for name in after[3] ^ before[3] if not name.startswith("__envarium_")} == set()


def test_by_link_first_by_name_next(shell, root, project, tmp_path):
    """workon . takes the link, and without one the name of the directory."""
    make(shell, project)
    shell.say("mkvenv --no-pip below")
    shell.say("deactivate")
    shell.say("cd", f"{project}/below")
    shell.say("workon .")
    assert shell.value("VIRTUAL_ENV") == f"{root}/web"
    (tmp_path / "below").mkdir()
    shell.say("cd", str(tmp_path / "below"))
    shell.say("workon .")
    assert shell.value("VIRTUAL_ENV") == f"{root}/below"


FOLLOWED = (
    "{root}/web",
    "{root}/web\n",
    "{root}/web\r\n",
    "{root}/web\n\n",
    "web",
    "web\n",
    "../store/web\n",
)


def test_files(shell, root, project, tmp_path):
    """A file with a path or a name is followed, with and without the end of its line."""
    make(shell, project)
    os.symlink(root, tmp_path / "store")
    shell.say("cd", f"{project}/below")
    for text in FOLLOWED:
        write_link(project, text.format(root=root).encode())
        output = shell.say("workon")
        assert (output.code, output.out, output.err) == (0, "", ""), text
        assert shell.value("VIRTUAL_ENV") == f"{root}/web", text
        shell.say("deactivate")


def write_link(project, content):
    """Let `.venv` in `project` be a file that holds `content`."""
    os.unlink(f"{project}/.venv")
    with open(f"{project}/.venv", "wb") as file:
        file.write(content)


BAD = (
    b"", b"\n", b"{root}/web\n/other\n", b"\xef\xbb\xbf{root}/web\n", b"x" * (1 << 20), b"$(touch evil)\n", b"/\n",
    b"gone", b"`touch evil`/../web", b"{root}\n", b"{root}/web\x1b[31m", b"/nowhere", b"pyproject.toml", b"\xff",
    b"; touch evil",
)  # fmt: skip


def test_files_that_are_not_followed(shell, root, project):
    """Any other file is reported on standard error, the names are listed, and nothing in it is run."""
    make(shell, project)
    shell.say("cd", project)
    before = shell.state()
    for content in BAD:
        write_link(project, content.replace(b"{root}", os.fsencode(root)))
        output = shell.say("workon")
        assert (output.code, output.out) == (0, "web\n"), content[:40]
        assert len(output.err.splitlines()) == 2, output.err
        assert "is not followed" in output.err
        assert shell.tries("workon .").code == 1
        assert not os.path.exists(f"{project}/evil")
    assert shell.state() == before


def test_what_is_outside_the_store(shell, root, project, tmp_path):
    """An environment that a repository brings along is never entered, by whatever link: its activate is not run."""
    make(shell, project)
    outside = tmp_path / "outside"
    (outside / "bin").mkdir(parents=True)
    (outside / "pyvenv.cfg").touch()
    for file in ("activate", "activate.fish", "python"):
        (outside / "bin" / file).write_text("touch evil\n")
    shell.say("cd", project)
    for kind in ("symlink", "file", "directory"):
        os.unlink(f"{project}/.venv")
        if kind == "symlink":
            os.symlink(outside, f"{project}/.venv")
        elif kind == "file":
            (tmp_path / "text").write_text(f"{outside}\n")
            os.rename(tmp_path / "text", f"{project}/.venv")
        else:
            outside.rename(f"{project}/.venv")
        output = shell.say("workon")
        assert (output.code, output.out) == (0, "web\n")
        assert kind == "directory" or "which is not in the store" in output.err
        assert shell.tries("workon .").code == 1
        assert shell.value("VIRTUAL_ENV") is None
        assert not os.path.exists(f"{project}/evil")


def test_a_pipe_and_a_deleted_directory(shell, root, project):
    """A pipe called .venv is not opened, and a directory that no longer exists is no project."""
    make(shell, project)
    os.unlink(f"{project}/.venv")
    os.mkfifo(f"{project}/.venv")
    shell.say("cd", f"{project}/below/deep")
    assert shell.say("workon").out == "web\n"
    os.rmdir(f"{project}/below/deep")
    assert shell.say("workon").out == "web\n"


def test_the_link_follows_the_environment(shell, root, project):
    """Renaming and removing it in the shell keeps the project's link right."""
    make(shell, project)
    shell.say("mvvenv web new")
    assert os.readlink(f"{project}/.venv") == f"{root}/new"
    shell.say("cd", project)
    assert shell.say("workon").code == 0
    assert shell.value("VIRTUAL_ENV") == f"{root}/new"
    shell.say("deactivate")
    shell.say("rmvenv new")
    assert not os.path.lexists(f"{project}/.venv")
    assert shell.say("workon").out == ""


def test_the_shell_reads_it_by_itself(shell, root, project):
    """Following a link needs none of our Python, in a strict shell neither, and with its options as they are."""
    make(shell, project)
    shell.say("cd", f"{project}/below")
    if shell.name == "fish":
        shell.say("set -g __envarium_python /nowhere")
    else:
        shell.say("__envarium_python=/nowhere")
    for text in ("", f"{root}/web\n", "web\n"):
        if text:
            write_link(project, text.encode())
        output = shell.say("workon")
        assert (output.code, output.out, output.err) == (0, "", "")
        assert shell.value("VIRTUAL_ENV") == f"{root}/web"
        shell.say("deactivate")


def test_a_project_that_moves(shell, root, project, tmp_path):
    """workon and cdproject find a project that has moved from where it is now, and what leads to it is changed."""
    make(shell, project)
    (site,) = glob.glob(f"{glob.escape(root)}/web/lib/python*/site-packages")
    for word, new in (("workon", "first move"), ("workon .", "it's the 2nd"), ("cdproject", "third")):
        with open(f"{site}/web.pth", "w", encoding="utf-8") as file:
            file.write(f"{project}/below\n")
        if word == "cdproject":
            shell.say("workon -n web")
        os.rename(project, tmp_path / new)
        project = str(tmp_path / new)
        shell.say("cd", f"{project}/below")
        output = shell.say(word)
        assert (output.code, output.out) == (0, ""), output
        assert "was moved here" in output.err
        assert shell.value("VIRTUAL_ENV") == f"{root}/web"
        assert shell.value("PWD") == (project if word == "cdproject" else f"{project}/below")
        assert open_text(f"{site}/web.pth") == f"{project}/below\n"
        shell.say("deactivate")
        assert shell.say("workon").err == ""
        shell.say("deactivate")


def test_a_worktree(shell, root, project, tmp_path):
    """In a worktree, workon . enters the environment of the main checkout, and mkvenv --like makes its own."""
    make(shell, project)
    for words in (
        ("init", "-q"), ("add", "pyproject.toml"), ("commit", "-qm", "first"),
        ("worktree", "add", "-q", f"{tmp_path}/tree"),
    ):  # fmt: skip
        subprocess.run(["git", "-c", "user.name=x", "-c", "user.email=x", *words], cwd=project, check=True)
    shell.say("cd", f"{tmp_path}/tree")
    assert shell.say("workon").out == "web\n"
    output = shell.say("workon .")
    assert (output.code, output.out, output.err) == (0, "", "")
    assert (shell.value("VIRTUAL_ENV"), shell.value("PWD")) == (f"{root}/web", f"{tmp_path}/tree")
    output = shell.say("mkvenv --like")
    assert (output.code, output.out) == (0, ""), output
    assert (shell.value("VIRTUAL_ENV"), shell.value("PWD")) == (f"{root}/tree", f"{tmp_path}/tree")
    shell.say("deactivate")
    assert shell.say("workon").code == 0
    assert shell.value("VIRTUAL_ENV") == f"{root}/tree"
    shell.say("deactivate")


def test_another_python(shell, root, project):
    """A warning says that a project requires another Python than its environment has, once its files have changed."""
    make(shell, project)
    shell.say("cd", project)
    assert shell.say("workon").err == ""
    with open(f"{project}/.python-version", "w", encoding="utf-8") as file:
        file.write("2.6\n")
    for word in ("workon", "workon .", "workon web", "workon -n web", "workon", "mkvenv --no-pip"):
        output = shell.say(word)
        assert (output.code, output.out) == (0, "")
        assert sum("uv would delete" in line for line in output.err.splitlines()) == 1, (word, output)
        assert len(output.err.splitlines()) == 1 or word[:2] == "mk"
        assert shell.value("VIRTUAL_ENV") == f"{root}/web"
    os.unlink(f"{project}/.python-version")
    for word in ("workon web", "workon web", "workon"):
        assert shell.say(word).err == ""
