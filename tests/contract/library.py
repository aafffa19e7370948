"""Statements about the standard library, its extension modules and the headers."""

from __future__ import annotations

import os
import shutil

from contract.environment import quick, same, statement


@statement
def the_library_is_the_base_one(env):
    stdlib = env.value("import os; print(repr(os.path.realpath(os.__file__)))")
    expected = env.base_prefix if env.strategy == "self-contained" else env.stdlib
    assert stdlib.startswith(os.path.realpath(expected) + "/")


EXTENSION = """
#include <Python.h>
static PyObject *answer(PyObject *self, PyObject *args) { return PyLong_FromLong(42); }
static PyMethodDef methods[] = {{"answer", answer, METH_NOARGS, ""}, {NULL, NULL, 0, NULL}};
#if PY_MAJOR_VERSION < 3
PyMODINIT_FUNC initcompiled(void) { Py_InitModule("compiled", methods); }
#else
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "compiled", NULL, -1, methods};
PyMODINIT_FUNC PyInit_compiled(void) { return PyModule_Create(&module); }
#endif
"""


@statement
def an_extension_compiles_and_links(env):
    include, suffix = env.value(
        "import sysconfig; print(repr((sysconfig.get_paths()['include'], "
        "sysconfig.get_config_var('EXT_SUFFIX') or sysconfig.get_config_var('SO'))))"
    )
    compiler = shutil.which("cc")
    if not compiler or not os.path.exists(include + "/Python.h"):
        return  # the base has no headers either
    folder = env.fresh("extension")
    os.makedirs(folder)
    with open(folder + "/compiled.c", "w", encoding="utf-8") as file:
        file.write(EXTENSION)
    env.output(
        compiler,
        "-shared",
        "-fPIC",
        "-I" + include,
        folder + "/compiled.c",
        "-o",
        f"{folder}/compiled{suffix}",
    )
    assert env.value("import compiled; print(compiled.answer())", cwd=folder) == 42


@statement
def headers_stand_inside_a_copy(env):
    found = f"{env.place}/include/python{env.version[0]}.{env.version[1]}"
    if env.copied and os.path.isdir(found.replace(env.place, env.prefix)):
        assert os.path.exists(found + "/Python.h")


@statement
def the_config_script_answers_for_the_base(env):
    minor = f"{env.version[0]}.{env.version[1]}"
    script = f"{env.place}/bin/python{minor}-config"
    if not env.copied or not os.path.exists(f"{env.prefix}/bin/python{minor}-config"):
        return
    places = env.output(script, "--includes").strip().removeprefix("-I").split(" -I")
    assert all(os.path.exists(place + "/Python.h") for place in places), places
    assert same(env.output(script, "--prefix").strip(), env.base_prefix)
    assert env.output(f"{env.place}/bin/python{env.version[0]}-config", "--prefix") == env.output(
        script, "--prefix"
    )


@quick
def ssl_works(env):
    if env.run(env.base, "-c", "import ssl").returncode == 0:
        env.output(
            env.python,
            "-I" if env.version >= (3,) else "-Es",
            "-c",
            "import ssl; ssl.create_default_context()",
        )


@statement
def sqlite_works(env):
    if env.run(env.base, "-c", "import sqlite3").returncode == 0:
        code = "import sqlite3; print(sqlite3.connect(':memory:').execute('select 6 * 7').fetchone()[0])"
        assert env.value(code) == 42


@statement
def ctypes_works(env):
    if env.run(env.base, "-c", "import ctypes").returncode == 0:
        assert env.value("import ctypes; print(ctypes.CDLL(None).abs(-42))") == 42


@statement
def every_module_of_the_library_that_the_base_imports_is_there(env):
    code = "import json, decimal, zlib, bz2, lzma, hashlib, curses, readline, uuid, xml.parsers.expat, unittest.mock"
    for name in code.removeprefix("import ").split(", "):
        if env.run(env.base, "-c", "import " + name).returncode == 0:
            env.output(env.python, "-c", "import " + name)


SPAWNING = """
import multiprocessing, sys

def prefix(number):
    return sys.prefix

if __name__ == "__main__":
    found = []
    for method in ("spawn", "forkserver"):
        context = multiprocessing.get_context(method)
        pool = context.Pool(2)
        found += pool.map(prefix, range(2))
        pool.close()
        pool.join()
    print(repr(found))
"""


@statement
def multiprocessing_starts_the_same_python(env):
    if env.version < (3,):
        return
    path = env.scratch + "/spawning.py"
    with open(path, "w", encoding="utf-8") as file:
        file.write(SPAWNING)
    for prefix in eval(env.output(env.python, path)):
        assert same(prefix, env.place)


@statement
def compiling_writes_nothing_into_the_base(env):
    before = os.stat(env.stdlib).st_mtime_ns
    env.output(env.python, "-c", "import colorsys")
    assert os.stat(env.stdlib).st_mtime_ns == before
