"""`envarium setup`, and the new shells that read the startup file."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess

import pytest

import shells
from waiting import PATIENCE

RC = {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/config.fish"}

SETTINGS = {
    "bash": 'export WORKON_HOME=~/envs\nPATH=~/bin:$PATH\nPS1="mine> "\n',
    "zsh": 'export WORKON_HOME=~/envs\nPATH=~/bin:$PATH\nPS1="mine> "\n',
    "fish": 'set -gx WORKON_HOME ~/envs\nset -gx PATH ~/bin $PATH\nfunction fish_prompt; echo -n "mine> "; end\n',
}
PROMPT = {"bash": 'eval "echo \\"$PS1\\""', "zsh": 'print -P "$PS1"', "fish": "fish_prompt; echo"}


@pytest.fixture(params=RC)
def name(request):
    """Each shell."""
    return request.param


@pytest.fixture
def environment(clean_environment, installed):
    """A home with nothing in it but a bin/, and envarium on PATH."""
    os.mkdir(clean_environment["HOME"] + "/bin")
    del clean_environment["WORKON_HOME"]
    path = os.path.dirname(installed) + ":" + clean_environment["PATH"]
    return {**clean_environment, "PATH": path, "TERM": "dumb"}


def start(name, environment, text):
    """Return what a new interactive shell prints that runs `text`."""
    shell = (name, "-i", "-c", text)
    done = subprocess.run(
        shell, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done
    return done.stdout.decode()


def test_what_the_startup_file_sets_counts(name, environment):
    """The store, PATH and the prompt are those of the user's startup file; a nested shell shows the environment."""
    home = environment["HOME"]
    rc = f"{home}/{RC[name]}"
    os.makedirs(os.path.dirname(rc), exist_ok=True)
    with open(rc, "w", encoding="utf-8") as file:
        file.write(SETTINGS[name])
    subprocess.run(["envarium", "setup", name, "--yes"], env=environment, check=True, capture_output=True)
    hook = f"{home}/envs/postactivate" + (".fish" if name == "fish" else "")
    assert start(name, environment, "echo $VIRTUALENVWRAPPER_HOOK_DIR") == f"{home}/envs\n"
    with open(hook, "w", encoding="utf-8") as file:
        file.write("echo activated\n")
    assert start(name, environment, "mkvenv --no-pip one") == "activated\n"
    inner = f"'{PROMPT[name]}; command -v python; deactivate; command -v python'"
    shown, python, outside = start(name, environment, f"workon one; {name} -i -c {inner}").splitlines()[1:]
    assert shown.strip() == "(one) mine>"
    assert python == f"{home}/envs/one/bin/python"
    assert outside != python
    assert not os.path.exists(f"{home}/.virtualenvs")


@pytest.fixture
def reinstalled(tmp_path, installed, environment):
    """A function that gives the tool another place, as `pipx reinstall --python` does to its files.

    It starts with the tool in a place of its own, which is on PATH. As pip does, it leaves behind what pip has not
    installed: the Python, and compiled files.
    """
    first, second = str(tmp_path / "first"), str(tmp_path / "second")
    shutil.copytree(os.path.dirname(os.path.dirname(installed)), first, symlinks=True)
    commands = tmp_path / "commands"
    commands.mkdir()

    def put(tool):
        command = commands / "envarium"
        command.write_text(f"#!{tool}/bin/python\nfrom envarium.door import main\nmain()\n", encoding="utf-8")
        command.chmod(0o755)

    def move():
        os.rename(first, second)
        (compiled,) = glob.glob(f"{second}/lib/*/site-packages/envarium/__pycache__")
        os.makedirs(compiled.replace(second, first))
        os.mkdir(f"{first}/bin")
        os.symlink(os.path.realpath(f"{second}/bin/python"), f"{first}/bin/python")
        put(second)

    put(first)
    environment["PATH"] = f"{commands}:" + environment["PATH"]
    return move


def test_new_shells_find_it_again(name, environment, reinstalled):
    """The block loads the integration from where the tool was moved to; without any tool it says so in one line."""
    subprocess.run(["envarium", "setup", name, "--yes"], env=environment, check=True, capture_output=True)
    assert start(name, environment, "mkvenv --no-pip one; workon") == "one\n"
    reinstalled()
    assert start(name, environment, "workon one; deactivate; lsvenv -b") == "one\n"
    environment["PATH"] = os.defpath
    shell = (name, "-i", "-c", "true")
    done = subprocess.run(
        shell, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE
    )
    line = f"envarium is no longer installed; install it again, or delete the lines of envarium from ~/{RC[name]}\n"
    assert done.stderr.decode().endswith(line)


