"""A self-contained environment outlives its base, and works wherever it is put."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest

import pythons
from contract import environment, interpreter, packages, statements
from envarium.creator import base_texts, self_check
from envarium.errors import NotSelfContained
from envarium.interpreters import probe
from envarium.store.environment import Environment
from tool import Tool

SHELLS = [shutil.which(name) for name in ("bash", "zsh", "dash")]


pytestmark = pytest.mark.skipif(not pythons.movable(), reason="no interpreter is in a prefix of its own")


class Ground:
    """A store, the tool that works in it, and a base that can be removed."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "home").mkdir()
        ours = ("VIRTUAL_ENV", "XDG_", "PYTHON")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        self.store = folder / "a store"
        self.tool = Tool({**kept, "HOME": str(folder / "home"), "WORKON_HOME": str(self.store)})
        self.make("first", pythons.movable(), "--no-pip")
        self.base = folder / "a base"
        shutil.move(self.store / "first" / ".base", self.base)
        self.library = next(self.base.glob("lib/p*/os.py")).parent
        shutil.rmtree(self.library / "wsgiref/__pycache__")
        for folder in (self.library, self.library / "json"):
            os.mkfifo(folder / "a_pipe.py")
            (folder / "a_link.py").symlink_to("a_pipe.py")
            (folder / "a_device").symlink_to("/dev/zero")
            (folder / "dangling").symlink_to("missing/file")

    def make(self, name, python, *words):
        self.tool.done("create", name, "-p", str(python), "--self-contained", *words)
        return self.store / name

    def environment(self, place):
        return environment.Environment(
            place, str(place / ".base" / "bin" / "python"), "self-contained", self.folder
        )


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    """A store with a base of its own beside it."""
    return Ground(tmp_path_factory.mktemp("contained"))


@pytest.fixture(scope="module")
def orphan(ground):
    """An environment whose base was removed, and which was moved afterwards."""
    made = ground.make("orphan", ground.base / "bin" / "python3")
    gone = ground.folder / "a base that is gone"
    ground.base.rename(gone)
    shutil.rmtree(gone)
    moved = ground.folder / "moved to $HOME's (place)"
    made.rename(moved)
    return moved


def test_it_outlives_its_base_and_is_at_home_elsewhere(ground, orphan):
    """With the base removed, the moved environment fulfils the whole contract."""
    env = ground.environment(orphan)
    for statement in statements.STATEMENTS:
        statement(env)


def test_its_library_has_bytecode(orphan):
    """Modules of which the base has no bytecode are compiled: images of containers are shipped without any."""
    (package,) = orphan.glob(".base/lib/p*/wsgiref")
    modules = {path.stem for path in package.glob("*.py")}
    assert modules == {path.name.partition(".")[0] for path in package.glob("__pycache__/*.pyc")}


def test_no_pipes_and_devices(ground, orphan):
    """Pipes and links to devices in the library of the base are left out."""
    library = orphan / ".base" / ground.library.relative_to(ground.base)
    for names in (set(os.listdir(library)), set(os.listdir(library / "json"))):
        assert "decoder.py" in names or "os.py" in names
        assert names & {"a_pipe.py", "a_link.py", "a_device", "dangling"} == set()


def test_nothing_in_it_names_a_place(orphan):
    """No text that decides anything names the place where it was made, or its base's."""
    for path in self_check._texts(str(orphan)):
        with open(path, "rb") as file:
            content = file.read()
        assert b"a store" not in content, path
        assert b"a base" not in content, path
        assert os.fsencode(os.path.dirname(os.path.dirname(pythons.movable()))) not in content, path


def test_copies_of_it_work_by_themselves(ground, orphan, tmp_path):
    """`cp -a` and `tar` give environments that work in their own directory."""
    subprocess.run(["cp", "-a", orphan, tmp_path / "copied"], check=True)
    (tmp_path / "unpacked").mkdir()
    packed = subprocess.run(["tar", "-C", orphan, "-cf", "-", "."], stdout=subprocess.PIPE, check=True)
    subprocess.run(["tar", "-C", tmp_path / "unpacked", "-xf", "-"], input=packed.stdout, check=True)
    for place in (tmp_path / "copied", tmp_path / "unpacked"):
        env = ground.environment(place)
        interpreter.the_prefix_is_the_environment(env)
        assert str(place) in env.output(str(place / "bin" / "pip"), "--version")


