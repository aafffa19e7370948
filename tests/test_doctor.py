"""The doctor finds what the world breaks, each with its remedy, and runs nothing of an environment."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios

import pytest

import bases
from envarium.commands import inspecting
from envarium.health import checks, finding, pip
from envarium.health.subject import Subject
from screens import printed
from tool import open_text
from trees import plant
from waiting import wait_until_idle

pytestmark = pytest.mark.skipif(not bases.movable(), reason="no interpreter stands in a prefix of its own")

KEYS = {"subject", "level", "id", "what", "remedy"}


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    """A store of three sound environments: the usual one, a copy and a bare one, both without pip."""
    ground = bases.Maker(tmp_path_factory.mktemp("doctor"))()
    ground.make("usual")
    ground.make("copied", "--strategy", "copy", "--no-pip")
    ground.make("bare", "--no-pip")
    wait_until_idle(ground.store)
    return ground


@pytest.fixture(scope="module")
def pristine(ground, tmp_path_factory):
    """The home as it was, by hard links."""
    kept = tmp_path_factory.mktemp("kept") / "home"
    subprocess.run(["cp", "-al", ground.home, kept], check=True)
    return kept


@pytest.fixture
def sound(ground, pristine):
    """The same ground; what a test breaks is mended after it."""
    base = ground.base
    library = set(os.listdir(base / "lib" / f"python{ground.minor}"))
    yield ground
    if ground.base != base:
        ground.base.rename(base)
        ground.base = base
    for name in set(os.listdir(base / "lib" / f"python{ground.minor}")) - library:
        os.unlink(base / "lib" / f"python{ground.minor}" / name)
    bases.put_back(pristine, ground.home)


def cfg(place, **changes):
    """Change lines of the pyvenv.cfg at `place`; None takes one out."""
    with open(place + "/pyvenv.cfg") as file:
        lines = [line for line in file.read().splitlines() if line.partition(" = ")[0] not in changes]
    lines += [f"{key} = {value}" for key, value in changes.items() if value is not None]
    write(place + "/pyvenv.cfg", "\n".join(lines) + "\n")


def write(path, text, mode=0o644):
    """Write a new file in the place of what was there, which other tests share."""
    if os.path.lexists(path):
        os.unlink(path)
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    os.chmod(path, mode)


def info(place):
    (name,) = (name for name in os.listdir(bases.site(place)) if name.startswith("pip-"))
    return f"{bases.site(place)}/{name}"


def copied_by_hand(g):
    shutil.copytree(g.store.path("usual"), g.store.path("twin"), symlinks=True)


def moved_by_hand(g):
    os.rename(g.store.path("usual"), g.store.path("twin"))


def killed(g):
    os.makedirs(g.store.own("staging", f"1700000000000000000-999999999-{os.uname().nodename}"))


def upgraded(g):
    cfg(g.store.path("usual"), version=f"{g.minor}.99", version_info=f"{g.minor}.99")


def installed_anew(g):
    write(g.base / "lib" / f"python{g.minor}" / "another.py", "")


def told(**changes):
    return lambda g: cfg(g.store.path("usual"), **changes)


def gone(path):
    return lambda g: os.unlink(g.store.path("usual") + path)


def odd(make):
    """Put what `make` creates in the place of the pyvenv.cfg of two environments."""

    def act(g):
        for name in ("usual", "copied"):
            os.unlink(g.store.path(name) + "/pyvenv.cfg")
            make(g.store.path(name) + "/pyvenv.cfg")

    return act


def elsewhere(name):
    """Let one activator name another place, as tools leave it that move an environment and do not know this file."""

    def act(g):
        path = f"{g.store.path('usual')}/bin/{name}"
        write(path, open_text(path).replace(g.store.path("usual"), "/another/place"))

    return act


def pip_gone(part):
    return lambda g: shutil.rmtree(part(g.store.path("usual")))


def file(place, text, mode=0o644):
    """Write a file at `place`, which begins with "store", "home" or the name of an environment."""

    def act(g):
        first, _, rest = place.partition("/")
        folder = {"store": g.store.root, "home": str(g.home)}.get(first) or g.store.path(first)
        write(f"{folder}/{rest}", text.replace("HOME", str(g.home)), mode)

    return act


def opened(folder):
    return lambda g: os.chmod(folder(g), 0o777)


SCRIPT = "#!/bin/sh\ntrue\n"
NO_SUCH = "#!/no/such\ntrue\n"
NOR_THIS = "#!/usr/bin/env no-such\ntrue\n"
WRAPPER = "# nothing\nsource /usr/share/virtualenvwrapper/virtualenvwrapper.sh\n"

NO_PYTHON = (("usual", "interpreter-gone"), ("bare", "interpreter-gone"), ("copied", "base-gone"))
ELSEWHERE = (("twin", "launchers-elsewhere"), ("twin", "activators-elsewhere"))

BREAKAGES = {
    "interpreter removed": (lambda g: g.move_base(""), *NO_PYTHON),
    "no bin/python": (gone("/bin/python"), ("usual", "interpreter-gone")),
    "no bin/python3": (gone("/bin/python3"), ("usual", "interpreter-names")),
    "pyvenv.cfg a directory": (odd(os.mkdir), ("copied", "no-pyvenv-cfg"), ("usual", "no-pyvenv-cfg")),
    "pyvenv.cfg a pipe": (odd(os.mkfifo), ("copied", "no-pyvenv-cfg"), ("usual", "no-pyvenv-cfg")),
    "upgraded by a patch": (upgraded, ("usual", "base-upgraded")),
    "upgraded further": (told(version="3.7.1", version_info=None), ("usual", "base-other-minor")),
    "base of a copy installed anew": (installed_anew, ("copied", "base-upgraded")),
    "home gone": (told(home="/nowhere/bin"), ("usual", "wrong-home")),
    "home left out": (told(home=None), ("usual", "wrong-home")),
    "no pyvenv.cfg": (gone("/pyvenv.cfg"), ("usual", "no-pyvenv-cfg")),
    "copied by hand": (copied_by_hand, *ELSEWHERE),
    "moved by hand": (moved_by_hand, *ELSEWHERE),
    "a program of a Python that is gone": (file("usual/bin/tool", "#!/usr/bin/python1\n", 0o755),),
    "activate.csh elsewhere": (elsewhere("activate.csh"), ("usual", "activators-elsewhere")),
    "activate.nu elsewhere": (elsewhere("activate.nu"), ("usual", "activators-elsewhere")),
    "activate.ps1 elsewhere": (elsewhere("activate.ps1"), ("usual", "activators-elsewhere")),
    "pip without metadata": (pip_gone(lambda place: info(place)), ("usual", "pip-broken")),
    "metadata without pip": (pip_gone(lambda place: bases.site(place) + "/pip"), ("usual", "pip-broken")),
    "a part of pip gone": (pip_gone(lambda place: bases.site(place) + "/pip/_internal/cli"), ("usual", "pip-broken")),
    "a launcher without pip": (file("bare/bin/pip3", SCRIPT, 0o755), ("bare", "pip-broken")),
    "no activate": (gone("/bin/activate"), ("usual", "activators-missing")),
    "no activate.fish": (gone("/bin/activate.fish"), ("usual", "activators-missing")),
    "open to all": (opened(lambda g: bases.site(g.store.path("usual"))), ("usual", "world-writable")),
    "store open to all": (opened(lambda g: g.store.root), ("store", "world-writable")),
    "above the store open to all": (opened(lambda g: g.home), ("store", "world-writable")),
    "hook open to all": (file("store/postactivate", "true\n", 0o666), ("store", "world-writable")),
    "project gone": (file("usual/.project", "HOME/gone\n"), ("usual", "project-gone")),
    "killed": (killed, ("store", "leftovers")),
    "hook not executable": (file("store/preactivate", SCRIPT), ("hooks", "hook-not-executable")),
    "own hook not executable": (file("usual/bin/preactivate", SCRIPT), ("usual", "hook-not-executable")),
    "hook without shebang": (file("store/prermvirtualenv", "true\n", 0o755), ("hooks", "hook-without-shebang")),
    "interpreter of a hook gone": (
        file("store/premkvirtualenv", NO_SUCH, 0o755), ("hooks", "hook-bad-interpreter"),
    ),
    "interpreter of a hook not on PATH": (
        file("store/premkvirtualenv", NOR_THIS, 0o755), ("hooks", "hook-bad-interpreter"),
    ),
    "virtualenvwrapper too": (file("home/.bashrc", WRAPPER), ("shell", "other-tool")),
    "autoswitch too": (file("home/.zshrc", "plugins=(git autoswitch_virtualenv)\n"), ("shell", "other-tool")),
}  # fmt: skip
"""By label: what breaks a sound store, and all that is wrong with it then."""


def test_a_sound_store(ground):
    """Nothing is wrong with sound environments: only remarks are made, and the exit code is 0."""
    done = ground.tool("doctor")
    assert done.returncode == 0, done.stdout
    assert "no problems" in done.stderr
    assert all(line.startswith("note: ") for line in done.stdout.splitlines())
    assert ground.findings() == set()


def test_a_linked_environment(sound):
    """What marks it for uv does not make it one that is to run anywhere."""
    cfg(sound.store.path("usual"), relocatable="true")
    assert sound.findings() == set()


@pytest.mark.parametrize("label", BREAKAGES)
def test_breakages(label, sound):
    """What was broken is found, nothing else is, the exit code is 1, and each line has a remedy that can be typed."""
    breaking, *expected = BREAKAGES[label]
    breaking(sound)
    rows = sound.doctor()
    wrong = [row for row in rows if row["level"] != "note"]
    assert {(row["subject"], row["id"]) for row in wrong} == set(expected), wrong
    for row in rows:
        assert set(row) == KEYS
        assert row["level"] in finding.LEVELS
    for row in wrong:
        assert shlex.split(row["remedy"])[0] in ("envarium", "chmod", "sudo", "vi"), row


def test_only_those_named(sound):
    """With names, those alone are looked at; the store's own troubles and the editors are left out."""
    sound.move_base("")
    killed(sound)
    assert sound.findings("usual") == {("usual", "interpreter-gone")}
    assert {row["subject"] for row in sound.doctor("bare", "bare")} == {"bare"}
    assert '"nothing"' in sound.tool.refused("doctor", "usual", "nothing")


