"""The check that an environment is self-contained: no link leads out of it, and it starts with its base hidden."""

from __future__ import annotations

import os

from envarium import child
from envarium.creator import base_texts, bootstrap
from envarium.errors import NotSelfContained
from envarium.interpreters import script
from envarium.output import shown
from envarium.store.environment import BASE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.child import Outcome
    from envarium.interpreters.facts import Facts

# Hides the library behind an empty directory, the binaries behind an empty file; the first answer says that it could.
HIDING = """
mount -t tmpfs none "$1" && shift || exit 9
for file in "$1" "$2"; do [ -z "$file" ] || mount --bind /dev/null "$file" || exit 9; done
shift 2
printf 'hidden\\000' >&3
exec "$@"
"""

DECIDING = (".cfg", ".pth", ".start", ".pc", "Makefile", bootstrap.MODULE + ".py")

# For Python 2.7 and later. Modules that the base may lack are imported if the library has them.
QUESTION = """
import sysconfig
tell(str(sys.hexversion), sys.prefix, sys.base_prefix)
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
tell((outside or [''])[0])
"""


def check(root: str, target: str, python: Facts) -> None:
    """Check the environment at `root`, made from `python`, to be published as `target`. Raises NotSelfContained."""
    for path in _links(root):
        if _leads_out(path, os.path.realpath(root)):
            raise NotSelfContained(f"its {_inside(path, root)} links to {shown(os.readlink(path))}")
    base = python.stdlib if base_texts.is_shared(python.prefix) else python.prefix
    prefixes = (*base_texts.spellings(base), target)
    for path in _texts(root):
        with open(path, "rb") as file:
            content = file.read()
        for prefix in prefixes:
            if os.fsencode(prefix) in content:
                raise NotSelfContained(f"its {_inside(path, root)} contains {shown(prefix)}")
    _judge(_ask(root, python), os.path.realpath(root), python)


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


def _ask(root: str, python: Facts) -> Outcome:
    """Return what the environment's Python answers, with the base hidden if the system allows it."""
    executable, flags = f"{root}/{python.scripts}/{python.names[0]}", script.isolated(python.version)
    hidden_paths = [python.stdlib, os.path.realpath(python.executable), python.libpython]
    command = script.command(executable, flags, QUESTION, root)
    try:
        outcome = child.Child(["unshare", "-rm", "sh", "-c", HIDING, "sh", *hidden_paths, *command]).wait()
    except OSError:  # there is no unshare
        outcome = child.Outcome(1, "", "")
    return outcome if outcome.answer else script.ask(executable, flags, "tell('open')" + QUESTION, root)


def _judge(outcome: Outcome, root: str, python: Facts) -> None:
    values = outcome.values()[1:]
    if not values:
        raise NotSelfContained(f"its Python does not start: {outcome.failure}")
    hexversion, prefix, base_prefix, outside = values
    if hexversion != python.hexversion:
        raise NotSelfContained(f"its Python is not version {python.version}")
    if [os.path.realpath(prefix), os.path.realpath(base_prefix)] != [root, f"{root}/{BASE}"]:
        raise NotSelfContained(f"its Python takes {shown(prefix)} and {shown(base_prefix)} for its prefixes")
    if outside:
        raise NotSelfContained(f"its Python reads {shown(outside)}")
    outcome.show(root)
