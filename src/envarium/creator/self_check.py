"""Proof that a self-contained environment is one: nothing leads out of it, and it starts with its base hidden."""

from __future__ import annotations

import os
import subprocess

from envarium.creator import hook, relocation
from envarium.creator.private import PLACE
from envarium.errors import NotSelfContained, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.interpreters.facts import Facts

# Hides the library behind an empty directory, the binaries behind an empty file; "hidden" says that it could.
HIDING = """
mount -t tmpfs none "$1" && shift || exit 9
for file in "$1" "$2"; do [ -z "$file" ] || mount --bind /dev/null "$file" || exit 9; done
shift 2
echo hidden
exec "$@"
"""

DECIDING = (".cfg", ".pth", ".start", ".pc", "Makefile", hook.MODULE + ".py")
HIDDEN = "hidden\n"

# For Python 2.7 and later. Modules that the base may lack are imported if the library has them.
QUESTION = """
import os, sys, sysconfig
root = os.path.realpath(sys.argv[1])
for name in ('ssl', 'sqlite3', 'ctypes', 'zlib', 'hashlib', 'json', 'subprocess', 'threading', 'decimal'):
    try:
        __import__(name)
    except ImportError:
        pass
sysconfig.get_config_vars()
outside = [os.path.realpath(path) for path in sys.path if path and os.path.exists(path)]
outside += [os.path.realpath(m.__file__) for m in list(sys.modules.values()) if getattr(m, '__file__', None)]
outside = [path for path in outside if not path.startswith(root + os.sep)]
print('\\n'.join(['answer', str(sys.hexversion), sys.prefix, sys.base_prefix] + (outside or [''])[:1]))
"""


def check(root: str, place: str, python: Facts) -> None:
    """Check the environment at `root`, made from `python` for `place`. Raises NotSelfContained."""
    for path in _links(root):
        if _leads_out(path, os.path.realpath(root)):
            raise NotSelfContained(f"its {_inside(path, root)} links to {shown(os.readlink(path))}")
    base = python.stdlib if relocation.is_shared(python.prefix) else python.prefix
    places = (*relocation.spellings(base), place)
    for path in _texts(root):
        with open(path, "rb") as file:
            content = file.read()
        for told in places:
            if os.fsencode(told) in content:
                raise NotSelfContained(f"its {_inside(path, root)} names {shown(told)}")
    _judge(_start(root, python), os.path.realpath(root), python)


def _inside(path: str, root: str) -> str:
    return shown(os.path.relpath(path, root))


def _leads_out(link: str, root: str) -> bool:
    absolute = os.path.isabs(os.readlink(link))
    return absolute or not os.path.realpath(link).startswith(root + "/") or not os.path.exists(link)


def _links(root: str) -> Iterator[str]:
    for folder, directories, files in os.walk(root):
        for name in (*directories, *files):
            if os.path.islink(f"{folder}/{name}"):
                yield f"{folder}/{name}"


def _texts(root: str) -> Iterator[str]:
    """Yield the text files that decide something: whatever is run, or read to find out where things are."""
    for folder, _, files in os.walk(root):
        for name in files:
            path = f"{folder}/{name}"
            variables = name.startswith("_sysconfigdata") and name.endswith(".py")
            decides = variables or name.endswith(DECIDING) or os.path.basename(folder) == "bin"
            if not decides or os.path.islink(path):
                continue
            with open(path, "rb") as file:
                is_binary = file.read(4) == b"\x7fELF"
            if not is_binary:
                yield path


def _start(root: str, python: Facts) -> str:
    """Return what the environment's Python says, the base being hidden where the system lets us."""
    isolated = "-I" if python.version[0] != "2" else "-Es"
    command = [f"{root}/{python.scripts}/{python.names[0]}", isolated, "-c", QUESTION, root]
    hidden = [python.stdlib, os.path.realpath(python.executable), python.libpython]
    try:
        said = _said(["unshare", "-rm", "sh", "-c", HIDING, "sh", *hidden, *command])
    except OSError:
        said = ""  # there is no unshare
    return said.removeprefix(HIDDEN) if said.startswith(HIDDEN) else _said(command)


def _judge(said: str, root: str, python: Facts) -> None:
    lines = said.split("\n")
    if lines[0] != "answer":
        raise NotSelfContained(f"its Python does not start: {_last(said)}")
    _, hexversion, prefix, base_prefix, outside = lines[:5]
    if hexversion != python.hexversion:
        raise NotSelfContained(f"its Python is not version {python.version}")
    if [os.path.realpath(prefix), os.path.realpath(base_prefix)] != [root, f"{root}/{PLACE}"]:
        raise NotSelfContained(f"its Python takes {shown(prefix)} and {shown(base_prefix)} for its prefixes")
    if outside:
        raise NotSelfContained(f"its Python reads {shown(outside)}")


def _said(command: list[str]) -> str:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        cwd="/",
        text=True,
        errors="replace",
        check=False,
    )
    return done.stdout


def _last(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return "".join(c for c in lines[-1] if c.isprintable())[:200] if lines else "it says nothing"
