from __future__ import annotations

import os
import subprocess
import sys
import zipfile

import pytest

import pythons
from envarium.interpreters import probe
from envarium.interpreters.facts import Facts, from_text
from waiting import PATIENCE, wait_until_ended

THERE = pythons.there()
WITH_VENV = [path for path in THERE if pythons.version(path) >= (3, 6) and not pythons.is_pypy(path)]


@pytest.mark.parametrize("path", THERE)
def test_every_interpreter(path):
    """An interpreter is described as it is: its version, its prefix, its standard library, its own file."""
    (facts,) = probe.ask([path])
    assert facts.numbers == pythons.version(path)
    assert facts.implementation == ("PyPy" if pythons.is_pypy(path) else "CPython")
    assert os.path.samefile(facts.executable, path)
    assert os.path.dirname(facts.executable) == facts.prefix + "/bin"
    assert os.path.basename(facts.executable).endswith(facts.minor + facts.abi_thread)
    assert os.path.isfile(facts.stdlib + "/os.py")
    assert facts.purelib == f"lib/{os.path.basename(facts.executable)}/site-packages"
    assert facts.scripts == "bin"
    assert facts.names[0] == "python"
    assert os.path.basename(facts.executable) in facts.names
    assert from_text(facts.to_text()).to_text() == facts.to_text()


@pytest.mark.parametrize("path", THERE)
def test_what_is_named_is_there(path):
    """The shared library is the one really loaded, and the wheel is pip's."""
    (facts,) = probe.ask([path])
    loaded = subprocess.run(
        [path, "-c", "print(open('/proc/self/maps').read())"], capture_output=True, text=True
    ).stdout
    if loaded:
        assert bool(facts.libpython) == ("/libpy" in loaded)
        assert facts.libpython in loaded
    if facts.ensurepip_wheel:
        assert "pip/__init__.py" in zipfile.ZipFile(facts.ensurepip_wheel).namelist()


@pytest.mark.parametrize("path", WITH_VENV)
def test_environment_in_an_environment(path, tmp_path):
    """An interpreter in an environment, even one inside another, is described by its base."""
    subprocess.run([path, "-m", "venv", "--without-pip", tmp_path / "outer"], check=True)
    subprocess.run(
        [tmp_path / "outer/bin/python", "-m", "venv", "--without-pip", tmp_path / "inner"], check=True
    )
    base, *inside = probe.ask([path, *(f"{tmp_path}/{name}/bin/python" for name in ("outer", "inner"))])
    assert [facts.to_text() for facts in inside] == [base.to_text()] * 2


def test_link_from_elsewhere(tmp_path):
    """A link outside the interpreter's own directory is resolved."""
    (tmp_path / "py").symlink_to(THERE[0])
    (tmp_path / "folder").symlink_to(os.path.dirname(THERE[0]))
    plain, linked = probe.ask([THERE[0], f"{tmp_path}/py"])
    assert linked.to_text() == plain.to_text()


def test_links_among_directories_are_kept(tmp_path):
    """A base in a directory with an alias keeps the alias through which it was asked."""
    base = probe.ask([pythons.there()[0]])[0]
    if base.prefix == "/usr":
        pytest.skip("no interpreter is in a prefix of its own")
    alias = tmp_path / "alias"
    alias.symlink_to(base.prefix)
    (facts,) = probe.ask([f"{alias}/bin/{os.path.basename(base.executable)}"])
    assert facts.executable == f"{alias}/bin/{os.path.basename(base.executable)}"


def test_output_around_the_answer(tmp_path):
    """What site hooks and wrappers print does not disturb the answer."""
    noise = 'echo "executable = /bin/false"; echo; echo noise >&2'
    wrapper = pythons.script(tmp_path / "python3", f'#!/bin/sh\n{noise}\n"{THERE[0]}" "$@"\n{noise}\n')
    plain, wrapped = probe.ask([THERE[0], wrapper])
    assert wrapped.to_text() == plain.to_text()


def test_misleading_variables_and_modules(tmp_path, monkeypatch):
    """Neither variables nor modules in the working directory change what is answered."""
    (plain,) = probe.ask([sys.executable])
    for name in ("sysconfig.py", "os.py", "platform.py"):
        (tmp_path / name).write_text("raise SystemExit('imported')\n")
    monkeypatch.chdir(tmp_path)
    for variable in (
        "PYTHONHOME",
        "PYTHONPATH",
        "PYTHONSTARTUP",
        "__PYVENV_LAUNCHER__",
        "_PYTHON_SYSCONFIGDATA_NAME",
    ):
        monkeypatch.setenv(variable, str(tmp_path))
    assert probe.ask([sys.executable])[0].to_text() == plain.to_text()


def test_what_is_no_interpreter(tmp_path):
    """Whatever else a path may lead to, the answer is one printable sentence that says what it is."""
    (tmp_path / "directory").mkdir()
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "text").write_text("hello")
    os.mkfifo(tmp_path / "fifo", 0o755)
    pythons.script(tmp_path / "silent", "#!/bin/sh\n")
    pythons.script(tmp_path / "failing", "#!/bin/sh\necho 'it is\tbroken' >&2\nexit 3\n")
    pythons.script(tmp_path / "unknown", "#!/nowhere/at/all\n")
    pythons.script(tmp_path / "shapeless", "hello\n")
    pythons.script(tmp_path / "echo", '#!/bin/sh\necho "$@"\n')
    expected = {
        "directory": "directory",
        "dangling": "nowhere",
        "circle": "circle",
        "text": "not executable",
        "fifo": "regular file",
        "silent": "does not answer",
        "failing": "broken",
        "unknown": "cannot be started",
        "shapeless": "cannot be started",
        "echo": "does not",
        "missing": "no such file",
    }
    answers = probe.ask([f"{tmp_path}/{name}" for name in expected])
    for answer, part in zip(answers, expected.values(), strict=True):
        assert isinstance(answer, str)
        assert part in answer
        assert answer.isprintable()


def test_hanging(tmp_path, monkeypatch):
    """A program that never answers is killed, with all that it has started, and the others are asked all the same."""
    started = tmp_path / "started"
    os.mkfifo(started)
    sleeper = pythons.script(
        tmp_path / "sleeper", f'#!/bin/sh\nsleep 1000 &\necho $! $$ >"{started}"\nsleep 1000\n'
    )
    ask, pids = probe.Child, []

    def child(command, time_limit):
        if command[0] != sleeper:
            return ask(command, time_limit=PATIENCE)
        hanging = ask(command, time_limit=0.1)
        pids.extend(map(int, started.read_text().split()))
        return hanging

    monkeypatch.setattr(probe, "Child", child)
    late, good = probe.ask([sleeper, THERE[0]])
    assert late == "it gave no answer within 0.1 seconds"
    assert isinstance(good, Facts)
    assert len(pids) == 2
    for pid in pids:
        wait_until_ended(pid)


def test_endless_output(tmp_path, monkeypatch):
    """A program that never stops writing is killed because of what it writes, not of the time that it takes."""
    monkeypatch.setattr(probe, "TIME_LIMIT", PATIENCE)
    (answer,) = probe.ask([pythons.script(tmp_path / "endless", "#!/bin/sh\nexec yes\n")])
    assert "does not answer" in answer
