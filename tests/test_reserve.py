"""A tree in reserve: built in the background, taken by the next environment."""

from __future__ import annotations

import glob
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time

import pytest

from envarium.creator import image, reserve, reserve_builder
from envarium.creator import seeds as seed_images
from envarium.creator.request import Request
from envarium.files import idleness
from envarium.interpreters import find
from envarium.store import receipts, sweep
from tool import Tool, lend
from waiting import PATIENCE, wait_until, wait_until_idle

HERE = ("-p", sys.executable)
"""Seconds that a tree may take to build on a busy machine."""


@pytest.fixture(scope="module")
def lender(tmp_path_factory):
    """A store that has seed images and knows interpreters, with no reserve of its own."""
    place = tmp_path_factory.mktemp("lender")
    (place / "config/envarium").mkdir(parents=True)
    (place / "config/envarium/config.toml").write_text("reserve = false\n")
    tool = Tool({**os.environ, "WORKON_HOME": str(place / "store"), "XDG_CONFIG_HOME": str(place / "config")})
    tool.done("create", *HERE, "first")
    return place / "store"


@pytest.fixture
def there(store, lender, home):
    """The empty store, with the seed images at hand; trees are built however busy the machine is."""
    lend(store.root, lender)
    configure(home, "reserve = true\n")
    return store


@pytest.fixture
def seeds(there):
    """The image of pip for the Python that runs the tests."""
    python = find.find(sys.executable, there.own("interpreters"))
    return (seed_images.ready(there.own("seeds"), python, "pip"),)


@pytest.fixture
def request_(there, seeds):
    """The request for an environment with pip, whose tree may be in reserve."""
    python = find.find(sys.executable, there.own("interpreters"))
    request = Request(there.path("one"), python)
    request.seeds = seeds
    request.reserve = reserve.path(there, seeds)
    return request


def build(store, request):
    """Build a tree, as it is done in the background; return the process number."""
    return apart(reserve_builder.build, store, request, reserve.path)


def configure(home, text):
    (home / ".config/envarium").mkdir(parents=True, exist_ok=True)
    (home / ".config/envarium/config.toml").write_text(text)


def trees(store):
    """Return the names of the trees in reserve."""
    return os.listdir(store.own("reserve")) if os.path.isdir(store.own("reserve")) else []


def wait(store, number=1):
    """Wait until `number` trees are in reserve and nothing is being built, and return their paths."""
    wait_until(lambda: len(trees(store)) == number and not os.listdir(store.own("staging")))
    return [store.own("reserve", name) for name in trees(store)]


def apart(act, *arguments):
    """Call `act` in a child, as it is called in the background, and return its process number."""
    child = os.fork()
    if child == 0:
        try:
            act(*arguments)
        finally:
            os._exit(0)
    return child