def test_many_environments(tool, store):
    """On a terminal it shows how far it is, and Ctrl-C ends it without a traceback."""
    for number in range(3_000):
        plant(store.path(f"e{number}"))
    terminal, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {**tool.environment, "TERM": "xterm"}
    with (
        tempfile.TemporaryFile() as output,
        subprocess.Popen(
            tool.command("doctor"), env=environment, stdout=output, stderr=side, start_new_session=True
        ) as child,
    ):
        os.close(side)
        seen = b""
        while b"of 3000" not in seen:
            seen += os.read(terminal, 1024)
        os.killpg(child.pid, signal.SIGINT)  # as a terminal does, to all of its processes
        with contextlib.suppress(OSError):  # how Linux tells that nobody writes to the terminal any more
            while part := os.read(terminal, 1024):
                seen += part
        assert child.wait(60) == 130
        output.seek(0)
        shown = output.read().decode().splitlines()  # what was found until then
    os.close(terminal)
    assert shown
    assert {line.partition(":")[0] for line in shown} <= set(finding.LEVELS)
    assert b"Traceback" not in seen


def test_files_that_environments_share(sound, monkeypatch):
    """A file of pip that several environments share is examined once; one that only has its name is examined."""
    names = ("usual", "same", "other", "less", "swapped")
    for name in names[1:]:
        subprocess.run(["cp", "-al", sound.store.path("usual"), sound.store.path(name)], check=True)
    places = {name: bases.site(sound.store.path(name)) for name in names}
    write(places["other"] + "/pip/__main__.py", "")
    os.unlink(places["less"] + "/pip/__main__.py")
    os.unlink(places["swapped"] + "/pip/__main__.py")
    os.link(places["swapped"] + "/pip/__init__.py", places["swapped"] + "/pip/__main__.py")
    stat, examined, found = os.stat, [], {}
    monkeypatch.setattr(os, "stat", lambda path, **given: examined.append(path) or stat(path, **given))
    world = inspecting.world(sound.store)
    for name in names:
        found[name] = [one.what for one in pip.broken(Subject(sound.store.path(name)), world)]
    assert found == {
        "usual": [], "same": [],
        "other": ["pip is altered: pip/__main__.py is not as installed"],
        "less": ["pip is incomplete: pip/__main__.py is missing"],
        "swapped": ["pip is altered: pip/__main__.py is not as installed"],
    }  # fmt: skip
    numbers = [sum(path.startswith(place) for path in examined) for place in places.values()]
    assert numbers[0] > 100 > 10 * max(numbers[1:])


