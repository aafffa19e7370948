"""Environments created again from lock files and other lists of packages."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys

import pytest

import projects
from envarium.distributions.installed import installed
from envarium.lockfiles import uv_lock as uv_lock_file
from tool import Tool
from wheels import UV, commit, lock, wheel


def packages(store, name):
    """Return the versions of what is installed in the environment, but for pip, by the names."""
    (library,) = (entry for entry in os.listdir(f"{store.root}/{name}/lib") if entry.startswith("python"))
    found = installed([f"{store.root}/{name}/lib/{library}/site-packages"])
    return {package.name: package.version for package in found if package.name != "pip"}


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def write(place, name, text):
    """Write the file `name` in the new directory `place`, and return its path."""
    place.mkdir(exist_ok=True)
    (place / name).write_text(text, encoding="utf-8")
    return str(place / name)


def test_build_remove_restore(tool, store, tmp_path):
    """What export writes creates the same: packages, which of them were asked for, variables, prompt, strategy."""
    assert tool("create", "env", "--strategy", "copy", "--prompt", "a b", "-i", "one").returncode == 0
    assert tool("set", "env", "PLAIN=$HOME\n`x`", "--path-prepend", "/opt/x").returncode == 0
    file = f"{tmp_path}/pylock.toml"
    assert tool("export", "env", "-o", file).returncode == 0
    made = tool("create", "again", "--from", file)
    assert made.returncode == 0, made.stderr
    assert packages(store, "again") == packages(store, "env") == {"one": "1.0", "two": "2.0"}
    shown, before = (json.loads(tool("show", name, "--json").stdout) for name in ("again", "env"))
    for key in ("prompt", "python", "variables"):
        assert shown[key] == before[key]
    value = tool(
        "run", "again", "--", "python", "-c", "import os, one, two; print(os.environ['PLAIN'])"
    ).stdout
    assert value == "$HOME\n`x`\n"
    assert lock(tool("export", "again").stdout) == lock(tool("export", "env").stdout)
    assert lock(tool("export", "again").stdout)[1]["strategy"] == "copy"


def test_what_could_not_be_had(tool, store, links, tmp_path):
    """A package that does not exist, or whose file differs, is named; the environment is kept with the others."""
    assert tool("create", "env", "-i", "one").returncode == 0
    file = f"{tmp_path}/pylock.toml"
    assert tool("export", "env", "-o", file).returncode == 0
    os.rename(links / "two-2.0-py3-none-any.whl", tmp_path / "two")
    for fault in ("two", "its file has another hash"):
        made = tool("create", "--clear", "again", "--from", file)
        assert made.returncode == 1
        (line,) = [line for line in made.stderr.splitlines() if line.startswith("not installed: ")]
        assert line.startswith("not installed: two: ")
        assert fault in line.partition(": two: ")[2]
        assert packages(store, "again") == {"one": "1.0"}
        wheel(links, "two", "2.0", requires=["other"])
    os.rename(tmp_path / "two", links / "two-2.0-py3-none-any.whl")
    assert tool("install", "again", "--from", file).returncode == 0
    assert packages(store, "again") == {"one": "1.0", "two": "2.0"}


def test_an_editable_and_a_repository(with_pip, store, tmp_path):
    """A directory and a commit come back, although their paths contain blanks."""
    editable = projects.write(tmp_path / "e d", "mine")
    file = write(
        tmp_path / "a b",
        "pylock.toml",
        "lock-version = '1.0'\ncreated-by = 'test'\n[[packages]]\nname = 'mine'\n"
        f"directory = {{path = '{editable}', editable = true}}\n",
    )
    assert with_pip("create", "ed", "--from", file).returncode == 0
    imported = with_pip("run", "ed", "--", "python", "-c", "import mine; print(mine.__file__)").stdout
    assert imported == f"{editable}/mine.py\n"
    identifier = commit(editable)
    with open(file, "w", encoding="utf-8") as opened:
        opened.write(
            "lock-version = '1.0'\ncreated-by = 'test'\n[[packages]]\nname = 'mine'\n"
            f"vcs = {{type = 'git', url = 'file://{editable}', commit-id = '{identifier}'}}\n"
        )
    assert with_pip("create", "vcs", "--from", file).returncode == 0
    assert packages(store, "vcs") == {"mine": "1.0"}
    assert lock(with_pip("export", "vcs").stdout)[0]["mine"]["vcs"]["commit-id"] == identifier


def requirements(place, links):
    write(place, "more.txt", "two>=1.0 ; python_version >= '3'  # a comment\n")
    sha = digest(links / "one-1.0-py3-none-any.whl")
    write(place, "hashed.txt", f"one==1.0 \\\n    --hash=sha256:{sha}\n")
    return write(place, "requirements.txt", "# a list\n-r more.txt\none\n")


def script(place, links):
    head = (
        "# /// script\n# requires-python = '>=3.8'\n# dependencies = [\n#   'one',\n# ]\n# ///\nimport one\n"
    )
    return write(place, "script.py", "#!/usr/bin/env python\n" + head)


def environment_yml(place, links):
    minor = f"{sys.version_info.major}.{sys.version_info.minor}"
    text = f"name: x\nchannels:\n  - defaults\ndependencies:\n  - python={minor}\n  - pip\n  - zlib\n"
    return write(
        place, "environment.yml", text + '  - pip:\n    - "one==1.0"\n    - two\nvariables:\n  A: b\n'
    )


def pipfile_lock(place, links):
    entry = {"version": "==1.0", "hashes": ["sha256:" + digest(links / "one-1.0-py3-none-any.whl")]}
    other = {"version": "==2.0", "markers": "python_version < '3'"}
    tables = {"_meta": {"requires": {}}, "default": {"one": entry, "two": other}, "develop": {"three": {}}}
    return write(place, "Pipfile.lock", json.dumps(tables))


def uv_lock(place, links):
    text = "[project]\nname = 'app'\nversion = '1'\nrequires-python = '>=3.8'\ndependencies = ['one']\n"
    write(place, "pyproject.toml", text + "[tool.uv]\nfind-links = ['../index']\nno-index = true\n")
    subprocess.run([UV, "lock", "--quiet", "--offline"], cwd=place, check=True)
    return str(place / "uv.lock")


@pytest.mark.parametrize(
    ("make", "names"),
    [
        (requirements, ["one", "two"]),
        (script, ["one", "two"]),
        (environment_yml, ["one", "two"]),
        (pipfile_lock, ["one"]),
        (uv_lock, ["one", "two"]),
    ],
)
def test_other_files(make, names, with_uv, store, links, tmp_path):
    """Each kind of file is read; what it says of other platforms and groups is left out."""
    made = with_uv("create", "--no-pip", "env", "--from", make(tmp_path / "a project", links))
    assert made.returncode == 0, made.stderr
    assert sorted(packages(store, "env")) == names
    assert ("not installed: zlib" in made.stderr) == (make is environment_yml)


@pytest.mark.parametrize(
    ("chosen", "names"),
    [("", ["dev", "six"]), ("['docs']", ["docs", "six"]), ("[]", ["six"]), ("'all'", ["dev", "docs", "six"])],
)
def test_default_groups(chosen, names, tmp_path):
    """Of the groups of a project, those are taken that uv sync takes."""
    if chosen:
        write(tmp_path, "pyproject.toml", f"[tool.uv]\ndefault-groups = {chosen}\n")
    source = {"registry": "https://pypi.org/simple"}
    groups = {"dev": [{"name": "dev"}], "docs": [{"name": "docs"}]}
    project = {
        "name": "app",
        "source": {"virtual": "."},
        "dependencies": [{"name": "six"}],
        "dev-dependencies": groups,
    }
    others = [{"name": name, "version": "1", "source": source} for name in ("six", "dev", "docs")]
    wanted = uv_lock_file.read({"version": 1, "package": [project, *others]}, str(tmp_path))
    assert sorted(one.name for one in wanted.choose({})) == names


def test_a_requirements_file_with_hashes(with_uv, store, links, tmp_path):
    """A hash in a requirements file counts."""
    requirements(tmp_path / "a", links)
    file = f"{tmp_path}/a/hashed.txt"
    wheel(links, "one", requires=["three"])
    made = with_uv("create", "--no-pip", "env", "--from", file)
    assert (made.returncode, packages(store, "env")) == (1, {})
    assert "not installed: one" in made.stderr


LOCK = "lock-version = '1.0'\ncreated-by = 'test'\n"
ENTRY = LOCK + "[[packages]]\nname = '{}'\nversion = '{}'\n"
FILE = "wheels = [{{{{name = '{}', {}, hashes = {{{{sha256 = '{}'}}}}}}}}]\n"
WHEEL = "one-1.0-py3-none-any.whl"

HOSTILE = {
    "option": ("r.txt", "--index-url=http://localhost\n"),
    "short option": ("r.txt", "-i http://localhost\n"),
    "option behind": ("r.txt", "one --global-option=x\n"),
    "option as URL": ("r.txt", "one @ --index-url\n"),
    "variable": ("r.txt", "one @ https://localhost/${HOME}/one-1.0-py3-none-any.whl\n"),
    "control": ("r.txt", "one\x1b[2J\n"),
    "repository": ("r.txt", "-e git+ext::sh -c x#egg=one\n"),
    "up": ("r.txt", "-r ../../etc/passwd\n"),
    "editable up": ("r.txt", "-e ../x\n"),
    "itself": ("r.txt", "-r r.txt\n"),
    "pipe": ("r.txt", None),
    "script": ("s.py", "print(1)\n"),
    "script option": ("s.py", "# /// script\n# dependencies = ['--pre']\n# ///\n"),
    "script python": ("s.py", "# /// script\n# requires-python = '/bin/sh'\n# ///\n"),
    "yml option": ("e.yml", "dependencies:\n  - pip:\n    - --index-url=http://localhost\n"),
    "yml flow": ("e.yml", "dependencies: [one, two]\n"),
    "not toml": ("pylock.toml", "=\n"),
    "not text": ("pylock.toml", "\udcff"),
    "empty": ("pylock.toml", ""),
    "version": ("pylock.toml", "lock-version = '2.0'\ncreated-by = 'x'\npackages = []\n"),
    "name": ("pylock.toml", ENTRY.format("--pre", "1.0")),
    "python": ("pylock.toml", LOCK + "packages = []\n[tool.envarium]\npython = '/bin/sh'\n"),
    "strategy": ("pylock.toml", LOCK + "packages = []\n[tool.envarium]\nstrategy = '../x'\n"),
    "loader": ("pylock.toml", LOCK + "packages = []\n[tool.envarium.variables]\nLD_PRELOAD = 'x'\n"),
    "PATH": ("pylock.toml", LOCK + "packages = []\n[tool.envarium]\npath-prepend = ['/a:/b']\n"),
    "prompt": ("pylock.toml", LOCK + 'packages = []\n[tool.envarium]\nprompt = "a\\nb"\n'),
    "directory": ("pylock.toml", ENTRY.format("one", "1.0") + "directory = {path = '../x'}\n"),
    "wheel up": (
        "pylock.toml",
        ENTRY.format("one", "1.0") + FILE.format(WHEEL, "path = '../x'", "00").format(),
    ),
    "scheme": (
        "pylock.toml",
        ENTRY.format("one", "1.0") + FILE.format(WHEEL, "url = 'ext::x'", "00").format(),
    ),
    "hash": (
        "pylock.toml",
        ENTRY.format("one", "1.0") + FILE.format(WHEEL, "url = 'https://x/y'", "x y").format(),
    ),
    "commit": (
        "pylock.toml",
        ENTRY.format("one", "1.0")
        + "vcs = {type = 'git', url = 'https://x/y', commit-id = '--upload-pack=x'}\n",
    ),
    "system": (
        "pylock.toml",
        ENTRY.format("one", "1.0") + "vcs = {type = 'sh', url = 'https://x/y', commit-id = 'abc'}\n",
    ),
    "pipfile": ("Pipfile.lock", "[]"),
    "pipfile version": ("Pipfile.lock", '{"_meta": {}, "default": {"one": {"version": "==1 --pre"}}}'),
    "pipfile deep": ("Pipfile.lock", "[" * 100_000),
    "uv": ("uv.lock", "version = 1\n[[package]]\nname = 'x'\n"),
    "uv new": ("uv.lock", "version = 99\n"),
    "uv lacks": (
        "uv.lock",
        "version = 1\n[[package]]\nname = 'x'\nsource = {virtual = '.'}\ndependencies = [{name = 'none'}]\n",
    ),
}


def test_hostile_files(with_pip, store, tmp_path):
    """A file is data: what an installer would take for something else is refused before anything is created."""
    calls, labels = [], []
    for label, (name, text) in HOSTILE.items():
        place = tmp_path / label
        place.mkdir()
        if text is None:
            os.mkfifo(place / name)
        else:
            (place / name).write_bytes(text.encode("utf-8", "surrogateescape"))
        calls.append(("create", "env", "--from", f"{place}/{name}"))
        labels.append(label)
    for label, done in zip(labels, with_pip.each(calls, tmp_path), strict=True):
        lines = done.stderr.splitlines()
        assert (done.returncode in (1, 2), len(lines)) == (True, 2), (label, done)
        assert lines[0].startswith("envarium: "), label
        assert lines[1].startswith("hint: "), label
        assert not store.names(), label
    with_pip.refused("create", "env", "--from", f"{tmp_path}/none.toml")
    assert not store.names()


def test_with_the_index(store, tmp_path):
    """A package of the real index comes back, from any of its files."""
    os.symlink(UV, tmp_path / "uv")
    index_tool = Tool({**os.environ, "WORKON_HOME": store.root, "PATH": f"{tmp_path}:{os.environ['PATH']}"})
    made = index_tool("create", "--no-pip", "env", "-i", "six==1.16.0")
    if made.returncode:
        pytest.skip("the package index is not within reach")
    file = f"{tmp_path}/pylock.toml"
    assert index_tool("export", "env", "-o", file).returncode == 0
    with open(file, encoding="utf-8") as opened:
        assert lock(opened.read())[0]["six"]["sdist"]["url"].startswith("https://")
    assert index_tool("create", "--no-pip", "again", "--from", file).returncode == 0
    assert packages(store, "again") == {"six": "1.16.0"}
