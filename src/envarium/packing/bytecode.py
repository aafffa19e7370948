"""Bytecode that depends on nothing but the source: neither on the path that it was compiled at, nor on a date.

The environment's own Python does it. A `.pyc` with an unchecked hash (PEP 552) is valid whatever the date of the module
is; Python puts the path of the module in when it reads one.
"""

from __future__ import annotations

import os

from envarium.files.reading import system_reason
from envarium.interpreters import child, script
from envarium.packing.refusals import CannotPack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

DATE = 315_532_800
"""The time of all files in an archive, in Unix seconds: 1980-01-01, the first that a zip file can contain."""

FOLDERS = ("lib", "lib-python", "lib_pypy", ".base")
"""The directories of an environment that contain modules."""

PROCESSES = min(os.cpu_count() or 1, 4)
"""Processes that compile at the same time; each takes every n-th directory."""

TIME_LIMIT = 1800.0
"""Seconds; everything may have to be compiled."""

# For Python 2.7 and later. Files are removed before they are written: they may have further names elsewhere.
CODE = r"""
import marshal, struct
try:
    from importlib.util import MAGIC_NUMBER as magic, cache_from_source
except ImportError:
    import imp
    magic, cache_from_source = imp.get_magic(), lambda path: path + 'c'
try:
    import _imp
except ImportError:
    _imp = None
fix = getattr(_imp, '_fix_co_filename', None)
source_hash = getattr(_imp, 'source_hash', None)
hashed = sys.version_info >= (3, 7)
start = 16 if hashed else 12 if sys.version_info >= (3, 3) else 8
root, date = sys.argv[1], int(sys.argv[2])
folders = sys.argv[3].split(':')
share, shares = int(sys.argv[4]), int(sys.argv[5])
checked = set(sys.argv[6:])

def read(path):
    with open(path, 'rb') as file:
        return file.read()

def digest(source):
    if not hashed:
        return b''
    if source_hash is None:
        import importlib.util
        return importlib.util.source_hash(source)
    return source_hash(int.from_bytes(magic, 'little'), source)

def valid(content, path, source):
    if content[:4] != magic or len(content) <= start:
        return False
    if hashed and content[4:8] != b'\0\0\0\0':
        return content[8:16] == digest(source)
    status = os.stat(path)
    stamp = struct.pack('<L', int(status.st_mtime) & 0xFFFFFFFF)
    fields = content[8:start] if hashed else content[4:start]
    return fields == (stamp + struct.pack('<L', len(source) & 0xFFFFFFFF) if start > 8 else stamp)

def code_of(path, inside, source, old):
    if old and fix and valid(old, path, source):
        try:
            code = marshal.loads(old[start:])
            fix(code, inside)
            return code
        except (ValueError, EOFError, TypeError):
            pass
    return compile(source, inside, 'exec', 0, True)

def header(inside, source):
    if hashed:
        return magic + struct.pack('<L', 3 if inside in checked else 1) + digest(source)
    size = struct.pack('<L', len(source) & 0xFFFFFFFF) if start > 8 else b''
    return magic + struct.pack('<L', date) + size

def convert(path, inside, made):
    source, target = read(path), cache_from_source(path)
    old = read(target) if os.path.isfile(target) and not os.path.islink(target) else b''
    try:
        code = code_of(path, inside, source, old)
    except (SyntaxError, ValueError, OverflowError, RuntimeError, MemoryError):
        return
    if old:
        os.unlink(target)
    elif not os.path.isdir(os.path.dirname(target)):
        os.mkdir(os.path.dirname(target))
    with open(target, 'wb') as file:
        file.write(header(inside, source) + marshal.dumps(code))
    made.add(target)

def clear(folder, made):
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if name.endswith(('.pyc', '.pyo')) and path not in made:
            os.unlink(path)
    if not os.listdir(folder):
        os.rmdir(folder)

number = 0
for top in folders:
    for folder, directories, files in os.walk(os.path.join(root, top)):
        directories.sort()
        if os.path.basename(folder) == '__pycache__':
            continue
        number += 1
        if number % shares != share:
            continue
        made = set()
        for name in sorted(files):
            path = os.path.join(folder, name)
            if name.endswith('.py') and os.path.isfile(path) and not os.path.islink(path):
                convert(path, os.path.relpath(path, root), made)
        cache = os.path.join(folder, '__pycache__')
        if os.path.isdir(cache) and not os.path.islink(cache):
            clear(cache, made)
tell('done')
"""


def normalize(root: str, name: str, changing: Sequence[str]) -> None:
    """Compile the modules of the environment `name`, in staging at `root`, where necessary; rewrite all bytecode.

    That of the modules `changing`, which are to be rewritten when they are unpacked, is checked against them by Python.
    Raises CannotPack.
    """
    python = f"{root}/bin/python"
    variables = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"}
    waiting: list[child.Child] = []
    try:
        for share in range(PROCESSES):
            arguments = (root, str(DATE), ":".join(FOLDERS), str(share), str(PROCESSES), *changing)
            command = script.command(python, ("-s", "-S", "-W", "ignore"), CODE, *arguments)
            waiting.append(child.Child(command, variables, TIME_LIMIT))
        while waiting:
            outcome = waiting.pop().wait()
            if outcome.answer != "done\0":
                raise CannotPack(name, f"its modules could not be compiled: {outcome.failure}")
    except OSError as error:
        reason = system_reason(error)
        raise CannotPack(name, f"its Python does not start: {reason}") from error
    finally:
        for one in waiting:
            one.kill()
