"""Shells that are asked what they complete, without a terminal and at one."""

from __future__ import annotations

import os
import re
import subprocess
import time

import pexpect

import shells
from envarium.shells import integration
from traces import TRACE
from waiting import PATIENCE

NAMES = ("data", "data-3.12", "web", "it's", "a b", "größe")


EVERY_KIND = (
    "workon ", "rmvenv web d", "mkvenv -", "mkvenv -p 3",
    "envarium upgrade web f", "envarium which f", "envarium diff web ", "envarium restore ",
    "envarium run web f", "cdvirtualenv b",
    "cdsitepackages p", "mkproject -t ",
    "cpvenv w", "mvvenv w", "allvenv ", "setvirtualenvproject web ",
    "envarium ", "envarium init ", "envarium activate --shell=", "mkvenv -a d",
)  # fmt: skip


ASK_BASH = r"""
ask() { # LINE TEXT
    COMP_LINE="$1" COMP_POINT="${#1}" COMPREPLY=()
    __envarium_complete "${1%% *}" "$2"
    [ "${#COMPREPLY[@]}" -eq 0 ] || printf '%s\n' "${COMPREPLY[@]}"
    printf '%s\n' ---
}
"""


ASK_FISH = """
function ask
    complete -C $argv[1] | string replace -r '\\t.*' ''
    printf '%s\\n' ---
end
"""


class Asked:
    """A shell that is asked for the completions of many lines at once."""

    def __init__(self, name, world, folder):
        self.name = name
        self.world = world
        self.folder = folder

    def __call__(self, *lines, before=""):
        """Return what is offered at the end of each line: dequoted nowhere, one set for each."""
        quote = shells.DRIVERS[self.name].quote
        calls = [f"ask {quote(self, line)} {quote(self, re.split('[ =]', line)[-1])}" for line in lines]
        ask = ASK_FISH if self.name == "fish" else ASK_BASH
        script = "\n".join((*integration.loader(self.name), ask, before, *calls))
        command = ["fish", "-c"] if self.name == "fish" else ["bash", "--norc", "--noprofile", "-c"]
        done = subprocess.run(
            [*command, script], env=self.world, cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        found = [set(part.splitlines()) for part in done.stdout.split("---\n")[:-1]]
        assert len(found) == len(lines)
        return found


def plain(found):
    """Return what is offered without the quoting of bash; fish shows it without."""
    return {re.sub(r"\\(.)", r"\1", text) for text in found}


PROLOGUE = {
    "bash": "PS1='READY''> '; bind 'set enable-bracketed-paste off' 'set bell-style none'",
    "zsh": "PS1='READY''> '; PROMPT_EOL_MARK=; unsetopt prompt_cr prompt_sp zle_bracketed_paste beep; "
    "autoload -Uz compinit; compinit -D -u",
    "fish": "function fish_prompt; echo -n 'READY''> '; end; function fish_greeting; end",
}


COMMANDS = {"bash": ("bash", ["--norc", "--noprofile", "-i"]), "zsh": ("zsh", ["-f", "-i"])}


class Typed:
    """An interactive shell in which `workon` and its like only write down what they are given."""

    def __init__(self, name, world, folder, before="", tracing="", prologue=""):
        self.name = name
        self.file = f"{folder}/.given"
        program, arguments = COMMANDS[name]
        if tracing:
            program, arguments = TRACE[0], [*TRACE[1:], tracing, program, *arguments]
        self.child = pexpect.spawn(
            program,
            arguments,
            cwd=str(folder),
            env=world,
            encoding="utf-8",
            timeout=PATIENCE,
            dimensions=(50, 2000),
        )
        self.child.delaybeforesend = None
        for line in (before, prologue or PROLOGUE[name], *integration.loader(name), *self._recorders()):
            self.child.sendline(line)
        self.wait()

    def _recorders(self):
        words = ("envarium", "workon", "mkvenv", "rmvenv", "cdvirtualenv")
        return [
            f"{word}() {{ printf '%s\\0' \"$@\" . > '{self.file}~'; command mv '{self.file}~' '{self.file}'; }}"
            for word in words
        ]

    def wait(self):
        """Wait until all that was typed is done."""
        self.child.sendline("echo e''nd")
        self.child.expect("end\r?\n")
        self.child.expect("READY> ")

    def __call__(self, keys):
        """Type `keys` with TAB for each → and Enter, and return the arguments that the command got."""
        self.child.send(keys.replace("→", "\t") + "\r")
        end = time.monotonic() + PATIENCE
        while not os.path.exists(self.file):
            if time.monotonic() > end:
                raise AssertionError(f"{keys!r} did not run: {self.child.before!r} {self.child.buffer!r}")
            time.sleep(0.005)
        with open(self.file, encoding="utf-8") as file:
            given = file.read().split("\0")[:-2]
        os.unlink(self.file)
        return given
