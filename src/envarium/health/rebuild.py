"""Creates a new environment on another Python, with the packages of an old one, and replaces that."""

from __future__ import annotations

import os
import shutil

from envarium import creation, strategies
from envarium.creator import base_link, seeds
from envarium.distributions import reinstalling
from envarium.distributions.installed import SEEDS, installed, unowned
from envarium.errors import CannotRepair, SeedFailed
from envarium.files import deleting, reading
from envarium.health import activators, trial
from envarium.health.subject import Subject
from envarium.interpreters import halves, script
from envarium.interpreters import pip as pips
from envarium.store import change, linking, names
from envarium.store.environment import BASE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from envarium.creator.image import Image
    from envarium.distributions.installed import Distribution
    from envarium.interpreters.facts import Facts
    from envarium.store.lookup import Store

    Relocate = Callable[[str, str], str]

RECEIPTS = ("pylock.toml", "requirements.txt")
"""Files in an environment that list what was installed; the first that exists counts."""

GENERATED = (
    "bin", "lib", "lib64", "include", "share", "etc", "man", "local", BASE, "pyvenv.cfg", base_link.FILE,
)  # fmt: skip
"""What creators and installers write; everything else in an environment's directory is the user's, and is copied."""


def rebuild(old: Subject, python: Facts, store: Store, relocate: Relocate) -> str:
    """Replace `old`, which goes to the trash, by a new environment on `python`; return what was done.

    `relocate` makes a copy of the environment at one path whose files name another path, and returns the copy's path.
    Raises CannotRepair if a package could not be installed, and what creation raises; `old` is unchanged then.
    """
    root = change.stage(store)
    replica = ""
    try:
        work = Rebuild(old, python, root, store)
        work.build()
        replica = relocate(root, old.path)
        change.replace(store, replica, old.name, old.first)
    finally:
        deleting.delete(root)
        if replica:
            deleting.delete(replica)
    without = f", without {', '.join(work.omitted)}" if work.omitted else ""
    number = len(work.packages)
    packages = f"{number} package{'' if number == 1 else 's'}{without}"
    return f"rebuilt on Python {python.release} with {packages}; the old one is in the trash"


