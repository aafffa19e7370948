"""Environments that are unpacked once for all processes of a machine, in the store's own directory, and only read.

An environment is at `DIGEST/NAME`; the date of `DIGEST` is that of its last use. Each has its manifest, so that the
next one takes equal files from it. What nobody has asked for in a month, and no process runs from, is deleted.
"""

from __future__ import annotations

import glob
import os
import stat
import time

from envarium.errors import SystemRefused, UntrustedFiles
from envarium.files import deleting, reading
from envarium.files.deleting import attempt
from envarium.health.subject import Subject
from envarium.output import shown
from envarium.packing import entries, links, manifest, unpacking
from envarium.packing.extracting import Extraction
from envarium.packing.refusals import CannotUnpack
from envarium.store import change, locking, names, sweep
from envarium.store.sweep import MONTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.packing.by_digest import PackedEnvironment
    from envarium.store.lookup import Store

DIRECTORY = "shared"
"""The directory of envarium's own in the store."""

LOCK = "lock"

WAIT = 3600
"""Seconds to wait for the process that unpacks."""


class SharedEnvironment:
    """The environment at `path`; `was_unpacked` says whether this call did it."""

    __slots__ = ("path", "was_unpacked")

    def __init__(self, path: str, *, was_unpacked: bool) -> None:
        self.path = path
        self.was_unpacked = was_unpacked


def provide(store: Store, packed: PackedEnvironment) -> SharedEnvironment:
    """Return the environment `packed`, which is unpacked if it is not there; others wait for that meanwhile.

    Raises CannotUnpack, InvalidName, LockHeld, SystemRefused, UntrustedFiles and UnusableStore.
    """
    store.prepare()
    cache = change.own_directory(store, DIRECTORY)
    if os.path.islink(cache):
        raise UntrustedFiles(cache, "it is a symlink")
    place = f"{cache}/{packed.digest}"
    path = _use(place)
    if path:
        return SharedEnvironment(path, was_unpacked=False)
    with locking.lock(f"{cache}/{LOCK}", WAIT):
        path = _use(place)
        if path:
            return SharedEnvironment(path, was_unpacked=False)
        try:
            packed.nearby = _files(cache)
            path = _unpack(store, packed, place)
        except CannotUnpack:  # a file nearby may have been changed
            if not packed.nearby:
                raise
            packed.nearby = {}
            path = _unpack(store, packed, place)
        _sweep(store, cache)
        return SharedEnvironment(path, was_unpacked=True)


def _use(place: str) -> str:
    """Note that the environment in `place` is used now, and return its path, "" if there is none."""
    attempt(lambda: os.utime(place))
    return next((f"{place}/{name}" for name in reading.names(place)), "")


def _files(cache: str) -> dict[str, str]:
    """Return the files of the environments in `cache`, by the hash of their content."""
    files: dict[str, str] = {}
    for path in glob.glob(f"{glob.escape(cache)}/*/*/{manifest.FILE}"):
        root = os.path.dirname(path)
        try:
            known = manifest.read(root)
        except manifest.InvalidManifest:
            continue
        if known:
            unchanged = (entry for entry in known.entries if entry.path not in known.rewritten)
            files.update((entry.sha256, f"{root}/{entry.path}") for entry in unchanged if entry.is_file)
    return files


def _unpack(store: Store, packed: PackedEnvironment, place: str) -> str:
    """Publish the environment `packed` at `place`, read-only, and return its path."""
    listing = packed.manifest()
    name, staging = names.check(listing.facts["name"]), change.stage(store)
    root, path = f"{staging}/{name}", f"{place}/{name}"
    try:
        os.mkdir(root)
        Extraction(packed.reference, root).take(packed.members())
        unpacking.rewrite(root, listing, path)
        if listing.facts["strategy"] == links.WITHOUT_PYTHON:
            unpacking.relink_base(store, Subject(root, name))
        manifest.write(root, listing)
        _protect(root)
        os.rename(staging, place)
    except OSError as error:
        raise SystemRefused(f"unpack {shown(packed.reference)}", error) from error
    finally:
        deleting.delete(staging)
    return path


def _protect(root: str) -> None:
    """Make the tree at `root` read-only. Raises OSError."""
    for path, status in entries.walk(root):
        if not stat.S_ISLNK(status.st_mode):
            os.chmod(f"{root}/{path}", status.st_mode & 0o555)
    os.chmod(root, 0o555)  # noqa: S103  others may read it, as every environment


def _sweep(store: Store, cache: str) -> None:
    """Delete the environments in `cache` that were last used a month ago, unless a process runs from them."""
    due = [path for path in glob.glob(f"{glob.escape(cache)}/{'?' * 64}") if _age(path) > MONTH]
    running = set(map(_of_process, glob.glob("/proc/[0-9]*/exe"))) if due else set()
    idle = [path for path in due if not any(program.startswith(path + "/") for program in running)]
    if idle:
        staging = change.stage(store)
        for path in idle:
            attempt(os.rename, path, f"{staging}/{os.path.basename(path)}")
        sweep.delete_in_background([staging])


def _age(path: str) -> float:
    try:
        return time.time() - os.lstat(path).st_mtime
    except OSError:
        return 0


def _of_process(link: str) -> str:
    """Return the program of a process, "" if it is another user's, or has ended."""
    try:
        return os.readlink(link)
    except OSError:
        return ""
