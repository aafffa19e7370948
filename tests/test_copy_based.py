"""The copy strategy: what it lays out, when it refuses, and who chooses it."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

import pythons
import trees
from envarium.creator import base_link, bootstrap, copy_based
from envarium.creator.request import Request
from envarium.interpreters import probe
from envarium.interpreters.facts import FIELDS, Facts
from envarium.store.environment import Environment
from tool import Tool

USUAL = [path for path in pythons.there() if pythons.version(path) >= (3, 8) and not pythons.is_pypy(path)]


@pytest.fixture(scope="module")
def tool(tmp_path_factory):
    """The command line on a store of this module's own, in a home directory with blanks."""
    folder = tmp_path_factory.mktemp("copies")
    (folder / "a home").mkdir()
    ours = ("VIRTUAL_ENV", "XDG_", "PYTHON")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    pyenv = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    return Tool(
        {**kept, "HOME": str(folder / "a home"), "PYENV_ROOT": pyenv, "WORKON_HOME": str(folder / "a store")}
    )


@pytest.fixture(scope="module")
def make(tool):
    """A function that makes an environment of the words given, and returns its place."""
    count = 0

    def run(*words, **variables):
        nonlocal count
        count += 1
        tool.done("create", f"made {count}", *words, **variables)
        return f"{tool.environment['WORKON_HOME']}/made {count}"

    return run


@pytest.fixture(scope="module")
def made(make):
    """A copy environment without pip, and the interpreter that it was made from."""
    return make("-p", USUAL[-1], "--strategy", "copy", "--no-pip"), USUAL[-1]


@pytest.fixture(scope="module")
def origin_base(make, tmp_path_factory):
    """A base whose binary finds its libpython relative to itself, and which carries a Tcl."""
    shared = [path for path in USUAL if facts(path).libpython and not path.startswith("/usr/")]
    if not shared:
        pytest.skip("no interpreter of this machine has a libpython to be moved")
    base = tmp_path_factory.mktemp("origin") / "base"
    shutil.copytree(make("-p", shared[-1], "--self-contained", "--no-pip") + "/.base", base, symlinks=True)
    (base / "lib" / "tcl8.6").mkdir()
    return base


def facts(path):
    (answer,) = probe.ask([path])
    assert isinstance(answer, Facts), answer
    return answer


