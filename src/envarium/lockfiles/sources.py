"""Reads the files that an environment can be created from: which reader a file needs, its name says."""

from __future__ import annotations

import os
from contextlib import contextmanager

from packaging.markers import default_environment

from envarium import json_text, toml
from envarium.errors import EnvariumError, NoSuchFile, SystemRefused
from envarium.files import reading
from envarium.lockfiles import pipfile_lock, pylock_file, requirement_lists, uv_lock
from envarium.lockfiles.package_list import UnusableValue
from envarium.output import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.lockfiles.package_list import PackageList

LIMIT = 1 << 26
"""Bytes of a lock file."""


PIPENV = "Pipfile.lock"


def read(path: str, *, only_named: bool = False) -> PackageList:
    """Return what the file at `path` asks for. Raises NoSuchFile, SystemRefused, and EnvariumError for a bad file.

    With `only_named`, lines of a requirements file that do not say the name of a package are ignored.
    """
    path = os.path.abspath(os.path.expanduser(path))
    with readable(path):
        package_list = _read(path, only_named=only_named)
        package_list.choose({name: str(value) for name, value in default_environment().items()})
    return package_list


@contextmanager
def readable(path: str) -> Iterator[None]:
    """Turn what reading the file at `path` raises into an EnvariumError."""
    try:
        yield
    except FileNotFoundError:
        raise NoSuchFile(path) from None
    except OSError as error:
        raise SystemRefused(f"read {shown(path)}", error) from error
    except (UnusableValue, ValueError, RecursionError) as error:
        raise unusable(path, error) from error


def unusable(path: str, error: Exception) -> EnvariumError:
    """Return what tells the user that the file at `path` cannot be used, because of `error`."""
    reason = str(error).partition("\n")[0]
    return EnvariumError(f"{shown(path)} cannot be used: {reason}", "nothing was changed")


def _read(path: str, *, only_named: bool) -> PackageList:
    base, name = os.path.split(path)
    if name.endswith((".yml", ".yaml")):
        return requirement_lists.environment_yml(path)
    if name.endswith(".py"):
        return requirement_lists.script(path)
    if name == PIPENV:
        return pipfile_lock.read(json_text.parse(reading.read(path, LIMIT)), base)
    if name == "uv.lock" or name.endswith(".toml"):
        tables = toml.parse(reading.read(path, LIMIT).decode())
        return uv_lock.read(tables, base) if name == "uv.lock" else pylock_file.read(tables, base)
    return requirement_lists.requirements(path, only_named=only_named)
