"""Pack environments into a folder that holds many of them, in which equal files are stored once."""

from __future__ import annotations

import sys

from envarium.command_line import Answer
from envarium.errors import EnvariumError, SystemRefused
from envarium.output import printable, report, shown
from envarium.packing import layout
from envarium.packing.refusals import NoLayout
from envarium.printing import amounts
from envarium.printing.status_line import StatusLine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.packing.contents import Contents
    from envarium.store.environment import Environment

    Prepare = Callable[[Environment], Contents]


def run(directory: str, environments: list[Environment], prepare: Prepare) -> Answer:
    """Add `environments` to the layout `directory`, and print the digest and the name of each.

    One that cannot be packed is reported, and the others are packed.
    """
    code = 0
    try:
        layout.create(directory)
        for environment in environments:
            try:
                _add(directory, prepare(environment))
            except SystemRefused:
                raise
            except EnvariumError as error:
                report(error.sentence, error.hint)
                code = error.exit_code
    except OSError as error:
        raise SystemRefused(
            f"write {shown(directory)}", error, "what is in it is complete; run it again"
        ) from error
    except ValueError as error:
        raise NoLayout(directory) from error
    return Answer(code=code)


def _add(directory: str, contents: Contents) -> None:
    try:
        size, name = contents.manifest.size, contents.name
        with StatusLine() as line:
            digest, new = layout.add(directory, contents, line.counter(f"packing {name}", size))
    finally:
        contents.close()
    sys.stderr.write(f"packed {printable(name)}: {amounts.size(size)}, {amounts.size(new)} of it new\n")
    sys.stdout.write(f"{digest}  {printable(name)}\n")
    sys.stdout.flush()
