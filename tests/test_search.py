from __future__ import annotations

import os

import pytest

from envarium.interpreters import bases, pyenv, search, spec
from pythons import script


@pytest.fixture
def machine(home, monkeypatch):
    """A home with nothing in it, and a PATH that leads nowhere."""
    for name in (
        "PYENV_ROOT",
        "PYENV_VERSION",
        "UV_PYTHON_INSTALL_DIR",
        "ASDF_DATA_DIR",
        "MISE_DATA_DIR",
        "ASDF_PYTHON_VERSION",
        "MISE_PYTHON_VERSION",
        "CONDA_EXE",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(home / "bin"))
    return home


def program(path):
    return script(path, f"#!/bin/sh\n# {path}\n")


def found(text, machine, folder="/"):
    """What a search yields below `machine`, as paths relative to it."""
    listed = search.Search(spec.parse(text), str(folder)).everywhere()
    return [c.path[len(str(machine)) + 1 :] for c in listed if c.path.startswith(str(machine))]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("python", ("", ())),
        ("python3", ("", (3,))),
        ("python3.12", ("", (3, 12))),
        ("python3.13t", ("", (3, 13))),
        ("pypy3.9-7.3.11", ("PyPy", (3, 9))),
        ("3.12.1", ("CPython", (3, 12, 1))),
        ("3.14.0rc1", ("CPython", (3, 14, 0))),
        ("3.14-dev", ("CPython", (3, 14))),
        ("cpython-3.12.1-linux-x86_64-gnu", ("CPython", (3, 12, 1))),
        ("cpython-3.13.0+freethreaded-linux", ("CPython", (3, 13, 0))),
        ("python@3.12", ("", (3, 12))),
        ("miniconda3-4.7.12", ("", ())),
        ("my-project", ("", ())),
    ],
)
def test_parsed_name(name, expected):
    """The name of a file or an installation is described as far as it is known."""
    assert search.parse_name(name) == expected


def test_every_keeper(machine, monkeypatch):
    """Interpreters are found in all places that have them, those on PATH first."""
    monkeypatch.setenv("CONDA_EXE", str(machine / "conda/bin/conda"))
    there = [
        "bin/python3.12",
        ".pyenv/versions/3.12.1/bin/python3",
        ".local/share/uv/python/cpython-3.12.4-linux-x86_64-gnu/bin/python3",
        ".asdf/installs/python/3.12.5/bin/python3",
        ".local/share/mise/installs/python/3.12.6/bin/python3",
        "conda/bin/python3",
        "miniforge3/bin/python3",
    ]
    for path in there:
        program(machine / path)
    assert found("3.12", machine) == there


def test_names_that_cannot_match_are_left_out(machine):
    """What by its name is another version is not looked at."""
    for version in ("3.11.7", "3.12.1", "pypy3.12-7.3.20"):
        program(machine / f".pyenv/versions/{version}/bin/python")
    program(machine / "bin/python3.11")
    assert found("cpython3.12", machine) == [".pyenv/versions/3.12.1/bin/python"]
    assert found("pypy", machine) == [".pyenv/versions/pypy3.12-7.3.20/bin/python"]


def test_one_file_of_many_names(machine):
    """The names of one file in one directory are one candidate."""
    program(machine / "bin/python3.12")
    for name in ("python3", "python"):
        (machine / "bin" / name).symlink_to("python3.12")
    assert found("3", machine) == ["bin/python3.12"]
    assert found("3.12", machine) == ["bin/python3.12"]


def test_what_is_no_program(machine):
    """Directories, dangling links and files that cannot be run are passed over."""
    (machine / "bin/python3.12").mkdir(parents=True)
    (machine / "bin/python3").symlink_to("nowhere")
    (machine / "bin/python").write_text("")
    assert found("3.12", machine) == []


def test_relative_entries_of_path(machine, monkeypatch):
    """A relative or empty entry of PATH is anybody's directory, and is not looked into."""
    program(machine / "here/python3.12")
    monkeypatch.chdir(machine)
    monkeypatch.setenv("PATH", "here:.::")
    assert found("3.12", machine) == []


