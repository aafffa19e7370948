"""Uninstall everything that was installed into an environment, with its own pip; the seeds stay."""

from __future__ import annotations

import sys

from envarium import child, json_text
from envarium.action import Action
from envarium.commands import invocation
from envarium.distributions import installed as distributions
from envarium.errors import NoPip, PipFailed
from envarium.interpreters import pip, script
from envarium.output import shown
from envarium.printing.status_line import Watch
from envarium.snapshots import receipts
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.store.environment import Environment


def run(values: Values) -> None:
    """Uninstall in the environment named, else in the active one, and print the names of the packages."""
    environment = lookup.named_or_active(values.text("name"))
    identity = environment.identity
    names = packages(environment)
    environment.expect(identity)
    if not names:
        sys.stderr.write("nothing to remove\n")
        return
    sys.stderr.write(f"uninstalling from {shown(environment.name)}:\n")
    words = invocation.words("wipe", values)
    with Watch(f"uninstalling {len(names)} packages"):
        code = receipts.around(environment, words, lambda: uninstall(environment, names))
    remaining = packages(environment) if code else []
    sys.stdout.write("".join(name + "\n" for name in names if name not in remaining))
    if code:
        raise PipFailed(environment.path, "uninstall everything from")


def packages(environment: Environment) -> list[str]:
    """Return the names of the packages in the environment itself, but for the seeds. Raises NoPip, PipFailed."""
    words = (*pip.UNCONFIGURED, "list", "--local", "--format=json")
    with Action(f"run the Python of {shown(environment.name)}"):
        listing = pip.run(environment.python, script.isolated(environment.version), *words)
    if listing.code:
        if "No module named" in listing.noise:
            raise NoPip(environment.path, "uninstall its packages")
        raise PipFailed(environment.path, "list", listing.failure)
    try:
        names = [row["name"] for row in json_text.parse(listing.answer)]
    except (ValueError, KeyError, TypeError) as error:
        raise PipFailed(environment.path, "list", "it did not answer in JSON") from error
    return [name for name in names if distributions.NAME.fullmatch(name) and not distributions.is_seed(name)]


def uninstall(environment: Environment, names: list[str]) -> int:
    """Uninstall `names` with pip, and return its exit code; pip reinstalls them if it is interrupted."""
    words = (*pip.UNCONFIGURED, "--quiet", "uninstall", "--yes", "--", *names)
    return child.run(
        pip.command(environment.python, script.isolated(environment.version), *words), pip.variables("")
    )
