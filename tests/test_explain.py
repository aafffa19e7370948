from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

import pythons
from envarium.errors import NotAnInterpreter
from envarium.explaining import explain, verify

BASES = pythons.there()
STRATEGIES = ("pyvenv.cfg", "copy")


def version(path):
    return pythons.version(path)[:2]


def rules(path):
    """The search that the interpreter at `path` follows: PyPy's, getpath.c's or getpath.py's."""
    return "pypy" if pythons.is_pypy(path) else version(path) >= (3, 11)


def ends():
    """The oldest and the newest interpreter of each search."""
    kinds = {}
    for path in sorted(BASES, key=version):
        kinds.setdefault(rules(path), []).append(path)
    return sorted({path for paths in kinds.values() for path in (paths[0], paths[-1])})


ENDS = ends()


def name(path):
    return os.path.basename(os.path.realpath(path)) + "-" + ".".join(map(str, pythons.version(path)))


def variables(home, **more):
    """A user's environment in which nothing misleads a Python, but for `more`."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return {**kept, "HOME": str(home), "LC_ALL": "C.UTF-8", **more}


def check(executable, home, **more):
    """Explain `executable`, compare with its own answer, and return the explanation."""
    environ = variables(home, **more)
    explanation = explain.explain(str(executable), str(home / "cache"), environ)
    found = verify.differences(explanation, environ)
    assert [(one.name, one.computed, one.said) for one in found] == []
    return explanation


def envarium(*words, home, store, **more):
    environ = variables(home, WORKON_HOME=str(store), COLUMNS="80", **more)
    return subprocess.run(
        [sys.executable, "-m", "envarium", *words], env=environ, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A function that returns an environment of a base and a strategy, made once."""
    home = tmp_path_factory.mktemp("home")
    store = tmp_path_factory.mktemp("store")

    def get(base, strategy):
        place = store / f"{name(base)}-{strategy}"
        if not place.exists():
            done = envarium(
                "create", "-p", base, "--no-pip", "--strategy", strategy, place.name, home=home, store=store
            )
            assert done.returncode == 0, done.stderr
        return place

    return get


def environments(bases):
    """Each base with each strategy that can serve it, for parametrize."""
    return [
        pytest.param(base, strategy, id=f"{name(base)}-{strategy}")
        for base in bases
        for strategy in STRATEGIES
        if strategy == "copy" or version(base) >= (3, 3)
    ]


every_base = pytest.mark.parametrize("base", BASES, ids=name)
every_environment = pytest.mark.parametrize(("base", "strategy"), environments(BASES))
typical = pytest.mark.parametrize(("base", "strategy"), environments(ENDS))


@every_base
def test_bases(base, home):
    """What is computed of a base interpreter is what it says."""
    explanation = check(base, home)
    assert explanation.environment == ""
    assert explanation.changes == ()
    assert explanation.release.startswith(".".join(map(str, version(base))))


@every_environment
def test_environments(base, strategy, made, home):
    """What is computed of an environment is what it says, its prefix is its place, and nothing is wrong."""
    place = made(base, strategy)
    explanation = check(place / "bin/python", home)
    assert explanation.environment == explanation.outcome.prefix == str(place)
    assert explanation.outcome.base_prefix != str(place)
    assert explanation.troubles == []
    assert [change.value for change in explanation.changes if change.name == "PATH"] == [f"{place}/bin"]


@typical
@pytest.mark.parametrize("values", ["", "false true", "true false"])
def test_repeated_lines(values, base, strategy, made, home, tmp_path):
    """Of several lines that show or hide the base's packages it is the last that counts; without one they are seen."""
    place = tmp_path / "env"
    shutil.copytree(made(base, strategy), place, symlinks=True)
    key = "include-system-site-packages"
    lines = (place / "pyvenv.cfg").read_text().splitlines()
    lines = [line for line in lines if not line.startswith(key)]
    (place / "pyvenv.cfg").write_text("\n".join(lines + [f"{key} = {value}" for value in values.split()]))
    check(place / "bin/python", home)


@pytest.mark.parametrize(
    "base", [base for base in BASES if version(base) >= (3, 6) and not pythons.is_pypy(base)], ids=name
)
@pytest.mark.parametrize("how", ["--symlinks", "--copies"])
def test_venv(base, how, home, tmp_path):
    """Environments of the standard library's venv are understood, with copied interpreters too."""
    place = tmp_path / "env"
    subprocess.run(
        [base, "-m", "venv", "--without-pip", "--system-site-packages", how, str(place)],
        env=variables(home),
        check=True,
    )
    assert check(place / "bin/python", home).outcome.prefix == str(place)


