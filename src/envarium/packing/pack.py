"""Packs an environment into an archive, which is complete or does not exist."""

from __future__ import annotations

import os

from envarium.errors import SystemRefused
from envarium.files import writing
from envarium.output import shown
from envarium.packing import archives
from envarium.packing.refusals import FileExists

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.packing.contents import Contents, Progress


def write(contents: Contents, path: str, progress: Progress, *, replaces: bool = False) -> None:
    """Write `contents` to the file at `path`, which may exist if it `replaces` that, and close them.

    Raises CannotPack if the original has changed meanwhile, FileExists, SystemRefused, UnknownFormat, NoZstandard and
    NoSquashfs; there is no new file then.
    """
    make = archives.FORMATS[archives.format_of(path)]

    def complete(temporary: str) -> None:
        make(contents, temporary, progress)
        contents.refuse_changed()

    try:
        writing.fill_by(complete, path, replaces=replaces)
    except FileExistsError as error:
        raise FileExists(path) from error
    except OSError as error:
        raise SystemRefused(
            f"write {shown(os.path.basename(path))}", error, "no archive was written"
        ) from error
    finally:
        contents.close()