class Rebuild:
    """The new environment for `old` on the interpreter `python`, built at `root` in the staging of `store`.

    Its files contain the path `root` until it is relocated, because pip writes the path that it runs at.
    """

    __slots__ = ("old", "omitted", "packages", "python", "root", "store")

    def __init__(self, old: Subject, python: Facts, root: str, store: Store) -> None:
        self.old = old
        self.python = python
        self.root = root
        self.store = store
        self.packages = installed(old.packages)
        self.omitted: list[str] = []

    def build(self) -> None:
        """Build it and test it. Raises CannotRepair, and what creation raises."""
        without_source = [package.name for package in self.packages if not reinstalling.words(package)]
        if without_source:
            raise CannotRepair(self.old.name, f"it is not known where {', '.join(without_source)} came from")
        pip = seeds.ready(self.store.own("seeds"), self.python, "pip")
        request = creation.describe(self.store, self._new(), self.python, self._options())
        creation.build(request, self.root)
        self._copy_user_files()
        linking.note(self._new(), linking.record(self.old))
        activators.write(self._new(), self.old.variables)
        self._install(pip)
        self._copy_modules()
        trial.check(self.root, self.python, self.old.name)
        self._compare()

    def _options(self) -> creation.Options:
        """Return the options that the old one was created with."""
        old = self.old
        name = old.strategy.NAME
        names = strategies.preferring(name) if old.strategy.HAS_HOME else (name,)
        options = creation.Options(names, tuple(self._seeds()))
        options.prompt = old.config.prompt
        options.project = old.project
        options.system_site = old.system_site
        options.on = Subject(old.on) if old.on else None
        return options

    def _seeds(self) -> list[str]:
        """Return the seeds that the old one has; one that is not available is added to `omitted`."""
        names = []
        for name in (package.name for package in self.packages if package.name in SEEDS):
            try:
                seeds.ready(self.store.own("seeds"), self.python, name)
            except SeedFailed as error:
                self.omitted.append(f"{name} ({error.reason})")
            else:
                names.append(name)
        return names

    def _copy_user_files(self) -> None:
        """Copy the user's files in the environment's directory, and the hooks in its `bin`."""
        for name in reading.names(self.old.path):
            if name not in GENERATED and not os.path.lexists(f"{self.root}/{name}"):
                _copy(f"{self.old.path}/{name}", f"{self.root}/{name}")
        for name in reading.names(self.old.path + "/bin"):
            if names.is_hook(name):
                target = f"{self.root}/bin/{name}"
                if os.path.lexists(target):
                    os.unlink(target)
                _copy(f"{self.old.path}/bin/{name}", target)

    def _install(self, pip: Image) -> None:
        """Install the packages of the old one: what its receipt lists, if it has one, and what the user requested.

        Without a receipt, install every package in its version. Raises CannotRepair.
        """
        packages = [package for package in self.packages if package.name not in SEEDS]
        receipt = next((name for name in RECEIPTS if os.path.isfile(f"{self.root}/{name}")), "")
        if receipt:
            error = self._pip(pip, "-r", f"{self.root}/{receipt}")
            if error:
                raise CannotRepair(self.old.name, f"pip could not install from its {receipt}: {error}")
            present = {package.name for package in installed(self._new().packages)}
            packages = [package for package in packages if package.requested and package.name not in present]
            self.packages = packages
        error = (
            self._pip(pip, *(word for package in packages for word in reinstalling.words(package)))
            if packages
            else ""
        )
        if error:
            failures = self._failures(pip, packages) or [error]
            raise CannotRepair(self.old.name, f"pip could not install {'; '.join(failures)}")

    def _pip(self, pip: Image, *words: str) -> str:
        """Run `pip install` for the new environment; return why it failed, "" if it did not."""
        quiet = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-compile"]
        quiet += [] if self.old.on else ["--ignore-installed"]  # the packages of its base are not its own
        outcome = pips.run(
            f"{self.root}/bin/python", script.isolated(self.python.version), "install", pips.NO_TARGET, *quiet, *words,
            tool=pip.tree.rstrip("/"), prefix=self.root,
        )  # fmt: skip
        return pips.error(outcome) if outcome.code else ""

    def _failures(self, pip: Image, packages: list[Distribution]) -> list[str]:
        """Return those of `packages` that cannot be installed alone, with the reasons."""

        def attempt(part: Sequence[Distribution]) -> str:
            return self._pip(pip, "--no-deps", *(word for one in part for word in reinstalling.words(one)))

        failures = halves.failing(packages, attempt)
        return [f"{reinstalling.words(package)[-1]} ({reason})" for package, reason in failures]

    def _new(self) -> Subject:
        return Subject(self.root, self.old.name)

    def _copy_modules(self) -> None:
        """Copy the user's files beside the packages: modules, .pth files."""
        target = f"{self.root}/{self.python.purelib}"
        for site in self.old.packages:
            for name in unowned(site):
                if not os.path.lexists(f"{target}/{name}") and not name.startswith("_envarium"):
                    _copy(f"{site}/{name}", f"{target}/{name}")

    def _compare(self) -> None:
        """Check that all packages are installed. Raises CannotRepair."""
        present = {package.name for package in installed(self._new().packages)}
        omitted = {text.partition(" ")[0] for text in self.omitted}
        missing = [package.name for package in self.packages if package.name not in present | omitted]
        if missing:
            raise CannotRepair(self.old.name, f"{', '.join(missing)} would be missing")


def _copy(source: str, target: str) -> None:
    if os.path.isdir(source) and not os.path.islink(source):
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copy2(source, target, follow_symlinks=False)
