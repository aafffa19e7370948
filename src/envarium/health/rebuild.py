"""Building an environment anew on another Python, beside the old one, with what is installed in that."""

from __future__ import annotations

import os
import shutil

from envarium import creation, strategies
from envarium.creator import base_link, seeds
from envarium.errors import CannotRepair, SeedFailed
from envarium.files import deleting, reading
from envarium.health import inventory, trial
from envarium.health.subject import Environment
from envarium.interpreters import pip as pips
from envarium.interpreters import script
from envarium.store import change, names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.creator.image import Image
    from envarium.health.inventory import Installed
    from envarium.interpreters.facts import Facts
    from envarium.store.lookup import Store

    Settle = Callable[[str, str], str]

RECEIPTS = ("pylock.toml", "requirements.txt")
"""Files in an environment that say what it was installed from; the first that is there counts."""

MADE = (
    "bin",
    "lib",
    "lib64",
    "include",
    "share",
    "etc",
    "man",
    "local",
    ".base",
    "pyvenv.cfg",
    base_link.FILE,
)
"""What a creator and installers make; all else in an environment's directory is the user's, and comes along."""


def rebuild(old: Environment, python: Facts, store: Store, settle: Settle) -> str:
    """Put a new environment on `python` in the place of `old`, which goes to the trash; return what was done.

    `settle` makes of an environment at one place one that is whole at another, and returns where that lies until then.
    Raises CannotRepair where not all of it could be had again, and then the old one stays; and what creating raises.
    """
    root = change.stage(store)
    settled = ""
    try:
        work = Rebuilding(old, python, root, store)
        work.build()
        settled = settle(root, old.path)
        change.replace(store, settled, old.name, old.first)
    finally:
        deleting.delete(root)
        if settled:
            deleting.delete(settled)
    left = f", without {', '.join(work.left_out)}" if work.left_out else ""
    number = len(work.wanted)
    packages = f"{number} package{'' if number == 1 else 's'}{left}"
    return f"rebuilt on Python {python.release} with {packages}; the old one is in the trash"


class Rebuilding:
    """The environment `old` on its way to the interpreter `python`, built at `root` in the staging of `store`.

    Everything names `root`, until it is settled: pip writes what it finds.
    """

    __slots__ = ("left_out", "old", "python", "root", "store", "wanted")

    def __init__(self, old: Environment, python: Facts, root: str, store: Store) -> None:
        self.old = old
        self.python = python
        self.root = root
        self.store = store
        self.wanted = inventory.installed(old.packages)
        self.left_out: list[str] = []

    def build(self) -> None:
        """Build it whole, and try it. Raises CannotRepair, and what creating raises."""
        unknown = [one.name for one in self.wanted if not one.words]
        if unknown:
            raise CannotRepair(self.old.name, f"it is not known where {', '.join(unknown)} came from")
        pip = seeds.ready(self.store.own("seeds"), self.python, "pip")
        request = creation.describe(self.store, self._new(), self.python, self._options())
        creation.build(request, self.root)
        self._carry()
        self._install(pip)
        self._carry_packages()
        trial.check(self.root, self.python, self.old.name)
        self._compare()

    def _options(self) -> creation.Options:
        """Return what the old one was created with."""
        old = self.old
        name = old.strategy.NAME
        names = strategies.preferring(name) if old.strategy.HAS_HOME else (name,)
        options = creation.Options(names, tuple(self._seeds()))
        options.prompt = old.config.prompt
        options.project = old.project
        options.system_site = old.system_site
        return options

    def _seeds(self) -> list[str]:
        """Return the seeds that the old one has; one that cannot be had is left out, and told."""
        names = []
        for name in (one.name for one in self.wanted if one.name in inventory.SEEDS):
            try:
                seeds.ready(self.store.own("seeds"), self.python, name)
            except SeedFailed as error:
                self.left_out.append(f"{name} ({error.reason})")
            else:
                names.append(name)
        return names

    def _carry(self) -> None:
        """Copy what is the user's own in the environment's directory, and the hooks in its `bin`."""
        for name in reading.names(self.old.path):
            if name not in MADE and not os.path.lexists(f"{self.root}/{name}"):
                _copy(f"{self.old.path}/{name}", f"{self.root}/{name}")
        for name in reading.names(self.old.path + "/bin"):
            if names.is_hook(name):
                target = f"{self.root}/bin/{name}"
                if os.path.lexists(target):
                    os.unlink(target)
                _copy(f"{self.old.path}/bin/{name}", target)

    def _install(self, pip: Image) -> None:
        """Install what the old one has: from its receipt if there is one, then what else was asked for.

        Without one, every package in the version that it has. Raises CannotRepair.
        """
        packages = [one for one in self.wanted if one.name not in inventory.SEEDS]
        receipt = next((name for name in RECEIPTS if os.path.isfile(f"{self.root}/{name}")), "")
        if receipt:
            said = self._pip(pip, "-r", f"{self.root}/{receipt}")
            if said:
                raise CannotRepair(self.old.name, f"pip could not install from its {receipt}: {said}")
            there = {one.name for one in inventory.installed(self._new().packages)}
            packages = [one for one in packages if one.requested and one.name not in there]
            self.wanted = packages
        said = self._pip(pip, *(word for one in packages for word in one.words)) if packages else ""
        if said:
            failed = self._failing(pip, packages) or [said]
            raise CannotRepair(self.old.name, f"pip could not install {'; '.join(failed)}")

    def _pip(self, pip: Image, *words: str) -> str:
        """Call `pip install` for the new environment; return why it failed, "" if it did not."""
        quiet = ("--quiet", "--no-input", "--disable-pip-version-check", "--no-compile", "--ignore-installed")
        outcome = pips.run(
            f"{self.root}/bin/python", script.isolated(self.python.version), "install", pips.NO_TARGET, *quiet, *words,
            tool=pip.tree.rstrip("/"), prefix=self.root,
        )  # fmt: skip
        return pips.error(outcome) if outcome.code else ""

    def _failing(self, pip: Image, packages: list[Installed]) -> list[str]:
        """Return those of `packages` that cannot be installed even alone, with the reasons."""
        said = {one.name: (one, self._pip(pip, "--no-deps", *one.words)) for one in packages}
        return [f"{one.words[-1]} ({reason})" for one, reason in said.values() if reason]

    def _new(self) -> Environment:
        return Environment(self.root, self.old.name)

    def _carry_packages(self) -> None:
        """Copy what somebody has put beside the packages: modules, .pth files."""
        target = f"{self.root}/{self.python.purelib}"
        for site in self.old.packages:
            for name in inventory.unowned(site):
                if not os.path.lexists(f"{target}/{name}") and not name.startswith("_envarium"):
                    _copy(f"{site}/{name}", f"{target}/{name}")

    def _compare(self) -> None:
        """Check that everything wanted is there. Raises CannotRepair."""
        there = {one.name for one in inventory.installed(self._new().packages)}
        left_out = {text.partition(" ")[0] for text in self.left_out}
        lost = [one.name for one in self.wanted if one.name not in there | left_out]
        if lost:
            raise CannotRepair(self.old.name, f"{', '.join(lost)} would be missing")


def _copy(source: str, target: str) -> None:
    if os.path.isdir(source) and not os.path.islink(source):
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copy2(source, target, follow_symlinks=False)
