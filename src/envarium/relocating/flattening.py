"""Takes an environment off those that it is on, by copying what it sees of them into it.

The nearest one comes first, and nothing replaces what is there: a module that Python finds in the environment now is
found in it afterwards.
"""

from __future__ import annotations

import os

from envarium import creation
from envarium.action import Action
from envarium.activation.variables import Variables
from envarium.creator import layer, request
from envarium.distributions import installed
from envarium.files import deleting, reading, writing
from envarium.files.deleting import attempt
from envarium.output import shown
from envarium.relocating import changes, engine, sharing
from envarium.relocating.labels import Labels
from envarium.relocating.sharing import Sharer
from envarium.relocating.spelling import Rewriter
from envarium.relocating.tree import Tree
from envarium.store import change, layers, names, references
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.lookup import Store

FOLDERS = ("bin", "etc", "include", "share", "src")
"""What installers write beside packages."""

ACTIVATORS = ("activate", "deactivate", "Activate")
"""How the names of activators begin."""

OF_PACKAGES = ("_envarium", layer.MODULE, "__pycache__")
"""How names among the packages begin that belong to one environment."""


def flatten(store: Store, environment: Environment, root: str, target: str) -> None:
    """Complete `root`, a copy in staging of `environment` whose files name the path `target`, so that it is on none.

    Raises SystemRefused, and what staging raises.
    """
    if not environment.on:
        return
    inside = environment.site_packages.removeprefix(environment.path + "/")
    with Action(f"take {shown(environment.name)} off {shown(environment.on)}"):
        for path in layers.below(environment.path):
            base, scratch = Environment(path), change.stage(store)
            try:
                _copy(base, scratch, environment, target)
                _merge_packages(scratch, root, inside)
                for folder in FOLDERS:
                    _merge(f"{scratch}/{folder}", f"{root}/{folder}")
            finally:
                deleting.delete(scratch)
        _detach(environment, root, inside, target)


def replace(store: Store, environment: Environment) -> None:
    """Replace `environment`, which goes to the trash, by one that is on none. Raises what `flatten` raises."""
    identity, path = environment.identity, environment.path
    replica = engine.relocate(store, environment, path, (path,), sharing.COPY)
    try:
        flatten(store, environment, replica.root, path)
        change.replace(store, replica.root, environment.name, identity)
    finally:
        deleting.delete(replica.root)


def replace_new(store: Store, environment: Environment) -> None:
    """Replace `environment`, which has just been created, by one that is on none; if that fails, remove it."""
    identity = environment.identity
    try:
        replace(store, environment)
    except BaseException:
        changes.unpublish(store, environment.name, identity)
        raise


def _copy(base: Environment, root: str, environment: Environment, target: str) -> None:
    """Copy `base` to the empty directory `root`, its files naming `target` in its place."""
    olds = (base.path, os.path.realpath(base.path), *references.former(base))
    rewriter = Rewriter(engine.moves(olds, target), is_movable=environment.is_movable)
    tree = Tree(os.path.realpath(base.path), root, Labels(rewriter, (), base.name), Sharer(sharing.COPY))
    tree.make(lambda: None)
    tree.finish()


def _merge_packages(scratch: str, root: str, inside: str) -> None:
    """Move the packages in the directory `inside` of `scratch` to `root`, without those that has in any version."""
    source, target = f"{scratch}/{inside}", f"{root}/{inside}"
    present = {distribution.name for distribution in installed.scan(target)}
    for distribution in list(installed.scan(source)):
        if distribution.name in present:
            for path in distribution.files:
                _unlink_inside(scratch, os.path.normpath(f"{source}/{path}"))
            deleting.delete(distribution.path)
    _merge(source, target)


def _unlink_inside(root: str, path: str) -> None:
    """Delete the file at `path`, which a RECORD names, if it is in the directory `root`."""
    if os.path.realpath(os.path.dirname(path)).startswith(os.path.realpath(root) + "/"):
        attempt(os.unlink, path)


def _merge(source: str, target: str) -> None:
    """Move what is in the directory `source` to `target` where that has nothing; merge directories without a module."""
    is_bin = os.path.basename(target) == "bin"
    for name in reading.names(source):
        old, new = f"{source}/{name}", f"{target}/{name}"
        if name.startswith(OF_PACKAGES) or (is_bin and (name.startswith(ACTIVATORS) or names.is_hook(name))):
            continue
        if not os.path.lexists(new):
            os.makedirs(target, exist_ok=True)
            os.rename(old, new)
        elif _is_directory(old) and _is_directory(new) and not os.path.exists(new + "/__init__.py"):
            _merge(old, new)


def _is_directory(path: str) -> bool:
    return os.path.isdir(path) and not os.path.islink(path)


def _detach(environment: Environment, root: str, inside: str, target: str) -> None:
    """Remove what lets the environment at `root` be on another one."""
    attempt(os.unlink, f"{root}/{layers.LINK}")
    for path in layer.files(inside):
        attempt(os.unlink, f"{root}/{path}")
    strategy, replica = request.owner(environment), Environment(root)
    prompt, own = replica.config.prompt or os.path.basename(target), replica.variables
    more = layers.programs(target, len(layers.below(environment.path)))
    olds = creation.activators(strategy, target, prompt, Variables(own.values, (*own.paths, *more)))
    for name, text in creation.activators(strategy, target, prompt, own).items():
        path = f"{root}/bin/{name}"
        if reading.text(path) == olds[name] and text != olds[name]:
            writing.replace(path, os.fsencode(text), os.stat(path).st_mode & 0o777)