def test_the_remedy_jumps_no_version(sound):
    """Whether another Python of its version exists or not, the remedy of a lost Python asks for that version."""
    for name in (f"{sound.minor}.98", ""):
        sound.move_base(name)
        (row,) = (r for r in sound.doctor("usual") if r["id"] == "interpreter-gone")
        assert row["remedy"] == "envarium repair usual"


def test_nothing_of_an_environment_is_run(sound, tmp_path):
    """Neither its Python, nor code in its packages, nor what pyvenv.cfg names, nor a hook is started."""
    trap = f"#!/bin/sh\ntouch {shlex.quote(str(tmp_path / 'sprung'))}\n"
    place = sound.store.path("usual")
    write(bases.site(place) + "/trap.pth", f"import os; open({str(tmp_path / 'sprung')!r}, 'w')\n")
    write(place + "/bin/preactivate", trap, 0o755)
    write(place + "/bin/pip", trap, 0o755)
    os.mkdir(tmp_path / "bin")
    for name in ("python", "python3", f"python{sound.minor}"):
        write(tmp_path / "bin" / name, trap, 0o755)
    sound.doctor()
    cfg(
        place,
        home=tmp_path / "bin",
        **{"base-executable": tmp_path / "bin/python3", "executable": tmp_path / "bin/python3"},
    )
    sound.doctor()
    for name in os.listdir(place + "/bin"):
        if name.startswith("python"):
            os.unlink(f"{place}/bin/{name}")
            os.symlink(tmp_path / "bin/python3", f"{place}/bin/{name}")
    sound.tool("doctor")
    assert not os.path.exists(tmp_path / "sprung")


