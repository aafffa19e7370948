"""The surroundings of the benchmark: a home, a store and caches of its own, and the programs that are compared."""

from __future__ import annotations

import copy
import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import interpreters
from benchmarks.errors import BenchmarkFailed

KEPT = re.compile(
    r"LANG|LC_.*|(https?|all|no)_proxy|SSL_CERT_.*|.*_CA_BUNDLE|PIP_(INDEX_URL|CERT)|UV_.*INDEX.*", re.I
)
"""What of the user's environment is passed on: the language, and the way to the package index."""


@dataclass
class Ground:
    """A folder `root` where everything is made, a directory for each of the `tools`, and the `bases` by version."""

    root: Path
    tools: Mapping[str, Path]
    bases: dict[str, str]
    environment: dict[str, str] = field(default_factory=dict)
    version: str = ""

    def __post_init__(self) -> None:
        """Lay out the folders, and fill the cache of uv, which is to ask the network in no row but the cold one."""
        for folder in ("home", "config", "cache", "data", "store", "made"):
            (self.root / folder).mkdir()
        self.version = interpreters.default(self.bases)
        self.environment = self._environment()
        first = [self.program("uv"), "venv", "--quiet", "--seed", str(self.root / "made/first")]
        subprocess.run(first, env=self.environment, check=True)
        self.environment["UV_OFFLINE"] = "1"

    @property
    def base(self) -> str:
        """Return the interpreter that all environments are made from."""
        return self.bases[self.version]

    @property
    def is_default(self) -> bool:
        """Return whether the base is the one that most rows are about."""
        return self.version == interpreters.default(self.bases)

    @property
    def of_base(self) -> str:
        """Return what the name of a row ends with: nothing for the default base."""
        return "" if self.is_default else f", CPython {self.version}"

    def version_of(self, version: str) -> str:
        """Return the complete version of a base, such as "3.13.0"."""
        command = [self.bases[version], "-I", "-c", "import platform; print(platform.python_version())"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def newer(self) -> list[Ground]:
        """Return the same surroundings with each newer base as that of all environments."""
        return [self._with_base(version) for version in interpreters.newer(self.bases)]

    def _with_base(self, version: str) -> Ground:
        other = copy.copy(self)
        other.version = version
        other.environment = {**self.environment, "PATH": other._path()}
        return other

    @property
    def store(self) -> Path:
        """Return the store of the environments that are made."""
        return self.root / "store"

    @property
    def errors(self) -> str:
        """Return the file that holds what the last command complained of."""
        return str(self.root / "errors")

    @property
    def python(self) -> str:
        """Return the Python that envarium runs on."""
        return self.program("envarium", "python")

    def program(self, tool: str, name: str = "") -> str:
        """Return the path of a program of `tool`, by default the one that is called like it."""
        return str(self.tools[tool] / "bin" / (name or tool))

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if KEPT.fullmatch(name)}
        return {
            **inherited,
            "PATH": self._path(),
            "HOME": str(self.root / "home"),
            "TERM": "dumb",
            "WORKON_HOME": str(self.store),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "XDG_CONFIG_HOME": str(self.root / "config"),
            "XDG_CACHE_HOME": str(self.root / "cache"),
            "XDG_DATA_HOME": str(self.root / "data"),
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_NO_CONFIG": "1",
        }

    def _path(self) -> str:
        """Return a PATH on which the first Python is the base."""
        programs = Path(self.base).parent
        if not (programs / "python3").exists() or not (programs / "python3").samefile(self.base):
            programs = self.root / f"bases/{self.version}/bin"
            programs.mkdir(parents=True, exist_ok=True)
            for name in ("python", "python3", f"python{self.version}"):
                if not (programs / name).is_symlink():
                    (programs / name).symlink_to(self.base)
        return f"{programs}:/usr/local/bin:/usr/bin:/bin"

    def word(self, word: str, *arguments: str) -> list[str]:
        """Return the command line by which the shell `word` calls Python, as the integration has it in bash.

        It is asked of the integration itself, with a program in Python's place that writes down how it was called.
        """
        recorder = self.root / "recorder"
        if not recorder.exists():
            recorder.write_text(f'#!/bin/sh\nprintf "%s\\0" "$@" > "{self.root}/recorded"\n')
            recorder.chmod(0o700)
        script = f'. "$1"; __envarium_python="{recorder}"; shift; "$@"'
        command = [str(self.loading("bash")), word, *arguments]
        subprocess.run(["bash", "-c", script, "bash", *command], env=self.environment, check=True)
        return [self.python, *(self.root / "recorded").read_text().split("\0")[:-1]]

    def answer(self, *arguments: str, **variables: str) -> str:
        """Return what `envarium` prints for `arguments`, with `variables` set. Raises BenchmarkFailed."""
        command = [self.program("envarium"), *arguments]
        environment = {**self.environment, **variables}
        process = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if process.returncode:
            raise BenchmarkFailed(" ".join(command), process.stderr.strip())
        return process.stdout

    def has_command(self, name: str) -> bool:
        """Return whether the envarium that is measured has this command."""
        command = [self.program("envarium"), name, "--help"]
        return subprocess.run(command, env=self.environment, capture_output=True, check=False).returncode == 0

    def loading(self, shell: str, *options: str) -> Path:
        """Return a file that loads envarium into `shell`, as its rc file does."""
        file = self.root / f"load{''.join(options)}.{shell}"
        if not file.exists():
            file.write_text(self.answer("init", shell, *options))
        return file

    def wrapper(self) -> str:
        """Return the lines of an rc file that precede the loading of virtualenvwrapper."""
        tool = self.tools["virtualenvwrapper"] / "bin"
        return (
            f"export VIRTUALENVWRAPPER_PYTHON={tool}/python VIRTUALENVWRAPPER_VIRTUALENV={tool}/virtualenv\n"
            f"PATH={tool}:$PATH\n"
        )
