"""Folders of many packed environments, in which equal files are stored once, and what is unpacked from them once."""

from __future__ import annotations

import hashlib
import json
import os
import time

import pytest

import forged_layouts
from envarium.errors import EnvariumError, InvalidName
from envarium.files import reading, writing
from envarium.packing import collecting, contents, layout, manifest, platforms, shared, unpacking
from envarium.packing.by_digest import PackedEnvironment
from envarium.packing.refusals import CannotUnpack, NoLayout
from tool import Tool

PROCESSES = 64


@pytest.fixture
def folder(tmp_path):
    """An empty layout."""
    path = str(tmp_path / "folder of archives")
    layout.create(path)
    return path


@pytest.fixture
def pack(tmp_path, folder):
    """A function that adds a small tree to the layout; returns the reference, and the bytes that were new."""

    def add(name, files, given=None):
        root = tmp_path / "packed" / name
        for path, text in {"bin/python": "#!/bin/sh\n", **files}.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        (root / "bin/python").chmod(0o755)
        os.symlink("python", root / "bin/python3")
        facts = dict.fromkeys(manifest.FIELDS, "") | platforms.of_machine()
        facts |= {
            "name": name if given is None else given,
            "strategy": "self-contained",
            "prefix": f"/envarium-packed/{name}",
        }
        digest, new = layout.add(
            folder, contents.Contents(facts, collecting.of_tree(str(root))), lambda _: None
        )
        return PackedEnvironment.of(f"{folder}@{digest}"), new

    return add


def blob(folder, descriptor):
    """Return the content of a blob, whose digest and size are as described."""
    with open(f"{folder}/blobs/sha256/{descriptor['digest'].removeprefix('sha256:')}", "rb") as file:
        content = file.read()
    assert "sha256:" + hashlib.sha256(content).hexdigest() == descriptor["digest"]
    assert len(content) == descriptor["size"]
    return content


def test_equal_files_are_stored_once(folder, pack):
    """A second environment adds only the files that the first does not have, and its own manifests."""
    _, new = pack("one", {"a": "same", "b": "same", "c": "other"})
    assert new == len("#!/bin/sh\n" + "same" + "other")
    _, new = pack("two", {"lib/a": "same", "d": "new"})
    assert new == len("new")
    assert len(os.listdir(f"{folder}/blobs/sha256")) == 4 + 2 * 2


def test_index_leads_to_every_file(folder, pack):
    """The folder is an OCI image layout: each descriptor has the digest and the size of its blob."""
    pack("one", {"a": "same", "empty": ""})
    pack("two", {"a": "same"})
    with open(f"{folder}/oci-layout", encoding="utf-8") as file:
        assert json.load(file) == {"imageLayoutVersion": "1.0.0"}
    with open(f"{folder}/index.json", encoding="utf-8") as file:
        index = json.load(file)
    assert [one["annotations"][layout.NAME] for one in index["manifests"]] == ["one", "two"]
    for descriptor in index["manifests"]:
        image = json.loads(blob(folder, descriptor))
        found = manifest.parse(blob(folder, image["config"]).decode())
        contents = {blob(folder, layer) for layer in image["layers"]}
        hashes = {hashlib.sha256(content).hexdigest() for content in contents}
        assert hashes == {entry.sha256 for entry in found.entries if entry.size}


def test_same_tree_has_the_same_digest(pack, tmp_path, folder):
    """Packed again, an environment has the same digest, and its name in the index once."""
    first, _ = pack("one", {"a": "text"})
    os.rename(tmp_path / "packed", tmp_path / "before")
    again, new = pack("one", {"a": "text"})
    assert (again.digest, new) == (first.digest, 0)
    os.rename(tmp_path / "packed", tmp_path / "before too")
    changed, _ = pack("one", {"a": "changed"})
    assert changed.digest != first.digest
    with open(f"{folder}/index.json", encoding="utf-8") as file:
        assert [one["digest"] for one in json.load(file)["manifests"]] == ["sha256:" + changed.digest]


def test_many_processes_unpack_once(store, pack):
    """Of many processes that want one environment at once, one unpacks it; all get its path."""
    packed, _ = pack("one", {f"files/{number}": str(number) for number in range(200)})
    reading, writing = os.pipe()
    children = []
    for _ in range(PROCESSES):
        child = os.fork()
        if child == 0:
            os.close(writing)
            os.read(reading, 1)  # until all have been started
            try:
                found = shared.provide(store, packed)
                os._exit(int(found.was_unpacked) if os.path.exists(f"{found.path}/files/199") else 2)
            finally:
                os._exit(3)
        children.append(child)
    os.close(writing)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    os.close(reading)
    assert sorted(codes) == [0] * (PROCESSES - 1) + [1]
    assert os.listdir(store.own("staging")) == []


def test_what_is_shared_is_only_read(store, pack):
    """A shared environment is read-only."""
    packed, _ = pack("one", {"lib/a": "text"})
    path = shared.provide(store, packed).path
    modes = {os.stat(f"{path}/{name}").st_mode & 0o777 for name in ("", "lib", "bin/python")}
    assert modes == {0o555}
    assert os.stat(f"{path}/lib/a").st_mode & 0o777 == 0o444


