"""Upgrade packages of an environment, after taking a snapshot."""

from __future__ import annotations

import re
import sys

from envarium.commands import diff, invocation
from envarium.commands.packages import REQUESTED, reasons
from envarium.distributions import installed, places
from envarium.errors import InstallFailed, WrongUsage
from envarium.interpreters import installer
from envarium.output import printable, shown, typed
from envarium.printing.status_line import Watch
from envarium.snapshots import differences, receipts, shelf, taking
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.store.environment import Environment


def run(values: Values) -> None:
    """Upgrade the packages named, else all that were asked for; print what changed and how to undo it."""
    store = lookup.current()
    environment = store.find(values.text("name"))
    words = list(values.many("packages")) or _requested(environment)
    if not words:
        sys.stderr.write("no packages were asked for; write the packages' names\n")
        return
    _check(environment, values.many("packages"))
    undo = f"envarium rollback {typed(environment.name)}"
    with Watch(f"copying {environment.name}"):
        snapshot = taking.take(store, environment, reason="upgrade")
    code = receipts.around(
        environment,
        invocation.words("upgrade", values),
        lambda: installer.install(environment, ["--upgrade", *words]),
    )
    old, new = differences.of_snapshot(snapshot), differences.of_environment(environment)
    packages = differences.of_packages(old, new)
    lines = diff.lines(old, new, packages)
    if not lines:
        shelf.delete(snapshot)
    if code:
        hint = f"return to the state before: {undo}" if lines else "no package was changed"
        raise InstallFailed(environment.path, code, hint)
    if not lines:
        sys.stderr.write("everything is up to date\n")
        return
    sys.stdout.write("".join(printable(line) + "\n" for line in lines))
    sys.stdout.flush()
    sys.stderr.write(f"undo it with: {undo}\n")


def _check(environment: Environment, words: tuple[str, ...]) -> None:
    """Raise WrongUsage for the name of a package that is not installed; paths and URLs name none."""
    packages = differences.of_environment(environment).packages
    for word in words:
        name = re.split(r"[^\w.-]", word, maxsplit=1)[0]
        if "/" not in word and installed.normalized(name) not in packages:
            raise WrongUsage(
                f"{shown(environment.name)} has no package {shown(name)}",
                f"envarium install {typed(environment.name)} {typed(word)} installs it",
            )


def _requested(environment: Environment) -> list[str]:
    """Return the names of the packages that were asked for and came from an index."""
    distributions = installed.installed(places.sites(environment.path))
    why = reasons(distributions)
    return [one.name for one in distributions if why[one.name] == REQUESTED and one.is_from_index]
