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
    "envarium": (f"{CHECKOUT}[zstd]",),
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
    tell: Callable[[str], None], names: Iterable[str] = tuple(REQUIREMENTS)
) -> tuple[dict[str, Path], dict[str, str]]:
    """Return the directory of each of `names`, and the bases; peers are installed once, envarium anew each time."""
    PLACE.mkdir(parents=True, exist_ok=True)
    tell("installing envarium")
    _environment("envarium", {}, "made")
    _pip("envarium", *REQUIREMENTS["envarium"])
    bases = interpreters.bases(PLACE / "envarium")
    base = interpreters.default(bases)
    for name in names:
        if name != "envarium":
            tell(f"installing {name}")
            if _environment(name, {"PYTHON": base}, base):
                _pip(name, *REQUIREMENTS[name])
                (PLACE / f".{name}").write_text(base)
    return {name: PLACE / name for name in names}, bases


def _environment(name: str, variables: dict[str, str], mark: str) -> bool:
    """Make the environment of `name`, unless it is there and bears the `mark`; say whether it was made."""
    stamp = PLACE / f".{name}"
    if stamp.exists() and stamp.read_text() == mark:
        return False
    command = [CHECKOUT / "tools/make-environment", PLACE / name]
    environment = {**os.environ, **variables}
    subprocess.run(command, cwd=CHECKOUT, env=environment, check=True, stdout=subprocess.DEVNULL)
    if name == "envarium":
        stamp.write_text(mark)
    return True


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
