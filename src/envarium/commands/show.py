"""Show one environment in detail: from files alone, then what its hooks have to say."""

from __future__ import annotations

import os
import sys

from envarium import environ
from envarium.commands import details, jsontext
from envarium.errors import printable
from envarium.store import lookup, marks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.words import Given


def run(given: Given) -> None:
    """Print what the files of the environment named, else of the active one, tell, and its hooks."""
    store, place = lookup.current(), lookup.named_or_active(given.text("name"))
    facts = _facts(place)
    if given.on("json"):
        sys.stdout.write(jsontext.dump(facts) + "\n")
        return
    details.ready(store)
    width = max(map(len, facts))
    for label, value in facts.items():
        if value not in ("", False):
            sys.stdout.write(f"{label:{width}}  {'yes' if value is True else printable(str(value))}\n")
    details.show(store, place)


def _facts(place: str) -> dict[str, object]:
    config = marks.config(place)
    return {
        "name": os.path.basename(place),
        "path": place,
        "python": marks.version(place, config),
        "implementation": config.get("implementation"),
        "base": config.get("base-executable") or config.get("executable") or config.get("home"),
        "project": marks.project(place),
        "prompt": marks.prompt(place, config),
        "system-site-packages": config.system_site,
        "active": environ.VIRTUAL_ENV.get().rstrip("/") == place,
        "broken": marks.is_broken(place, config),
    }