@pytest.mark.parametrize("mode", shells.HARD)
def test_open_shells_find_it_again(mode, tmp_path, environment, reinstalled, starts):
    """Words that need no Python go on working, and the others call the tool where it is now."""
    shell = starts(mode, tmp_path / "here", environment)
    load = "envarium init fish | source" if shell.name == "fish" else f'eval "$(envarium init {shell.name})"'
    shell.say(load)
    shell.say("mkvenv --no-pip one; deactivate")
    hook = f"{environment['HOME']}/.virtualenvs/{shell.sourced('postactivate')}"
    with open(hook, "w", encoding="utf-8") as file:
        file.write("echo activated\n")
    reinstalled()
    for step, out in (
        ("workon", "one\n"),
        ("workon one", "activated\n"),
        ("cdsitepackages", ""),
        ("lsvenv -b", "one\n"),
        ("mkvenv --no-pip two", "activated\n"),
        ("deactivate", ""),
        ("workon -", "activated\n"),
    ):
        output = shell.say(step)
        assert (output.code, output.out) == (0, out), output


def test_a_command_that_is_not_on_path(name, environment, installed):
    """setup and doctor print the command that puts it there, and that works in a new shell."""
    environment |= {"PATH": os.defpath, "SHELL": f"/bin/{name}"}
    done = subprocess.run(
        [installed, "setup", name, "--yes"], env=environment, check=True, capture_output=True
    )
    hint = done.stderr.decode().splitlines()[-1].removeprefix("hint: ")
    assert hint in subprocess.run([installed, "doctor"], env=environment, capture_output=True).stdout.decode()
    start(name, environment, hint)
    program = {"bash": "type -P envarium", "zsh": "whence -p envarium", "fish": "command -s envarium"}[name]
    assert start(name, environment, program) == f"{installed}\n"
    again = subprocess.run(
        [installed, "setup", name, "--yes"], env=environment, capture_output=True, text=True
    )
    assert "nothing to do" in again.stderr
    assert hint in again.stderr
    found = {**environment, "PATH": f"{os.path.dirname(installed)}:{os.defpath}"}
    assert b"hint" not in subprocess.run(["envarium", "setup", name], env=found, capture_output=True).stderr
    rc = f"{environment['HOME']}/{RC[name]}"
    with open(rc, encoding="utf-8") as file:
        text = file.read()
    with open(rc, "w", encoding="utf-8") as file:
        file.write(text.replace("/envarium/shell/", "/gone/"))
    assert start(name, environment, f"workon; {program}") == f"{installed}\n"


def test_undo_in_every_shell(environment):
    """Without the name of a shell, each startup file loses its block, and what is left is printed once."""
    home = environment["HOME"]
    for each in RC:
        subprocess.run(["envarium", "setup", each, "--yes"], env=environment, check=True, capture_output=True)
    os.mkdir(f"{home}/.virtualenvs")
    undo = ["envarium", "setup", "--undo"]
    named = subprocess.run([*undo, "fish", "--yes"], env=environment, capture_output=True, text=True)
    assert not os.path.exists(f"{home}/{RC['fish']}")
    assert os.path.exists(f"{home}/{RC['bash']}")
    assert "uninstall" not in named.stderr
    refused = subprocess.run(undo, env=environment, stdin=subprocess.DEVNULL, capture_output=True)
    assert refused.returncode == 2
    assert os.path.exists(f"{home}/{RC['bash']}")
    done = subprocess.run([*undo, "--yes"], env=environment, capture_output=True, text=True)
    assert not {RC["bash"], RC["zsh"]} & set(os.listdir(home))
    assert "-m pip uninstall envarium" in done.stderr
    assert "~/.virtualenvs" in done.stderr
    with open(f"{home}/.zshrc", "w", encoding="utf-8") as file:
        file.write('true\neval "$(envarium init zsh)"\n')
    again = subprocess.run(undo, env=environment, capture_output=True, text=True)
    assert "~/.zshrc, line 2, loads envarium" in again.stderr
    assert (again.returncode, again.stderr.splitlines()[0]) == (
        0,
        "no startup file contains lines of envarium setup: nothing to do",
    )
