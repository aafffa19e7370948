"""Downloads seeds, with pip. For pip itself none of this is imported."""

from __future__ import annotations

import os

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from envarium.creator.wheels import Wheel, newest_pip
from envarium.errors import SeedFailed
from envarium.interpreters import pip as pips
from envarium.interpreters import script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.creator.sources import Source
    from envarium.interpreters.facts import Facts


def fetch(python: Facts, requirement: str, scratch: str) -> Source:
    """Download the wheel of `requirement` for `python` with the pip that seeds that Python. Raises SeedFailed."""
    try:
        parts = Requirement(requirement)
    except InvalidRequirement:
        raise SeedFailed(requirement, "it is not a package name, such as wheel or wheel==0.45", "") from None
    if parts.url or parts.extras or parts.marker:
        raise SeedFailed(requirement, "a seed is a name and at most a version", "install it with -i instead")
    pip = newest_pip(python)
    outcome = pips.run(
        python.executable, script.isolated(python.version),
        "download", "-q", "--only-binary", ":all:", "--disable-pip-version-check",
        "--dest", scratch + "/wheels", requirement,
        tool=pip.tool, prefix=python.prefix,
    )  # fmt: skip
    wheels = os.listdir(scratch + "/wheels") if outcome.code == 0 else []
    packages = {parse_wheel_filename(wheel)[0]: wheel for wheel in wheels}
    own = packages.pop(canonicalize_name(parts.name), "")
    if not own:
        hint = "is the name right, and the package index within reach?"
        raise SeedFailed(requirement, pips.error(outcome), hint)
    name, version, _, _ = parse_wheel_filename(own)
    source = Wheel(str(name), str(version), f"{scratch}/wheels/{own}")
    source.requires = tuple(
        f"{other}=={parse_wheel_filename(wheel)[1]}" for other, wheel in sorted(packages.items())
    )
    return source
