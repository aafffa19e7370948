from __future__ import annotations

import glob
import os
import subprocess
import sys
import textwrap
import time
import venv
import zipfile

import pytest

from envarium import installation, lanes
from envarium.hooks import listing, plugins
from envarium.hooks import run as hooks
from envarium.lanes import NeedsFullLane
from tool import SOURCE, Tool
from trees import plant

TELL = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from envarium import door
def end(arguments, shell, word, at_end):
    from envarium import lanes
    before = lanes.full
    print(before, door.serve(arguments, shell, word), lanes.full, file=sys.stderr)
    sys.exit()
door._end = end
door.called_by_shell()
"""
"""Serves a shell word, and then tells on standard error the exit code, between whether the full lane was."""


WHEEL = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


class Installed:
    """envarium in an environment of its own, into which plugins can be installed, and a store for it."""

    def __init__(self, place, tool):
        self.python = f"{place}/bin/python"
        (self.packages,) = glob.glob(f"{place}/lib/*/site-packages")
        self.tool = tool
        self.store = tool.environment["WORKON_HOME"]

    def pip(self, *words):
        quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
        child = [sys.executable, "-m", "pip", "--python", self.python, words[0], *quiet, *words[1:]]
        subprocess.run(child, check=True, capture_output=True)

    def __call__(self, *words, **variables):
        """Run the command that pip installed."""
        return self.tool.start([f"{os.path.dirname(self.python)}/envarium", *words], **variables)

    def asks(self, dialect, *words, **variables):
        """Call as the integration does; return standard output, standard error, and whether it took the full lane."""
        child = [self.python, "-I", "-S", "-c", TELL, self.packages, dialect, *words]
        done = self.tool.start(child, **variables)
        *output, last = done.stderr.splitlines(keepends=True)
        before, code, after = last.split()
        assert (before, code) == ("False", "0"), done.stderr
        return done.stdout, "".join(output), after == "True"

    def listed(self):
        with open(listing.path(self.store), encoding="utf-8") as file:
            return file.read()


@pytest.fixture(scope="module")
def own_environment(tmp_path_factory, installed, built):
    """An environment in which envarium is installed, from the wheel of `installed`, whose dependencies it borrows."""
    place = str(tmp_path_factory.mktemp("own"))
    venv.create(place, with_pip=False, symlinks=True)
    lender = os.path.dirname(os.path.dirname(installed))
    (wheel,) = glob.glob(f"{built}/envarium-*.whl")
    (packages,) = glob.glob(f"{lender}/lib/*/site-packages")
    own = Installed(place, Tool({"WORKON_HOME": ""}))
    own.pip("install", "--no-deps", "--no-index", wheel)
    with open(f"{own.packages}/dependencies.pth", "w", encoding="utf-8") as file:
        file.write(packages + "\n")
    return place


@pytest.fixture
def own(own_environment, tool):
    """envarium in an environment of its own, into which no plugin is installed."""
    yield Installed(own_environment, tool)
    there = Installed(own_environment, tool)
    for path in glob.glob(f"{there.packages}/plugin_*.dist-info"):
        there.pip("uninstall", "--yes", os.path.basename(path).partition("-")[0])


@pytest.fixture
def install(own, tmp_path):
    """A function that builds a package of a module and its entry points, and installs it with pip."""

    def build(name, groups, source):
        module = f"plugin_{name}"
        entries = "".join(f"[{group}]\n{line}\n" for group, line in groups.items())
        files = {
            f"{module}.py": textwrap.dedent(source),
            f"{module}-1.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {module}\nVersion: 1\n",
            f"{module}-1.dist-info/WHEEL": WHEEL,
            f"{module}-1.dist-info/entry_points.txt": entries,
        }
        record = f"{module}-1.dist-info/RECORD"
        wheel = f"{tmp_path}/{module}-1-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            for path, text in files.items():
                archive.writestr(path, text)
            archive.writestr(record, "".join(f"{path},,\n" for path in (*files, record)))
        own.pip("install", "--no-deps", "--no-index", wheel)

    return build


SAYS = """
    import os
    def says(arguments):
        print("says", arguments, os.getcwd(), os.environ["WORKON_HOME"], os.environ["VIRTUALENVWRAPPER_HOOK_DIR"])
    def answers(arguments):
        return "answered=" + arguments[0] + "\\nexport answered"
    def answers_fish(arguments):
        return "set -gx answered fish"
    def nothing(arguments):
        return None
    def empty(arguments):
        return ""
