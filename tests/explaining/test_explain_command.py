"""The command `explain`: its subjects, its output and its exit code."""

from __future__ import annotations

import json
import shutil

import pytest

import pythons
from envarium.explaining import explain
from explained import (
    BASES,
    envarium,
    lib,
    variables,
    version,
)


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


def test_a_poor_terminal(shop):
    """Marks are distinguishable without colours, and in an encoding without ticks and crosses."""
    result = shop("explain", "shop", PYTHONIOENCODING="ascii")
    assert result.stdout.isascii()
    marks = {line.split()[0] for line in result.stdout.splitlines() if line[2:4] in ("+ ", "- ")}
    assert marks == {"+", "-"}
