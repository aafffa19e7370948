"""What xonsh and Nushell complete."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess

import pytest

import speakers
import trees
from tool import Tool

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
