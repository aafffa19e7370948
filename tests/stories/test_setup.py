"""`envarium setup`, and the new shells that read the startup file."""

from __future__ import annotations

import os
import subprocess

import pytest

RC = {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/config.fish"}

SETTINGS = {
    "bash": 'export WORKON_HOME=~/envs\nPATH=~/bin:$PATH\nPS1="mine> "\n',
    "zsh": 'export WORKON_HOME=~/envs\nPATH=~/bin:$PATH\nPS1="mine> "\n',
    "fish": 'set -gx WORKON_HOME ~/envs\nset -gx PATH ~/bin $PATH\nfunction fish_prompt; echo -n "mine> "; end\n',
}
PROMPT = {"bash": 'echo "${PS1@P}"', "zsh": 'print -P "$PS1"', "fish": "fish_prompt; echo"}


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
    done = subprocess.run(shell, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
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
