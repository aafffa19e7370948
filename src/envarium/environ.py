"""Every environment variable that envarium reads or sets, in one place."""

from __future__ import annotations

import os
import pwd


class Variable:
    """One environment variable: its `name`, and its `meaning` for envarium."""

    __slots__ = ("meaning", "name")

    def __init__(self, name: str, meaning: str) -> None:
        self.name = name
        self.meaning = meaning

    def get(self) -> str:
        """Return its value now, "" where it is not set."""
        return os.environ.get(self.name, "")


HOME = Variable("HOME", "the user's home directory")
PATH = Variable("PATH", "the directories in which envarium looks for interpreters; activation prepends to it")
WORKON_HOME = Variable(
    "WORKON_HOME",
    "the store, read at every call; default ~/.virtualenvs; shared stores, which are only read, may follow after "
    "colons",
)
SHARED_STORES = Variable(
    "ENVARIUM_SHARED_STORES",
    "further stores, separated by colons, whose environments are only read; the shell integration moves them here from "
    "WORKON_HOME, which other programs read",
)
PROJECT_FILENAME = Variable(
    "VIRTUALENVWRAPPER_PROJECT_FILENAME",
    "the name of the file in an environment that contains its project directory; default .project",
)
WORKON_CD = Variable(
    "VIRTUALENVWRAPPER_WORKON_CD", "if 1, the default, workon changes to the environment's project directory"
)
HOOK_DIR = Variable("VIRTUALENVWRAPPER_HOOK_DIR", "the directory of the global hooks; default the store")
SHELL = Variable("SHELL", "the login shell, which new hook files name as their interpreter; default /bin/sh")
VIRTUAL_ENV = Variable("VIRTUAL_ENV", "the active environment's directory; set on activation")
VIRTUAL_ENV_PROMPT = Variable(
    "VIRTUAL_ENV_PROMPT", "the name of the active environment as the prompt shows it; set on activation"
)
DISABLE_PROMPT = Variable("VIRTUAL_ENV_DISABLE_PROMPT", "if not empty, activation does not change the prompt")
PYTHONHOME = Variable(
    "PYTHONHOME", "unset on activation, because it overrides how Python finds its standard library"
)
XDG_CONFIG_HOME = Variable(
    "XDG_CONFIG_HOME", "the parent of the directory with the config file; default ~/.config"
)
ZDOTDIR = Variable("ZDOTDIR", "the directory of zsh's startup files; default the home directory")
XDG_DATA_HOME = Variable("XDG_DATA_HOME", "where uv and mise keep interpreters; default ~/.local/share")
PYENV_ROOT = Variable("PYENV_ROOT", "pyenv's directory; default ~/.pyenv")
PYENV_VERSION = Variable("PYENV_VERSION", "the versions that pyenv's shims run, separated by colons")
UV_PYTHON_INSTALL_DIR = Variable("UV_PYTHON_INSTALL_DIR", "where uv keeps its managed interpreters")
ASDF_DATA_DIR = Variable("ASDF_DATA_DIR", "asdf's directory; default ~/.asdf")
MISE_DATA_DIR = Variable("MISE_DATA_DIR", "mise's directory; default ~/.local/share/mise")
ASDF_PYTHON_VERSION = Variable("ASDF_PYTHON_VERSION", "the versions that asdf's shims run")
MISE_PYTHON_VERSION = Variable("MISE_PYTHON_VERSION", "the versions that mise's shims run")
XDG_CACHE_HOME = Variable(
    "XDG_CACHE_HOME",
    "where Poetry keeps environments, and envarium its bundles of modules if it cannot write to its own package; "
    "default ~/.cache",
)
POETRY_CONFIG_DIR = Variable("POETRY_CONFIG_DIR", "the directory of Poetry's settings")
POETRY_CACHE_DIR = Variable("POETRY_CACHE_DIR", "Poetry's cache, in which its environments are")
POETRY_VIRTUALENVS_PATH = Variable("POETRY_VIRTUALENVS_PATH", "the directory of Poetry's environments")
HATCH_CONFIG = Variable("HATCH_CONFIG", "the file of Hatch's settings")
HATCH_DATA_DIR = Variable("HATCH_DATA_DIR", "Hatch's directory, in which its environments are")
UV_TOOL_DIR = Variable("UV_TOOL_DIR", "where uv keeps the environments of tools")
VIRTUALFISH_HOME = Variable(
    "VIRTUALFISH_HOME", "the directory of virtualfish's environments; default ~/.virtualenvs"
)
CONDA_ENVS_PATH = Variable("CONDA_ENVS_PATH", "directories of conda's environments, separated by colons")
CONDA_ENVS_DIRS = Variable("CONDA_ENVS_DIRS", "the same as CONDA_ENVS_PATH")
MAMBA_ROOT_PREFIX = Variable(
    "MAMBA_ROOT_PREFIX", "the directory of micromamba, in which its environments are"
)
CONDA_EXE = Variable("CONDA_EXE", "the conda executable in use, whose installation contains an interpreter")
VIRTUALENV_PYTHON = Variable(
    "VIRTUALENV_PYTHON", "the interpreter for new environments where no -p is given, as for virtualenv"
)
JUPYTER_DATA_DIR = Variable("JUPYTER_DATA_DIR", "Jupyter's directory, in which kernels are registered")
JUPYTER_PATH = Variable(
    "JUPYTER_PATH",
    "further directories of Jupyter, separated by colons; the names of kernels there are taken",
)
PROJECT_HOME = Variable("PROJECT_HOME", "the directory in which mkproject creates project directories")
PWD = Variable("PWD", "the working directory as the shell shows it, with symlinks unresolved")
EDITOR = Variable("EDITOR", "the editor of config edit, and in the commands that doctor shows; default vi")
VISUAL = Variable("VISUAL", "the editor of config edit, before EDITOR")
TERM = Variable("TERM", "the kind of terminal; a dumb one gets no colour and no progress, and workon -i asks")
COLUMNS = Variable(
    "COLUMNS", "the width of the terminal, if it is set and exported; otherwise the terminal is asked"
)
NO_COLOR = Variable("NO_COLOR", "if not empty, output has no colour (https://no-color.org)")
FORCE_COLOR = Variable("FORCE_COLOR", "if not empty, output has colour even in a pipe; NO_COLOR overrides it")


def active() -> str:
    """Return the directory of the active environment, "" where there is none.

    VIRTUAL_ENV without its programs on PATH is not active: a login shell has reset PATH.
    """
    path = VIRTUAL_ENV.get().rstrip("/")
    entries = PATH.get().split(":")
    return path if path and (path + "/bin" in entries or path + "/bin/" in entries) else ""


def home() -> str:
    """Return the user's home directory: HOME if it is absolute, else that of the password database, else `/`."""
    path = HOME.get()
    if path[:1] == "/":
        return path
    try:
        return pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        return "/"


def expanded(path: str) -> str:
    """Return `path` with `~` and `$VAR` expanded, and a relative one placed under the home directory."""
    path = os.path.expanduser(os.path.expandvars(path)) if "$" in path or path[:1] == "~" else path
    return path if path[:1] == "/" else os.path.join(home(), path)


def abbreviated(path: str, directory: str = "") -> str:
    """Return `path` as a person reads it: `~` for the home directory, in which it is.

    `directory` is what `home` returns: who abbreviates many paths passes it.
    """
    directory = directory or home()
    return "~" + path[len(directory) :] if (path + "/").startswith(directory + "/") else path
