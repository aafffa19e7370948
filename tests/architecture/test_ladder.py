"""The ladder: imports go down only. And the sizes that keep every file and function readable at once."""

from __future__ import annotations

import ast
import os
import re
import sys

from envarium import vocabulary
from sources import FILES, ROOT, hot, imports, module_of, ours, text, tree

RUNGS = (
    ("exit_codes", "files", "json_text", "lanes", "output", "strategies", "toml"),
    ("child", "command_line", "errors", "environ"),
    ("action", "activation", "installation", "vocabulary_terms"),
    ("config_file", "shells", "vocabulary_moving", "vocabulary_store"),
    ("installed_by", "settings", "vocabulary_environments"),
    ("vocabulary",),
    ("arguments", "printing", "store"),
    ("distributions", "hooks", "interpreters"),
    ("creator",),
    ("creation", "help"),
    ("discovery", "explaining", "health", "relocating", "thinning"),
    ("lockfiles", "packing", "projects", "snapshots"),
    ("commands",),
    ("door", "cli", "start", "bundle", "__main__"),
)
"""From the lowest: a package or file may import those below it. Packages on one rung do not import each other."""

LANES = RUNGS[-1]
"""They may import each other."""

BY_NAME = ("creator/request.py", "shells/registry.py")
"""Files that import what a table names; `ours` adds the table's modules to what they import."""

SHARED = (
    "adopting", "details", "inspecting", "invocation", "kernels", "recreate", "sharing_note", "variables",
)  # fmt: skip
"""The files of commands/ that are neither a command nor a part of one: several commands share them."""

THIRD_PARTY = {
    "typer": ("cli.py",),
    "dotenv": ("activation/env_file.py",),
    "tomli": ("toml.py",),
    "tomlkit": ("commands/config_change.py",),
    "shellingham": ("shells/calling.py",),
    "tomli_w": ("lockfiles/document.py",),
    "packaging": (
        "commands/outdated.py",
        "commands/which.py",
        "creator/download.py",
        "interpreters/ranges.py",
        "lockfiles/document.py",
        "lockfiles/package_list.py",
        "lockfiles/pipfile_lock.py",
        "lockfiles/pylock_file.py",
        "lockfiles/requirement_lists.py",
        "lockfiles/sources.py",
        "lockfiles/uv_lock.py",
        "lockfiles/versions.py",
    ),
    "backports": ("packing/zstandards.py",),
    "rich": (
        "commands/explain.py",
        "commands/setup.py",
        "explaining/render.py",
    ),
}
"""What does not come with Python, and the cold files that use it."""

STANDARD = sys.stdlib_module_names | {"compression", "tomllib"}
"""tomllib is standard since 3.11, compression since 3.14; before, tomli and backports.zstd replace them."""

LONGEST_FILE = 250
LONGEST_CATALOGUE = 500
CATALOGUES = ("errors.py", "help/examples.py", "vocabulary.py")
"""Files that consist of entries."""
LONGEST_FUNCTION = 40
MOST_PARAMETERS = 5


def rung(module):
    """Return the rung of the package or file that `module` belongs to."""
    (height,) = (number for number, names in enumerate(RUNGS) if package(module) in names)
    return height


def package(module):
    return module.split(".")[0]


CODE = [file for file in FILES if not file.endswith("__init__.py")]
OUTSIDE_LANES = [file for file in CODE if package(module_of(file)) not in LANES]


def test_down_only():
    """A file imports from its own package and from lower rungs; the lanes also from each other."""
    for file in CODE:
        here = module_of(file)
        for name, _ in ours(file):
            if package(name) != package(here) and not {package(name), package(here)} <= set(LANES):
                assert rung(name) < rung(here), f"{here} imports {name}"


def test_every_file_has_a_rung():
    """Every file is in a package of the ladder, and every package of the ladder exists."""
    assert {package(module_of(file)) for file in CODE} == {name for names in RUNGS for name in names}