def test_an_unmounted_disk_is_no_fault(sound):
    """A project below a mount point with nothing mounted is a remark, for it comes back."""
    place = sound.store.path("usual")
    write(place + "/.project", "/media/somebody/a disk that is not here/project\n")
    rows = sound.doctor("usual")
    (row,) = (row for row in rows if row["id"] == "project-unmounted")
    assert row["level"] == "note"
    assert "/media/somebody/a disk that is not here" in row["what"]
    assert sound.findings() == set()


def test_bytecode_may_come_and_go(sound):
    """Bytecode that RECORD lists, and the directories of it that virtualenv lists too, need not be there."""
    place = sound.store.path("usual")
    with open(info(place) + "/RECORD", "rb") as file:
        record = file.read()
    write(
        info(place) + "/RECORD", record + b"pip/none/__pycache__,,\npip/none/__pycache__/x.cpython-39.pyc,,\n"
    )
    assert sound.findings() == set()


def test_comments_are_no_tools(sound):
    """A tool that is only mentioned in an rc file is not loaded; one that shares no word with us is a remark."""
    write(sound.home / ".bashrc", '# source virtualenvwrapper.sh\neval "$(pyenv virtualenv-init -)"\n')
    rows = sound.doctor()
    (row,) = (row for row in rows if row["id"] == "other-tool")
    assert (row["level"], "line 2" in row["what"]) == ("note", True)


def test_the_integration(sound):
    """The login shell's rc file is asked: not set up is a remark, a block of another installation is a fault."""

    def ids():
        return {row["id"]: row["level"] for row in sound.doctor(SHELL="/bin/bash")}

    assert ids()["rc-not-set-up"] == "note"
    sound.tool.done("setup", "--yes", "bash")
    assert "rc-not-set-up" not in ids()
    with open(sound.home / ".bashrc") as file:
        text = file.read()
    write(sound.home / ".bashrc", text.replace(sys.executable, "/gone/python"))
    assert ids()["rc-stale"] == "warning"
    write(sound.home / ".bashrc", 'eval "$(envarium init bash)"\n')
    assert not {"rc-stale", "rc-not-set-up"} & set(ids())


