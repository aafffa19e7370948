"""The program with which an environment's Python makes the bytecode of its modules."""

from __future__ import annotations

# For Python 2.7 and later. What marshal writes depends on how often an object is referred to, and by whom: it is read
# and written once more, and strings of one character, of which there is one for all modules, are made alike before.
# Before 3.11 a set among the constants is written in an order that depends on the process that compiled it.
# Since 3.13 a class in a class or function has its qualified name twice if another module of the process that compiled
# it had one of that name: such a module is compiled in a fork of a process that was forked before anything was loaded.
CODE = r"""
import marshal
root, date, share, shares = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])

def read(path):
    with open(path, 'rb') as file:
        return file.read()

names = read(os.path.join(root, 'modules')).split(b'\0')[:-1]
if str is not bytes:
    names = [os.fsdecode(name) for name in names]
modules = list(zip(names[::3], names[1::3], names[2::3]))[share::shares]
place, alone = os.path.join(root, 'bytecode-%d' % share), os.path.join(root, 'alone-%d' % share)

def compile_alone(number):
    with open(alone, 'wb') as file:
        file.write(marshal.dumps(compile(read(modules[number][0]), '?', 'exec', 0, True)))

def serve(requests, answers):
    for line in requests:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                compile_alone(int(line))
                code = 0
            finally:
                os._exit(code)
        os.write(answers, b'n' if os.waitpid(child, 0)[1] else b'y')

if sys.version_info >= (3, 13):
    (reader, requests), (answers, writer) = os.pipe(), os.pipe()
    if os.fork() == 0:
        try:
            os.close(requests)
            serve(open(reader, 'rb'), writer)
        finally:
            os._exit(0)
    os.close(reader)
    os.close(writer)

import struct
try:
    from _frozen_importlib_external import MAGIC_NUMBER as magic, cache_from_source
except ImportError:
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
Code = type(compile('', '', 'exec'))

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
    for one in code.co_consts:
        if type(one) is str:
            if one == name and one is not name:
                return False
        elif type(one) is Code and not is_usual(one):
            return False
    return True

def has_set(value):
    if type(value) is Code:
        value = value.co_consts
    return type(value) is frozenset or (type(value) is tuple and any(map(has_set, value)))

def compiled_alone(number):
    os.write(requests, b'%d\n' % number)
    if os.read(answers, 1) != b'y':
        raise OSError('a process was killed')
    return marshal.loads(read(alone))

def code_of(number, path, inside, source, old):
    if not fix:
        return compile(source, inside, 'exec', 0, True)
    code = None
    if old and valid(old, path, source):
        try:
            code = marshal.loads(old[start:])
        except (ValueError, EOFError, TypeError):
            pass
    if code and sys.version_info < (3, 11) and has_set(code):
        code = None  # its strings would be used while it is compiled again
    if code is None:
        code = marshal.loads(marshal.dumps(compile(source, '?', 'exec', 0, True)))
    if sys.version_info >= (3, 13) and not is_usual(code):
        code = compiled_alone(number)
    fix(code, inside)
    return code

def header(flag, source):
    if hashed:
        return magic + struct.pack('<L', flag) + digest(source)
    size = struct.pack('<L', len(source) & 0xFFFFFFFF) if start > 8 else b''
    return magic + struct.pack('<L', date) + size

def convert(number, path, inside, flag):
    source, cached = read(path), cache_from_source(path)
    old = read(cached) if os.path.isfile(cached) else b''
    try:
        return header(flag, source) + marshal.dumps(code_of(number, path, inside, source, old))
    except (SyntaxError, ValueError, OverflowError, RuntimeError, MemoryError):
        return b''

rows, at = [], 0
with open(place, 'wb') as bundle:
    for number, (path, inside, flag) in enumerate(modules):
        content = convert(number, path, inside, int(flag))
        if content:
            bundle.write(content)
            rows.append('%s\0%d\0%d\0' % (cache_from_source(inside), at, len(content)))
            at += len(content)
text = ''.join(rows)
with open(place + '.index', 'wb') as bundle:
    bundle.write(text if str is bytes else os.fsencode(text))
tell('done')
"""
"""Its arguments are a directory, a date in Unix seconds, and which share of the modules it is to compile, of how many.

The file `modules` there lists the path, the path in the archive and the flag of each, all ended by NUL. It writes the
bytecode to `bytecode-SHARE`, and to `bytecode-SHARE.index` the path, the offset and the size of each.
"""
