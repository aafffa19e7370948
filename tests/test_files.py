"""The ground floor: files of any kind are read, replaced, copied and deleted safely."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys

import pytest

import mounts
from envarium.files import background, copying, deleting, owning, reading, writing
from tool import SOURCE
from trees import NOBODY, plant


@pytest.fixture
def odd(tmp_path):
    """Paths of what is no regular file, and of one that is too large."""
    os.mkfifo(tmp_path / "fifo")
    os.symlink("/dev/zero", tmp_path / "device")
    (tmp_path / "directory").mkdir()
    with open(tmp_path / "large", "wb") as file:
        file.truncate(40 << 20)
    return [str(tmp_path / name) for name in ("fifo", "device", "directory", "large", "missing")]


def test_only_regular_files_are_read(odd):
    """A pipe, a device, a directory or a file that is too large is an error, and is not waited for."""
    for path in odd:
        with pytest.raises(OSError, match=r"not a regular file|more than|No such file"):
            reading.read(path)
        assert reading.text(path) == ""


@pytest.mark.parametrize("size", [0, 1, 4_095, 4_096, 4_097, 8_192, 70_000])
def test_files_are_read_whole(size, tmp_path):
    """A file of any size up to the limit is read to its end, and one byte more is too much."""
    content = os.urandom(size)
    (tmp_path / "x").write_bytes(content)
    assert reading.read(str(tmp_path / "x"), max(size, 1)) == content
    assert reading.start(str(tmp_path / "x"), 10) == content[:10]
    if size:
        with pytest.raises(OSError, match="more than"):
            reading.read(str(tmp_path / "x"), size - 1)


@pytest.fixture
def free():
    """The descriptor that the next file gets; it gets the same one at the end, so nothing has been left open."""
    free = os.dup(0)
    os.close(free)
    yield free
    assert os.dup(0) == free
    os.close(free)


def test_many_files_are_read_like_one(odd, free, tmp_path):
    """A reader returns what reading each file alone does, in whatever order the sizes are."""
    paths = list(odd)
    for size in (5, 0, 4_096, 4_095, 300, 300, 301, 70_000, *range(40)):
        paths.append(f"{tmp_path}/{len(paths)}")
        with open(paths[-1], "wb") as file:
            file.write(os.urandom(size))
    with reading.Reader() as files:
        for path in paths + paths[::-1]:
            assert files.content(path) == reading.content(path)


def test_a_reader_closes_only_its_own_files(free, tmp_path):
    """A file that is opened while many are read is still the same one afterwards."""
    (tmp_path / "x").write_text("x")
    (tmp_path / "other").write_text("other")
    others = []
    with reading.Reader() as files:
        for number in range(3 * reading.OPEN):
            assert files.text(str(tmp_path / "x")) == "x"
            if number % 7 == 0:
                others.append(os.open(tmp_path / "other", os.O_RDONLY))
    assert [os.pread(other, 9, 0) for other in others] == [b"other"] * len(others)
    for other in others:
        os.close(other)


def test_a_reader_where_few_files_may_be_open(free, tmp_path):
    """Every file is read, however few a process may have open."""
    (tmp_path / "x").write_text("x")
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free + 3, limits[1]))
    try:
        with reading.Reader() as files:
            texts = {files.text(str(tmp_path / "x")) for _ in range(reading.OPEN)}
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert texts == {"x"}


def test_text_keeps_what_it_holds(tmp_path):
    """Line ends and bytes that are not UTF-8 are written as they were read."""
    content = b"a\r\nb\rc\xff\n"
    (tmp_path / "x").write_bytes(content)
    writing.replace_text(str(tmp_path / "y"), reading.text(str(tmp_path / "x")))
    assert (tmp_path / "y").read_bytes() == content


def test_a_failed_replacement_leaves_nothing(tmp_path):
    """A new file that cannot be put in place is deleted, and the old file is unchanged."""
    (tmp_path / "x").write_text("old")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "y").touch()

    def interrupted(aside):
        writing.write(aside, b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        writing.replace_by(interrupted, str(tmp_path / "x"))
    with pytest.raises(IsADirectoryError):
        writing.replace(str(tmp_path / "full"), b"new")
    assert sorted(os.listdir(tmp_path)) == ["full", "x"]
    assert (tmp_path / "x").read_text() == "old"


@pytest.fixture(params=[True, False], ids=["unnamed", "named"])
def is_unnamed(request, monkeypatch):
    """Whether the file system can have a file without a name; half of the tests do not let it."""
    if not request.param:
        monkeypatch.delattr(os, "O_TMPFILE")
    return request.param


def test_a_new_file_replaces_none(tmp_path, is_unnamed):
    """A file that is made while another process makes one of that name does not replace it."""
    path, other = tmp_path / "x", tmp_path / "y"

    def make(temporary):
        with open(temporary, "wb") as file:
            file.write(b"second")
        assert is_unnamed != bool(set(os.listdir(tmp_path)) - {"x", "y"})
        path.write_text("first")

    with pytest.raises(FileExistsError):
        writing.fill_by(make, str(path), replaces=False)
    assert (os.listdir(tmp_path), path.read_text()) == (["x"], "first")
    path.rename(other)
    writing.fill_by(make, str(path), replaces=True)
    assert (sorted(os.listdir(tmp_path)), path.read_text()) == (["x", "y"], "second")


def test_a_new_file_without_proc(tmp_path):
    """Where /proc is not mounted, as in a chroot, a file that takes a while has a name from the beginning."""
    code = "import pathlib, sys; from envarium.files import writing; path = sys.argv[1]"
    code += "; writing.fill_by(lambda new: pathlib.Path(new).write_text('new'), path, replaces=False)"
    words = [
        *mounts.own(),
        "sh",
        "-c",
        'mount -t tmpfs none /proc && exec "$@"',
        "sh",
        sys.executable,
        "-c",
        code,
    ]
    subprocess.run([*words, str(tmp_path / "x")], cwd=SOURCE, check=True)
    assert (os.listdir(tmp_path), (tmp_path / "x").read_text()) == (["x"], "new")


@pytest.mark.parametrize("name", ["x" * 255, "\N{SNOWMAN}" * 85], ids=["ascii", "wide"])
def test_a_long_name(tmp_path, name, is_unnamed):
    """A file whose name has as many bytes as it may have can be replaced."""
    path = tmp_path / name
    writing.replace(str(path), b"old")
    writing.fill_by(lambda new: shutil.copyfile(os.devnull, new), str(path), replaces=True)
    assert (os.listdir(tmp_path), path.read_bytes()) == ([name], b"")


KILLED = """
import os, sys
from envarium.files import writing
if sys.argv[2] == "named":
    del os.O_TMPFILE
