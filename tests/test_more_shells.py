"""Environments in shells other than bash, zsh and fish: ksh, mksh, dash, ash, tcsh, xonsh, Nushell."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys

import pytest

import page_blocks
import speakers
import trees
from envarium.shells import moving, registry
from tool import Tool

ODD = '/odd  dir/it\'s "$(x)"'
"""A directory on PATH that no shell may stumble over."""


@pytest.fixture(scope="module")
def world(tmp_path_factory, installed):
    """Variables for shells, of a store with the environments `one` and `two`; `one` has variables of its own."""
    home = tmp_path_factory.mktemp("home")
    root = home / "the store"
    environment = {
        "HOME": str(home),
        "WORKON_HOME": str(root),
        "PATH": f"{os.path.dirname(installed)}:/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    tool = Tool({**os.environ, **environment})
    for name in ("one", "two"):
        tool.done("create", "--no-pip", "-p", sys.executable, name)
    tool.done("set", "one", "FOO=it's $(x)", "BAR=b", "--path-prepend", "/opt/more")
    os.mkdir(home / "project")
    tool.done("set-project", "two", str(home / "project"))
    return environment


@pytest.fixture
def fresh(world):
    """The same, without what an earlier test has left in the home directory."""
    subprocess.run(["rm", "-rf", world["HOME"] + "/.config"], check=True)
    return world


def documented(language):
    """Return the first block of this language on the page about other shells."""
    blocks = page_blocks.blocks("docs/how-to/use-other-shells.md")
    return next(block.text for block in blocks if block.language == language) + "\n"


def test_names_are_not_printed_as_code(world):
    """`envarium activate`, whose output is evaluated, prints nothing where no environment is named."""
    for words in (("--shell", "sh"), ()):
        done = Tool({**os.environ, **world})("activate", *words)
        assert (done.returncode, done.stdout) == (2, "")


def test_help_is_not_printed_as_code(world):
    """The `workon` of a shell evaluates what `envarium activate --shell` prints: the help is on standard error."""
    for words in (("--shell", "sh", "--help"), ("--shell=tcsh", "-h"), ("-h", "--shell", "sh")):
        done = Tool({**os.environ, **world})("activate", *words)
        assert (done.returncode, done.stdout.strip()) == (0, "")
        assert "Usage: envarium activate" in done.stderr


# --- shells without commands of their own ---------------------------------------

POSIX = r"""
set -eu
state() {
    printf '%s|' "${PS1-unset}" "$PATH" "${VIRTUAL_ENV-unset}" "${VIRTUAL_ENV_PROMPT-unset}"
    printf '%s|' "${FOO-unset}" "${BAR-unset}"
    printenv FOO || printf 'not exported\n'
}
PS1='$ ' FOO=mine PATH="@ODD@:$PATH:"
state
workon one
state
workon two
state
workon ''  2> /dev/null || :
workon gone 2> /dev/null || :
deactivate nondestructive
deactivate nondestructive
deactivate
state
unset PS1
. "$WORKON_HOME/one/bin/activate"
state
deactivate
state
""".replace("@ODD@", ODD.replace('"', '\\"').replace("$", "\\$"))


@pytest.mark.parametrize("shell", ["ksh", "mksh", "dash", "ash"])
def test_posix(shell, world, tmp_path):
    """In the documented ways, and under `set -eu`, deactivation restores all that was set, and all that was not."""
    path = f"{ODD}:{world['PATH']}:"
    one, two = (f"{world['WORKON_HOME']}/{name}" for name in ("one", "two"))
    prompt = "${VIRTUAL_ENV_PROMPT:+(${VIRTUAL_ENV_PROMPT}) }$ "
    outside = f"{path}|unset|unset|mine|unset|not exported"
    inside = f"{one}/bin:/opt/more:{path}|{one}|one|it's $(x)|b|it's $(x)"
    assert speakers.run(shell, documented("ksh") + POSIX, tmp_path, world).decode().splitlines() == [
        f"$ |{outside}",
        f"{prompt}|{inside}",
        f"{prompt}|{two}/bin:{path}|{two}|two|mine|unset|not exported",
        f"$ |{outside}",
        f"unset|{inside}",
        f"unset|{outside}",
    ]


CSH = """
set prompt = '> '
alias state 'echo "$PATH|$?VIRTUAL_ENV|$?FOO|$?BAR|$prompt"'
state
workon one
state
echo $VIRTUAL_ENV:q $FOO:q
workon two
state
deactivate nondestructive
deactivate
state
"""


def test_tcsh(world, tmp_path):
    """The alias that the documentation shows activates, and deactivation restores everything."""
    one, two = (f"{world['WORKON_HOME']}/{name}" for name in ("one", "two"))
    path = world["PATH"]
    assert speakers.run("tcsh", documented("tcsh") + CSH, tmp_path, world).decode().splitlines() == [
        f"{path}|0|0|0|> ",
        f"{one}/bin:/opt/more:{path}|1|1|1|(one) > ",
        f"{one} it's $(x)",
        f"{two}/bin:{path}|1|0|0|(two) > ",
        f"{path}|0|0|0|> ",
    ]


# --- xonsh and Nushell ----------------------------------------------------------

TELL = {
    "xonsh": """
