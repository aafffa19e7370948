"""Bundles that are stale, damaged, copied, or in a directory that others can change."""

from __future__ import annotations

import glob
import marshal
import os
import shutil
import stat
import sys

import pytest

from bundled import TELL, bundles, content, decoded, ran


def test_stale_bundles_are_swept(call, package):
    """Writing a bundle deletes those of another version, and of Pythons and words that no longer exist."""
    call("lsvenv")
    (own,) = bundles(package)
    with open(own, "rb") as file:
        head, _, code = file.read().partition(b"\n")
    version, ours, source, python, size = head.split(b"\0")

    def plant(word, *fields, tag=sys.implementation.cache_tag):
        path = f"{package}/envarium/__pycache__/{word}.{tag}.bundle"
        with open(path, "wb") as file:
            file.write(b"\0".join((*fields, size)) + b"\n" + code)
        return path

    stale = [
        plant("showvenv", version, b"0.0.0", source, python),
        plant("cpvenv", b"3.9.0", ours, source, python, tag="cpython-39"),
        plant("cpvenv", version, ours, source, b"/nowhere/bin/python", tag="cpython-38"),
        plant("mvvenv", version, ours, b"/nowhere/envarium/start.py", python),
        plant("rmworkon", version, ours, source, python),
        plant("rmvenv", b"nonsense"),
    ]
    other = plant("lsvenv", b"3.9.0", ours, source, b"/bin/sh", tag="cpython-39")
    call("virtualenvwrapper")
    call("workon")
    assert [path for path in stale if os.path.exists(path)] == []
    assert {own, other} < set(bundles(package))


@pytest.fixture
def cache(package, tmp_path):
    """The user's directory of caches, where the package's directory has no place for compiled files."""
    shutil.rmtree(package / "envarium/__pycache__")
    (package / "envarium/__pycache__").write_text("no directory")
    return tmp_path / "cache"


def test_a_bundle_that_is_replaced_during_a_call(call, package):
    """A call whose bundle another call replaces still runs the modules in it, those that not every call runs too."""
    call("showvenv", "none")
    call("lsvenv")
    (path,) = glob.glob(f"{package}/envarium/__pycache__/lsvenv.*.bundle")
    replace = (
        f"import os, sys; sys.path.insert(0, {str(package)!r}); from envarium import start; old = start._register\n"
        f"def register():\n    old(); open({path!r} + '2', 'wb').close(); os.rename({path!r} + '2', {path!r})\n"
        "start._register = register; sys.path.pop(0)\n"
    )
    call("lsvenv")
    assert content(package)["lsvenv"].keys() - decoded(package, "lsvenv")
    wrong = call("lsvenv", "--nothing")
    replaced = call("lsvenv", "--nothing", before=replace)
    assert os.path.getsize(path) == 0
    assert (replaced.returncode, replaced.stderr) == (wrong.returncode, wrong.stderr) == (2, wrong.stderr)


def test_a_package_of_another_user(call, cache):
    """Where the package cannot be written, the bundle is in the user's cache, and is used from there."""
    first = call("lsvenv", XDG_CACHE_HOME=str(cache))
    assert glob.glob(f"{cache}/envarium/bundles/lsvenv.*.bundle")
    assert stat.S_IMODE(os.stat(f"{cache}/envarium/bundles").st_mode) == 0o700
    second = call("lsvenv", before="import sys\n" + TELL, XDG_CACHE_HOME=str(cache))
    assert (first.returncode, second.returncode, second.stdout) == (0, 0, first.stdout)
    assert "envarium.commands.list_table" in ran(second)
    assert "envarium.hooks" not in ran(second)


def test_what_others_can_change_is_not_run(call, cache, tmp_path):
    """A bundle in the cache that another user could have written, or in such a directory, is not used."""
    call("lsvenv", XDG_CACHE_HOME=str(cache))
    (path,) = glob.glob(f"{cache}/envarium/bundles/lsvenv.*.bundle")
    with open(path, "rb") as file:
        head, _, code = file.read().partition(b"\n")
    evil = compile("import os; os.write(1, b'evil'); os._exit(3)", "evil", "exec")
    modules = marshal.dumps(
        {
            name: (*entry[:3], evil if name == "envarium.door" else entry[3])
            for name, entry in marshal.loads(code).items()
        }
    )
    head = head.rpartition(b"\0")[0] + b"\0%d" % len(modules)

    def output():
        return call("lsvenv", XDG_CACHE_HOME=str(cache)).stdout

    def plant():
        with open(path, "wb") as file:
            file.write(head + b"\n" + modules)

    plant()
    assert output() == "evil"  # it is what would run
    os.chmod(path, 0o646)
    assert "evil" not in output()
    plant()
    os.rename(path, tmp_path / "elsewhere")
    os.symlink(tmp_path / "elsewhere", path)
    assert "evil" not in output()
    plant()
    if os.geteuid() == 0:
        os.chown(path, 65534, 65534)
        assert "evil" not in output()
        plant()
    os.chmod(os.path.dirname(path), 0o770)
    assert "evil" not in output()