"""


# --- the list ----------------------------------------------------------------


def test_none(own):
    """Where there is no plugin, the list says so after the first call; from then on typer is not even imported."""
    plant(f"{own.store}/x")
    assert own.asks("bash", "hook", "pre_activate", "x") == ("", "", True)
    assert own.listed() == f"{own.packages}\n\n\n"
    for _ in range(2):
        assert own.asks("bash", "hook", "pre_activate", "x") == ("", "", False)
    assert own.asks("", "rmvenv", "x")[2] is False
    assert os.listdir(os.path.dirname(listing.path(own.store))) != []
    assert [name for name in os.listdir(f"{own.store}/.envarium") if name.startswith("plugins.")] == []


def test_the_shell_sees_the_same(own, tool):
    """By `-nt`, each shell sees what Python sees: that the list is fresh, and when it is not."""
    os.utime(own.packages, (1.7e9, 1.7e9))
    own.asks("bash", "hook", "--source", "list")
    path = listing.path(own.store)
    ask = f'test "$WORKON_HOME/{listing.LISTING}" -nt "{own.packages}" && echo fresh || echo stale'
    seen = []
    for _ in range(2):
        seen.append([tool.start([shell, "-c", ask]).stdout for shell in ("bash", "zsh", "fish")])
        os.utime(own.packages)
    assert seen == [["fresh\n"] * 3, ["stale\n"] * 3]
    assert own.asks("bash", "hook", "--source", "list")[2] is True
    assert os.stat(path).st_mtime_ns - os.stat(own.packages).st_mtime_ns == listing.MARGIN


def test_the_list_is_newer_in_whole_seconds(own):
    """Where the last installation is some seconds ago, a shell that compares whole seconds sees a fresh list too."""
    changed = 1_700_000_000_500_000_000
    os.utime(own.packages, ns=(changed, changed))
    own.asks("bash", "hook", "--source", "list")
    seconds = os.stat(listing.path(own.store)).st_mtime_ns / listing.SECOND
    assert seconds == 1_700_000_001
    os.utime(own.packages)
    assert own.asks("bash", "hook", "--source", "list")[2] is True


def test_installing_is_noticed(own, install):
    """A plugin is called from the moment that pip has installed it until pip has taken it away."""
    assert own.asks("bash", "hook", "post_activate")[:2] == ("", "")
    install("late", {"virtualenvwrapper.post_activate": "late = plugin_late:says"}, SAYS)
    output = f"says [] {own.store} {own.store} {own.store}\n"
    for _ in range(2):
        assert own.asks("bash", "hook", "post_activate") == ("", output, True)
    assert own.listed() == f"{own.packages}\n post_activate \n\n"
    assert own.asks("bash", "hook", "pre_activate", "x") == ("", "", False), (
        "another event is none of its business"
    )
    own.pip("uninstall", "--yes", "plugin_late")
    assert own.asks("bash", "hook", "post_activate") == ("", "", True)
    assert own.asks("bash", "hook", "post_activate") == ("", "", False)


def test_listed_events(own, install):
    """Events stand in the list once, whatever their group begins with, each between blanks."""
    groups = {
        "virtualenvwrapper.post_activate": "a = plugin_many:says",
        "envarium.post_activate": "b = plugin_many:says",
        "envarium.post_activate_source": "c = plugin_many:answers",
        "virtualenvwrapper.project.template": "d = plugin_many:says",
        "envarium.my.own": "e = plugin_many:says",
        "envarium.two words": "f = plugin_many:says",
        "envariumpost_activate": "g = plugin_many:says",
        "virtualenvwrapper": "h = plugin_many:says",
        "console_scripts": "plugin-many = plugin_many:says",
    }
    install("many", groups, SAYS)
    own("hook", "list")
    events = " my.own post_activate post_activate_source project.template "
    assert own.listed() == f"{own.packages}\n{events}\nd\n"
    assert set(listing.listed(own.store)) == set(events.split())


@pytest.mark.parametrize(
    "text", ["", "\n", "/nowhere\n\n", "/nowhere", "{packages}\n\n\n\n", "{packages}\n", "\0\n\udcff\n"]
)
def test_damaged_list(text, own):
    """A list that is cut short, about another place, or no list at all is written anew."""
    own("hook", "list")
    path = listing.path(own.store)
    with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text.format(packages=own.packages))
    assert own.asks("bash", "hook", "list")[2] is True
    assert own.listed() == f"{own.packages}\n\n\n"
    assert own.asks("bash", "hook", "list")[2] is False


def test_another_envarium(own, tool):
    """What an envarium elsewhere has listed is not taken for this one's."""
    tool.done("hook", "list")
    assert listing.listed(own.store) == ()
    before = own.listed()
    assert own.asks("bash", "hook", "list")[2] is True
    assert own.listed() == f"{own.packages}\n\n\n" != before


