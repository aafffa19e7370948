"""Scripts that source activators, and the variables that they set."""

from __future__ import annotations

import os
import shutil

import speakers
from envarium.activation.variables import NONE
from envarium.shells import registry

ENV = shutil.which("env")


ENTER = {
    **dict.fromkeys((*speakers.POSIX, "ksh", "mksh", "ash"), "\\. {0}\n"),
    **dict.fromkeys(speakers.CSH, "source {0}\n"),
    "fish": "source {0}\n",
    "nu": "overlay use --reload {0}\n",
    "xonsh": "source @({0})\n",
}


SHOW = {"nu": f"^{ENV} -0 | print --raw --no-newline $in; print -n (char record_sep)\n"}


RECORD = b"\x1e"


QUIET = ("_", "SHLVL", "PWD", "OLDPWD", "HOSTTYPE", "VENDOR", "OSTYPE", "MACHTYPE", "GROUP", "HOST", "USER", "LOGNAME",
         "CURRENT_FILE", "FILE_PWD")  # fmt: skip
"""What the shells set on their own."""


PATH = "/usr/bin:/bin"


BASE = {"LC_ALL": "C.UTF-8", "HOME": "/dev/null/nowhere", "PATH": PATH}


PREPARE = {
    "bash": "set -eu -o pipefail -o noclobber; shopt -s expand_aliases\n",
    "zsh": "setopt err_exit no_unset pipe_fail no_clobber warn_create_global\n",
    **dict.fromkeys(("dash", "ash"), "set -eu\n"),
}


ALIASES = (
    "alias cd=false export=false unset=false local=false typeset=false command=false hash=false set=false\n"
)


def enter(shell, place):
    file = speakers.dialect(shell).FILE
    return ENTER[shell].format(speakers.dialect(shell).quote(f"{place}/bin/{file}"))


def show(shell):
    """Return the statement that prints the environment that a child sees, and a mark behind it."""
    return SHOW.get(shell, f"{ENV} -0; {shutil.which('printf')} '\\036'\n")


def place_at(folder, name, prompt=None, variables=NONE):
    """Write the activators of an environment into `folder`/`name`, and return where it is."""
    place = folder / name
    (place / "bin").mkdir(parents=True)
    for file, text in registry.activators(str(place), name if prompt is None else prompt, variables).items():
        (place / "bin" / file).write_text(text, encoding="utf-8")
    return str(place)


def environments(shell, script, folder, **variables):
    """Run `script`, and return each environment that it showed, as a dictionary."""
    set_up = {name: value for name, value in {**BASE, **variables}.items() if value is not None}
    parts = speakers.run(shell, script, folder, set_up).split(RECORD)[:-1]
    shown = [
        dict(os.fsdecode(pair).partition("=")[::2] for pair in part.strip(b"\0").split(b"\0"))
        for part in parts
    ]
    return [{name: value for name, value in one.items() if name not in QUIET} for one in shown]
