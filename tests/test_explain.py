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
    """Return which search the interpreter at `path` uses: PyPy's, getpath.c's or getpath.py's."""
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
    """Return a user's variables, without those that affect a Python, plus `more`."""
    others = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))
    }
    return {**others, "HOME": str(home), "LC_ALL": "C.UTF-8", **more}


def check(executable, home, **more):
    """Explain `executable`, compare with its own answer, and return the explanation."""
    environ = variables(home, **more)
    explanation = explain.explain(str(executable), str(home / "cache"), environ)
    differences = verify.differences(explanation, environ)
    assert [(difference.name, difference.computed, difference.actual) for difference in differences] == []
    return explanation


def envarium(*arguments, home, store, **more):
    environ = variables(home, WORKON_HOME=str(store), COLUMNS="80", **more)
    return subprocess.run(
        [sys.executable, "-m", "envarium", *arguments],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def environment_of(tmp_path_factory):
    """Return a function that creates an environment for each base and strategy once."""
    home = tmp_path_factory.mktemp("home")
    store = tmp_path_factory.mktemp("store")

    def get(base, strategy):
        path = store / f"{name(base)}-{strategy}"
        if not path.exists():
            result = envarium(
                "create", "-p", base, "--no-pip", "--strategy", strategy, path.name, home=home, store=store
            )
            assert result.returncode == 0, result.stderr
        return path

    return get


def environments(bases):
    """Return each base with each strategy that can be used, for parametrize."""
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
    """The values computed for a base interpreter are its own."""
    explanation = check(base, home)
    assert explanation.environment == ""
    assert explanation.changes == ()
    assert explanation.release.startswith(".".join(map(str, version(base))))


@every_environment
def test_environments(base, strategy, environment_of, home):
    """The values computed for an environment are its own, its prefix is its path, and there are no problems."""
    environment = environment_of(base, strategy)
    explanation = check(environment / "bin/python", home)
    assert explanation.environment == explanation.outcome.prefix == str(environment)
    assert explanation.outcome.base_prefix != str(environment)
    assert explanation.troubles == []
    assert [change.value for change in explanation.changes if change.name == "PATH"] == [f"{environment}/bin"]


@typical
@pytest.mark.parametrize("values", ["", "false true", "true false"])
def test_repeated_lines(values, base, strategy, environment_of, home, tmp_path):
    """The last line that shows or hides the base's packages counts; without one they are visible."""
    environment = tmp_path / "env"
    shutil.copytree(environment_of(base, strategy), environment, symlinks=True)
    key = "include-system-site-packages"
    lines = (environment / "pyvenv.cfg").read_text().splitlines()
    lines = [line for line in lines if not line.startswith(key)]
    (environment / "pyvenv.cfg").write_text(
        "\n".join(lines + [f"{key} = {value}" for value in values.split()])
    )
    check(environment / "bin/python", home)


@pytest.mark.parametrize(
    "base", [base for base in BASES if version(base) >= (3, 6) and not pythons.is_pypy(base)], ids=name
)
@pytest.mark.parametrize("how", ["--symlinks", "--copies"])
def test_venv(base, how, home, tmp_path):
    """Environments of the standard library's venv are supported, including those with copied interpreters."""
    environment = tmp_path / "env"
    subprocess.run(
        [base, "-m", "venv", "--without-pip", "--system-site-packages", how, str(environment)],
        env=variables(home),
        check=True,
    )
    assert check(environment / "bin/python", home).outcome.prefix == str(environment)


def lib(environment):
    """The directory of the standard library in an environment."""
    return next(
        path for path in sorted((environment / "lib").iterdir()) if path.name.startswith(("python", "pypy"))
    )


def replace(path, target):
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)
    if target:
        path.symlink_to(target)


def rehome(environment):
    config = environment / "pyvenv.cfg"
    if config.exists():
        lines = config.read_text().splitlines()
        config.write_text(
            "\n".join("home = /gone/bin" if line.startswith("home") else line for line in lines)
        )


def dereference(environment):
    for path in (environment / "bin").iterdir():
        if path.is_symlink() and path.name.startswith(("python", "pypy")):
            real = path.resolve()
            path.unlink()
            shutil.copy2(real, path)


def add_pth(environment):
    packages = lib(environment) / "site-packages"
    (environment / "extra").mkdir()
    (packages / "a.pth").write_text("../../../extra\n/nowhere\n# no\n\n../../../extra\nimport sys\n/usr\n")
    (packages / ".hidden.pth").write_text("/usr/share\n")


