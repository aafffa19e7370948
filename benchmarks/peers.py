"""The programs that are compared: each is installed into an environment of its own under .dev/bench."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks import interpreters

CHECKOUT = Path(__file__).resolve().parent.parent
PLACE = CHECKOUT / ".dev/bench"
REQUIREMENTS = {
    "envarium": (f"{CHECKOUT}[zstd]", "pip"),  # its environments get its own pip: the newest, as uv's
    "uv": ("uv",),
    "virtualenv": ("virtualenv", "virtualenv-clone"),
    "virtualenvwrapper": ("virtualenvwrapper",),
    "pew": ("pew",),
    "virtualfish": ("virtualfish",),
    "find-venvs": ("find-venvs",),
    "envoic": ("envoic",),
    "killpy": ("killpy",),
    "venv-pack": ("venv-pack", "setuptools<81"),
}
PIP = ("-m", "pip", "-qq", "--disable-pip-version-check")


def install(
    tell: Callable[[str], None], names: Iterable[str] = tuple(REQUIREMENTS), *, newest: bool = False
) -> tuple[dict[str, Path], dict[str, str]]:
    """Return the directory of each of `names`, and the bases.

    Peers are installed once, or upgraded if they are to be the `newest`; envarium is installed anew each time. All of
    them run on the default base.
    """
    PLACE.mkdir(parents=True, exist_ok=True)
    tell("looking for interpreters")
    bases = _bases()
    base = bases[interpreters.default(bases)]
    for name in names:
        tell(f"installing {name}")
        is_new = _environment(name, base)
        if is_new or newest or name == "envarium":
            _pip(name, "--upgrade", *REQUIREMENTS[name])
        (PLACE / f".{name}").write_text(base)
    return {name: PLACE / name for name in names}, bases


def _bases() -> dict[str, str]:
    """Return the interpreters that the envarium of this checkout finds."""
    finder = PLACE / "envarium"
    if not (finder / "bin/envarium").exists():
        _make("envarium", {})
        _pip("envarium", *REQUIREMENTS["envarium"])
    return interpreters.bases(finder)


def _environment(name: str, base: str) -> bool:
    """Make the environment of `name`, unless it was made of `base` before; say whether it was made."""
    stamp = PLACE / f".{name}"
    if stamp.exists() and stamp.read_text() == base:
        return False
    _make(name, {"PYTHON": base})
    return True


def _make(name: str, variables: dict[str, str]) -> None:
    command = [CHECKOUT / "tools/make-environment", PLACE / name]
    environment = {**os.environ, **variables}
    subprocess.run(command, cwd=CHECKOUT, env=environment, check=True, stdout=subprocess.DEVNULL)


def _pip(name: str, *requirements: str) -> None:
    subprocess.run([PLACE / name / "bin/python", *PIP, "install", *requirements], check=True)


def versions(places: dict[str, Path]) -> dict[str, str]:
    """Return the version of each, as its metadata tells."""
    ask = "import importlib.metadata as m, sys; print(m.version(sys.argv[1]))"
    return {
        name: subprocess.run(
            [place / "bin/python", "-c", ask, name], stdout=subprocess.PIPE, text=True, check=True
        ).stdout.strip()
        for name, place in places.items()
    }