def test_lanes(store, monkeypatch):
    """The fast lane leaves plugins to the full lane before anything is done; the full lane writes the list."""
    monkeypatch.setattr(lanes, "full", False)
    with pytest.raises(NeedsFullLane):
        hooks.ready(store.root, "pre_activate")
    monkeypatch.setattr(lanes, "full", True)
    hooks.ready(store.root, "pre_activate")
    monkeypatch.setattr(lanes, "full", False)
    hooks.ready(store.root, "pre_activate")
    time_ = os.stat(listing.path(store.root)).st_mtime_ns
    listing.write(store.root, installation.site_packages(), time_, ["pre_activate", "other"], [])
    hooks.ready(store.root, "another", "pre_rmvirtualenv")
    with pytest.raises(NeedsFullLane):
        hooks.ready(store.root, "another", "pre_activate")
    with pytest.raises(NeedsFullLane):
        hooks.refresh(store.root)


def test_store_that_cannot_be_written(open_directory, as_nobody, monkeypatch):
    """Where the list cannot be written, the full lane is not needed at every call; nor where there is no store."""
    monkeypatch.setattr(lanes, "full", False)
    assert as_nobody(lambda: hooks.ready(open_directory, "pre_activate")) == "None"
    monkeypatch.setattr(lanes, "full", True)
    assert as_nobody(lambda: hooks.ready(open_directory, "pre_activate")) == "None"
    assert as_nobody(lambda: plugins.refresh(open_directory)) == "None"
    assert os.listdir(open_directory) == []
    missing = f"{open_directory}/missing"
    hooks.ready(missing, "pre_activate")
    plugins.refresh(missing)
    assert not os.path.exists(missing)


def test_coarse_clock(store):
    """The list is newer than the directory that was searched, as a file system may round."""
    now = time.time_ns()
    listing.write(store.root, installation.site_packages(), now, [], [])
    assert os.stat(listing.path(store.root)).st_mtime_ns > now


# --- calling -----------------------------------------------------------------


def test_order(own, install):
    """First the hooks that are started, then plugins, then those that answer: all in the store, with the arguments."""
    groups = {
        "envarium.pre_activate": "second = plugin_order:says",
        "virtualenvwrapper.pre_activate": "first = plugin_order:says",
        "virtualenvwrapper.pre_activate_source": "the code = plugin_order:answers",
    }
    install("order", groups, SAYS)
    place = plant(f"{own.store}/x")
    with open(f"{place}/bin/preactivate", "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\necho hook\n")
    os.chmod(f"{place}/bin/preactivate", 0o755)
    says = f"says ['x'] {own.store} {own.store} {own.store}\n"
    code = "# the code\nanswered=x\nexport answered\n"
    assert own.asks("bash", "hook", "pre_activate", "x")[:2] == (code, "hook\n" + says * 2)
    done = own("hook", "pre_activate", "x")
    assert (done.stdout, done.stderr) == ("hook\n" + says * 2 + code, "")
    assert own.asks("zsh", "hook", "--source", "pre_activate", "x")[:2] == (code, "")


