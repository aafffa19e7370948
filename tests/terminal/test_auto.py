"""Activating the environment that a project is linked to, and deactivating it outside, at the prompts of a terminal."""

from __future__ import annotations

import os
import shlex
import shutil

import pytest

from terminals import START, Terminal


@pytest.fixture(params=START)
def terminal(request, tmp_path, clean_environment, installed):
    """Each shell with automatic activation, in a directory with the linked project `web` and the plain one `other`."""
    for name in ("web/src/deep", "other", "elsewhere"):
        os.makedirs(tmp_path / name)
    started = Terminal(request.param, tmp_path, clean_environment, installed, "--auto")
    started.types("mkvenv --no-pip web; deactivate; mkvenv --no-pip second; deactivate")
    os.symlink(tmp_path / "store" / "web", tmp_path / "web" / ".venv")
    yield started
    started.child.close(force=True)


@pytest.fixture
def clean_environment(clean_environment, tmp_path):
    """The store is beside the projects."""
    return {**clean_environment, "WORKON_HOME": str(tmp_path / "store")}


def active(terminal):
    """Return the name of the active environment as the shell's variables and PATH have it, "" if there is none."""
    test = 'test -n "$VIRTUAL_ENV"; and' if terminal.name == "fish" else 'test -n "${VIRTUAL_ENV-}" &&'
    seen = terminal.types(f"{test} echo active: (basename $VIRTUAL_ENV)." if terminal.name == "fish"
                          else f'{test} echo "active: $(basename $VIRTUAL_ENV)."')  # fmt: skip
    lines = [line for line in seen.splitlines() if line.startswith("active: ")]
    return lines[-1][8:-1] if lines else ""


def test_entering_and_leaving_a_project(terminal):
    """At or below the linked project its environment is active; outside, nothing is; the prompt says so at once."""
    terminal.types("cd web")
    assert active(terminal) == "web"
    assert "(web) READY> " in terminal.types("true")
    terminal.types("cd src/deep")
    assert active(terminal) == "web"
    terminal.types("cd ../../../other")
    assert active(terminal) == ""
    assert "(web)" not in terminal.types("true")
    terminal.types("cd ../web/src")
    assert active(terminal) == "web"
    terminal.types("cd -")
    assert active(terminal) == ""


def test_a_project_that_asks_for_another_python(terminal, tmp_path):
    """Its environment is activated all the same, in a shell that refuses unset variables too."""
    (tmp_path / "web/.python-version").write_text("2.6\n")
    if terminal.name != "fish":
        terminal.types("set -u")
    terminal.types("cd web/src")
    assert active(terminal) == "web"


def test_what_the_user_activates_stays(terminal):
    """An environment activated by hand is neither replaced nor deactivated, inside the project and outside."""
    terminal.types("workon second")
    terminal.types("cd web")
    assert active(terminal) == "second"
    terminal.types("cd ../other")
    assert active(terminal) == "second"
    terminal.types("deactivate")
    terminal.types("cd ../web")
    assert active(terminal) == "web"
    terminal.types("workon web")
    terminal.types("cd ../other")
    assert active(terminal) == "web"


def test_deactivating_by_hand_is_respected(terminal):
    """`deactivate` in the project holds until the project is entered again."""
    terminal.types("cd web")
    terminal.types("deactivate")
    terminal.types("cd src")
    assert active(terminal) == ""
    terminal.types("cd ../../other")
    terminal.types("cd ../web")
    assert active(terminal) == "web"


def test_from_one_project_to_another(terminal, tmp_path):
    """Each has its own; leaving restores PATH."""
    os.symlink(tmp_path / "store" / "second", tmp_path / "other" / ".venv")
    before = terminal.types('echo "<$PATH>"').split("<")[-1].split(">")[0]
    terminal.types("cd web")
    terminal.types("cd ../other")
    assert active(terminal) == "second"
    terminal.types("cd ../elsewhere")
    assert terminal.types('echo "<$PATH>"').split("<")[-1].split(">")[0] == before


