"""How a pip is called so that no setting of the user's breaks or diverts it; index and proxy settings are kept."""

from __future__ import annotations

import os

from envarium.interpreters import child, script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from envarium.interpreters.child import Outcome

UNCONFIGURED = ("--isolated", "--disable-pip-version-check")
"""Options for a call that installs nothing: it reads no variables."""

MODULE = """
try:
    import pip
except ImportError:
    sys.exit('No module named pip')
import runpy
runpy.run_module('pip', run_name='__main__')
"""

NO_TARGET = "--target="
"""Takes back the `target` of a pip.conf, which a variable cannot: pip ignores an empty one."""


def command(executable: str, flags: Sequence[str], *words: str, tool: str = "") -> list[str]:
    """Return the command that calls the pip of the Python at `executable`, or the one in the directory or wheel `tool`.

    Its standard output is the answer.
    """
    code = f"sys.path.insert(0, sys.argv.pop(1)){MODULE}" if tool else MODULE
    return script.command(executable, flags, code, *[tool][: bool(tool)], *words)


def run(executable: str, flags: Sequence[str], *words: str, tool: str = "", prefix: str = "") -> Outcome:
    """Run pip in the working directory, for as long as it takes, and return what came of it. Raises OSError."""
    call = command(executable, flags, *words, tool=tool)
    return child.Child(call, variables(prefix), patience=0, cwd=".").wait()


def error(outcome: Outcome) -> str:
    """Return the last error that pip tells of, else the last line that it printed."""
    errors = [line for line in outcome.noise.splitlines() if line.startswith("ERROR: ")]
    return errors[-1].removeprefix("ERROR: ") if errors else outcome.failure


def variables(prefix: str) -> dict[str, str]:
    """Return the variables of a pip that installs at `prefix` alone, or, where that is "", has no configuration files.

    They override those files (https://pip.pypa.io/en/stable/topics/configuration/). _PIP_RUNNING_IN_SUBPROCESS tells
    pip that it has followed `python` already.
    """
    values = child.variables(_PIP_RUNNING_IN_SUBPROCESS="1")
    values.pop("PIP_TARGET", None)
    if not prefix:
        return {**values, "PIP_CONFIG_FILE": os.devnull}
    values.update(PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0", PIP_REQUIRE_HASHES="0", PIP_DRY_RUN="0")
    return {**values, "PIP_ROOT": "/", "PIP_PREFIX": prefix}
