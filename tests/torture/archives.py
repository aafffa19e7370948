"""Archives that an attacker or a bad disk has changed: each is refused or unpacked right, and nothing is outside."""

from __future__ import annotations

import os
import random
import shutil
import time

import archived
import forged_layouts
from envarium.errors import EnvariumError
from envarium.packing import unpacking
from envarium.store.lookup import Store

FORMATS = ("tar.gz", "zip", "tar.zst")


class Escaped(AssertionError):
    """An archive wrote something outside of the store, or was taken although it was not as it had been packed."""


def run(folder, seconds, seed=1):
    """Unpack forged archives, and then damaged ones for `seconds`; return how many were tried. Raises Escaped."""
    good = {form: f"{folder}/good.{form}" for form in FORMATS}
    for form, path in good.items():
        archived.good(f"{folder}/tree-{form}", path, links=form != "zip")
    tried = 0
    for forge, _ in archived.FORGERIES.values():
        forge(good["tar.gz"], f"{folder}/forged")
        _try(folder, f"{folder}/forged", may_be_good=False)
        tried += 1
    tried += _try_layouts(folder)
    end, dice = time.monotonic() + seconds, random.Random(seed)
    while time.monotonic() < end:
        form = dice.choice(FORMATS)
        with open(good[form], "rb") as file:
            content = bytearray(file.read())
        _damage(content, dice)
        with open(f"{folder}/damaged", "wb") as file:
            file.write(content)
        _try(folder, f"{folder}/damaged", may_be_good=True)
        tried += 1
    return tried


def _try_layouts(folder):
    """Unpack from forged layouts, with digests that fit; return how many were tried. Raises Escaped."""
    os.mkdir(f"{folder}/layouts")
    references = list(forged_layouts.references(f"{folder}/layouts"))
    for _, reference in references:
        _try(folder, reference, may_be_good=False)
    return len(references)


def _damage(content, dice):
    """Change some bytes of `content`, take some out, put some in, or cut it off."""
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(content) or 1)
        kind = dice.randrange(4)
        if kind == 0 and content:
            content[at] = dice.randrange(256)
        elif kind == 1:
            del content[at : at + dice.randint(1, 64)]
        elif kind == 2:
            content[at:at] = dice.randbytes(dice.randint(1, 64))
        else:
            del content[at + 1 :]


def _try(folder, path, *, may_be_good):
    """Unpack the archive at `path` into a store of its own, and look at what it left."""
    root = f"{folder}/store"
    os.mkdir(root)
    around = sorted(os.listdir(folder))
    try:
        unpacking.unpack(Store(root), path, "taken", lambda _: None, any_size=False)
        _check_taken(f"{root}/taken", may_be_good=may_be_good)
    except EnvariumError:
        if set(os.listdir(root)) - {".envarium"}:
            raise Escaped(f"a refused archive left something: {os.listdir(root)}") from None
    staging = f"{root}/.envarium/staging"
    left = os.listdir(staging) if os.path.isdir(staging) else []
    if left or sorted(os.listdir(folder)) != around or os.path.lexists("/tmp/escaped"):
        raise Escaped(f"{path}: {left}, {os.listdir(folder)}")
    shutil.rmtree(root)


def _check_taken(place, *, may_be_good):
    """Raise Escaped unless what was taken has the content that was packed: a manifest is checked, or was damaged."""
    module = f"{place}/lib/python3.12/site-packages/one.py"
    if not may_be_good:
        raise Escaped("a forged archive was taken")
    with open(module) as file:
        if file.read() != archived.MODULE:
            raise Escaped("a damaged archive was taken")
