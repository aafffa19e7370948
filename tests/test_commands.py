from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest

import speakers
from envarium import door, toml, vocabulary
from envarium.shells import registry
from envarium.store import change
from evil import ACCEPTED, REFUSED
from pythons import script
from screens import printed
from tool import SOURCE
from trees import origin, plant, whole
from waiting import wait_until

HERE = ("-p", sys.executable)
assert toml  # a child that may not read this interpreter's library needs it loaded before

TELL = "import os, sys; print(ascii((sys.prefix, sys.argv[1:], dict(os.environ))))"


def settle(store):
    """Wait until what is deleted in the background is gone."""
    staging = store.own(change.STAGING)
    wait_until(lambda: not os.path.isdir(staging) or not os.listdir(staging))


# --- names -------------------------------------------------------------------

NAMING = {
    "adopt": ("adopt", "/nowhere"),
    "create": ("create", "--no-pip", *HERE),
    "activate": ("activate", "--shell", "bash"),
    "run": ("run",),
    "show": ("show",),
    "remove": ("remove",),
    "restore": ("restore",),
    "toggle-system-site": ("toggle-system-site",),
    "set-project": ("set-project",),
    "set": ("set",),
    "unset": ("unset",),
    "link": ("link",),
    "unlink": ("unlink",),
    "create-project": ("create-project", "--no-pip", *HERE),
    "start-project": ("start-project",),
    "keep": ("keep",),
    "install": ("install",),
    "export": ("export",),
    "sync": ("sync",),
    "wipe": ("wipe",),
    "doctor": ("doctor",),
    "repair": ("repair",),
    "snapshot": ("snapshot",),
    "snapshots": ("snapshots",),
    "rollback": ("rollback",),
    "usage": ("usage",),
    "packages": ("packages",),
    "outdated": ("outdated",),
    "audit": ("audit",),
    "upgrade": ("upgrade",),
    "pack": ("pack",),
    "unpack": ("unpack", __file__),
    "history": ("history",),
    "kernel": ("kernel",),
    "dedupe": ("dedupe",),
}


def test_every_command_that_takes_a_name_is_here():
    """The table above holds each command with a name among its arguments."""
    takes = {c.name for c in vocabulary.COMMANDS if any(a.name in ("name", "names") for a in c.arguments)}
    assert takes - set(NAMING) == set()


@pytest.mark.parametrize("verb", NAMING)
def test_refused_names(verb, tool, store, tmp_path):
    """No command takes a name that the store refuses: one line, a hint, no traceback, and the store as it was."""
    plant(store.path("kept"))
    plant(os.path.dirname(store.root) + "/x")  # what "../x" would be
    plant(store.path("gone"))
    change.remove(store, "gone")
    before = whole(tool.environment["HOME"])
    tail = {"run": ("--", "true"), "set": ("A=1",), "unset": ("A",)}.get(verb, ())
    may_be_none = verb in (
        "show", "activate", "restore", "set-project", "link", "unlink", "wipe", "toggle-system-site",
        "snapshot", "snapshots", "rollback", "history", "usage", "kernel",
        "packages", "outdated", "audit",
    )  # fmt: skip
    # and no argument can hold a NUL
    named = {label: name for label, name in REFUSED.items() if "\0" not in name and (name or not may_be_none)}
    calls = [(*NAMING[verb], *(("--",) if name[:1] == "-" else ()), name, *tail) for name in named.values()]
    for label, done in zip(named, tool.each(calls, tmp_path), strict=True):
        assert done.returncode in (1, 2), (label, done)
        assert done.stdout == "" or verb == "run", (label, done)
        assert done.stderr, label
        assert done.returncode == 2 or re.match(r"envarium: .*\nhint: .*\n\Z", done.stderr), (
            label,
            done.stderr,
        )
        assert whole(tool.environment["HOME"]) == before, label


