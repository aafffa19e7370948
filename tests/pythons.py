"""The interpreters of the machine that runs the tests, found without envarium."""

from __future__ import annotations

import functools
import glob
import os
import shutil
import subprocess
import sys

SAY = "import sys; print(repr((tuple(sys.version_info[:3]), sys.prefix)))"


@functools.lru_cache(maxsize=1)
def there():
    """The path of each base interpreter, by the version and prefix that it gives itself when it is started."""
    pyenv = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    paths = [*glob.glob(pyenv + "/versions/*/bin/python"), os.path.realpath(sys.executable)]
    for name in ("python3", "pypy3", *(f"python3.{minor}" for minor in range(6, 16))):
        paths += filter(None, [shutil.which(name, path="/usr/local/bin:/usr/bin")])
    found = {}
    for path in paths:
        output = subprocess.run([path, "-E", "-s", "-c", SAY], capture_output=True, text=True, check=False)
        prefix = os.path.dirname(os.path.dirname(os.path.realpath(path)))
        if output.returncode == 0 and os.path.realpath(eval(output.stdout)[1]) == prefix:
            found.setdefault(os.path.realpath(path), path)
    return sorted(found.values())


def version(path):
    """The three numbers that the interpreter at `path` gives when it is started."""
    output = subprocess.run([path, "-E", "-s", "-c", SAY], capture_output=True, text=True, check=True)
    return eval(output.stdout)[0]


def movable():
    """The newest interpreter that can be copied whole to a place of a test's own, to be removed there."""
    usual = [path for path in there() if not is_pypy(path) and not path.startswith("/usr/")]
    return max(usual, key=version, default="")


def is_pypy(path):
    return "pypy" in os.path.basename(os.path.realpath(path))


def script(path, text):
    """Write an executable file of `text` at `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return str(path)