def says(python, code, *flags, **variables):
    kept = {"PATH": "/usr/bin:/bin", "HOME": "/dev/null/nowhere", **variables}
    done = subprocess.run([python, *flags, "-c", code], env=kept, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return eval(done.stdout)


PREFIXES = "import sys; print(repr((sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix)))"


def test_the_binary_is_a_file_and_the_library_is_linked(made):
    """The binary is a real copy; each entry of the base's library is one link, which is alive."""
    place, base = made
    output = facts(base)
    library = f"{place}/lib/{os.path.basename(output.stdlib)}"
    real = os.path.realpath(place + "/bin/python")
    assert os.path.dirname(real) == os.path.realpath(place) + "/bin"
    with open(real, "rb") as mine, open(output.executable, "rb") as theirs:
        assert mine.read() == theirs.read()
    assert os.path.samefile(library + "/lib-dynload", output.platstdlib + "/lib-dynload")
    own = {"site-packages", "orig-prefix.txt", "no-global-site-packages.txt"}
    for name in os.listdir(library):
        assert os.path.islink(f"{library}/{name}") == (name not in own)
        assert os.path.exists(f"{library}/{name}")
    missing = set(os.listdir(output.stdlib)) - set(os.listdir(library))
    assert missing <= {"dist-packages", "EXTERNALLY-MANAGED"}


def test_no_distributor_forbids_pip(make):
    """An EXTERNALLY-MANAGED file of the base's is not seen in an environment."""
    managed = [path for path in USUAL if os.path.exists(facts(path).stdlib + "/EXTERNALLY-MANAGED")]
    if not managed:
        pytest.skip("no interpreter has an EXTERNALLY-MANAGED file")
    for base in managed:
        place = make("-p", base, "--strategy", "copy", "--no-pip")
        found = [name for _, _, names in os.walk(place) for name in names]
        assert "EXTERNALLY-MANAGED" not in found


def test_classic_marks(made):
    """The marks of the classic tool say where the base is, and that its packages are hidden; pyvenv.cfg has no home."""
    place, base = made
    output = facts(base)
    library = f"{place}/lib/{os.path.basename(output.stdlib)}"
    with open(library + "/orig-prefix.txt", encoding="utf-8") as file:
        assert file.read() == output.prefix
    assert os.path.exists(library + "/no-global-site-packages.txt")
    config = Environment(place).config
    assert "home" not in config
    assert config.get("include-system-site-packages") == "false"
    assert config.get("base-executable") == output.executable


def test_the_record_of_the_base(made):
    """Binary, size, time, version and library are recorded, so that an upgrade can be seen."""
    place, base = made
    output = facts(base)
    found = base_link.read(place)
    assert found
    status = os.stat(os.path.realpath(output.executable))
    assert found.base.get("binary") == os.path.realpath(output.executable)
    assert (found.base.get("size"), found.base.get("mtime_ns")) == (
        str(status.st_size),
        str(status.st_mtime_ns),
    )
    assert found.base.get("hexversion") == output.hexversion
    assert list(found.entries) == copy_based.entries(output)
    assert base_link.read(place + "/bin") is None


def test_a_base_that_finds_its_library_relative_to_itself(make, origin_base):
    """`$ORIGIN` run paths are served: the copied binary starts, and the base's Tcl is found."""
    base = str(origin_base / "bin" / "python3")
    place = make("-p", base, "--strategy", "copy", "--no-pip")
    real = os.path.realpath(origin_base)
    assert [os.path.realpath(path) for path in says(place + "/bin/python", PREFIXES)] == [
        os.path.realpath(place), os.path.realpath(place), real, real,
    ]  # fmt: skip
    assert os.path.samefile(place + "/lib/tcl8.6", origin_base / "lib" / "tcl8.6")


@pytest.mark.parametrize("words", [("--strategy", "copy"), ("--self-contained",)])
def test_a_run_path_with_a_subdirectory(make, origin_base, tmp_path, words):
    """The copied binary finds a library that is two directories deep."""
    base = tmp_path / "base"
    shutil.copytree(origin_base, base, symlinks=True)
    library = next((base / "lib").glob("libpython3.*.so*"))
    (base / "l" / "s").mkdir(parents=True)
    library.rename(base / "l" / "s" / library.name)
    assert trees.set_run_path(str((base / "bin" / "python3").resolve()), "$ORIGIN/../l/s")
    place = make("-p", str(base / "bin" / "python3"), "--no-pip", *words)
    prefix, *_ = says(place + "/bin/python", PREFIXES)
    assert os.path.realpath(prefix) == os.path.realpath(place)


def test_headers_are_installed_into_the_environment(make):
    """What is put among the headers by distutils or `venv --upgrade` is not put into the base."""
    bases = [
        path for path in USUAL if os.path.isfile(f"{facts(path).prefix}/{facts(path).include}/pyconfig.h")
    ]
    if not bases:
        pytest.skip("no Python on this machine has its headers")
    base = bases[0]
    headers = facts(base).include
    place = make("-p", base, "--strategy", "copy", "--no-pip")
    assert os.path.isfile(f"{place}/{headers}/pyconfig.h")
    os.mkdir(f"{place}/{headers}/a project")
    assert not os.path.exists(f"{facts(base).prefix}/{headers}/a project")
    subprocess.run([base, "-m", "venv", "--upgrade", "--without-pip", place], check=True)


def test_a_base_inside_an_environment_is_not_the_base(make, made):
    """Made from an environment's Python, of either strategy, it has the real base."""
    place, base = made
    output = facts(base)
    for strategy in ("copy", "pyvenv.cfg"):
        child = make("-p", place + "/bin/python", "--strategy", strategy, "--no-pip")
        assert os.path.realpath(says(child + "/bin/python", PREFIXES)[2]) == os.path.realpath(output.prefix)


def test_another_python_is_left_alone(made):
    """A Python that adds the environment's packages to its own path is not changed."""
    place, base = made
    packages = says(place + "/bin/python", "import sysconfig; print(repr(sysconfig.get_path('purelib')))")
    before = says(base, PREFIXES)
    assert says(base, f"import site; site.addsitedir({packages!r}); {PREFIXES}") == before


def test_the_hook_may_run_twice(made):
    """Telling once more, as `.start` files make it, changes nothing; nothing but os and sys is imported for it."""
    place, _ = made
    module = bootstrap.MODULE
    code = f"import sys; p = list(sys.path); import {module} as m; m.tell(); m.tell(); print(repr((p, sys.path)))"
    before, after = says(place + "/bin/python", code)
    assert before == after
    loaded = (
        f"import sys, os; m = set(sys.modules); import {bootstrap.MODULE}; print(repr(set(sys.modules) - m))"
    )
    assert says(place + "/bin/python", loaded, "-S", PYTHONPATH=after[-1]) == {bootstrap.MODULE}


def imagined(**changes):
    """Facts of an interpreter that this machine lacks: those of one that it has, with changes."""
    answer = facts(USUAL[-1])
    output = {field: getattr(answer, field) for field in FIELDS}
    output["names"] = " ".join(output["names"])
    return Facts({**output, **changes})


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"framework": "Python"}, "framework"),
        ({"implementation": "GraalVM"}, "GraalVM"),
        ({"stdlib": "/nowhere/lib/python3.99"}, "does not consist of files"),
        ({"purelib": "site-packages"}, "not looked for"),
        ({"prefix": "/a\nb"}, "line break"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_refusals(changes, reason):
    """What cannot be served is refused in one sentence."""
    output = copy_based.refusal(Request("/nowhere", imagined(**changes)))
    assert reason in output
    assert "\n" not in output.replace("\nb", "")


@pytest.mark.parametrize(
    ("minor", "threads", "flags"),
    [("3.15", "t", "t"), ("3.15", "", "d"), ("3.14", "t", "td"), ("3.99", "t", "td")],
)
def test_layouts_of_builds_that_are_not_here(minor, threads, flags, tmp_path):
    """A free-threaded build's library is `python3.15t`, a debug build's program and headers have a `d`."""
    library, program, include = f"python{minor}{threads}", f"python{minor}{flags}", f"python{minor}{flags}"
    python = imagined(
        abi_thread=threads, names=f"python python3 python{minor} {program}", version=f"{minor}.0",
        stdlib=str(tmp_path / "lib" / library), platstdlib=str(tmp_path / "lib" / library),
        purelib=f"lib/{library}/site-packages", platlib=f"lib/{library}/site-packages",
        include=f"include/{include}", prefix=str(tmp_path), site_directories=f"lib/{library}/site-packages",
    )  # fmt: skip
    (tmp_path / "lib" / library / "lib-dynload").mkdir(parents=True)
    (tmp_path / "lib" / library / "os.py").touch()
    (tmp_path / "include" / include).mkdir(parents=True)
    request = Request("/nowhere", python)
    assert copy_based.refusal(request) == ""
    layout = copy_based.build(request)
    (tmp_path / "made").mkdir()
    layout.write(str(tmp_path / "made"))
    assert (tmp_path / "made" / "lib" / library / "os.py").exists()
    assert (tmp_path / "made" / "include" / include).is_dir()
    assert os.readlink(tmp_path / "made" / "bin" / "python") == os.path.basename(program)
    assert not (tmp_path / "made" / "bin" / program).is_symlink()


def is_copy(place):
    return "home" not in Environment(place).config


def test_the_strategy_is_asked_for_by_flag_or_setting(make, tool, tmp_path):
    """The flag decides; else the setting; else it is pyvenv.cfg. `auto` takes the first that does not refuse."""
    settings = tmp_path / "envarium"
    settings.mkdir()
    (settings / "config.toml").write_text('strategy = "copy"\n')
    asked = ("-p", USUAL[-1], "--no-pip")
    assert not is_copy(make(*asked))
    assert is_copy(make(*asked, XDG_CONFIG_HOME=str(tmp_path)))
    assert not is_copy(make(*asked, "--strategy", "pyvenv.cfg", XDG_CONFIG_HOME=str(tmp_path)))
    assert not is_copy(make(*asked, "--strategy", "auto", XDG_CONFIG_HOME=str(tmp_path)))
    (settings / "config.toml").write_text('strategy = "symlink"\n')
    done = tool("create", "usual", *asked, XDG_CONFIG_HOME=str(tmp_path))
    assert (done.returncode, "line 1" in done.stderr) == (0, True), done.stderr
    assert not is_copy(tool.environment["WORKON_HOME"] + "/usual")
    assert tool("create", "never", *asked, "--strategy", "symlink").returncode == 2
    assert not os.path.exists(tool.environment["WORKON_HOME"] + "/never")


def old():
    return [path for path in pythons.there() if pythons.version(path) < (3,)]


@pytest.mark.skipif(not old(), reason="there is no Python 2.7 here")
def test_python_2_gets_the_strategy_that_can(make, tool):
    """Without a word about strategies, 2.7 is served by a copy; PEP 405 asked for by name is refused."""
    place = make("-p", old()[0])
    assert is_copy(place)
    assert Environment(place).version.startswith("2.7")
    done = subprocess.run([place + "/bin/pip", "--version"], capture_output=True, text=True, check=True)
    assert place in done.stdout
    reason = tool.refused("create", "never", "-p", old()[0], "--strategy", "pyvenv.cfg")
    assert "PEP 405" in reason


def test_the_base_disappears(make, origin_base, tmp_path):
    """Without its base, an environment fails with an error, and never runs another Python."""
    moved = tmp_path / "moving"
    shutil.copytree(origin_base, moved, symlinks=True)
    place = make("-p", str(moved / "bin" / "python3"), "--strategy", "copy", "--no-pip")
    says(place + "/bin/python", PREFIXES)
    shutil.rmtree(moved)
    done = subprocess.run(
        [place + "/bin/python", "-c", PREFIXES], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
