"""The bootstrap of a copy environment: a module in its site-packages that tells its Python which one it was made from.

A copied binary finds its prefix by the landmark beside it, and so takes itself for an installed Python. It runs
when `site` reads the `.pth` beside it, or the `.start` file (PEP 829), and may run several times.
"""

from __future__ import annotations

import os

from envarium.creator.image import BESIDE, CALL
from envarium.store.environment import HIDDEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

MODULE = "_envarium"
"""The underscore makes it the first `.pth` that `site` reads, before those with lower-case names."""

# For Python 2.7 and later; nothing but os and sys is imported, both of which are loaded already.
SOURCE = '''\
# -*- coding: utf-8 -*-
"""Tells the Python of this environment which one it was made from."""

import os
import sys

BASE_PREFIX = {prefix}
BASE_EXEC_PREFIX = {exec_prefix}
BASE_EXECUTABLE = {executable}
LIBRARY = {library}
ALIASES = {aliases}

_shown = []


def tell():
    """Set what sys says of the base, and hide or show its packages. Further calls do no harm."""
    here = os.path.dirname(os.path.abspath(__file__))
    environment = os.path.dirname(os.path.dirname(os.path.dirname(here)))
    if environment != os.path.abspath(sys.prefix):
        return  # some other Python reads this directory
    landmark = os.path.join(environment, LIBRARY, "os.py")
    if not os.path.exists(landmark):  # Python has found another library: better no Python than another
        base = os.path.join(environment, BASE_PREFIX)
        sys.stderr.write("%s is missing: the base of this environment, %s, is gone or changed\\n" % (landmark, base))
        sys.stderr.flush()
        os._exit(1)
    sys.base_prefix = os.path.join(environment, BASE_PREFIX)
    sys.base_exec_prefix = os.path.join(environment, BASE_EXEC_PREFIX)
    executable = os.path.join(environment, BASE_EXECUTABLE)
    if os.path.exists(executable):
        sys._base_executable = executable
    packages = os.path.join(environment, LIBRARY, "site-packages")
    _rename([os.path.join(environment, alias) for alias in ALIASES], packages)
    site = sys.modules.get("site")
    if site is None:
        return
    if site.ENABLE_USER_SITE is None:  # site has found pyvenv.cfg: it decides after this, and asks PREFIXES,
        # to which it adds the prefix before 3.14, and the base's from 3.14 on
        bases = [sys.base_prefix, sys.base_exec_prefix]
        site.PREFIXES[:] = [sys.prefix] if sys.version_info >= (3, 14) else bases
    elif os.path.exists(os.path.join(environment, LIBRARY, "{marker}")):
        _hide(site, packages)
    else:
        _show(site)


def _rename(aliases, packages):
    """Let sys.path name the directory of packages once, and as it is."""
    renamed = [packages if entry in aliases else entry for entry in sys.path]
    first = renamed.index(packages) if packages in renamed else len(renamed)
    sys.path[:] = renamed[: first + 1] + [entry for entry in renamed[first + 1 :] if entry != packages]


def _hide(site, packages):
    """Undo what the user site has done: its directory and the paths in its .pth files precede the packages."""
    user = getattr(site, "USER_SITE", None)
    if user in sys.path and packages in sys.path:
        sys.path[sys.path.index(user) : sys.path.index(packages)] = []
    site.ENABLE_USER_SITE = False
    site.PREFIXES[:] = [sys.prefix]


def _show(site):
    """Add the directories of packages of the base, once: site may be doing so itself."""
    bases = [sys.base_prefix, sys.base_exec_prefix]
    if _shown or site.PREFIXES[-2:] == bases:
        return
    _shown.append(True)
    site.PREFIXES[:] = bases
    for directory in site.getsitepackages():
        if os.path.isdir(directory):
            site.addsitedir(directory)
    site.PREFIXES[:] = [sys.prefix] + bases
'''


