"""Asks the package index for the newest versions of packages, by the machinery of uv or pip."""

from __future__ import annotations

import os
import subprocess
import tempfile

from envarium import child, json_text
from envarium.distributions.installed import normalized
from envarium.errors import EnvariumError
from envarium.interpreters import installer, pip, script
from envarium.output import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from envarium.store.environment import Environment

HINT = "check the network, and the settings of the index"


def versions(environments: Sequence[Environment], packages: dict[str, str]) -> dict[str, str]:
    """Return the newest version of each of `packages`, a name and a version, that is newer, as `environments` see it.

    All have the same minor version of Python; the first one that can is asked, once for each package. Both tools list a
    directory, which gets no more than the metadata of the packages. Raises EnvariumError.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name, version in packages.items():
            _describe(folder, name, version)
        tool = installer.uv()
        text = _by_uv(tool, environments[0], folder) if tool else _by_pip(environments, folder)
    try:
        return {normalized(row["name"]): row["latest_version"] for row in json_text.parse(text)}
    except (ValueError, KeyError, TypeError) as error:
        raise EnvariumError("the newest versions could not be read", HINT) from error


def _describe(folder: str, name: str, version: str) -> None:
    info = f"{folder}/{name.replace('-', '_')}-{version}.dist-info"
    os.mkdir(info)
    with open(info + "/METADATA", "w", encoding="utf-8") as file:
        file.write(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")


def _by_uv(tool: str, environment: Environment, folder: str) -> str:
    words = ("pip", "list", "--outdated", "--format", "json", "--target", folder)
    command = [tool, *words, "--python", environment.python]
    outcome = subprocess.run(command, capture_output=True, text=True, env=child.variables(), check=False)
    if outcome.returncode:
        raise _failure(outcome.stderr.strip().rpartition("\n")[2])
    return outcome.stdout


def _by_pip(environments: Sequence[Environment], folder: str) -> str:
    for environment in environments:
        if not os.path.isdir(environment.site_packages + "/pip"):
            continue
        words = ("list", "--outdated", "--format=json", "--disable-pip-version-check", "--path", folder)
        flags = script.isolated(environment.version)
        outcome = pip.run(environment.python, flags, *words, prefix=environment.path)
        if outcome.code:
            raise _failure(pip.error(outcome))
        return outcome.answer
    names = shown(environments[0].name)
    raise EnvariumError(
        f"there is no pip in {names}, and no uv on PATH", "install uv, or pip into the environment"
    )


def _failure(reason: str) -> EnvariumError:
    text = "".join(filter(str.isprintable, reason))
    return EnvariumError(f"the newest versions are not known: {text}", HINT)