def add_start(environment):
    packages = lib(environment) / "site-packages"
    for directory in ("first", "second", "third"):
        (environment / directory).mkdir()
    (packages / "a.pth").write_text("import sys\n../../../first\n  import os\n\t../../../second \n/nowhere\n")
    (packages / "a.start").write_text("# calls\n\nos:getpid\n")
    (packages / "b.pth").write_text("import sys\n../../../third\n../../../first\n")
    (packages / "c.pth").write_text("import sys\n")
    (packages / "c.start").write_bytes(b"\xff\xfe")
    (packages / ".hidden.start").write_text("os:abort\n")


def zip_name(environment):
    return (
        "python" + "".join(character for character in lib(environment).name if character.isdigit()) + ".zip"
    )


CHANGES = {
    "moved": os.listdir,
    "no-config": lambda environment: replace(environment / "pyvenv.cfg", ""),
    "no-home": rehome,
    "config-in-bin": lambda environment: (
        (environment / "pyvenv.cfg").exists() and shutil.move(environment / "pyvenv.cfg", environment / "bin")
    ),
    "no-landmark": lambda environment: [
        replace(lib(environment) / file, "") for file in ("os.py", "site.py")
    ],
    "dangling-landmark": lambda environment: replace(lib(environment) / "os.py", "/gone/os.py"),
    "no-extensions": lambda environment: replace(lib(environment) / "lib-dynload", ""),
    "dangling-extensions": lambda environment: replace(lib(environment) / "lib-dynload", "/gone/lib-dynload"),
    "no-encodings": lambda environment: replace(lib(environment) / "encodings", "/gone/encodings"),
    "dangling-python": lambda environment: replace(environment / "bin/python", "/gone/python3"),
    "not-executable": lambda environment: [
        os.chmod(path, 0o644) for path in (environment / "bin").glob("*3*") if not path.is_symlink()
    ],
    "real-files": dereference,
    "pth": add_pth,
    "start": add_start,
    "zip": lambda environment: (environment / "lib" / zip_name(environment)).touch(),
    "build": lambda environment: (environment / "bin/pybuilddir.txt").touch(),
    "underpth": lambda environment: (environment / "bin/python._pth").write_text(
        "/usr\n../lib # here\nimport site\n"
    ),
}


@pytest.mark.parametrize("change", CHANGES)
@typical
def test_broken(base, strategy, change, environment_of, home, tmp_path):
    """The values computed for a changed environment are those of its Python, or it does not start."""
    environment = tmp_path / "changed"
    shutil.copytree(environment_of(base, strategy), environment, symlinks=True)
    CHANGES[change](environment)
    check(environment / "bin/python", home)


@typical
def test_lines_of_code(base, strategy, environment_of, home, tmp_path):
    """The lines of code that are run are listed; from 3.15 on a .start file replaces those of its .pth file."""
    environment = tmp_path / "changed"
    shutil.copytree(environment_of(base, strategy), environment, symlinks=True)
    add_start(environment)
    lines = list(map(os.path.basename, check(environment / "bin/python", home).code))
    calls = (
        ["b.pth:1", "c.pth:1", "a.start:3"] if version(base) >= (3, 15) else ["a.pth:1", "b.pth:1", "c.pth:1"]
    )
    assert list(dict.fromkeys(lines)) == calls


@typical
def test_packages_in_pythonpath(base, strategy, environment_of, home, tmp_path):
    """A package directory in PYTHONPATH has one entry, and its files are read."""
    environment = tmp_path / "changed"
    shutil.copytree(environment_of(base, strategy), environment, symlinks=True)
    add_start(environment)
    check(
        environment / "bin/python", home, PYTHONPATH=f"{lib(environment)}/site-packages:{environment}/third"
    )


@typical
def test_called_from_elsewhere(base, strategy, environment_of, home, tmp_path):
    """Links to the Python, absolute or relative, a link to the store, and `..` in a link are followed correctly."""
    environment = environment_of(base, strategy)
    (tmp_path / "far/bin").mkdir(parents=True)
    (tmp_path / "far/bin/python").symlink_to(environment / "bin/python")
    (tmp_path / "near").symlink_to(os.path.relpath(environment / "bin/python", tmp_path))
    (tmp_path / "store").symlink_to(environment.parent)
    for path in ("far/bin/python", "near", f"store/{environment.name}/bin/python"):
        check(tmp_path / path, home)


