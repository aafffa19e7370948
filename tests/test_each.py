"""Running a command in every environment."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import venv

import pytest

from evil import ACCEPTED
from trees import plant
from waiting import PATIENCE, wait_until, wait_until_ended

TELL = "import os, sys; print(ascii((os.getcwd(), sys.argv[1:], dict(os.environ))))"


def parts(text):
    """What was printed for each environment, by name."""
    found, lines = {}, text.split("\n")
    while lines != [""]:
        name, rule = lines[:2]
        assert rule == "=" * len(name)
        end = lines.index("", 2)
        found[name] = lines[2:end]
        lines = lines[end + 1 :]
    return found


@pytest.mark.parametrize("jobs", [(), ("-j", "3")])
def test_inside_every_environment(jobs, tool, store):
    """It runs in each one's directory with its variables, sorted by name, whatever the names and the arguments are."""
    words = ["a  b", "it's", "$HOME", "`x`", "*", "\\n", "", "--", "-h", "-j", "--only", "\udcff", "ü"]
    names = sorted(set(ACCEPTED.values()))[:20]
    for name in names:
        plant(store.path(name))
    output = parts(tool.done("each", *jobs, "--", sys.executable, "-c", TELL, *words, PATH="/usr/bin:/bin"))
    assert list(output) == names
    for name, (line,) in output.items():
        cwd, arguments, variables = eval(line)
        place = store.path(name)
        assert (cwd, arguments) == (place, words)
        assert (variables["VIRTUAL_ENV"], variables["PWD"]) == (place, place)
        assert variables["PATH"] == place + "/bin:/usr/bin:/bin"
        assert "PYTHONHOME" not in variables
    assert os.listdir(tool.environment["HOME"]) == [os.path.basename(store.root)]


def test_the_environments_own_programs(tool, store):
    """A program of the environment is found before others; a link in the store is entered by its name there."""
    venv.create(os.path.dirname(store.root) + "/outside", symlinks=True)
    os.symlink("../outside", store.path("linked"))
    venv.create(store.path("own"), symlinks=True)
    output = parts(tool.done("each", "python", "-c", "import sys; print(sys.prefix)"))
    assert {name: os.path.realpath(line) for name, (line,) in output.items()} == {
        "linked": os.path.dirname(os.path.realpath(store.root)) + "/outside",
        "own": os.path.realpath(store.path("own")),
    }
    assert parts(tool.done("each", "--only", "linked", "sh", "-c", "pwd"))["linked"] == [store.path("linked")]


@pytest.mark.parametrize("jobs", [(), ("-j", "2")])
def test_nothing_stops_it(jobs, tool, store):
    """A failure, a signal, a program that cannot start: the rest goes on, and the summary shows each exit code."""
    ends = {"a": "exit 3", "b": "exit 0", "c": "kill -TERM $$", "d": "exit 0"}
    for name, end in ends.items():
        with open(plant(store.path(name)) + "/bin/act", "w") as file:
            file.write(f"#!/bin/sh\necho out\necho err >&2\n{end}\n")
        os.chmod(store.path(name) + "/bin/act", 0o755)
    plant(store.path("e"))
    with open(plant(store.path("f")) + "/bin/act", "w") as file:
        file.write("#!/no/such/interpreter\n")
    os.chmod(store.path("f") + "/bin/act", 0o755)
    os.mkdir(plant(store.path("g")) + "/bin/act")
    result = tool("each", *jobs, "act")
    assert result.returncode == 1
    assert parts(result.stdout) == {**{name: ["out"] for name in "abcd"}, "e": [], "f": [], "g": []}
    lines = result.stderr.splitlines()
    assert lines[:4] == ["err"] * 4
    assert lines[-6:] == [
        "7 environments: 2 succeeded, 5 failed",
        "a: exit code 3", "c: exit code 143", "e: exit code 127", "f: exit code 127", "g: exit code 126",
    ]  # fmt: skip
    assert len([line for line in lines if line.startswith("envarium: ")]) == 3


def test_a_broken_environment_runs_no_other_python(tool, store):
    """Where an environment's own program has lost its interpreter, no other one of that name is run in its place."""
    place = plant(store.path("broken"))
    os.unlink(place + "/bin/python")
    os.symlink("/no/such/python", place + "/bin/python")
    for words in (("each", "--"), ("run", "broken", "--")):
        folder = os.path.dirname(sys.executable)
        result = tool(*words, "python", "-c", "print(1)", PATH=folder + ":/usr/bin:/bin")
        assert result.returncode == (1 if words[0] == "each" else 127)
        assert "1" not in result.stdout
        assert "its interpreter does not exist" in result.stderr


def test_all_well(tool, store):
    """Where all is well there is no summary, unless several ran at a time."""
    for name in "abc":
        plant(store.path(name))
    result = tool("each", "true")
    assert (result.returncode, result.stderr) == (0, "")
    result = tool("each", "-j", "9", "true")
    assert (result.returncode, result.stderr) == (0, "3 environments: 3 succeeded, 0 failed\n")
    assert tool("each", "-j1", "--only", "a", "true").stderr == "1 environment: 1 succeeded, 0 failed\n"


MEET = """
cd "$0"
: >running/$$
until [ -e met ] || { [ "$(ls running | wc -l)" -ge "$1" ] && : >met; }; do sleep 0.02; done
sleep 0.1
ls running | wc -l
rm running/$$
"""
"""For sh: print how many of these run; the first ones wait until as many as the argument says do."""