@pytest.mark.parametrize("part", range(4))
def test_accepted_names(part, warm, store, tmp_path):
    """An environment of any name is made, listed, shown, run, removed and restored, and nothing else comes to be."""
    names = list(ACCEPTED.values())[part::4]
    calls = [call for name in names for call in life(name)]
    answers = warm.each(calls, tmp_path)
    for name in names:
        place = store.path(name)
        made, brief, listed, shown, ran = (next(answers) for _ in range(5))
        assert made.returncode == 0, made
        assert brief.stdout == name + "\n"
        (row,) = json.loads(listed.stdout)
        assert (row["name"], row["path"], row["broken"]) == (name, place, False)
        row = json.loads(shown.stdout)
        assert (row["name"], row["python"]) == (name, ".".join(map(str, sys.version_info[:3])))
        assert ran.stdout == ascii(place) + "\n", ran
        before = whole(place)
        assert next(answers).returncode == 0
        assert store.names() == []
        assert name in next(answers).stdout
        assert whole(place) == before
        assert sorted(os.listdir(store.root)) == sorted([".envarium", name])
        assert os.listdir(warm.environment["HOME"]) == [os.path.basename(store.root)]
        assert next(answers).returncode == 0
    assert list(answers) == []


def life(name):
    """Return the calls that an environment called `name` lives through."""
    return (
        ("create", "--no-pip", *HERE, name), ("list", "-b"), ("list", "--json"), ("show", "--json", name),
        ("run", name, "--", "python", "-c", "import sys; print(ascii(sys.prefix))"),
        ("remove", name), ("restore", name), ("remove", name),
    )  # fmt: skip


def test_unknown_names(tool, store):
    """A name that is not there is refused, with the nearest that are."""
    plant(store.path("myproj"))
    for verb in ("activate", "show", "remove"):
        done = tool(verb, "myporj")
        assert done.returncode == 1
        assert '"myproj"' in done.stderr.splitlines()[1]


# --- create ------------------------------------------------------------------


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
        said = tool("create", f"--python={spec}", "x")
        assert said.returncode == 1, (label, said)
        assert said.stderr.count("\n") == 2, (label, said.stderr)
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
    """Contradictions are wrong usage, told before anything is made."""
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
    """-a ties the environment to a project, whose name is the environment's where none is given; again ties anew."""
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
    said = warm.start(["sh", "-c", 'cd "$0" && rmdir "$0" && exec "$@"', tmp_path / "gone", *call])
    assert said.returncode == 0, said.stderr


def test_what_pip_refuses_leaves_the_environment(warm, store):
    """Where a package cannot be installed the environment is there all the same, and the exit code tells."""
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
        said = tool.refused("create", "--no-pip", "-p", python, "--strategy", strategy, "x")
        assert "not valid UTF-8" in said
    assert store.names() == []
    assert "not valid UTF-8" in tool.refused("create", *HERE, "x", WORKON_HOME=f"{tmp_path}/store\udcff")
    assert not os.path.exists(os.fsencode(tmp_path) + b"/store\xff")


def test_a_working_directory_that_is_gone(tool, store, tmp_path):
    """What does not name it works without one, the first seed image included; what does is told so."""

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


# --- the store ---------------------------------------------------------------


