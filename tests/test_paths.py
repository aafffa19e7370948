"""Further directories on the sys.path of the active environment."""

from __future__ import annotations

import ast
import glob
import os
import subprocess
import sys
import venv

import pytest

import projects
import pythons
from envarium import door
from envarium.commands import paths
from evil import ACCEPTED
from trees import whole

SAY = "import sys; print(repr(sys.path))"
ADD = "import site, sys; site.addsitedir(sys.argv[1]); print(repr(sys.path))"

WRAPPERS = """\
import sys; sys.__plen = len(sys.path)
/old/one
/old/two
import sys; new=sys.path[sys.__plen:]; del sys.path[sys.__plen:]; p=getattr(sys,'__egginsert',0); \
sys.path[p:p]=new; sys.__egginsert = p+len(new)
"""
"""What virtualenvwrapper 6.1.1 writes."""


@pytest.fixture
def place(tool, store):
    """The path of an active environment of the standard library's making."""
    place = store.path("my env")
    venv.create(place, symlinks=True)
    tool.environment["VIRTUAL_ENV"] = place
    return place


def file_of(place):
    (packages,) = glob.glob(glob.escape(place) + "/lib/py*/site-packages")
    return packages + "/_virtualenv_path_extensions.pth"


def listed(place):
    """The lines of the file between the first and the last."""
    with open(file_of(place), encoding="utf-8") as file:
        first, *between, last = file.read().splitlines()
    assert "sys.__plen" in first
    assert "sys.__egginsert" in last
    return between


def seen(python, *words):
    """The sys.path of `python`, which prints nothing on standard error but that a directory is missing (3.15)."""
    words = words or ("-c", SAY)
    result = subprocess.run([python, *words], capture_output=True, text=True, check=True, cwd="/")
    assert [
        line for line in result.stderr.splitlines() if not line.endswith("skipping sys.path append")
    ] == []
    return ast.literal_eval(result.stdout)


def folders(tmp_path, *names):
    made = [tmp_path / name for name in names]
    for folder in made:
        folder.mkdir()
    return [str(folder) for folder in made]


def test_first_on_the_path(tool, place, tmp_path):
    """The directories come first of all, the newest first, each once; what was there before follows unchanged."""
    one, two, three = folders(tmp_path, "one", "two", "three")
    before = seen(place + "/bin/python")
    result = tool("paths", one, two)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    tool.done("paths", three)
    tool.done("paths", two)
    assert listed(place) == [two, three, one]
    found = seen(place + "/bin/python")
    assert found == [before[0], two, three, one, *before[1:]]


def test_every_python(tool, place, tmp_path):
    """Every interpreter reads the file alike, when it starts and when a program adds the directory again."""
    one, two = folders(tmp_path, "one", "two")
    tool.done("paths", one, two)
    own = os.path.dirname(file_of(place))
    for number, python in enumerate(pythons.there()):
        found = seen(python, "-E", "-S", "-c", ADD, own)
        assert {one, two} < set(found)
        assert found[:2] == [two, one], python
        if pythons.version(python) < (3,):
            continue
        inside = str(tmp_path / f"env{number}")
        subprocess.run([python, "-m", "venv", "--without-pip", inside], check=True, capture_output=True)
        before = seen(inside + "/bin/python")
        assert tool("paths", one, two, VIRTUAL_ENV=inside).returncode == 0
        after = seen(inside + "/bin/python")
        assert after == [before[0], two, one, *before[1:]], python


def pips(place):
    """How to call the environment's pip, and the older ones that interpreters bring along, which isolate otherwise."""
    library = os.path.dirname(os.__file__)
    wheels = sorted(glob.glob(glob.escape(library) + "/ensurepip/_bundled/pip-*.whl"))
    return [
        [f"{place}/bin/python", "-s", *call] for call in (("-m", "pip"), *((f"{w}/pip",) for w in wheels))
    ]


def test_builds_are_isolated(tool, store, tmp_path):
    """pip builds in such an environment, and the build sees the standard library alone, not these directories."""
    tool.done("create", "-p", sys.executable, "x")
    place = store.path("x")
    project = projects.write(tmp_path / "project", "built")
    with open(project + "/backend.py", "a", encoding="utf-8") as file:
        file.write("\nimport importlib.util\nassert importlib.util.find_spec('leak') is None\n")
    three = folders(tmp_path, "one", "two", "three")
    (tmp_path / "one/leak.py").write_text("")
    tool.done("paths", *three, VIRTUAL_ENV=place)
    for pip in pips(place):
        result = tool.start([*pip, "install", "--no-index", "--force-reinstall", "-q", project])
        assert result.returncode == 0, result.stderr
        result = tool.start([f"{place}/bin/python", "-c", "import built; assert built.there"])
        assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("end", ["", "/usr/share\n", "# mine\n"])
def test_virtualenvwrappers_own_file(end, tool, place, tmp_path):
    """Paths are added to and removed from a file of virtualenvwrapper; its other lines stay."""
    one, two = folders(tmp_path, "one", "two")
    with open(file_of(place), "w", encoding="utf-8") as file:
        file.write(WRAPPERS + end)
    tool.done("paths", one)
    tool.done("paths", two)
    assert listed(place) == [two, one, "/old/one", "/old/two", *end.splitlines()]
    assert seen(place + "/bin/python")[1:3] == [two, one]
    tool.done("paths", "-d", "/old/two", one)
    assert listed(place) == [two, "/old/one", *end.splitlines()]
    with open(file_of(place), "w", encoding="utf-8") as file:
        file.write(WRAPPERS)
    tool.done("paths", "--delete", "/old/one")
    assert listed(place) == ["/old/two"]


