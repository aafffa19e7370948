"""One module of CPython's tests, run by one interpreter in a process of its own."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import tempfile
import time
from xml.etree import ElementTree

from cpython import places

MODULES = (
    "test_site",
    "test_sysconfig",
    "test_venv",
    "test_ensurepip",
    "test_importlib",
    "test_zipimport",
    "test_compileall",
    "test_ctypes",
    "test_ssl",
    "test_multiprocessing_spawn",
)
OPTIONS = ("-W", "--timeout", "600", "-u", "cpu")
"""Without the resource `cpu`, the case of test_venv that installs pip is skipped."""

LONGEST = 1800
"""Seconds that one module may take; libregrtest gives each case 600."""

MODULE = "(module)"
"""The name of the case for the module's exit status."""

FAILED = re.compile(r"^(?:FAIL|ERROR): \S+ \((?P<name>[\w.]+)\)", re.MULTILINE)
RANK = ("passed", "skipped", "failed")
"""Of several results with one name, the last of these counts."""


def run(python, module):
    """What became of each case of `module`: also the seconds that it took, and its last words if it failed."""
    with tempfile.TemporaryDirectory(prefix="v") as home:
        report = home + "/junit.xml"
        command = [python, "-m", "test", *OPTIONS, "--junit-xml", report, module]
        start = time.monotonic()
        status, output = _finish(command, home)
        seconds = round(time.monotonic() - start, 1)
        cases = _cases(report) if os.path.exists(report) else {}
    for name in FAILED.findall(output):  # a failed subTest leaves nothing in the report
        cases[name] = "failed"
    cases[MODULE] = "passed" if status == 0 else "failed"
    return {"seconds": seconds, "status": status, "cases": cases, "said": output[-40_000:] if status else ""}


def _finish(command, home):
    with (
        tempfile.TemporaryFile() as output,
        subprocess.Popen(
            command,
            cwd=home,
            env=places.neutral(home),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as child,
    ):
        try:
            status = child.wait(LONGEST)
        except subprocess.TimeoutExpired:
            status = None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
        output.seek(0)
        return status, output.read().decode(errors="replace")


def _cases(report):
    outcomes = {}
    for case in ElementTree.parse(report).iter("testcase"):
        name = case.get("name")
        if name:
            outcomes[name] = max(outcomes.get(name, "passed"), _outcome(case), key=RANK.index)
    return outcomes


def _outcome(case):
    output = {case.get("outcome"), *(child.tag for child in case)}
    if output & {"UNEXPECTED_SUCCESS", "failure", "error"}:
        return "failed"
    return "skipped" if "skipped" in output else "passed"
