"""Environments, snapshots and lock files are compared by the names and versions of their packages."""

from __future__ import annotations

import json

import pytest

import distributions
from trees import plant

PYLOCK = """
lock-version = "1.0"
[[packages]]
name = "One"
version = "1.0"
[[packages]]
name = "old"
version = "3"
marker = "python_version < '3'"
[[packages]]
name = "new.one"
version = "2"
"""

UV = """
version = 1
[[package]]
name = "project"
version = "0.1"
source = { editable = "." }
[[package]]
name = "one"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
"""

REQUIREMENTS = """\
# what there is
one[extra] == 1.0 \\
    --hash=sha256:00
two  # any version
old == 1 ; python_version < "3"
-e ./here
--index-url https://example.org
"""


PIPFILE = """
{"_meta": {"requires": {}}, "default": {"one": {"version": "==1.0"}, "old": {"version": "==1", "markers":
"python_version < '3'"}}, "develop": {"three": {"version": "==3"}}}
"""

CONDA = """
dependencies:
  - python=3.12
  - numpy=2
  - pip:
    - one==1.0
    - two
"""

GROUPS = """
lock-version = "1.0"
[[packages]]
name = "one"
version = "1.0"
marker = "'dev' in dependency_groups"
[[packages]]
name = "of-pypy"
version = "1"
marker = "implementation_name == 'pypy'"
"""


@pytest.fixture
def made(tool, store):
    """The command line, on a store with two environments, `x` of which has a snapshot before a change."""
    for name in ("x", "y"):
        site = f"{plant(store.path(name))}/lib/python3.12/site-packages"
        distributions.lay(site, "one", "1.0")
        distributions.lay(site, "pip", "26.0")
    tool.done("snapshot", "x", "before")
    distributions.lay(f"{store.path('x')}/lib/python3.12/site-packages", "two", "2.0")
    return tool


def compared(tool, *words):
    found = json.loads(tool.done("diff", *words, "--json"))
    return found["added"], found["removed"], found["changed"]


def test_environments_and_snapshots(made):
    """What the second has more is added, what it has less is removed; alone, an environment is compared with before."""
    assert compared(made, "y", "x") == ({"two": "2.0"}, {}, {})
    assert compared(made, "x", "x@before") == ({}, {"two": "2.0"}, {})
    assert compared(made, "x@1", "y") == ({}, {}, {})
    assert made.done("diff", "x").splitlines() == ["from x@before to x:", "+ two 2.0"]
    assert made.done("diff", "x@1").splitlines() == ["from x@before to x:", "+ two 2.0"]


def test_exit_codes(made):
    """Only --exit-code makes a difference a failure."""
    assert [made("diff", *words).returncode for words in (("x", "y"), ("x", "y", "--exit-code"))] == [0, 1]
    assert made("diff", "y", "x@1", "--exit-code").returncode == 0


def test_versions_and_pythons(made, store):
    """A version that is another, and a Python that is another, are changes."""
    with open(f"{store.path('y')}/pyvenv.cfg", "w", encoding="utf-8") as file:
        file.write("version = 3.13.0\n")
    site = f"{store.path('y')}/lib/python3.12/site-packages"
    distributions.lay(site, "two", "1.9")
    assert made.done("diff", "x", "y").splitlines()[1:] == ["  python 3.12.1 -> 3.13.0", "  two 2.0 -> 1.9"]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("pylock.toml", PYLOCK, ({"new-one": "2"}, {"two": "2.0"}, {})),
        ("uv.lock", UV, ({}, {"two": "2.0"}, {})),
        ("requirements.txt", REQUIREMENTS, ({}, {}, {})),
        ("Pipfile.lock", PIPFILE, ({}, {"two": "2.0"}, {})),
        ("environment.yml", CONDA, ({}, {}, {})),
        ("pylock.dev.toml", GROUPS, ({}, {"two": "2.0"}, {})),
        (
            "more.txt",
            "-c constraints.txt\none==1.0\ngit+https://example.org/x\n../two\ntwo ; extra == 'x'\n",
            ({}, {"two": "2.0"}, {}),
        ),
        ("other.txt", "one==1.1\n", ({}, {"two": "2.0"}, {"one": ["1.0", "1.1"]})),
    ],
)
def test_lock_files(name, text, expected, made, tmp_path):
    """Of a lock file, the packages for this Python count; an open version is equal to any, and pip is not missing."""
    path = tmp_path / name
    path.write_text(text)
    assert compared(made, "x", str(path)) == expected


def test_files(made, store):
    """With --files, files that one side lacks, and files of other content, are named."""
    site = f"{store.path('x')}/lib/python3.12/site-packages"
    with open(f"{site}/one-1.0.dist-info/METADATA", "a", encoding="utf-8") as file:
        file.write("More: yes\n")
    lines = made.done("diff", "x", "--files").splitlines()
    assert any(line.startswith("+ lib/python3.12/site-packages/two.py ") for line in lines)
    assert any(
        line.startswith("  lib/python3.12/site-packages/one-1.0.dist-info/METADATA ") for line in lines
    )


def test_refused(made, tmp_path):
    """What is neither an environment, nor a snapshot, nor a lock file is refused with a hint."""
    (tmp_path / "text").write_text("root:x:0:0\n")
    (tmp_path / "broken.toml").write_text("[[[")
    for text in ("nope", "x@7", "nope@1", str(tmp_path), f"{tmp_path}/text", f"{tmp_path}/broken.toml"):
        made.refused("diff", text, "x")
    made.refused("diff", "y")
    (tmp_path / "requirements.txt").write_text("one\n")
    assert "nothing to compare" in made("diff", f"{tmp_path}/requirements.txt").stderr