def ended(child):
    """Wait for `child`, and return its exit code; the signal that ended it is negative."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def site(store, name):
    return glob.glob(f"{glob.escape(store.root)}/{glob.escape(name)}/lib/python*/site-packages")[0]


def contents(top):
    """Return every path below `top` with its permissions, kind and bytes, but for where it is and when it was made."""
    found = {}
    for folder, directories, files in os.walk(top):
        for name in (*directories, *files):
            path = os.path.join(folder, name)
            status = os.lstat(path)
            body = os.readlink(path) if os.path.islink(path) else None
            if stat.S_ISREG(status.st_mode):
                with open(path, "rb") as file:
                    body = file.read()
                if name == receipts.FILE:
                    body, number = re.subn(rb'("time": ")[0-9TZ:-]{20}"', rb'\1"', body)
                    assert number == 1
            found[os.path.relpath(path, top)] = (oct(status.st_mode), body)
    return found


def test_the_next_environment_takes_it(there, tool):
    """The tree that was built in the background is the very one that the next environment has."""
    tool.done("create", *HERE, "one")
    (tree,) = wait(there)
    number = os.stat(tree).st_ino
    tool.done("create", *HERE, "two")
    assert os.stat(site(there, "two")).st_ino == number
    assert os.stat(site(there, "one")).st_ino != number
    (again,) = wait(there)
    assert again == tree
    assert os.stat(again).st_ino != number


@pytest.mark.parametrize(
    ("umask", "strategy"), [(0o022, "copy"), (0o002, "pyvenv.cfg"), (0o077, "pyvenv.cfg")]
)
def test_the_same_files(umask, strategy, there, tool, home):
    """An environment with a tree from the reserve is the one that linking makes, whatever umask and strategy are."""
    words = (*HERE, "--strategy", strategy)
    old = os.umask(umask)
    try:
        configure(home, "reserve = false\n")
        tool.done("create", *words, "same")
        linked = contents(there.path("same"))
        shutil.rmtree(there.path("same"))
        configure(home, "reserve = true\n")
        tool.done("create", *words, "spare")
        (tree,) = wait(there)
        number = os.stat(tree).st_ino
        tool.done("create", *words, "same")
    finally:
        os.umask(old)
    assert os.stat(site(there, "same")).st_ino == number
    assert contents(there.path("same")) == linked
    assert len(linked) > 300


def test_pip_works(there, tool):
    """The pip of an environment that took a tree tells its place, upgrades nothing elsewhere, and can be removed."""
    tool.done("create", *HERE, "one")
    wait(there)
    tool.done("create", *HERE, "two")
    (tree,) = wait(there)
    before = contents(site(there, "one")), contents(tree)
    pip = [there.path("two") + "/bin/pip", "--disable-pip-version-check"]
    output = subprocess.run([*pip, "--version"], capture_output=True, text=True, check=True).stdout
    assert f" from {site(there, 'two')}/pip " in output
    assert subprocess.run([*pip, "check"], capture_output=True, text=True, check=True).stdout
    subprocess.run([*pip, "uninstall", "--yes", "pip"], capture_output=True, check=True)
    assert not os.path.exists(site(there, "two") + "/pip")
    assert (contents(site(there, "one")), contents(tree)) == before


def test_without_pip_nothing_is_taken(there, tool):
    """An environment that has no pip is empty, and leaves the tree where it is."""
    tool.done("create", *HERE, "one")
    (tree,) = wait(there)
    number = os.stat(tree).st_ino
    tool.done("create", *HERE, "--no-pip", "bare")
    assert os.listdir(site(there, "bare")) == []
    assert [os.stat(path).st_ino for path in wait(there)] == [number]


TAKE = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
from envarium.creator import layout
_, _, tree, target, start = sys.argv
time.sleep(max(0, float(start) - time.time()))
print(layout.take(tree, target))
"""


def test_one_of_many_takers_gets_it(tmp_path):
    """Of several that reach for it at the same moment one has it, whole; the others see that there is none."""
    source = os.path.dirname(os.path.dirname(os.path.dirname(reserve.__file__)))
    for turn in range(5):
        tree = tmp_path / f"tree{turn}"
        tree.mkdir()
        (tree / "file").touch()
        targets = [tmp_path / f"target{turn}-{number}" for number in range(6)]
        start = str(time.time() + 0.4)
        running = []
        for target in targets:
            child = [sys.executable, "-I", "-S", "-c", TAKE, source, str(tree), str(target), start]
            running.append(subprocess.Popen(child, stdout=subprocess.PIPE, text=True))
        output = sorted(child.communicate()[0].strip() for child in running)
        assert output == ["False"] * 5 + ["True"]
        assert [os.listdir(target) for target in targets if target.exists()] == [["file"]]


def test_two_environments_at_once(there, tool):
    """Two that are made at once are both whole, one by the tree and one by linking."""
    tool.done("create", *HERE, "zero")
    (tree,) = wait(there)
    number = os.stat(tree).st_ino
    names = ("one", "two")
    running = [
        subprocess.Popen(tool.command("create", *HERE, name), env=tool.environment, stderr=subprocess.DEVNULL)
        for name in names
    ]
    assert [child.wait() for child in running] == [0, 0]
    assert [os.stat(site(there, name)).st_ino for name in names].count(number) == 1
    assert contents(site(there, "one")) == contents(site(there, "two"))
    wait(there)


