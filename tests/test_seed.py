from __future__ import annotations

import base64
import csv
import glob
import hashlib
import os
import shutil
import stat
import subprocess
import sys
import zipfile

import pytest

from envarium.creator import image, seed_builder, seeds, sources, wheels
from envarium.creator.reflink import can_reflink
from envarium.distributions import installed
from envarium.errors import SeedFailed
from envarium.files import copying
from envarium.interpreters import facts, find, ranges
from envarium.lanes import NeedsFullLane
from tool import SOURCE, Tool, open_text
from traces import TRACE, started
from trees import write
from waiting import PATIENCE

HERE = ("-p", sys.executable)
WHEEL = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


@pytest.fixture(scope="module")
def maker(tmp_path_factory):
    """The command line, on a store of this module's own, whose images have their bytecode at once."""
    place = tmp_path_factory.mktemp("seed")
    (place / "home/.config/envarium").mkdir(parents=True)
    (place / "home/.config/envarium/config.toml").write_text("reserve = false\n")
    pyenv = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    tool = Tool(
        {**os.environ, "HOME": str(place / "home"), "PYENV_ROOT": pyenv, "WORKON_HOME": str(place / "store")}
    )
    tool.done("create", *HERE, "first")
    tool.done("create", *HERE, "second")
    return tool


@pytest.fixture
def fresh(maker, tmp_path):
    """The command line, on a store that nothing is in."""
    (tmp_path / "store").mkdir()
    return Tool({**maker.environment, "WORKON_HOME": str(tmp_path / "store")})


def root(tool):
    return tool.environment["WORKON_HOME"]


def site(tool, name):
    """Return the site-packages of the environment `name`."""
    return glob.glob(f"{glob.escape(root(tool))}/{glob.escape(name)}/lib/python*/site-packages")[0]


