"""`envarium create`: its options, what it refuses, and where environments are created."""

from __future__ import annotations

import json
import os
import shutil
import sys

import pytest

import mounts
from envarium import door, toml
from envarium.store import change
from pythons import script
from trees import origin, plant, whole

HERE = ("-p", sys.executable)
assert toml  # a child that may not read this interpreter's library needs it loaded before


def test_nonsense_for_a_python(tool, store, tmp_path):
    """What is no interpreter is refused in one line, whatever it is, and nothing is made."""
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    (tmp_path / "text").write_text("no program")
    for label, spec in {
        "nonsense": "3.x.y",
        "blank": " ",
        "unknown": "1.4",
        "a flag": "--python",
        "command": "$(touch evil)",
        "directory": str(tmp_path),
        "dangling": str(tmp_path / "dangling"),
        "absent": str(tmp_path / "absent"),
        "no program": str(tmp_path / "text"),
        "another program": "/bin/ls",
        "a script": script(tmp_path / "bin/liar", "#!/bin/sh\necho Python 3.12.1\n"),
        "one that fails": script(tmp_path / "bin/fails", "#!/bin/sh\nexit 3\n"),
        "device": "/dev/null",
    }.items():
        output = tool("create", f"--python={spec}", "x")
        assert output.returncode == 1, (label, output)
        assert output.stderr.count("\n") == 2, (label, output.stderr)
        assert store.names() == []
        assert os.listdir(store.own(change.STAGING)) == []


def test_a_python_that_hangs(tool, store, tmp_path):
    """An interpreter that does not answer is given up, and the error says so."""
    slow = script(tmp_path / "bin/slow", "#!/bin/sh\nexec sleep 100\n")
    hurry = "import envarium.interpreters.probe as probe; probe.TIME_LIMIT = 1; "
    done = tool.asks("bash", "mkvenv", "-p", slow, "x", before=hurry)
    assert (done.returncode, done.stdout) == (1, "")
    assert slow in done.stderr
    assert "second" in done.stderr
    assert store.names() == []


def test_an_interpreter_whose_path_holds_a_newline(tool, store, tmp_path):
    """A path that pyvenv.cfg cannot hold is refused."""
    folder = tmp_path / "a\nb/bin"
    folder.mkdir(parents=True)
    shutil.copy("/bin/sh", folder / "python3")
    assert tool("create", "--strategy", "pyvenv.cfg", "-p", str(folder / "python3"), "x").returncode == 1
    assert store.names() == []


def test_one_that_is_there_is_kept(warm, store):
    """An existing environment stays as it is, says so, and is stepped into."""
    warm.done("create", "--no-pip", *HERE, "x")
    before = whole(store.path("x"))
    done = warm("create", *HERE, "x")
    assert done.returncode == 0
    assert "already exists" in done.stderr
    assert whole(store.path("x")) == before
    assert "/x" in warm.asks("bash", "mkvenv", "x").stdout


def test_one_that_is_there_has_to_be_what_was_asked_for(warm, store):
    """An existing environment with another Python than -p asks for is refused, in each lane, and stays as it is."""
    minor = "{}.{}".format(*sys.version_info)
    warm.done("create", "--no-pip", *HERE, "x")
    before = whole(store.path("x"))
    for spec in (
        minor,
        "3",
        "cpython",
        f"python{minor}",
        ">=3.8",
        store.path("x") + "/bin/python",
        *HERE[1:],
    ):
        warm.done("create", "-p", spec, "x")
    for spec in ("2.5", "3.99", "pypy", "<3", "nonsense", "/nowhere/python"):
        warm.refused("create", "-p", spec, "x")
        assert warm.asks("bash", "mkvenv", "-p", spec, "x").returncode == 1
    assert "2.5" in warm.refused("create", "-p", "2.5", "x")
    assert whole(store.path("x")) == before


def test_clear(warm, store):
    """--clear rebuilds, and the old one can be restored; where building fails, the old one stays."""
    plant(store.path("x"))
    before = whole(store.path("x"))
    for failing in (("--seed", "../x"), ("-p", "/bin/ls")):
        warm.refused("create", "--clear", *failing, "x")
        assert whole(store.path("x")) == before
    warm.done("create", "--no-pip", "--clear", *HERE, "x")
    assert not os.path.exists(store.path("x") + "/origin")
    (removed,) = change.trash(store)
    assert origin(removed.path) == store.path("x")
    warm.done("remove", "x")
    warm.done("restore", "x")
    assert not os.path.exists(store.path("x") + "/origin")


