"""Adopting what a search has found, or moving it to the trash; without `--yes` it is only shown."""

from __future__ import annotations

import os
import sys

from envarium import environ, settings
from envarium.command_line import Answer, Values
from envarium.commands import adopting, remove
from envarium.discovery import tools
from envarium.errors import EnvariumError, WrongUsage
from envarium.files import mounts, reading
from envarium.output import printable, report, shown, typed
from envarium.printing import amounts
from envarium.store import lookup, low_disk, outside, own, sweep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.commands.adopting import Offer
    from envarium.discovery.environment import AnyEnvironment
    from envarium.discovery.search import Search
    from envarium.store.lookup import Store


def check(values: Values, *, is_selected: bool) -> None:
    """Raise WrongUsage where everything in the home directory would be moved to the trash."""
    if values.on("adopt") and values.on("trash"):
        raise WrongUsage("--adopt and --trash exclude each other", "give one of them")
    if values.on("trash") and not is_selected:
        raise WrongUsage(
            "--trash moves only what is selected", "such as with --unused 1y, --broken or --only PATTERN"
        )


def act(search: Search, values: Values) -> Answer:
    """Adopt what was found, or move it to the trash."""
    return _adopt(search, values) if values.on("adopt") else _trash(search, values)


def _adopt(search: Search, values: Values) -> Answer:
    """Take what was found into the store, or show what would be."""
    store = lookup.current()
    offers = adopting.offers(store, search.matches, move=False)
    adopting.show(offers)
    if not values.on("yes"):
        number = _number([offer for offer in offers if offer.name])
        sys.stderr.write(f"nothing was changed; with --yes, {number} would be adopted\n")
        return Answer()
    failures = adopting.carry_out(store, offers, move=False)
    return Answer(code=1 if failures else 0)


def _trash(search: Search, values: Values) -> Answer:
    """Move what was found to the trash, or show what would be."""
    store = lookup.current()
    own.check(store)
    reasons = _reasons(store, search)
    environments = [environment for environment in search.matches if not reasons[environment.path]]
    for environment in search.matches:
        if reasons[environment.path]:
            sys.stderr.write(
                f"{printable(environ.abbreviated(environment.path))} stays: {reasons[environment.path]}\n"
            )
    if not values.on("yes"):
        sys.stderr.write(
            f"nothing was changed; with --yes, {_number(environments)} would be moved to the trash\n"
        )
        return Answer()
    failures = _move(store, environments)
    return Answer(code=1 if failures else 0)


def _number(things: list[AnyEnvironment] | list[Offer]) -> str:
    return amounts.counted(len(things), "environment")


def _reasons(store: Store, search: Search) -> dict[str, str]:
    """Return why each environment that was found must stay, "" if it may go."""
    here, matches = adopting.names_by_path(store), {environment.path for environment in search.matches}
    bases = {os.path.realpath(one.base): one.path for one in search.everything if one.path not in matches}
    return {
        environment.path: _reason(store, environment, here) or _dependent(environment, bases)
        for environment in search.matches
    }


def _reason(store: Store, environment: AnyEnvironment, here: dict[str, str]) -> str:
    path, active = environment.path, environ.active()
    inside = path + "/"
    if path in here:
        return f"it is in the store: envarium remove {typed(here[path])}"
    if (os.path.realpath(sys.prefix) + "/").startswith(inside):
        return "envarium runs in it"
    if active and reading.is_same(active, path):
        return "it is active"
    if environment.tool == tools.CONDA and os.path.isdir(path + "/condabin"):
        return "it is conda itself, with all its environments"
    if (os.path.realpath(store.root) + "/").startswith(inside):
        return "it contains the store"
    if (reading.working_directory() + "/").startswith(inside):
        return "the working directory is in it"
    if mounts.below(path):
        return "something is mounted in it"
    return "" if os.access(os.path.dirname(path), os.W_OK) else "its directory cannot be written to"


def _dependent(environment: AnyEnvironment, bases: dict[str, str]) -> str:
    """Return that another environment is made from the Python in `environment`, "" if none is."""
    other = next((path for base, path in bases.items() if base.startswith(environment.path + "/")), "")
    return f"{shown(other)} is made from it" if other else ""


def _move(store: Store, environments: list[AnyEnvironment]) -> int:
    """Move each to the trash, and return how many could not be."""
    days, old, failures = settings.value("trash_days"), low_disk.bins(store), 0
    assert isinstance(days, int)
    for environment in environments:
        name = tools.name(environment.path, environment.tool)
        try:
            outside.remove(store, environment.path, name)
        except EnvariumError as error:
            report(error.sentence, error.hint)
            failures += 1
            continue
        sys.stdout.write(
            f"{printable(environ.abbreviated(environment.path))} is in the trash as {printable(name)}\n"
        )
    if len(environments) > failures:
        sys.stdout.flush()
        period = f"kept for {amounts.counted(days, 'day')}; envarium restore NAME moves one back"
        sys.stderr.write((period if days else "deleted permanently, because trash_days is 0") + "\n")
    remove.clear(store, days, old)
    sweep.delete_in_background(sweep.leftovers(store))
    return failures
