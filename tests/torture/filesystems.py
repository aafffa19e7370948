"""Stores on file systems that lack something: all works there, or is refused with the reason, and nothing is lost."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess

from envarium.store import change, lookup
from torture.ground import SAY
from waiting import wait_until_idle


class Kind:
    """A file system by its `name`: what it is made by (`programs`), a mount function, and what is known of it.

    What `fails` is refused there, each with a message that holds the text given.
    """

    def __init__(self, name, mount, *programs, fails=None):
        self.name = name
        self.mount = mount
        self.programs = programs
        self.fails = fails or {}


def _run(*words):
    result = subprocess.run(words, capture_output=True, text=True, check=False)
    if result.returncode:
        raise Unavailable(
            f"{' '.join(words[:4])}: {(result.stderr or result.stdout).strip().splitlines()[-1:]}"
        )


class Unavailable(Exception):
    """Such a file system cannot be had on this machine."""


def _tmpfs(options):
    def mount(place, image):
        _run("mount", "-t", "tmpfs", "-o", options, "none", place)

    return mount


def _loop(size, *make, options="loop", finish=None):
    def mount(place, image):
        _run("truncate", "-s", size, image)
        _run(*make, image)
        _run("mount", "-o", options, image, place)
        if finish:
            finish(place)

    return mount


def _casefold(place):
    os.mkdir(place + "/folded")
    _run("chattr", "+F", place + "/folded")


def _exfat(place, image):
    """exFAT in user space: no hard links, no symlinks, names of any case are one."""
    _run("truncate", "-s", "200M", image)
    _run("mkfs.exfat", image)
    loop = subprocess.run(["losetup", "--find", "--show", image], capture_output=True, text=True, check=False)
    if loop.returncode:
        raise Unavailable(loop.stderr.strip())
    _run("mount.exfat-fuse", "-o", "nonempty", loop.stdout.strip(), place)


def _read_only(place, image):
    _run("mount", "-t", "tmpfs", "none", place)
    os.mkdir(place + "/store")
    _run("mount", "-o", "remount,ro", place)


SMALL = "ext4, 5 MB"

KINDS = (
    Kind("tmpfs", _tmpfs("size=200m")),
    Kind("tmpfs, not executable", _tmpfs("size=200m,noexec")),
    Kind(
        "tmpfs, links not followed",
        _tmpfs("size=200m,nosymfollow"),
        fails={"mkvenv": "not follow", "mkvenv --no-pip": "not follow"},
    ),
    Kind(SMALL, _loop("5M", "mkfs.ext4", "-q", "-m", "0"), "mkfs.ext4", fails={"mkvenv": "no space left"}),
    Kind(
        "ext4, 200 files",
        _loop("20M", "mkfs.ext4", "-q", "-N", "200"),
        "mkfs.ext4",
        fails={"mkvenv": "no space left"},
    ),
    Kind(
        "ext4, case folded",
        _loop("200M", "mkfs.ext4", "-q", "-O", "casefold", finish=_casefold),
        "mkfs.ext4",
        "chattr",
    ),
    Kind("btrfs", _loop("256M", "mkfs.btrfs", "-q"), "mkfs.btrfs"),
    Kind("xfs", _loop("320M", "mkfs.xfs", "-q"), "mkfs.xfs"),
    Kind(
        "vfat",
        _loop("200M", "mkfs.vfat"),
        "mkfs.vfat",
        fails={"mkvenv": "not permitted", "mkvenv --no-pip": "not permitted"},
    ),
    Kind(
        "exfat",
        _exfat,
        "mkfs.exfat",
        "mount.exfat-fuse",
        "losetup",
        fails={"mkvenv": "", "mkvenv --no-pip": ""},
    ),
    Kind("read-only", _read_only, fails={"mkvenv": "read-only", "mkvenv --no-pip": "read-only"}),
)


@contextlib.contextmanager
def mounted(kind, folder):
    """Mount a file system of that kind, and yield the path of a store on it. Raises Unavailable."""
    absent = [
        program
        for program in kind.programs
        if not shutil.which(program, path="/sbin:/usr/sbin:" + os.environ["PATH"])
    ]
    if os.getuid() or absent:
        raise Unavailable(f"there is no {absent[0]}" if absent else "only root may mount")
    place, image = f"{folder}/mounted", f"{folder}/image"
    os.mkdir(place)
    try:
        kind.mount(place, image)
        yield place + ("/folded/store" if os.path.isdir(place + "/folded") else "/store")
    finally:
        loops = _loops(image)
        # what was left in the background may be at work there still
        subprocess.run(["umount", "--lazy", place], capture_output=True, check=False)
        for loop in loops:
            subprocess.run(["losetup", "--detach", loop], capture_output=True, check=False)
        os.rmdir(place)
        if os.path.exists(image):
            os.unlink(image)


def _loops(image):
    output = subprocess.run(["losetup", "--noheadings", "--output", "NAME", "--associated", image],
                          capture_output=True, text=True, check=False)  # fmt: skip
    return output.stdout.split()


def story(tool, kind, root):
    """Do everything once on a store at `root`; return what is wrong, and what was refused."""
    wrong, refused = [], []
    store = lookup.Store(root)

    def say(title, *words, want=True):
        result = tool(*words, WORKON_HOME=root)
        expected = kind.fails.get(title)
        if result.returncode:
            refused.append(f"{title}: {result.stderr.splitlines()[-2:][0]}")
            lines = [line for line in result.stderr.splitlines() if line.startswith("envarium: ")]
            if result.returncode != 1 or len(lines) != 1 or expected is None or expected not in lines[0]:
                wrong.append(f"{title}: {result}")
        return result.returncode == 0

    def works(name, *, pip):
        for words, answer in [
            (["-c", SAY], store.path(name) + "\n"),
            (["-m", "pip", "--version"], f" from {root}"),
        ][: 1 + pip]:
            output = _output(store.path(name), words, tool.environment)
            if answer not in output:
                wrong.append(f"{name} does not work: {output}")

    if say("mkvenv", "create", "web"):
        works("web", pip=True)
    if say("mkvenv --no-pip", "create", "--no-pip", "data"):
        works("data", pip=False)
        say("mkvenv --clear", "create", "--clear", "--no-pip", "data")
        say("cpvenv", "copy", "data", "copied") and works("copied", pip=False)
        say("mvvenv", "rename", "copied", "moved") and works("moved", pip=False)
        say("rmvenv", "remove", "data")
        say("restore", "restore", "data") and works("data", pip=False)
        say("doctor", "doctor", "data")
        say("dedupe", "dedupe", "--hardlink") and works("data", pip=False)
    say("lsvenv", "list")
    wrong += [
        f"{name} is listed and does not work"
        for name in store.names()
        if not os.path.exists(store.path(name) + "/bin/python")
    ]
    say("trash --empty", "trash", "--empty")
    if os.path.isdir(store.own(change.STAGING)):
        wait_until_idle(store)  # where a reserve may be built
    return wrong, refused


def _output(place, words, environment):
    """Return what the Python of the environment at `place` answers, or why it cannot be started."""
    try:
        result = subprocess.run(
            [place + "/bin/python", *words], env=environment, capture_output=True, text=True, check=False
        )
    except OSError as error:
        return str(error)
    return result.stdout + result.stderr


def until_full(tool, root):
    """Make environments until there is no room; whatever was made works, and removing for good makes room again."""
    store, wrong, number = lookup.Store(root), [], 0
    before = len(store.names())
    while number < 2000:
        result = tool("create", "--no-pip", f"e{number}", WORKON_HOME=root)
        if result.returncode:
            break
        number += 1
    if "no space left" not in result.stderr:
        wrong.append(f"the last was refused for another reason: {result}")
    if len(store.names()) != before + number:
        wrong.append(f"{number} were made and {len(store.names()) - before} are listed")
    for name in store.names()[:: max(1, number // 10)]:
        output = _output(store.path(name), ["-c", SAY], tool.environment)
        if output != store.path(name) + "\n":
            wrong.append(f"{name} does not work: {output}")
    for words in (("remove", "--now", "e0", "e1"), ("create", "--no-pip", "again")):
        result = tool(*words, WORKON_HOME=root)
        if result.returncode:
            wrong.append(f"{words}: {result}")
    return wrong, number
