"""Equal files that share their space: `dedupe`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time

import pytest

from envarium.creator import reflink
from envarium.files import reading
from envarium.store.environment import Environment
from envarium.thinning import dedupe, duplicates, hardlinks
from envarium.thinning.duplicates import File
from test_layers import packages, stack

OLD = 1_600_000_000
BIG = b"x" * 20_000
LIBRARY = BIG + b"pkg/library.so"


def write(path, content=BIG, *, mode=0o644, when=OLD):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)
    os.chmod(path, mode)
    os.utime(path, (when, when))
    return path


def install(place, name, files, origin=""):
    """Put a package with `files` (path to content) into an environment, as an installer does."""
    site = packages(place)
    for path, content in files.items():
        write(os.path.normpath(f"{site}/{path}"), content)
    lines = "".join(f"{path},,\n" for path in files)
    write(f"{site}/{name}-1.dist-info/RECORD", lines.encode())
    write(f"{site}/{name}-1.dist-info/METADATA", f"Name: {name}\nVersion: 1\n".encode())
    if origin:
        write(f"{site}/{name}-1.dist-info/direct_url.json", origin.encode())


def scratch(places):
    path = places[0] + "-scratch"
    os.makedirs(path, exist_ok=True)
    return path


def thin(places, method):
    """Let everything be shared that may be, as the command does."""
    result = dedupe.Result()
    environments = [Environment(place) for place in places]
    for group in dedupe.groups(dedupe.files(environments, method), method):
        dedupe.share(group, method, result, scratch(places))
    return result


def inodes(places, path):
    return {os.stat(f"{packages(place)}/{path}").st_ino for place in places}


def everything(places):
    """What every file is but for its inode: its content, permissions and times."""
    return {
        file.path: (file.state[1:], reading.read(file.path, 1 << 26))
        for place in places
        for file in duplicates.walk(place)
    }


SHARED = ("pkg/code.py", "pkg/library.so", "pkg/lib.so.3")
OTHERS = ("pkg/settings.json", "pkg/data.db", "pkg/config.toml", "../../../bin/tool.py")
EDITABLE = '{"url": "file:///x", "dir_info": {"editable": true}}'


@pytest.fixture
def pair(tool, store):
    """Two environments with the same packages."""
    places = stack(tool, store, "one"), stack(tool, store, "two")
    places = [place for (place,) in places]
    for place in places:
        install(place, "pkg", {path: BIG + path.encode() for path in (*SHARED, *OTHERS)})
        install(place, "edited", {"edited.py": BIG}, EDITABLE)
        write(f"{packages(place)}/mine.py", BIG + b"mine")
    return places


def test_hard_links(pair):
    """Only code that installers put there becomes one file; settings, data, programs and the user's files do not."""
    before = everything(pair)
    result = thin(pair, dedupe.HARDLINK)
    assert result.files == len(SHARED)
    assert all(len(inodes(pair, path)) == 1 for path in SHARED)
    assert all(len(inodes(pair, path)) == 2 for path in (*OTHERS, "edited.py", "mine.py"))
    assert everything(pair) == before
    assert thin(pair, dedupe.HARDLINK).files == 0


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("pkg/library.so", lambda path: os.chmod(path, 0o600)),
        ("pkg/library.so", lambda path: os.setxattr(path, "user.mine", b"1")),
        ("pkg/code.py", lambda path: os.utime(path, (OLD + 1, OLD + 1))),
        ("pkg/library.so", lambda path: write(path, LIBRARY[:9999] + b"y" + LIBRARY[10_000:])),
    ],
    ids=["mode", "attribute", "time of a module", "a byte in the middle"],
)  # fmt: skip
def test_files_that_differ(path, change, pair):
    """Files whose permissions, attributes or content differ stay as they are, and modules of another time."""
    try:
        change(f"{packages(pair[0])}/{path}")
    except OSError as error:
        pytest.skip(f"the file system has no attributes: {error}")
    before = everything(pair)
    assert thin(pair, dedupe.HARDLINK).files == len(SHARED) - 1
    assert len(inodes(pair, path)) == 2
    assert everything(pair) == before