def test_a_script_installed_before_the_move_runs_after_it(ground, orphan, tmp_path):
    """What pip installs gets relocatable launchers too, which work through links to them."""
    env = ground.environment(orphan)
    env.output(
        str(orphan / "bin" / "pip"), "install", "--no-index", "--no-deps", packages.contracted(str(tmp_path))
    )
    moved = orphan.with_name("moved again")
    orphan.rename(moved)
    try:
        (tmp_path / "link").symlink_to(moved / "bin" / "contracted")
        (tmp_path / "link of a link").symlink_to("link")
        prefix, words = eval(env.output(str(tmp_path / "link of a link"), "a b"))
        assert environment.same(prefix, moved)
        assert words == ["a b"]
    finally:
        moved.rename(orphan)


@pytest.mark.parametrize(
    "shell", [pytest.param(shell, id=os.path.basename(shell)) for shell in SHELLS if shell]
)
@pytest.mark.parametrize("way", ["absolute", "relative", "beside", "dotted", "upwards"])
def test_its_activator_finds_the_place(orphan, shell, way):
    """Sourced by any path, it enters the environment that contains it, and leaves no variable."""
    cwd, path = {
        "absolute": ("/", f"{orphan}/bin/activate"),
        "relative": (orphan, "bin/activate"),
        "beside": (orphan / "bin", "./activate"),
        "dotted": (orphan / "lib", "../bin/activate"),
        "upwards": (orphan / "lib", "./../bin/../bin/activate"),
    }[way]
    code = (
        'set -u; env | grep -v "^_=" | sort >"$2/before"; . "$1"; printf "%s\\n" "$VIRTUAL_ENV"; command -v python;'
        'deactivate; env | grep -v "^_=" | sort >"$2/after"; cmp "$2/before" "$2/after"'
    )
    folder = orphan.parent
    done = subprocess.run(
        [shell, "-c", code, "sh", path, str(folder)],
        cwd=cwd, env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    place, python = done.stdout.splitlines()
    assert os.path.realpath(place) == os.path.realpath(orphan)
    assert os.path.samefile(python, orphan / "bin" / "python")


SMALL = (("busybox", "sh"), ("mksh",), ("dash",))
"""Shells that do not give the path of a sourced file."""

ENTER = '. "$1"; printf "%s\\n" "$?" "${VIRTUAL_ENV-none}" "$PATH"'


def enter(orphan, tmp_path, command, code):
    """Return what `code` prints in the shell `command`, with the programs of busybox alone if it is that one."""
    shell = shutil.which(command[0])
    if not shell:
        pytest.skip(f"{command[0]} is not installed here")
    if command[0] == "busybox":
        subprocess.run([shell, "--install", "-s", tmp_path], check=True)
    call = [shell, *command[1:], "-c", code, "sh", f"{orphan}/bin/activate"]
    variables = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    done = subprocess.run(call, env=variables, cwd="/", capture_output=True, text=True, check=False)
    return [*done.stdout.splitlines(), done.stderr]


@pytest.mark.parametrize("command", SMALL, ids=" ".join)
def test_its_activator_in_small_shells(orphan, tmp_path, command):
    """A shell that does not give the path of a sourced file has the file open, and the kernel knows its path."""
    paths = f"{tmp_path}:/usr/bin:/bin"
    assert enter(orphan, tmp_path, command, ENTER) == ["0", str(orphan), f"{orphan}/bin:{paths}", ""]


@pytest.mark.parametrize("command", [("mksh",), ("dash",)], ids=" ".join)
def test_its_activator_where_the_place_is_unknown(orphan, tmp_path, command):
    """In a subshell, whose files are not those of the process that has the shell's number, nothing is entered."""
    code, place, path, message = enter(orphan, tmp_path, command, f"({ENTER}; :)")
    assert (code, place, path) == ("1", "none", f"{tmp_path}:/usr/bin:/bin")
    assert message.startswith("envarium: this shell does not tell")


def test_its_activator_for_fish_finds_the_place(orphan):
    """The same in fish."""
    fish = shutil.which("fish")
    assert fish, "fish is missing"
    code = "source $argv[1]; echo $VIRTUAL_ENV; command -v python; deactivate; not set -q VIRTUAL_ENV"
    done = subprocess.run(
        [fish, "--no-config", "-c", code, "bin/activate.fish"], cwd=orphan, capture_output=True, text=True, check=True,
        env={"PATH": "/usr/bin:/bin", "HOME": str(orphan.parent)},
    )  # fmt: skip
    place, python = done.stdout.splitlines()
    assert os.path.realpath(place) == os.path.realpath(orphan)
    assert os.path.samefile(python, orphan / "bin" / "python")


def test_its_activator_for_python_finds_the_place(orphan):
    """The same from within a Python."""
    code = (
        "import runpy, sys; g = runpy.run_path(sys.argv[1]); import os; "
        "print(repr((os.environ['VIRTUAL_ENV'], sys.prefix, os.environ['PATH'].split(':')[0])))"
    )
    command = [orphan / ".base" / "bin" / "python", "-c", code, "bin/activate_this.py"]
    done = subprocess.run(command, cwd=orphan, capture_output=True, text=True, check=True)
    place, prefix, first = eval(done.stdout)
    assert os.path.realpath(place) == os.path.realpath(prefix) == os.path.realpath(orphan)
    assert os.path.realpath(first) == os.path.realpath(orphan / "bin")


def test_an_environment_made_from_it_is_based_on_what_it_carries(ground, orphan):
    """Requested by its path, its Python selects the base that it contains."""
    ground.tool.done("create", "child", "-p", str(orphan / "bin" / "python"), "--no-pip")
    config = Environment(str(ground.store / "child")).config
    assert os.path.realpath(config.get("home")) == os.path.realpath(orphan / ".base" / "bin")


def test_an_active_one_is_no_base_unasked(ground, orphan):
    """Another environment, made while it is active, is made from the Python that PATH has besides."""
    path = f"{orphan}/bin:{os.path.dirname(pythons.movable())}"
    ground.tool.done("create", "other", "--no-pip", PATH=path, VIRTUAL_ENV=str(orphan))
    home = Environment(str(ground.store / "other")).config.get("home")
    assert os.path.realpath(home) == os.path.realpath(os.path.dirname(pythons.movable()))


def test_it_is_not_replaced_by_one_that_is_made_from_it(ground):
    """What would be published without its base is refused; another self-contained one carries its own."""
    place = ground.make("c", pythons.movable(), "--no-pip")
    words = ("create", "--clear", "c", "-p", f"{place}/bin/python", "--no-pip")
    for strategy in ("copy", "pyvenv.cfg"):
        assert "would be replaced" in ground.tool.refused(*words, "--strategy", strategy)
    ground.tool.done(*words)
    subprocess.run([place / "bin" / "python", "-c", "import json"], check=True)


def test_its_dependants_are_listed(ground):
    """Renaming or removing it names the environments that are made from the base inside it."""
    place = ground.make("d", pythons.movable(), "--no-pip")
    for name in ("on d", "on d too"):
        ground.tool.done("create", name, "-p", f"{place}/bin/python", "--no-pip")
    assert '"on d" was made' in ground.tool("rename", "d", "e").stderr
    ground.tool.done("create", "on e", "-p", f"{place.parent}/e/bin/python", "--no-pip")
    output = ground.tool("remove", "e", "on e").stderr
    assert "was made" not in output
    ground.tool.done("restore", "e")
    ground.tool.done("restore", "on e")
    assert '"on e" was made' in ground.tool("remove", "e").stderr


def test_users_of_its_python_are_listed_on_creation_and_replacement(ground):
    """Creating from it says whose Python that is; --clear names those that lose it, and none that keep it."""
    place = ground.make("f", pythons.movable(), "--no-pip")
    done = ground.tool("create", "on f", "-p", f"{place}/bin/python", "--no-pip")
    assert f'it uses the Python inside "{place}"' in done.stderr
    again = ("create", "--clear", "f", "-p", pythons.movable(), "--no-pip")
    assert "was made" not in ground.tool(*again, "--self-contained").stderr
    assert '"on f" was made' in ground.tool(*again).stderr


def test_a_launcher_that_names_its_path(ground):
    """Poetry and pdm write such: doctor finds it, and after a repair it runs wherever the environment is moved."""
    place = ground.make("g", pythons.movable(), "--no-pip")
    launcher = place / "bin" / "tool"
    launcher.write_text(f"#!{place}/bin/python\nimport sys; print(sys.prefix)\n")
    launcher.chmod(0o755)
    rows = json.loads(ground.tool("doctor", "--json", "g").stdout)
    assert [row["id"] for row in rows if row["level"] != "note"] == ["launchers-absolute"]
    ground.tool.done("repair", "g")
    assert ground.tool("doctor", "g").returncode == 0
    moved = place.with_name("moved by hand")
    place.rename(moved)
    assert subprocess.check_output([moved / "bin" / "tool"], text=True) == f"{moved}\n"


def facts_of(place):
    (answer,) = probe.ask([str(place / "bin" / "python")])
    return answer


@pytest.fixture
def spoilt(ground, orphan, tmp_path):
    """A copy of an environment that is in order, and a function that checks it."""
    place = tmp_path / "spoilt"
    subprocess.run(["cp", "-a", orphan, place], check=True)
    facts = facts_of(place)
    (tmp_path / "library").mkdir()
    (tmp_path / "binary").touch()
    facts.prefix, facts.stdlib = "/opt/the/base", str(tmp_path / "library")
    facts.executable = facts.libpython = str(tmp_path / "binary")

    def check():
        self_check.check(str(place), "/where/it/was/made", facts)

    check()
    return place, check


def test_the_check_finds_a_link_that_leads_out(spoilt):
    """Absolute, leading upwards out of it, or dangling: no such link passes."""
    place, check = spoilt
    for target in (str(place / "bin"), "../../..", "missing"):
        (place / "lib" / "odd").symlink_to(target)
        with pytest.raises(NotSelfContained, match="odd"):
            check()
        (place / "lib" / "odd").unlink()
    check()


def test_the_check_finds_a_text_that_names_a_place(spoilt):
    """A launcher with a path in it does not pass."""
    place, check = spoilt
    (place / "bin" / "odd").write_text("#!/where/it/was/made/bin/python\n")
    with pytest.raises(NotSelfContained, match="odd"):
        check()


def test_the_check_finds_a_python_that_is_not_at_home(spoilt):
    """Without the landmark the binary does not start, or has another prefix: either way it does not pass."""
    place, check = spoilt
    library = next((place / "lib").glob("python*"))
    (library / "os.py").unlink()
    with pytest.raises(NotSelfContained, match="Python"):
        check()


def test_it_cannot_see_the_system(ground):
    """What contradicts itself is refused before anything is made."""
    refused = ground.tool.refused
    assert "system" in refused("create", "no", "--self-contained", "--system-site-packages", code=2)
    assert "strategy" in refused("create", "no", "--self-contained", "--strategy", "pyvenv.cfg", code=2)
    assert not (ground.store / "no").exists()


def test_a_base_behind_a_link(ground, orphan, tmp_path):
    """A base that is found by an alias of its directory is copied whole as well."""
    (tmp_path / "alias").symlink_to(os.path.dirname(os.path.dirname(pythons.movable())))
    place = ground.make("aliased", tmp_path / "alias" / "bin" / "python", "--no-pip")
    interpreter.the_prefix_is_the_environment(ground.environment(place))


SHARED_DATA = "build_time_vars = {'prefix': '/usr', 'LIBDIR': '/usr/lib', 'CC': '/usr/bin/gcc', 'N': 1}\n"
OWN_DATA = "build_time_vars = {'LDFLAGS': '-L/opt/py/lib -Wl,-rpath,/opt/py/lib', 'OTHER': '/opt/pypy/lib'}\n"


@pytest.mark.parametrize(
    ("text", "prefixes", "values"),
    [
        (SHARED_DATA, ("/usr",), {"prefix": "@", "LIBDIR": "@/lib", "CC": "/usr/bin/gcc", "N": 1}),
        (OWN_DATA, ("/alias", "/opt/py"), {"LDFLAGS": "-L@/lib -Wl,-rpath,@/lib", "OTHER": "/opt/pypy/lib"}),
    ],
    ids=["shared prefix", "own prefix"],
)
def test_build_variables_follow_the_place(tmp_path, text, prefixes, values):
    """Imported, they contain the directory of the module; other programs' paths stay."""
    library = tmp_path / "base" / "lib" / "python3.99"
    library.mkdir(parents=True)
    path = library / "_sysconfigdata.py"
    path.write_text(base_texts.sysconfig_data(text, prefixes))
    found = {"__file__": str(path)}
    exec(compile(path.read_text(), path, "exec"), found)
    here = os.path.realpath(tmp_path / "base")
    assert found["build_time_vars"] == {
        key: value.replace("@", here) if isinstance(value, str) else value for key, value in values.items()
    }


def test_build_variables_that_are_a_program_stay():
    """PyPy computes them."""
    text = "import sys\nbuild_time_vars = {'A': sys.prefix}\n"
    assert base_texts.sysconfig_data(text, ("/usr",)) == text
