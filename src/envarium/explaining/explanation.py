"""The types of an explanation: searched locations, entries of sys.path, and the outcome."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.activation.plan import Step as Change

PROGRAM = "program"
START = "start"
SPECIAL = "special"
PREFIX = "prefix"
EXEC_PREFIX = "exec_prefix"
SITE = "site"
STAGES = (PROGRAM, START, SPECIAL, PREFIX, EXEC_PREFIX, SITE)
"""The stages of the search, by their names in `--json`."""

PYTHONPATH = "PYTHONPATH"
STDLIB_ZIP = "stdlib-zip"
STDLIB = "stdlib"
LIB_DYNLOAD = "lib-dynload"
SITE_PACKAGES = "site-packages"
SYSTEM_SITE_PACKAGES = "system-site-packages"
USER_SITE = "user-site"
PTH = "pth"
UNDERPTH = "_pth"


class Location:
    """One location searched in a `stage`: a path (or a variable), whether it is `present`, and what that means."""

    __slots__ = ("path", "present", "reason", "stage")

    def __init__(self, stage: str, path: str, reason: str, *, present: bool) -> None:
        self.stage = stage
        self.path = path
        self.reason = reason
        self.present = present


class Entry:
    """One entry of sys.path: its source, and the `file` with the line if that is a `.pth` file."""

    __slots__ = ("file", "path", "source")

    def __init__(self, path: str, source: str, file: str = "") -> None:
        self.path = path
        self.source = source
        self.file = file


class Core:
    """What an interpreter has determined before it imports `site`.

    `site` is whether it imports site, `isolated` whether it ignores variables and the user site; `venv` is the
    environment that getpath itself sets, from 3.14 on ("": none).
    """

    __slots__ = ("entries", "exec_prefix", "isolated", "prefix", "site", "venv")

    def __init__(self, prefix: str, exec_prefix: str, entries: list[Entry]) -> None:
        self.prefix = prefix
        self.exec_prefix = exec_prefix
        self.entries = entries
        self.site = True
        self.isolated = False
        self.venv = ""


class Trouble:
    """A problem, as a sentence; `fatal` means that the interpreter cannot start."""

    __slots__ = ("fatal", "sentence")

    def __init__(self, sentence: str, *, fatal: bool = False) -> None:
        self.sentence = sentence
        self.fatal = fatal


class Outcome:
    """The final values in `sys`."""

    __slots__ = ("base_exec_prefix", "base_prefix", "entries", "exec_prefix", "prefix")

    def __init__(self, core: Core) -> None:
        self.prefix = core.venv or core.prefix
        self.exec_prefix = core.venv or core.exec_prefix
        self.base_prefix = core.prefix
        self.base_exec_prefix = core.exec_prefix
        self.entries: list[Entry] = []

    def values(self) -> dict[str, list[str]]:
        """Return the values to compare with the interpreter's own, by their names in `sys`."""
        return {
            "prefix": [self.prefix],
            "exec_prefix": [self.exec_prefix],
            "base_prefix": [self.base_prefix],
            "base_exec_prefix": [self.base_exec_prefix],
            "path": [entry.path for entry in self.entries],
        }


class Explanation:
    """How the interpreter at `executable` finds its prefixes and sys.path.

    `rules` is the source file whose search is followed, `newest` the newest version of this implementation whose
    search is supported, `is_newer` whether this one is newer; `environment` is the environment that contains the
    executable ("" for none), `changes` what activating it does, `code` the lines in `.pth` and `.start` files whose
    effect is unknown.
    """

    __slots__ = (
        "changes", "code", "environment", "executable", "implementation", "is_newer", "locations", "newest", "outcome",
        "release", "rules", "troubles",
    )  # fmt: skip

    def __init__(self, executable: str, locations: list[Location], outcome: Outcome) -> None:
        self.executable = executable
        self.locations = locations
        self.outcome = outcome
        self.implementation = ""
        self.release = ""
        self.rules = ""
        self.newest = ""
        self.is_newer = False
        self.environment = ""
        self.changes: tuple[Change, ...] = ()
        self.code: list[str] = []
        self.troubles: list[Trouble] = []

    @property
    def starts(self) -> bool:
        """Return whether the interpreter can start."""
        return not any(trouble.fatal for trouble in self.troubles)