def lib(place):
    """The directory of the standard library in an environment."""
    return next(
        path for path in sorted((place / "lib").iterdir()) if path.name.startswith(("python", "pypy"))
    )


def replace(path, target):
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)
    if target:
        path.symlink_to(target)


def rehome(place):
    config = place / "pyvenv.cfg"
    if config.exists():
        lines = config.read_text().splitlines()
        config.write_text(
            "\n".join("home = /gone/bin" if line.startswith("home") else line for line in lines)
        )


def dereference(place):
    for path in (place / "bin").iterdir():
        if path.is_symlink() and path.name.startswith(("python", "pypy")):
            real = path.resolve()
            path.unlink()
            shutil.copy2(real, path)


def add_pth(place):
    packages = lib(place) / "site-packages"
    (place / "extra").mkdir()
    (packages / "a.pth").write_text("../../../extra\n/nowhere\n# no\n\n../../../extra\nimport sys\n/usr\n")
    (packages / ".hidden.pth").write_text("/usr/share\n")


def add_start(place):
    packages = lib(place) / "site-packages"
    for directory in ("first", "second", "third"):
        (place / directory).mkdir()
    (packages / "a.pth").write_text("import sys\n../../../first\n  import os\n\t../../../second \n/nowhere\n")
    (packages / "a.start").write_text("# calls\n\nos:getpid\n")
    (packages / "b.pth").write_text("import sys\n../../../third\n../../../first\n")
    (packages / "c.pth").write_text("import sys\n")
    (packages / "c.start").write_bytes(b"\xff\xfe")
    (packages / ".hidden.start").write_text("os:abort\n")


def zip_name(place):
    return "python" + "".join(character for character in lib(place).name if character.isdigit()) + ".zip"


DEEDS = {
    "moved": os.listdir,
    "no-config": lambda place: replace(place / "pyvenv.cfg", ""),
    "no-home": rehome,
    "config-in-bin": lambda place: (
        (place / "pyvenv.cfg").exists() and shutil.move(place / "pyvenv.cfg", place / "bin")
    ),
    "no-landmark": lambda place: [replace(lib(place) / file, "") for file in ("os.py", "site.py")],
    "dangling-landmark": lambda place: replace(lib(place) / "os.py", "/gone/os.py"),
    "no-extensions": lambda place: replace(lib(place) / "lib-dynload", ""),
    "dangling-extensions": lambda place: replace(lib(place) / "lib-dynload", "/gone/lib-dynload"),
    "no-encodings": lambda place: replace(lib(place) / "encodings", "/gone/encodings"),
    "dangling-python": lambda place: replace(place / "bin/python", "/gone/python3"),
    "not-executable": lambda place: [
        os.chmod(path, 0o644) for path in (place / "bin").glob("*3*") if not path.is_symlink()
    ],
    "real-files": dereference,
    "pth": add_pth,
    "start": add_start,
    "zip": lambda place: (place / "lib" / zip_name(place)).touch(),
    "build": lambda place: (place / "bin/pybuilddir.txt").touch(),
    "underpth": lambda place: (place / "bin/python._pth").write_text("/usr\n../lib # here\nimport site\n"),
}


@pytest.mark.parametrize("deed", DEEDS)
@typical
def test_broken(base, strategy, deed, made, home, tmp_path):
    """Whatever is done to an environment: what is computed is what its Python then says, or it does not start."""
    place = tmp_path / "changed"
    shutil.copytree(made(base, strategy), place, symlinks=True)
    DEEDS[deed](place)
    check(place / "bin/python", home)


@typical
def test_code_is_named(base, strategy, made, home, tmp_path):
    """The lines of code that are run are named; from 3.15 on a .start file stands in for those of its .pth file."""
    place = tmp_path / "changed"
    shutil.copytree(made(base, strategy), place, symlinks=True)
    add_start(place)
    named = list(map(os.path.basename, check(place / "bin/python", home).code))
    calls = (
        ["b.pth:1", "c.pth:1", "a.start:3"] if version(base) >= (3, 15) else ["a.pth:1", "b.pth:1", "c.pth:1"]
    )
    assert list(dict.fromkeys(named)) == calls


@typical
def test_packages_in_pythonpath(base, strategy, made, home, tmp_path):
    """The directory of packages counts once, and its files are read, though PYTHONPATH names it."""
    place = tmp_path / "changed"
    shutil.copytree(made(base, strategy), place, symlinks=True)
    add_start(place)
    check(place / "bin/python", home, PYTHONPATH=f"{lib(place)}/site-packages:{place}/third")