def test_what_is_no_environment_is_not_built_over(warm, store):
    """A file or a directory of another kind at the name is left alone, --clear or not; an empty directory is taken."""
    os.makedirs(store.path("folder") + "/mine")
    with open(store.path("file"), "w") as file:
        file.write("mine")
    before = whole(store.path("folder"))
    for name in ("folder", "file"):
        for options in ((), ("--clear",)):
            assert "is taken" in warm.refused("create", "--no-pip", *HERE, *options, name)
    assert whole(store.path("folder")) == before
    os.mkdir(store.path("empty"))
    warm.done("create", "--no-pip", *HERE, "empty")
    assert store.names() == ["empty"]


def test_words_that_exclude_each_other(tool, store):
    """Contradictions are wrong usage, reported before anything is made."""
    before = whole(store.root)
    for words in (
        ("--no-pip", "--pip", "24.0"),
        ("--no-pip", "-i", "six"),
        ("--prompt", "a\nb"),
        ("--prompt", "a\u2028b"),
        ("--prompt", "\x1b[31m"),
    ):
        tool.refused("create", *words, "x", code=2)
    for words in (("-r", "absent.txt"), ("-a", "absent")):
        tool.refused("create", *words, "x")
    assert tool("create", "x", "y").returncode == 2
    assert tool("create", "--no-such", "x").returncode == 2
    assert tool("create").returncode in (1, 2)
    assert whole(store.root) == before


@pytest.mark.parametrize("flag", ["-p", "-a", "-i", "-r", "--prompt", "--pip", "--strategy", "--seed"])
def test_an_empty_value_is_refused(flag, tool, store):
    """An option without a value, as a variable that is not set gives it, is not taken for a missing option."""
    done = tool("create", "--no-pip" if flag not in ("-i", "-r", "--pip") else "-q", flag, "", "x")
    assert (done.returncode, done.stdout, "empty" in done.stderr) == (2, "", True)
    assert not store.holds("x")


def test_an_environment_without_pip(warm, store):
    """What pip is needed for is refused with the way to get one, and nothing is started."""
    warm.done("create", "--no-pip", *HERE, "x")
    assert "has no pip" in warm.refused("install", "x", "six")
    warm.done("create", "--no-pip", *HERE, "--system-site-packages", "seeing")
    assert "has no pip" not in warm("install", "seeing", "no-such-package", PIP_NO_INDEX="1").stderr


def test_project(warm, store, tmp_path):
    """-a ties the environment to a project, whose name it gets if none is given; a second call ties it again."""
    project, other = tmp_path / "my project", tmp_path / "other"
    project.mkdir()
    other.mkdir()
    warm.done("create", "--no-pip", *HERE, "-a", str(project))
    assert json.loads(warm.done("show", "--json", "my project"))["project"] == str(project)
    warm.done("create", "-a", str(other), "my project")
    assert json.loads(warm.done("show", "--json", "my project"))["project"] == str(other)
    (tmp_path / "a\nb").mkdir()
    warm.refused("create", "--no-pip", "-a", str(tmp_path / "a\nb"), "x", code=2)
    (tmp_path / "gone").mkdir()
    call = warm.command("create", "--no-pip", *HERE, "y")
    output = warm.start(["sh", "-c", 'cd "$0" && rmdir "$0" && exec "$@"', tmp_path / "gone", *call])
    assert output.returncode == 0, output.stderr


def test_what_pip_refuses_leaves_the_environment(warm, store):
    """Where a package cannot be installed the environment is created, and the exit code is not 0."""
    done = warm("create", *HERE, "-i", "no-such-package", "x", PIP_NO_INDEX="1", PIP_FIND_LINKS=None)
    assert done.returncode == 1
    assert "not everything was installed" in done.stderr
    assert store.names() == ["x"]


def test_paths_that_are_not_text(tool, store, tmp_path):
    """Launchers and pyvenv.cfg must be valid UTF-8: a base or a store at another path is refused."""
    base = os.path.dirname(os.path.dirname(os.path.realpath(sys.executable)))
    os.symlink(base, os.fsencode(tmp_path) + b"/base\xff")
    python = f"{tmp_path}/base\udcff/bin/{os.path.basename(os.path.realpath(sys.executable))}"
    for strategy in ("pyvenv.cfg", "copy", "auto"):
        output = tool.refused("create", "--no-pip", "-p", python, "--strategy", strategy, "x")
        assert "not valid UTF-8" in output
    assert store.names() == []
    assert "not valid UTF-8" in tool.refused("create", *HERE, "x", WORKON_HOME=f"{tmp_path}/store\udcff")
    assert not os.path.exists(os.fsencode(tmp_path) + b"/store\xff")


