"""Packs an environment into an archive, which is complete or does not exist."""

from __future__ import annotations

import os

from envarium.errors import SystemRefused, shown
from envarium.files import deleting, writing
from envarium.packing import archives, staging
from envarium.packing.refusals import FileExists

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.packing.archives import Progress
    from envarium.packing.staging import Staged

    Publish = Callable[[Callable[[str], object], str], None]
    """Makes a file by a function of its path, and gives it another path, in one step."""


def write(staged: Staged, path: str, progress: Progress, publish: Publish = writing.create_by) -> None:
    """Write `staged` to the file at `path` by `publish`, a function of `writing`, and delete it from staging.

    Raises CannotPack if the original has changed meanwhile, FileExists, SystemRefused, UnknownFormat, NoZstandard and
    NoSquashfs; there is no new file then.
    """
    name = staged.manifest.facts["name"]
    make = archives.FORMATS[archives.format_of(path)]

    def complete(temporary: str) -> None:
        make(staged, temporary, progress)
        staged.refuse_changed()

    try:
        publish(complete, path)
    except FileExistsError as error:
        raise FileExists(path) from error
    except archives.Changed as error:
        raise staging.changed(name) from error
    except OSError as error:
        raise SystemRefused(
            f"write {shown(os.path.basename(path))}", error, "no archive was written"
        ) from error
    finally:
        deleting.delete(staged.root)
