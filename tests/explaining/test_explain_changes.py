"""The explanation of an environment whose files or variables were changed agrees with its Python."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

import pythons
from explained import (
    BASES,
    ENDS,
    check,
    every_base,
    lib,
    name,
    typical,
    variables,
    version,
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


@pytest.mark.parametrize("base", [base for base in ENDS if version(base) >= (3, 8)], ids=name)
def test_home_with_nul(base, environment_of, home, tmp_path):
    """A home that is no path, because it contains a NUL, is missing; before 3.8, site.py fails on it."""
    environment = tmp_path / "damaged"
    shutil.copytree(environment_of(base, "pyvenv.cfg"), environment, symlinks=True)
    (environment / "pyvenv.cfg").write_bytes(b"home = /nowhere\0/bin\n")
    check(environment / "bin/python", home)