def test_environments_select_their_base(machine, monkeypatch):
    """The bin of an environment on PATH selects the base, however many environments are between."""
    base = program(machine / "base/bin/python3.12")
    for name, home in (("one", machine / "base/bin"), ("two", machine / "one/bin")):
        program(machine / name / "bin/python3.12")
        program(machine / name / "bin/python3")
        (machine / name / "pyvenv.cfg").write_text(f"home = {home}\nversion = 3.12.1\n")
    monkeypatch.setenv("PATH", str(machine / "two/bin"))
    assert found("3.12", machine) == ["base/bin/python3.12"]
    assert bases.base_of(str(machine / "two/bin/python3")) == base


def test_environment_without_a_base(machine, monkeypatch):
    """An environment whose base does not exist, or is itself, selects nothing."""
    program(machine / "env/bin/python3.12")
    monkeypatch.setenv("PATH", str(machine / "env/bin"))
    for home in (machine / "gone/bin", machine / "env/bin"):
        (machine / "env/pyvenv.cfg").write_text(f"home = {home}\nversion = 3.12.1\n")
        assert found("3.12", machine) == []


def test_environments_in_a_circle(machine):
    """Environments that name each other end the search."""
    for name, other in (("one", "two"), ("two", "one")):
        program(machine / name / "bin/python3.12")
        (machine / name / "pyvenv.cfg").write_text(f"home = {machine / other / 'bin'}\nversion = 3.12.1\n")
    assert bases.base_of(str(machine / "one/bin/python3.12")) == ""


def test_environments_among_pyenvs_versions(machine):
    """An environment of pyenv-virtualenv selects its base, which is found once."""
    root = machine / ".pyenv/versions"
    program(root / "3.12.1/bin/python3.12")
    (root / "3.12.1/bin/python").symlink_to("python3.12")
    program(root / "3.12.1/envs/web/bin/python")
    (root / "3.12.1/envs/web/pyvenv.cfg").write_text(f"home = {root / '3.12.1/bin'}\nversion = 3.12.1\n")
    (root / "web").symlink_to("3.12.1/envs/web")
    assert found("3.12", machine) == [".pyenv/versions/3.12.1/bin/python"]
    assert [c.path for c in search.programs("web", "/")] == [str(root / "3.12.1/bin/python3.12")]


@pytest.fixture
def shims(machine, monkeypatch):
    """A pyenv with four versions, whose shims alone are on PATH."""
    for version in ("3.9.18", "3.12.1", "3.12.10", "3.13.0"):
        program(machine / f".pyenv/versions/{version}/bin/python3")
    for name in ("python", "python3", "python3.12"):
        script(machine / ".pyenv/shims" / name, "#!/bin/sh\ntouch $0.started\n")
    (machine / ".pyenv/version").write_text("3.9.18\n")
    monkeypatch.setenv("PATH", str(machine / ".pyenv/shims"))
    return machine / ".pyenv"


def selected(root, folder="/"):
    return [os.path.basename(place) for place in pyenv.selection(str(root), str(folder))]


def test_shims_select_the_global_version(shims):
    """Without anything nearer, a shim is what pyenv's own file says."""
    first = next(search.Search(spec.parse("3"), "/").on_path())
    assert first.path == str(shims / "versions/3.9.18/bin/python3")
    assert selected(shims) == ["3.9.18"]


def test_shims_in_a_project(shims, tmp_path):
    """A `.python-version` in the folder or above it comes before the global one; comments in it are none."""
    (tmp_path / "project/src").mkdir(parents=True)
    (tmp_path / "project/.python-version").write_text("\ufeff# ours\n3.12  # the newest\n3.9.18\n")
    assert selected(shims, tmp_path / "project/src") == ["3.12.10", "3.9.18"]


