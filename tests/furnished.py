"""A furnished environment: it holds its path in every way that tools write it down."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import os
import stat
import subprocess
import sys
import textwrap

import trees
from envarium.store.lookup import Store
from tool import Tool, lend, open_text

BACKEND = '''
import zipfile

INFO = "thing-1.0.dist-info/"

def build_editable(directory, config_settings=None, metadata_directory=None):
    import os
    name = "thing-1.0-py3-none-any.whl"
    here = os.getcwd()
    files = {
        "__editable__.thing-1.0.pth": "import __editable___thing_finder; __editable___thing_finder.install()",
        "__editable___thing_finder.py": FINDER.format({"thing": here + "/thing"}),
        "thing_data.pth": here,
        INFO + "METADATA": "Metadata-Version: 2.1\\nName: thing\\nVersion: 1.0\\n",
        INFO + "WHEEL": "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
        INFO + "entry_points.txt": "[console_scripts]\\nthing = thing:main\\n",
    }
    lines = "".join(file + ",,\\n" for file in files)
    with zipfile.ZipFile(directory + "/" + name, "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
        archive.writestr(INFO + "RECORD", lines + INFO + "RECORD,,\\n")
    return name

FINDER = """
import importlib.util, sys
MAPPING = {}
class Finder:
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name in MAPPING:
            return importlib.util.spec_from_file_location(name, MAPPING[name] + "/__init__.py")
def install():
    sys.meta_path.insert(0, Finder)
"""
'''
THING = """
import sys
HERE = __file__
def main():
    print(ascii((HERE, sys.prefix, sys.argv[1:])))
"""
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "thing"
version = "1.0"
"""


def write(path, text):
    return trees.write(path, textwrap.dedent(text))


def furnish(place):
    """Put into the environment at `place` all sorts of things that name its place."""
    project = place + "/src/thing"
    write(project + "/backend.py", BACKEND)
    write(project + "/pyproject.toml", PROJECT)
    write(project + "/thing/__init__.py", THING)
    subprocess.run(
        [f"{place}/bin/python", "-m", "pip", "install", "--no-index", "--no-build-isolation", "--editable", project],
        check=True, capture_output=True, env={"PATH": os.environ["PATH"], "HOME": place},
    )  # fmt: skip
    kernel = {"argv": [f"{place}/bin/python", "-m", "kernel"], "env": {"X": f"a:{place}:b"}}
    write(f"{place}/share/jupyter/kernels/k/kernel.json", json.dumps(kernel))
    (packages,) = [
        f"{place}/lib/{name}/site-packages" for name in os.listdir(place + "/lib") if name[:2] == "py"
    ]
    write(f"{packages}/more.pth", f"{place}/src/more\n")
    write(f"{packages}/thing.egg-link", f"{project}\n.")
    os.symlink(f"{place}/bin/thing", f"{place}/bin/linked")
    os.symlink(place, f"{place}/itself")
    os.symlink("../bin/python", f"{place}/src/python")
    write(f"{place}/data.bin", f"\0{place}/bin")
    write(f"{place}/near.txt", f"{place}er/bin\n")
    write(f"{place}/bin/postactivate", f"#!/bin/sh\nexport X={place}/x\n")
    write(f"{place}/.project", "/the/project\n")
    os.chmod(f"{place}/bin/postactivate", 0o640)
    os.chmod(f"{place}/src", 0o750)
    os.utime(f"{place}/src/thing", ns=(1_000_000_000, 2_000_000_001))
    os.utime(f"{place}/near.txt", ns=(1_000_000_000, 3_000_000_001))
    return place


def naming(place, old):
    """Return the files of the environment at `place` that say `old`, escaped in whatever way, and the links to it."""
    found = []
    ends = tuple(f"/{os.path.basename(old)}{end}" for end in ("/", "'", '"', "\n", ":", "\x1f"))
    for folder, directories, files in os.walk(place):
        if folder.endswith("site-packages/pip"):
            directories[:] = files[:] = []
        for name in (*directories, *files):
            path = f"{folder}/{name}"
            if os.path.islink(path):
                output = os.readlink(path)
            elif os.path.isdir(path) or name.endswith((".pyc", ".so")):
                continue
            else:
                output = open_text(path)
            if old in output or any(end in output for end in ends):
                found.append(os.path.relpath(path, place))
    return sorted(found)


