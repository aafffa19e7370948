from __future__ import annotations

import json
import os

import pytest

from envarium.packing import entries, manifest
from envarium.packing.manifest import FIELDS, InvalidManifest, Manifest

FACTS = dict.fromkeys(FIELDS, "x")


@pytest.fixture
def tree(tmp_path):
    """A small tree with an executable, an empty directory, a link and a name that is no text."""
    root = tmp_path / "tree"
    (root / "bin").mkdir(parents=True)
    (root / "lib").mkdir()
    (root / "bin/run").write_bytes(b"#!/bin/sh\n")
    (root / "bin/run").chmod(0o700)
    (root / "bin/go").symlink_to("run")
    with open(os.fsencode(root) + b"/data-\xff", "wb") as file:
        file.write(b"12345")
    return str(root)


def described(root):
    return Manifest(FACTS, entries.hashed(root), ["bin/run"])


def test_round_trip(tree):
    """What is written is read again, in the same bytes, and the tree is as it says."""
    one = described(tree)
    manifest.write(tree, one)
    other = manifest.read(tree)
    assert other.text == one.text
    assert [entry.path for entry in other.entries] == sorted(entry.path for entry in other.entries)
    assert (other.facts, other.rewritten, other.size) == (FACTS, ("bin/run",), 15)
    assert list(manifest.differences(tree, other)) == []


def test_no_dates(tree):
    """The time of a file is not in the manifest, nor is more of its mode than whether its owner may run it."""
    one = described(tree).text
    os.utime(f"{tree}/bin/run", (1, 1))
    os.chmod(f"{tree}/bin/run", 0o555)
    assert described(tree).text == one


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda root: os.unlink(f"{root}/bin/go"), "bin/go is missing"),
        (lambda root: os.mkdir(f"{root}/more"), "more is not in its manifest"),
        (lambda root: os.chmod(f"{root}/bin/run", 0o600), "bin/run is not as its manifest says"),
        (lambda root: os.truncate(f"{root}/bin/run", 3), "bin/run is not as its manifest says"),
    ],
)
def test_differences(tree, change, what):
    """Whatever is changed, added or missing is found."""
    one = described(tree)
    change(tree)
    assert list(manifest.differences(tree, one)) == [what]


HASH = "0" * 64
BAD_ENTRIES = [
    {"/etc/passwd": {"type": "directory"}},
    {"../x": {"type": "directory"}},
    {"a//b": {"type": "directory"}},
    {"": {"type": "directory"}},
    {"a\0b": {"type": "directory"}},
    {"a": {"link": ""}},
    {"a": {"link": 5}},
    {"a": []},
    {"a": {"mode": "4755", "size": 1, "sha256": HASH}},
    {"a": {"mode": "755", "size": -1, "sha256": HASH}},
    {"a": {"mode": "755", "size": True, "sha256": HASH}},
    {"a": {"mode": "755", "size": 1, "sha256": "z" * 64}},
]


@pytest.mark.parametrize("files", BAD_ENTRIES)
def test_bad_entries(files):
    """An entry that leads out of an environment, or lacks something, is refused."""
    with pytest.raises(InvalidManifest):
        manifest.parse(json.dumps({"format": 1, **FACTS, "rewritten": [], "files": files}))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "[" * 100_000, json.dumps({"format": 2, **FACTS, "rewritten": [], "files": {}})]
    + [json.dumps({"format": 1, **FACTS, field: 5, "rewritten": [], "files": {}}) for field in FIELDS]
    + [json.dumps({"format": 1, **FACTS, "rewritten": [1], "files": {}})]
    + [json.dumps({"format": 1, **FACTS, "rewritten": ["../x"], "files": {}})],
)
def test_bad_texts(text):
    """What is no manifest, or one of another format, is refused."""
    with pytest.raises(InvalidManifest):
        manifest.parse(text)


def test_no_manifest(tree):
    """A tree without a manifest has none."""
    assert manifest.read(tree) is None
