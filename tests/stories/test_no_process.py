"""The plain words start no process and fork nothing; loading the integration neither, once it has been loaded."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

import shells
from hooking import write
from traces import TRACE, started

PLAIN = {"bash": ("bash", "--norc", "--noprofile"), "zsh": ("zsh", "-f"), "fish": ("fish", "--no-config")}
STEPS = (
    "workon one", "workon two", "workon -", "workon -n one", "cdvirtualenv bin", "cdproject", "cdsitepackages",
    "workon", "workon ''", "cd $HOME/../linked/below", "workon", "workon .", "cd ../by-file", "workon",
    "cd ../by-name", "workon -c .", "cd /", "deactivate", "workon -", "deactivate",
)  # fmt: skip


def processes(name, steps, folder, environment):
    """Return the calls that start a process while the shell `name` runs `steps` from a file."""
    script, trace = f"{folder}/steps", f"{folder}/trace"
    with open(script, "w", encoding="utf-8") as file:
        file.write("\n".join(steps) + "\n")
    subprocess.run(
        [*TRACE, trace, *PLAIN[name], script],
        env=environment,
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return started(trace)


@pytest.fixture(scope="module", params=shells.DRIVERS)
def prepared(request, tmp_path_factory, installed):
    """The shell's name, a folder, the shell's environment, the lines that load: loaded once, two environments made.

    The tool is one of its own: a story deletes its Python.
    """
    folder = tmp_path_factory.mktemp(request.param)
    tool = folder / "tool"
    shutil.copytree(os.path.dirname(os.path.dirname(installed)), tool, symlinks=True)
    home = folder / "home"
    home.mkdir()
    environment = {
        "HOME": str(home), "WORKON_HOME": str(folder / "it's my store"), "PATH": os.environ["PATH"],
        "LC_ALL": "C.UTF-8",
    }  # fmt: skip
    code = (
        f"import runpy, sys; sys.argv = ['envarium', 'init', '{request.param}']; runpy.run_module('envarium')"
    )
    printed = subprocess.run(
        [f"{tool}/bin/python", "-c", code], env=environment, check=True, capture_output=True, text=True
    )
    os.makedirs(folder / "linked/below")
    for place, text in (("by-file", f"{environment['WORKON_HOME']}/two\n"), ("by-name", "one")):
        os.makedirs(folder / f"linked/{place}")
        (folder / f"linked/{place}/.venv").write_text(text, encoding="utf-8")
    make = [printed.stdout, "mkvenv --no-pip -a . one", "mkvenv --no-pip --link -a linked two"]
    processes(request.param, make, str(folder), environment)
    return request.param, str(folder), environment, printed.stdout


def test_plain_words_start_no_process(prepared):
    """Loading, entering, leaving, going back, going inside and listing add none to those of an empty shell."""
    name, folder, environment, load = prepared
    idle = processes(name, [], folder, environment)
    busy = processes(name, [load, *STEPS], folder, environment)
    assert len(busy) == len(idle), busy
    counted = processes(name, [load, "command true", "env"], folder, environment)
    assert len(counted) > len(idle), "the trace must see a process where there is one"


def test_sourced_hooks_start_no_process(prepared):
    """A hook that is sourced is read by the shell itself: written ones cost no process either."""
    name, folder, environment, load = prepared
    store = environment["WORKON_HOME"]
    kept = {}
    for hook in ("postactivate", "predeactivate", "postdeactivate", "initialize"):
        path = f"{store}/{hook}.fish" if name == "fish" else f"{store}/{hook}"
        status = os.stat(path)
        with open(path, encoding="utf-8") as file:
            kept[path] = file.read(), status.st_mtime_ns
        write(path, f"set -g {hook} called\n" if name == "fish" else f"{hook}=called\n")
    seen = f'test "$postactivate$predeactivate$postdeactivate$initialize" = {"called" * 4}'
    ends = f"{seen}; or exit 9" if name == "fish" else f"{seen} || exit 9"
    idle = processes(name, [], folder, environment)
    busy = processes(name, [load, *STEPS, ends], folder, environment)
    for path, (text, date) in kept.items():
        write(path, text)
        os.utime(path, ns=(date, date))
    assert len(busy) == len(idle), busy


def test_trusted_hooks_of_a_project_start_no_process(prepared):
    """The shell compares a hook with what the user has trusted by itself."""
    name, folder, environment, load = prepared
    path = f"{folder}/.virtualenvwrapper/postactivate" + (".fish" if name == "fish" else "")
    os.mkdir(os.path.dirname(path))
    write(path, "set -g ran yes\n" if name == "fish" else "ran=yes\n")
    code = f"import runpy, sys; sys.argv = ['envarium', 'trust', {folder!r}]; runpy.run_module('envarium')"
    subprocess.run([f"{folder}/tool/bin/python", "-c", code], env=environment, check=True)
    ends = 'test "$ran" = yes; or exit 9' if name == "fish" else 'test "${ran-}" = yes || exit 9'
    idle = processes(name, [], folder, environment)
    busy = processes(name, [load, *STEPS, ends], folder, environment)
    shutil.rmtree(os.path.dirname(path))
    assert len(busy) == len(idle), busy


def test_nor_without_its_own_python(prepared):
    """The same with the interpreter that serves the integration deleted."""
    name, folder, environment, load = prepared
    python = f"{folder}/tool/bin/python"
    os.rename(python, python + ".gone")
    idle = processes(name, [], folder, environment)
    busy = processes(name, [load, *STEPS], folder, environment)
    os.rename(python + ".gone", python)
    assert len(busy) == len(idle), busy