def test_a_stale_tree_is_not_taken(there, tool, seeds):
    """When its image is made anew the tree is nobody's, and the next building clears it."""
    tool.done("create", *HERE, "one")
    (tree,) = wait(there)
    with open(tree + "/old", "w", encoding="utf-8") as file:
        file.write("of the old image")
    manifest = seeds[0].path + "/manifest"
    status = os.stat(manifest)
    os.utime(manifest, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    try:
        assert reserve.path(there, seeds) != tree
        tool.done("create", *HERE, "two")
        assert not os.path.exists(site(there, "two") + "/old")
        wait_until(lambda: not os.path.exists(tree))
        (new,) = wait(there)
        assert contents(new) == contents(site(there, "two"))
    finally:
        os.utime(manifest, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_what_nobody_takes_goes(there, request_):
    """A tree that has stood for a month goes when the next one is built; what is no tree of ours stays."""
    tree = request_.reserve
    old = time.time() - reserve_builder.UNUSED - 1
    for name, when in (("of another umask", old), ("nobody's", None)):
        assert ended(build(there, request_)) == 0
        aged = tree + "0" if when else there.own("reserve", name)
        os.rename(tree, aged)
        os.utime(aged, when and (when, when))
    assert ended(build(there, request_)) == 0
    assert sorted(wait(there, 2)) == sorted([tree, there.own("reserve", "nobody's")])


def test_a_killed_builder_leaves_what_is_cleared(there, request_, monkeypatch):
    """A builder that dies leaves a staging directory, never a part of a tree, and the next command clears it."""

    def die(_, directory):
        with open(directory + "/part", "x", encoding="utf-8"):
            os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(image, "link", die)
    assert ended(build(there, request_)) == -signal.SIGKILL
    assert trees(there) == []
    (left,) = sweep.leftovers(there)
    assert os.path.exists(left + "/tree/part")
    sweep.delete_in_background(sweep.leftovers(there))
    wait_until_idle(there)
    assert there.names() == []


def test_a_store_that_is_deleted_meanwhile(there, request_):
    """The builder does not create the store again."""
    shutil.rmtree(there.root)
    assert ended(build(there, request_)) == 0
    assert not os.path.exists(there.root)


def test_building_gives_up(there, request_, monkeypatch):
    """A builder that does not come to an end is ended."""
    monkeypatch.setattr(reserve_builder, "TIME_LIMIT", 1)
    monkeypatch.setattr(image, "link", lambda *_: time.sleep(PATIENCE))
    before = signal.signal(signal.SIGALRM, signal.SIG_IGN)
    try:
        assert ended(build(there, request_)) == -signal.SIGALRM
    finally:
        signal.signal(signal.SIGALRM, before)
    assert trees(there) == []


def test_builders_at_once(there, request_):
    """Of several that build the same tree one publishes it, and nothing else stays."""
    tree = request_.reserve
    children = [build(there, request_) for _ in range(3)]
    assert [ended(child) for child in children] == [0, 0, 0]
    assert wait(there) == [tree]
    assert os.listdir(tree)


LOOK = """
import os, sys
sys.path.insert(0, sys.argv[1])
from envarium.files import background
from envarium.child import Child
PRIORITY = "/proc/self/autogroup"
def look():
    streams = [os.readlink(f"/proc/self/fd/{number}") for number in os.listdir("/proc/self/fd")[:3]]
    with open(sys.argv[2] + ".new", "w") as file:
        print(os.nice(0), os.getsid(0) != int(sys.argv[3]), *streams, file=file)
        if os.path.exists(PRIORITY):
            print(open(PRIORITY).read(), Child(["cat", PRIORITY]).wait().noise, file=file)
    os.rename(sys.argv[2] + ".new", sys.argv[2])
background.run(look)
"""


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="what is open is read from /proc")
def test_the_builder_holds_nothing_of_the_caller(tmp_path):
    """It has a session of its own, a low priority for all that it starts, no terminal, and no stream of the caller."""
    source = os.path.dirname(os.path.dirname(os.path.dirname(reserve.__file__)))
    child = [sys.executable, "-c", LOOK, source, str(tmp_path / "said"), str(os.getsid(0))]
    done = subprocess.run(child, capture_output=True, text=True, check=True, timeout=PATIENCE)
    assert (done.stdout, done.stderr) == ("", "")
    wait_until((tmp_path / "said").exists)
    first, *sessions = filter(str.strip, (tmp_path / "said").read_text().splitlines())
    assert first == "19 True /dev/null /dev/null /dev/null"
    assert [session.rpartition(" nice ")[2] for session in sessions] in ([], ["10", "10"])


def test_not_while_the_machine_is_busy(there, request_, home, tmp_path, monkeypatch):
    """By default nothing is started for the tree while the machine is busy or runs on battery power."""
    configure(home, "")
    monkeypatch.setattr(idleness.objection, "__defaults__", (str(tmp_path / "supplies"),))
    monkeypatch.setattr(os, "getloadavg", lambda: (os.cpu_count() + 0.1, 0.0, 0.0))
    with monkeypatch.context() as forbidden:
        forbidden.delattr(os, "fork")
        reserve.replenish(there, request_)
        supply(tmp_path / "supplies/AC", type="Mains", online="0")
        forbidden.setattr(os, "getloadavg", lambda: (0.0, 0.0, 0.0))
        reserve.replenish(there, request_)
    supply(tmp_path / "supplies/AC", online="1")
    monkeypatch.setattr(os, "getloadavg", lambda: (os.cpu_count() + 0.0, 0.0, 0.0))
    reserve.replenish(there, request_)
    assert wait(there) == [request_.reserve]


def supply(path, **attributes):
    """Write what the kernel shows of a power supply."""
    path.mkdir(parents=True, exist_ok=True)
    for name, value in attributes.items():
        (path / name).write_text(value + "\n")


POWER = {
    "nothing": ({}, False),
    "plugged in": ({"AC": ("Mains", "1"), "BAT0": ("Battery", "Not charging")}, False),
    "unplugged": ({"AC": ("Mains", "0"), "BAT0": ("Battery", "Discharging")}, True),
    "unplugged, and the battery tells nothing": (
        {"AC": ("Mains", "0"), "BAT0": ("Battery", "Unknown")},
        True,
    ),
    "only a battery": ({"BAT0": ("Battery", "Discharging")}, True),
    "the second battery": ({"BAT0": ("Battery", "Full"), "BAT1": ("Battery", "Discharging")}, True),
    "charged by USB": ({"AC": ("Mains", "0"), "usb": ("USB", "1"), "BAT0": ("Battery", "Charging")}, False),
    "a USB port that supplies others": ({"usb": ("USB", "0"), "BAT0": ("Battery", "Full")}, False),
    "a mouse": ({"hid": ("Battery", "Discharging", "Device")}, False),
    "a mouse of a laptop": ({"hid": ("Battery", "Discharging", "Device"), "AC": ("Mains", "0")}, True),
}


@pytest.mark.parametrize("label", POWER)
def test_battery_power(label, tmp_path, monkeypatch):
    """Whether the machine runs on battery power is read from the files of the kernel."""
    monkeypatch.setattr(os, "getloadavg", lambda: (0.0, 0.0, 0.0))
    supplies, is_on_battery = POWER[label]
    for name, (kind, state, *scope) in supplies.items():
        values = {"type": kind, ("status" if kind == "Battery" else "online"): state}
        supply(tmp_path / name, **values, **({"scope": scope[0]} if scope else {}))
    assert bool(idleness.objection(str(tmp_path))) == is_on_battery


def test_an_unknown_load(tmp_path, monkeypatch):
    """Without /proc the load is not known, and nothing fails for that."""

    def unobtainable():
        raise OSError("Load averages are unobtainable")

    monkeypatch.setattr(os, "getloadavg", unobtainable)
    assert idleness.objection(str(tmp_path)) == ""


def test_compiling_does_not_wait(there, tool, home, tmp_path):
    """On a busy machine the first environment is compiled too, and only the tree is left out."""
    configure(home, "")
    busy = "import os; os.getloadavg = lambda: (1e9, 0.0, 0.0); "
    os.unlink(there.own("seeds"))  # a link to those that the tests share
    child = tool.command("create", *HERE, "one", before=busy)
    subprocess.run(child, env=tool.environment, check=True, capture_output=True)
    wait_until(lambda: glob.glob(glob.escape(site(there, "one")) + "/pip/__pycache__/__main__.*"))
    wait_until_idle(there)
    assert trees(there) == []


def test_the_setting_turns_it_off(there, tool, home):
    """With reserve = false nothing is built, and what is there is not taken."""
    tool.done("create", *HERE, "one")
    (tree,) = wait(there)
    number = os.stat(tree).st_ino
    configure(home, "reserve = false\n")
    tool.done("create", *HERE, "two")
    assert os.stat(tree).st_ino == number
    shutil.rmtree(tree)
    without_fork = "import os; os.fork = lambda: os.write(2, b'fork') and 1; "
    child = tool.command("create", *HERE, "three", before=without_fork)
    done = subprocess.run(child, env=tool.environment, check=True, capture_output=True, text=True)
    assert "fork" not in done.stderr
    assert trees(there) == []
    assert contents(site(there, "two")) == contents(site(there, "three"))
