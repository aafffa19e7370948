"""Copying and renaming environments of every kind, name, prompt and file system."""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import venv

import pytest

import mounts
import pythons
from envarium.errors import InvalidName, RelocationFailed
from envarium.relocating import changes
from envarium.store.environment import Environment
from envarium.store.lookup import Store
from evil import ACCEPTED
from furnished import (
    calls,
    entered,
    images,
    naming,
    output_of,
    write,
)
from tool import lend, open_text


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
        assert output_of("fish", "-c", script, done.path).strip() == done.path
        csh = shutil.which("tcsh") or shutil.which("csh")
        if csh and "`" not in name:
            script = f'source "{done.path}/bin/activate.csh"; printenv VIRTUAL_ENV'
            assert output_of(csh, "-f", "-c", script).strip() == done.path


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
    """An unquoted name in the activators is replaced in a copy in bash, fish and csh; a word of the code is not."""
    source = str(tmp_path / "elsewhere" / label)
    venv.create(source, with_pip=False, symlinks=True)
    for file, text in ACTIVATORS.items():
        write(f"{source}/bin/{file}", text.format(place=shlex.quote(source), label=shlex.quote(label)))
    place = changes.copy(bare, Environment(source), "new $name's").path
    script = 'PS1="$ "; . "$1/bin/activate"; printf "%s\\n" "$VIRTUAL_ENV_PROMPT" "$PS1"'
    assert output_of("bash", "-c", script, "bash", place).splitlines() == ["new $name's", "(new $name's) $ "]
    script = 'source "$argv[1]/bin/activate.fish"; echo $VIRTUAL_ENV_PROMPT; fish_prompt'
    label, prompt = output_of("fish", "-c", script, place).splitlines()
    assert (label, "(new $name's)" in prompt) == ("new $name's", True)
    csh = shutil.which("tcsh")
    assert csh
    script = (
        'set prompt = "% "; source "$PLACE/bin/activate.csh"; printenv VIRTUAL_ENV_PROMPT; echo "$prompt:q"'
    )
    assert output_of(csh, "-f", "-c", script, PLACE=place).splitlines() == ["new $name's", "(new $name's) % "]


@pytest.mark.parametrize("kind", ["virtualenv", "uv"])
def test_prompts_of_other_tools(kind, tmp_path, bare):
    """A prompt that virtualenv or uv was given, and that is the name, follows; any other stays."""
    for label, expected in (("zqname", "new"), ("mine", "mine")):
        source = foreign(tmp_path / label, kind, "--prompt", label)
        place = changes.copy(bare, Environment(source), "new").path
        assert entered(place)[1].strip(" ()") == expected
        script = 'source "$argv[1]/bin/activate.fish"; echo $VIRTUAL_ENV_PROMPT'
        assert output_of("fish", "-c", script, place).strip(" ()\n") == expected
        if kind == "virtualenv":
            script = "import os; p = argv[1] + '/bin/activate_this.py'; exec(open(p).read(), {'__file__': p})"
            script = f"from sys import argv; {script}; print(os.environ['VIRTUAL_ENV_PROMPT'])"
            assert output_of(f"{place}/bin/python", "-c", script, place).strip() == expected
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
    return eval(output_of(f"{place}/bin/python", "-c", "import sys; print((sys.prefix, sys.base_prefix))"))


def test_self_contained(tmp_path, shared):
    """A self-contained environment is copied as it is, and its label follows."""
    root = tmp_path / "store"
    root.mkdir()
    lend(str(root), shared / "warm")
    tool, store = calls(str(root)), Store(str(root))
    made = tool("create", "old", "-p", MODERN[-1] if MODERN else sys.executable, "--self-contained")
    if made.returncode:
        pytest.skip(made.stderr)
    tool.done("copy", "old", "a new one")
    shutil.rmtree(store.path("old"))
    place = store.path("a new one")
    assert prefixes(place) == (place, place + "/.base")
    assert output_of(f"{place}/bin/pip", "--version").split(" from ")[1].startswith(place + "/")
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
        assert os.path.samefile(output_of(f"{place}/bin/tool").strip(), place)
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
    assert output_of(f"{place}/bin/tool").strip() == place
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
        assert output_of(f"{place} moved/bin/{name}").strip() == place + " moved"


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
    done = tool.start([*mounts.own(), "sh", "-c", script, "sh", bare.root, str(tmp_path / "upper")])
    if done.returncode == 77:
        pytest.skip("no overlayfs can be mounted here")
    assert done.returncode == 0, done.stderr
    marker, *names = done.stdout.splitlines()
    assert marker.startswith("twopip ")
    assert f" from {bare.path('second')}/" in marker
    assert names == ["old", "second", "three"]


@pytest.mark.parametrize("words", [("rename", "m", "n"), ("repair", "m")])
def test_what_is_mounted_stays(words, bare, tmp_path):
    """An environment that contains a mount point is not replaced: all of it would be copied."""
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
    done = tool.start([*mounts.own(), "sh", "-c", MOUNTED, "sh", disk, point, *tool.command(*words)])
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
