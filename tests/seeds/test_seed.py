"""The pip of an environment, whose files are links to an image."""

from __future__ import annotations

import base64
import csv
import glob
import hashlib
import os
import shutil
import stat
import subprocess
import zipfile

import pytest

from envarium.creator.reflink import can_reflink
from seeded import HERE, images, pip, root, site
from traces import TRACE, started
from trees import whole
from waiting import PATIENCE


def test_record_verifies(maker):
    """RECORD names every file there is, each that it names is there, and every hash and length is right."""
    packages = site(maker, "first")
    (record,) = glob.glob(glob.escape(packages) + "/pip-*.dist-info/RECORD")
    with open(record, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    listed = set()
    for path, digest, size in rows:
        place = os.path.normpath(os.path.join(packages, path))
        listed.add(place)
        with open(place, "rb") as file:
            content = file.read()
        if digest:
            name, _, value = digest.partition("=")
            wanted = base64.urlsafe_b64encode(hashlib.new(name, content).digest()).rstrip(b"=").decode()
            assert (value, size) == (wanted, str(len(content))), path
        else:
            assert path.endswith((".pyc", "RECORD")) or "/bin/" in path, path
    assert len(rows) == len(listed)
    there = {os.path.join(folder, name) for folder, _, names in os.walk(packages) for name in names}
    assert there <= listed
    assert {os.path.basename(path) for path in listed - there} >= {"pip", "pip3"}


def test_installer(maker):
    """INSTALLER names envarium, and REQUESTED exists."""
    (info,) = glob.glob(glob.escape(site(maker, "first")) + "/pip-*.dist-info")
    with open(info + "/INSTALLER", encoding="utf-8") as file:
        assert file.read() == "envarium\n"
    assert os.path.exists(info + "/REQUESTED")


def test_files_are_shared_and_read_only(maker):
    """Two environments share the files of pip if the file system cannot share blocks; they are read-only."""
    one, other = site(maker, "first"), site(maker, "second")
    if can_reflink(root(maker)):
        pytest.skip("this file system shares blocks, so every file is the environment's own")
    shared = 0
    for folder, _, names in os.walk(one):
        for name in names:
            path = os.path.join(folder, name)
            status = os.stat(path)
            assert stat.S_IMODE(status.st_mode) == 0o444, path
            shared += os.path.samefile(path, path.replace(one, other))
    assert shared > 300


def test_editing_in_place_is_refused(maker, as_nobody, open_directory):
    """An ordinary user cannot write into a file of pip by mistake."""
    packages = site(maker, "first")
    copied = open_directory + "/pip.py"
    shutil.copy2(packages + "/pip/__init__.py", copied)
    os.chmod(open_directory, 0o777)
    assert as_nobody(lambda: os.truncate(copied, 0)).startswith("PermissionError")


@pytest.fixture(scope="module")
def pip_wheel(maker, tmp_path_factory):
    """A wheel of the pip that the environments hold, packed again from its files, with no index."""
    packages = site(maker, "first")
    (info,) = glob.glob(glob.escape(packages) + "/pip-*.dist-info")
    version = os.path.basename(info).removesuffix(".dist-info")
    path = tmp_path_factory.mktemp("wheel") / f"{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive, open(info + "/RECORD", newline="") as record:
        for row, *_ in csv.reader(record):
            if not row.startswith("..") and not row.endswith(".pyc"):
                archive.write(os.path.join(packages, row), row)
    return str(path)


def test_one_environments_pip_is_its_own(maker, pip_wheel):
    """Reinstalling and removing pip in one environment leaves another, and the image, byte for byte as they were."""
    maker.done("create", *HERE, "victim")
    others = whole(root(maker) + "/second"), whole(images(maker)[0])
    modes = os.stat(site(maker, "second") + "/pip/__init__.py").st_mode
    pip(maker, "victim", "install", "-q", "--no-index", "--force-reinstall", pip_wheel)
    assert pip(maker, "victim", "--version").startswith("pip ")
    pip(maker, "victim", "check")
    assert (whole(root(maker) + "/second"), whole(images(maker)[0])) == others
    pip(maker, "victim", "uninstall", "-q", "-y", "pip")
    assert glob.glob(site(maker, "victim") + "/pip*") == []
    assert glob.glob(root(maker) + "/victim/bin/pip*") == []
    assert (whole(root(maker) + "/second"), whole(images(maker)[0])) == others
    assert os.stat(site(maker, "second") + "/pip/__init__.py").st_mode == modes


def test_each_name_of_pip_is_in_an_archive_for_itself(maker):
    """None is a hard link, behind whose entry venv-pack writes data that tar rejects, and each of them runs."""
    maker.done("create", *HERE, "named")
    launchers = glob.glob(root(maker) + "/named/bin/pip*")
    assert len(launchers) == 3
    for launcher in launchers:
        assert os.lstat(launcher).st_nlink == 1
        output = subprocess.run([launcher, "--version"], capture_output=True, text=True, check=True)
        assert output.stdout.startswith("pip ")


def test_uninstalling_the_seeded_pip_leaves_nothing(maker):
    """pip takes all of itself out of a new environment, its launchers and bytecode included."""
    maker.done("create", *HERE, "emptied")
    pip(maker, "emptied", "uninstall", "-q", "-y", "pip")
    assert os.listdir(site(maker, "emptied")) == []
    assert glob.glob(root(maker) + "/emptied/bin/pip*") == []


@pytest.mark.parametrize(("reserve", "forks"), [("false", 0), ("true", 2)])
def test_a_warm_creation_starts_no_program(reserve, forks, maker, tmp_path):
    """With caches warm nothing is started, and no typer either; what builds the next tree is a fork that detaches."""
    (tmp_path / "envarium").mkdir()
    (tmp_path / "envarium/config.toml").write_text(f"reserve = {reserve}\n")
    shutil.rmtree(root(maker) + "/.envarium/reserve", ignore_errors=True)
    log = root(maker) + "/.envarium/strace"
    child = maker.command("bash", "mkvenv", *HERE, f"warm {reserve}", entry="called_by_shell")
    done = maker.start([*TRACE, log, child[0], "-I", "-S", *child[1:]], XDG_CONFIG_HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    calls = started(log)
    assert len([line for line in calls if "execve(" in line]) == 1, calls
    assert len(calls) == 1 + forks, calls


def test_the_image_is_made_once_for_all_who_want_it(fresh):
    """Of several that want a missing image at once one builds it, and all use that one."""
    children = [
        subprocess.Popen(
            fresh.command("create", *HERE, f"e{number}"),
            env=fresh.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for number in range(4)
    ]  # fmt: skip
    for child in children:
        _, err = child.communicate(timeout=PATIENCE)
        assert child.returncode == 0, err
    (made,) = images(fresh)
    for number in range(4):
        assert pip(fresh, f"e{number}", "--version").startswith("pip ")
        if not can_reflink(root(fresh)):
            assert os.path.samefile(
                f"{site(fresh, f'e{number}')}/pip/__init__.py", made + "/tree/pip/__init__.py"
            )
    assert [name for name in os.listdir(root(fresh) + "/.envarium/seeds") if name.startswith(".")] == []


def test_images_on_another_file_system(fresh):
    """Where hard links cannot reach, files are copied, with their times, so that the bytecode stays valid."""
    elsewhere = "/dev/shm"
    if (
        not os.access(elsewhere, os.W_OK)
        or os.stat(elsewhere).st_dev == os.stat(os.path.dirname(root(fresh))).st_dev
    ):
        pytest.skip(f"{elsewhere} is no other file system here")
    directory = f"{elsewhere}/envarium-test-{os.getpid()}"
    os.mkdir(directory)
    os.makedirs(root(fresh) + "/.envarium")
    os.symlink(directory, root(fresh) + "/.envarium/seeds")
    try:
        fresh.done("create", *HERE, "x")
        first = site(fresh, "x") + "/pip/__init__.py"
        assert os.stat(first).st_nlink == 1
        assert pip(fresh, "x", "--version").startswith("pip ")
        (made,) = glob.glob(directory + "/pip-*/tree/pip/__init__.py")
        assert os.stat(made).st_mtime_ns == os.stat(first).st_mtime_ns
    finally:
        shutil.rmtree(directory)
