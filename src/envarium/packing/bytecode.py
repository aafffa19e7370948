"""Bytecode that depends on nothing but the source: neither on the path that it was compiled at, nor on a date.

The environment's own Python makes it, in the background. A `.pyc` with an unchecked hash (PEP 552) is valid whatever
the date of the module is; Python puts the path of the module in when it reads one.
"""

from __future__ import annotations

import os

from envarium import child
from envarium.files import reading
from envarium.files.reading import system_reason
from envarium.files.writing import write
from envarium.interpreters import script
from envarium.packing import compiler, items
from envarium.packing.collecting import FOLDERS, PACKED
from envarium.packing.items import Item
from envarium.packing.members import FILE
from envarium.packing.refusals import CannotPack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.child import Child
    from envarium.packing.items import Items

DATE = 315_532_800
"""The time of all files in an archive, in Unix seconds: 1980-01-01, the first that a zip file can contain."""

PROCESSES = min(os.cpu_count() or 1, 4)
"""Processes that compile at the same time; each takes every n-th module."""

TIME_LIMIT = 1800.0
"""Seconds; everything may have to be compiled."""

LARGEST_INDEX = 1 << 30
"""Bytes of the list of what a process has made."""

UNCHECKED, CHECKED = "1", "3"
"""The flags of bytecode that is valid whatever its module is, and of such that Python checks against it (PEP 552)."""


class Compilation:
    """The making of the bytecode of the modules among `tree`, of the environment `name`, by its `python`.

    It is made in the directory `scratch`, from which it is to be read. Bytecode of modules that are to
    be rewritten when they are unpacked is checked by Python. Raises CannotPack.
    """

    __slots__ = ("_children", "_name", "_scratch")

    def __init__(self, python: str, name: str, tree: Items, scratch: str) -> None:
        self._name = name
        self._scratch = scratch
        self._children: list[Child] = []
        try:
            write(f"{scratch}/modules", os.fsencode("".join(self._rows(tree))))
            variables = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"}
            for share in range(PROCESSES):
                arguments = (scratch, str(DATE), str(share), str(PROCESSES))
                command = script.command(python, ("-s", "-S", "-W", "ignore"), compiler.CODE, *arguments)
                self._children.append(child.Child(command, variables, TIME_LIMIT))
        except OSError as error:
            self.stop()
            reason = system_reason(error)
            raise CannotPack(name, f"its Python does not start: {reason}") from error

    def _rows(self, tree: Items) -> list[str]:
        """Return the path, the path inside and the flag of each module; write those with content. Raises OSError."""
        rows: list[str] = []
        for path, item in sorted(tree.items()):
            if not (item.kind == FILE and path.endswith(".py") and path.partition("/")[0] in FOLDERS):
                continue
            source = item.source
            if item.content is not None:
                source = f"{self._scratch}/module-{len(rows)}.py"
                write(source, item.content)
            flag = CHECKED if item.content and PACKED in item.content else UNCHECKED
            rows.append(f"{source}\0{path}\0{flag}\0")
        return rows

    def result(self) -> Items:
        """Wait for it, and return the bytecode, and its directories. Raises CannotPack, OSError."""
        made: Items = {}
        for share in range(PROCESSES):
            outcome = self._children.pop(0).wait()
            if outcome.answer != "done\0":
                raise CannotPack(self._name, f"its modules could not be compiled: {outcome.failure}")
            place = f"{self._scratch}/bytecode-{share}"
            fields = os.fsdecode(reading.read(f"{place}.index", LARGEST_INDEX)).split("\0")
            for path, offset, size in zip(fields[::3], fields[1::3], fields[2::3], strict=False):
                made[path] = Item(FILE, place, int(size))
                made[path].start = int(offset)
                made.setdefault(path.rpartition("/")[0], items.directory())
        return made

    def stop(self) -> None:
        """End the processes."""
        while self._children:
            self._children.pop().kill()
