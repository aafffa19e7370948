"""Runs code in another Python: isolated, and without the working directory on its path. Nothing else does."""

from __future__ import annotations

from envarium.child import TIME_LIMIT, Child, Outcome
from envarium.files.reading import system_reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# For Python 2.7 and later. Nothing is imported from a file before the working directory is off the path.
SCRIPT = r"""
import sys
sys.path[:] = [entry for entry in sys.path if entry]
import os
def tell(*values):
    text = ''.join([value + '\0' for value in values])
    os.write(1, text if str is bytes else os.fsencode(text))
sys.stdout.flush()
output = os.dup(1)
os.dup2(3, 1)
try:
    exec(sys.argv.pop(1))
finally:
    sys.stdout.flush()
    os.dup2(output, 1)
"""
"""Runs the code in its first argument, which answers with `tell(*values)` or on standard output."""

IDENTITY = """
tell(str(sys.hexversion), sys.prefix, getattr(sys, 'base_prefix', ''))
"""


def isolated(version: str) -> tuple[str, ...]:
    """Return the flags with which a Python of `version` ("": unknown) ignores variables; 3.4 introduced -I."""
    return ("-E", "-s") if version.startswith(("2.", "3.0", "3.1.", "3.2", "3.3")) else ("-I",)


def command(executable: str, flags: Sequence[str], code: str, *arguments: str) -> list[str]:
    """Return the command with which the Python at `executable` runs `code` in `SCRIPT`."""
    return [executable, "-B", *flags, "-c", SCRIPT, code, *arguments]


def ask(
    executable: str, flags: Sequence[str], code: str, *arguments: str, time_limit: float = TIME_LIMIT
) -> Outcome:
    """Run `code` in the Python at `executable` and return the result, even if it cannot be started."""
    try:
        return Child(command(executable, flags, code, *arguments), time_limit=time_limit).wait()
    except OSError as error:
        return Outcome(1, "", "", system_reason(error))
