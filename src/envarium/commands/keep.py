"""Keep a temporary environment."""

from __future__ import annotations

import os

from envarium.commands import rename
from envarium.errors import NotTemporary
from envarium.store import lookup, names
from envarium.store.environment import TEMPORARY
from envarium.words import Answer, Given


def run(given: Given) -> Answer:
    """Rename the active temporary environment, which makes it permanent."""
    store = lookup.current()
    new = names.check(given.text("name"))
    old = lookup.active(store)
    mark = f"{store.path(old)}/{TEMPORARY}" if old else ""
    if not os.path.exists(mark):
        raise NotTemporary
    if old == new:
        os.unlink(mark)
        return Answer()
    os.rename(mark, mark + ".kept")
    try:
        answer = rename.run(Given({"old": old, "new": new}, given.shell))
    except BaseException:
        os.rename(mark + ".kept", mark)
        raise
    os.unlink(f"{store.path(new)}/{TEMPORARY}.kept")
    return answer