def test_files_nearby_are_not_read_again(store, folder, pack):
    """The second environment of a machine takes from the first what both contain, even if the folder has it no more."""
    first, _ = pack("one", {"a": "same", "b": "first"})
    shared.provide(store, first)
    second, _ = pack("two", {"a": "same", "c": "second"})
    os.unlink(f"{folder}/blobs/sha256/{hashlib.sha256(b'same').hexdigest()}")
    path = shared.provide(store, second).path
    with open(f"{path}/a", encoding="utf-8") as file:
        assert file.read() == "same"


def test_changed_file_nearby_is_not_taken(store, pack):
    """A file of another shared environment that was changed is read from the folder instead."""
    first, _ = pack("one", {"a": "same"})
    path = shared.provide(store, first).path
    os.chmod(f"{path}/a", 0o644)
    with open(f"{path}/a", "w", encoding="utf-8") as file:
        file.write("evil")
    second, _ = pack("two", {"a": "same"})
    path = shared.provide(store, second).path
    with open(f"{path}/a", encoding="utf-8") as file:
        assert file.read() == "same"


@pytest.mark.parametrize("damage", ["changed", "missing", "cut"])
def test_damaged_folder_gives_nothing(store, folder, pack, damage):
    """A file of the folder that is missing, or is not what its name says, is refused; nothing is published."""
    packed, _ = pack("one", {"a": "text"})
    path = f"{folder}/blobs/sha256/{hashlib.sha256(b'text').hexdigest()}"
    os.unlink(path)
    if damage != "missing":
        with open(path, "w", encoding="utf-8") as file:
            file.write("evil" if damage == "changed" else "tex")
    with pytest.raises(CannotUnpack):
        shared.provide(store, packed)
    assert os.listdir(store.own("staging")) == []
    assert os.listdir(store.own("shared")) == ["lock"]


def test_forged_folders_give_nothing(store, tmp_path):
    """What an attacker has written, with digests that fit, is refused at once; nothing is left, here or elsewhere."""
    os.mkdir(tmp_path / "forged")
    for name, reference in forged_layouts.references(tmp_path / "forged"):
        for take in (
            lambda text: shared.provide(store, PackedEnvironment.of(text)),
            lambda text: unpacking.unpack(store, text, "taken", lambda _: None, any_size=False),
        ):
            with pytest.raises(EnvariumError):
                take(reference)
            left = [names for top in ("staging", "shared") for _, *names in os.walk(store.own(top))]
            assert {one for names in left for one in (*names[0], *names[1])} <= {"lock"}, name
    assert (os.listdir(store.root), os.path.exists("/tmp/escaped")) == ([".envarium"], False)
    good = forged_layouts.Forger(str(tmp_path / "good")).reference()
    assert os.path.exists(shared.provide(store, PackedEnvironment.of(good)).path + "/bin/python")


def test_a_folder_that_was_not_finished_is_taken(tmp_path, monkeypatch):
    """A process that is ended while it makes the folder does not leave one that no other process takes."""
    path = str(tmp_path / "folder")
    for step in (writing, layout):
        with monkeypatch.context() as patch:
            patch.setattr(step, "_make_by" if step is writing else "_write_index", ended)
            with pytest.raises(KeyboardInterrupt):
                layout.create(path)
    layout.create(path)
    assert sorted(os.listdir(path)) == [".envarium-lock", "blobs", "index.json", "oci-layout"]


def test_a_layout_that_is_made_meanwhile(tmp_path, monkeypatch):
    """Two processes that make a directory a layout at the same time both do."""
    path, names = str(tmp_path), reading.names

    def late(folder):
        monkeypatch.undo()
        layout.create(path)
        return names(folder)

    monkeypatch.setattr(reading, "names", late)
    layout.create(path)
    assert sorted(os.listdir(path)) == [".envarium-lock", "blobs", "index.json", "oci-layout"]


def ended(*arguments):
    if len(arguments) == 3:
        writing.write(writing.aside(arguments[1]), b"half")
    raise KeyboardInterrupt


def test_packing_again_mends_a_file_that_was_cut(store, folder, pack):
    """What the end of power has left of a file, whose name was there before its content, does not count as stored."""
    pack("one", {"a": "text"})
    blob = f"{folder}/blobs/sha256/{hashlib.sha256(b'text').hexdigest()}"
    os.chmod(blob, 0o600)
    os.truncate(blob, 0)
    packed, new = pack("two", {"a": "text"})
    assert new == len("text")
    with open(f"{shared.provide(store, packed).path}/a", encoding="utf-8") as file:
        assert file.read() == "text"


