"""How to have a script read by each shell that a dialect speaks to, started without anybody's configuration."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from envarium.shells import registry

COMMANDS = {
    "bash": ("bash", "--norc", "--noprofile"),
    "zsh": ("zsh", "-f"),
    "dash": ("dash",),
    "fish": ("fish", "--no-config"),
    "tcsh": ("tcsh", "-f"),
    "csh": ("csh", "-f"),
    "nu": ("nu", "--no-config-file"),
    "python": (sys.executable,),
}
SHOW_BASH_PROMPT = (
    'shown="$(PS1="@@$PS1" "$BASH" --norc --noprofile --noediting -i 2>&1 </dev/null)"; '
    'shown="${shown#*@@}"; shown="${shown%exit}"\n'
)
"""Sets `shown` to the prompt as an interactive bash shows it; bash 3.2 has no ${PS1@P}."""

DIALECTS = {"dash": "sh"}
POSIX = ("bash", "zsh", "dash")
CSH = ("tcsh", "csh")
SHELLS = (*POSIX, "fish", *CSH)
"""Those whose programs come from the system's packages; Nushell comes from npm, into the tests' own environment."""

PATH = os.pathsep.join((os.path.dirname(sys.executable), os.environ["PATH"]))
"""Where programs are looked for: among those that the tests installed for themselves, too."""


def dialect(shell):
    return registry.shell(DIALECTS.get(shell, shell))


def run(shell, script, folder, environment, *, code=0):
    """Have `shell` read `script` in the directory `folder`, and return what it printed as bytes."""
    program, *flags = COMMANDS[shell]
    found = shutil.which(program, path=PATH)
    assert found, f"{program} is missing: make test installs it"
    file = folder / f"script.{shell}"
    file.write_text(script, encoding="utf-8", errors="surrogateescape")
    result = subprocess.run(
        [found, *flags, file], cwd=folder, env=environment, capture_output=True, timeout=120
    )
    assert result.returncode == code, result.stderr.decode(errors="replace")
    assert not result.stderr, result.stderr.decode(errors="replace")
    return result.stdout
