"""Stores of many environments, and trees of many files."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import time
from pathlib import Path

from benchmarks import timing
from benchmarks.ground import Ground

PREFIX = "env-0000"
"""What ten names begin with, however many there are."""
NAME = "env-{:05}"
WHOLE = 10
FILES = 3_000
MODEL = "model"
PACKAGES = 30


def store(ground: Ground, number: int) -> Path:
    """Return a store of `number` environments; only the first WHOLE are, the others have what listing looks at."""
    place = ground.root / f"store-{ground.version}-{number}"
    if place.exists():
        return place
    for turn in range(min(number, WHOLE)):
        make(ground, NAME.format(turn), place, "--no-pip", "--project", str(ground.root / "home"))
    first = place / NAME.format(0)
    python = os.readlink(first / "bin/python")
    for turn in range(WHOLE, number):
        environment = f"{place}/{NAME.format(turn)}"
        os.makedirs(f"{environment}/bin")
        for name in ("pyvenv.cfg", ".project", "bin/activate"):
            _same(f"{first}/{name}", f"{environment}/{name}")
        os.symlink(python, f"{environment}/bin/python")
    return place


def _same(source: str, target: str) -> None:
    """Give `target` the content of `source`, by a link as long as the file system has room for one."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno != errno.EMLINK:
            raise
        shutil.copyfile(source, f"{target}~")
        os.replace(f"{target}~", source)
        os.link(source, target)


def with_packages(ground: Ground, number: int) -> Path:
    """Return a store of `number` environments with the metadata directories of PACKAGES packages in each."""
    place = ground.root / f"store-packages-{number}"
    for turn in range(0 if place.exists() else number):
        site = place / NAME.format(turn) / "lib/python3.12/site-packages"
        site.mkdir(parents=True)
        (site.parents[2] / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.12.1\n")
        for package in range(PACKAGES):
            (site / f"package_{package}").mkdir()
            (site / f"package_{package}-{1 + turn % 3}.{package}.0.dist-info").mkdir()
    return place


def make(ground: Ground, name: str, place: Path, *flags: str) -> None:
    """Make an environment in the store at `place`. Raises BenchmarkFailed."""
    ground.answer("create", name, *flags, WORKON_HOME=str(place))


def model(ground: Ground) -> Path:
    """Return an environment of FILES files: pip, and as much of the standard library as it takes, with its bytecode."""
    place = ground.store / MODEL
    if place.exists():
        return place
    make(ground, MODEL, ground.store)
    libraries = next(place.glob("lib/python*/site-packages"))
    number = sum(len(names) for _, _, names in os.walk(place))
    for source in sorted(Path(os.__file__).parent.rglob("*.py*")):
        if number == FILES:
            break
        if "site-packages" in source.parts or not source.is_file():
            continue
        target = libraries / "standard" / source.relative_to(Path(os.__file__).parent)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        number += 1
    return place


def copy_of_model(ground: Ground, target: Path) -> None:
    """Make a plain copy of the model at `target`, as the object of what is timed."""
    subprocess.run(["cp", "-a", model(ground), target], check=True)


CREATE = """
import sys
from envarium import creation, lanes
from envarium.store import lookup
from envarium.store.environment import Environment

lanes.use_full()
store = lookup.current()
seeds = tuple(sys.argv[3:])
for number in range(int(sys.argv[2])):
    options = creation.Options(("pyvenv.cfg",), seeds)
    creation.create(store, Environment(store.path(sys.argv[1].format(number))), options)
"""
"""Creates many environments without starting a Python for each."""


def complete(ground: Ground, number: int, *seeds: str) -> Path:
    """Return a store of `number` environments that lack nothing, with `seeds` installed."""
    place = ground.root / "-".join(["store-complete", str(number), *seeds])
    if not place.exists():
        place.mkdir()
        variables = {**ground.environment, "WORKON_HOME": str(place)}
        words = [ground.python, "-c", CREATE, NAME, str(number), *seeds]
        try:
            subprocess.run(words, env=variables, check=True)
        except subprocess.CalledProcessError:
            shutil.rmtree(place)
            raise
        timing.wait_for_rest(time.perf_counter_ns())
    return place


def discard(*places: Path) -> None:
    """Delete what earlier turns have made, for which there may be no room."""
    for place in places:
        shutil.rmtree(place, ignore_errors=True)
