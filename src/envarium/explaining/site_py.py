"""What Lib/site.py makes of sys.path and of the prefixes, on files alone. No code in `.pth` files is run."""

from __future__ import annotations

import os

from envarium.explaining import explanation as stages
from envarium.explaining import hooks
from envarium.explaining.explanation import Entry, Outcome
from envarium.explaining.flavour import Flavour
from envarium.explaining.startup import IMPORTS, Startup
from envarium.files import reading
from envarium.store.pyvenv_cfg import PyvenvCfg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from envarium.explaining.explanation import Core
    from envarium.explaining.program import Program
    from envarium.explaining.trail import Trail


class Site:
    """One run of `site.main`: the `outcome` so far, and what the module keeps to itself.

    `user` says whether the user site is on (None: not decided yet), `prefixes` where packages are looked for, `known`
    which entries there are, `startup` what is read for later, from 3.15 on (None: the files of a directory are followed
    at once), `code` the lines of code of which nothing is known, `gone` the base whose absence makes the hook of a copy
    environment end the interpreter ("": it does not).
    """

    __slots__ = (
        "code",
        "flavour",
        "gone",
        "isolated",
        "known",
        "outcome",
        "prefixes",
        "program",
        "startup",
        "trail",
        "user",
    )

    def __init__(self, program: Program, core: Core, trail: Trail) -> None:
        self.program = program
        self.trail = trail
        self.isolated = core.isolated
        self.outcome = Outcome(core)
        self.flavour = Flavour(program, core)
        self.prefixes = [self.outcome.prefix, self.outcome.exec_prefix]
        self.known: set[str] = set()
        self.startup: Startup | None = None
        self.user: bool | None = None
        self.code: list[str] = []
        self.gone = ""

    def add(self, entry: Entry) -> None:
        """Append `entry`, made absolute, unless it is there."""
        entry.path = os.path.abspath(entry.path)
        if entry.path not in self.known:
            self.known.add(entry.path)
            self.outcome.entries.append(entry)

    def add_directory(self, directory: str, source: str) -> None:
        """Append `directory`, and do what its files ask for (site.addsitedir), or leave both to `startup`."""
        if self.startup:
            self.startup.add_directory(directory, source)
        elif self.program.is_since(3, 15):
            self.startup = Startup({path for path in self._paths() if os.path.exists(path)})
            self.startup.add_directory(directory, source)
            self.process()
        else:
            self._follow_directory(directory, source)

    def process(self) -> None:
        """Append what `startup` has read, and then run its code, which may call add_directory."""
        startup, self.startup = self.startup, None
        if startup:
            self.outcome.entries += startup.new_entries(self._paths())
            for line in startup.code():
                self._run(*line)

    def _paths(self) -> set[str]:
        return {entry.path for entry in self.outcome.entries}

    def _follow_directory(self, directory: str, source: str) -> None:
        """Append `directory`, and follow its `.pth` files line by line.

        2.7 does not remember the directory itself, so that an empty line in a `.pth` file names it again.
        """
        self.add(Entry(directory, source))
        if not self.program.is_since(3):
            self.known.discard(os.path.abspath(directory))
        try:
            names = sorted(name for name in os.listdir(directory) if name.endswith(".pth"))
        except OSError:
            return
        for name in names:
            if not (name.startswith(".") and self.flavour.skips_hidden):
                self._follow_file(os.path.abspath(directory), name)

    def _follow_file(self, directory: str, name: str) -> None:
        path = f"{directory}/{name}"
        for number, line in enumerate(_lines(path), 1):
            if line.startswith(IMPORTS):
                self._run(path, number, line)
                continue
            place = os.path.abspath(os.path.join(directory, line.rstrip()))
            if not line.startswith("#") and os.path.exists(place):
                self.add(Entry(place, stages.PTH, f"{path}:{number}"))

    def _run(self, path: str, number: int, line: str) -> None:
        """Do what `line`, which is code, does; where that is not known, remember where it is."""
        if not hooks.follow(self, path, line):
            self.code.append(f"{path}:{number}")

    def add_packages(self, prefixes: list[str]) -> None:
        """Append the directories of packages below each of `prefixes` (site.addsitepackages)."""
        for directory in self.flavour.site_packages(prefixes, self.outcome):
            if os.path.isdir(directory):
                own = directory.startswith(self.outcome.prefix + "/")
                self.add_directory(directory, stages.SITE_PACKAGES if own else stages.SYSTEM_SITE_PACKAGES)


def _lines(path: str) -> list[str]:
    return reading.text(path).removeprefix(reading.BOM).splitlines()


def run(program: Program, core: Core, trail: Trail, environ: Mapping[str, str]) -> Site:
    """Return the outcome of the start of the interpreter: what `site.main` does, if it is imported at all."""
    site = Site(program, core, trail)
    if not core.site:
        site.outcome.entries = list(core.entries)
        return site
    for entry in core.entries:
        site.add(entry)
    site.startup = Startup(set()) if program.is_since(3, 15) else None
    if program.is_since(3, 3):
        _enter_environment(site)
    if site.user is None:
        site.user = not site.isolated and not environ.get("PYTHONNOUSERSITE")
    user = site.flavour.user_site(environ)
    if site.user and os.path.isdir(user):
        site.add_directory(user, stages.USER_SITE)
    site.add_packages(site.prefixes)
    site.process()
    return site


def _enter_environment(site: Site) -> None:
    """Let the pyvenv.cfg beside or above the executable, its links not followed, make an environment (site.venv).

    From 3.14 on getpath has set the prefix already.
    """
    beside = os.path.dirname(site.program.path)
    place = os.path.dirname(beside)
    outcome, old = site.outcome, not site.program.is_since(3, 14)
    configs = (f"{beside}/pyvenv.cfg", f"{place}/pyvenv.cfg")
    if not any(site.trail.file(stages.SITE, path, _made(outcome.prefix, place, path)) for path in configs):
        return
    config = next(filter(os.path.isfile, configs))
    if old:
        outcome.prefix = outcome.exec_prefix = place
    site.add_packages([outcome.prefix])
    if not _shows_system(config):
        site.prefixes = [outcome.prefix] if old else site.prefixes
        site.user = False
    elif old:
        site.prefixes.insert(0, outcome.prefix)
    else:
        site.prefixes += [outcome.base_prefix, outcome.base_exec_prefix]


def _made(prefix: str, place: str, config: str) -> str:
    """Return what the pyvenv.cfg at `config` means: it was `prefix` before, the environment is at `place`."""
    packages = "shown" if _shows_system(config) else "hidden"
    if prefix == place:
        return f"this is an environment, and the base's packages are {packages}"
    told = f"this makes an environment: prefix becomes {place}"
    return f"{told}; what was found above stays the base prefix, and the base's packages are {packages}"


def _shows_system(config: str) -> bool:
    """Say whether the file at `config` lets packages of the base be seen, as it does where it is silent."""
    return PyvenvCfg.read(config).system_site
