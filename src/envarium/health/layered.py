"""The checks of an environment that is on another one."""

from __future__ import annotations

import os

from envarium.creator import layer
from envarium.files import reading, writing
from envarium.health.finding import ERROR, WARNING, Finding, command, rebuild, repair
from envarium.health.subject import Subject
from envarium.store import change, layers, references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.health.subject import World
    from envarium.store.lookup import Store

GONE = "layer-base-gone"
CIRCLE = "layer-circle"
OTHER_PYTHON = "layer-other-python"
NAME = "layer-name"
FILES = "layer-files"


def check(environment: Subject, world: World) -> Iterator[Finding]:
    """Find that it does not see the packages of the environment that it is on, or that pip would remove them."""
    if not environment.on:
        return
    base, name = Subject(environment.on), environment.name
    if not base.exists:
        what = f"the environment that it is on does not exist: {base.path}"
        yield Finding(GONE, ERROR, name, what, _way_back(environment, world.store))
    elif any(
        reading.is_same(layers.target(path), environment.path) for path in layers.below(environment.path)
    ):
        what = f"it is on {base.path}, and that is on it"
        yield Finding(CIRCLE, ERROR, name, what, command("rm", f"{environment.path}/{layers.LINK}"))
    elif _inside(base) != _inside(environment):
        what = f"it has Python {environment.version}, and {base.path}, which it is on, has {base.version}"
        yield Finding(OTHER_PYTHON, ERROR, name, what, rebuild(name, base.spec))
    else:
        if missing_files(environment):
            what = f"it does not see the packages of {base.path}, which it is on"
            yield Finding(FILES, ERROR, name, what, repair(name))
        reason = layers.name_conflict(environment.path, layers.below(environment.path))
        if reason:
            yield Finding(NAME, WARNING, name, reason, command("envarium", "rename", name, "NEWNAME"))


def _inside(environment: Subject) -> str:
    """Return its directory of packages, inside it."""
    return environment.site_packages.removeprefix(environment.path + "/")


def _way_back(environment: Subject, store: Store) -> str:
    """Return the command that gives `environment` its base back."""
    if moved_to(environment, store):
        return repair(environment.name)
    name = os.path.basename(environment.on)
    if os.path.dirname(environment.on) == store.root and any(one.name == name for one in change.trash(store)):
        return command("envarium", "restore", name)
    return command("mv", "DIRECTORY", environment.on)


def moved_to(environment: Subject, store: Store) -> str:
    """Return the path of the environment that was where the base of `environment` was, "" if none or several were."""
    paths = [one.path for one in store if environment.on in references.former(one)]
    return paths[0] if len(paths) == 1 else ""


def missing_files(environment: Subject) -> dict[str, str]:
    """Return the files by which it sees the packages, without those that are right: path inside it to text."""
    files = layer.files(_inside(environment))
    return {path: text for path, text in files.items() if reading.text(f"{environment.path}/{path}") != text}


def write_files(environment: Subject) -> None:
    """Write the files by which `environment` sees the packages of the one that it is on. Raises OSError."""
    for path, text in missing_files(environment).items():
        writing.replace_text(f"{environment.path}/{path}", text)
