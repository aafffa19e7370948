"""An interactive shell on a pseudo-terminal, with the integration loaded."""

from __future__ import annotations

import re

import pexpect

from waiting import PATIENCE

START = {
    "bash": ("bash", ["--norc", "--noprofile", "-i"], "PS1='READY> '; bind 'set enable-bracketed-paste off'"),
    "zsh": ("zsh", ["-f", "-i"], "PS1='READY> '; unsetopt zle prompt_cr prompt_sp"),
    "fish": ("fish", ["--no-config", "-i"], "function fish_prompt; echo -n 'READY> '; end"),
}


class Terminal:
    """An interactive shell on a pseudo-terminal of 24 lines and 80 columns."""

    def __init__(self, name, folder, environment, tool, init="", before=":", term="dumb"):
        program, arguments, prologue = START[name]
        self.name = name
        self.child = pexpect.spawn(
            program, arguments, cwd=str(folder), env={**environment, "TERM": term}, encoding="utf-8",
            timeout=PATIENCE, dimensions=(24, 80),
        )  # fmt: skip
        load = (
            f"{tool} init fish {init} | source" if name == "fish" else f'eval "$({tool} init {name} {init})"'
        )
        for line in (prologue, before, load):
            self.child.sendline(line)
        self.types("echo be''gin", until="begin")

    def types(self, line, until=None):
        """Type a line; return what appears up to the next prompt, with all that steers a terminal taken out."""
        self.child.sendline(line)
        if until:
            self.child.expect_exact(until)
        self.child.sendline("echo e''nd")
        self.child.expect("end\r?\n")
        seen = self.child.before + self.child.after
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[()][A-Z0-9]|\x1b[=>]|\r", "", seen)