@pytest.mark.parametrize(
    "label", ["blanks", "quotes", "relative", "absent", "deep", "trailing slash", "home", "link"]
)
def test_stores_that_work(label, tool, tmp_path, shared):
    """The store may stand anywhere, is made where it is missing, and a relative one stands under the home directory."""
    home = tool.environment["HOME"]
    root, told = {
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
    tool.environment["WORKON_HOME"] = told or root
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
def test_a_store_of_somebody_else(as_nobody, open_directory, tmp_path):
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

    said = as_nobody(lambda: answers(open_directory), before=lambda: answers(str(tmp_path)))
    assert said == "[0, 0, 0, 1, 1, 1, 1]"
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
    isolated = ["unshare", "-m"] if os.getuid() == 0 else ["unshare", "-rm"]
    if not shutil.which("unshare"):
        pytest.skip("there is no unshare to mount a small disk with")
    done = tool.start([*isolated, "sh", "-c", FULL, "-", point, *tool.command("create", *HERE, "x")])
    if done.returncode == 99 or "unshare" in done.stderr:
        pytest.skip("a small disk cannot be mounted here")
    assert done.returncode == 1, done
    assert "no space left" in done.stderr
    left = [path.removeprefix(f"{point}/store") for path in done.stdout.splitlines()]
    outside = [path for path in left if not path.startswith("/.envarium/seeds")]
    lists = {"/.envarium/plugins", "/.envarium/quiet", "/.envarium/platform"}
    assert [path for path in outside if path not in lists] == ["", "/.envarium", "/.envarium/staging"]
    assert [path for path in left if path.endswith("manifest") or "/.fetch" in path] == []


# --- remove, restore, trash --------------------------------------------------


def test_all_names_are_checked_first(tool, store):
    """One wrong name among several, or the active one, and nothing is touched."""
    for name in ("a", "b"):
        plant(store.path(name))
    before = whole(store.root)
    tool.refused("remove", "a", "nothing", "b")
    tool.refused("remove", "a", "../b")
    assert "is active" in tool.refused("remove", "a", "b", VIRTUAL_ENV=store.path("b"))
    link = os.path.dirname(store.root) + "/link"
    os.symlink(store.root, link)
    tool.refused("remove", "b", VIRTUAL_ENV=link + "/b/")
    os.unlink(link)
    assert whole(store.root) == before
    assert tool.done("remove", "a", "b", "a") == "Removing a...\nRemoving b...\n"
    assert store.names() == []


def test_restore(tool, store):
    """Of several of one name the latest comes back, without a name the last of all; a name that is taken stays."""
    for text in ("first", "second"):
        plant(store.path("x"))
        with open(store.path("x") + "/text", "w") as file:
            file.write(text)
        tool.done("remove", "x")
    plant(store.path("y"))
    tool.done("remove", "y")
    assert "restored x" in tool.done("restore", "x")
    with open(store.path("x") + "/text") as file:
        assert file.read() == "second"
    before = whole(store.root)
    assert "already exists" in tool.refused("restore", "x")
    assert whole(store.root) == before
    assert "restored y" in tool.done("restore")
    assert '"z"' in tool.refused("restore", "z")
    tool.done("trash", "--empty")
    assert "empty" in tool.refused("restore")
    assert store.names() == ["x", "y"]


def test_trash(tool, store):
    """The trash tells name, age and size, is emptied when asked, and says how much that was."""
    plant(store.path("x"))
    tool.done("remove", "x")
    (row,) = json.loads(tool.done("trash", "--json"))
    assert row["name"] == "x"
    assert abs(row["removed"] - time.time()) < 100
    assert row["bytes"] > 0
    assert "just now" in tool.done("trash")
    assert "deleted 1 environment," in tool("trash", "--empty").stderr
    assert json.loads(tool.done("trash", "--json")) == []
    assert "empty" in tool("trash").stderr


def config(tool, text):
    path = os.path.join(tool.environment["HOME"], ".config/envarium/config.toml")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


@pytest.mark.skipif(sys.platform == "darwin", reason="the config file stands elsewhere")
@pytest.mark.parametrize("text", ["trash_days = 0\n", "# TOML at length\n'trash_days' = 0x0\n"])
def test_no_trash(text, tool, store):
    """With trash_days = 0 what is removed is deleted, in the background, by either lane."""
    config(tool, text)
    plant(store.path("x"))
    done = tool("remove", "x")
    assert done.returncode == 0
    assert "permanently" in done.stderr
    settle(store)
    assert change.trash(store) == []


def test_what_has_expired_is_swept(tool, store):
    """A removal clears what killed commands left, and what was in the trash too long a day ago already."""
    for name in ("old", "new", "x"):
        plant(store.path(name))
    old = change.remove(store, "old")
    change.remove(store, "new")
    folder = os.path.dirname(old.path)
    stamp, _, rest = os.path.basename(folder).partition("-")
    os.rename(folder, f"{os.path.dirname(folder)}/{int(stamp) - 8 * 86400 * 10**9}-{rest}")
    dead = subprocess.run(["sh", "-c", "echo $$"], capture_output=True, text=True, check=True).stdout.strip()
    left = store.own(change.STAGING, f"{stamp}-{dead}-{os.uname().nodename}")
    deep = left + "/d" * 1200
    os.makedirs(os.path.dirname(deep[: len(left) + 1000]))
    tool.done("remove", "x")
    settle(store)
    assert {removed.name for removed in change.trash(store)} == {"old", "new", "x"}
    assert os.listdir(store.own(change.STAGING)) == []
    yesterday = time.time() - 86400
    for path in (f"{store.own('trash')}/{name}" for name in os.listdir(store.own("trash"))):
        os.utime(path, (yesterday, yesterday))
    plant(store.path("x"))
    tool.done("remove", "x")
    settle(store)
    assert sorted(removed.name for removed in change.trash(store)) == ["new", "x", "x"]


# --- run ---------------------------------------------------------------------


def test_run_is_inside(warm, store):
    """A command runs with the environment's variables, its bin first on PATH and no PYTHONHOME."""
    plant(store.path("a b"))
    said = warm.done("run", "a b", "--", sys.executable, "-c", TELL, PATH="/usr/bin:/bin", PYTHONHOME=None)
    _, _, inside = eval(said)
    assert inside["VIRTUAL_ENV"] == store.path("a b")
    assert inside["VIRTUAL_ENV_PROMPT"] == "a b"
    assert inside["PATH"] == store.path("a b") + "/bin:/usr/bin:/bin"
    assert warm.done("run", "a b", "--", "sh", "-c", "printf %s ${PYTHONHOME-none}") == "none"


def test_run_hands_arguments_on(tool, store):
    """Every argument arrives byte for byte, flags and dashes too, and no shell stands in between."""
    plant(store.path("x"))
    words = [
        "a  b",
        "it's",
        '"',
        "$HOME",
        "`x`",
        "*",
        "\\n",
        "",
        "--",
        "-h",
        "--help",
        "-p",
        "\udcff",
        "ü",
        "\n",
    ]
    said = tool.done("run", "x", "--", sys.executable, "-c", TELL, *words)
    assert eval(said)[1] == words
    said = tool.done("run", "x", sys.executable, "-c", TELL, *words)
    assert eval(said)[1] == words


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["sh", "-c", "exit 0"], 0),
        (["sh", "-c", "exit 7"], 7),
        (["sh", "-c", "kill -TERM $$"], -signal.SIGTERM),
        (["sh", "-c", "kill -PIPE $$"], -signal.SIGPIPE),
        (["no-such-command"], 127),
        (["/no/such/command"], 127),
        (["/etc/passwd"], 126),
        (["/"], 126),
        (["/etc/passwd/x"], 126),
    ],
    ids=str,
)
def test_run_passes_the_end_on(words, code, tool, store):
    """The exit code is the command's own, a signal is a signal, and 126 and 127 mean what they mean in a shell."""
    plant(store.path("x"))
    done = tool("run", "x", "--", *words)
    assert done.returncode == code
    assert done.stderr.startswith("envarium: ") == (code in (126, 127))


