"""Which pip is put into an environment."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import sys
import zipfile

import pytest

from envarium.creator import image, seed_builder, seeds, sources, wheels
from envarium.distributions import installed
from envarium.errors import SeedFailed
from envarium.interpreters import facts, find, ranges
from envarium.lanes import NeedsFullLane
from tool import SOURCE, open_text


def test_a_new_pip_at_hand_is_noticed(tmp_path, maker):
    """Where envarium's own pip changes, the next environment gets that one; otherwise the image stays."""
    cache = str(tmp_path / "seeds")
    place = tmp_path / "ours"
    put_pip(place, "99.1")
    python = find.find(sys.executable, str(tmp_path / "facts"))
    assert seeded(cache, python, place).endswith("/pip-99.1-" + python.cache_tag + "/tree/")
    (place / "unrelated").mkdir()
    (pointer,) = glob.glob(glob.escape(cache) + "/*.image")
    assert image.current(cache, pointer, python) is None
    before = os.stat(f"{cache}/pip-99.1-{python.cache_tag}").st_ino
    with open(pointer, encoding="utf-8") as reader:
        old = open_text(pointer)
        assert seeded(cache, python, place).endswith("/pip-99.1-" + python.cache_tag + "/tree/")
        assert reader.read() == old != open_text(pointer), "the pointer is replaced, not rewritten"
    assert os.stat(f"{cache}/pip-99.1-{python.cache_tag}").st_ino == before
    shutil.rmtree(place)
    put_pip(place, "99.2")
    assert seeded(cache, python, place).endswith("/pip-99.2-" + python.cache_tag + "/tree/")


def test_an_image_is_published_whole(tmp_path, monkeypatch):
    """At the moment of its only rename, an image has its manifest and all files that this lists."""
    published = []

    def rename(source, target):
        published.append(image.load(source) is not None)
        os.replace(source, target)

    monkeypatch.setattr(seed_builder.os, "rename", rename)
    seeds.ready(str(tmp_path / "seeds"), find.find(sys.executable, str(tmp_path / "facts")), "pip")
    assert True in published


def test_two_interpreters_of_one_version_in_turn(tmp_path):
    """Each finds its earlier image: nothing is built again if the two have pips of their own."""
    cache = str(tmp_path / "seeds")
    known = find.find(sys.executable, str(tmp_path / "facts")).to_text()
    pythons = [facts.from_text(known), facts.from_text(known)]
    for number, python in enumerate(pythons):
        wheel = tmp_path / str(number) / "pip-1.0-py3-none-any.whl"
        wheel.parent.mkdir()
        wheel.touch()
        python.ensurepip_wheel = str(wheel)
        seeds.ready(cache, python, "pip")
    pointers = glob.glob(glob.escape(cache) + "/*.image")
    before = {path: os.stat(path).st_ino for path in pointers}
    for python in pythons:
        seeds.ready(cache, python, "pip")
    assert {path: os.stat(path).st_ino for path in pointers} == before
    os.unlink(pythons[0].ensurepip_wheel)
    seeds.ready(cache, find.find(sys.executable, str(tmp_path / "facts")), "pip")
    assert len(glob.glob(glob.escape(cache) + "/*.image")) == 2


ASK = """
import sys
sys.path[:0] = sys.argv[1:3]
from envarium import lanes
from envarium.creator import seeds
from envarium.interpreters import facts, find, ranges
lanes.use_full()
print(seeds.ready(sys.argv[3], find.find(sys.argv[4], sys.argv[3]), "pip").tree)
"""


def seeded(cache, python, place):
    """Return the path of the image of pip that an envarium beside the packages in `place` chooses."""
    child = [sys.executable, "-c", ASK, str(place), SOURCE, cache, python.executable]
    return subprocess.check_output(child, text=True).strip()


def put_pip(place, version):
    """Install a pip of so high a version, in little, below `place`."""
    files = {
        "pip/__init__.py": f"__version__ = '{version}'\n",
        f"pip-{version}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: pip\nVersion: {version}\n",
        f"pip-{version}.dist-info/entry_points.txt": "[console_scripts]\npip = pip:main\n",
    }
    record = "".join(f"{path},,\n" for path in files) + f"pip-{version}.dist-info/RECORD,,\n"
    for path, text in {**files, f"pip-{version}.dist-info/RECORD": record}.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(text)


def test_a_pip_without_record(tmp_path):
    """A pip beside envarium that does not list its files gives way to a wheel of the base or the system."""
    python = find.find(sys.executable, str(tmp_path / "facts"))
    put_pip(tmp_path / "ours", "99.1")
    (record,) = (tmp_path / "ours").glob("*.dist-info/RECORD")
    record.unlink()
    chosen = os.path.basename(
        os.path.dirname(seeded(str(tmp_path / "seeds"), python, tmp_path / "ours").rstrip("/"))
    )
    assert chosen != f"pip-99.1-{python.cache_tag}"


def test_a_pip_without_record_and_no_wheel(tmp_path):
    """Where there is nothing else, the pip that does not list its files is taken whole."""
    python = find.find(sys.executable, str(tmp_path / "facts"))
    put_pip(tmp_path / "ours", "99.1")
    (record,) = (tmp_path / "ours").glob("*.dist-info/RECORD")
    record.unlink()
    source = sources.InstalledPip(*installed.find(str(tmp_path / "ours"), "pip"))
    assert not source.is_recorded
    unpacked = sources.unpack(source, str(tmp_path / "tree"))
    assert unpacked.info == "pip-99.1.dist-info"
    assert [line.partition(",")[0] for line in unpacked.lines][:1] == ["pip/__init__.py"]
    assert sources.launchers(source, str(tmp_path / "tree"), python.minor)


