"""Calls pip so that no setting of the user breaks or diverts it; index and proxy settings stay in effect."""

from __future__ import annotations

import os

from envarium import child
from envarium.interpreters import script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from envarium.child import Outcome

UNCONFIGURED = ("--isolated", "--disable-pip-version-check")
"""Options for a call that installs nothing: pip ignores its variables."""

MODULE = """
try:
    try:
        import pip
    except ImportError:
        sys.exit('No module named pip')
    import runpy
    runpy.run_module('pip', run_name='__main__')
except KeyboardInterrupt:
    sys.exit(130)
"""

NO_TARGET = "--target="
"""Overrides `target` in a pip.conf. A variable cannot do this: pip ignores it if it is empty."""


def command(executable: str, flags: Sequence[str], *words: str, tool: str = "") -> list[str]:
    """Return the command that calls the pip of the Python at `executable`, or the pip in the directory or wheel `tool`.

    Its standard output is the answer.
    """
    code = f"sys.path.insert(0, sys.argv.pop(1)){MODULE}" if tool else MODULE
    return script.command(executable, flags, code, *[tool][: bool(tool)], *words)


def run(executable: str, flags: Sequence[str], *words: str, tool: str = "", prefix: str = "") -> Outcome:
    """Run pip in the working directory, without a time limit, and return the result. Raises OSError."""
    call = command(executable, flags, *words, tool=tool)
    return child.Child(call, variables(prefix), time_limit=0, cwd=".").wait()


def error(outcome: Outcome) -> str:
    """Return the last error that pip printed, or else the last line that it printed."""
    errors = [line for line in outcome.noise.splitlines() if line.startswith("ERROR: ")]
    return errors[-1].removeprefix("ERROR: ") if errors else outcome.failure


def variables(prefix: str) -> dict[str, str]:
    """Return the variables for a pip that installs only at `prefix`, or, if that is "", reads no configuration files.

    They override those files (https://pip.pypa.io/en/stable/topics/configuration/). _PIP_RUNNING_IN_SUBPROCESS tells
    pip that `--python` has been applied already.
    """
    values = child.variables(_PIP_RUNNING_IN_SUBPROCESS="1")
    values.pop("PIP_TARGET", None)
    if not prefix:
        return {**values, "PIP_CONFIG_FILE": os.devnull}
    values.update(PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0", PIP_REQUIRE_HASHES="0", PIP_DRY_RUN="0")
    return {**values, "PIP_ROOT": "/", "PIP_PREFIX": prefix}
