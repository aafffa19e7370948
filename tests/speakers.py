"""How to have a script read by each shell that a dialect speaks to, started without anybody's configuration."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from envarium.shells import registry
from waiting import PATIENCE

COMMANDS = {
    "bash": ("bash", "--norc", "--noprofile"),
    "zsh": ("zsh", "-f"),
    "dash": ("dash",),
    "ksh": ("ksh",),
    "mksh": ("mksh",),
    "ash": ("busybox", "ash"),
    "fish": ("fish", "--no-config"),
    "tcsh": ("tcsh", "-f"),
    "csh": ("csh", "-f"),
    "nu": ("nu", "--no-config-file"),
    "xonsh": ("xonsh", "--no-rc"),
    "python": (sys.executable,),
}
SHOW_BASH_PROMPT = (
    'shown="$(PS1="@@$PS1" "$BASH" --norc --noprofile --noediting -i 2>&1 </dev/null)"; '
    'shown="${shown#*@@}"; shown="${shown%exit}"\n'
)
"""Sets `shown` to the prompt as an interactive bash shows it; bash 3.2 has no ${PS1@P}."""

DIALECTS = dict.fromkeys(("dash", "ksh", "mksh", "ash"), "sh")
POSIX = ("bash", "zsh", "dash")
CSH = ("tcsh", "csh")
SHELLS = (*POSIX, "fish", *CSH)
"""Those that every activator and dialect is tested in; the others of COMMANDS are in some of the tests."""

PATH = os.pathsep.join((os.path.dirname(sys.executable), os.environ["PATH"]))
"""Where programs are looked for: among those that the tests installed for themselves, too."""


def dialect(shell):
    return registry.shell(DIALECTS.get(shell, shell))


def run(shell, script, folder, environment, *, code=0, quiet=True):
    """Have `shell` read `script` in the directory `folder`, and return what it printed as bytes.

    A `quiet` script prints nothing on standard error.
    """
    done = result(shell, script, folder, environment)
    assert done.returncode == code, done.stderr.decode(errors="replace")
    assert not (quiet and done.stderr), done.stderr.decode(errors="replace")
    return done.stdout


def result(shell, script, folder, environment):
    """Return the finished shell."""
    program, *flags = COMMANDS[shell]
    found = shutil.which(program, path=PATH)
    assert found, f"{program} is missing: make test installs it"
    if shell == "xonsh" and not os.path.isdir(environment.get("HOME", "")):
        environment = {**environment, "HOME": str(folder)}  # it writes there
    file = folder / f"script.{shell}"
    file.write_text(script, encoding="utf-8", errors="surrogateescape")
    return subprocess.run(
        [found, *flags, file], cwd=folder, env=environment, capture_output=True, timeout=PATIENCE
    )