def test_a_pip_without_some_of_its_files(tmp_path):
    """Distributions delete the launchers for Windows, which RECORD still lists: RECORD lists what there is."""
    put_pip(tmp_path, "99.1")
    with open(tmp_path / "pip-99.1.dist-info/RECORD", "a") as record:
        record.write("pip/t64.exe,,\n")
    source = sources.InstalledPip(*installed.find(str(tmp_path), "pip"))
    lines = sources.unpack(source, str(tmp_path / "tree")).lines
    assert "pip/__init__.py" in {line.partition(",")[0] for line in lines}
    assert not any("t64" in line for line in lines)


@pytest.mark.parametrize(
    ("newest", "others"),
    [("23.0.1", ("9.0.3", "23.0")), ("26.0", ("26.0b1", "25.3")), ("27.0rc1", ("nonsense", "26.3"))],
)
def test_the_newest_wheel(newest, others, tmp_path, monkeypatch):
    """The newest version is chosen of those that support the Python, by the rules of PEP 440."""
    python = find.find(sys.executable, str(tmp_path / "facts"))
    python.ensurepip_wheel = ""
    monkeypatch.setattr(sources, "SYSTEM_WHEELS", (str(tmp_path),))
    monkeypatch.setattr(sys, "path", [path for path in sys.path if not glob.glob(f"{path}/pip-*-info")])
    for version, requirement in {
        "99.1": ">=9",
        "99.2": "!=3.*",
        newest: ">=3.5",
        **dict.fromkeys(others, ""),
    }.items():
        with zipfile.ZipFile(tmp_path / f"pip-{version}-py3-none-any.whl", "w") as archive:
            text = f"Metadata-Version: 2.1\nName: pip\nVersion: {version}\nRequires-Python: {requirement}\n"
            archive.writestr(f"pip-{version}.dist-info/METADATA", text)
    assert wheels.newest_pip(python).version == newest
    assert ranges.order(newest) == max(map(ranges.order, (newest, *others)))


@pytest.mark.parametrize(("other", "is_sure"), [("1.0", True), ("999.0", False), ("1.0b1", False)])
def test_the_pip_of_envarium_is_chosen_without_parsers(other, is_sure, tmp_path, monkeypatch):
    """Where it is sure to be the newest, no wheel is read, and the parsers choose the same one."""
    python = find.find(sys.executable, str(tmp_path / "facts"))
    monkeypatch.setattr(sources, "SYSTEM_WHEELS", (str(tmp_path),))
    (tmp_path / f"pip-{other}-py3-none-any.whl").write_bytes(b"not an archive")
    source = sources.surely_newest_pip(python)
    assert (source is not None) == is_sure
    assert not source or wheels.newest_pip(python).tool == source.tool


def test_no_pip_at_all(tmp_path, monkeypatch):
    """Without any pip the message names the interpreter that lacks it, and the option that needs none."""
    python = find.find(sys.executable, str(tmp_path / "facts"))
    python.ensurepip_wheel = ""
    monkeypatch.setattr(sources, "SYSTEM_WHEELS", (str(tmp_path / "nowhere"),))
    monkeypatch.setattr(sys, "path", [path for path in sys.path if not glob.glob(f"{path}/pip-*-info")])
    with pytest.raises(SeedFailed) as refusal:
        wheels.newest_pip(python)
    assert "no pip is installed" in refusal.value.sentence
    assert sys.executable in refusal.value.hint
    assert "--no-pip" in refusal.value.hint


def test_a_damaged_wheel_of_the_base_is_ignored(tmp_path):
    """A wheel of ensurepip that is no archive is passed over."""
    python = find.find(sys.executable, str(tmp_path / "facts"))
    broken = tmp_path / "pip-99.9-py3-none-any.whl"
    broken.write_bytes(b"not an archive")
    python.ensurepip_wheel = str(broken)
    image_path = seed_with(tmp_path, python)
    assert "99.9" not in image_path


def seed_with(tmp_path, python):
    """Return the manifest of the image of pip that is made for `python`."""
    cache = str(tmp_path / "seeds")
    seed_builder.build(cache, python, cache + "/pointer", lambda _: wheels.newest_pip(python))
    (made,) = glob.glob(cache + "/*/manifest")
    return made


@pytest.mark.parametrize("text", ["pip", "pip==26.3", "a.b-c_d"])
def test_ready_takes_names(text, tmp_path, request):
    """The fast lane leaves an image that must be built to the full lane, and refuses no name."""
    python = find.find(sys.executable, str(tmp_path))
    request.getfixturevalue("fast_lane")
    with pytest.raises(NeedsFullLane):
        seeds.ready(str(tmp_path / "none"), python, text)


def test_pip_needs_no_downloads():
    """What parses requirements and runs pip to download is not loaded to put pip itself in."""
    code = "import sys; from envarium.creator import seed_builder; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", code], text=True, cwd=SOURCE).split()
    assert not {"packaging.requirements", "envarium.creator.download"} & set(loaded)
