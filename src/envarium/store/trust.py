"""What the user trusts although it may come from others: a hook in a project, a link to an environment.

The store contains a copy of each, below `trust` at the absolute path of the original. The shells compare the two, which
starts no process: trust is bound to the path and to the content.
"""

from __future__ import annotations

import os

from envarium.action import Action
from envarium.errors import CannotTrust
from envarium.files import deleting, reading, writing
from envarium.files.owning import inherit
from envarium.files.reading import system_reason
from envarium.output import shown
from envarium.store import own

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.lookup import Store


def content(path: str) -> bytes:
    """Return what trust in `path` is bound to: a file's content, or the real path of the directory that a link names.

    Raises CannotTrust where another user owns it, or the shells cannot compare it.
    """
    try:
        status = os.lstat(path), os.stat(path)
        is_link = os.path.islink(path) and os.path.isdir(path)
        data = os.fsencode(os.path.realpath(path)) if is_link else reading.read(path)
    except OSError as error:
        raise CannotTrust(path, system_reason(error)) from error
    for owner in (one.st_uid for one in status):
        if owner != os.geteuid():
            raise CannotTrust(path, f"it is owned by {own.user_name(owner)}")
    if b"\0" in data:
        raise CannotTrust(path, "it contains a NUL character")
    return data


def trust(store: Store, path: str) -> None:
    """Trust what is at the absolute `path` as it is now.

    Raises CannotTrust, SystemRefused, and what `prepare` raises.
    """
    data = content(path)
    store.prepare()
    with Action(f"trust {shown(path)}"):
        deleting.attempt(os.mkdir, store.own(own.TRUST), 0o700)
        os.makedirs(os.path.dirname(_copy(store, path)), exist_ok=True)
        writing.replace(_copy(store, path), data)
    inherit(store.own(own.TRUST))


def end(store: Store, path: str) -> list[str]:
    """End the trust in `path` and everything below it; return what was trusted. Raises UntrustedFiles."""
    own.check(store)
    top = _copy(store, path)
    start = len(store.own(own.TRUST))
    files = (
        [top]
        if os.path.isfile(top)
        else [f"{base}/{name}" for base, _, names in os.walk(top) for name in names]
    )
    deleting.delete(top)
    return sorted(file[start:] for file in files)


def _copy(store: Store, path: str) -> str:
    return store.own(own.TRUST) + path