def pip(tool, name, *words):
    """Run the pip of the environment `name`, which ends well; return what it printed."""
    child = [f"{root(tool)}/{name}/bin/python", "-m", "pip", "--disable-pip-version-check", *words]
    done = subprocess.run(child, capture_output=True, text=True, check=False, env=tool.environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def contents(top):
    """Return the bytes of every file below `top`, by path, and the target of every link."""
    found = {}
    for folder, directories, files in os.walk(top):
        for name in (*directories, *files):
            path = os.path.join(folder, name)
            if os.path.islink(path):
                found[path] = os.readlink(path)
            elif os.path.isfile(path):
                with open(path, "rb") as file:
                    found[path] = file.read()
    return found


def images(tool):
    """Return the images of the store: the directories that hold a manifest."""
    return sorted(map(os.path.dirname, glob.glob(f"{glob.escape(root(tool))}/.envarium/seeds/*/manifest")))


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
    """INSTALLER tells who put pip in, and REQUESTED that it was wanted."""
    (info,) = glob.glob(glob.escape(site(maker, "first")) + "/pip-*.dist-info")
    with open(info + "/INSTALLER", encoding="utf-8") as file:
        assert file.read() == "envarium\n"
    assert os.path.exists(info + "/REQUESTED")


def test_files_are_shared_and_read_only(maker):
    """Two environments share the files of pip where the file system shares none of its own accord; nobody may write."""
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
    """Who is not root cannot write into a file of pip by mistake."""
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
    others = contents(root(maker) + "/second"), contents(images(maker)[0])
    modes = os.stat(site(maker, "second") + "/pip/__init__.py").st_mode
    pip(maker, "victim", "install", "-q", "--no-index", "--force-reinstall", pip_wheel)
    assert pip(maker, "victim", "--version").startswith("pip ")
    pip(maker, "victim", "check")
    assert (contents(root(maker) + "/second"), contents(images(maker)[0])) == others
    pip(maker, "victim", "uninstall", "-q", "-y", "pip")
    assert glob.glob(site(maker, "victim") + "/pip*") == []
    assert glob.glob(root(maker) + "/victim/bin/pip*") == []
    assert (contents(root(maker) + "/second"), contents(images(maker)[0])) == others
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


OTHER = 12345 if os.getuid() == 0 else -1
"""Another user, where files can be given away."""


def replace(path, text):
    """Write over a file in place that may not be written to, and leave its permissions."""
    mode = os.stat(path).st_mode
    os.chmod(path, 0o644)
    write(path, text)
    os.chmod(path, mode)


def append(path):
    os.chmod(path, 0o644)
    with open(path, "a", encoding="utf-8") as file:
        file.write("more")


DAMAGES = {
    "no pointer": ("*.image", os.unlink),
    "empty pointer": ("*.image", lambda path: write(path, "")),
    "nonsense in the pointer": ("*.image", lambda path: write(path, "\udcff\0image = ../../..\n")),
    "pointer to nothing": ("*.image", lambda path: rewrite(path, "image = ", "image = gone-")),
    "no manifest": ("*/manifest", os.unlink),
    "empty manifest": ("*/manifest", lambda path: write(path, "")),
    "manifest cut short": ("*/manifest", lambda path: os.truncate(path, os.stat(path).st_size - 20)),
    "manifest of another format": (
        "*/manifest",
        lambda path: rewrite(path, "envarium image", "other image"),
    ),
    "a file is gone": ("*/tree/pip/_vendor/vendor.txt", os.unlink),
    "a file is empty": ("*/tree/pip/_vendor/vendor.txt", lambda path: replace(path, "")),
    "a file was appended to": ("*/tree/pip/_vendor/vendor.txt", lambda path: append(path)),
    "a file of the same size": (
        "*/tree/pip/_vendor/vendor.txt",
        lambda path: replace(path, open_text(path).upper()),
    ),
    "permissions": ("*/tree/pip/_vendor/vendor.txt", lambda path: os.chmod(path, 0o400)),
    "another owner": ("*/tree/pip/_vendor/vendor.txt", lambda path: os.chown(path, OTHER, -1)),
    "no image": ("*/manifest", lambda path: shutil.rmtree(os.path.dirname(path))),
}


def rewrite(path, old, new):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    assert old in text
    write(path, text.replace(old, new))


@pytest.mark.parametrize("label", DAMAGES)
def test_a_damaged_image_is_made_again(label, maker):
    """What is missing or damaged in the cache is made again, and the environment is as good as any."""
    pattern, damage = DAMAGES[label]
    for path in glob.glob(f"{glob.escape(root(maker))}/.envarium/seeds/{pattern}"):
        damage(path)
    maker.done("create", *HERE, "after " + label)
    assert pip(maker, "after " + label, "--version").startswith("pip ")
    assert whole_site(maker, "after " + label) == whole_site(maker, "first")


@pytest.mark.parametrize("label", ["a file is empty", "a file was appended to", "another owner"])
def test_what_changes_in_one_environment_is_noticed_in_the_others(label, maker):
    """A file of pip that was changed in place is changed elsewhere too: new ones have a whole one, doctor tells."""
    if label == "another owner" and OTHER < 0:
        pytest.skip("only root can give files to others")
    names = [f"{label} {number}" for number in range(3)]
    for name in names[:2]:
        maker.done("create", *HERE, name)
    file = "pip/_vendor/vendor.txt"
    whole = open_text(f"{site(maker, names[0])}/{file}")
    os.chmod(f"{site(maker, names[0])}/{file}", 0o644)
    DAMAGES[label][1](f"{site(maker, names[0])}/{file}")
    maker.done("create", *HERE, names[2])
    assert open_text(f"{site(maker, names[2])}/{file}") == whole
    assert os.stat(f"{site(maker, names[2])}/{file}").st_uid == os.getuid()
    assert maker("doctor", names[2]).returncode == 0
    assert "vendor.txt is not as installed" in maker("doctor", names[1]).stdout
    maker.done("repair", names[1])
    assert open_text(f"{site(maker, names[1])}/{file}") == whole
    assert maker("doctor", names[1]).returncode == 0


def whole_site(tool, name):
    """Return the files below site-packages, by their paths in it."""
    top = site(tool, name)
    return sorted(
        os.path.relpath(os.path.join(folder, one), top) for folder, _, names in os.walk(top) for one in names
    )


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
    """Each finds the image of before: nothing is built anew where the two have pips of their own."""
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
    """Return where the image of pip lies that an envarium beside the packages in `place` chooses."""
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
    """Where it is sure to be the newest, nobody looks into wheels, and the parsers choose the same one."""
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


def test_a_damaged_wheel_of_the_base_serves_nobody(tmp_path):
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


HOSTILE = [
    "../x", "-r", "x;y", "x y", "$(touch evil)", "/abs", "x @ file:///etc", "x[extra]", "x>=1", ".", "..", "-",
    "a\nb", "ü", "==",
]  # fmt: skip


@pytest.mark.parametrize("requirement", HOSTILE)
def test_seeds_that_are_no_names(requirement, fresh):
    """A seed is a name and at most a version; anything else is refused, and nothing is made."""
    output = fresh.refused("create", "--no-pip", f"--seed={requirement}", *HERE, "x", PIP_NO_INDEX="1")
    assert "cannot be seeded" in output
    assert os.listdir(root(fresh)) == [".envarium"]
    assert os.listdir(root(fresh) + "/.envarium/staging") == []


@pytest.mark.parametrize("version", ["../x", "1 2", "1;x", "latest!", "-r"])
def test_versions_of_pip_that_are_none(version, fresh):
    """So is a version of pip that is none."""
    assert "cannot be seeded" in fresh.refused("create", f"--pip={version}", *HERE, "x", PIP_NO_INDEX="1")


def test_a_seed_that_the_index_lacks(fresh):
    """A package that cannot be fetched is named in the error, with what pip said."""
    nothing = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "/nowhere"}
    output = fresh.refused("create", "--seed", "no-such-package", *HERE, "x", **nothing)
    assert "no-such-package" in output
    assert os.listdir(root(fresh)) == [".envarium"]