def test_answers(own, install):
    """What plugins answer stands below their names; None and nothing are left out; fish gets what is meant for it."""
    lines = "one = plugin_answers:answers\ntwo = plugin_answers:nothing\nthree = plugin_answers:empty"
    groups = {
        "virtualenvwrapper.post_deactivate_source": lines,
        "envarium.post_deactivate_source": "four = plugin_answers:answers",
        "envarium.post_deactivate_source_fish": "five = plugin_answers:answers_fish",
    }
    install("answers", groups, SAYS)
    code = "# one\nanswered=x\nexport answered\n# four\nanswered=x\nexport answered\n"
    assert own.asks("bash", "hook", "post_deactivate", "x")[:2] == (code, "")
    fish = own.asks("fish", "hook", "post_deactivate", "x")[0]
    assert fish == "# five\nset -gx answered fish\n"
    for shell, text in (("bash", code), ("zsh", code), ("fish", fish)):
        output = own.tool.start([shell, "-c", f"{text}\nenv"]).stdout.splitlines()
        assert f"answered={'fish' if shell == 'fish' else 'x'}" in output


FAILS = """
    import sys
    def says(arguments):
        print("still here")
    def answers(arguments):
        return "true"
    def raises(arguments):
        raise ValueError("two\\nlines \\x1b[31m")
    def leaves(arguments):
        sys.exit(7)
"""


def test_failures(own, install):
    """A plugin that fails, in whatever way, is named in one line; the others have their turn, and the code is 0."""
    lines = "\n".join(
        (
            "raising = plugin_fails:raises",
            "leaving = plugin_fails:leaves",
            "missing = plugin_fails:missing",
            "absent = plugin_absent:says",
            "well = plugin_fails:says",
        )
    )
    groups = {
        "virtualenvwrapper.pre_rmvirtualenv": lines,
        "virtualenvwrapper.pre_rmvirtualenv_source": "raising = plugin_fails:raises\nwell = plugin_fails:answers",
    }
    install("fails", groups, FAILS)
    out, err, _ = own.asks("bash", "hook", "pre_rmvirtualenv", "x")
    assert out == "# well\ntrue\n"
    *failed, well, raised = err.splitlines()
    assert well == "still here"
    assert raised == failed[0] == 'envarium: the plugin "raising" failed: ValueError: two\\nlines \\x1b[31m'
    assert failed[1] == 'envarium: the plugin "leaving" failed: SystemExit: 7'
    assert failed[2].startswith('envarium: the plugin "missing" failed: AttributeError: ')
    assert failed[3].startswith('envarium: the plugin "absent" failed: ModuleNotFoundError: ')
    plant(f"{own.store}/x")
    done = own("remove", "x")
    assert (done.returncode, done.stdout) == (0, "Removing x...\nstill here\n")
    assert done.stderr.count("failed: ") == 4
    assert not os.path.exists(f"{own.store}/x")


def test_interrupted(own, install):
    """Ctrl-C in a plugin ends the command as it ends any."""
    install(
        "slow",
        {"envarium.get_env_details": "slow = plugin_slow:says"},
        "def says(arguments): raise KeyboardInterrupt",
    )
    plant(f"{own.store}/x")
    assert own("show", "x").returncode == 130


def test_inside(own, install):
    """Plugins that tell of an environment see what its hooks see."""
    source = """
    import os
    def says(arguments):
        print(arguments, os.getcwd(), os.environ["VIRTUAL_ENV"], os.environ["PATH"].split(":")[0])
    """
    install("inside", {"envarium.get_env_details": "inside = plugin_inside:says"}, source)
    x, y = (plant(f"{own.store}/{name}") for name in "xy")
    output = [f"['{name}'] {own.store} {place} {place}/bin" for name, place in (("x", x), ("y", y))]
    assert own("show", "x").stdout.splitlines()[-1] == output[0]
    assert [line for line in own("list", "--long").stdout.splitlines() if line[:1] == "["] == output


