"""Builds seed images: selects a package, unpacks it, compiles it for one Python, and writes its manifest."""

from __future__ import annotations

import os

from envarium.creator import bytecode, image, manifest, sources
from envarium.files import deleting, writing
from envarium.files.owning import inherit
from envarium.store import locking
from envarium.store.pyvenv_cfg import PyvenvCfg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.creator.image import Image
    from envarium.creator.sources import Source
    from envarium.interpreters.facts import Facts

SCRATCH = ".fetch-"
"""The prefix of the directories in which images are built."""

POINTER = ".image"
"""The suffix of the files that contain the name of the image to use."""


def build(cache: str, python: Facts, pointer: str, choose: Callable[[str], Source]) -> Image:
    """Return the image for `python` of the package that `choose` returns, built in `cache` unless it exists.

    `pointer` is written to point to it. `choose` takes a directory for what it downloads; its errors are raised.
    """
    os.makedirs(cache, exist_ok=True)
    inherit(cache)
    with locking.lock(cache + "/lock"):
        _clear(cache)
        scratch = f"{cache}/{SCRATCH}{os.getpid()}"
        os.mkdir(scratch, 0o700)
        try:
            source = choose(scratch)
            name = f"{source.name}-{source.version}-{python.cache_tag}"
            seed = image.load(f"{cache}/{name}") or _make(source, python, f"{cache}/{name}", scratch)
        finally:
            deleting.delete(scratch)
        seed.requires = source.requires
        _point(pointer, name, source, python.ensurepip_wheel)
        return seed


def _clear(cache: str) -> None:
    """Delete what a killed build has left in `cache`, and pointers of interpreters that no longer exist.

    No other process builds while the lock is held.
    """
    for name in os.listdir(cache):
        path = f"{cache}/{name}"
        wheel = PyvenvCfg.read(path).get("wheel") if name.endswith(POINTER) else ""
        if name.startswith(SCRATCH) or (wheel and not os.path.exists(wheel)):
            deleting.delete(path)


def _point(pointer: str, name: str, source: Source, wheel: str) -> None:
    """Write which image to use, what that depends on, and the file whose state shows whether that is still valid."""
    state = {"wheel": wheel, "watched": source.watched, "seen": image.seen(source.watched)}
    text = PyvenvCfg.of({"image": name, "requires": " ".join(source.requires), **state}).text
    writing.replace_text(pointer, text)


def _make(source: Source, python: Facts, target: str, scratch: str) -> Image:
    """Unpack `source` in `scratch`, publish it as the image `target` and return that; compile it now or later."""
    deleting.delete(target)
    root = scratch + "/image"
    tree = root + "/tree"
    record = sources.unpack(source, tree)
    if bytecode.is_later(python):
        compiled = bytecode.expected(manifest.below(tree), python)
    else:
        bytecode.compile_tree(tree, python)
        compiled = [path for path in manifest.below(tree) if path.endswith(image.BYTECODE)]
    launchers = sources.launchers(source, tree, python.minor)
    _write_record(tree, [*record.lines, *(f"{path},," for path in compiled)], record.info, launchers, python)
    files = manifest.protect(tree)
    text = manifest.text(source.name, tree, files, launchers, os.geteuid())
    with open(root + "/manifest", "w", encoding="utf-8") as file:
        file.write(text)
    os.rename(root, target)
    inherit(target)
    return image.Image(target, text)


def _write_record(
    tree: str, lines: list[str], info: str, launchers: list[tuple[str, str, str]], python: Facts
) -> None:
    """Write RECORD, in `info`, by the specification of installed projects.

    Launchers are in it without a hash, which the specification allows: their first lines differ between environments,
    and RECORD is one file for all of them.
    """
    scripts = os.path.relpath("/" + python.scripts, "/" + python.purelib)
    lines = [*lines, *(f"{scripts}/{name},," for name, _, _ in launchers), f"{info}/RECORD,,"]
    with open(f"{tree}/{info}/RECORD", "w", encoding="utf-8", newline="") as file:
        file.write("".join(line + "\n" for line in sorted(lines)))