def make(path):
    with open(path, "wb") as file:
        file.write(b"half")
    os.kill(os.getpid(), 9)
writing.fill_by(make, sys.argv[1] + "/x", replaces=False)
"""


@pytest.mark.parametrize("kind", ["unnamed", "named"])
def test_a_killed_process_leaves_nothing(tmp_path, kind):
    """What a process has written when it is killed has no name, or is deleted when there is to be such a file again."""
    place = tmp_path / "place"
    place.mkdir()
    done = subprocess.run([sys.executable, "-c", KILLED, str(place), kind], cwd=SOURCE)
    left, host = os.listdir(place), background.machine()
    assert (done.returncode, len(left)) == (-9, int(kind == "named"))
    others = [f"x.{os.getppid()}-{host}", "x.1-elsewhere", "x.1", f"x.{'9' * 9}", f"x.y.{'9' * 9}-{host}"]
    for name in others:
        (place / name).touch()
    writing.replace(str(place / "x"), b"new")
    assert sorted(os.listdir(place)) == sorted(["x", *others])


def test_a_link_aside_is_not_written_through(tmp_path):
    """A symlink at the path of the new file is not followed."""
    (tmp_path / "precious").write_text("precious")
    os.symlink(tmp_path / "precious", writing.aside(str(tmp_path / "x")))
    writing.replace(str(tmp_path / "x"), b"new")
    assert (tmp_path / "precious").read_text() == "precious"
    assert (tmp_path / "x").read_bytes() == b"new"


@pytest.mark.parametrize("copy", [copying.copy, copying.clone])
def test_only_files_are_copied(copy, tmp_path):
    """A pipe in the place of a file is refused at once."""
    os.mkfifo(tmp_path / "x")
    with pytest.raises(OSError, match="not a regular file"):
        copy(str(tmp_path / "x"), str(tmp_path / "y"))
    assert os.listdir(tmp_path) == ["x"]


def test_without_copy_file_range(tmp_path, monkeypatch):
    """Where the platform has no such call, files are copied."""
    monkeypatch.delattr(os, "copy_file_range", raising=False)
    (tmp_path / "x").write_bytes(b"x" * 9_000)
    copying.clone(str(tmp_path / "x"), str(tmp_path / "y"))
    assert (tmp_path / "y").read_bytes() == b"x" * 9_000


def test_read_only_directories_go(open_directory, as_nobody):
    """A tree whose directories not even their owner may write to is deleted all the same."""
    root = open_directory + "/store"
    os.mkdir(root)
    os.chmod(root, 0o777)

    def action():
        os.makedirs(f"{root}/x/a/b")
        with open(f"{root}/x/a/b/file", "w", encoding="utf-8"):
            pass
        for path in ("a/b", "a", ""):
            os.chmod(f"{root}/x/{path}", 0o500 if path else 0)
        deleting.delete(f"{root}/x")
        return os.listdir(root)

    assert as_nobody(action) == "[]"


def test_links_are_not_followed(home):
    """What a link in a deleted tree leads to stays."""
    precious = plant(f"{home}/precious")
    tree = plant(f"{home}/tree")
    os.symlink(precious, tree + "/link")
    deleting.delete(tree)
    assert not os.path.lexists(tree)
    assert os.path.exists(precious + "/pyvenv.cfg")


def test_deeper_than_a_path_can_be(tmp_path):
    """A tree whose files have no path that the system accepts is deleted."""
    here = os.open(tmp_path, os.O_RDONLY)
    for name in ["tree", *["d" * 100] * 100]:
        os.mkdir(name, dir_fd=here)
        below = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
        os.close(os.open("file", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    deleting.delete(str(tmp_path / "tree"))
    assert os.listdir(tmp_path) == []


def test_a_directory_swapped_for_a_link(tmp_path, monkeypatch):
    """A directory in whose place a link is put between looking and entering is not followed."""
    precious, tree = plant(tmp_path / "precious"), plant(tmp_path / "tree")
    enter = os.open

    def swap(path, *arguments, **options):
        if path == "bin":
            shutil.rmtree(tree + "/bin")
            os.symlink(precious, tree + "/bin")
        return enter(path, *arguments, **options)

    monkeypatch.setattr(os, "open", swap)
    deleting.delete(tree)
    assert os.path.exists(precious + "/pyvenv.cfg")


def test_a_directory_that_is_moved_away_meanwhile(tmp_path, monkeypatch):
    """Where the way back from a directory leads elsewhere than to where it was, nothing is deleted there."""
    for folder in ("tree/a/b", "tree/a/c", "elsewhere/b", "elsewhere/c"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "file").touch()
    enter = os.open

    def move(path, *arguments, **options):
        descriptor = enter(path, *arguments, **options)
        if path in ("b", "c") and not (tmp_path / "elsewhere" / "moved").exists():
            os.rename(tmp_path / "tree" / "a" / path, tmp_path / "elsewhere" / "moved")
        return descriptor

    monkeypatch.setattr(os, "open", move)
    deleting.delete(str(tmp_path / "tree"))
    assert os.listdir(tmp_path / "elsewhere" / "b") == os.listdir(tmp_path / "elsewhere" / "c") == ["file"]


MOUNTED = """
mount -t tmpfs none "$1/tree/other" && touch "$1/tree/other/kept" && mount --bind "$1/disk" "$1/tree/same" || exit 77
"$2" -c "$3" "$1/tree"
test -e "$1/tree/other/kept" || exit 78
"""

DELETE = "import sys; from envarium.files import deleting; deleting.delete(sys.argv[1])"

MOUNTED_LATER = """
import errno, os
remove = os.rmdir
def rmdir(name, **options):
    number = {"other": errno.ENOTEMPTY, "same": errno.EBUSY}.get(name)
    if number:
        raise OSError(number, name)
    remove(name, **options)