MOVING = '''

BESIDE = {beside}
CALL = {call}

_waiting = {{}}


class Finder(object):
    """Finds those modules of pip that write first lines of scripts, and lets `relocatable` functions change them."""

    def find_spec(self, name, path=None, target=None):
        if not _waiting.pop(name, None):
            return None
        for finder in sys.meta_path:
            spec = finder.find_spec(name, path, target) if hasattr(finder, "find_spec") else None
            if spec:
                kind = Loader if hasattr(spec.loader, "exec_module") else OldLoader
                spec.loader = kind(spec.loader)
                return spec
        return None

    def find_module(self, name, path=None):  # Python 2
        return self if name in _waiting else None

    def load_module(self, name):
        del _waiting[name]
        __import__(name)
        return relocatable(sys.modules[name])


class Loader(object):
    """Loads a module as the `loader` proper does, and then makes it write relocatable first lines."""

    def __init__(self, loader):
        self.loader = loader

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        module.__spec__.loader = module.__loader__ = self.loader
        self.loader.exec_module(module)
        relocatable(module)


class OldLoader(object):
    """The same for a loader of the old kind, as that of zip files was up to Python 3.9."""

    def __init__(self, loader):
        self.loader = loader

    def load_module(self, name):
        return relocatable(self.loader.load_module(name))


def relocatable(module):
    """Let `module` write first lines that look for the Python beside the script, in this environment's bin alone."""
    if hasattr(module, "ScriptMaker"):
        module.ScriptMaker.executable = Executable()
    if hasattr(module, "fix_script"):
        module.fix_script = fixing(module.fix_script)
    return module


def is_own(directory):
    """Return whether `directory` is this environment's bin: nothing else has its Python beside it."""
    return os.path.realpath(directory) == os.path.realpath(os.path.join(sys.prefix, "bin"))


class Executable(object):
    """The interpreter of a ScriptMaker's launchers: None leaves it the usual one."""

    def __get__(self, maker, kind=None):
        return BESIDE if maker is not None and is_own(maker.target_dir) else None


def fixing(usual):
    """Return the function that replaces the first line of a wheel's script, `usual` doing so outside of bin."""

    def fix_script(path):
        if not is_own(os.path.dirname(path)):
            return usual(path)
        with open(path, "rb") as script:
            first, second, rest = script.readline(), script.readline(), script.read()
        if not first.startswith(b"#!python"):
            return False
        # an encoding counts in the first two lines alone (PEP 263)
        encoding, second = (second, b"") if second[:1] == b"#" and b"coding" in second else (b"", second)
        with open(path, "wb") as script:
            script.write(b"#!/bin/sh\\n" + encoding + CALL + second + rest)
        return True

    return fix_script


_waiting.update(dict.fromkeys({modules}, True))
sys.meta_path.insert(0, Finder())
'''

WRITING = (
    "pip._vendor.distlib.scripts",
    "pip._internal.operations.install.wheel",
    "pip._internal.wheel",  # up to pip 19
)
"""Modules of pip that write first lines of scripts."""


class Base:
    """The paths of the base: absolute, or inside the environment."""

    __slots__ = ("exec_prefix", "executable", "prefix")

    def __init__(self, prefix: str, exec_prefix: str, executable: str) -> None:
        self.prefix = prefix
        self.exec_prefix = exec_prefix
        self.executable = executable


def files(base: Base, packages: str, aliases: Sequence[str], *, old: bool) -> dict[str, str]:
    """Return the files of the bootstrap, by path: in `packages`, which `aliases` name too; `old` is for Python 2."""
    text = SOURCE.format(
        prefix=_literal(base.prefix, old=old),
        exec_prefix=_literal(base.exec_prefix, old=old),
        executable=_literal(base.executable, old=old),
        library=_literal(os.path.dirname(packages), old=old),
        aliases="[" + ", ".join(_literal(alias, old=old) for alias in aliases) + "]",
        marker=HIDDEN,
    )
    if base.prefix[:1] != "/":
        text += MOVING.format(beside=repr(BESIDE), call=repr(CALL.encode()), modules=repr(WRITING))
    return {
        f"{packages}/{MODULE}.py": text,
        f"{packages}/{MODULE}.pth": f"import {MODULE}; {MODULE}.tell()\n",
        f"{packages}/{MODULE}.start": f"{MODULE}:tell\n",
    }


def _literal(path: str, *, old: bool) -> str:
    """Return `path` as a literal of ASCII; in Python 2 a path is bytes."""
    return repr(os.fsencode(path))[1:] if old else ascii(path)