def test_virtualenvwrapper_extends_ours(tool, place, tmp_path):
    """A line that virtualenvwrapper puts behind the first one works in a file of ours."""
    one, two = folders(tmp_path, "one", "two")
    tool.done("paths", one)
    with open(file_of(place), encoding="utf-8") as file:
        lines = file.read().splitlines()
    with open(file_of(place), "w", encoding="utf-8") as file:
        file.write("\n".join([lines[0], two, *lines[1:]]) + "\n")
    assert seen(place + "/bin/python")[1:3] == [two, one]


def test_no_arguments(tool, place):
    """Without a directory the usage and the paths that are there are printed, and the exit code is 1."""
    result = tool("paths")
    assert (result.returncode, result.stdout.count("\n"), result.stderr) == (1, 1, "")
    tool.done("paths", "/a", "/b")
    result = tool.asks("bash", "add2virtualenv")
    assert (result.returncode, result.stdout.splitlines()[1:]) == (1, ["", "Existing paths:", "/b", "/a"])
    assert listed(place) == ["/b", "/a"]


def test_absolute(tool, place, tmp_path):
    """A path is made absolute and normalised, with a warning; its links stay, and it need not exist."""
    (tmp_path / "link").symlink_to(tmp_path)
    result = tool("paths", "link/./x/../gone", "/usr//share/", cwd=tmp_path)
    assert result.returncode == 0
    assert result.stderr.splitlines() == [
        f'Warning: Converting "link/./x/../gone" to "{tmp_path}/link/gone"',
        'Warning: Converting "/usr//share/" to "/usr/share"',
    ]
    assert listed(place) == ["/usr/share", f"{tmp_path}/link/gone"]
    assert tool("paths", "-d", "gone", cwd=tmp_path / "link").returncode == 0
    assert listed(place) == ["/usr/share", f"{tmp_path}/link/gone"]  # its path through the link is another
    assert tool("paths", "-d", "./gone", f"{tmp_path}/link/gone").returncode == 0
    assert listed(place) == ["/usr/share"]


def test_deleting_what_is_not_there(tool, place):
    """What is not among the paths is named, which is no failure, and no file comes to be for it."""
    before = os.listdir(os.path.dirname(file_of(place)))
    result = tool("paths", "-d", "/a")
    assert (result.returncode, result.stdout) == (0, "")
    assert '"/a"' in result.stderr
    assert os.listdir(os.path.dirname(file_of(place))) == before
    tool.done("paths", "/a", "/b")
    assert '"/c"' in tool("paths", "-d", "/c", "/a").stderr
    assert listed(place) == ["/b"]
    assert set(os.listdir(os.path.dirname(file_of(place)))) == {*before, paths.FILE, *paths.COMPANIONS}
    tool.done("paths", "-d", "/b")
    assert set(os.listdir(os.path.dirname(file_of(place)))) == {*before, paths.FILE}


def test_any_directory(tool, place, tmp_path):
    """A directory of any name gets onto the path, those that end in a blank too, and off it again."""
    made = folders(
        tmp_path, *(name for name in ACCEPTED.values() if len(name) < 200), "# x", "import x", "x.pth"
    )
    tool.done("paths", *made)
    found = seen(place + "/bin/python", "-X", "utf8", "-c", SAY.replace("repr", "ascii"))
    assert set(made) <= set(found)
    assert found[1 : len(made) + 1] == made[::-1]
    result = tool("paths", "-d", *made)
    assert (result.returncode, result.stderr) == (0, "")
    assert listed(place) == []


@pytest.mark.parametrize(
    "path", ["/a\nimport os", "/a\rb", "/a\x0bb", "/a\x85b", "/a\u2028b", "/a\x1b[31m", "/a\udcff"]
)
def test_paths_that_no_line_can_hold(path, tool, place):
    """A path that would be two lines, or none that Python can read, is refused, and nothing is written."""
    tool.refused("paths", "/good", path, code=2)
    assert not os.path.exists(file_of(place))


def test_no_environment(tool, store, tmp_path):
    """There must be an active environment, with a site-packages; it need not be in the store."""
    assert "no environment is active" in tool.refused("paths", "/a")
    assert "no environment is active" in tool.refused("paths", "/a", VIRTUAL_ENV=str(tmp_path / "gone"))
    assert "no environment is active" in tool.refused("paths", "/a", VIRTUAL_ENV=str(tmp_path))
    venv.create(tmp_path / "elsewhere", symlinks=True)
    tool.done("paths", "/a", VIRTUAL_ENV=str(tmp_path / "elsewhere"))
    assert listed(str(tmp_path / "elsewhere")) == ["/a"]
    assert store.names() == []


@pytest.mark.usefixtures("home")
def test_an_environment_of_another_user(as_nobody, open_directory):
    """Where site-packages may not be written to nothing changes."""
    os.makedirs(open_directory + "/x/lib/python3.11/site-packages")
    before = whole(open_directory)
    assert paths  # loaded before: the child may not be able to read it

    def answer():
        os.environ.update(WORKON_HOME=open_directory, HOME="/", VIRTUAL_ENV=open_directory + "/x")
        os.environ["PATH"] = open_directory + "/x/bin"
        return door.serve(["paths", "/a"])

    assert as_nobody(answer) == "1"
    assert whole(open_directory) == before


def test_libraries_of_other_versions(tool, place):
    """Of several library directories it is that of the environment's version."""
    for other in ("python2.7", "python3.99", "pypy3.9"):
        os.makedirs(f"{place}/lib/{other}/site-packages")
    tool.done("paths", "/a")
    written = glob.glob(glob.escape(place) + "/lib/*/site-packages/_virtualenv*")
    assert len(written) == 1 + len(paths.COMPANIONS)
    assert all(f"/python{sys.version_info[0]}.{sys.version_info[1]}" in path for path in written)
