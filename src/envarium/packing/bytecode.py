"""Bytecode that depends on nothing but the source: neither on the path that it was compiled at, nor on a date.

The environment's own Python makes it, in the background. A `.pyc` with an unchecked hash (PEP 552) is valid whatever
the date of the module is; Python puts the path of the module in when it reads one.
"""

from __future__ import annotations

import os

from envarium.files import reading
from envarium.files.reading import system_reason
from envarium.files.writing import write
from envarium.interpreters import child, script
from envarium.packing import items
from envarium.packing.collecting import FOLDERS, PACKED
from envarium.packing.items import Item
from envarium.packing.members import FILE
from envarium.packing.refusals import CannotPack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.interpreters.child import Child
    from envarium.packing.items import Items

DATE = 315_532_800
"""The time of all files in an archive, in Unix seconds: 1980-01-01, the first that a zip file can contain."""

PROCESSES = min(os.cpu_count() or 1, 4)
"""Processes that compile at the same time; each takes every n-th module."""

TIME_LIMIT = 1800.0
"""Seconds; everything may have to be compiled."""

LARGEST_INDEX = 1 << 30
"""Bytes of the list of what a process has made."""

# For Python 2.7 and later. What marshal writes depends on how often an object is referred to, and by whom: it is read
# and written once more, and strings of one character, of which there is one for all modules, are made alike before.
# Since 3.13 a class in a class or function has its qualified name twice if another module of the process that compiled
# it had one of that name: such a module is compiled in a process of its own.
CODE = r'''
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
if str is not bytes:
    characters = [sys.intern(chr(number)) for number in range(256)]
root, date, share, shares = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])

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
    stamp = struct.pack('<L', int(os.stat(path).st_mtime) & 0xFFFFFFFF)
    fields = content[8:start] if hashed else content[4:start]
    return fields == (stamp + struct.pack('<L', len(source) & 0xFFFFFFFF) if start > 8 else stamp)

def is_usual(code):
    name = code.co_qualname
    return all(is_usual(one) if type(one) is type(code) else one is name or one != name for one in code.co_consts)

def compiled_alone(path):
    reader, writer = os.pipe()
    os.set_inheritable(writer, True)
    words = [sys.executable, '-s', '-S', '-B', '-W', 'ignore', '-c', ALONE, path, str(writer)]
    child = os.posix_spawn(sys.executable, words, os.environ)
    os.close(writer)
    with open(reader, 'rb') as pipe:
        content = pipe.read()
    os.waitpid(child, 0)
    return marshal.loads(content)

ALONE = """
import marshal, sys
with open(sys.argv[1], 'rb') as file, open(int(sys.argv[2]), 'wb') as pipe:
    pipe.write(marshal.dumps(compile(file.read(), '?', 'exec', 0, True)))
"""

def code_of(path, inside, source, old):
    if not fix:
        return compile(source, inside, 'exec', 0, True)
    code = None
    if old and valid(old, path, source):
        try:
            code = marshal.loads(old[start:])
        except (ValueError, EOFError, TypeError):
            pass
    if code is None:
        code = marshal.loads(marshal.dumps(compile(source, '?', 'exec', 0, True)))
    if sys.version_info >= (3, 13) and not is_usual(code):
        code = compiled_alone(path)
    fix(code, inside)
    return code

def header(flag, source):
    if hashed:
        return magic + struct.pack('<L', flag) + digest(source)
    size = struct.pack('<L', len(source) & 0xFFFFFFFF) if start > 8 else b''
    return magic + struct.pack('<L', date) + size

def convert(path, inside, flag):
    source, cached = read(path), cache_from_source(path)
    old = read(cached) if os.path.isfile(cached) else b''
    try:
        return header(flag, source) + marshal.dumps(code_of(path, inside, source, old))
    except (SyntaxError, ValueError, OverflowError, RuntimeError, MemoryError):
        return b''

names = read(os.path.join(root, 'modules')).split(b'\0')[:-1]
if str is not bytes:
    names = [os.fsdecode(name) for name in names]
place = os.path.join(root, 'bytecode-%d' % share)
rows, at = [], 0
with open(place, 'wb') as output:
    for path, inside, flag in list(zip(names[::3], names[1::3], names[2::3]))[share::shares]:
        content = convert(path, inside, int(flag))
        if content:
            output.write(content)
            rows.append('%s\0%d\0%d\0' % (cache_from_source(inside), at, len(content)))
            at += len(content)
text = ''.join(rows)
with open(place + '.index', 'wb') as output:
    output.write(text if str is bytes else os.fsencode(text))
tell('done')
'''

UNCHECKED, CHECKED = "1", "3"
"""The flags of bytecode that is valid whatever its module is, and of such that Python checks against it (PEP 552)."""


class Compiling:
    """The making of the bytecode of the modules among `found`, of the environment `name`, by its `python`.

    It is made in the directory `scratch`, from which it is to be read. Bytecode of modules that are to
    be rewritten when they are unpacked is checked by Python. Raises CannotPack.
    """

    __slots__ = ("_children", "_name", "_scratch")

    def __init__(self, python: str, name: str, found: Items, scratch: str) -> None:
        self._name = name
        self._scratch = scratch
        self._children: list[Child] = []
        try:
            write(f"{scratch}/modules", os.fsencode("".join(self._rows(found))))
            variables = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"}
            for share in range(PROCESSES):
                arguments = (scratch, str(DATE), str(share), str(PROCESSES))
                command = script.command(python, ("-s", "-S", "-W", "ignore"), CODE, *arguments)
                self._children.append(child.Child(command, variables, TIME_LIMIT))
        except OSError as error:
            self.stop()
            reason = system_reason(error)
            raise CannotPack(name, f"its Python does not start: {reason}") from error

    def _rows(self, found: Items) -> list[str]:
        """Return the path, the path inside and the flag of each module; write those with content. Raises OSError."""
        rows: list[str] = []
        for path, item in sorted(found.items()):
            if not (item.kind == FILE and path.endswith(".py") and path.partition("/")[0] in FOLDERS):
                continue
            source = item.source
            if item.content is not None:
                source = f"{self._scratch}/module-{len(rows)}.py"
                write(source, item.content)
            flag = CHECKED if item.content and PACKED in item.content else UNCHECKED
            rows.append(f"{source}\0{path}\0{flag}\0")
        return rows

    def result(self) -> Items:
        """Wait for it, and return the bytecode, and its directories. Raises CannotPack, OSError."""
        made: Items = {}
        for share in range(PROCESSES):
            outcome = self._children.pop(0).wait()
            if outcome.answer != "done\0":
                raise CannotPack(self._name, f"its modules could not be compiled: {outcome.failure}")
            place = f"{self._scratch}/bytecode-{share}"
            fields = os.fsdecode(reading.read(f"{place}.index", LARGEST_INDEX)).split("\0")
            for path, offset, size in zip(fields[::3], fields[1::3], fields[2::3], strict=False):
                made[path] = Item(FILE, place, int(size))
                made[path].offset = int(offset)
                made.setdefault(path.rpartition("/")[0], items.directory())
        return made

    def stop(self) -> None:
        """End the processes."""
        while self._children:
            self._children.pop().kill()
