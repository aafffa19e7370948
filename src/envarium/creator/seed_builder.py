"""Builds seed images: selects a package, unpacks it, compiles it for one Python, and writes its manifest."""

from __future__ import annotations

import os
import tempfile

from envarium.creator import image, sources
from envarium.creator.reflink import can_reflink
from envarium.files import deleting, writing
from envarium.files.owning import inherit
from envarium.interpreters import script
from envarium.store import locking
from envarium.store.pyvenv_cfg import PyvenvCfg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.creator.image import Image
    from envarium.creator.sources import Source
    from envarium.interpreters.facts import Facts

COMPILE = """
import compileall
options = {"quiet": 2}
if sys.version_info >= (3, 5):
    options["workers"] = 0
try:
    compileall.compile_dir(sys.argv[1], **options)
except OSError:  # no shared memory for the workers, as in some containers
    compileall.compile_dir(sys.argv[1], quiet=2)
"""


SCRATCH = ".fetch-"
"""The prefix of the directories in which images are built."""

POINTER = ".image"
"""The suffix of the files that contain the name of the image to use."""


def build(cache: str, python: Facts, requirement: str, pointer: str) -> Image:
    """Return the image for `requirement` and `python`, built in `cache` unless another process has, and point to it.

    Raises SeedFailed if there is no suitable package, or none can be downloaded.
    """
    os.makedirs(cache, exist_ok=True)
    inherit(cache)
    with locking.lock(cache + "/lock"):
        _clear(cache)
        with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=cache) as scratch:
            source = sources.choose(python, requirement, scratch)
            name = f"{source.name}-{source.version}-{python.cache_tag}"
            seed = image.load(f"{cache}/{name}") or _make(source, python, f"{cache}/{name}", scratch)
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
    """Unpack `source` in `scratch`, compile it, and publish and return it as the image `target`."""
    deleting.delete(target)
    root = scratch + "/image"
    tree = root + "/tree"
    record = sources.unpack(source, tree)
    script.ask(python.executable, script.isolated(python.version), COMPILE, tree, time_limit=0)
    launchers = sources.launchers(source, tree, python.minor)
    _write_record(tree, record, launchers, python)
    _protect(tree)
    text = _manifest(source.name, tree, launchers)
    with open(root + "/manifest", "w", encoding="utf-8") as file:
        file.write(text)
    os.rename(root, target)
    inherit(target)
    return image.Image(target, text)


def _write_record(
    tree: str, record: sources.Record, launchers: list[tuple[str, str, str]], python: Facts
) -> None:
    """Write RECORD by the specification of installed projects.

    Launchers are in it without a hash, which the specification allows: their first lines differ between environments,
    and RECORD is one file for all of them.
    """
    info = record.info
    scripts = os.path.relpath("/" + python.scripts, "/" + python.purelib)
    lines = [*record.lines]
    lines += [f"{path},," for path in _below(tree) if path.endswith(".pyc")]
    lines += [f"{scripts}/{name},," for name, _, _ in launchers]
    lines.append(f"{info}/RECORD,,")
    with open(f"{tree}/{info}/RECORD", "w", encoding="utf-8", newline="") as file:
        file.write("".join(line + "\n" for line in sorted(lines)))


def _below(tree: str) -> list[str]:
    """Return the files below `tree`, by their paths inside it."""
    paths: list[str] = []
    for folder, _, names in os.walk(tree):
        inside = os.path.relpath(folder, tree)
        paths.extend(name if inside == "." else f"{inside}/{name}" for name in names)
    return sorted(paths)


def _protect(tree: str) -> None:
    """Make the files read-only: a file that hard links share must be replaced, never rewritten."""
    for path in _below(tree):
        os.chmod(f"{tree}/{path}", 0o444)


def _manifest(name: str, tree: str, launchers: list[tuple[str, str, str]]) -> str:
    """Return the manifest that `image.Image` reads."""
    files = _below(tree)
    directories = sorted({parent for path in files for parent in _parents(path)})
    link = "reflink" if can_reflink(os.path.dirname(tree)) else "hardlink"
    head = "\n".join((image.FORMAT, name, link))
    starts = "\n".join(" ".join(launcher) for launcher in launchers)
    states = image.states(tree + "/", files, os.geteuid())
    return "\n\n".join((head, starts, "\n".join(directories), states, "\n".join((*files, image.END))))


def _parents(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: number + 1]) for number in range(len(parts))]