@typical
def test_variables(base, strategy, environment_of, home):
    """PYTHONPATH, PYTHONHOME, PYTHONUSERBASE and PYTHONNOUSERSITE have the same effect as in the interpreter."""
    python = environment_of(base, strategy) / "bin/python"
    real = os.path.dirname(os.path.dirname(os.path.realpath(base)))
    user = home / ".local/lib" / lib(python.parent.parent).name / "site-packages"
    user.mkdir(parents=True)
    (user / "a.pth").write_text("/usr\n")
    for executable in (python, base):
        check(executable, home)
        check(executable, home, PYTHONNOUSERSITE="1")
        check(executable, home, PYTHONUSERBASE=str(home / "nowhere"))
        check(executable, home, PYTHONPATH=f"/usr:relative::{home}/../home")
        for value in (real, real + "/:/usr", str(python.parent.parent), "/nowhere"):
            check(executable, home, PYTHONHOME=value)


@typical
def test_at_the_root(base, strategy, environment_of, home, monkeypatch):
    """Relative entries of PYTHONPATH are relative to the working directory."""
    monkeypatch.chdir("/")
    check(environment_of(base, strategy) / "bin/python", home, PYTHONPATH="relative::./x/../y:/usr//lib")


@typical
def test_environment_in_an_environment(base, strategy, environment_of, home, tmp_path):
    """An environment created by the Python of another one is supported."""
    if version(base) < (3, 3):
        pytest.skip("there is no venv before 3.3")
    inner = tmp_path / "inner"
    outer = environment_of(base, strategy) / "bin/python"
    subprocess.run([str(outer), "-m", "venv", "--without-pip", str(inner)], env=variables(home), check=True)
    assert check(inner / "bin/python", home).environment == str(inner)