@typical
def test_called_from_elsewhere(base, strategy, made, home, tmp_path):
    """A link from elsewhere, also a relative one, a link to the store, and `..` on the way lead to the same answer."""
    place = made(base, strategy)
    (tmp_path / "far/bin").mkdir(parents=True)
    (tmp_path / "far/bin/python").symlink_to(place / "bin/python")
    (tmp_path / "near").symlink_to(os.path.relpath(place / "bin/python", tmp_path))
    (tmp_path / "store").symlink_to(place.parent)
    for path in ("far/bin/python", "near", f"store/{place.name}/bin/python"):
        check(tmp_path / path, home)


@typical
def test_variables(base, strategy, made, home):
    """PYTHONPATH, PYTHONHOME, PYTHONUSERBASE and PYTHONNOUSERSITE count as they do for the interpreter."""
    python = made(base, strategy) / "bin/python"
    real = os.path.dirname(os.path.dirname(os.path.realpath(base)))
    user = home / ".local/lib" / lib(python.parent.parent).name / "site-packages"
    user.mkdir(parents=True)
    (user / "a.pth").write_text("/usr\n")
    for executable in (python, base):
        check(executable, home)
        check(executable, home, PYTHONNOUSERSITE="1")
        check(executable, home, PYTHONUSERBASE=str(home / "nowhere"))
        check(executable, home, PYTHONPATH=f"/usr:relative::{home}/../home")
        for told in (real, real + "/:/usr", str(python.parent.parent), "/nowhere"):
            check(executable, home, PYTHONHOME=told)


@typical
def test_at_the_root(base, strategy, made, home, monkeypatch):
    """Where one stands counts for the relative entries of PYTHONPATH."""
    monkeypatch.chdir("/")
    check(made(base, strategy) / "bin/python", home, PYTHONPATH="relative::./x/../y:/usr//lib")


@typical
def test_environment_in_an_environment(base, strategy, made, home, tmp_path):
    """An environment made by the Python of another is explained too."""
    if version(base) < (3, 3):
        pytest.skip("there is no venv before 3.3")
    inner = tmp_path / "inner"
    outer = made(base, strategy) / "bin/python"
    subprocess.run([str(outer), "-m", "venv", "--without-pip", str(inner)], env=variables(home), check=True)
    assert check(inner / "bin/python", home).environment == str(inner)


