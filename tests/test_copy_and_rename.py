"""Copying, renaming and mending real environments: what names the old place afterwards, and what still works."""

from __future__ import annotations

import base64
import csv
import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import stat
import subprocess
import sys
import textwrap
import venv

import pytest

import pythons
from envarium.errors import EnvironmentExists, InvalidName, NoSuchEnvironment, RelocationFailed
from envarium.relocating import changes
from envarium.relocating.check import Check
from envarium.store import change
from envarium.store.environment import Environment
from envarium.store.lookup import Store
from evil import ACCEPTED
from tool import SOURCE, Tool, lend, open_text

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
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(textwrap.dedent(text))
    return path


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
                told = os.readlink(path)
            elif os.path.isdir(path) or name.endswith((".pyc", ".so")):
                continue
            else:
                told = open_text(path)
            if old in told or any(end in told for end in ends):
                found.append(os.path.relpath(path, place))
    return sorted(found)


def images(place):
    """Return what stands in the environment at `place`: kind, permissions, content, and time of each path."""
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
                    told = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
                    assert (digest, size) == (f"sha256={told}", str(len(content))), path
                    count += 1
    return count


def said(*command, **variables):
    kept = {"PATH": "/usr/bin:/bin", "HOME": "/dev/null/nowhere", "LC_ALL": "C.UTF-8", **variables}
    done = subprocess.run(command, capture_output=True, text=True, env=kept, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def works(place):
    """Check that the furnished environment at `place` is whole there."""
    assert eval(said(f"{place}/bin/thing", "a b")) == (f"{place}/src/thing/thing/__init__.py", place, ["a b"])
    assert eval(said(f"{place}/bin/linked"))[1] == place
    assert said(f"{place}/bin/pip", "--version").split(" from ")[1].startswith(place + "/")
    listed = json.loads(said(f"{place}/bin/python", "-m", "pip", "list", "--format", "json"))
    (thing,) = [row for row in listed if row["name"] == "thing"]
    assert thing["editable_project_location"] == f"{place}/src/thing"
    kernel = json.loads(open_text(f"{place}/share/jupyter/kernels/k/kernel.json"))
    assert kernel == {"argv": [f"{place}/bin/python", "-m", "kernel"], "env": {"X": f"a:{place}:b"}}
    entries = said(f"{place}/bin/python", "-c", "import sys; print(*sys.path, sep='\\n')").splitlines()
    assert f"{place}/src/thing" in entries
    assert os.readlink(f"{place}/itself") == place
    assert os.readlink(f"{place}/src/python") == "../bin/python"
    assert records_hold(place) > 10
    assert entered(place) == [place, os.path.basename(place), f"{place}/bin/thing"]


def entered(place, shell="bash", file="activate"):
    """Return what entering the environment at `place` sets: VIRTUAL_ENV, its prompt, and the `thing` that is found."""
    script = f'. "$1/bin/{file}" && printf "%s\\n" "$VIRTUAL_ENV" "$VIRTUAL_ENV_PROMPT" "$(command -v thing)"'
    return said(shell, "-c", script, shell, place).splitlines()


@pytest.fixture(scope="module", params=["plain", 'the "store" of $(me)\'s & é'])
def store(request, tmp_path_factory, shared):
    """A store in which a furnished environment stands, at a path that is plain, and at one that is not."""
    root = tmp_path_factory.mktemp("stores") / request.param
    root.mkdir()
    lend(str(root), shared / "warm")
    tool = calls(str(root))
    tool.done("create", "old", "-p", sys.executable)
    place = furnish(f"{root}/old")
    assert len(naming(place, place)) > 15
    return Store(str(root))


@pytest.fixture
def new(store):
    """A name for another environment: where the store's path is plain, the name is not."""
    return "a new 'one' for $5" if store.root.endswith("plain") else "new"


def calls(root):
    """The command line on the store at `root`, with no settings of the user's."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("VIRTUAL", "XDG_", "PYTHON", "PIP_")) and name != "WORKON_HOME"
    }
    home = os.path.dirname(root) + "/home"
    os.makedirs(home, exist_ok=True)
    return Tool({**kept, "HOME": home, "WORKON_HOME": root})


@pytest.fixture
def tool(store):
    return calls(store.root)


def test_copy(store, tool, new):
    """A copy is whole at its place and names the old one nowhere; what it was made from is untouched."""
    before = images(store.path("old"))
    done = tool("copy", "old", new)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    place = store.path(new)
    assert images(store.path("old")) == before
    assert [path for path in unlike(before, images(place)) if "__pycache__" not in path] == [".used"]
    assert naming(place, store.path("old")) == ["data.bin", "near.txt"]
    assert Environment(place).project == "/the/project"
    assert os.listdir(store.own(change.STAGING)) == []
    works(place)
    shutil.rmtree(place)


def test_rename_there_and_back(store, tool, new):
    """A renamed environment is whole under its new name, all that is its own kept; and after the way back as it was."""
    before = images(store.path("old"))
    tool.done("rename", "old", new)
    place = store.path(new)
    assert store.names() == [new]
    assert naming(place, store.path("old")) == ["data.bin", "near.txt"]
    assert [path for path in unlike(before, images(place)) if "__pycache__" not in path] == []
    assert change.trash(store) == []
    works(place)
    tool.done("rename", new, "old")
    texts = {path: kept[1] for path, kept in before.items() if not path.endswith((".pyc", "RECORD"))}
    now = images(store.path("old"))
    changed = [path for path, content in texts.items() if now[path][1] != content]
    assert all(path.startswith("bin/") for path in changed)  # a trampoline stays one
    assert eval(said(store.path("old") + "/bin/thing"))[1] == store.path("old")


def test_link(store, tool):
    """With --link, a file that needs no rewriting is the very same; one that does is not, nor is its source touched."""
    before = images(store.path("old"))
    tool.done("copy", "--link", "old", "linked")
    for path in ("near.txt", "src/thing/thing/__init__.py"):
        assert os.path.samefile(f"{store.path('old')}/{path}", f"{store.path('linked')}/{path}")
    assert not os.path.samefile(store.path("old") + "/bin/thing", store.path("linked") + "/bin/thing")
    assert images(store.path("old")) == before
    assert eval(said(store.path("linked") + "/bin/thing"))[1] == store.path("linked")
    shutil.rmtree(store.path("linked"))


def test_without_link_nothing_but_the_seeds_is_shared(store, tool):
    """A copy shares no file with its source but those of the seed images, to which nobody may write."""
    tool.done("copy", "old", "apart")
    for folder, _, files in os.walk(store.path("apart")):
        for name in files:
            path = f"{folder}/{name}"
            other = store.path("old") + path[len(store.path("apart")) :]
            if not os.path.islink(path) and os.path.exists(other) and os.path.samefile(path, other):
                assert stat.S_IMODE(os.stat(path).st_mode) == 0o444, path
    shutil.rmtree(store.path("apart"))


def test_copy_from_elsewhere(store, tool, tmp_path):
    """A path to an environment elsewhere can be copied, links to it too; the default name is its own."""
    outside = tmp_path / "out side"
    shutil.copytree(store.path("old"), outside, symlinks=True)
    changes.repair(Store(str(tmp_path)), "out side", [store.path("old")])
    tool.done("copy", str(outside), cwd="/")
    assert eval(said(store.path("out side") + "/bin/thing"))[1] == store.path("out side")
    shutil.rmtree(store.path("out side"))
    os.symlink(outside, store.path("link"))
    tool.done("copy", "link", "from a link")
    works(store.path("from a link"))
    assert naming(store.path("from a link"), str(outside)) == []
    tool.done("copy", "$X/out side", "$X", X=str(tmp_path))
    assert eval(said(store.path("$X") + "/bin/thing"))[1] == store.path("$X")
    shutil.rmtree(store.path("$X"))
    tool.done("rename", "link", "relinked")
    assert os.readlink(store.path("relinked")) == str(outside)
    assert "link" not in store.names()
    os.unlink(store.path("relinked"))
    shutil.rmtree(store.path("from a link"))


def test_a_store_behind_a_link(store, tmp_path):
    """Both spellings of the old place are rewritten, each to its like."""
    os.symlink(store.root, tmp_path / "link")
    behind = Store(str(tmp_path / "link"))
    write(store.path("old") + "/both.txt", f"{store.root}/old {behind.root}/old\n")
    done = changes.copy(behind, behind.find("old"), "new")
    assert open_text(done.path + "/both.txt") == f"{store.root}/new {behind.root}/new\n"
    os.unlink(store.path("old") + "/both.txt")
    shutil.rmtree(store.path("new"))


def test_mend(store):
    """An environment that was moved by hand is made whole where it stands; the broken one lies in the trash."""
    shutil.copytree(store.path("old"), store.path("moved"), symlinks=True)
    done = changes.repair(store, "moved", [store.path("old")])
    assert done.path == store.path("moved")
    works(done.path)
    assert naming(done.path, store.path("old")) == ["data.bin", "near.txt"]
    (removed,) = change.trash(store)
    assert "bin/pip" in naming(removed.path, store.path("old"))
    shutil.rmtree(os.path.dirname(removed.path))
    shutil.rmtree(store.path("moved"))


# --- refusals ------------------------------------------------------------------


@pytest.fixture
def bare(tmp_path, shared):
    """A store with a small environment in it."""
    root = tmp_path / "a store"
    root.mkdir()
    lend(str(root), shared / "warm")
    calls(str(root)).done("create", "old", "--no-pip", "-p", sys.executable)
    return Store(str(root))


def test_copy_refuses_as_virtualenvwrapper_does(bare, tmp_path):
    """What is no environment and what is there already are told on standard output, and nothing is changed."""
    tool = calls(bare.root)
    before = images(bare.root)
    for words in (["nosuch"], [str(tmp_path)], [], ["../old"], [""]):
        done = tool("copy", *words)
        assert (done.returncode, done.stdout) == (1, "Please provide a valid virtualenv to copy.\n")
        assert done.stderr.startswith("envarium: ")
        assert done.stderr.splitlines()[1].startswith("hint: ")
    for words in (["old"], ["old", "old"]):
        done = tool("copy", *words)
        assert (done.returncode, done.stdout) == (1, "old virtualenv already exists.\n")
    assert tool("copy", "old", "../x").returncode == 1
    assert images(bare.root) == before


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_prints_the_refusal(bare, shell):
    """Where a shell reads a snippet, evaluating it prints the words."""
    functions = os.path.dirname(SOURCE) + f"/shell/hooks.{'fish' if shell == 'fish' else 'sh'}"
    load = f". {shlex.quote(functions)}\n"
    done = calls(bare.root).asks(shell, "cpvenv", "old")
    assert done.returncode == 1
    assert done.stderr.splitlines()[1] == "hint: write the name of the copy too: cpvenv old NEW"
    assert said(shell, "-c", load + done.stdout) == "old virtualenv already exists.\n"
    done = calls(bare.root).asks(shell, "cpvirtualenv", "it's", "x")
    assert said(shell, "-c", load + done.stdout) == "Please provide a valid virtualenv to copy.\n"


def test_rename_refuses(bare):
    """A name that is taken or none, and an environment that is not there, are told, and nothing is changed."""
    tool = calls(bare.root)
    tool.done("copy", "old", "other")
    before = images(bare.root)
    assert "already exists" in tool.refused("rename", "old", "other")
    assert "already exists" in tool.refused("rename", "old", "old")
    assert "no environment is called" in tool.refused("rename", "older", "new")
    assert "cannot name an environment" in tool.refused("rename", "old", "../x")
    assert "cannot name an environment" in tool.refused("rename", "../x", "new")
    os.mkdir(bare.path("file"))
    assert "taken" in tool.refused("rename", "old", "file")
    os.rmdir(bare.path("file"))
    assert images(bare.root) == before


def test_a_copy_into_itself_is_refused(bare, tmp_path):
    """An environment that holds the store is not copied into it."""
    outer = tmp_path / "outer"
    venv.create(outer, with_pip=False)
    (outer / "store").mkdir()
    assert "contains the store" in calls(str(outer / "store")).refused("copy", str(outer), "x")


def test_what_does_not_work_is_not_published(bare):
    """An environment whose Python works at its old place only is not copied, and not renamed either."""
    python = bare.path("old") + "/bin/python"
    target = os.readlink(python)
    os.unlink(python)
    write(python, f'#!/bin/sh\n[ "$0" = "{python}" ] || exit 3\nexec "{target}" "$@"\n')
    os.chmod(python, 0o755)
    before = images(bare.root)
    with pytest.raises(RelocationFailed):
        changes.rename(bare, "old", "new")
    with pytest.raises(RelocationFailed):
        changes.copy(bare, bare.find("old"), "new")
    os.unlink(python)
    os.symlink("/nowhere/python", python)
    with pytest.raises(RelocationFailed, match="does not start"):
        changes.rename(bare, "old", "new")
    assert bare.names() == ["old"]
    assert {path for path in unlike(before, images(bare.root)) if "/staging" not in path} <= {
        "old/bin/python",
        "old/bin",
    }
    assert os.listdir(bare.own(change.STAGING)) == []


def test_a_pip_that_was_broken_before(bare, capfd):
    """A pip that does not start at the source either stops nothing, and is told; one that did would."""
    write(bare.path("old") + "/bin/pip", f"#!{bare.path('old')}/bin/python\nraise SystemExit('broken')\n")
    changes.copy(bare, bare.find("old"), "new")
    assert "broken" in capfd.readouterr().err
    here = bare.path("old").replace("old", "{}").format("o" + "ld")
    text = f"import sys\nif {here[:-3]!r} + 'old' not in sys.argv[0]: raise SystemExit('lost')\n"
    write(bare.path("old") + "/bin/pip", "#!/usr/bin/env python\n" + text)
    with pytest.raises(RelocationFailed, match="pip does not start: lost"):
        changes.copy(bare, bare.find("old"), "newer")
    assert bare.names() == ["new", "old"]


def test_hooks_of_a_copy(bare):
    """Both hooks run in the store, with virtualenvwrapper's arguments, when the copy is there; a rename has none."""
    tool = calls(bare.root)
    for hook in ("precpvirtualenv", "premkvirtualenv"):
        write(
            f"{bare.root}/{hook}", f'#!/bin/sh\nprintf "%s\\n" {hook} "$PWD" "$@" $(ls -d new) >> ../said\n'
        )
        os.chmod(f"{bare.root}/{hook}", 0o755)
    tool.done("copy", "old", "new")
    tool.done("rename", "new", "newer")
    told = open_text(os.path.dirname(bare.root) + "/said").splitlines()
    assert told == [
        "precpvirtualenv", bare.root, bare.path("old"), "new", "new", "premkvirtualenv", bare.root, "new", "new",
    ]  # fmt: skip


def test_the_plans(bare):
    """A shell is told to enter the copy, with the hooks that come after, and to follow a renamed environment."""
    tool = calls(bare.root)
    functions = "".join(
        f'__envarium_{name}() {{ echo {name} "$@"; }}\n' for name in ("enter", "event", "moved")
    )
    done = tool.asks("bash", "cpvenv", "old", "it's")
    assert said("bash", "-c", functions + done.stdout).splitlines() == [
        "enter " + bare.path("it's"),
        "event post_mkvirtualenv",
        "event post_cpvirtualenv",
    ]
    done = tool.asks("bash", "mvvirtualenv", "it's", "new")
    assert (
        said("bash", "-c", functions + done.stdout)
        == "moved " + bare.path("it's") + " " + bare.path("new") + "\n"
    )


# --- races ----------------------------------------------------------------------


def before_publishing(monkeypatch, act):
    """Let `act` happen when the new environment has been made, and is about to be published."""
    publish = change.publish

    def late(store, built, name):
        monkeypatch.undo()
        act()
        return publish(store, built, name)

    monkeypatch.setattr(change, "publish", late)


def test_what_changes_meanwhile_is_kept(bare, monkeypatch):
    """What comes into the old environment while it is being renamed is not lost: the old one lies in the trash."""
    before_publishing(monkeypatch, lambda: write(bare.path("old") + "/lib/late.txt", "late"))
    assert changes.rename(bare, "old", "new").is_in_trash
    (removed,) = change.trash(bare)
    assert open_text(removed.path + "/lib/late.txt") == "late"
    assert bare.names() == ["new"]


def test_another_takes_the_name_first(bare, monkeypatch):
    """Of two that want a name, one gets it, and the other has changed nothing."""
    before_publishing(monkeypatch, lambda: shutil.copytree(bare.path("old"), bare.path("new"), symlinks=True))
    with pytest.raises(EnvironmentExists):
        changes.rename(bare, "old", "new")
    assert bare.names() == ["new", "old"]
    assert os.listdir(bare.own(change.STAGING)) == []


def test_another_takes_the_environment_away(bare, monkeypatch):
    """If the old environment is removed meanwhile, the new one is taken back: removed is removed."""
    before_publishing(monkeypatch, lambda: os.rename(bare.path("old"), bare.root + "-away"))
    with pytest.raises(NoSuchEnvironment):
        changes.rename(bare, "old", "new")
    assert bare.names() == []
    assert os.path.isdir(bare.root + "-away")


def test_another_stands_there_by_now(bare, monkeypatch):
    """If another environment has come to stand there meanwhile, it stays, and the new one is taken back."""

    def swap():
        os.rename(bare.path("old"), bare.root + "-away")
        shutil.copytree(bare.root + "-away", bare.path("old"), symlinks=True)
        write(bare.path("old") + "/mark", "another")

    before_publishing(monkeypatch, swap)
    with pytest.raises(NoSuchEnvironment):
        changes.rename(bare, "old", "new")
    assert bare.names() == ["old"]
    assert open_text(bare.path("old") + "/mark") == "another"
    assert change.trash(bare) == []


def test_another_stands_where_it_is_copied_from(bare, monkeypatch):
    """A copy is never made of two environments: one that came to stand there meanwhile is noticed."""
    start = Check.start

    def late(self):
        monkeypatch.undo()
        os.rename(bare.path("old"), bare.root + "-away")
        shutil.copytree(bare.root + "-away", bare.path("old"), symlinks=True)
        start(self)

    monkeypatch.setattr(Check, "start", late)
    with pytest.raises(RelocationFailed, match="another environment"):
        changes.copy(bare, bare.find("old"), "new")
    assert bare.names() == ["old"]
    assert os.listdir(bare.own(change.STAGING)) == []


# --- all kinds ------------------------------------------------------------------


def test_all_names(bare):
    """An environment is renamed to any name that there can be, and entered by it in bash, where it shows its name."""
    name = "old"
    for new in (*ACCEPTED.values(), "old"):
        place = changes.rename(bare, name, new).path
        assert entered(place)[:2] == [place, new]
        assert naming(place, bare.path(name)) == [] or place.startswith(bare.path(name))
        name = new
    with pytest.raises(InvalidName):
        changes.rename(bare, "old", "")


def test_prompts(bare):
    """A prompt of its own stays; one that was the name becomes the new name, in the file and when entered."""
    for key, label in (("mine", "mine"), ("old", "new"), ("'old'", "new")):
        with open(bare.path("old") + "/pyvenv.cfg", "a", encoding="utf-8") as file:
            file.write(f"prompt = {key}\n")
        changes.copy(bare, bare.find("old"), "new")
        assert bare.find("new").prompt == label
        shutil.rmtree(bare.path("new"))
        lines = open_text(bare.path("old") + "/pyvenv.cfg").splitlines(keepends=True)
        write(bare.path("old") + "/pyvenv.cfg", "".join(lines[:-1]))


def foreign(tmp_path, kind, *words):
    """Make an environment by another tool, and return its place."""
    place = str(tmp_path / "elsewhere" / "zqname")
    if kind == "venv":
        venv.create(place, with_pip=False, symlinks=True)
    elif kind in ("virtualenv", "uv"):
        if importlib.util.find_spec(kind) is None:
            pytest.skip(f"{kind} is not installed here")
        called = ["virtualenv", "--quiet"] if kind == "virtualenv" else ["uv", "venv", "--quiet"]
        subprocess.run([sys.executable, "-m", *called, *words, place], check=True)
    else:
        subprocess.run([kind, "-m", "venv", "--without-pip", place], check=True)
    return place


MODERN = [
    path for path in pythons.there() if pythons.version(path) >= (3, 8) and not path.startswith("/usr/")
]
ENDS = sorted({MODERN[0], MODERN[-1]} if MODERN else ())
OTHERS = [path for path in pythons.there() if pythons.is_pypy(path) or pythons.version(path) < (3, 0)]


@pytest.mark.parametrize("kind", ["venv", "virtualenv", "uv", *ENDS])
def test_foreign_environments(kind, tmp_path, bare):
    """An environment of another tool keeps that tool's activators, which name the new place and the new name."""
    source = foreign(tmp_path, kind)
    for name in ("other", 'it\'s an "other" `one` for $5'):
        done = changes.copy(bare, Environment(source), name)
        assert naming(done.path, source) == []
        assert naming(done.path, "zqname") == []
        place, prompt, _ = [*entered(done.path), "", ""][:3]
        assert place == done.path
        assert prompt.strip(" ()") in (name, "")
        script = 'source "$argv[1]/bin/activate.fish"; printf "%s\\n" "$VIRTUAL_ENV"'
        assert said("fish", "-c", script, done.path).strip() == done.path
        csh = shutil.which("tcsh") or shutil.which("csh")
        if csh and "`" not in name:
            script = f'source "{done.path}/bin/activate.csh"; printenv VIRTUAL_ENV'
            assert said(csh, "-f", "-c", script).strip() == done.path


ACTIVATORS = {
    "activate": 'VIRTUAL_ENV={place}\nVIRTUAL_ENV_PROMPT={label}\nPS1="("{label}") ${{PS1:-}}"\n'
    "export VIRTUAL_ENV_PROMPT PS1\n",
    "activate.csh": "setenv VIRTUAL_ENV {place}\nsetenv VIRTUAL_ENV_PROMPT {label}\n"
    'set prompt = "("{label}") $prompt:q"\n',
    "activate.fish": "set -gx VIRTUAL_ENV {place}\nset -gx VIRTUAL_ENV_PROMPT {label}\n"
    'function fish_prompt; printf "%s(%s)%s " (set_color normal) {label} (set_color normal); end\n',
}
"""How `python -m venv` writes the name from 3.13.1 on: as shlex.quote has it."""


@pytest.mark.parametrize("label", ["zqname", "zq name", "set", "prompt", "it's"])
def test_labels_without_quotes(label, tmp_path, bare):
    """A name that stands bare in the activators follows a copy in bash, fish and csh; a word of theirs stays."""
    source = str(tmp_path / "elsewhere" / label)
    venv.create(source, with_pip=False, symlinks=True)
    for file, text in ACTIVATORS.items():
        write(f"{source}/bin/{file}", text.format(place=shlex.quote(source), label=shlex.quote(label)))
    place = changes.copy(bare, Environment(source), "new $name's").path
    script = 'PS1="$ "; . "$1/bin/activate"; printf "%s\\n" "$VIRTUAL_ENV_PROMPT" "$PS1"'
    assert said("bash", "-c", script, "bash", place).splitlines() == ["new $name's", "(new $name's) $ "]
    script = 'source "$argv[1]/bin/activate.fish"; echo $VIRTUAL_ENV_PROMPT; fish_prompt'
    label, prompt = said("fish", "-c", script, place).splitlines()
    assert (label, "(new $name's)" in prompt) == ("new $name's", True)
    csh = shutil.which("tcsh")
    assert csh
    script = (
        'set prompt = "% "; source "$PLACE/bin/activate.csh"; printenv VIRTUAL_ENV_PROMPT; echo "$prompt:q"'
    )
    assert said(csh, "-f", "-c", script, PLACE=place).splitlines() == ["new $name's", "(new $name's) % "]


@pytest.mark.parametrize("kind", ["virtualenv", "uv"])
def test_prompts_of_other_tools(kind, tmp_path, bare):
    """A prompt that virtualenv or uv was given, and that is the name, follows; any other stays."""
    for label, expected in (("zqname", "new"), ("mine", "mine")):
        source = foreign(tmp_path / label, kind, "--prompt", label)
        place = changes.copy(bare, Environment(source), "new").path
        assert entered(place)[1].strip(" ()") == expected
        script = 'source "$argv[1]/bin/activate.fish"; echo $VIRTUAL_ENV_PROMPT'
        assert said("fish", "-c", script, place).strip(" ()\n") == expected
        if kind == "virtualenv":
            script = "import os; p = argv[1] + '/bin/activate_this.py'; exec(open(p).read(), {'__file__': p})"
            script = f"from sys import argv; {script}; print(os.environ['VIRTUAL_ENV_PROMPT'])"
            assert said(f"{place}/bin/python", "-c", script, place).strip() == expected
            assert ("zqname" in open_text(f"{place}/bin/activate.nu")) is False
        shutil.rmtree(place)


@pytest.mark.parametrize("python", [*ENDS, *OTHERS])
def test_copy_strategy(python, tmp_path, shared):
    """An environment that copies its interpreter is renamed, and remembers what it was made from."""
    root = tmp_path / "store"
    root.mkdir()
    lend(str(root), shared / "warm")
    tool, store = calls(str(root)), Store(str(root))
    made = tool("create", "old", "-p", python, "--strategy", "copy", "--no-pip")
    if made.returncode:
        pytest.skip(made.stderr)
    base = prefixes(store.path("old"))[1]
    changes.rename(store, "old", "a new one")
    assert prefixes(store.path("a new one")) == (store.path("a new one"), base)
    assert naming(store.path("a new one"), store.path("old")) == []


def prefixes(place):
    return eval(said(f"{place}/bin/python", "-c", "import sys; print((sys.prefix, sys.base_prefix))"))


def test_self_contained(tmp_path, shared):
    """A self-contained environment is copied as it is, and its label follows."""
    root = tmp_path / "store"
    root.mkdir()
    lend(str(root), shared / "warm")
    tool, store = calls(str(root)), Store(str(root))
    made = tool("create", "old", "-p", MODERN[-1] if MODERN else sys.executable, "--self-contained",
                ENVARIUM_RESERVE="false")  # fmt: skip
    if made.returncode:
        pytest.skip(made.stderr)
    tool.done("copy", "old", "a new one")
    shutil.rmtree(store.path("old"))
    place = store.path("a new one")
    assert prefixes(place) == (place, place + "/.base")
    assert said(f"{place}/bin/pip", "--version").split(" from ")[1].startswith(place + "/")
    assert entered(place)[:2] == [place, "a new one"]


MOUNTED = """
mount --bind "$1" "$2" || exit 77
shift 2
exec "$@"
"""


@pytest.fixture
def launched(bare):
    """The same store, with a launcher in the environment of the kind that a path with a blank needs."""
    python = bare.path("old") + "/bin/python"
    text = f"#!/bin/sh\n'''exec' '{python}' \"$0\" \"$@\"\n' '''\nimport sys; print(sys.prefix)\n"
    os.chmod(write(bare.path("old") + "/bin/tool", text), 0o755)
    return bare


CHANGES = {
    "copy": lambda store, old, new="new": changes.copy(store, store.find(old), new).path,
    "rename": lambda store, old, new="new": changes.rename(store, old, new).path,
}


@pytest.mark.parametrize("word", CHANGES)
def test_an_environment_made_through_another_spelling(word, launched, tmp_path):
    """The store of the environment's creation is the same one by another path: both are the old place."""
    os.symlink(launched.root, tmp_path / "link")
    behind = Store(str(tmp_path / "link"))
    for store, old, new in ((behind, "old", "new"), (launched, "new", "third"), (behind, "third", "fourth")):
        place = CHANGES[word](store, old, new)
        assert os.path.samefile(said(f"{place}/bin/tool").strip(), place)
        assert os.path.samefile(entered(place)[0], place)
        assert naming(place, launched.path(old)) == []
        assert naming(place, behind.path(old)) == []


@pytest.mark.parametrize("word", CHANGES)
def test_an_environment_that_was_moved_by_hand(word, launched):
    """The place where it was is an old place of its; where another environment is there now, the change is refused."""
    os.rename(launched.path("old"), launched.path("moved"))
    calls(launched.root).done("create", "old", "--no-pip", "-p", sys.executable)
    before = images(launched.path("moved"))
    with pytest.raises(RelocationFailed, match="another environment"):
        CHANGES[word](launched, "moved")
    assert images(launched.path("moved")) == before
    assert sorted(launched.names()) == ["moved", "old"]
    shutil.rmtree(launched.path("old"))
    place = CHANGES[word](launched, "moved")
    assert said(f"{place}/bin/tool").strip() == place
    assert entered(place)[0] == place
    assert naming(place, launched.path("old")) == []


@pytest.mark.parametrize("word", CHANGES)
def test_launchers_of_an_environment_that_may_be_moved(word, launched):
    """What poetry and pdm install there names its path: it is made to find its Python by a copy or a rename."""
    old = launched.path("old")
    with open(old + "/pyvenv.cfg", "a", encoding="utf-8") as file:
        file.write("relocatable = true\n")
    os.chmod(write(old + "/bin/other", f"#!{old}/bin/python -s\nimport sys; print(sys.prefix)\n"), 0o755)
    place = CHANGES[word](launched, "old")
    os.rename(place, place + " moved")
    for name in ("tool", "other"):
        assert said(f"{place} moved/bin/{name}").strip() == place + " moved"


def attributes(path):
    return {name: os.getxattr(path, name) for name in os.listxattr(path)}


CAPABILITY = bytes.fromhex("0100000200040000000000000000000000000000")
"""The value of security.capability for cap_net_bind_service=ep (capabilities(7))."""


@pytest.mark.parametrize("word", CHANGES)
def test_what_a_file_is_besides_its_content(word, bare):
    """Hard links, holes, extended attributes, capabilities and special bits are kept, of rewritten files too."""
    place = bare.path("old")
    write(place + "/one", f"#!{place}/bin/python\nprint(1)\n")
    write(place + "/plain", "x" * 10_000)
    os.link(place + "/one", place + "/two")
    os.link(place + "/plain", place + "/plain too")
    with open(place + "/hole", "wb") as file:
        file.seek(64 << 20)
        file.write(b"end")
    os.mkdir(place + "/shared")
    os.chmod(place + "/shared", 0o2770)
    os.chmod(place + "/plain", 0o6755)
    try:
        for name in ("one", "plain", "shared"):
            os.setxattr(f"{place}/{name}", "user.note", name.encode())
        if os.getuid() == 0:
            os.setxattr(place + "/hole", "security.capability", CAPABILITY)
    except OSError as error:
        pytest.skip(f"no extended attributes here: {error.strerror}")
    before = {
        name: (attributes(f"{place}/{name}"), os.stat(f"{place}/{name}"))
        for name in sorted(os.listdir(place))
    }
    done = CHANGES[word](bare, "old")
    for name, (kept, status) in before.items():
        now = os.stat(f"{done}/{name}")
        assert (name, attributes(f"{done}/{name}"), oct(now.st_mode)) == (name, kept, oct(status.st_mode))
    assert os.path.samefile(done + "/one", done + "/two")
    assert os.path.samefile(done + "/plain", done + "/plain too")
    assert f"{done}/bin/python" in open_text(done + "/one")
    assert os.stat(done + "/hole").st_size == (64 << 20) + 3
    assert os.stat(done + "/hole").st_blocks * 512 < 1 << 20


OVERLAY = """
store=$1 upper=$2
mount -t tmpfs none "$upper" && mkdir "$upper/upper" "$upper/work" &&
    mount -t overlay -o "lowerdir=$store,upperdir=$upper/upper,workdir=$upper/work" overlay "$store" || exit 77
shift 2
set -e
"""


def test_a_store_in_a_lower_layer(bare, tmp_path, root):
    """What the image of a container holds is removed, restored, renamed, replaced and mended: no rename moves it."""
    tool = calls(bare.root)
    for name in ("one", "two", "three", "four"):
        tool.done("create", name, "-p", sys.executable, *([] if name == "two" else ["--no-pip"]))
        write(bare.path(name) + "/marker", name)
    tool.done("remove", "four")
    shutil.rmtree(Environment(bare.path("two")).site_packages + "/pip/_vendor/rich")
    (tmp_path / "upper").mkdir()
    steps = [
        ["remove", "one"],
        ["restore", "one"],
        ["repair", "two"],
        ["rename", "two", "second"],
        ["create", "three", "--clear", "--no-pip", "-p", sys.executable],
        ["trash", "--empty"],
        ["remove", "--now", "one"],
        ["list", "-b"],
    ]
    script = OVERLAY + "".join(shlex.join(tool.command(*words)) + " >&2\n" for words in steps[:-1])
    script += 'cat "$store/second/marker"; "$store/second/bin/pip" --version; ls "$store/.envarium/trash"\n'
    script += shlex.join(tool.command(*steps[-1])) + "\n"
    namespace = ["unshare", "--mount", "sh", "-c", script, "sh"]
    done = tool.start([*namespace, bare.root, str(tmp_path / "upper")])
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("no overlayfs can be mounted here")
    assert done.returncode == 0, done.stderr
    marker, *names = done.stdout.splitlines()
    assert marker.startswith("twopip ")
    assert f" from {bare.path('second')}/" in marker
    assert names == ["old", "second", "three"]


@pytest.mark.parametrize("words", [("rename", "m", "n"), ("repair", "m")])
def test_what_is_mounted_stays(words, bare, tmp_path):
    """An environment that has something mounted inside is not made anew: all of it would be copied."""
    tool = calls(bare.root)
    tool.done("create", "--no-pip", "m")
    disk, point = tmp_path / "disk", bare.path("m") + "/data of mine"
    for place in (disk, point):
        os.mkdir(place)
    (disk / "file").write_text("precious")
    if words[0] == "repair":
        os.rename(bare.path("m"), bare.path("moved"))
        words, point = ("repair", "moved"), bare.path("moved") + "/data of mine"
    before = os.stat(disk).st_mode, sorted(bare.names())
    namespace = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", MOUNTED, "sh", disk, point]
    done = tool.start([*namespace, *tool.command(*words)])
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("no mount namespace can be made here")
    assert done.returncode == 1
    assert "something is mounted inside" in done.stderr
    assert point in done.stderr
    assert (disk / "file").read_text() == "precious"
    assert (os.stat(disk).st_mode, sorted(bare.names())) == before


def test_a_copy_is_not_temporary(bare):
    """A copy of a temporary environment stays, and the source is as it was."""
    tool = calls(bare.root)
    tool.done("create", "--no-pip", "--temporary", "t")
    tool.done("copy", "t", "c")
    assert os.path.exists(bare.path("t") + "/README.tmpenv")
    assert not os.path.exists(bare.path("c") + "/README.tmpenv")
