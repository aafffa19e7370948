"""Restores what is missing in an environment: pip, and activators."""

from __future__ import annotations

import os

from envarium import creation
from envarium.creator import image
from envarium.errors import CannotRepair
from envarium.files import trees, writing
from envarium.health import own_path, pip, swap
from envarium.interpreters import pip as pips
from envarium.interpreters import script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.creator.image import Image
    from envarium.health.subject import Subject
    from envarium.interpreters.facts import Facts


def seed(environment: Subject, python: Facts, seed: Image, scratch: str) -> None:
    """Replace what there is of pip by the pip of the image `seed`.

    It is unpacked in the empty directory `scratch`, and the old files are moved there. Raises CannotRepair,
    EnvironmentReplaced, OSError.
    """
    new, old = f"{scratch}/new", f"{scratch}/old"
    site = f"{environment.path}/{python.purelib}"
    swap.make_directories(environment.path, python.purelib)
    for path in (f"{new}/{python.purelib}", f"{new}/{python.scripts}", old):
        os.makedirs(path, exist_ok=True)
    root = "" if environment.strategy.RELOCATABLE else environment.path
    image.put_in(seed, new, root, python)
    environment.expect(environment.first)
    new_names = os.listdir(f"{new}/{python.purelib}")
    old_names = [name for name in pip.metadata(site) if name not in new_names]
    for name in (*new_names, *old_names):
        if os.path.lexists(f"{site}/{name}"):
            trees.rename(f"{site}/{name}", f"{old}/{name}", scratch)
        if name in new_names:
            os.rename(f"{new}/{python.purelib}/{name}", f"{site}/{name}")
    for name in os.listdir(f"{new}/{python.scripts}"):
        swap.move(f"{new}/{python.scripts}/{name}", f"{environment.path}/bin/{name}")
    outcome = pips.run(environment.python, script.isolated(environment.version), "--version")
    if outcome.code:
        raise CannotRepair(environment.name, f"its pip does not start: {outcome.failure}")


def link(environment: Subject, names: list[str]) -> None:
    """Link `names` in `bin` to the Python of the environment. Raises OSError."""
    for name in names:
        writing.replace_by(lambda aside: os.symlink("python", aside), f"{environment.path}/bin/{name}")


def activate(environment: Subject) -> list[str]:
    """Write the activators that are missing, and return their names. Raises OSError."""
    variables = environment.applied
    texts = creation.activators(environment.strategy, environment.path, environment.prompt, variables)
    names = texts if "envarium" in environment.config else dict.fromkeys(own_path.activator_names())
    new = []
    for name in names:
        path = f"{environment.path}/bin/{name}"
        if name in texts and not os.path.isfile(path):
            writing.replace(path, os.fsencode(texts[name]), variables.mode)
            new.append(name)
    return new