os.rmdir = rmdir
"""
"""It is as if the file system had been mounted between the attempt to delete the directory and entering it."""


@pytest.mark.parametrize("before", ["", MOUNTED_LATER])
def test_mounts_are_not_crossed(before, tmp_path):
    """What is mounted in a tree stays, from another file system or from the same."""
    for folder in ("disk", "tree/other", "tree/same", "tree/plain"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "file").touch()
    child = [*mounts.own(), "sh", "-c", MOUNTED, "sh", tmp_path, sys.executable, before + DELETE]
    assert subprocess.run(child, check=False).returncode == 0
    assert os.listdir(tmp_path / "disk") == ["file"]
    assert not (tmp_path / "tree" / "plain").exists()


def test_what_root_gives_away(root, tmp_path):
    """Of a tree of root in the directory of a user, all but the files with other hard links become that of the user."""
    (tmp_path / "tree").mkdir()
    for name in ("tree/own", "elsewhere"):
        (tmp_path / name).touch()
    os.link(tmp_path / "elsewhere", tmp_path / "tree" / "shared")
    os.chown(tmp_path, NOBODY, NOBODY)
    owning.inherit(str(tmp_path / "tree"))
    owners = {name: os.stat(tmp_path / name).st_uid for name in ("tree", "tree/own", "tree/shared")}
    assert owners == {"tree": NOBODY, "tree/own": NOBODY, "tree/shared": 0}