def test_a_link_out_of_the_store_waits_for_trust(terminal, tmp_path, installed):
    """It is followed once it is trusted, as long as it leads to the same place; nothing of it is run before."""
    shutil.copytree(tmp_path / "store" / "second", tmp_path / "elsewhere" / "env", symlinks=True)
    for name in ("activate", "activate.fish"):
        (tmp_path / "elsewhere" / "env" / "bin" / name).write_text("touch RUN\n")
    os.symlink(tmp_path / "elsewhere" / "env", tmp_path / "other" / ".venv")
    seen = terminal.types("cd other")
    assert "is not trusted" in seen
    assert f"envarium trust {tmp_path}/other" in "".join(seen.splitlines())
    assert active(terminal) == ""
    assert not (tmp_path / "other" / "RUN").exists()
    terminal.types("cd ..")
    os.unlink(tmp_path / "other" / ".venv")
    terminal.types(f"{installed} create --no-pip -q third")
    os.rename(tmp_path / "store" / "third", tmp_path / "elsewhere" / "third")
    terminal.types(f"python3 -m venv --without-pip {tmp_path}/elsewhere/fourth")
    os.symlink(tmp_path / "elsewhere" / "fourth", tmp_path / "other" / ".venv")
    assert "trusted " in terminal.types(f"{installed} trust other")
    terminal.types("cd other")
    assert active(terminal) == "fourth"
    terminal.types("cd ..")
    assert active(terminal) == ""
    os.unlink(tmp_path / "other" / ".venv")
    os.symlink(tmp_path / "elsewhere" / "env", tmp_path / "other" / ".venv")
    assert "is not trusted" in terminal.types("cd other")
    assert not (tmp_path / "other" / "RUN").exists()


HOSTILE = {
    "nowhere": lambda path: os.symlink("/nonexistent", path),
    "root": lambda path: os.symlink("/", path),
    "a file": lambda path: os.symlink("/etc/passwd", path),
    "a loop": lambda path: os.symlink(".venv", path),
    "code": lambda path: path.write_text("$(touch RUN)`touch RUN`\n"),
    "two lines": lambda path: path.write_text("/\n/\n"),
    "NUL": lambda path: path.write_bytes(b"/\0/"),
    "a megabyte": lambda path: path.write_text("x" * 1_000_000),
    "a FIFO": os.mkfifo,
    "a directory": os.mkdir,
    "an escape sequence": lambda path: path.write_text("\x1b]52;c;AAAA\a"),
}


def test_hostile_links(terminal, tmp_path):
    """None is followed or run, none hangs the prompt, and none prints what it contains."""
    for number, (what, make) in enumerate(HOSTILE.items()):
        project = tmp_path / f"hostile {number}"
        project.mkdir()
        make(project / ".venv")
        seen = terminal.types(f"cd {shlex.quote(str(project))}")
        assert "AAAA" not in seen, what
        assert active(terminal) == "", what
        assert not (project / "RUN").exists(), what


def test_unusual_directories(terminal, tmp_path):
    """A deleted directory, a symlinked one and the root do not break the prompt, nor does a subshell."""
    os.symlink(tmp_path / "web" / "src", tmp_path / "elsewhere" / "src")
    terminal.types("cd web/src/deep")
    shutil.rmtree(tmp_path / "web" / "src" / "deep")
    assert active(terminal) == "web"
    terminal.types(f"cd {tmp_path}/elsewhere/src")
    assert active(terminal) == ""
    terminal.types("cd /")
    assert active(terminal) == ""
    if terminal.name != "fish":
        terminal.types(f"(cd {tmp_path}/web)")
        assert active(terminal) == ""
    terminal.types(f"cd {tmp_path}/web; cd {tmp_path}/other")
    assert active(terminal) == ""


def test_the_exit_code_and_what_others_have_set(request, tmp_path, clean_environment, installed):
    """What else is run before each prompt stays, and sees the exit code of the command."""
    os.mkdir(tmp_path / "web")
    for name, line, show in (
        ("bash", "PROMPT_COMMAND='echo \"code $?\"'", "(exit 7)"),
        ("bash", "PROMPT_COMMAND=('echo \"code $?\"' 'echo second')", "(exit 7)"),
        ("zsh", "precmd() { echo \"code $?\" }", "(exit 7)"),
        ("fish", "function others --on-event fish_prompt; echo \"code $status\"; end", "sh -c 'exit 7'"),
    ):  # fmt: skip
        shell = Terminal(name, tmp_path, clean_environment, installed, "--auto", before=line)
        seen = shell.types(f"cd web; {show}")
        assert "code 7" in seen
        assert ("second" in seen) == ("second" in line)
        shell.child.close(force=True)