@pytest.mark.parametrize("word", ["python", "python3", "python3.12", "python2", "python3.1"])
def test_run_takes_no_other_python(word, tool, store, tmp_path):
    """A name of the environment's Python stands for that one even if it is missing; a name of another for that."""
    os.unlink(plant(store.path("x")) + "/bin/python")
    other = script(tmp_path / word, "#!/bin/sh\necho another\n")
    done = tool("run", "x", "--", word, PATH=f"{os.path.dirname(other)}:{os.environ['PATH']}")
    expected = (0, "another\n") if word in ("python2", "python3.1") else (127, "")
    assert (done.returncode, done.stdout) == expected, done.stderr
    done = tool("each", "--", word, PATH=f"{os.path.dirname(other)}:{os.environ['PATH']}")
    assert ("another" in done.stdout) is (not expected[0])


def test_run_has_wrong_usage(tool, store):
    """Without a command, or in an environment that is none, nothing runs."""
    plant(store.path("x"))
    assert tool("run", "x").returncode == 2
    assert tool("run").returncode == 2
    tool.refused("run", "y", "--", "true")


# --- show, list, config, init ------------------------------------------------


def test_listing_tells_the_state(tool, store):
    """The active environment is marked, a broken one named so, and what is no environment is left out."""
    for name in ("active", "broken", "other"):
        plant(store.path(name))
    os.unlink(store.path("broken") + "/bin/python")
    os.symlink("/no/where", store.path("broken") + "/bin/python")
    os.mkdir(store.path("folder"))
    lines = tool.done("list", VIRTUAL_ENV=store.path("active")).splitlines()
    assert [line.split() for line in lines] == [
        ["*", "active", "3.12.1"], ["broken", "3.12.1", "(interpreter", "missing)"], ["other", "3.12.1"],
    ]  # fmt: skip
    rows = {
        row["name"]: row for row in json.loads(tool.done("list", "--json", VIRTUAL_ENV=store.path("active")))
    }
    assert [name for name, row in rows.items() if row["active"]] == ["active"]
    assert [name for name, row in rows.items() if row["broken"]] == ["broken"]
    assert tool.done("list", "-b") == "active\nbroken\nother\n"
    assert tool.done("show", VIRTUAL_ENV=store.path("active")).splitlines()[0].split() == ["name", "active"]
    assert "no environment is active" in tool.refused("show")
    assert "no environment is active" in tool.refused("show", VIRTUAL_ENV=store.path("gone"))