def test_shims_by_environment_variable(shims, tmp_path, monkeypatch):
    """PYENV_VERSION comes before any file, and what is not installed is passed over."""
    (tmp_path / ".python-version").write_text("3.12.1")
    monkeypatch.setenv("PYENV_VERSION", "3.13.0:2.0:python-3.12.1")
    assert selected(shims, tmp_path) == ["3.13.0", "3.12.1"]


def test_shims_of_the_system(shims, monkeypatch):
    """`system` skips the shims."""
    monkeypatch.setenv("PYENV_VERSION", "system")
    assert selected(shims) == []


@pytest.mark.parametrize("word", ["../../../../usr", "/usr", "..", "3.1", "3.12.", ""])
def test_words_that_name_no_version(shims, word):
    """A word cannot lead out of pyenv's versions, nor mean half a number."""
    assert pyenv.installation(str(shims), word) == ""


@pytest.mark.parametrize(
    ("shims", "installs", "file", "text"),
    [
        (
            ".asdf/shims",
            ".asdf/installs/python",
            ".tool-versions",
            "nodejs 20\npython 3.12.1 3.9.18 # ours\n",
        ),
        (".local/share/mise/shims", ".local/share/mise/installs/python", ".tool-versions", "python 3.12.1\n"),
        (
            ".local/share/mise/shims",
            ".local/share/mise/installs/python",
            "mise.toml",
            '[tools]\npython = "3.12"\n',
        ),
        (".local/share/mise/shims", ".local/share/mise/installs/python", ".python-version", "3.12\n"),
        (".rye/shims", ".rye/py", ".python-version", "cpython@3.12.1\n"),
    ],
    ids=["asdf", "mise by .tool-versions", "mise by mise.toml", "mise by .python-version", "rye"],
)
def test_shims_of_others(machine, monkeypatch, shims, installs, file, text):
    """A shim of asdf, mise or rye selects the installation that their file in the project names."""
    prefix = "cpython@" if "rye" in shims else ""
    for version in ("3.9.18", "3.12.1", "3.13.0"):
        program(machine / installs / f"{prefix}{version}" / "bin/python3")
    script(machine / shims / "python3", "#!/bin/sh\ntouch $0.started\n")
    (machine / "project/src").mkdir(parents=True)
    (machine / "project" / file).write_text(text)
    monkeypatch.setenv("PATH", str(machine / shims))
    first = next(search.programs("python3", str(machine / "project/src")))
    assert first.path == str(machine / installs / f"{prefix}3.12.1" / "bin/python3")
    assert not (machine / shims / "python3.started").exists()


@pytest.mark.parametrize(("shims", "variable"), [(".asdf", "ASDF"), (".local/share/mise", "MISE")])
def test_shims_of_others_by_variable(machine, monkeypatch, shims, variable):
    """The variable of asdf or mise comes before any file; `system` is what PATH has besides."""
    for version in ("3.9.18", "3.12.1"):
        program(machine / shims / "installs/python" / version / "bin/python3")
    system = program(machine / "bin/python3")
    (machine / ".tool-versions").write_text("python 3.9.18\n")
    monkeypatch.setenv("PATH", f"{machine / shims}/shims:{machine}/bin")
    monkeypatch.setenv(f"{variable}_PYTHON_VERSION", "3.12.1")
    assert "/3.12.1/" in next(search.programs("python3", "/")).path
    monkeypatch.setenv(f"{variable}_PYTHON_VERSION", "system")
    assert next(search.programs("python3", "/")).path == str(system)


def test_shims_are_never_run(shims, monkeypatch):
    """Neither pyenv's shims nor anybody else's are candidates."""
    script(shims.parent / ".asdf/shims/python3", "#!/bin/sh\n")
    monkeypatch.setenv("PATH", f"{shims}/shims:{shims.parent}/.asdf/shims")
    assert not [path for path in found("3", shims.parent) if "/shims/" in path]
    assert not [c.path for c in search.programs("python3", "/") if "/shims/" in c.path]
