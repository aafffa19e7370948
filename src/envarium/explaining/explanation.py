"""What an explanation is made of: places looked at, entries of sys.path, and what came of them."""

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
"""The stages of the search, by the names that `--json` gives them."""

PYTHONPATH = "PYTHONPATH"
STDLIB_ZIP = "stdlib-zip"
STDLIB = "stdlib"
LIB_DYNLOAD = "lib-dynload"
SITE_PACKAGES = "site-packages"
SYSTEM_SITE_PACKAGES = "system-site-packages"
USER_SITE = "user-site"
PTH = "pth"
UNDERPTH = "_pth"


class Place:
    """One place looked at in a `stage`: a path (or a variable), whether it was `found`, and what that means."""

    __slots__ = ("found", "path", "reason", "stage")

    def __init__(self, stage: str, path: str, reason: str, *, found: bool) -> None:
        self.stage = stage
        self.path = path
        self.reason = reason
        self.found = found


class Entry:
    """One entry of sys.path: where it came from, and, of a `.pth` line, the `file` that holds it."""

    __slots__ = ("file", "path", "source")

    def __init__(self, path: str, source: str, file: str = "") -> None:
        self.path = path
        self.source = source
        self.file = file


class Core:
    """What an interpreter knows before `site` is imported.

    `site` says whether that will be, `isolated` whether variables and the user site are ignored; `venv` is the
    environment that getpath itself makes, as it does from 3.14 on ("": none).
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
    """Something that a person ought to know: a sentence; `fatal` keeps the interpreter from starting."""

    __slots__ = ("fatal", "sentence")

    def __init__(self, sentence: str, *, fatal: bool = False) -> None:
        self.sentence = sentence
        self.fatal = fatal


class Outcome:
    """What `sys` says in the end."""

    __slots__ = ("base_exec_prefix", "base_prefix", "entries", "exec_prefix", "prefix")

    def __init__(self, core: Core) -> None:
        self.prefix = core.venv or core.prefix
        self.exec_prefix = core.venv or core.exec_prefix
        self.base_prefix = core.prefix
        self.base_exec_prefix = core.exec_prefix
        self.entries: list[Entry] = []

    def values(self) -> dict[str, list[str]]:
        """Return what is compared with the interpreter's own answer, by the names in `sys`."""
        return {
            "prefix": [self.prefix],
            "exec_prefix": [self.exec_prefix],
            "base_prefix": [self.base_prefix],
            "base_exec_prefix": [self.base_exec_prefix],
            "path": [entry.path for entry in self.entries],
        }


class Explanation:
    """How the interpreter at `executable` finds its home.

    `rules` names the source file whose search was followed, `newest` the newest version of this implementation whose
    search is known, `is_newer` says that this one is newer than that; `environment` is the environment that the
    executable lies in ("" for none), `changes` what entering that would do, `code` the lines in `.pth` and `.start`
    files of whose effect nothing is known.
    """

    __slots__ = (
        "changes", "code", "environment", "executable", "implementation", "is_newer", "newest", "outcome", "places",
        "release", "rules", "troubles",
    )  # fmt: skip

    def __init__(self, executable: str, places: list[Place], outcome: Outcome) -> None:
        self.executable = executable
        self.places = places
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
        """Say whether the interpreter can start at all."""
        return not any(trouble.fatal for trouble in self.troubles)
