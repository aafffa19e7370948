"""envarium in a child process whose calls strace lets fail; its modules are loaded before."""

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
from tool import SOURCE, open_text
from torture import calls
from waiting import PATIENCE

PR_SET_CHILD_SUBREAPER = 36
"""prctl(2): an orphaned descendant becomes a child of this process, so that it can be waited for."""

SHELLS = ("bash", "zsh", "fish")

LOADED = """
import os, sys
sys.path.insert(0, sys.argv.pop(1))
from envarium import door
path, entry = sys.argv.pop(1), sys.argv.pop(1)
leave = os._exit
def report(code):
    with open(path, "w", encoding="utf-8") as file:
        file.write(" ".join(sys.modules))
    leave(code)
os._exit = report
getattr(door, entry)()
"""
"""Runs its arguments, and writes the names of the loaded modules to the file that the second one names."""


class Ended:
    """How a child ended: exit `code` (negative for a signal), output, and the `call` with a fault ("" for none)."""

    __slots__ = ("call", "code", "err", "out")

    def __init__(self, code, out, err, call):
        self.code = code
        self.out = out
        self.err = err
        self.call = call


def adopt():
    """Become the parent of orphaned descendants, so that they can be waited for."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def load(words, environment, folder):
    """Run `words` once in another process, and import here the modules that it has loaded."""
    child = [sys.executable, "-c", LOADED, SOURCE, f"{folder}/modules", _entry(words), *words]
    result = subprocess.run(
        child, env=environment, cwd=environment["HOME"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, (words, result.stderr)
    settle()
    for name in open_text(f"{folder}/modules").split():
        if name != "__main__":
            try:
                importlib.import_module(name)
            except ImportError:
                pass  # modules that cannot be imported by their name


def made(words, environment, folder):
    """Run `words` without a fault, and return the names of the file-system calls that it made, in order."""
    run(words, environment, folder, ())
    names = (line.partition("(")[0] for line in open_text(f"{folder}/trace").splitlines())
    return [name for name in names if name in calls.ALL]


def run(words, environment, folder, injections):
    """Run `words` (those of a shell word begin with the shell), wait for its children too, and return how it ended."""
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
    return Ended(code, open_text(out), open_text(err), _faulty_call(trace, code))


def plainly(words, environment, folder):
    """Run `words` without strace, and return how it ended."""
    out, err = f"{folder}/out", f"{folder}/err"
    child = os.fork()
    if child == 0:
        _serve(words, environment, out, err, stop=False)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    settle()
    return Ended(code, open_text(out), open_text(err), "")


def settle():
    """Wait for processes in the background, such as those that delete."""
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        pass


def _serve(words, environment, out, err, *, stop=True):
    """Run envarium in this process, and stop before its first own call. Never returns."""
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
    """Return the name of the function that `words` are passed to."""
    return "called_by_shell" if words[0] in SHELLS else "main"


def _await_tracer(child, tracer):
    """Wait until strace is attached to the child. Raises RuntimeError if it cannot."""
    end = time.monotonic() + PATIENCE
    while True:
        with open(f"/proc/{child}/status", encoding="utf-8") as file:
            if any(line.startswith("TracerPid:") and line.split()[1] != "0" for line in file):
                return
        if tracer.poll() is not None or time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
            raise RuntimeError(f"strace cannot trace: {tracer.stderr.read()!r}")
        time.sleep(0.0005)


def _faulty_call(trace, code):
    """Return the call that got a fault, as strace shows it, "" if none did."""
    before = ""
    for line in open_text(trace).splitlines():
        if "INJECTED" in line or line.startswith("--- SIGINT"):
            return before if line.startswith("---") else line
        before = before if line.startswith(("---", "+++")) else line
    return before if code == -signal.SIGKILL else ""
