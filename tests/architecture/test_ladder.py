"""The ladder: imports go down only. And the sizes that keep every file and function readable at once."""

from __future__ import annotations

import ast
import os
import sys

import pytest

import envarium

HOUSE = os.path.dirname(envarium.__file__)

RUNGS = (
    ("files",),
    ("words", "errors", "environ"),
    ("settings", "vocabulary"),
    ("hooks", "interpreters", "store"),
    ("activation", "creator"),
    ("explaining", "health", "relocating"),
    ("commands",),
    ("door", "cli", "cold", "start", "bundle", "__main__"),
)
"""From the lowest: a room or file may import those below it. Rooms on one rung do not import each other."""

DOORS = RUNGS[-1]
"""They stand open to each other."""

LATE = ("start.py", "door.py", "cli.py", "__main__.py", "activation/registry.py")
"""Files that may import where they need it: what they import depends on what was asked for."""

THIRD_PARTY = {
    "typer": ("cli.py",),
    "tomli": ("cold.py", "interpreters/requires.py"),
    "shellingham": ("activation/calling.py",),
    "packaging": ("creator/sources.py", "interpreters/ranges.py"),
    "filelock": ("commands/repair.py", "creator/seed.py"),
    "rich": (
        "commands/config.py",
        "commands/doctor.py",
        "commands/explain.py",
        "commands/pythons.py",
        "commands/repair.py",
        "commands/setup.py",
        "explaining/render.py",
    ),
}
"""What does not come with Python, and the cold files that use it."""

STANDARD = sys.stdlib_module_names | {"tomllib"}
"""tomllib is standard from 3.11 on, and tomli stands in before."""

LONGEST_FILE = 250
LONGEST_CATALOGUE = 500
CATALOGUES = ("errors.py", "vocabulary.py")
"""Files that are looked things up in, entry by entry."""
LONGEST_FUNCTION = 40
MOST_PARAMETERS = 5


def files():
    """Return the path of every Python file of the package, relative to it."""
    return sorted(
        os.path.relpath(os.path.join(parent, name), HOUSE)
        for parent, _, names in os.walk(HOUSE)
        for name in names
        if name.endswith(".py")
    )


FILES = files()


def text(file):
    with open(os.path.join(HOUSE, file), encoding="utf-8") as opened:
        return opened.read()


def rung(module):
    """Return how high the room or file that `module` belongs to stands."""
    (height,) = (number for number, rooms in enumerate(RUNGS) if room(module) in rooms)
    return height


def room(module):
    return module.split(".")[1]


def module_of(file):
    return "envarium." + file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def is_for_types(node):
    """Say whether `node` is `if TYPE_CHECKING:`, which no interpreter enters."""
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def imports(tree, depth=0):
    """Yield each module that is imported when the code runs, and how deep in functions."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from ((name.name, depth) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from ((target, depth) for target in targets(node))
        elif not is_for_types(node):
            yield from imports(node, depth + isinstance(node, (ast.FunctionDef, ast.Lambda)))


def targets(node):
    """Return the modules that `from … import …` reads: submodules where the names are such, else the module."""
    for name in node.names:
        inside = node.module.replace(".", "/").removeprefix("envarium").lstrip("/")
        path = os.path.join(HOUSE, inside, name.name)
        is_module = node.module.startswith("envarium") and (
            os.path.isdir(path) or os.path.isfile(path + ".py")
        )
        yield f"{node.module}.{name.name}" if is_module else node.module


def ours(file):
    """Return the modules of envarium that `file` imports, the package itself apart."""
    return [name for name, _ in imports(ast.parse(text(file))) if name.startswith("envarium.")]


MODULES = [file for file in FILES if file != "__init__.py"]
CODE = [file for file in MODULES if not file.endswith("__init__.py")]


@pytest.mark.parametrize("file", CODE)
def test_down_only(file):
    """A file imports from its own room and from lower rungs; the doors also from each other."""
    here = module_of(file)
    for name in ours(file):
        if room(name) != room(here) and not {room(name), room(here)} <= set(DOORS):
            assert rung(name) < rung(here), f"{here} imports {name}"


def test_every_file_has_a_rung():
    """No room stands beside the ladder."""
    for file in CODE:
        assert rung(module_of(file)) >= 0


def test_no_circles():
    """No file imports itself through others, doors apart."""
    graph = {module_of(file): set(ours(file)) for file in CODE if room(module_of(file)) not in DOORS}
    while graph:
        free = {name for name, needs in graph.items() if not needs & set(graph)}
        assert free, f"these import each other: {sorted(graph)}"
        graph = {name: needs for name, needs in graph.items() if name not in free}


@pytest.mark.parametrize("file", [file for file in MODULES if file.endswith("__init__.py")])
def test_rooms_are_empty_at_the_door(file):
    """Entering a room imports nothing but what was asked for."""
    assert text(file) == ""


@pytest.mark.parametrize("file", [file for file in CODE if file not in LATE])
def test_imports_stand_at_the_top(file):
    """What a file needs is seen in its first lines."""
    assert [name for name, depth in imports(ast.parse(text(file))) if depth] == []


@pytest.mark.parametrize("file", CODE)
def test_third_parties(file):
    """What does not come with Python is used in the few files that are named for it."""
    for name, _ in imports(ast.parse(text(file))):
        top = name.partition(".")[0]
        if top != "envarium" and top not in STANDARD:
            assert file in THIRD_PARTY.get(top, ()), f"{file} imports {name}"


def test_third_parties_are_still_used():
    """The list of third parties names nobody who has left."""
    for top, users in THIRD_PARTY.items():
        for file in users:
            used = {name.partition(".")[0] for name, _ in imports(ast.parse(text(file)))}
            assert top in used, f"{file} no longer imports {top}"


@pytest.mark.parametrize("file", CODE)
def test_files_are_short(file):
    """A file can be read in one sitting."""
    longest = LONGEST_CATALOGUE if file in CATALOGUES else LONGEST_FILE
    assert len(text(file).splitlines()) <= longest


def functions(file):
    return [node for node in ast.walk(ast.parse(text(file))) if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("file", CODE)
def test_functions_are_short(file):
    """A function fits on a screen, and one call of it on a line."""
    for node in functions(file):
        assert node.end_lineno - node.lineno < LONGEST_FUNCTION, node.name
        positional = [
            word.arg for word in node.args.posonlyargs + node.args.args if word.arg not in ("self", "cls")
        ]
        assert len(positional) <= MOST_PARAMETERS, node.name
        # a constructor's keywords are the fields of a record
        assert node.name == "__init__" or len(positional + node.args.kwonlyargs) <= MOST_PARAMETERS, node.name


def test_most_functions_are_shorter_still():
    """The median function has at most eight lines, and nine in ten have fewer than twenty."""
    lengths = sorted(node.end_lineno - node.lineno + 1 for file in CODE for node in functions(file))
    assert lengths[len(lengths) // 2] <= 12
    assert lengths[len(lengths) * 9 // 10] <= 22