def test_fetched_seeds(fresh):
    """--pip and --seed fetch what was asked for, by the package index; a seed that is there twice is put in once."""
    flags = ("--seed", "wheel==0.45.1", "--seed", "wheel==0.45.1", "--seed", "pip")
    fresh.done("create", *HERE, "--pip", "24.0", *flags, "x")
    assert pip(fresh, "x", "--version").startswith("pip 24.0 ")
    assert {line.split()[0] for line in pip(fresh, "x", "list").splitlines()[2:]} >= {"pip", "wheel"}
    output = subprocess.check_output([root(fresh) + "/x/bin/wheel", "version"], text=True)
    assert output.startswith("wheel ")
    pip(fresh, "x", "check")


def test_a_seed_brings_what_it_depends_on(fresh):
    """A seed that needs other packages gets them, whatever the strategy, and pip agrees."""
    for strategy in ("pyvenv.cfg", "copy"):
        fresh.done("create", *HERE, "--seed", "wheel==0.46.1", "--strategy", strategy, strategy)
        assert "packaging" in pip(fresh, strategy, "list")
        assert "No broken requirements" in pip(fresh, strategy, "check")


HOSTILE_WHEELS = [
    ("../../evil.py", "ok = m:f"),
    ("/tmp/evil.py", "ok = m:f"),
    ("a/../../evil.py", "ok = m:f"),
    ("hostile-1.data/purelib/../../../evil.py", "ok = m:f"),
    ("hostile-1.data/scripts/evil", "ok = m:f"),
    ("m.py", "../../evil = m:f"),
    ("m.py", "ok = m;import os:f"),
    ("m.py", "ok = m:f()"),
    ("m.py", "a b = m:f"),
    ("m.py", "ok = m:f\nok = m:f"),
]


@pytest.mark.parametrize(("path", "entry"), HOSTILE_WHEELS)
def test_hostile_wheels(path, entry, tmp_path):
    """A wheel whose files or commands would leave the environment is refused before one of them is written outside."""
    wheel = str(tmp_path / "hostile-1-py3-none-any.whl")
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("hostile-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: hostile\nVersion: 1\n")
        archive.writestr("hostile-1.dist-info/WHEEL", WHEEL)
        archive.writestr("hostile-1.dist-info/entry_points.txt", f"[console_scripts]\n{entry}\n")
        archive.writestr(path, "f = print\n")
    source = wheels.Wheel("hostile", "1", wheel)
    tree = str(tmp_path / "in/tree")
    with pytest.raises(SeedFailed):
        sources.launchers(source, sources.unpack(source, tree) and tree, "3.12")
    assert glob.glob("**/evil*", root_dir=tmp_path, recursive=True) == []
    assert not os.path.exists("/tmp/evil.py")


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


@pytest.mark.parametrize("copy", [copying.copy, copying.clone], ids=lambda copy: copy.__name__)
def test_copies(copy, tmp_path):
    """A copy has the bytes, the permissions and the time of modification of its source, and never replaces anything."""
    source, target = str(tmp_path / "a"), str(tmp_path / "b")
    with open(source, "wb") as file:
        file.write(os.urandom(3 * 2**20 + 1))
    os.chmod(source, 0o540)
    os.utime(source, ns=(10**18 + 1, 10**18 + 7))
    copy(source, target)
    assert contents(str(tmp_path))[target] == contents(str(tmp_path))[source]
    assert os.stat(target).st_mtime_ns == 10**18 + 7
    assert stat.S_IMODE(os.stat(target).st_mode) == 0o540
    with pytest.raises(FileExistsError):
        copy(source, target)


def test_reflink(tmp_path):
    """On a file system that shares blocks an environment's files are its own, and take next to nothing."""
    if os.getuid() or not shutil.which("mkfs.btrfs"):
        pytest.skip("it takes root and mkfs.btrfs to make a file system that shares blocks")
    disk, point = tmp_path / "disk", tmp_path / "point"
    point.mkdir()
    with open(disk, "wb") as file:
        file.truncate(256 * 2**20)
    subprocess.run(["mkfs.btrfs", "-q", disk], check=True)
    if subprocess.run(["mount", "-o", "loop", disk, point], check=False).returncode:
        pytest.skip("a loop device cannot be mounted here")
    try:
        source, target = str(point / "a"), str(point / "b")
        with open(source, "wb") as file:
            file.write(os.urandom(2**20))
        assert can_reflink(str(point))
        copying.reflink(source, target)
        found = contents(str(point))
        assert found[source] == found[target]
        assert os.stat(source).st_ino != os.stat(target).st_ino
    finally:
        subprocess.run(["umount", point], check=True)


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