@pytest.mark.parametrize(
    ("jobs", "most"), [(("-j", "2"), 2), (("-j", "1"), 1), ((), 1), (("--jobs", "3"), 3)]
)
def test_how_many_at_a_time(jobs, most, tool, store, tmp_path):
    """As many run at a time as -j says, and never more; without it one after the other."""
    for name in "abcde":
        plant(store.path(name))
    (tmp_path / "running").mkdir()
    output = parts(tool.done("each", *jobs, "sh", "-c", MEET, tmp_path, str(most)))
    assert (tmp_path / "met").exists()
    assert max(int(line) for (line,) in output.values()) <= most


def test_what_ran_together_is_printed_apart(tool, store):
    """With -j the output of each is printed whole, in the order of the names, whichever ends first."""
    for number, name in enumerate("cba"):
        with open(plant(store.path(name)) + "/act", "w") as file:
            file.write(f"for i in 1 2 3; do echo {name}$i; echo {name}$i >&2; sleep 0.{number}; done\n")
    result = tool("each", "-j", "3", "sh", "./act")
    assert parts(result.stdout) == {name: [f"{name}{i}" for i in "123"] for name in "abc"}
    assert result.stderr.splitlines()[:9] == [f"{name}{i}" for name in "abc" for i in "123"]


def test_only_some(tool, store):
    """--only takes a pattern of the shell, and means the case that it has; one that matches nothing is an error."""
    for name in ("web-1", "web-2", "Web-3", "other", "[x]"):
        plant(store.path(name))
    assert list(parts(tool.done("each", "--only", "web-*", "true"))) == ["web-1", "web-2"]
    assert list(parts(tool.done("each", "--only=[ow]*", "true"))) == ["other", "web-1", "web-2"]
    assert list(parts(tool.done("each", "--only", "[[]x]", "true"))) == ["[x]"]
    assert '"nothing*"' in tool.refused("each", "--only", "nothing*", "true")


def test_an_empty_store(tool, store):
    """In an empty store nothing is run, a message says so, and the exit code is 0."""
    for words in ((), ("-j", "2"), ("--only", "x")):
        result = tool("each", *words, "false")
        assert (result.returncode, result.stdout, result.stderr.count("\n")) == (0, "", 1)
    shutil.rmtree(store.root)
    assert tool("each", "false").returncode == 0
    assert not os.path.exists(store.root)


@pytest.mark.parametrize("jobs", ["0", "-1", "x", "1.5", "٣", " 2", "1" * 5000])
def test_bad_numbers(jobs, tool, store):
    """What is no number of jobs is wrong usage, and nothing runs."""
    plant(store.path("x"))
    tool.refused("each", "-j", jobs, "touch", "evil", code=2)
    assert not os.path.exists(store.path("x") + "/evil")


def test_no_command(tool, store):
    """Without a command there is nothing to do."""
    plant(store.path("x"))
    for words in ((), ("--",), ("--", "--"), ("-j", "2")):
        assert tool("each", *words).returncode == 2


@pytest.mark.parametrize("jobs", [(), ("-j", "2")])
@pytest.mark.parametrize("deaf", ["", "trap '' INT TERM; "])
def test_interruption(jobs, deaf, tool, store, tmp_path):
    """Ctrl-C ends what runs, starts nothing more, and the exit code is 130; what will not end is killed."""
    for name in "abcd":
        plant(store.path(name))
    act = f'{deaf}echo $$ >>"$0"; while :; do sleep 0.1; done'
    hurry = "import envarium.commands.each as each; each.STOPS = tuple((n, t / 4) for n, t in each.STOPS); "
    child = tool.command("each", *jobs, "sh", "-c", act, tmp_path / "pids", before=hurry)
    with subprocess.Popen(
        child, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=tool.environment
    ) as running:
        (tmp_path / "pids").touch()
        wait_until(lambda: len((tmp_path / "pids").read_text().split()) == (2 if jobs else 1))
        pids = (tmp_path / "pids").read_text().split()
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=PATIENCE)
    assert (running.returncode, err) == (130, b"")
    assert (tmp_path / "pids").read_text().split() == pids
    for pid in pids:
        wait_until_ended(int(pid))


INTERRUPTED = """
import os, signal, sys, time
from envarium import child
start = child.start
def interrupted(*arguments):
    process = start(*arguments)
    while not os.path.exists(sys.argv[-1]):
        time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGINT)
    return process
child.start = interrupted
"""


def test_interruption_of_the_start(tool, store, tmp_path):
    """Ctrl-C at the moment when the first child starts ends it."""
    plant(store.path("a"))
    act = 'echo $$ >"$0.new"; mv "$0.new" "$0"; exec sleep 600'
    child = tool.command("each", "sh", "-c", act, tmp_path / "pid", before=f"exec({INTERRUPTED!r}); ")
    assert tool.start(child).returncode == 130
    wait_until_ended(int((tmp_path / "pid").read_text()))


CAPPED = """
import resource, signal
from envarium.commands import each
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
run = each.run
def capped(values):
    with open("/proc/self/statm") as file:
        used = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + (9 << 20), -1))
    return run(values)
each.run = capped
"""


def test_little_memory(tool, store):
    """It needs no room for the stacks of threads, and knows exit codes where whoever calls it ignores SIGCHLD."""
    for name in "abc":
        plant(store.path(name))
    done = tool.start(tool.command("each", "-j", "2", "sh", "-c", "exit 3", before=f"exec({CAPPED!r}); "))
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, "3 environments: 0 succeeded, 3 failed")


def test_the_reader_ends_first(tool, store):
    """Where the reader goes away the command ends, without a traceback."""
    for name in "abc":
        plant(store.path(name))
    for jobs in ((), ("-j", "2")):
        call = tool.command("each", *jobs, "sh", "-c", "echo x")
        result = tool.start(["bash", "-c", '"$@" | :; exit "${PIPESTATUS[0]}"', "-", *call])
        assert result.returncode in (0, 1)