def tell(label):
    import json, os
    env = ${...}
    names = ("VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT", "FOO", "BAR", "PATH")
    seen = env.detype()
    print(json.dumps({"at": label, "cwd": env["PWD"], **{name: seen.get(name) for name in names}}), flush=True)
""",
    "nu": """
def tell [label: string] {
    let path = ($env.PATH | str join ':')
    print ({at: $label, cwd: $env.PWD, VIRTUAL_ENV: $env.VIRTUAL_ENV?, VIRTUAL_ENV_PROMPT: $env.VIRTUAL_ENV_PROMPT?,
        FOO: $env.FOO?, BAR: $env.BAR?, PATH: $path} | to json --raw)
}
""",
}
CALL = {"xonsh": "tell({})\n", "nu": "tell {}\n"}
HOOK = '#!/bin/sh\nprintf "%s " "$1" >> "$HOME/hooked"\n'


def story(shell, folder, environment, *steps):
    """Run the commands `steps` in `shell`, set up by `envarium setup`; return the state after each, and the output."""
    tool = Tool({**os.environ, **environment})
    tool.done("setup", shell, "--yes")
    rc = {"xonsh": ".config/xonsh/rc.xsh", "nu": ".config/nushell/config.nu"}[shell]
    with open(f"{environment['HOME']}/{rc}", encoding="utf-8") as file:
        script = file.read() + TELL[shell]
    for step in steps:
        script += step + "\n" + CALL[shell].format(json.dumps(step.replace('"', "'")))
    lines = speakers.run(shell, script, folder, environment, quiet=False).decode().splitlines()
    output = [json.loads(line) for line in lines if line.startswith("{")]
    return {one["at"]: one for one in output}, [line for line in lines if not line.startswith("{")]


@pytest.mark.parametrize("shell", ["xonsh", "nu"])
def test_commands(shell, fresh, tmp_path):
    """The commands create, activate, copy, rename and remove environments, and deactivation restores everything."""
    root, hook = fresh["WORKON_HOME"], fresh["WORKON_HOME"] + "/preactivate"
    with open(hook, "w", encoding="utf-8") as file:
        file.write(HOOK)
    os.chmod(hook, 0o755)
    variable = '$FOO = "own"' if shell == "xonsh" else '$env.FOO = "own"'
    steps, lines = story(
        shell, tmp_path, fresh, variable, "workon one", "workon two", "workon -", "deactivate",
        'mkvenv --no-pip "a b"', "cpvenv one copy", "mvvenv copy copied", "deactivate ", "rmvenv copied",
        "mkvenv --no-pip --temporary brief", "deactivate  ", "lsvenv -b",
    )  # fmt: skip
    outside = {**steps[variable.replace('"', "'")], "at": ""}
    assert outside["FOO"] == "own"
    for step in ("deactivate", "deactivate ", "rmvenv copied", "lsvenv -b"):
        assert {**steps[step], "at": "", "cwd": outside["cwd"]} == outside, step
    path, one = outside["PATH"], f"{root}/one"
    inside = {"VIRTUAL_ENV": one, "VIRTUAL_ENV_PROMPT": "one", "FOO": "it's $(x)", "BAR": "b"}
    inside["PATH"] = f"{one}/bin:/opt/more:{path}"
    assert {**outside, **inside} == {**steps["workon one"], "at": ""}
    two = steps["workon two"]
    assert (two["VIRTUAL_ENV"], two["FOO"], two["cwd"]) == (f"{root}/two", "own", fresh["HOME"] + "/project")
    assert two["PATH"] == f"{root}/two/bin:{path}"
    assert steps["workon -"]["VIRTUAL_ENV"] == one
    assert steps["mkvenv --no-pip 'a b'"]["VIRTUAL_ENV"] == f"{root}/a b"
    assert steps["cpvenv one copy"]["VIRTUAL_ENV"] == f"{root}/copy"
    assert steps["mvvenv copy copied"]["VIRTUAL_ENV"] == f"{root}/copied"
    assert steps["mkvenv --no-pip --temporary brief"]["VIRTUAL_ENV"] == f"{root}/brief"
    assert lines[-3:] == ["a b", "one", "two"]
    with open(fresh["HOME"] + "/hooked", encoding="utf-8") as file:
        assert file.read().startswith("one two one a b ")
    os.unlink(hook)


@pytest.mark.parametrize("shell", ["xonsh", "nu"])
def test_a_missing_python(shell, fresh, tmp_path):
    """An environment whose Python is missing is activated, with a warning."""
    place = fresh["WORKON_HOME"] + "/without"
    os.makedirs(place + "/bin")
    with open(place + "/pyvenv.cfg", "w", encoding="utf-8") as file:
        file.write("home = /nowhere\n")
    os.symlink("/nowhere/python", place + "/bin/python")
    Tool({**os.environ, **fresh}).done("setup", shell, "--yes")
    rc = {"xonsh": ".config/xonsh/rc.xsh", "nu": ".config/nushell/config.nu"}[shell]
    with open(f"{fresh['HOME']}/{rc}", encoding="utf-8") as file:
        done = speakers.result(shell, file.read() + "workon without\n", tmp_path, fresh)
    assert "warning: the Python of without is missing\nhint: envarium repair without" in done.stderr.decode()
    shutil.rmtree(place)


@pytest.mark.parametrize("shell", ["xonsh", "nu"])
def test_moved_and_foreign(shell, fresh, tmp_path):
    """An environment whose activators find their own path, and one that another tool created, are activated."""
    root = fresh["WORKON_HOME"]
    for name in ("moving", "foreign"):
        trees.plant(f"{root}/{name}")
    for name, text in moving.activators("shown").items():
        with open(f"{root}/moving/bin/{name}", "w", encoding="utf-8") as file:
            file.write(text)
    place = f"{root}/moving/bin/activate.{ {'xonsh': 'xsh'}.get(shell, shell) }"
    by_hand = {"xonsh": "source @({})", "nu": "overlay use {}"}[shell].format(
        registry.shell(shell).quote(place)
    )
    steps, _ = story(shell, tmp_path, fresh, "workon moving", "workon foreign", "deactivate", by_hand)
    seen = [
        (step["VIRTUAL_ENV"], step["VIRTUAL_ENV_PROMPT"], step["PATH"].split(":")[0])
        for step in steps.values()
    ]
    inside = (f"{root}/moving", "shown", f"{root}/moving/bin")
    assert seen == [
        inside,
        (f"{root}/foreign", "foreign", f"{root}/foreign/bin"),
        (None, None, seen[2][2]),
        inside,
    ]
    for name in ("moving", "foreign"):
        shutil.rmtree(f"{root}/{name}")


def test_hooks_of_xonsh(fresh, tmp_path):
    """The hooks of activation and deactivation that are written for xonsh are executed in it."""
    root = fresh["WORKON_HOME"]
    for hook in ("postactivate", "predeactivate", "postdeactivate"):
        with open(f"{root}/{hook}.xonsh", "w", encoding="utf-8") as file:
            file.write(f"print('{hook}', ${{...}}.get('VIRTUAL_ENV'))\n")
    _, lines = story("xonsh", tmp_path, fresh, "workon one", "deactivate")
    assert lines == [f"postactivate {root}/one", f"predeactivate {root}/one", "postdeactivate None"]
    for hook in ("postactivate", "predeactivate", "postdeactivate"):
        os.unlink(f"{root}/{hook}.xonsh")


LINES = {
    "workon t": {"two"},
    "rmvenv one t": {"two"},
    "rmvenv one one": set(),
    "mkvenv --sys": {"--system-site-packages"},
    "mkvenv -p ": {"3.77t", "pypy3.66", "3.9.18", "3.13.1", "pypy7.3"},
    "mkvenv --python 3.13": {"3.13.1"},
    "mkvenv --python=3.7": {"--python=3.77t"},
    "mkvenv --strategy ": {"auto", "copy", "pyvenv.cfg", "self-contained"},
    "envarium create --strategy=c": {"--strategy=copy"},
    "envarium resto": {"restore"},
    "envarium show t": {"two"},
    "envarium show --js": {"--json"},
    "workon --sh": set(),
    "mkproject -t dj": {"django"},
    "mkproject --template=dj": {"--template=django"},
    "envarium restore o": {"old"},
    "envarium init f": {"fish"},
    "envarium config set tra": {"trash_days"},
    "envarium help hoo": {"hook", "hooks"},
    "envarium upgrade one flask-": {"flask-login"},
    "envarium upgrade one six flask-": {"flask-login"},
    "envarium which fl": {"flask", "flask-login"},
    "envarium pack one --only fl": {"flask", "flask-login"},
    "envarium rollback one ": {"1", "before-x"},
    "envarium rollback -q one b": {"before-x"},
    "envarium rollback one two@": {"two@3"},
    "envarium snapshots one --delete ": {"1", "before-x"},
    "envarium diff one": {"one", "one@1", "one@before-x"},
}
"""What is offered at the end of each line: just that, or only more Pythons of this machine."""


@pytest.fixture
def pythons(fresh, tmp_path):
    """The variables of `fresh`, with Pythons on PATH and of other tools, packages, snapshots, a trash and templates."""
    store = pathlib.Path(fresh["WORKON_HOME"])
    for folder in (
        "trash/1700000000-1-host/old",
        "snapshots/one/1",
        "snapshots/one/2-before-x",
        "snapshots/two/3",
    ):
        (store / ".envarium" / folder).mkdir(parents=True, exist_ok=True)
    for package in ("flask-3.1", "flask_login-0.6", "six-1.17"):
        (store / "one/lib/python3.99/site-packages" / f"{package}.dist-info").mkdir(
            parents=True, exist_ok=True
        )
    (store / ".envarium/plugins").write_text("/site\n project.template \ndjango flask\n", encoding="utf-8")
    (tmp_path / "bin").mkdir()
    for program in ("python3.77t", "python3.77t-config", "pypy3.66"):
        (tmp_path / "bin" / program).symlink_to("/bin/true")
    for version in (
        "pyenv/3.9.18",
        "pyenv/3.14-dev",
        "pyenv/mine",
        "uv/cpython-3.13.1-linux",
        "uv/pypy-7.3-linux",
    ):
        trees.plant(tmp_path / version.replace("/", "/versions/"))
    return {
        **fresh,
        "PATH": f"{tmp_path}/bin:{fresh['PATH']}",
        "PYENV_ROOT": f"{tmp_path}/pyenv",
        "UV_PYTHON_INSTALL_DIR": f"{tmp_path}/uv/versions",
    }


def check_offered(found):
    """Check what is offered for each of LINES."""
    for line, offered in zip(LINES, found, strict=True):
        if line == "mkvenv -p ":
            assert offered >= LINES[line]
            assert not offered & {"3.14-dev", "mine", "3.77t-config"}
        else:
            assert offered == LINES[line], line


def test_completion_of_xonsh(pythons, tmp_path):
    """xonsh offers names, each once, flags and their values."""
    Tool({**os.environ, **pythons}).done("setup", "xonsh", "--yes")
    with open(f"{pythons['HOME']}/.config/xonsh/rc.xsh", encoding="utf-8") as file:
        script = file.read()
    script += "import json\nfrom xonsh.completer import Completer\n"
    for line in LINES:
        script += f"found, _ = Completer().complete_line({line!r})\n"
        script += "print(json.dumps([str(each).strip() for each in found]))\n"
    out = speakers.run("xonsh", script, tmp_path, pythons).splitlines()
    check_offered([set(json.loads(line)) for line in out])


def test_completion_of_nushell(pythons, tmp_path):
    """Nushell, which an editor asks, offers the same."""
    Tool({**os.environ, **pythons}).done("setup", "nu", "--yes")
    with open(pythons["WORKON_HOME"] + "/initialize", "w", encoding="utf-8"):
        pass  # hooks are in the same directory
    with open(f"{pythons['HOME']}/.config/nushell/config.nu", encoding="utf-8") as file:
        script = file.read()
    found = []
    for line in LINES:
        (tmp_path / "typed.nu").write_text(f"{script}\n{line}")
        found.append(set(offered_by_nushell(tmp_path / "typed.nu", pythons)))
    check_offered(found)
    listed = speakers.run("nu", script + "print (envarium list --brief --only one)\n", tmp_path, pythons)
    assert listed.split() == [b"one"]


def offered_by_nushell(file, environment):
    """Return what Nushell offers at the end of `file`."""
    program = shutil.which("nu", path=speakers.PATH)
    end = str(file.stat().st_size)
    done = subprocess.run(
        [program, "--no-config-file", "--ide-complete", end, file],
        env=environment,
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout)["completions"]


def test_where_standard_error_cannot_be_opened(fresh, tmp_path):
    """Nushell reads answers and prints errors on a terminal that belongs to somebody else, as behind su."""
    Tool({**os.environ, **fresh}).done("setup", "nu", "--yes")
    with open(f"{fresh['HOME']}/.config/nushell/config.nu", encoding="utf-8") as file:
        script = file.read() + "workon one --no-cd\nprint $env.VIRTUAL_ENV\nworkon gone\n"
    (tmp_path / "script.nu").write_text(script)
    program = shutil.which("nu", path=speakers.PATH)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        done = subprocess.run(
            [program, "--no-config-file", tmp_path / "script.nu"],
            env=fresh, stdout=subprocess.PIPE, stderr=theirs,
        )  # fmt: skip
        theirs.close()
        message = ours.recv(4096).decode()
    assert (done.returncode, done.stdout.decode()) == (1, fresh["WORKON_HOME"] + "/one\n")
    assert message.startswith('envarium: no environment is called "gone"')


@pytest.mark.parametrize("shell", ["xonsh", "nu"])
def test_where_envarium_is_gone(shell, fresh, tmp_path):
    """The startup file prints one sentence if envarium's files do not exist; undoing the setup leaves it as it was."""
    tool = Tool({**os.environ, **fresh})
    rc = fresh["HOME"] + {"xonsh": "/.config/xonsh/rc.xsh", "nu": "/.config/nushell/config.nu"}[shell]
    tool.done("setup", shell, "--yes")
    with open(rc, encoding="utf-8") as file:
        text = file.read()
    script = text.replace("/shell/envarium", "/shell/no").replace("/bin/envarium", "/bin/no")
    bare = {**fresh, "PATH": "/usr/bin:/bin"}
    result = speakers.result(shell, script, tmp_path, bare)
    assert result.returncode == 0
    assert "envarium is no longer installed" in result.stderr.decode()
    assert "Traceback" not in result.stderr.decode()
    if shell == "xonsh":  # where only the files were moved, the command on PATH finds them
        found = text.replace("/shell/envarium", "/shell/no") + "workon one\nprint(${...}['VIRTUAL_ENV'])\n"
        assert speakers.run(shell, found, tmp_path, fresh).decode() == fresh["WORKON_HOME"] + "/one\n"
    tool.done("setup", shell, "--undo", "--yes")
    assert not os.path.exists(rc)


@pytest.mark.parametrize("shell", ["xonsh", "nu"])
def test_the_command_that_changes_path(shell, fresh, tmp_path, monkeypatch):
    """What setup and doctor print where envarium is not on PATH can be typed, twice, and works in new shells."""
    for name, value in fresh.items():
        monkeypatch.setenv(name, value)
    module, folder = registry.integrated(shell), '/opt/it\'s "x" (y)'
    rc = module.rc_file()
    os.makedirs(os.path.dirname(rc), exist_ok=True)
    command = module.path_command(folder) + "\n"
    speakers.run(shell, command + command, tmp_path, fresh)
    with open(rc, encoding="utf-8") as file:
        script = file.read() + TELL[shell] + CALL[shell].format('"new"')
    os.unlink(rc)
    (line,) = speakers.run(shell, script, tmp_path, fresh).decode().splitlines()
    assert json.loads(line)["PATH"].split(":")[:2] == [folder, folder]
