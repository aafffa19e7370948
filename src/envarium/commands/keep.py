"""Keep a temporary environment."""

from __future__ import annotations

import os

from envarium import errors
from envarium.command_line import Answer, Values
from envarium.commands import rename
from envarium.store import lookup, names
from envarium.store.environment import TEMPORARY


def run(values: Values) -> Answer:
    """Rename the active temporary environment, which makes it permanent."""
    store = lookup.current()
    new = names.check(values.text("name"))
    old = lookup.active(store)
    mark = f"{store.path(old)}/{TEMPORARY}" if old else ""
    if not os.path.exists(mark):
        raise errors.EnvariumError(
            "no temporary environment is active here",
            "mktmpenv creates and activates one; other environments are kept anyway",
        )
    if old == new:
        os.unlink(mark)
        return Answer()
    os.rename(mark, mark + ".kept")
    try:
        answer = rename.run(Values({"old": old, "new": new}, values.shell))
    except BaseException:
        os.rename(mark + ".kept", mark)
        raise
    os.unlink(f"{store.path(new)}/{TEMPORARY}.kept")
    return answer
