"""Take the environments of another tool into the store, after showing them."""

from __future__ import annotations

import fnmatch
import os

from envarium import environ
from envarium.command_line import Answer, Values
from envarium.commands import adopting, setup
from envarium.discovery import collections, selection, tools
from envarium.discovery.environment import AnyEnvironment
from envarium.discovery.search import Search
from envarium.errors import EnvariumError, WrongUsage
from envarium.printing import amounts, json_output
from envarium.store import lookup
from envarium.store.environment import LookupCache
from envarium.vocabulary_store import IMPORTABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.commands.adopting import Offer


def run(values: Values) -> Answer:
    """Show what the tool has, with the names that it would get, and take it into the store when that is confirmed."""
    tool, move = values.text("tool"), values.on("move")
    if not tool:
        raise WrongUsage(
            "the tool to import from is missing", f"add --from and one of {', '.join(IMPORTABLE)}"
        )
    store = lookup.current()
    offers = adopting.offers(store, _environments(tool), move=move, tool=tool)
    offers = [offer for offer in offers if _is_asked_for(offer, values.many("patterns"))]
    if values.on("json"):
        json_output.show(map(_facts, offers))
        if not values.on("yes"):
            return Answer()
    elif not offers:
        raise EnvariumError(f"no environment of {tool} was found", "envarium find lists those of all tools")
    else:
        adopting.show(offers)
    number = sum(1 for offer in offers if offer.name)
    if values.on("dry_run") or not number:
        return Answer()
    what = f"{'move' if move else 'link'} {amounts.counted(number, 'environment')} into the store?"
    if not setup.confirm(values, what):
        return Answer()
    return Answer(code=1 if adopting.carry_out(store, offers, move=move) else 0)


def _environments(tool: str) -> list[AnyEnvironment]:
    """Return the environments of `tool`; those that uv makes in projects are searched for below the home directory."""
    cache = LookupCache()
    by_path = {path: AnyEnvironment(path, cache) for path in collections.of(tool)}
    if tool == tools.UV:
        search = Search()
        search.run([os.path.realpath(environ.home())], lambda one: one.tool == tools.UV)
        if search.interrupted:
            raise KeyboardInterrupt
        by_path.update({one.path: one for one in search.matches})
    return [by_path[path] for path in sorted(by_path)]


def _is_asked_for(offer: Offer, patterns: tuple[str, ...]) -> bool:
    """Return whether the name that it would get, its own or its path matches one of `patterns`, if there are any."""
    texts = [os.path.expanduser(pattern) for pattern in patterns]
    by_name = any(fnmatch.fnmatchcase(offer.name, pattern) for pattern in texts)
    return not texts or by_name or any(selection.matches(offer.environment, pattern) for pattern in texts)


def _facts(offer: Offer) -> dict[str, object]:
    environment = offer.environment
    return {
        "name": offer.name,
        "path": environment.path,
        "python": environment.version,
        "implementation": environment.implementation,
        "project": environment.project,
        "refused": offer.reason,
    }
