"""What Lib/site.py does to sys.path and the prefixes, from files alone. No code in `.pth` files is run."""

from __future__ import annotations

import os

from envarium.explaining import bootstrap
from envarium.explaining import explanation as stages
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
    """One run of `site.main`: the `outcome` so far, and the state of the module.

    `user` is whether the user site is enabled (None: not decided yet), `prefixes` where packages are searched,
    `entry_paths` the paths of the entries, `startup` what is read for later, from 3.15 on (None: files are applied at
    once), `code` the lines of code whose effect is unknown, `missing_base` the base whose absence makes the bootstrap
    of a copy environment exit ("": none).
    """

    __slots__ = (
        "code", "entry_paths", "flavour", "isolated", "missing_base", "outcome", "prefixes", "program", "startup",
        "trail", "user",
    )  # fmt: skip

    def __init__(self, program: Program, core: Core, trail: Trail) -> None:
        self.program = program
        self.trail = trail
        self.isolated = core.isolated
        self.outcome = Outcome(core)
        self.flavour = Flavour(program, core)
        self.prefixes = [self.outcome.prefix, self.outcome.exec_prefix]
        self.entry_paths: set[str] = set()
        self.startup: Startup | None = None
        self.user: bool | None = None
        self.code: list[str] = []
        self.missing_base = ""

    def add(self, entry: Entry) -> None:
        """Append `entry`, made absolute, unless it exists."""
        entry.path = os.path.abspath(entry.path)
        if entry.path not in self.entry_paths:
            self.entry_paths.add(entry.path)
            self.outcome.entries.append(entry)

    def add_directory(self, directory: str, source: str) -> None:
        """Append `directory` and apply its files (site.addsitedir), or leave both to `startup`."""
        if self.startup:
            self.startup.add_directory(directory, source)
        elif self.program.is_since(3, 15):
            self.startup = Startup({path for path in self._paths() if os.path.exists(path)})
            self.startup.add_directory(directory, source)
            self.process()
        else:
            self._follow_directory(directory, source)

    def process(self) -> None:
        """Append the entries of `startup`, then run its code, which may call add_directory."""
        startup, self.startup = self.startup, None
        if startup:
            self.outcome.entries += startup.new_entries(self._paths())
            for line in startup.code():
                self._run(*line)

    def _paths(self) -> set[str]:
        return {entry.path for entry in self.outcome.entries}

    def _follow_directory(self, directory: str, source: str) -> None:
        """Append `directory`, and apply its `.pth` files line by line.

        2.7 does not remember the directory itself, so an empty line in a `.pth` file adds it again.
        """
        self.add(Entry(directory, source))
        if not self.program.is_since(3):
            self.entry_paths.discard(os.path.abspath(directory))
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
            entry_path = os.path.abspath(os.path.join(directory, line.rstrip()))
            if not line.startswith("#") and os.path.exists(entry_path):
                self.add(Entry(entry_path, stages.PTH, f"{path}:{number}"))

    def _run(self, path: str, number: int, line: str) -> None:
        """Apply the effect of the code in `line`; if it is unknown, add the line to `code`."""
        if not bootstrap.follow(self, path, line):
            self.code.append(f"{path}:{number}")

    def add_packages(self, prefixes: list[str]) -> None:
        """Append the package directories below each of `prefixes` (site.addsitepackages)."""
        for directory in self.flavour.site_packages(prefixes, self.outcome):
            if os.path.isdir(directory):
                own = directory.startswith(self.outcome.prefix + "/")
                self.add_directory(directory, stages.SITE_PACKAGES if own else stages.SYSTEM_SITE_PACKAGES)


def _lines(path: str) -> list[str]:
    return reading.text(path).removeprefix(reading.BOM).splitlines()


def run(program: Program, core: Core, trail: Trail, environ: Mapping[str, str]) -> Site:
    """Return the outcome of the start: what `site.main` does, if site is imported."""
    site = Site(program, core, trail)
    if not core.site:
        site.outcome.entries = list(core.entries)
        return site
    for entry in core.entries:
        site.add(entry)
    site.startup = Startup(set()) if program.is_since(3, 15) else None
    if program.is_since(3, 3):
        _apply_config(site)
    if site.user is None:
        site.user = not site.isolated and not environ.get("PYTHONNOUSERSITE")
    user = site.flavour.user_site(environ)
    if site.user and os.path.isdir(user):
        site.add_directory(user, stages.USER_SITE)
    site.add_packages(site.prefixes)
    site.process()
    return site


def _apply_config(site: Site) -> None:
    """Apply the pyvenv.cfg beside or above the executable, without following links (site.venv).

    From 3.14 on getpath has already set the prefix.
    """
    beside = os.path.dirname(site.program.path)
    prefix = os.path.dirname(beside)
    outcome, old = site.outcome, not site.program.is_since(3, 14)
    configs = (f"{beside}/pyvenv.cfg", f"{prefix}/pyvenv.cfg")
    shows = PyvenvCfg.read(next(filter(os.path.isfile, configs), configs[0])).system_site
    meaning = _config_meaning(outcome.prefix, prefix, shows=shows)
    if not any(site.trail.file(stages.SITE, path, meaning) for path in configs):
        return
    if old:
        outcome.prefix = outcome.exec_prefix = prefix
    site.add_packages([outcome.prefix])
    if not shows:
        site.prefixes = [outcome.prefix] if old else site.prefixes
        site.user = False
    elif old:
        site.prefixes.insert(0, outcome.prefix)
    else:
        site.prefixes += [outcome.base_prefix, outcome.base_exec_prefix]


def _config_meaning(prefix: str, environment: str, *, shows: bool) -> str:
    """Return what a pyvenv.cfg means for `environment` and the `prefix` so far; `shows` is of the base's packages."""
    packages = "shown" if shows else "hidden"
    if prefix == environment:
        return f"this is an environment, and the base's packages are {packages}"
    meaning = f"this is an environment: prefix becomes {environment}"
    return f"{meaning}; the prefix found above is the base prefix, and the base's packages are {packages}"