def test_the_config_file(sound):
    """Each mistake in the config file is found, and a file that is not text; one without mistakes is not."""
    path = sound.tool.done("config", "path").strip()
    os.makedirs(os.path.dirname(path), exist_ok=True)

    def found(content):
        write(path, content)
        return [row for row in sound.doctor() if row["id"] == "config-invalid"]

    assert found("trash_days = 3\n") == []
    (row,) = found('trash_days = "3"\npicker = true\ntrashdays = 3\n')
    assert (row["level"], row["remedy"]) == ("warning", "envarium config edit")
    assert "line 1, column 1" in row["what"]
    assert "line 3, column 1" in row["what"]
    assert "line 2" not in row["what"]
    assert "line 1, column" in found("picker =\n")[0]["what"]
    with open(path, "wb") as file:
        file.write(b'store = "\xff"\n')
    assert [row["id"] for row in sound.doctor()].count("config-invalid") == 1


@pytest.fixture
def programs(tmp_path):
    """A function that makes programs called so, and returns a PATH with them alone."""

    def make(*names):
        for name in names:
            write(tmp_path / name, "#!/bin/sh\n", 0o755)
        return str(tmp_path)

    return make


def test_names_that_are_taken_for_pipenvs(sound, programs):
    """VS Code's trap is remarked: a hyphen and eight characters, or a .project file."""
    os.rename(sound.store.path("bare"), sound.store.path("web-frontend"))
    write(sound.store.path("usual") + "/.project", f"{sound.home}\n")
    rows = sound.doctor(PATH=programs("code"))
    assert {row["subject"] for row in rows if row["id"] == "taken-for-pipenv"} == {"web-frontend", "usual"}


@pytest.mark.parametrize(
    ("store", "exported", "seen"),
    [
        (".virtualenvs", True, True),
        (".virtualenvs", False, True),
        ("elsewhere", True, True),
        ("elsewhere", False, False),
    ],
)
def test_editors(store, exported, seen, sound, programs):
    """VS Code and PyCharm see ~/.virtualenvs by themselves, another store where WORKON_HOME says so, else not."""
    config = sound.home / ".config" / "envarium"
    config.mkdir(parents=True, exist_ok=True)
    write(config / "config.toml", f'store = "{sound.home}/{store}"\n')
    output = f"{sound.home}/{store}" if exported else None
    rows = sound.doctor(WORKON_HOME=output, PATH=programs("code", "charm", "pipenv", "uv", "jupyter"))
    for tool in ("vs-code", "pycharm"):
        (what,) = (row["what"] for row in rows if row["id"] == tool)
        assert what.startswith("sees" if seen else "does not see"), what
    assert {"pipenv", "uv", "jupyter"} <= {row["id"] for row in rows}


def test_ty(sound, programs):
    """ty fails where pyvenv.cfg has no home, and the remedy names the packages to it."""
    (row,) = (row for row in sound.doctor(PATH=programs("ty")) if row["id"] == "no-home-for-ty")
    assert (row["subject"], row["level"]) == ("copied", "note")
    assert shlex.split(row["remedy"])[-1] == bases.site(sound.store.path("copied"))


def test_nothing_is_said_about_tools_that_are_not_installed(sound, programs):
    """Nor about how VS Code treats an environment; what a tool has left in the home directory shows that it is used."""
    write(sound.store.path("usual") + "/.project", f"{sound.home}\n")
    about = {"vs-code", "pycharm", "pipenv", "uv", "jupyter", "taken-for-pipenv", "unseen-by-vs-code"}
    assert not about & {row["id"] for row in sound.doctor(PATH=programs())}
    assert about & {row["id"] for row in sound.doctor(PATH=programs("uv"))} == {"uv"}
    (sound.home / ".vscode-server").mkdir()
    output = about & {row["id"] for row in sound.doctor(PATH=programs())}
    assert output == {"uv", "vs-code", "taken-for-pipenv"}


@pytest.mark.parametrize("shell", ["sh", "bash", "zsh", "fish"])
@pytest.mark.parametrize("editor", [None, "", "cat -u"])
def test_the_remedy_for_a_hook_edits_it(editor, shell, sound):
    """Typed into any shell as it is, the remedy opens the hook in the user's editor, else vi, and never runs it."""
    path = sound.store.root + "/prermvirtualenv"
    write(path, "echo ran\n", 0o755)
    (remedy,) = (r["remedy"] for r in sound.doctor(EDITOR=editor) if r["id"] == "hook-without-shebang")
    command = remedy if editor else remedy.replace("vi ", "cat ", 1)
    done = subprocess.run([shell, "-c", command], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "echo ran\n", "")


