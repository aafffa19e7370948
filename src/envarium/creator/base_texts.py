"""Files of an installed Python that contain its prefix, rewritten so that they compute it instead."""

from __future__ import annotations

import ast
import os
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

SHARED_PREFIXES = ("/", "/usr", "/usr/local")
"""Prefixes that a Python shares with other programs: with these, only what is certainly its own is rewritten."""

OWN_VARIABLES = (
    "prefix", "exec_prefix", "BINDIR", "BINLIBDEST", "LIBDEST", "LIBDIR", "LIBP", "LIBPL", "INCLUDEDIR", "INCLUDEPY",
    "CONFINCLUDEDIR", "CONFINCLUDEPY", "DESTSHARED", "MACHDESTLIB", "SCRIPTDIR", "DESTDIRS", "DESTLIB", "datarootdir",
)  # fmt: skip
"""The variables of sysconfig that contain directories of the Python itself (CPython, Makefile.pre.in)."""

MARK = "@base@"
MOVING = f"""
import os as _os
_base = _os.path.dirname(_os.path.dirname(_os.path.dirname(_os.path.realpath(__file__))))
for _key, _value in list(build_time_vars.items()):
    if isinstance(_value, str) and {MARK!r} in _value:
        build_time_vars[_key] = _value.replace({MARK!r}, _base)
"""

COMPUTED = 'prefix_real=$(installed_prefix "$0")'
COMPUTING = 'prefix_real=$(cd -- "$(dirname -- "$0")/.." && pwd -P)'
"""The same without a bug: CPython's own function does not support spaces in a path."""

SHEBANG = """\
#!/bin/sh
'''exec' "$(dirname -- "$(realpath -- "$0")")"/{} "$0" "$@"
' '''
"""
"""To `sh`, a line that starts the interpreter beside the script; to Python, a string."""


def is_shared(prefix: str) -> bool:
    """Return whether other programs than Python are installed below `prefix`."""
    return prefix in SHARED_PREFIXES


def rewriter(inside: str) -> Callable[[str, tuple[str, ...]], str] | None:
    """Return what rewrites the file at `inside` the prefix, None if it may stay as it is.

    It is given the text, and the prefix in all its spellings.
    """
    folder, _, name = inside.rpartition("/")
    if name.startswith("_sysconfigdata") and name.endswith(".py"):
        return sysconfig_data
    if name == "Makefile" and os.path.basename(folder).startswith("config"):
        return makefile
    if folder.endswith("pkgconfig"):
        return pkg_config
    if name == "python-config.py" or (folder == "bin" and name.endswith("-config")):
        return config_script
    return None


def spellings(prefix: str) -> tuple[str, ...]:
    """Return `prefix`, and its real path: a build may contain either."""
    real = os.path.realpath(prefix)
    return (prefix,) if real == prefix else (prefix, real)


def _replaced(text: str, prefixes: tuple[str, ...], by: str) -> str:
    """Return `text` with each of `prefixes`, where it is a whole path or the start of one, replaced."""
    for prefix in prefixes:
        text = re.sub(re.escape(prefix) + r"(?![\w.+-])", lambda _: by, text)
    return text


def sysconfig_data(text: str, prefixes: tuple[str, ...]) -> str:
    """Return the module of the build's variables, changed to insert its own prefix when it is imported."""
    variables = _literal(text)
    if not variables:
        return text  # a program, as PyPy has it
    for key, value in variables.items():
        if isinstance(value, str) and (not is_shared(prefixes[0]) or key in OWN_VARIABLES):
            variables[key] = _replaced(value, prefixes, MARK)
        elif isinstance(value, str):
            variables[key] = re.sub(re.escape(prefixes[0]) + r"(?=/(?:lib|include)/python\d)", MARK, value)
    lines = "".join(f" {key!r}: {value!r},\n" for key, value in variables.items())
    return f"# used by the sysconfig module\nbuild_time_vars = {{\n{lines}}}\n{MOVING}"


def _literal(text: str) -> dict[str, object]:
    """Return the dictionary that the module `text` consists of, an empty one if it consists of more."""
    variables: dict[str, object] = {}
    for node in ast.parse(text).body:
        if not isinstance(node, ast.Assign) or variables:
            return {}
        try:
            variables = ast.literal_eval(node.value)
        except ValueError:
            return {}
    return variables


def makefile(text: str, prefixes: tuple[str, ...]) -> str:
    """Return the build's Makefile with the prefix computed from its own path."""
    here = "BASE := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))/../../..)\n"
    if is_shared(prefixes[0]):
        return here + re.sub(rf"(?m)^(prefix\s*=\s*){re.escape(prefixes[0])}\s*$", r"\1$(BASE)", text)
    return here + _replaced(text, prefixes, "$(BASE)")


def pkg_config(text: str, prefixes: tuple[str, ...]) -> str:
    """Return a .pc file with the prefix computed from its own path (pkg-config(1), pcfiledir)."""
    lines = [line for line in text.split("\n") if not line.startswith("prefix=")]
    rest = "\n".join(lines)
    if is_shared(prefixes[0]):
        rest = re.sub(rf"(?m)^(\w+=){re.escape(prefixes[0])}(?=/|$)", r"\1${prefix}", rest)
    else:
        rest = _replaced(rest, prefixes, "${prefix}")
    return "prefix=${pcfiledir}/../..\n" + rest


def config_script(text: str, prefixes: tuple[str, ...]) -> str:
    """Return python-config, in sh or Python, with nothing of the prefix in it.

    The one in sh computes `prefix_real` from where it lies, and replaces what `prefix` or `prefix_build` hold by it.
    """
    first, _, rest = text.partition("\n")
    if "python" in first:
        name = os.path.basename(first.split()[0])
        return SHEBANG.format(name if name[:6] == "python" else "python3") + rest
    text = text.replace(COMPUTED, COMPUTING)
    if is_shared(prefixes[0]):
        return text
    lines = [
        _replaced(line, prefixes, "/" + MARK if line.startswith("prefix_build=") else "${prefix_real}")
        for line in text.split("\n")
    ]
    return "\n".join(lines)
