"""envarium in a child process in which strace lets calls fail; what it imports is loaded before."""

from __future__ import annotations

import ctypes
import importlib
import os
import signal
import subprocess
import sys
import time
import traceback

from envarium import door
from tool import SOURCE
from torture import calls
from waiting import PATIENCE

PR_SET_CHILD_SUBREAPER = 36
"""prctl(2): whoever loses its parent becomes a child of this process, so that it can be waited for."""

SHELLS = ("bash", "zsh", "fish")

LOADED = """
import os, sys
sys.path.insert(0, sys.argv.pop(1))
from envarium import door
path, entry = sys.argv.pop(1), sys.argv.pop(1)
leave = os._exit
def tell(code):
    with open(path, "w", encoding="utf-8") as file:
        file.write(" ".join(sys.modules))
    leave(code)
os._exit = tell
getattr(door, entry)()
"""
"""Does what its arguments say, and writes to the first of them the names of the modules that were loaded for it."""


class Ended:
    """How a child ended: exit `code` (negative for a signal), what it printed, and the `call` struck ("" for none)."""

    __slots__ = ("call", "code", "err", "out")

    def __init__(self, code, out, err, call):
        self.code = code
        self.out = out
        self.err = err
        self.call = call


def adopt():
    """Become the parent of whoever is orphaned below, so that it can be waited for."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def load(words, environment, folder):
    """Do `words` once elsewhere, and load here what was loaded for it."""
    child = [sys.executable, "-c", LOADED, SOURCE, f"{folder}/modules", _entry(words), *words]
    result = subprocess.run(
        child, env=environment, cwd=environment["HOME"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, (words, result.stderr)
    settle()
    for name in _text(f"{folder}/modules").split():
        if name != "__main__":
            try:
                importlib.import_module(name)
            except ImportError:
                pass  # modules that live under a name that nobody can import


def made(words, environment, folder):
    """Run `words` undisturbed, and return the names of the file-system calls that it made, in order."""
    run(words, environment, folder, ())
    names = (line.partition("(")[0] for line in _text(f"{folder}/trace").splitlines())
    return [name for name in names if name in calls.ALL]


def run(words, environment, folder, injections):
    """Run `words` (those of a shell word begin with the shell) and return how it ended, its own children too."""
    out, err, trace = (f"{folder}/{name}" for name in ("out", "err", "trace"))
    child = os.fork()
    if child == 0:
        _serve(words, environment, out, err)
    os.waitpid(child, os.WUNTRACED)
    inject = [word for injection in injections for word in ("-e", injection)]
    tracer = subprocess.Popen(
        ["strace", "-q", "-o", trace, "-e", "trace=" + ",".join("?" + c for c in calls.ALL), *inject, "-p", str(child)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    _await_tracer(child, tracer)
    os.kill(child, signal.SIGCONT)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    tracer.communicate()
    settle()
    return Ended(code, _text(out), _text(err), _struck(trace, code))


def plainly(words, environment, folder):
    """Run `words` with nothing done to them, and return how it ended."""
    out, err = f"{folder}/out", f"{folder}/err"
    child = os.fork()
    if child == 0:
        _serve(words, environment, out, err, stop=False)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    settle()
    return Ended(code, _text(out), _text(err), "")


def settle():
    """Wait for whoever was left behind: what deletes does so in a process of its own."""
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        pass


def _serve(words, environment, out, err, *, stop=True):
    """Be envarium, and stop before the first call that is its own. Never returns."""
    try:
        for number, path in enumerate((out, err), 1):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(environment["HOME"])
        signal.signal(signal.SIGINT, signal.default_int_handler)
        serve = getattr(door, _entry(words))
        sys.argv = ["envarium", *words]
        if stop:
            os.kill(os.getpid(), signal.SIGSTOP)
        serve()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(99)


def _entry(words):
    """Return the name of the door that `words` come in by."""
    return "called_by_shell" if words[0] in SHELLS else "main"


def _await_tracer(child, tracer):
    """Wait until strace holds the child. Raises RuntimeError if it cannot."""
    end = time.monotonic() + PATIENCE
    while True:
        with open(f"/proc/{child}/status", encoding="utf-8") as file:
            if any(line.startswith("TracerPid:") and line.split()[1] != "0" for line in file):
                return
        if tracer.poll() is not None or time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
            raise RuntimeError(f"strace cannot trace: {tracer.stderr.read()!r}")
        time.sleep(0.0005)


def _text(path):
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        return file.read()


def _struck(trace, code):
    """Return the call that was struck, as strace shows it, "" if none was."""
    before = ""
    for line in _text(trace).splitlines():
        if "INJECTED" in line or line.startswith("--- SIGINT"):
            return before if line.startswith("---") else line
        before = before if line.startswith(("---", "+++")) else line
    return before if code == -signal.SIGKILL else ""