def test_the_remedy_for_a_name_can_be_typed(sound, programs):
    """The new name that is suggested for one that VS Code takes for pipenv's is not taken so."""
    os.rename(sound.store.path("bare"), sound.store.path("web-frontend"))
    (row,) = (r for r in sound.doctor(PATH=programs("code")) if r["id"] == "taken-for-pipenv")
    assert row["remedy"] == "envarium rename web-frontend web_frontend"


def test_kernels(sound, programs):
    """Jupyter sees the environments that one of its kernels starts."""
    folder = sound.home / ".local/share/jupyter/kernels/mine"
    folder.mkdir(parents=True)
    write(
        folder / "kernel.json", json.dumps({"argv": [sound.store.path("usual") + "/bin/python", "-m", "x"]})
    )
    rows = sound.doctor(PATH=programs("jupyter"))
    (row,) = (row for row in rows if row["id"] == "jupyter")
    assert "usual" in row["what"]
    assert row["remedy"] == "envarium kernel bare"


@pytest.mark.usefixtures("root")
def test_foreign_owners(sound):
    """What another user owns is told, with his name."""
    write(sound.store.path("usual") + "/bin/activate", "VIRTUAL_ENV=x\n")
    os.chown(sound.store.path("usual") + "/bin/activate", 65534, -1)
    rows = sound.doctor("usual")
    (row,) = (row for row in rows if row["id"] == "foreign-owner")
    assert "activate" in row["what"]
    assert row["level"] == "error"


def test_findings_on_a_terminal(sound):
    """Each finding takes several lines, which are folded; its remedy is on one line, so that it can be copied."""
    sound.move_base("")
    lines = printed(sound.tool, "doctor", columns=40).split("\n")
    assert "    remedy: envarium repair usual" in lines
    assert all(
        len(line) <= 40 or " " not in line.strip()
        for line in lines
        if line.startswith("    ") and "remedy" not in line
    )


def test_nonsense_in_an_environment(sound):
    """Files that are not what they should be lead to findings, never to a traceback."""
    place = sound.store.path("usual")
    for path in ("bin/activate", "pyvenv.cfg", ".project"):
        write(f"{place}/{path}", b"\xff\xfe VIRTUAL_ENV='/unfinished\nhome =\n= x\n\0" * 3)
    write(info(place) + "/RECORD", b'"unfinished\xff')
    os.unlink(place + "/bin/python3")
    os.symlink("python3", place + "/bin/python3")
    assert sound.tool("doctor").returncode == 1
    assert sound.findings("usual")


def test_every_check_says_what_it_finds():
    """Each check stands in the tuple once, and tells in a sentence what it looks for."""
    every = (*checks.ENVIRONMENT, *checks.STORE)
    assert len(set(every)) == len(every)
    assert all(check.__doc__ for check in every)


def test_a_temporary_environment_that_was_left_behind(sound):
    """It is noted, unless it is the active one."""
    place = sound.store.path("bare")
    with open(place + "/README.tmpenv", "w"):
        pass
    kinds = [(row["id"], row["remedy"]) for row in sound.doctor("bare") if row["id"] == "temporary"]
    assert kinds == [("temporary", "envarium remove bare")]
    active = {"VIRTUAL_ENV": place, "PATH": f"{place}/bin:{os.environ['PATH']}"}
    assert "temporary" not in [row["id"] for row in sound.doctor("bare", **active)]


def test_a_store_that_does_not_exist(tool, tmp_path):
    """It is named, and not created: a problem where the user has set it, else a note."""
    (tmp_path / "home").mkdir(exist_ok=True)
    missing = str(tmp_path / "home" / ".virtualenvs")
    for home, level in ((missing, "warning"), (None, "note")):
        done = tool("doctor", "--json", WORKON_HOME=home, HOME=str(tmp_path / "home"))
        rows = [row for row in json.loads(done.stdout) if row["id"] == "no-store"]
        assert [(row["level"], row["remedy"]) for row in rows] == [(level, f"mkdir -p {missing}")]
        assert done.returncode == (level == "warning")
    assert not os.path.exists(missing)
