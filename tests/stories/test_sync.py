"""Installing projects into their environments, with the real uv and with pip, from files alone."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys

import pytest

import shells
from wheels import wheel

UV = shutil.which("uv", path=os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"])

pytestmark = pytest.mark.parametrize("mode", shells.ONCE)

BACKEND = """\
import os, zipfile

def get_requires_for_build_editable(config_settings=None):
    return []

def build_editable(directory, config_settings=None, metadata_directory=None):
    about = "mine-1.0.dist-info"
    files = {
        "mine.pth": os.getcwd() + "/src\\n",
        about + "/METADATA": "Metadata-Version: 2.1\\nName: mine\\nVersion: 1.0\\n" + REQUIRES,
        about + "/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
        about + "/RECORD": "",
    }
    with zipfile.ZipFile(directory + "/mine-1.0-py3-none-any.whl", "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return "mine-1.0-py3-none-any.whl"

build_wheel = build_editable
get_requires_for_build_wheel = get_requires_for_build_editable
"""


PYPROJECT = """\
[project]
name = "mine"
version = "1.0"
dependencies = ["{one}"]
optional-dependencies.more = ["{two}"]

[dependency-groups]
dev = [{{include-group = "Te_st"}}]
te-st = ["{three}"]

[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""


@pytest.fixture
def tools(tmp_path, installed):
    """A directory on PATH, with envarium and without uv."""
    place = tmp_path / "tools"
    place.mkdir()
    os.symlink(installed, place / "envarium")
    return place


@pytest.fixture
def clean_environment(clean_environment, tools):
    """What a shell is started with; nothing is downloaded."""
    path = f"{tools}:{clean_environment['PATH']}"
    return {**clean_environment, "PATH": path, "UV_OFFLINE": "1", "PIP_NO_INDEX": "1"}


@pytest.fixture(params=["pip", "uv"])
def installer(request, tools):
    """The program that installs: uv is on PATH, or not."""
    if request.param == "uv":
        os.symlink(UV, tools / "uv")


@pytest.fixture
def project(tmp_path):
    """A directory with wheels that a project may need."""
    place = tmp_path / "my project"
    place.mkdir()
    for name in ("one", "two", "three", "four"):
        wheel(place, name)
    return place


def url(project, name):
    return f"{name} @ file://{str(project).replace(' ', '%20')}/{name}-1.0-py3-none-any.whl"


def write(project, text):
    (project / "pyproject.toml").write_text(text, encoding="utf-8")


def packages(root, name="env"):
    """Return the names of what is installed in the environment, but for pip."""
    (library,) = os.listdir(f"{root}/{name}/lib")
    found = os.listdir(f"{root}/{name}/lib/{library}/site-packages")
    names = {entry.partition("-")[0] for entry in found if entry.endswith(".dist-info")}
    return sorted(names - {"pip"})


def test_pyproject(shell, root, installer, project):
    """The project itself, its dependencies, extras and groups; --exact uninstalls the rest, once it is shown."""
    (project / "src").mkdir()
    (project / "src" / "mine.py").write_text("where = __file__\n", encoding="utf-8")
    one, two, three = (url(project, name) for name in ("one", "two", "three"))
    requires = f"Requires-Dist: {one}\nProvides-Extra: more\nRequires-Dist: {two} ; extra == 'more'\n"
    (project / "backend.py").write_text(f"REQUIRES = {requires!r}\n{BACKEND}", encoding="utf-8")
    write(project, PYPROJECT.format(one=one, two=two, three=three))
    output = shell.say("mkvenv", "-a", str(project), "--sync", "env")
    assert output.code == 0, output
    assert packages(root) == ["mine", "one", "three"]
    assert shell.say("python -c 'import mine; print(mine.where)'").out == f"{project}/src/mine.py\n"
    shell.say("cd /")
    assert shell.say("envarium sync --extra more").code == 0
    assert shell.say("envarium", "install", "env", f"{project}/four-1.0-py3-none-any.whl").code == 0
    assert packages(root) == ["four", "mine", "one", "three", "two"]
    assert shell.say("envarium sync --no-dev").code == 0
    assert packages(root) == ["four", "mine", "one", "three", "two"]
    refused = shell.tries("envarium sync --exact --no-dev")
    assert (refused.code, "four" in refused.err) == (2, True)
    assert packages(root) == ["four", "mine", "one", "three", "two"]
    assert shell.say("envarium sync --exact --yes --no-dev").code == 0
    assert packages(root) == ["mine", "one"]
    assert shell.tries("envarium sync --group none").code == 1
    write(project, "[dependency-groups]\nloop = [{include-group = 'loop'}]\n")
    assert shell.tries("envarium sync --group loop").code == 1


def test_failure(shell, root, installer, project):
    """The exit code is the installer's, and the environment can be used."""
    write(project, "[project]\nname = 'mine'\nversion = '1'\ndependencies = ['no-such-package-at-all']\n")
    output = shell.tries(f"mkvenv -a {shell.quote(str(project))} --sync env")
    assert output.code == 1
    assert "no-such-package-at-all" in output.out + output.err
    assert shell.value("VIRTUAL_ENV") == f"{root}/env"
    assert shell.tries("envarium sync").code == 1
    write(project, f"[project]\nname = 'mine'\nversion = '1'\ndependencies = [{url(project, 'one')!r}]\n")
    assert shell.say("envarium sync").code == 0
    assert packages(root) == ["one"]
    write(
        project, "[project]\nname = 'mine'\nversion = '1'\ndependencies = ['--index-url=http://localhost']\n"
    )
    assert shell.tries("envarium sync").code == 1


def test_requirements(shell, root, installer, project):
    """A project with nothing but a requirements.txt; without a name, the active environment and the current project."""
    (project / "requirements.txt").write_text(f"{url(project, 'one')}\n", encoding="utf-8")
    shell.say("mkvenv env")
    assert shell.tries("envarium sync").code == 2
    shell.say("cd", str(project))
    assert shell.say("envarium sync").code == 0
    assert packages(root) == ["one"]
    assert shell.tries("envarium sync --group dev").code == 1


def test_no_project(shell, root, installer, tmp_path):
    """Without a project, or with one that has nothing to install from, nothing is created."""
    assert shell.tries("mkvenv --sync env").code == 2
    (tmp_path / "empty").mkdir()
    assert shell.tries(f"mkvenv --sync -a {tmp_path}/empty env").code == 1
    assert not os.path.exists(f"{root}/env")


def test_uv_lock(shell, root, project, tools):
    """uv installs from uv.lock, and never makes the environment anew; what pip installed stays unless --exact."""
    write(
        project,
        "[project]\nname = 'mine'\nversion = '1'\nrequires-python = '>=3.8'\ndependencies = ['one']\n"
        "[tool.uv.sources]\none = {path = 'one-1.0-py3-none-any.whl'}\n",
    )
    subprocess.run([UV, "lock", "--quiet", "--offline"], cwd=project, check=True)
    os.symlink(UV, tools / "uv")
    assert (
        shell.say(
            "mkvenv",
            "--no-pip",
            "--sync",
            "-i",
            f"{project}/two-1.0-py3-none-any.whl",
            "-a",
            str(project),
            "env",
        ).code
        == 0
    )
    assert packages(root) == ["one", "two"]
    assert not os.path.exists(project / ".venv")
    (project / ".python-version").write_text("3.8\n", encoding="utf-8")
    assert shell.say("envarium sync env").code == 0
    assert packages(root) == ["one", "two"]
    assert shell.say("envarium sync --exact --yes").code == 0
    assert packages(root) == ["one"]


def test_pylock(shell, root, project, tools):
    """What a pylock.toml locks is installed; groups and extras are refused, since it has none."""
    file = project / "one-1.0-py3-none-any.whl"
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    wheels = f"[{{name = '{file.name}', path = '{file.name}', hashes = {{sha256 = '{digest}'}}}}]"
    (project / "pylock.toml").write_text(
        "lock-version = '1.0'\ncreated-by = 'test'\n"
        f"[[packages]]\nname = 'one'\nversion = '1.0'\nwheels = {wheels}\n",
        encoding="utf-8",
    )
    os.symlink(UV, tools / "uv")
    assert shell.say("mkvenv", "--no-pip", "--sync", "-a", str(project), "env").code == 0
    assert packages(root) == ["one"]
    assert shell.tries("envarium sync --extra more").code == 1


def test_the_setting(shell, root, project, tools, tmp_path):
    """`installer = "pip"` uses pip even if uv is there, `installer = "uv"` refuses without uv."""
    config = tmp_path / "home" / ".config" / "envarium"
    config.mkdir(parents=True)
    pretended = tools / "uv"
    pretended.write_text("#!/bin/sh\nexit 42\n", encoding="utf-8")
    pretended.chmod(0o755)
    one = f"{project}/one-1.0-py3-none-any.whl"
    assert shell.tries(f"mkvenv -i {shell.quote(one)} env").code == 42
    (config / "config.toml").write_text('installer = "pip"\n', encoding="utf-8")
    assert shell.say("envarium", "install", "env", one).code == 0
    assert packages(root) == ["one"]
    os.unlink(pretended)
    (config / "config.toml").write_text('installer = "uv"\n', encoding="utf-8")
    assert shell.tries("envarium install env one").code == 1