@every_base
def test_moved_base(base, home, tmp_path):
    """A base that stands elsewhere than it was built for is found there, by the landmark."""
    stdlib = subprocess.run(
        [base, "-c", "import os; print(os.path.dirname(os.__file__))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    place = tmp_path / "moved"
    (place / "bin").mkdir(parents=True)
    library = place / "lib" / os.path.basename(stdlib)
    library.mkdir(parents=True)
    for entry in os.listdir(stdlib):
        if entry not in ("site-packages", "dist-packages"):
            (library / entry).symlink_to(os.path.join(stdlib, entry))
    shutil.copy2(os.path.realpath(base), place / "bin")
    copied = place / "bin" / os.path.basename(os.path.realpath(base))
    assert check(copied, home).outcome.prefix == str(place)


def test_a_dangling_landmark_is_told(made, home, tmp_path):
    """A copy environment whose os.py leads nowhere says so, and where the standard library comes from instead."""
    base = next(base for base in BASES if version(base) >= (3, 6) and not pythons.is_pypy(base))
    place = tmp_path / "changed"
    shutil.copytree(made(base, "copy"), place, symlinks=True)
    replace(lib(place) / "os.py", "/gone/os.py")
    explanation = check(place / "bin/python", home)
    assert any("/gone/os.py" in trouble.sentence for trouble in explanation.troubles)
    passed = [step for step in explanation.places if step.path == str(lib(place) / "os.py")]
    assert [step.found for step in passed] == [False]


@pytest.mark.parametrize("text", ["#!/bin/sh\n", "", "not a program at all"])
def test_no_python(text, home, tmp_path):
    """What is no Python is refused by a sentence, even if its name is a Python's."""
    path = pythons.script(tmp_path / "python3.12", text)
    with pytest.raises(NotAnInterpreter):
        explain.explain(path, str(home), variables(home))


@pytest.fixture
def shop(made, home):
    """A function that runs envarium with a store of one environment that is called `shop`."""
    place = home / "store"
    place.mkdir()
    base = next(base for base in BASES if version(base) >= (3, 8) and not pythons.is_pypy(base))
    shutil.copytree(made(base, "pyvenv.cfg"), place / "shop", symlinks=True)

    def run(*words, **more):
        return envarium(*words, home=home, store=place, **more)

    run.place = place / "shop"
    return run


def foretold(place, minor):
    """A tree that claims to be a CPython of the version `minor`: what explain reads of one, none of which can run."""
    for directory in ("bin", f"lib/python{minor}/lib-dynload", f"lib/python{minor}/encodings"):
        (place / directory).mkdir(parents=True)
    for file in ("os.py", "site.py", "encodings/__init__.py"):
        (place / f"lib/python{minor}" / file).touch()
    program = place / f"bin/python{minor}"
    program.write_bytes(b"\x7fELF" + bytes(60) + b"\0PYTHONHOME\0")
    program.chmod(0o755)
    return program


def test_a_newer_python(home, tmp_path):
    """A Python newer than those whose rules are known is explained by the newest rules, and it is said."""
    major, minor = explain.NEWEST["CPython"]
    for number, is_newer in ((minor, False), (minor + 1, True)):
        program = foretold(tmp_path / str(number), f"{major}.{number}")
        explanation = explain.explain(str(program), str(home), variables(home))
        assert explanation.outcome.prefix == str(program.parent.parent)
        assert explanation.is_newer == is_newer
        shown = envarium("explain", str(program), home=home, store=tmp_path / "store")
        assert (f"newer than {major}.{minor}" in shown.stdout) == is_newer, shown


@pytest.mark.parametrize("minor", ["3.15t", "3.16t", "3.13t"])
def test_a_free_threaded_python(minor, home, tmp_path):
    """The library of a free-threaded build has a t in its name, and so have its zip and its directories."""
    program = foretold(tmp_path, minor)
    (tmp_path / f"lib/python{minor}/site-packages").mkdir()
    outcome = explain.explain(str(program), str(home), variables(home)).outcome
    library = f"{tmp_path}/lib/python{minor}"
    assert [entry.path for entry in outcome.entries] == [
        f"{tmp_path}/lib/python{minor.replace('.', '')}.zip",
        library,
        f"{library}/lib-dynload",
        f"{library}/site-packages",
    ]


def test_json(shop):
    """The keys of --json are those that stay; with --verify there is one more."""
    plain = json.loads(shop("explain", "--json", "shop").stdout)
    assert plain["prefix"] == plain["environment"] == str(shop.place)
    assert {entry["source"] for entry in plain["path"]} == {
        "stdlib-zip",
        "stdlib",
        "lib-dynload",
        "site-packages",
    }
    assert all(set(place) == {"stage", "path", "found", "reason"} for place in plain["places"])
    verified = json.loads(shop("explain", "--json", "--verify", "shop").stdout)
    assert verified["verified"] == {"agrees": True, "differences": []}
    assert {**plain, "verified": verified["verified"]} == verified


def test_nothing_is_started(shop, tmp_path):
    """The interpreter is started with --verify alone."""
    trace = tmp_path / "trace"
    (lib(shop.place) / "site-packages/a.pth").write_text(f"import os; open({str(trace)!r}, 'w').close()\n")
    assert shop("explain", "shop").returncode == 0
    assert not trace.exists()
    shop("explain", "--verify", "shop")
    assert trace.exists()


def test_a_difference_fails(shop):
    """Code in a .pth file is not run: the line is named, --verify shows what it did, and the exit code is 1."""
    (lib(shop.place) / "site-packages/a.pth").write_text("import sys; sys.path.append('/by/code')\n")
    plain = shop("explain", "shop")
    assert plain.returncode == 0
    assert "a.pth:1" in plain.stdout
    verified = shop("explain", "--verify", "shop")
    assert verified.returncode == 1
    assert "/by/code" in verified.stdout


def test_subjects(shop, home, tmp_path):
    """A name, a path, a directory, the active environment, and python3 on PATH are all understood."""
    python = f"{shop.place}/bin/python"
    for words in (["shop"], [python], [str(shop.place)]):
        assert json.loads(shop("explain", "--json", *words).stdout)["executable"] == python
    active = shop("explain", "--json", VIRTUAL_ENV=str(shop.place), PATH=f"{shop.place}/bin:/usr/bin")
    assert json.loads(active.stdout)["executable"] == python
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python3").symlink_to(python)
    found = shop("explain", "--json", PATH=str(tmp_path / "bin"))
    assert json.loads(found.stdout)["executable"] == str(tmp_path / "bin/python3")


@pytest.mark.parametrize("word", ["nosuch", "/nowhere/python", "..", "-x", "/", ""])
def test_bad_subjects(word, shop):
    """What is no environment and no Python is refused in one line, with a hint."""
    done = shop("explain", "--", word, PATH="/nowhere")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 2
    assert "Traceback" not in done.stderr


def test_a_poor_terminal(shop):
    """Ticks and crosses are told apart without colours, and where the encoding has no such signs."""
    done = shop("explain", "shop", PYTHONIOENCODING="ascii")
    assert done.stdout.isascii()
    marks = {line.split()[0] for line in done.stdout.splitlines() if line[2:4] in ("+ ", "- ")}
    assert marks == {"+", "-"}
