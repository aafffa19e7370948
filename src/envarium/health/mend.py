"""Applying the remedies of what was found: in place, file by file, so that nothing is lost on the way."""

from __future__ import annotations

import os

from envarium.creator import seeds
from envarium.errors import CannotRepair, EnvariumError, NoInterpreter
from envarium.files import deleting
from envarium.health import checks, finding, hooks, interpreter, missing, pip, relink, standing
from envarium.interpreters import find, spec
from envarium.store import change, references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from envarium.health.finding import Finding
    from envarium.health.subject import Environment, World
    from envarium.interpreters.facts import Facts

    Relocate = Callable[[str, list[str]], object]

ELSEWHERE = (standing.LAUNCHERS, standing.ACTIVATORS)

MENDED = (
    *interpreter.RELINKED,
    interpreter.NAMES,
    *ELSEWHERE,
    standing.MISSING,
    pip.BROKEN,
    hooks.NOT_EXECUTABLE,
)
"""What repair has a remedy for; the rest is the user's to decide."""


class Workshop:
    """Mends environments of the `world`'s store. Interpreters are looked for once for each version.

    `relocate` lets an environment, given its name, that names other places, given too, name its own.
    """

    __slots__ = ("found", "relocate", "world")

    def __init__(self, world: World, relocate: Relocate) -> None:
        self.world = world
        self.relocate = relocate
        self.found: dict[str, Facts | EnvariumError] = {}

    def wrong(self, environment: Environment) -> list[Finding]:
        """Return what is found of `environment` that can be mended here."""
        found = checks.of_environment(environment, self.world)
        return [one for one in found if one.is_wrong and one.identifier in MENDED]

    def mend(self, environment: Environment, found: Iterable[Finding]) -> list[str]:
        """Apply the remedies of what was `found`, and return what was done. Raises CannotRepair, OSError."""
        kinds = {one.identifier for one in found}
        done = []
        environment.expect(environment.first)
        if kinds & set(interpreter.RELINKED):
            done.append(self._relink(environment))
            environment = type(environment)(environment.path, environment.name)
        if lost := interpreter.missing_names(environment):
            missing.link(environment, lost)
            done.append(f"bin/{' and bin/'.join(lost)} restored")
        if kinds & set(ELSEWHERE):
            done += self._relocate(environment)
            environment = type(environment)(environment.path, environment.name)
        if standing.MISSING in kinds:
            written = missing.activate(environment)
            done += ["its activators were restored"] if written else []
        if pip.BROKEN in kinds:
            done.append(self._seed(environment))
        if hooks.NOT_EXECUTABLE in kinds:
            make_executable(hooks.started(environment.path))
            done.append("its hooks were made executable")
        self._check(environment)
        return done

    def _check(self, environment: Environment) -> None:
        """See that nothing is left of what was to be mended. Raises CannotRepair."""
        left = self.wrong(type(environment)(environment.path, environment.name))
        if left:
            raise CannotRepair(environment.name, left[0].what, "envarium doctor shows all findings")

    def python(self, environment: Environment) -> Facts:
        """Return the interpreter that `environment` should have: its base if that serves, else one of its version.

        Raises CannotRepair where there is none, and what finding one raises.
        """
        wanted = environment.spec
        if not wanted:
            raise CannotRepair(environment.name, "it is not known which Python it was created for")
        if os.path.exists(environment.base):
            base = self.find(environment.base)
            if not isinstance(base, EnvariumError) and spec.parse(wanted).matches(base):
                return base
        found = self.find(wanted)
        if isinstance(found, NoInterpreter):
            version = wanted.partition("@")[2]
            hint = f"install a Python {version}, or rebuild it on another: {finding.rebuild(environment.name, '')}"
            raise CannotRepair(environment.name, f"no Python {version} is installed", hint)
        if isinstance(found, EnvariumError):
            raise found
        return found

    def find(self, text: str) -> Facts | EnvariumError:
        """Return the interpreter that `text` asks for, or why there is none."""
        if text not in self.found:
            try:
                self.found[text] = find.find(text, self.world.store.own("interpreters"))
            except EnvariumError as error:
                self.found[text] = error
        return self.found[text]

    def _relink(self, environment: Environment) -> str:
        python = self.python(environment)
        scratch = change.stage(self.world.store)
        try:
            relink.relink(environment, python, scratch)
        finally:
            deleting.delete(scratch)
        return f"linked to Python {python.release} ({python.executable})"

    def _seed(self, environment: Environment) -> str:
        python = self.python(environment)
        seed = seeds.ready(self.world.store.own("seeds"), python, "pip")
        scratch = change.stage(self.world.store)
        try:
            missing.seed(environment, python, seed, scratch)
        finally:
            deleting.delete(scratch)
        return "its pip was restored"

    def _relocate(self, environment: Environment) -> list[str]:
        """Let it name its own place instead of the others that its files name."""
        others = references.others(environment)
        self.relocate(environment.name, others)
        return [f"its files name its own path, not {' or '.join(others)}; the old one is in the trash"]


def needs_interpreter(found: Finding) -> bool:
    """Say whether what was `found` is about the interpreter."""
    return found.identifier in interpreter.RELINKED


def make_executable(paths: Iterable[str]) -> None:
    """Let the hooks `paths` be run by whoever may read them."""
    for path in hooks.not_executable(paths):
        mode = os.stat(path).st_mode & 0o777
        os.chmod(path, mode | (mode & 0o444) >> 2)
