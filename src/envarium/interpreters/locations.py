"""The directories in which interpreters are searched for."""

from __future__ import annotations

import os

from envarium import environ
from envarium.files import reading
from envarium.interpreters import pyenv


def path_directories() -> list[str]:
    """Return the absolute directories on PATH, each once; omit relative ones, which anybody may write to."""
    entries = (entry.rstrip("/") for entry in environ.PATH.get().split(":") if entry[:1] == "/")
    return list(dict.fromkeys(entry for entry in entries if entry))


def is_program(path: str) -> bool:
    """Return whether there is an executable file at `path`."""
    return os.path.isfile(path) and os.access(path, os.X_OK)


def program(name: str) -> str:
    """Return the path of the first program called `name` on PATH, "" if there is none."""
    return next(filter(is_program, (f"{directory}/{name}" for directory in path_directories())), "")


def collections() -> list[tuple[str, str]]:
    """Return the directories whose entries are installations, and the names of the tools that own them."""
    home = environ.home()
    data = environ.XDG_DATA_HOME.get() or home + "/.local/share"
    return [
        (pyenv.root() + "/versions", "pyenv"),
        (environ.UV_PYTHON_INSTALL_DIR.get().rstrip("/") or data + "/uv/python", "uv"),
        ((environ.ASDF_DATA_DIR.get().rstrip("/") or home + "/.asdf") + "/installs/python", "asdf"),
        ((environ.MISE_DATA_DIR.get().rstrip("/") or data + "/mise") + "/installs/python", "mise"),
        ("/Library/Frameworks/Python.framework/Versions", "python.org"),
    ]


def installations() -> list[tuple[str, str]]:
    """Return the other installations and the tools that own them: conda's bases, Homebrew's kegs."""
    home = environ.home()
    conda = environ.CONDA_EXE.get()
    own = [os.path.dirname(os.path.dirname(conda))] if conda[:1] == "/" else []
    flavours = ("miniconda3", "anaconda3", "miniforge3", "mambaforge")
    kegs = [
        f"{opt}/{name}"
        for opt in ("/opt/homebrew/opt", "/usr/local/opt", "/home/linuxbrew/.linuxbrew/opt")
        for name in reading.names(opt)
        if name.startswith(("python@", "pypy"))
    ]
    bases = [base for base in (*own, *(f"{home}/{name}" for name in flavours)) if os.path.isdir(base)]
    return [(base, "conda") for base in bases] + [(keg, "Homebrew") for keg in kegs]


def directories() -> list[tuple[str, str]]:
    """Return the directories of programs that are searched even if they are not on PATH, and their source."""
    brew = [("/opt/homebrew/bin", "Homebrew"), ("/home/linuxbrew/.linuxbrew/bin", "Homebrew")]
    own = [(f"/opt/{name}/bin", "/opt") for name in reading.names("/opt")]
    return [*brew, ("/usr/local/bin", "/usr/local"), *own, ("/usr/bin", "/usr")]
