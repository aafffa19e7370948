"""Take out everything that was installed into an environment, by its own pip; the seeds stay. Cold."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from envarium import environ
from envarium.errors import NoActiveEnvironment, NoPip, PipFailed, SystemRefused, shown
from envarium.health import inventory
from envarium.store import lookup, marks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.words import Given


def run(given: Given) -> None:
    """Do so in the environment named, else in the active one, and print the names of what is gone."""
    place = lookup.named_or_active(given.text("name"))
    if not lookup.is_environment(place):
        raise NoActiveEnvironment
    installed = _installed(place)
    if not installed:
        sys.stderr.write("nothing to remove\n")
        return
    sys.stderr.write(f"taking out of {shown(os.path.basename(place))}:\n")
    well = _pip(place, "--quiet", "uninstall", "--yes", "--", *installed).returncode == 0
    left = [] if well else _installed(place)
    sys.stdout.write("".join(name + "\n" for name in installed if name not in left))
    if not well:
        raise PipFailed(place, "take everything out of", "")


def _installed(place: str) -> list[str]:
    """Return the names of the packages in the environment itself, but for the seeds. Raises NoPip, PipFailed."""
    listing = _pip(place, "list", "--local", "--format=json", capture=True)
    if listing.returncode:
        if "No module named pip" in listing.stderr:
            raise NoPip(place)
        raise PipFailed(place, "list", listing.stderr.strip().rpartition("\n")[2])
    try:
        names = [row["name"] for row in json.loads(listing.stdout)]
    except (ValueError, KeyError, TypeError) as error:
        raise PipFailed(place, "list", "it did not answer in JSON") from error
    return [name for name in names if inventory.NAME.fullmatch(name) and not inventory.is_seed(name)]


def _pip(place: str, *words: str, capture: bool = False) -> subprocess.CompletedProcess[str]:
    """Call the environment's pip, which heeds no setting of the user's here. Raises SystemRefused."""
    python = (
        place + "/bin/python",
        *marks.isolated(place),
        "-m",
        "pip",
        "--isolated",
        "--disable-pip-version-check",
    )
    inside = {name: value for name, value in os.environ.items() if name != environ.PYTHONHOME.name}
    stream = subprocess.PIPE if capture else None
    try:
        child = subprocess.Popen(
            (*python, *words), cwd="/", env=inside, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream,
            encoding="utf-8", errors="surrogateescape",
        )  # fmt: skip
    except OSError as error:
        raise SystemRefused(f"run the Python of {shown(os.path.basename(place))}", error) from error
    try:
        output, errors = child.communicate()
    except KeyboardInterrupt:
        child.wait()  # it has heard Ctrl-C too, and puts back what it had taken out
        raise
    return subprocess.CompletedProcess(words, child.returncode, output, errors)