def test_an_empty_store(tool, store):
    """An empty store is listed as such, on standard error; JSON is an empty list."""
    assert tool.done("list") == tool.done("list", "-b") == ""
    assert json.loads(tool.done("list", "--json")) == []
    shutil.rmtree(store.root)
    assert json.loads(tool.done("list", "--json")) == []
    assert not os.path.exists(store.root)


@pytest.mark.skipif(sys.platform == "darwin", reason="the config file stands elsewhere")
def test_settings(tool, store, tmp_path):
    """config tells each setting and where it comes from; the store of the config file counts without WORKON_HOME."""
    rows = {row["setting"]: row for row in json.loads(tool.done("config", "--json"))}
    assert (rows["store"]["value"], rows["store"]["source"]) == (store.root, "WORKON_HOME")
    assert rows["trash_days"] == {"setting": "trash_days", "value": 7, "source": "default"}
    config(tool, f'store = "{tmp_path}/other"\ntrash_days = 3\n')
    rows = {row["setting"]: row for row in json.loads(tool.done("config", "--json", WORKON_HOME=None))}
    assert (rows["store"]["value"], rows["store"]["source"]) == (f"{tmp_path}/other", "config file")
    assert (rows["trash_days"]["value"], rows["trash_days"]["source"]) == (3, "config file")
    assert "trash_days" in tool.done("config")


BAD_SETTINGS = [
    "= nonsense", 'store = "unclosed', "unknown = 1\n", 'trash_days = "seven"\n', "store = 7\n", "\0",
]  # fmt: skip


@pytest.mark.skipif(sys.platform == "darwin", reason="the config file stands elsewhere")
@pytest.mark.parametrize("text", BAD_SETTINGS)
def test_a_bad_config_file(text, tool, store):
    """A config file that is not valid is named, in one line, and stops nothing."""
    config(tool, text)
    plant(store.path("x"))
    for words, is_read in (
        ("config", True),
        ("list", "days" not in text),
        ("remove x", "store = 7" not in text),
    ):
        done = tool(*words.split(), WORKON_HOME=None if words == "list" else store.root)
        assert done.returncode == 0
        assert done.stderr.count("envarium: the config file ") == is_read
    assert not os.path.exists(store.path("x"))


def test_colour(tool, store):
    """Nothing is coloured where NO_COLOR is set or nobody looks, help and tables included."""
    plant(store.path("x"))
    for words in (("create", "-h"), ("list",), ("config",)):
        assert "\x1b" not in tool.done(*words, TERM="xterm-256color")
        assert not re.search(r"\x1b\[[\d;]*\b[349]\d", printed(tool, *words, errors=False, NO_COLOR="1"))
    active = {"VIRTUAL_ENV": store.path("x"), "PATH": f"{store.path('x')}/bin:{os.environ['PATH']}"}
    assert "\x1b[1m" in printed(tool, "list", errors=False, **active)


@pytest.mark.parametrize("words", [[], *([command.name] for command in vocabulary.COMMANDS)], ids=" ".join)
def test_help_fits(words, tool):
    """Help exits with 0 and fits 80 columns, by -h and by --help."""
    for flag in ("-h", "--help"):
        lines = tool.done(*words, flag, COLUMNS="80").splitlines()
        assert max(map(len, lines)) <= 80
        assert len(lines) > 4