def test_every_file_of_commands_belongs_to_a_command():
    """A file in commands/ is a command, or a part of one and begins with its name, or is listed as shared."""
    own = {command.module for command in vocabulary.COMMANDS}
    for file in CODE:
        folder, _, name = module_of(file).rpartition(".")
        if folder == "commands" and name not in own and name not in SHARED:
            assert any(name.startswith(command + "_") for command in own), name


def test_the_architecture_page_shows_the_order():
    """The architecture page shows the same order."""
    with open(f"{os.path.dirname(ROOT)}/docs/explanation/architecture.md", encoding="utf-8") as file:
        block = file.read().partition("## The import order")[2].split("```")[1]
    known = {name for rung in RUNGS for name in rung}
    rows = [
        [word for word in re.split(r"\s{2,}", line) if word in known] for line in block.strip().split("\n")
    ]
    rungs = [sorted(set(rung) - {"__main__"}) for rung in reversed(RUNGS)]
    assert [sorted(row) for row in rows if row] == rungs


def test_no_circles():
    """No file imports itself through others, except the lanes."""
    graph = {
        module_of(file): {name for name, _ in ours(file)}
        for file in CODE
        if package(module_of(file)) not in LANES
    }
    while graph:
        free = {name for name, needs in graph.items() if not needs & set(graph)}
        assert free, f"these import each other: {sorted(graph)}"
        graph = {name: needs for name, needs in graph.items() if name not in free}


def test_packages_are_empty():
    """Importing a package imports nothing but what was asked for."""
    assert [file for file in FILES if file.endswith("/__init__.py") and text(file)] == []


def test_imports_are_at_the_top():
    """What a file needs is seen in its first lines; a hot file imports a file that is not hot where it needs it."""
    for file in OUTSIDE_LANES:
        late = {name.removeprefix("envarium.") for name, depth in imports(tree(file)) if depth}
        assert not late or module_of(file) in hot(), file
        assert late & hot() == set(), file


def test_nothing_is_imported_by_name():
    """Only the lanes and tables import by a name in a string: anywhere else this hides an import from these tests."""
    for file in set(OUTSIDE_LANES) - set(BY_NAME):
        called = [node.func for node in ast.walk(tree(file)) if isinstance(node, ast.Call)]
        names = {getattr(function, "id", getattr(function, "attr", "")) for function in called}
        assert names & {"__import__", "import_module", "exec", "run_module"} == set(), file


def test_hidden_imports_are_seen():
    """An import inside a function is seen, and so is a call of __import__."""
    code = ast.parse("def f():\n    if x:\n        from envarium.store import lookup as module\n")
    assert list(imports(code)) == [("envarium.store.lookup", 1)]


def test_third_parties():
    """What does not come with Python is used in the few files that are named for it."""
    for file in CODE:
        for name, _ in imports(tree(file)):
            top = name.partition(".")[0]
            if top != "envarium" and top not in STANDARD:
                assert file in THIRD_PARTY.get(top, ()), f"{file} imports {name}"


def test_third_parties_are_still_used():
    """Each file in the list of third parties imports the package that it is listed for."""
    for top, users in THIRD_PARTY.items():
        for file in users:
            used = {name.partition(".")[0] for name, _ in imports(tree(file))}
            assert top in used, f"{file} no longer imports {top}"


def test_files_are_short():
    """A file can be read in one sitting."""
    for file in CODE:
        longest = LONGEST_CATALOGUE if file in CATALOGUES else LONGEST_FILE
        assert len(text(file).splitlines()) <= longest, file


def functions(file):
    return [node for node in ast.walk(tree(file)) if isinstance(node, ast.FunctionDef)]


def test_functions_are_short():
    """A function fits on a screen, and one call of it on a line."""
    for node in (node for file in CODE for node in functions(file)):
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
    assert lengths[len(lengths) // 2] <= 8
    assert lengths[len(lengths) * 9 // 10] < 20
