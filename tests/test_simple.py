"""What is read without a parser: the same that a parser reads, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from envarium.interpreters import pyproject, ranges, simple
from envarium.lanes import NeedsFullLane

PROJECTS = {
    '[project]\nname = "x"\nrequires-python = ">=3.10"\n': ">=3.10",
    "[project]\r\nrequires-python = '>=3.10,<4'  # both\r\n": ">=3.10,<4",
    '[build-system]\nrequires = ["x"]\n\n[project] # ours\n  requires-python=" >= 3.9 "\n': ">= 3.9",
    '[project]\ndependencies = [\n  "a[b]",\n]\nrequires-python = ">=3.8"\n[tool.x]\n': ">=3.8",
    '[project]\n# requires-python = ">=2"\nrequires-python = ""\n': "",
    '[tool.poetry.dependencies]\npython = "^3.9"\n': "",
    '[project]\nrequires-python = ">=3.9"\n[tool.x]\ny = """\nrequires-python = ">=2"\n"""\n': ">=3.9",
    "[tool.black]\nexclude = '''\n# requires-python\n/(a|b)/\n'''\n": "",
    "": "",
}
UNSUPPORTED = (
    'project.requires-python = ">=3.10"\n',
    'project = { requires-python = ">=3.10" }\n',
    '[project]\n"requires-python" = ">=3.10"\n',
    '[project]\n"requires\\u002dpython" = ">=3.10"\n',
    '[project]\ndescription = """\nrequires-python = ">=2"\n"""\nrequires-python = ">=3.10"\n',
    "[project]\ndescription = '''\n[project]\nrequires-python = \">=2\"\n'''\n",
    '[project]\nrequires-python = """>=3.10"""\n',
    '[project]\nrequires-python = "\\u003e=3.10"\n',
    '[tool.x]\nrequires-python = ">=2"\n[project]\nrequires-python = ">=3.10"\n',
    '[project]\nname = "requires-python"\nrequires-python = ">=3.10"\n',
    "[project]\nrequires-python = 3\n",
    '[project]\nrequires-python = ">=3.10" "<4"\n',
    '[["project"]]\nrequires-python = ">=3"\n',
)

numbers = st.lists(st.integers(0, 20), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))
clauses = st.tuples(st.sampled_from(simple.SIGNS), st.sampled_from(["", " "]), numbers).map("".join)


@pytest.mark.parametrize("text", PROJECTS)
def test_simple_projects(tmp_path, text):
    """A line that sets the key in its table is read as TOML has it."""
    path = tmp_path / "pyproject.toml"
    path.write_bytes(text.encode())
    assert simple.requires(str(path)) == pyproject.requires(str(path)) == PROJECTS[text]


@pytest.mark.parametrize("text", UNSUPPORTED)
def test_unsupported(tmp_path, text):
    """Whatever may be something else is left to a parser."""
    path = tmp_path / "pyproject.toml"
    path.write_bytes(text.encode())
    with pytest.raises(NeedsFullLane):
        simple.requires(str(path))


def test_no_file(tmp_path):
    """A file that cannot be read, or is no text, selects nothing."""
    (tmp_path / "latin.toml").write_bytes(b'[project]\nrequires-python = ">=3.\xff"\n')
    assert (
        simple.requires(str(tmp_path / "latin.toml"))
        == pyproject.requires(str(tmp_path / "latin.toml"))
        == ""
    )
    assert simple.requires(str(tmp_path)) == pyproject.requires(str(tmp_path)) == ""


@given(st.lists(clauses, min_size=1, max_size=3), numbers, st.sampled_from(["", "a1", "b2", "rc10"]))
@example([">=3.15"], "3.15.0", "b1")
@example(["<3.15"], "3.15.0", "rc1")
@example(["<=3.15"], "3.15", "a1")
@example([">3.15"], "3.15.0", "rc2")
def test_bounds(parts, release, suffix):
    """Plain comparisons allow what PEP 440 says, of pre-releases too."""
    text = ",".join(parts)
    assert simple.bounds(text).contains(release + suffix) == ranges.read(text).contains(release + suffix)


@pytest.mark.parametrize(
    "text", ["~=3.10", "==3.10.*", "!=3.11", ">=3.10rc1", ">=3.10,", "", "<>3", ">=v3", ">=3.x"]
)
def test_other_bounds(text):
    """Any other clause is left to the complete parser of PEP 440; so is a release that is no plain one."""
    with pytest.raises(NeedsFullLane):
        simple.bounds(text)
    with pytest.raises(NeedsFullLane):
        simple.bounds(">=3.10").contains("3.14.0+")
