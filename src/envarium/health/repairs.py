"""Repairs environments in place, file by file, so that nothing is lost."""

from __future__ import annotations

import os

from envarium.creator import seeds
from envarium.errors import CannotRepair, EnvariumError, NoInterpreter
from envarium.files import deleting
from envarium.health import (
    activators,
    checks,
    finding,
    hooks,
    interpreter,
    kernels,
    layered,
    missing,
    own_path,
    pip,
    relink,
)
from envarium.interpreters import find, spec
from envarium.store import change, kernelspecs, layers, references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from envarium.health.finding import Finding
    from envarium.health.subject import Subject, World
    from envarium.interpreters.facts import Facts

    Relocate = Callable[[str, list[str]], object]

OTHER_PATH = (own_path.LAUNCHERS, own_path.ABSOLUTE, own_path.ACTIVATORS)

REPAIRABLE = (
    *interpreter.RELINKABLE,
    interpreter.NAMES,
    own_path.MISSING,
    layered.GONE,
    layered.FILES,
    activators.STALE,
    pip.BROKEN,
    hooks.NOT_EXECUTABLE,
)
"""What `repair` can repair; the user decides on the rest."""

OUTSIDE_STAGING = (*OTHER_PATH, kernels.CHANGED)
"""What it can repair besides, unless the environment is in staging."""


class Repairs:
    """Repairs of environments in the `world`'s store; `facts` are the interpreters by the text that asked for them.

    `relocate` takes the name of an environment and other paths, and replaces these by its own path in its files;
    without it, paths are not repaired, nor what is outside of the environment: it is in staging.
    """

    __slots__ = ("facts", "relocate", "world")

    def __init__(self, world: World, relocate: Relocate | None = None) -> None:
        self.world = world
        self.relocate = relocate
        self.facts: dict[str, Facts | EnvariumError] = {}

    def wrong(self, environment: Subject) -> list[Finding]:
        """Return the problems of `environment` that can be repaired here."""
        repairable = (*REPAIRABLE, *OUTSIDE_STAGING) if self.relocate else REPAIRABLE
        findings = checks.of_environment(environment, self.world)
        return [one for one in findings if one.is_wrong and one.identifier in repairable]

    def repair(self, environment: Subject, findings: Iterable[Finding]) -> list[str]:
        """Repair what `findings` are about, and return what was done. Raises CannotRepair, OSError."""
        kinds = {one.identifier for one in findings}
        actions = []
        environment.expect(environment.first)
        if kinds & set(interpreter.RELINKABLE):
            actions.append(self.relink(environment))
            environment = type(environment)(environment.path, environment.name)
        if names := interpreter.missing_names(environment):
            missing.link(environment, names)
            actions.append(f"bin/{' and bin/'.join(names)} restored")
        if kinds & set(OTHER_PATH):
            actions += self._relocate(environment)
            environment = type(environment)(environment.path, environment.name)
        if layered.GONE in kinds:
            actions.append(self._find_base(environment))
        if layered.FILES in kinds:
            layered.write_files(environment)
            actions.append(f"it sees the packages of {environment.on}")
        if own_path.MISSING in kinds:
            names = missing.activate(environment)
            actions += ["its activators were restored"] if names else []
        if activators.STALE in kinds:
            copies = activators.write(environment, environment.variables)
            actions.append("its activators set its variables")
            actions += [f"{path} is kept as {path}{activators.KEPT}" for path in copies]
        if pip.BROKEN in kinds:
            actions.append(self._seed(environment))
        if hooks.NOT_EXECUTABLE in kinds:
            make_executable(hooks.started(environment.path))
            actions.append("its hooks were made executable")
        if kernels.CHANGED in kinds:
            kernelspecs.update(environment, kernelspecs.find(environment))
            actions.append("its Jupyter kernel starts it")
        self._check(environment)
        return actions

    def _check(self, environment: Subject) -> None:
        """Check that the problems no longer exist. Raises CannotRepair."""
        problems = self.wrong(type(environment)(environment.path, environment.name))
        if problems:
            raise CannotRepair(environment.name, problems[0].what, "envarium doctor shows all findings")

    def python(self, environment: Subject) -> Facts:
        """Return the interpreter for `environment`: its base if that matches, or else another of its version.

        Raises CannotRepair if there is none, and what `find.find` raises.
        """
        text = environment.spec
        if not text:
            raise CannotRepair(environment.name, "it is not known which Python it was created for")
        if os.path.exists(environment.base):
            base = self.find(environment.base)
            if not isinstance(base, EnvariumError) and spec.parse(text).matches(base):
                return base
        facts = self.find(text)
        if isinstance(facts, NoInterpreter):
            version = text.partition("@")[2]
            hint = f"install a Python {version}, or rebuild it on another: {finding.rebuild(environment.name, '')}"
            raise CannotRepair(environment.name, f"no Python {version} is installed", hint)
        if isinstance(facts, EnvariumError):
            raise facts
        return facts

    def find(self, text: str) -> Facts | EnvariumError:
        """Return the interpreter that `text` asks for, or why there is none."""
        if text not in self.facts:
            try:
                self.facts[text] = find.find(text, self.world.store.own("interpreters"))
            except EnvariumError as error:
                self.facts[text] = error
        return self.facts[text]

    def _find_base(self, environment: Subject) -> str:
        """Put it on the environment that it was on, which was moved. Raises CannotRepair, OSError."""
        path = layered.moved_to(environment, self.world.store)
        if not path:
            reason = f"{environment.on}, which it is on, does not exist"
            raise CannotRepair(environment.name, reason, "move it back, or restore it from the trash")
        layers.point(environment.path, layers.link(environment.path, path))
        return f"it is on {path} again"

    def relink(self, environment: Subject) -> str:
        """Link `environment` to an interpreter of its version, and return what was done. Raises EnvariumError."""
        python = self.python(environment)
        scratch = change.stage(self.world.store)
        try:
            relink.relink(environment, python, scratch)
        finally:
            deleting.delete(scratch)
        return f"linked to Python {python.release} ({python.executable})"

    def _seed(self, environment: Subject) -> str:
        python = self.python(environment)
        seed = seeds.ready(self.world.store.own("seeds"), python, "pip")
        scratch = change.stage(self.world.store)
        try:
            missing.seed(environment, python, seed, scratch)
        finally:
            deleting.delete(scratch)
        return "its pip was restored"

    def _relocate(self, environment: Subject) -> list[str]:
        """Replace the other paths in its files by its own path."""
        others = references.others(environment)
        assert self.relocate
        self.relocate(environment.name, others or [environment.path])
        what = (
            f"its files name its own path, not {' or '.join(others)}"
            if others
            else "its programs run after a move"
        )
        return [f"{what}; the old one is in the trash"]


def make_executable(paths: Iterable[str]) -> None:
    """Make the hooks `paths` executable for everyone who can read them."""
    for path in hooks.not_executable(paths):
        mode = os.stat(path).st_mode & 0o777
        os.chmod(path, mode | (mode & 0o444) >> 2)
