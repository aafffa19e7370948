"""The package's source files, what each imports, and which of them the fast lane loads."""

from __future__ import annotations

import ast
import functools
import os

import envarium
from envarium import strategies, vocabulary
from envarium.shells import registry

PACKAGE = os.path.dirname(envarium.__file__)
ROOT = os.path.dirname(PACKAGE)


def files():
    """Return the path of every Python file of the package, relative to it."""
    return sorted(
        os.path.relpath(os.path.join(parent, name), PACKAGE)
        for parent, _, names in os.walk(PACKAGE)
        for name in names
        if name.endswith(".py")
    )


FILES = files()


def text(file):
    with open(os.path.join(PACKAGE, file), encoding="utf-8") as opened:
        return opened.read()


@functools.cache
def tree(file):
    """Return the syntax tree of `file`."""
    return ast.parse(text(file))


def module_of(file):
    """Return the name of the module that `file` is, without the package's own in front."""
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


MODULES = {module_of(file): file for file in FILES if file != "__init__.py"}


def imports(tree, depth=0):
    """Yield each module that is imported when the code runs, and how deep in functions."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from ((name.name, depth) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from ((target, depth) for target in _targets(node))
        elif _is_for_types(node):
            yield from imports(ast.Module(node.orelse), depth)
        else:
            yield from imports(node, depth + isinstance(node, (ast.FunctionDef, ast.Lambda)))


def _is_for_types(node):
    """Return whether `node` is `if TYPE_CHECKING:`, whose body no interpreter enters."""
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _targets(node):
    """Return the modules that `from … import …` reads: submodules where the names are such, else the module."""
    for name in node.names:
        inside = f"{node.module}.{name.name}".removeprefix("envarium.")
        is_module = node.module.partition(".")[0] == "envarium" and inside in MODULES
        yield f"{node.module}.{name.name}" if is_module else node.module


NAMED = {
    "creator/request.py": [f"envarium.creator.{module}" for module in strategies.MODULES.values()],
    "shells/registry.py": [f"envarium.shells.{module}" for module in registry.MODULES.values()],
}
"""What files import that a table names."""


def ours(file):
    """Return the modules of the package that `file` imports, by how deep in functions that is: 0 at its top."""
    found = [*imports(tree(file)), *((name, 1) for name in NAMED.get(file, ()))]
    return [(name.removeprefix("envarium."), depth) for name, depth in found if name.startswith("envarium.")]


@functools.cache
def hot():
    """Return the modules of the fast lane: the doors, its commands, the strategies, and what these import."""
    commands = {f"commands.{command.module}" for command in vocabulary.COMMANDS if command.lane == "fast"}
    creators = {f"creator.{module}" for module in strategies.MODULES.values()}
    found, left = set(), {"door", "start", *creators, *commands}
    while left:
        found |= left
        left = {name for module in left for name, depth in ours(MODULES[module]) if not depth} - found
    return frozenset(found)