def test_digest_covers_the_manifest(store, folder, pack):
    """A manifest that is not what the digest says, or that is none, is refused."""
    packed, _ = pack("one", {"a": "text"})
    for digest in (hashlib.sha256(b"text").hexdigest(), "0" * 64):
        with pytest.raises(CannotUnpack):
            shared.provide(store, PackedEnvironment(folder, digest))
    os.chmod(f"{folder}/blobs/sha256/{packed.digest}", 0o644)
    with open(f"{folder}/blobs/sha256/{packed.digest}", "a", encoding="utf-8") as file:
        file.write(" ")
    with pytest.raises(CannotUnpack):
        shared.provide(store, packed)


@pytest.mark.parametrize("name", ["../../out", ".", ""])
def test_name_in_the_manifest_is_checked(store, pack, name):
    """A folder of another user cannot have an environment unpacked elsewhere."""
    packed, _ = pack("one", {"a": "text"}, name)
    with pytest.raises(InvalidName):
        shared.provide(store, packed)


def test_unused_for_a_month_is_deleted(store, pack):
    """A shared environment that was not used for a month is deleted when something else is unpacked, unless it runs."""
    old, running, new = (pack(name, {"a": name})[0] for name in ("old", "running", "new"))
    paths = [shared.provide(store, one).path for one in (old, running)]
    program = f"{paths[1]}/bin/sleep"
    os.chmod(os.path.dirname(program), 0o755)
    with open("/bin/sleep", "rb") as file, open(program, "wb") as copy:
        copy.write(file.read())
    os.chmod(program, 0o755)
    child = os.spawnv(os.P_NOWAIT, program, ["sleep", "60"])
    try:
        for path in paths:
            past = time.time() - 31 * 86_400
            os.utime(os.path.dirname(path), (past, past))
        shared.provide(store, new)
        assert [os.path.exists(path) for path in paths] == [False, True]
    finally:
        os.kill(child, 15)
        os.waitpid(child, 0)


def test_asking_again_is_a_use(store, pack):
    """An environment that is asked for again stays."""
    old, new = (pack(name, {"a": name})[0] for name in ("old", "new"))
    path = shared.provide(store, old).path
    past = time.time() - 31 * 86_400
    os.utime(os.path.dirname(path), (past, past))
    assert not shared.provide(store, old).was_unpacked
    shared.provide(store, new)
    assert os.path.exists(path)


def test_full_directory_does_not_become_a_layout(tmp_path):
    """A directory that contains something else is left alone."""
    (tmp_path / "file").touch()
    with pytest.raises(NoLayout):
        layout.create(str(tmp_path))
    assert os.listdir(tmp_path) == ["file"]


def test_all_environments_of_a_store(tool, store, tmp_path):
    """All environments but a broken one are packed into a folder, and unpacked by the digest that is printed."""
    tool.done("create", "--no-pip", "one")
    os.makedirs(f"{store.root}/broken/bin")
    os.symlink("/nonexistent/python", f"{store.root}/broken/bin/python")
    folder = str(tmp_path / "folder")
    done = tool("pack", "--all", "-o", folder)
    assert (done.returncode, "broken" in done.stderr) == (1, True)
    digest, name = done.stdout.split()
    assert name == "one"
    assert tool.done("pack", "one", "-o", folder).split() == [digest, name]
    path = tool.done("unpack", "--shared", f"{folder}@{digest}").strip()
    assert tool.done("unpack", "--shared", f"{folder}@{digest}").strip() == path
    done = tool.start([f"{path}/bin/python", "-c", "import sys, json; print(sys.prefix, json.__file__)"])
    prefix, module = done.stdout.split(" /")
    assert prefix == path
    assert module.startswith(path[1:])
    tool.done("unpack", f"{folder}@{digest}", "copy")
    assert (
        tool.done("run", "copy", "--", "python", "-c", "import sys; print(sys.prefix)")
        .rstrip()
        .endswith("/copy")
    )


def test_nothing_to_pack(tool, tmp_path):
    """Without a store, or with an empty one, no directory is made."""
    os.mkdir(tmp_path / "empty")
    for store, reason in (("none", "does not exist"), ("empty", "no environments")):
        other = Tool({**tool.environment, "WORKON_HOME": str(tmp_path / store)})
        assert reason in other.refused("pack", "--all", "-o", str(tmp_path / "out"))
        assert not (tmp_path / "out").exists()


def test_wrong_usage(tool, tmp_path):
    """What does not fit together is wrong usage."""
    tool.refused("pack", "--all", code=2)
    tool.refused("pack", "--all", "-o", str(tmp_path / "all.tar.gz"), code=2)
    tool.refused("pack")
    tool.refused("pack", "--all", "name", "-o", str(tmp_path), code=2)
    tool.refused("pack", "a", "b", "-o", "x.tar.gz", code=2)
    tool.refused("unpack", "--shared", str(tmp_path), code=2)
    tool.refused("unpack", "--shared", f"{tmp_path}@sha256:{'0' * 64}", "name", code=2)
    tool.refused("unpack", "--shared", f"{tmp_path}@sha256:{'0' * 64}")
    tool.refused("unpack", f"{tmp_path}@sha256:{'0' * 64}")
    assert "DIRECTORY@sha256:DIGEST" in tool("unpack", str(tmp_path)).stderr