def images(place):
    """Return what is in the environment at `place`: kind, permissions, content, and time of each path."""
    found = {}
    for folder, directories, files in os.walk(place):
        for name in (*directories, *files):
            path = f"{folder}/{name}"
            status = os.lstat(path)
            content = os.readlink(path) if os.path.islink(path) else ""
            if stat.S_ISREG(status.st_mode):
                with open(path, "rb") as file:
                    content = file.read()
            found[os.path.relpath(path, place)] = (status.st_mode, content, status.st_mtime_ns)
    return found


def unlike(before, after):
    """Return the paths of which the one has another kind, or other permissions, or another time than the other."""
    return sorted(
        path
        for path in {*before, *after}
        if (before.get(path, "")[::2], path) != (after.get(path, "")[::2], path)
    )


def records_hold(place):
    """Check every RECORD below `place`: what it lists is there, and has the size and hash that it says."""
    count = 0
    for folder, _, files in os.walk(place):
        if not folder.endswith(".dist-info") or "RECORD" not in files:
            continue
        with open(f"{folder}/RECORD", encoding="utf-8", newline="") as file:
            for path, digest, size in csv.reader(file):
                with open(os.path.join(os.path.dirname(folder), path), "rb") as listed:
                    content = listed.read()
                if digest:
                    output = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
                    assert (digest, size) == (f"sha256={output}", str(len(content))), path
                    count += 1
    return count


def output_of(*command, **variables):
    kept = {"PATH": "/usr/bin:/bin", "HOME": "/dev/null/nowhere", "LC_ALL": "C.UTF-8", **variables}
    done = subprocess.run(command, capture_output=True, text=True, env=kept, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def works(place):
    """Check that the furnished environment at `place` is whole there."""
    assert eval(output_of(f"{place}/bin/thing", "a b")) == (
        f"{place}/src/thing/thing/__init__.py",
        place,
        ["a b"],
    )
    assert eval(output_of(f"{place}/bin/linked"))[1] == place
    assert output_of(f"{place}/bin/pip", "--version").split(" from ")[1].startswith(place + "/")
    listed = json.loads(output_of(f"{place}/bin/python", "-m", "pip", "list", "--format", "json"))
    (thing,) = [row for row in listed if row["name"] == "thing"]
    assert thing["editable_project_location"] == f"{place}/src/thing"
    kernel = json.loads(open_text(f"{place}/share/jupyter/kernels/k/kernel.json"))
    assert kernel == {"argv": [f"{place}/bin/python", "-m", "kernel"], "env": {"X": f"a:{place}:b"}}
    entries = output_of(f"{place}/bin/python", "-c", "import sys; print(*sys.path, sep='\\n')").splitlines()
    assert f"{place}/src/thing" in entries
    assert os.readlink(f"{place}/itself") == place
    assert os.readlink(f"{place}/src/python") == "../bin/python"
    assert records_hold(place) > 10
    assert entered(place) == [place, os.path.basename(place), f"{place}/bin/thing"]


def entered(place, shell="bash", file="activate"):
    """Return what entering the environment at `place` sets: VIRTUAL_ENV, its prompt, and the `thing` that is found."""
    script = f'. "$1/bin/{file}" && printf "%s\\n" "$VIRTUAL_ENV" "$VIRTUAL_ENV_PROMPT" "$(command -v thing)"'
    return output_of(shell, "-c", script, shell, place).splitlines()


def calls(root):
    """The command line on the store at `root`, with no settings of the user's, and nothing in the background."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("VIRTUAL", "XDG_", "PYTHON", "PIP_")) and name != "WORKON_HOME"
    }
    home = os.path.dirname(root) + "/home"
    os.makedirs(home, exist_ok=True)
    return Tool({**kept, "HOME": home, "WORKON_HOME": root, "ENVARIUM_RESERVE": "false"})


def bare_store(folder, lender):
    """Return a store in `folder` with a small environment in it; see `tool.lend`."""
    root = folder / "a store"
    root.mkdir()
    lend(str(root), lender)
    calls(str(root)).done("create", "old", "--no-pip", "-p", sys.executable)
    return Store(str(root))
