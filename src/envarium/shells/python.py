"""Python itself: activates an environment in a running interpreter, as virtualenv's activate_this.py does."""

from __future__ import annotations

from envarium.activation import plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

FILE = "activate_this.py"
EVALUATES = False

# Valid in Python 2.7 too, which may run it.
ACTIVATOR = '''\
# -*- coding: utf-8 -*-
"""Activate a Python environment from within a running interpreter of the same version.

    import runpy; runpy.run_path("ENVIRONMENT/bin/activate_this.py")

Afterwards `deactivate()`, which run_path returns among the globals, deactivates it.
"""

import os
import site
import sys

_place = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_old = {}


def _site_packages(place):
    """Return the directories where the environment holds packages for the Python that runs."""
    version = "%%d.%%d" %% sys.version_info[:2]
    names = sorted(os.listdir(os.path.join(place, "lib")))
    fits = [n for n in names if n.rstrip("t") in ("python" + version, "pypy" + version)]
    directories = [os.path.join(place, "lib", n, "site-packages") for n in fits]
    if hasattr(sys, "pypy_version_info") and not directories:
        directories = [os.path.join(place, "site-packages")]
    directories = [directory for directory in directories if os.path.isdir(directory)]
    if not directories:
        raise RuntimeError("the environment %%r contains no packages for Python %%s" %% (place, version))
    return directories


def _enter(place):
    """Put the environment's packages in front, and its place for the prefix."""
    packages = _site_packages(place)
    _old[""] = list(sys.path), sys.prefix, sys.exec_prefix
    before = set(sys.path)
    for directory in packages:
        site.addsitedir(directory)
    sys.path[:] = sorted(sys.path, key=lambda entry: entry in before)
    sys.prefix = sys.exec_prefix = place


def deactivate():
    """Undo what running this file did."""
    if _old:
        sys.path[:], sys.prefix, sys.exec_prefix = _old.pop("")
        %(undo)s


_enter(_place)
%(do)s
try:
    os.utime(os.path.join(_place, ".used"), None)
except OSError:
    pass
'''

STATEMENTS = {
    plan.SET: """\
_old["%(name)s"] = os.environ.get("%(name)s")
os.environ["%(name)s"] = %(value)s""",
    plan.UNSET: """_old["%(name)s"] = os.environ.pop("%(name)s", None)""",
    plan.RESTORE: """\
os.environ.pop("%(name)s", None)
if _old["%(name)s"] is not None:
    os.environ["%(name)s"] = _old["%(name)s"]
del _old["%(name)s"]""",
    plan.PREPEND: """\
os.environ["%(name)s"] = os.pathsep.join(
    [%(value)s] + ([os.environ["%(name)s"]] if "%(name)s" in os.environ else [])
)""",
    plan.DROP: """\
_entries = os.environ["%(name)s"].split(os.pathsep) if "%(name)s" in os.environ else []
if %(value)s in _entries:
    _entries.remove(%(value)s)
    os.environ.pop("%(name)s")
    if _entries:
        os.environ["%(name)s"] = os.pathsep.join(_entries)""",
    plan.LABEL: "",
    plan.UNLABEL: "",
    plan.CD: "os.chdir(%(value)s)",
    plan.ACTIVATE: "__import__('runpy').run_path(%(file)s)",
}
STATEMENTS[plan.EXPORT], STATEMENTS[plan.REVERT] = STATEMENTS[plan.SET], STATEMENTS[plan.RESTORE]
STATEMENTS[plan.INCLUDE], STATEMENTS[plan.EXCLUDE] = STATEMENTS[plan.PREPEND], STATEMENTS[plan.DROP]


def quote(text: str) -> str:
    """Return `text` as a literal for Python 2 and 3, with non-printable characters escaped."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    if not escaped.isprintable():
        escaped = "".join([c if c.isprintable() else ascii(c)[1:-1] for c in escaped])
    return "'" + escaped + "'"


def snippet(steps: Iterable[plan.Step]) -> str:
    """Return the statements that apply `steps`; a label has no effect, because Python has no such prompt."""
    statements = [STATEMENTS[step.kind] % plan.fields(step, quote, FILE) for step in steps]
    return "\n".join([statement for statement in statements if statement])


def activator(steps: Iterable[plan.Step]) -> str:
    """Return the file that applies `steps` when run and defines `deactivate`, their inverse.

    It finds its path by itself, as virtualenv's does: tools that move an environment leave this file unchanged.
    """
    steps = tuple(steps)
    undo = snippet(plan.inverse(steps)).replace("\n", "\n        ")
    path = next(step.value for step in steps if step.name == "VIRTUAL_ENV")
    text = ACTIVATOR % {"undo": undo, "do": snippet(steps)}
    return text.replace(quote(path + "/bin"), "_place + '/bin'").replace(quote(path), "_place")