def test_a_deleted_working_directory(tool, store, tmp_path):
    """Commands that do not need it work without one, the first seed image included; others report it."""

    def call(*words):
        (tmp_path / "gone").mkdir()
        return tool.start(
            ["sh", "-c", 'cd "$0" && rmdir "$0" && exec "$@"', tmp_path / "gone", *tool.command(*words)]
        )

    for words in (
        ("create", *HERE, "x"), ("copy", "x", "y"), ("rename", "y", "z"), ("wipe", "z"), ("explain", "z"),
        ("doctor", "z"), ("repair", "z"), ("each", "--", "true"), ("remove", "z"), ("restore",),
    ):  # fmt: skip
        done = call(*words)
        assert done.returncode == 0, (words, done.stderr)
    for words in (("activate", ".", "--shell", "bash"), ("set-project", "x")):
        done = call(*words)
        assert (done.returncode, "the working directory does not exist" in done.stderr) == (1, True), words


@pytest.mark.parametrize(
    "label", ["blanks", "quotes", "relative", "absent", "deep", "trailing slash", "home", "link"]
)
def test_stores_that_work(label, tool, tmp_path, shared):
    """The store can be anywhere, is created if it is missing, and a relative one is under the home directory."""
    home = tool.environment["HOME"]
    root, output = {
        "blanks": (f"{home}/a  b ", None),
        "quotes": (f'{home}/it\'s "a" store', None),
        "relative": (f"{home}/rel/store", "rel/store"),
        "absent": (f"{home}/absent", None),
        "deep": (f"{home}/a/b/c/d", None),
        "trailing slash": (f"{home}/slash", f"{home}/slash/"),
        "home": (f"{home}/tilde", "~/tilde"),
        "link": (f"{home}/link", None),
    }[label]
    if label == "link":
        (tmp_path / "real").mkdir()
        os.symlink(tmp_path / "real", root)
    tool.environment["WORKON_HOME"] = output or root
    assert tool.done("list") == ""
    tool.done("create", "--no-pip", *HERE, "x")
    assert json.loads(tool.done("list", "--json"))[0]["path"] == f"{root}/x"
    assert tool.done("run", "x", "--", "sh", "-c", 'printf %s "$VIRTUAL_ENV"') == f"{root}/x"


@pytest.mark.parametrize("label", ["a file", "below a file", "dangling", "newline"])
def test_stores_that_do_not(label, tool, tmp_path):
    """A store that cannot be one is refused by each command that needs it, in one line; nothing comes to be."""
    (tmp_path / "file").write_text("mine")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    tool.environment["WORKON_HOME"] = {
        "a file": str(tmp_path / "file"),
        "below a file": str(tmp_path / "file/store"),
        "dangling": str(tmp_path / "dangling"),
        "newline": str(tmp_path / "a\nb"),
    }[label]
    before = whole(tmp_path)
    for words in (
        ("create", "--no-pip", *HERE, "x"),
        ("activate", "x"),
        ("remove", "x"),
        ("restore",),
        ("show", "x"),
    ):
        done = tool(*words)
        assert done.returncode == 1, words
        assert "hint: " in done.stderr
    assert "cannot be used" in tool("create", "--no-pip", *HERE, "x").stderr
    assert whole(tmp_path) == before


@pytest.mark.usefixtures("home")
def test_a_store_of_another_user(as_nobody, open_directory, tmp_path):
    """In a store that may not be written to everything can be read, and nothing is changed or half done."""
    for store in (open_directory, str(tmp_path)):
        plant(store + "/x")
    before = whole(open_directory)
    calls = (
        ["list"], ["show", "x"], ["trash"],
        ["create", "--no-pip", *HERE, "y"], ["create", "--clear", "x"], ["remove", "x"], ["restore"],
    )  # fmt: skip

    def answers(store):
        os.environ.update(WORKON_HOME=store, HOME="/")
        return [door.serve(words) for words in calls]

    output = as_nobody(lambda: answers(open_directory), before=lambda: answers(str(tmp_path)))
    assert output == "[0, 0, 0, 1, 1, 1, 1]"
    assert whole(open_directory) == before


FULL = """
mount -t tmpfs -o size=400k none "$1" || exit 99
WORKON_HOME="$1/store"; export WORKON_HOME; shift
mkdir "$WORKON_HOME"
"$@"
code=$?
find "$WORKON_HOME" -path '*/.envarium/interpreters*' -prune -o -print | sort
exit $code
"""


def test_a_full_disk(tool, tmp_path):
    """Where the disk is full there is an error, no environment, and nothing half made."""
    point = tmp_path / "point"
    point.mkdir()
    done = tool.start([*mounts.own(), "sh", "-c", FULL, "-", point, *tool.command("create", *HERE, "x")])
    assert done.returncode == 1, done
    assert "no space left" in done.stderr
    left = [path.removeprefix(f"{point}/store") for path in done.stdout.splitlines()]
    outside = [path for path in left if not path.startswith("/.envarium/seeds")]
    lists = {"/.envarium/plugins", "/.envarium/quiet", "/.envarium/platform"}
    assert [path for path in outside if path not in lists] == ["", "/.envarium", "/.envarium/staging"]
    assert [path for path in left if path.endswith("manifest") or "/.fetch" in path] == []
