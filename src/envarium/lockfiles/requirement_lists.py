"""Reads lists of requirements: a requirements file, the pip part of an environment.yml, the head of a script (PEP 723).

Of the options of a requirements file only those are read that say what to install.
"""

from __future__ import annotations

import os
import re
from urllib.parse import unquote, urlsplit

from packaging.requirements import InvalidRequirement, Requirement

from envarium import toml
from envarium.files import reading
from envarium.lockfiles import package_list
from envarium.lockfiles.package_list import Package, PackageList, UnusableValue
from envarium.output import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

COMMENT = re.compile(r"(^|\s)#.*")
HASH = re.compile(r"\s--hash[=\s]\s*(\S+)")
EDITABLE = re.compile(r"(?:-e|--editable)[=\s]\s*(.+)")
INCLUDED = re.compile(r"(?:-r|--requirement)[=\s]\s*(.+)")
UNNAMED = re.compile(r"[-./]|[\w+.]+://")
"""The beginning of a line that is an option, a path or a URL, and does not say the name of a package."""

REPOSITORY = re.compile(r"\w+\+")
SCRIPT = re.compile(r"(?m)^# /// script$\s(?P<text>(^#(| .*)$\s)+)^# ///$")
"""The block in a script, by the expression in its specification.

https://packaging.python.org/en/latest/specifications/inline-script-metadata/
"""

PYTHON = re.compile(r"python\s*(?:==?|\s)\s*(\d+\.\d+)[\d.*]*")
DEEPEST = 8
"""How many requirements files may include one another."""


def requirements(path: str, *, only_named: bool = False) -> PackageList:
    """Return what the requirements file at `path` asks for; with `only_named`, without options, paths and URLs.

    Raises UnusableValue, OSError.
    """
    lines = (pair for pair in _lines(path, 0) if not (only_named and UNNAMED.match(pair[0])))
    return _package_list([parse(text, base) for text, base in lines])


def script(path: str) -> PackageList:
    """Return what the script at `path` asks for in its head. Raises UnusableValue, OSError."""
    text = reading.read(path).decode("utf-8", "replace").replace("\r\n", "\n")
    blocks = list(SCRIPT.finditer(text))
    if len(blocks) != 1:
        raise UnusableValue("it does not contain one block that begins with # /// script")
    lines = blocks[0]["text"].splitlines()
    table = toml.parse("\n".join(line[2:] for line in lines))
    items = table.get("dependencies")
    packages = [parse(str(item), os.path.dirname(path)) for item in items] if isinstance(items, list) else []
    return _package_list(packages, str(table.get("requires-python") or ""))


def environment_yml(path: str) -> PackageList:
    """Return what the pip part of the environment.yml at `path` asks for and its Python. Raises UnusableValue, OSError.

    Only the form that conda writes is read: a list `dependencies` whose entries are text, and in it a list `pip`.
    """
    packages, python, others, depth = [], "", [], -1
    inside = False
    for line in reading.read(path).decode().splitlines():
        text = COMMENT.sub("", line).rstrip()
        indent = len(text) - len(text.lstrip())
        entry = text.strip().removeprefix("- ").strip().strip("\"'")
        if not entry:
            continue
        if not text.lstrip().startswith("- "):
            inside, depth = text == "dependencies:", -1
        elif inside and entry == "pip:":
            depth = indent
        elif inside and 0 <= depth < indent:
            packages.append(parse(entry, os.path.dirname(path)))
        elif inside:
            depth = -1
            match = PYTHON.match(entry)
            python = match[1] if match else python
            others += [] if match or entry == "pip" else [entry.partition("=")[0].strip()]
    if not (packages or python or others):
        raise UnusableValue("it has no list of dependencies in the form that conda writes")
    result = _package_list(packages, f"=={python}.*" if python else "")
    result.missing = others
    result.lack = "conda would install it, not pip"
    return result


def _package_list(packages: list[Package], python: str = "") -> PackageList:
    return PackageList(lambda _: packages, python, is_complete=False)


def _lines(path: str, depth: int) -> Iterator[tuple[str, str]]:
    """Yield the lines of the requirements file at `path`, and of those that it includes, each with its directory."""
    if depth > DEEPEST:
        raise UnusableValue("its files include one another")
    base = os.path.dirname(path)
    for line in reading.read(path).decode("utf-8-sig").replace("\\\n", " ").splitlines():
        text = COMMENT.sub("", line).strip()
        included = INCLUDED.fullmatch(text)
        if included:
            yield from _lines(package_list.located(base, included[1]), depth + 1)
        elif text:
            yield text, base


def parse(text: str, base: str) -> Package:
    """Return the package that `text`, a line of a file in the directory `base`, asks for. Raises UnusableValue."""
    editable = EDITABLE.fullmatch(text)
    if editable:
        return _editable(editable[1].strip(), base)
    hashes = tuple(HASH.findall(text))
    text = HASH.sub("", text).strip()
    if text.startswith("-") or not text.isprintable():
        raise UnusableValue(
            f"{shown(text)} is not a requirement; envarium install NAME -r FILE passes such lines to pip"
        )
    if not all(map(package_list.DIGEST.fullmatch, hashes)):
        raise UnusableValue(f"{shown(text)} has a hash that is not one")
    if text.startswith((".", "/")):
        path = package_list.located(base, text)
        return Package(os.path.basename(path), (path,), hashes)
    try:
        requirement = Requirement(text)
    except InvalidRequirement as error:
        raise UnusableValue(
            f"{shown(text)} is not a requirement: {str(error).partition(chr(10))[0]}"
        ) from error
    if requirement.url:
        package_list.checked_url(requirement.url.partition("#")[0].removeprefix("git+").removeprefix("hg+"))
    return Package(package_list.checked_name(requirement.name), (str(requirement),), hashes)


def _editable(text: str, base: str) -> Package:
    if "://" not in text and not REPOSITORY.match(text):
        path = package_list.located(base, text)
        return Package(os.path.basename(path), ("-e", path))
    parts = urlsplit(text)
    if parts.scheme == "file":
        path = package_list.located("/", unquote(parts.path))
        return Package(os.path.basename(path), ("-e", path))
    package_list.checked_url(text.partition("#")[0].partition("+")[2])
    if not text.isprintable() or " " in text:
        raise UnusableValue(f"{shown(text)} is not the URL of a repository")
    return Package(os.path.basename(parts.path.partition("@")[0]).removesuffix(".git"), ("-e", text))
