"""Let equal files in several environments of the store share their space."""

from __future__ import annotations

import os
import sys

from envarium.command_line import Answer
from envarium.errors import EnvariumError
from envarium.exit_codes import INTERRUPTED
from envarium.files import deleting
from envarium.output import shown
from envarium.printing import amounts, json_output
from envarium.printing.status_line import StatusLine
from envarium.store import change, locking, lookup
from envarium.thinning import dedupe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.store.environment import Environment
    from envarium.store.lookup import Store
    from envarium.thinning.dedupe import Result

LOCK = "dedupe.lock"


def run(values: Values) -> Answer:
    """Share what is equal in the environments named, else in all, and print what that saves."""
    store = lookup.current()
    if not os.path.isdir(store.root):
        raise lookup.missing(store.root)
    names = values.many("names")
    environments = [store.find(name) for name in dict.fromkeys(names)] if names else list(store)
    store.prepare()
    with locking.lock(store.own(LOCK)):
        scratch = change.stage(store)
        try:
            return _run(store, environments, values, scratch)
        finally:
            deleting.delete(scratch)


def _run(store: Store, environments: list[Environment], values: Values, scratch: str) -> Answer:
    method = _method(store, values, scratch)
    is_dry = values.on("dry_run")
    before, result, code = dedupe.used(environments), dedupe.Result(), 0
    try:
        _share_all(environments, method, result, "" if is_dry else scratch)
    except KeyboardInterrupt:
        code = INTERRUPTED
    after = before - result.saved if is_dry else dedupe.used(environments)
    facts = {
        "method": method,
        "dry-run": is_dry,
        "files": result.files,
        "before": before,
        "after": after,
        "changed": result.changed,
        "refused": result.refused,
    }
    if values.on("json"):
        json_output.show(facts)
    else:
        _print(result, before, after, is_dry=is_dry)
    if code:
        sys.stderr.write("interrupted: what is shared stays, everything else is as it was\n")
    return Answer(code=code)


def _method(store: Store, values: Values, scratch: str) -> str:
    """Return how files are to share their space. Raises EnvariumError where they cannot."""
    method = dedupe.method(scratch)
    if not method and values.on("hardlink"):
        return dedupe.HARDLINK
    if not method:
        sentence = f"the file system of {shown(store.root)} cannot share blocks between files"
        raise EnvariumError(sentence, "--hardlink lets files of packages be one file with several names")
    return method


def _share_all(environments: list[Environment], method: str, result: Result, scratch: str) -> None:
    with StatusLine() as line:
        line.now("looking for equal files")
        groups = list(dedupe.groups(dedupe.files(environments, method), method))
        for number, group in enumerate(groups, 1):
            line.show(f"comparing {number} of {len(groups)}")
            dedupe.share(group, method, result, scratch)


def _print(result: Result, before: int, after: int, *, is_dry: bool) -> None:
    share, take = ("would share", "would take") if is_dry else ("share", "take")
    count = f"{amounts.counted(result.files, 'file')} {share} space with an equal one"
    sys.stdout.write(
        f"{count}; the environments {take} {amounts.size(after)} instead of {amounts.size(before)}\n"
    )
    for number, what in (
        (result.changed, "changed meanwhile"),
        (result.refused, "could not be read or replaced"),
    ):
        if number:
            sys.stderr.write(f"{amounts.counted(number, 'file')} left alone: {what}\n")
