"""The marks that an environment carries: pyvenv.cfg, and the file that names its project."""

from __future__ import annotations

import os

from envarium import environ
from envarium.errors import printable
from envarium.files import reading, writing
from envarium.store.pyvenv_cfg import PyvenvCfg


def config(place: str, known: dict[bytes, PyvenvCfg] | None = None) -> PyvenvCfg:
    """Return the pyvenv.cfg of the environment at `place`; `known` as for `PyvenvCfg.read`."""
    return PyvenvCfg.read(place + "/pyvenv.cfg", known)


def version(place: str, config: PyvenvCfg) -> str:
    """Return the Python version of the environment at `place` from files alone, "" where none tells it.

    `config` is its pyvenv.cfg; without a version there, the name of its library directory says major and minor.
    """
    if config.version:
        return config.version
    try:
        inside = sorted(os.listdir(place + "/lib"))
    except OSError:
        return ""
    for name in inside:
        for start in ("python", "pypy"):
            if name.startswith(start) and "." in name and name[len(start) :][:1].isdigit():
                return name[len(start) :].rstrip("tdmu")
    return ""


def isolated(place: str) -> tuple[str, ...]:
    """Return the flags by which the Python of the environment at `place` heeds nothing else; -I came with 3.4."""
    old = version(place, config(place)).startswith(("2.", "3.0", "3.1.", "3.2", "3.3"))
    return ("-E", "-s") if old else ("-I",)


def is_broken(place: str, config: PyvenvCfg) -> bool:
    """Say whether the environment at `place`, whose pyvenv.cfg is `config`, has lost its interpreter or its base."""
    return not os.path.exists(place + "/bin/python") or not has_base(place, config, {})


def has_base(place: str, config: PyvenvCfg, known: dict[str, bool]) -> bool:
    """Say whether the base of the environment at `place` is there, if its pyvenv.cfg, `config`, tells which it is.

    `known` is where it is kept which bases are there: many environments share one.
    """
    base = config.get("base-executable")
    if base[:1] != "/":
        return os.path.exists(os.path.join(place, base))
    if base not in known:
        known[base] = os.path.exists(base)
    return known[base]


def project_file() -> str:
    """Return the name of the file, inside an environment, that names its project."""
    return environ.PROJECT_FILENAME.get() or ".project"


def project(place: str, file: str = "") -> str:
    """Return the project directory that the environment at `place` is tied to by its `file`, "" if it is tied to none.

    `file` is what `project_file` says, given by who asks for many.
    """
    text = reading.text(place + "/" + (file or project_file()))
    return text.partition("\n")[0].partition("\r")[0]


def prompt(place: str, config: PyvenvCfg) -> str:
    """Return the label of the environment at `place`: what pyvenv.cfg says, else its directory's name."""
    return printable(config.prompt or os.path.basename(place))


def tie(place: str, project: str) -> None:
    """Tie the environment at `place` to the directory `project`, in one step. Raises OSError."""
    writing.replace_text(place + "/" + project_file(), project + "\n")


def site_packages(place: str) -> str:
    """Return the site-packages directory of the environment at `place` from files alone, "" if it has none.

    Of several library directories it is that of the version which pyvenv.cfg tells. Old PyPys have none.
    """
    try:
        libraries = sorted(name for name in os.listdir(place + "/lib") if name.startswith(("python", "pypy")))
    except OSError:
        libraries = []
    found = {name: f"{place}/lib/{name}/site-packages" for name in libraries}
    there = {name: path for name, path in found.items() if os.path.isdir(path)}
    if len(there) > 1:
        wanted = ".".join(version(place, config(place)).split(".")[:2])
        for name, path in there.items():
            if name.removeprefix("python").removeprefix("pypy").rstrip("tdmu") == wanted:
                return path
    alone = [*there.values(), place + "/site-packages"][0]
    return alone if os.path.isdir(alone) else ""
