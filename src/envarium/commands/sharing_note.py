"""Says, once for a store, that files could share their blocks on the user's other file system."""

from __future__ import annotations

import os
import sys

from envarium import environ
from envarium.files import writing
from envarium.files.deleting import attempt
from envarium.output import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.lookup import Store

MARK = "sharing-noted"
"""The file in envarium's own directory that exists once the note was printed, or turned out not to be needed."""


def tell(store: Store) -> None:
    """Print it if the home directory is on a file system that can, and `store` on another one that cannot."""
    home, mark = environ.home(), store.own(MARK)
    try:
        is_same = os.stat(home).st_dev == os.stat(store.root).st_dev
    except OSError:
        return
    if is_same or os.path.exists(mark) or not attempt(lambda: writing.write(mark, b"")):
        return
    from envarium.creator import reflink

    if reflink.can_reflink(home) and not reflink.can_reflink(store.own()):
        sys.stderr.write(
            f"files in {shown(home)} can share their blocks, and those in the store, {shown(store.root)}, cannot: "
            "on that file system, copies would take no space\n"
        )