def test_a_changed_source_counts(call, package):
    """A module that was edited runs at the next call, with a bundle and without."""
    output = [call("lsvenv").stdout for _ in range(2)]
    place = package / "envarium/commands/list.py"
    text = place.read_text()
    place.write_text(text.replace("\n\n\ndef run(", "\n\n\nprint('edited')\n\n\ndef run(", 1))
    output += [call("lsvenv").stdout for _ in range(2)]
    place.write_text(text)
    output.append(call("lsvenv").stdout)
    assert output == [output[0], output[0], "edited\n" + output[0], "edited\n" + output[0], output[0]]


def test_an_installation_in_the_same_place(call, package):
    """All files have another date, as after the same version has been installed again: the bundle has all of them."""
    call("lsvenv")
    before = set(content(package)["lsvenv"])
    for path in glob.glob(f"{glob.escape(str(package))}/envarium/**/*.py", recursive=True):
        os.utime(path, (1, 1))
    for _ in range(2):
        assert call("lsvenv").returncode == 0
    assert set(content(package)["lsvenv"]) == before
    assert "envarium.door" in decoded(package, "lsvenv")
    assert ran(call("lsvenv", before=TELL))


def test_a_bundle_without_a_package(call, package):
    """Where the package of a module is missing from a bundle, the module is imported, and the next bundle is whole."""
    call("lsvenv")
    (path,) = [path for path in bundles(package) if "/lsvenv." in path]
    with open(path, "rb") as file:
        head, _, code = file.read().partition(b"\n")
    whole = marshal.loads(code)
    for names in (["envarium.store"], [name for name, entry in whole.items() if entry[1]]):
        with open(path, "wb") as file:
            file.write(
                head + b"\n" + marshal.dumps({name: whole[name] for name in whole if name not in names})
            )
        assert call("lsvenv").returncode == 0
        assert set(content(package)["lsvenv"]) == set(whole)


@pytest.mark.parametrize("content", [b"", b"\0", b"nonsense", None])
def test_a_damaged_bundle_is_replaced(content, call, package):
    """A bundle that is truncated or is no bundle is ignored, and written again."""
    call("lsvenv")
    (place,) = bundles(package)
    with open(place, "rb") as file:
        whole = file.read()
    with open(place, "wb") as file:
        file.write(whole[: len(whole) // 2] if content is None else content)
    assert call("lsvenv").returncode == 0
    assert os.path.getsize(place) > 10_000


def test_damaged_code_is_not_run(call, package):
    """A module that not every call runs comes from its own file if its code in the bundle is damaged."""
    call("showvenv", "none")
    call("lsvenv")
    call("lsvenv")
    wrong = call("lsvenv", "--nothing")
    (path,) = glob.glob(f"{package}/envarium/__pycache__/lsvenv.*.bundle")
    with open(path, "r+b") as file:
        file.seek(int(file.readline().rpartition(b"\0")[2]), os.SEEK_CUR)
        size = os.path.getsize(path) - file.tell()
        file.write(bytes(size))
    assert size > 1_000
    damaged = call("lsvenv", "--nothing")
    assert (damaged.returncode, damaged.stderr) == (wrong.returncode, wrong.stderr) == (2, wrong.stderr)


def test_a_copied_bundle_is_not_used(call, package, tmp_path):
    """A package that was copied with its bundles runs its own code, although the other one still exists."""
    call("lsvenv")
    shutil.copytree(package / "envarium", tmp_path / "other/envarium")
    output = call("lsvenv", before="import sys\n" + TELL, where=tmp_path / "other").stderr
    assert f"{tmp_path}/other/envarium/commands/list.py" in output
    assert f"{package}/envarium/" not in output


def test_what_cannot_be_written_is_done_without(call, cache):
    """If neither the package nor the cache can be written, nothing is written and nothing is printed."""
    cache.write_text("no directory")
    result = call("lsvenv", "-b", XDG_CACHE_HOME=str(cache))
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
