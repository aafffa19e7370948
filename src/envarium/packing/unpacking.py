"""Takes an archive into a store: it is unpacked and checked in staging, and published by a rename.

Nothing in it is run, unless it contains no Python: then it is tried with the one that it is linked to; and unless it is
another tool's, which has no manifest: then it is repaired, and its paths are rewritten, before it is published.
"""

from __future__ import annotations

import importlib.util
import os
import struct

from envarium import creation
from envarium.creator import request
from envarium.errors import SystemRefused
from envarium.files import deleting, reading, writing
from envarium.files.deleting import attempt
from envarium.health import relink, subject
from envarium.hooks import stubs
from envarium.interpreters import find
from envarium.output import shown
from envarium.packing import foreign, links, manifest, opening
from envarium.packing.by_digest import PackedEnvironment
from envarium.packing.contained import PREFIX
from envarium.packing.extracting import Extraction
from envarium.packing.refusals import CannotUnpack
from envarium.relocating import changes, languages
from envarium.relocating.spelling import Move, Rewriter
from envarium.store import change
from envarium.store.environment import Environment
from envarium.store.pyvenv_cfg import FILE as CONFIG

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.packing.foreign import Repair
    from envarium.packing.manifest import Manifest
    from envarium.store.lookup import Store

SUFFIXES = (".tar.gz", ".tgz", ".tar.zst", ".tar.xz", ".tar.bz2", ".tar", ".zip", ".squashfs", ".sqsh")

UNCHECKED = struct.pack("<L", 1)
"""The flags of bytecode that is valid whatever its module is (PEP 552)."""


def unpack(store: Store, archive: str, name: str, repair: Repair, *, any_size: bool) -> Environment:
    """Unpack `archive`, a file or the reference of a layout, into `store` as `name` ("": as it was packed).

    `repair` is called with what another tool has packed. Raises CannotUnpack, InvalidName, EnvironmentExists,
    NameTaken, SystemRefused, and what finding a Python, `repair` and relocating raise; the store is as it was then.
    """
    packed = PackedEnvironment.of(archive)
    if not packed:
        _refuse_other(archive)
    if name:
        store.refuse_taken(name)
    store.prepare()
    root, scratch = change.stage(store), change.stage(store)
    try:
        extraction = Extraction(archive, root)
        if packed:
            extraction.take(packed.members())
        else:
            extraction.run(scratch, any_size=any_size)
        listing = extraction.manifest
        inside = root if listing else _environment(archive, root)
        name = name or (listing.facts["name"] if listing else _stem(archive))
        store.refuse_taken(name)
        if listing:
            if not listing.facts["prefix"].startswith(PREFIX + "/"):
                raise CannotUnpack(archive, "its manifest names a prefix that no archive has")
            _settle(store, inside, name, listing)
            return Environment(change.publish(store, inside, name), name)
        place = f"{scratch}/place/{name}"  # messages have the last part of a path
        os.mkdir(os.path.dirname(place))
        os.rename(inside, place)
        replica = foreign.complete(store, archive, place, repair)
        return Environment(changes.publish(store, replica, name), name)
    except OSError as error:
        raise SystemRefused(f"unpack {shown(archive)}", error) from error
    finally:
        deleting.delete(root)
        deleting.delete(scratch)


def _refuse_other(path: str) -> None:
    """Raise CannotUnpack if the file at `path` cannot be read, or is not an archive."""
    try:
        if not opening.is_archive(path):
            reason = "it is no tar, zip or squashfs archive"
            raise CannotUnpack(path, reason, "give it an archive of an environment")
    except OSError as error:
        raise CannotUnpack(path, reading.system_reason(error), "change its permissions") from error


def _environment(archive: str, root: str) -> str:
    """Return where the environment is in what was unpacked at `root`: at the top, or in the only directory there."""
    names = reading.names(root)
    for path in (root, f"{root}/{names[0]}" if len(names) == 1 else root):
        if Environment(path).exists:
            return path
    raise CannotUnpack(
        archive, "it contains no environment", "it must have a bin/python or a pyvenv.cfg at its top"
    )


def _stem(archive: str) -> str:
    name = os.path.basename(archive)
    return next((name.removesuffix(end) for end in SUFFIXES if name.endswith(end)), name)


def _settle(store: Store, root: str, name: str, listing: Manifest) -> None:
    """Complete the environment in staging at `root` for its path as `name`."""
    rewrite(root, listing, store.path(name))
    for entry in listing.entries:
        if entry.path.endswith(".pyc") and entry.is_file:
            _date(root, entry.path)
    attempt(os.unlink, f"{root}/{manifest.FILE}")
    environment = subject.Subject(root, name)
    if listing.facts["strategy"] == links.WITHOUT_PYTHON:
        relink_base(store, environment)
    if name != listing.facts["name"] and not environment.config.prompt:
        strategy = request.owner(environment)
        texts = creation.activators(strategy, store.path(name), name, environment.variables)
        for file, text in texts.items():
            writing.replace(f"{root}/bin/{file}", os.fsencode(text), environment.variables.mode)
    stubs.date_local(f"{root}/bin")
    os.utime(f"{root}/{CONFIG}")  # the time of its creation, which counts as its last use


def rewrite(root: str, listing: Manifest, path: str) -> None:
    """Replace the prefix in the files that contain it by the `path` that the environment gets. Raises OSError."""
    rewriter = Rewriter((Move(listing.facts["prefix"], path),), is_movable=True)
    for file in listing.rewritten:
        content = reading.read(f"{root}/{file}", 1 << 30)
        mode = os.stat(f"{root}/{file}").st_mode & 0o777
        new = rewriter.text(content, languages.of(os.path.basename(file), content))
        writing.replace(f"{root}/{file}", new, mode)


def _date(root: str, path: str) -> None:
    """Make the bytecode at `path` valid for its module as it is now, and invalid after a change to that."""
    try:
        status = os.stat(importlib.util.source_from_cache(f"{root}/{path}"))
    except (ValueError, OSError):
        return
    with open(f"{root}/{path}", "r+b") as file:
        if file.read(8)[4:] == UNCHECKED:
            file.seek(4)
            file.write(struct.pack("<LLL", 0, int(status.st_mtime) & 0xFFFFFFFF, status.st_size & 0xFFFFFFFF))


def relink_base(store: Store, environment: subject.Subject) -> None:
    """Link `environment` to an installed Python of its version. Raises what `find.find` and `relink.relink` raise."""
    python = find.find(environment.spec, store.own("interpreters"))
    scratch = change.stage(store)
    try:
        relink.relink(environment, python, scratch)
    finally:
        deleting.delete(scratch)
