"""The paths of a project in the files of its environment: launchers, editable installs and what records them."""

from __future__ import annotations

import os

from envarium.files import reading, writing
from envarium.files.deleting import attempt
from envarium.relocating import languages, launchers, records
from envarium.relocating.files import delete_bytecode
from envarium.relocating.spelling import Move, Rewriter
from envarium.store import link

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.environment import Environment

PATHS = (".pth", ".egg-link")
EDITABLE = "editable"
"""What is in the names of the files beside the packages by which build backends make a project importable."""

LAUNCHERS = "bin"


def rewrite(environment: Environment, old: str, new: str) -> int:
    """Replace the path `old` of the project by `new`, and the path of its link by that of `environment`.

    Each file is replaced in one step. Returns how many were; a second call finishes what a killed one has left. Raises
    OSError.
    """
    moves = (Move(f"{old}/{link.NAME}", environment.path), Move(old, new))
    rewriter = Rewriter(moves, is_movable=environment.is_movable)
    contents: dict[str, bytes] = {}
    for relative in _files(environment.path):
        _rewrite(environment.path, relative, rewriter, contents)
    for relative in _records(environment.path) if contents else ():
        content = _content(f"{environment.path}/{relative}")
        changed = records.update(content, relative, contents, rewriter)
        if changed != content:
            _replace(f"{environment.path}/{relative}", changed)
    return len(contents)


def _rewrite(root: str, relative: str, rewriter: Rewriter, contents: dict[str, bytes]) -> None:
    """Rewrite the file at `relative`, and add what it contains now to `contents` if that is something else."""
    path = f"{root}/{relative}"
    content = _content(path)
    if not rewriter.may_match(content):
        return
    if relative.startswith(LAUNCHERS):
        changed = b"".join(launchers.rewrite(content, rewriter))
    else:
        changed = rewriter.text(content, languages.of(os.path.basename(relative), content))
    if changed != content:
        _replace(path, changed)
        contents[relative] = changed
        attempt(delete_bytecode, path)


def _files(root: str) -> list[str]:
    """Return the files that may name a project, relative to the environment at `root`."""
    paths = [f"{LAUNCHERS}/{name}" for name in reading.names(f"{root}/{LAUNCHERS}")]
    for site in _sites(root):
        for name in reading.names(f"{root}/{site}"):
            if name.endswith(PATHS) or EDITABLE in name:
                paths.append(f"{site}/{name}")
            elif name.endswith(".dist-info"):
                paths.append(f"{site}/{name}/direct_url.json")
    return [relative for relative in paths if _is_own(f"{root}/{relative}")]


def _records(root: str) -> list[str]:
    paths = [f"{site}/{name}/RECORD" for site in _sites(root) for name in reading.names(f"{root}/{site}")]
    return [relative for relative in paths if records.is_record(relative) and _is_own(f"{root}/{relative}")]


def _sites(root: str) -> list[str]:
    return [f"lib/{name}/site-packages" for name in reading.names(root + "/lib")]


def _is_own(path: str) -> bool:
    return os.path.isfile(path) and not os.path.islink(path)


def _content(path: str) -> bytes:
    """Return the content of the file at `path`, nothing if it is too large to be one of these, or cannot be read."""
    try:
        return reading.read(path)
    except OSError:
        return b""


def _replace(path: str, content: bytes) -> None:
    mode = os.stat(path).st_mode & 0o7777

    def make(temporary: str) -> None:
        writing.write(temporary, content)
        os.chmod(temporary, mode)

    writing.replace_by(make, path)