def test_version_and_nonsense(tool):
    """--version tells one line; an unknown command is wrong usage."""
    assert re.fullmatch(r"envarium \d+\.\d+\.\d+\n", tool.done("--version"))
    assert tool("nonsense").returncode == 2
    assert tool("--nonsense").returncode == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_setup_and_back(shell, tool):
    """setup adds one block, once, through a link if the file is one; --undo leaves the user's text byte for byte."""
    home = tool.environment["HOME"]
    file = {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/config.fish"}[shell]
    path = os.path.join(home, file)
    plain = b"true\n" if shell == "fish" else b"export A=1\n"
    texts = [None, b"", plain, plain[:-1], plain + b"# \xff\r\n\n\n"]
    tool.environment["ZDOTDIR"] = None
    for text in texts:
        if text is not None:
            with open(home + "/real", "wb") as opened:
                opened.write(text)
            os.chmod(home + "/real", 0o640)
            os.symlink(home + "/real", path)
        tool.done("setup", "--yes", shell)
        if text in (None, b""):
            once = content(path)
            tool.done("setup", "--yes", shell)
            assert content(path) == once
        assert tool.start([shell, "-c", f". '{path}' && type workon"]).returncode == 0
        tool.done("setup", "--undo", "--yes", shell)
        if text is None:
            assert not os.path.exists(path)
        else:
            assert content(path) == text
            assert os.path.islink(path)
            assert os.stat(home + "/real").st_mode & 0o777 == 0o640
            os.unlink(path)


def content(path):
    with open(path, "rb") as file:
        return file.read()


def test_man_finds_the_page_after_uv(tool, tmp_path):
    """Where uv has installed envarium, setup links the man page, also in place of an older link; --undo removes it."""
    prefix, link = tmp_path / "tools/envarium", tool.environment["HOME"] + "/.local/share/man/man1/envarium.1"
    page = prefix / "share/man/man1/envarium.1"
    page.parent.mkdir(parents=True)
    page.touch()
    os.makedirs(os.path.dirname(link))

    def call(*words):
        child = tool.command(*words, before=f"import sys; sys.prefix = {str(prefix)!r}; ")
        assert tool.start(child).returncode == 0

    call("setup", "--yes", "bash")
    assert os.listdir(os.path.dirname(link)) == []  # something else than uv has installed it
    os.symlink(page, link)
    call("setup", "--undo", "--yes")
    assert os.readlink(link) == str(page)  # pipx has made this one, and removes it
    os.unlink(link)
    (prefix / "uv-receipt.toml").touch()
    os.symlink("/nowhere/share/man/man1/envarium.1", link)
    call("setup", "--yes", "bash")
    assert os.readlink(link) == str(page)
    call("setup", "--undo", "--yes")
    assert os.listdir(os.path.dirname(link)) == []


def test_setup_asks(tool):
    """Where nobody can answer nothing is changed; a shell that is none is refused."""
    home = tool.environment["HOME"]
    before = os.listdir(home)
    assert tool("setup", "bash").returncode == 2
    assert tool("setup", "--yes", "tcl").returncode == 2
    assert tool("init", "tcl").returncode == 2
    assert os.listdir(home) == before


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_init_loads(shell, tool, store):
    """What init prints loads the words into a bare shell, without a word of its own."""
    load = "envarium init fish | source" if shell == "fish" else f'eval "$(envarium init {shell})"'
    binary = tool.environment["HOME"] + "/bin"
    os.makedirs(binary)
    with open(binary + "/envarium", "w") as file:  # as an installation's console script is
        file.write(
            f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {SOURCE!r})\nfrom envarium.door import main\nmain()\n"
        )
    os.chmod(binary + "/envarium", 0o755)
    plant(store.path("x"))
    done = tool.start([shell, "-c", f"{load}; lsvenv -b"], PATH=binary + ":" + os.environ["PATH"])
    assert (done.returncode, done.stdout, done.stderr) == (0, "x\n", "")


@pytest.mark.parametrize("dialect", [name for name in registry.DIALECTS if name != "pwsh"])
def test_activate_prints_a_snippet(dialect, warm, store, tmp_path):
    """activate prints what the shell can read to enter, also for a name that a shell would act upon."""
    name = "$(touch evil)"
    warm.done("create", "--no-pip", *HERE, name)
    shell = {"sh": "dash"}.get(dialect, dialect)
    show = {"nu": "print --no-newline $env.VIRTUAL_ENV\n"}.get(dialect, "printenv VIRTUAL_ENV\n")
    snippet = warm.done("activate", "--shell", dialect, name)
    shown = speakers.run(shell, snippet + show, tmp_path, {**warm.environment, "LC_ALL": "C.UTF-8"})
    assert shown.decode().removesuffix("\n") == store.path(name)
    assert "evil" not in [*os.listdir(tmp_path), *os.listdir(warm.environment["HOME"])]


def test_activate_knows_its_dialects(warm):
    """A shell that nothing can be printed for is wrong usage."""
    warm.done("create", "--no-pip", *HERE, "x")
    assert warm("activate", "--shell", "tcl", "x").returncode == 2


def test_a_link_out_of_the_store(tool, store):
    """Removing a link to an environment elsewhere removes the link; emptying the trash does not follow it either."""
    plant(os.path.dirname(store.root) + "/outside")
    os.symlink(os.path.dirname(store.root) + "/outside", store.path("linked"))
    tool.done("remove", "linked")
    assert os.path.exists(os.path.dirname(store.root) + "/outside/bin")
    tool.done("trash", "--empty")
    assert os.path.exists(os.path.dirname(store.root) + "/outside/bin")
