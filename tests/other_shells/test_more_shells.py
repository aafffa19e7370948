"""The commands of envarium in xonsh and Nushell."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess

import pytest

import speakers
import trees
from envarium.shells import moving, registry
from tool import Tool

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
    variable = '$FOO = "own"' if shell == "xonsh" else '$env.config.rm.always_trash = true; $env.FOO = "own"'
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
    assert not os.path.exists(fresh["HOME"] + "/.local/share/Trash")
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


def test_where_standard_error_cannot_be_opened(fresh, tmp_path):
    """Nushell reads answers and prints errors on a terminal that belongs to another user, as after su."""
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
def test_where_envarium_is_not_installed(shell, fresh, tmp_path):
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