def test_a_hostile_record(pair, tmp_path):
    """A RECORD reaches nothing outside of its directory, and nothing through a link."""
    outside = [write(str(tmp_path / folder / "victim.py"), BIG + b"victim") for folder in "ab"]
    for place, path in zip(pair, outside, strict=True):
        site = packages(place)
        os.symlink(os.path.dirname(path), site + "/away")
        lines = f"away/victim.py,,\n{os.path.relpath(path, site)},,\n{path},,\n\0.py,,\n"
        write(f"{site}/evil-1.dist-info/RECORD", lines.encode())
    thin(pair, dedupe.HARDLINK)
    assert len({os.stat(path).st_ino for path in outside}) == 2


@pytest.mark.parametrize("which", [0, 1])
def test_changed_meanwhile(which, pair):
    """A file that has changed since it was compared is not replaced, and none becomes what it was."""
    files = [File(path, os.lstat(path)) for path in (f"{packages(place)}/pkg/library.so" for place in pair)]
    write(files[which].path, LIBRARY.upper())
    before = everything(pair)
    assert not hardlinks.link(*files, scratch(pair))
    assert everything(pair) == before
    assert len(inodes(pair, "pkg/library.so")) == 2


def test_vanished_meanwhile(pair):
    """Files and environments that vanish are passed over."""
    method = dedupe.HARDLINK
    groups = list(dedupe.groups(dedupe.files(map(Environment, pair), method), method))
    os.rename(pair[0], pair[0] + "-gone")
    result = dedupe.Result()
    for group in groups:
        dedupe.share(group, method, result, scratch(pair))
    assert (result.files, result.refused) == (0, len(SHARED))


def test_blocks(pair, tmp_path):
    """Where the file system can, files share their blocks in place; then each can be changed for itself."""
    if dedupe.method(str(tmp_path)) != dedupe.REFLINK:
        pytest.skip("the file system does not share blocks")
    before, used = everything(pair), dedupe.used(map(Environment, pair))
    result = thin(pair, dedupe.REFLINK)
    assert everything(pair) == before
    assert used - dedupe.used(map(Environment, pair)) == result.saved > 0
    assert thin(pair, dedupe.REFLINK).files == 0


def test_clones(pair, tmp_path):
    """Where it can only clone, a clone replaces the file of a package, with its permissions and times."""
    if not reflink.can_reflink(str(tmp_path)):
        pytest.skip("the file system does not share blocks")
    before, used = everything(pair), dedupe.used(map(Environment, pair))
    assert thin(pair, dedupe.CLONE).files == len(SHARED)
    assert everything(pair) == before
    assert used > dedupe.used(map(Environment, pair))


def test_the_command(pair, tool, store):
    """It shows what it would save, saves that, and says what it takes before and after."""
    planned = json.loads(tool.done("dedupe", "--hardlink", "--dry-run", "--json"))
    assert len(inodes(pair, "pkg/library.so")) == 2
    done = json.loads(tool.done("dedupe", "--hardlink", "--json"))
    for key in ("files", "before", "after"):
        assert planned[key] == done[key]
    assert done["files"] >= len(SHARED)
    assert done["after"] < done["before"]
    assert tool.done("dedupe", "--hardlink", "one", "two").startswith("0 files share")


def test_without_hard_links(pair, tool, store):
    """Where blocks cannot be shared, hard links are made only if they are asked for."""
    if dedupe.method(store.own()):
        pytest.skip("the file system shares blocks")
    assert "cannot share blocks" in tool.refused("dedupe")
    assert len(inodes(pair, "pkg/library.so")) == 2


def test_interrupted(pair, tool):
    """Ctrl-C ends it, and every file is as it was."""
    for number in range(100):
        for place in pair:
            install(place, f"p{number}", {f"p{number}/a.so": BIG + b"%d" % number})
    before = everything(pair)
    words = tool.command("dedupe", "--hardlink")
    child = subprocess.Popen(
        words, env=tool.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while len(inodes(pair, "p99/a.so")) + len(inodes(pair, "p0/a.so")) == 4 and child.poll() is None:
        time.sleep(0.001)
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate()
    assert child.returncode in (0, 130), errors
    assert "Traceback" not in errors
    assert everything(pair) == before
