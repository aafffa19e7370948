"""Base interpreters that carry CPython's own tests, and throw-away copies of them."""

from __future__ import annotations

import glob
import json
import os
import shutil
import subprocess

import pythons

MINORS = ((3, 11), (3, 12), (3, 13))

QUESTION = """
import json, sys, sysconfig
paths = sysconfig.get_paths("posix_prefix")
print(json.dumps({"prefix": sys.base_prefix, "stdlib": paths["stdlib"], "include": paths["include"]}))
"""

SPAWN = {
    "__init__": "",
    "test_manager": 'only_type="manager"',
    "test_misc": "exclude_types=True",
    "test_processes": 'only_type="processes"',
    "test_threads": 'only_type="threads"',
}
"""The modules of test_multiprocessing_spawn, which `make install` of 3.11 and 3.12 forgets."""

INSTALL = """\
from test._test_multiprocessing import install_tests_in_module_dict

install_tests_in_module_dict(globals(), "spawn", {})
"""


def found():
    """The newest interpreter of each minor version that carries the tests: its path, by its version."""
    newest = {}
    for path in pythons.there():
        version = pythons.version(path)
        if version[:2] in MINORS and not pythons.is_pypy(path) and _carries_tests(path):
            newest[version[:2]] = max(newest.get(version[:2], ((), "")), (version, path))
    return {".".join(map(str, version)): path for version, path in sorted(newest.values())}


def copy(python, place):
    """Copy what belongs to `python` alone to `place`; the path of the copy's interpreter, by its versioned name.

    The tests write into the standard library, through the links of an environment too. Packages are left behind.
    """
    output, binary = _ask(python), os.path.realpath(python)
    for path in (output["stdlib"], output["include"]):
        if os.path.isdir(path):
            target = os.path.join(place, os.path.relpath(path, output["prefix"]))
            shutil.copytree(path, target, symlinks=True, ignore=_packages)
    for path in glob.glob(output["prefix"] + "/lib/libpython3*"):
        shutil.copy2(path, f"{place}/lib", follow_symlinks=False)
    os.makedirs(place + "/bin")
    name = os.path.basename(binary)
    shutil.copy2(binary, f"{place}/bin/{name}")
    for alias in ("python3", "python"):
        os.symlink(name, f"{place}/bin/{alias}")
    _complete(os.path.join(place, os.path.relpath(output["stdlib"], output["prefix"]), "test"))
    return f"{place}/bin/{name}"


def _packages(directory, names):
    """Which of `names` shutil.copytree is to leave out: the contents of site-packages."""
    return names if os.path.basename(directory) in ("site-packages", "dist-packages") else []


def _complete(tests):
    package = tests + "/test_multiprocessing_spawn"
    if os.path.isdir(package):
        return
    os.mkdir(package)
    for module, which in SPAWN.items():
        with open(f"{package}/{module}.py", "w", encoding="utf-8") as file:
            file.write(INSTALL.format(which) if which else "")


def _carries_tests(python):
    stdlib = _ask(python)["stdlib"]
    return all(os.path.exists(f"{stdlib}/test/{name}") for name in ("libregrtest", "test_site.py"))


def _ask(python):
    output = subprocess.run([python, "-I", "-c", QUESTION], capture_output=True, text=True, check=True)
    return json.loads(output.stdout)
