"""From the name of a package to its seed image, which is built if there is none."""

from __future__ import annotations

import os

from envarium import errors, lanes
from envarium.creator import image

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from envarium.creator.image import Image
    from envarium.creator.sources import Source
    from envarium.interpreters.facts import Facts

LONGEST_MARK = 120
"""Bytes of a wheel's path that are in the name of a pointer: a file name has at most 255."""


def ready(cache: str, python: Facts, requirement: str) -> Image:
    """Return the image for `requirement`: "pip" for the newest available, or NAME or NAME==VERSION.

    `cache` is the directory of the images. A missing or stale image is built. Raises NeedsFullLane if the fast lane
    would have to build it, SeedFailed if `requirement` is invalid or its image cannot be built.
    """
    if not requirement.isascii() or not all(c.isalnum() or c in "._-=+!" for c in requirement):
        raise errors.SeedFailed(requirement, "it is not a package name, such as wheel or wheel==0.45", "")
    pointer = f"{cache}/{requirement}-{python.cache_tag}{_mark(python.ensurepip_wheel)}.image"
    return image.current(cache, pointer, python) or _build(cache, python, requirement, pointer)


def all_ready(cache: str, python: Facts, requirements: Iterable[str]) -> tuple[Image, ...]:
    """Return the images for `requirements` and what they depend on, each package once. Raises as `ready` does."""
    images: dict[str, Image] = {}
    waiting = list(dict.fromkeys(requirements))
    for requirement in waiting:  # the loop appends to it
        image = ready(cache, python, requirement)
        if image.name not in images:
            images[image.name] = image
            waiting += image.requires
    return tuple(reversed(images.values()))


def _build(cache: str, python: Facts, requirement: str, pointer: str) -> Image:
    lanes.require_full()
    from envarium.creator import seed_builder

    if requirement == "pip":
        return seed_builder.build(cache, python, pointer, lambda _: _newest_pip(python))
    from envarium.creator import download

    return seed_builder.build(
        cache, python, pointer, lambda scratch: download.fetch(python, requirement, scratch)
    )


def _newest_pip(python: Facts) -> Source:
    from envarium.creator import sources

    if source := sources.surely_newest_pip(python):
        return source
    from envarium.creator import wheels

    return wheels.newest_pip(python)


def _mark(wheel: str) -> str:
    """Return what distinguishes the pointers of interpreters of one version, each with a `wheel` of its own."""
    return "-" + os.fsdecode(os.fsencode(wheel.replace("/", "%"))[-LONGEST_MARK:]) if wheel else ""