def test_damaged_packages(own, install):
    """Entry points that cannot be read are told of, those of other packages are; a nameless package does no harm."""
    install(
        "well", {"envarium.post_activate": "well = plugin_well:says"}, "def says(arguments): print('well')"
    )
    broken, nameless = (f"{own.packages}/plugin_{kind}-1.dist-info" for kind in ("broken", "nameless"))
    for place in (broken, nameless):
        os.mkdir(place)
    try:
        with open(f"{broken}/METADATA", "w", encoding="utf-8") as file:
            file.write("Metadata-Version: 2.1\nName: plugin_broken\nVersion: 1\n")
        with open(f"{broken}/entry_points.txt", "wb") as file:
            file.write(b"[envarium.post_activate]\n\xff\xfe = what\n")
        out, err, _ = own.asks("bash", "hook", "post_activate")
    finally:
        for place in (broken, nameless):
            subprocess.run(["rm", "-r", place], check=True)
    assert out == ""
    *output, well = err.splitlines()
    assert well == "well"
    assert len(output) == 1
    assert output[0].startswith('envarium: the entry points of "plugin-broken" cannot be read: ')


def test_a_package_that_is_installed_twice(tmp_path):
    """Plugins are those of the package that is imported, also if that one has none."""
    entries = {
        "one/plugin_twice": "post",
        "two/plugin_twice": "pre",
        "one/plugin_gone": "",
        "two/plugin.gone": "initialize",
    }
    for path, event in entries.items():
        info = tmp_path / f"{path}-1.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {os.path.basename(path)}\nVersion: 1\n")
        if event:
            (info / "entry_points.txt").write_text(f"[envarium.{event}]\nplugin = plugin:function\n")
    code = (
        "import sys; sys.path[:0] = sys.argv[1:]; from envarium.hooks import plugins; "
        "print([plugins.offer(event) for event in ('post', 'pre', 'initialize')])"
    )
    child = [sys.executable, "-c", code, tmp_path / "one", tmp_path / "two"]
    assert subprocess.check_output(child, text=True, cwd=SOURCE) == "[True, False, False]\n"


def test_virtualenvwrappers_own(own, install):
    """The plugins that virtualenvwrapper brings along do what envarium does already: they are left out."""
    groups = {
        "virtualenvwrapper.initialize": "user_scripts = virtualenvwrapper.user_scripts:initialize",
        "virtualenvwrapper.pre_activate": "project = virtualenvwrapper.project:pre_activate\nown = plugin_theirs:says",
    }
    install("theirs", groups, "def says(arguments): print('own')")
    assert own.asks("bash", "hook", "initialize")[1] == ""
    plant(f"{own.store}/x")
    assert own.asks("bash", "hook", "pre_activate", "x")[1] == "own\n"
    assert own.listed().splitlines()[1] == " pre_activate "


# --- templates ---------------------------------------------------------------

TEMPLATES = '''
    """Templates."""
    import os
    def one(arguments):
        """Fill it with one file.

        And more."""
        name, directory = arguments
        print("filling", name, os.getcwd())
        open(os.path.join(directory, "one"), "w").close()
    def two(arguments):
        raise RuntimeError("no")
'''

ASK = """
import json, os, sys
from envarium.hooks import plugins
before = os.getcwd(), dict(os.environ)
print(json.dumps(plugins.templates()))
for name in ("one", "two", "three"):
    plugins.apply_template(sys.argv[1], name, "proj", sys.argv[2])
print((os.getcwd(), dict(os.environ)) == before)
"""


def test_templates(own, install, tmp_path):
    """Templates are told with the first line of their docstrings, and called in the store, with name and directory.

    Afterwards the working directory and the variables are what they were.
    """
    groups = {
        "virtualenvwrapper.project.template": "one = plugin_tmpl:one\ngone = plugin_gone:x",
        "envarium.project.template": "two = plugin_tmpl:two",
    }
    install("tmpl", groups, TEMPLATES)
    done = own.tool.start([own.python, "-c", ASK, own.store, str(tmp_path)])
    assert done.stdout.splitlines() == [
        '{"one": "Fill it with one file.", "gone": "", "two": ""}',
        f"filling proj {own.store}",
        "True",
    ]
    assert (tmp_path / "one").exists()
    first, second = done.stderr.splitlines()
    assert first.startswith('envarium: the plugin "gone" failed: ModuleNotFoundError: ')
    assert second == 'envarium: the plugin "two" failed: RuntimeError: no'