@every_base
def test_moved_base(base, home, tmp_path):
    """A base that was moved from its compiled-in prefix is found by the landmark."""
    stdlib = subprocess.run(
        [base, "-c", "import os; print(os.path.dirname(os.__file__))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    prefix = tmp_path / "moved"
    (prefix / "bin").mkdir(parents=True)
    library = prefix / "lib" / os.path.basename(stdlib)
    library.mkdir(parents=True)
    for entry in os.listdir(stdlib):
        if entry not in ("site-packages", "dist-packages"):
            (library / entry).symlink_to(os.path.join(stdlib, entry))
    shutil.copy2(os.path.realpath(base), prefix / "bin")
    copied = prefix / "bin" / os.path.basename(os.path.realpath(base))
    assert check(copied, home).outcome.prefix == str(prefix)


def test_a_dangling_landmark(environment_of, home, tmp_path):
    """A dangling link to os.py in a copy environment is reported."""
    base = next(base for base in BASES if version(base) >= (3, 6) and not pythons.is_pypy(base))
    environment = tmp_path / "changed"
    shutil.copytree(environment_of(base, "copy"), environment, symlinks=True)
    replace(lib(environment) / "os.py", "/gone/os.py")
    explanation = check(environment / "bin/python", home)
    assert any("/gone/os.py" in trouble.sentence for trouble in explanation.troubles)
    notes = [
        location for location in explanation.locations if location.path == str(lib(environment) / "os.py")
    ]
    assert [location.present for location in notes] == [False]


@pytest.mark.parametrize("text", ["#!/bin/sh\n", "", "not a program at all"])
def test_no_python(text, home, tmp_path):
    """A file that is not a Python is refused, even if it has the name of one."""
    path = pythons.script(tmp_path / "python3.12", text)
    with pytest.raises(NotAnInterpreter):
        explain.explain(path, str(home), variables(home))


@pytest.fixture
def shop(environment_of, home):
    """Return a function that runs envarium in a store with one environment, `shop`."""
    store = home / "store"
    store.mkdir()
    base = next(base for base in BASES if version(base) >= (3, 8) and not pythons.is_pypy(base))
    shutil.copytree(environment_of(base, "pyvenv.cfg"), store / "shop", symlinks=True)

    def run(*arguments, **more):
        return envarium(*arguments, home=home, store=store, **more)

    run.environment = store / "shop"
    return run


def fake_python(environment, minor):
    """Create the files of a CPython of the version `minor` that explain reads; it cannot run."""
    for directory in ("bin", f"lib/python{minor}/lib-dynload", f"lib/python{minor}/encodings"):
        (environment / directory).mkdir(parents=True)
    for file in ("os.py", "site.py", "encodings/__init__.py"):
        (environment / f"lib/python{minor}" / file).touch()
    program = environment / f"bin/python{minor}"
    program.write_bytes(b"\x7fELF" + bytes(60) + b"\0PYTHONHOME\0")
    program.chmod(0o755)
    return program


def test_a_newer_python(home, tmp_path):
    """A Python newer than the supported ones is explained by the newest rules, with a remark."""
    major, minor = explain.NEWEST["CPython"]
    for number, is_newer in ((minor, False), (minor + 1, True)):
        program = fake_python(tmp_path / str(number), f"{major}.{number}")
        explanation = explain.explain(str(program), str(home), variables(home))
        assert explanation.outcome.prefix == str(program.parent.parent)
        assert explanation.is_newer == is_newer
        shown = envarium("explain", str(program), home=home, store=tmp_path / "store")
        assert (f"newer than {major}.{minor}" in shown.stdout) == is_newer, shown


@pytest.mark.parametrize("minor", ["3.15t", "3.16t", "3.13t"])
def test_a_free_threaded_python(minor, home, tmp_path):
    """The library, zip and directories of a free-threaded build have a t in their names."""
    program = fake_python(tmp_path, minor)
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
    """The keys of --json are stable; --verify adds one."""
    data = json.loads(shop("explain", "--json", "shop").stdout)
    assert data["prefix"] == data["environment"] == str(shop.environment)
    assert {entry["source"] for entry in data["path"]} == {
        "stdlib-zip",
        "stdlib",
        "lib-dynload",
        "site-packages",
    }
    assert all(set(location) == {"stage", "path", "found", "reason"} for location in data["places"])
    verified = json.loads(shop("explain", "--json", "--verify", "shop").stdout)
    assert verified["verified"] == {"agrees": True, "differences": []}
    assert {**data, "verified": verified["verified"]} == verified


def test_nothing_is_started(shop, tmp_path):
    """The interpreter is only started with --verify."""
    trace = tmp_path / "trace"
    (lib(shop.environment) / "site-packages/a.pth").write_text(
        f"import os; open({str(trace)!r}, 'w').close()\n"
    )
    assert shop("explain", "shop").returncode == 0
    assert not trace.exists()
    shop("explain", "--verify", "shop")
    assert trace.exists()


def test_a_difference_fails(shop):
    """Code in a .pth file is not run: explain lists the line, --verify shows its effect and exits with 1."""
    (lib(shop.environment) / "site-packages/a.pth").write_text("import sys; sys.path.append('/by/code')\n")
    result = shop("explain", "shop")
    assert result.returncode == 0
    assert "a.pth:1" in result.stdout
    verified = shop("explain", "--verify", "shop")
    assert verified.returncode == 1
    assert "/by/code" in verified.stdout


def test_subjects(shop, home, tmp_path):
    """The subject can be a name, a path, a directory, the active environment, or python3 on PATH."""
    python = f"{shop.environment}/bin/python"
    for arguments in (["shop"], [python], [str(shop.environment)]):
        assert json.loads(shop("explain", "--json", *arguments).stdout)["executable"] == python
    active = shop(
        "explain", "--json", VIRTUAL_ENV=str(shop.environment), PATH=f"{shop.environment}/bin:/usr/bin"
    )
    assert json.loads(active.stdout)["executable"] == python
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python3").symlink_to(python)
    result = shop("explain", "--json", PATH=str(tmp_path / "bin"))
    assert json.loads(result.stdout)["executable"] == str(tmp_path / "bin/python3")


@pytest.mark.parametrize("word", ["nosuch", "/nowhere/python", "..", "-x", "/", ""])
def test_bad_subjects(word, shop):
    """A subject that is neither an environment nor a Python is refused in one line, with a hint."""
    result = shop("explain", "--", word, PATH="/nowhere")
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 2
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("base", [base for base in ENDS if version(base) >= (3, 8)], ids=name)
def test_home_with_nul(base, environment_of, home, tmp_path):
    """A home that is no path, because it contains a NUL, is missing; before 3.8, site.py fails on it."""
    environment = tmp_path / "damaged"
    shutil.copytree(environment_of(base, "pyvenv.cfg"), environment, symlinks=True)
    (environment / "pyvenv.cfg").write_bytes(b"home = /nowhere\0/bin\n")
    check(environment / "bin/python", home)


def test_a_poor_terminal(shop):
    """Marks are distinguishable without colours, and in an encoding without ticks and crosses."""
    result = shop("explain", "shop", PYTHONIOENCODING="ascii")
    assert result.stdout.isascii()
    marks = {line.split()[0] for line in result.stdout.splitlines() if line[2:4] in ("+ ", "- ")}
    assert marks == {"+", "-"}
