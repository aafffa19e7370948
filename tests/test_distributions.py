"""What is installed, read from the metadata of every installer: valid, old, damaged and hostile."""

from __future__ import annotations

import json
import os

import pytest

from envarium.distributions import installed


def add(site, entry, text="", **files):
    """Write the metadata directory `entry` with `text` as METADATA, and `files`."""
    folder = site / entry
    folder.mkdir()
    for name, content in {installed.FILES[folder.suffix]: text, **files}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content)
    return folder


def make_large(path):
    path.touch()
    os.truncate(path, 1 << 30)


def pairs(site):
    return {(one.name, one.version) for one in installed.installed([str(site)])}


@pytest.mark.parametrize(
    ("entry", "text", "pair"),
    [
        ("zope.interface-7.1.dist-info", "", ("zope-interface", "7.1")),
        ("Foo_Bar-1.0+cpu.dist-info", "", ("foo-bar", "1.0+cpu")),
        ("foo-2!1.0rc1.dist-info", "", ("foo", "2!1.0rc1")),
        ("foo-1.0-py3.8.egg-info", "", ("foo", "1.0")),
        ("foo-1.0-py2.7.egg", "", ("foo", "1.0")),
        ("foo.egg-info", "Name: Foo\nVersion: 3\n", ("foo", "3")),
        ("foo-.dist-info", "Name: foo\nVersion: 3\n", ("foo", "3")),
        ("foo-1\x1b[31m.dist-info", "Name: foo\nVersion: 3\x1b\n", ("foo", "")),
        ("-rf-1.dist-info", "Name: --index-url=x\nVersion: 1\n", ("-rf-1", "1")),
        ("foo-1.dist-info", "Name: other\nVersion: 9\n", ("foo", "1")),
    ],
)
def test_names_and_versions(tmp_path, entry, text, pair):
    add(tmp_path, entry, text)
    assert pairs(tmp_path) == {pair}


def test_a_file_of_distutils(tmp_path):
    """distutils wrote one file, not a directory."""
    (tmp_path / "foo-1.0.egg-info").write_text(
        "Metadata-Version: 1.0\nName: foo\nVersion: 1.0\nRequires: bar\n"
    )
    (found,) = installed.scan(str(tmp_path))
    assert (found.name, found.version, found.headers["requires"]) == ("foo", "1.0", ["bar"])


def test_what_is_no_distribution(tmp_path):
    """pip renames what it is uninstalling to `~ame`, and a name alone means nothing."""
    add(tmp_path, "~oo-1.0.dist-info")
    (tmp_path / "foo.py").write_text("")
    assert pairs(tmp_path) == set()
    assert list(installed.scan(str(tmp_path / "missing"))) == []


def test_the_first_of_two_counts(tmp_path):
    """An egg-link precedes a package beside it; an earlier directory precedes a later one."""
    one, other, source = tmp_path / "one", tmp_path / "other", tmp_path / "source"
    for folder in (one, other, source):
        folder.mkdir()
    add(source, "foo.egg-info", "Name: foo\nVersion: 4\n")
    (one / "foo.egg-link").write_text(f"{source}\n.\n")
    add(one, "foo-1.dist-info")
    add(other, "foo-2.dist-info")
    assert [(found.version, found.directory) for found in installed.installed([str(one), str(other)])] == [
        ("4", str(source))
    ]


def test_what_metadata_say(tmp_path):
    text = "Name: foo\nVersion: 1\nRequires-Dist: a>1\nRequires-Dist: b\n continued\n\nRequires-Dist: no\n"
    record = 'foo.py,,\n"a,b.py",sha256=x,1\n../../bin/foo,,\n\n'
    origin = {"url": "https://x/y.whl", "archive_info": {}}
    add(tmp_path, "foo-1.dist-info", text, RECORD=record, **{"direct_url.json": json.dumps(origin)})
    (found,) = installed.scan(str(tmp_path))
    assert found.headers["requires-dist"] == ["a>1", "b"]
    assert found.files == ["foo.py", "a,b.py", "../../bin/foo"]
    assert found.origin == origin
    assert found.requested


@pytest.mark.parametrize("text", ["", "[]", "{", '"x"', "\0"])
def test_a_damaged_origin_is_none(tmp_path, text):
    add(tmp_path, "foo-1.dist-info", **{"direct_url.json": text})
    (found,) = installed.scan(str(tmp_path))
    assert found.origin == {}


def test_metadata_of_any_kind_do_not_block(tmp_path):
    """A pipe, a directory and a huge file in the place of METADATA are read as nothing."""
    for number, make in enumerate((os.mkfifo, os.mkdir, make_large)):
        folder = tmp_path / f"p{number}.dist-info"
        folder.mkdir()
        make(folder / "METADATA")
    assert pairs(tmp_path) == {("p0", ""), ("p1", ""), ("p2", "")}
