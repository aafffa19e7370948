"""One environment, as its files describe it: nothing is started, and each file is read when it is needed."""

from __future__ import annotations

import os

from envarium import environ, errors
from envarium.activation import variables
from envarium.files import reading, writing
from envarium.output import printable
from envarium.store import layers
from envarium.store.pyvenv_cfg import FILE, MOVABLE, PyvenvCfg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.activation.variables import Variables
    from envarium.store.pyvenv_cfg import Cache

TEMPORARY = "README.tmpenv"
"""The file that marks an environment as temporary, for virtualenvwrapper too."""

BASE = ".base"
"""The directory in a self-contained environment that contains its base."""

HIDDEN = "no-global-site-packages.txt"
"""The file in its library by which virtualenv before 20.0, and the copy strategy, hide the base's packages."""


class LookupCache:
    """What environments have in common, looked up once: what a pyvenv.cfg says, and which files exist."""

    __slots__ = ("_files", "configs", "project_file")

    def __init__(self) -> None:
        self.configs: Cache = {}
        self.project_file = project_file()
        self._files: dict[str, bool] = {}

    def is_file(self, path: str) -> bool:
        """Return whether there is a file at `path`."""
        if path not in self._files:
            self._files[path] = os.path.isfile(path)
        return self._files[path]


class Environment:
    """The environment at `path`; `name` is the last part of that, and `config` its pyvenv.cfg, if they are known."""

    __slots__ = ("_cache", "_config", "_starts", "name", "path")

    def __init__(
        self, path: str, name: str = "", cache: LookupCache | None = None, config: PyvenvCfg | None = None
    ) -> None:
        self.path = path
        self.name = name or os.path.basename(path)
        self._cache = cache or LookupCache()
        self._config = config
        self._starts = False

    @property
    def config(self) -> PyvenvCfg:
        """Its pyvenv.cfg."""
        if self._config is None:
            self._config = PyvenvCfg.read(f"{self.path}/{FILE}", self._cache.configs)
        return self._config

    @property
    def identity(self) -> tuple[int, int]:
        """What tells it from another one at its path: the device and the number of its directory; zeros for none."""
        try:
            status = os.lstat(self.path)
        except OSError:
            return 0, 0
        return status.st_dev, status.st_ino

    def expect(self, identity: tuple[int, int]) -> None:
        """Raise EnvironmentReplaced or NoSuchEnvironment where it is not the one that had the `identity`."""
        if (now := self.identity) != identity:
            raise (
                errors.EnvironmentReplaced(self.name) if any(now) else errors.NoSuchEnvironment(self.name, [])
            )

    @property
    def python(self) -> str:
        """The path of its Python."""
        return self.path + "/bin/python"

    @property
    def exists(self) -> bool:
        """Whether there is an environment: a `bin/python`, even a dangling one, or a `pyvenv.cfg`."""
        return self.has_python or os.path.lexists(self.python) or os.path.exists(f"{self.path}/{FILE}")

    @property
    def has_python(self) -> bool:
        """Whether its Python, or the target of the link to it, exists."""
        if not self._starts:
            self._starts = os.access(self.python, os.F_OK)  # a third quicker than os.path.exists
        return self._starts

    @property
    def version(self) -> str:
        """Its Python version, "" if it is not known.

        Without a version in pyvenv.cfg, the name of its library directory says major and minor.
        """
        version = self.config.version
        if version:
            return version
        for name in reading.names(self.path + "/lib"):
            for start in ("python", "pypy"):
                if name.startswith(start) and "." in name and name[len(start) :][:1].isdigit():
                    return name[len(start) :].rstrip("tdmu")
        return ""

    @property
    def implementation(self) -> str:
        """Its implementation, "" if pyvenv.cfg does not contain it."""
        return self.config.get("implementation")

    @property
    def prompt(self) -> str:
        """What shows that it is active: what pyvenv.cfg says, else its name."""
        return printable(self.config.prompt or self.name)

    @property
    def is_movable(self) -> bool:
        """Whether its launchers are to find its Python beside themselves: uv too heeds this line of pyvenv.cfg."""
        return self.config.get(MOVABLE) == "true"

    @property
    def is_self_contained(self) -> bool:
        """Whether it contains its base interpreter, which pyvenv.cfg then names by a relative path."""
        return self.config.get("base-executable")[:1] not in ("", "/")

    @property
    def system_site(self) -> bool:
        """Whether it sees the base's packages."""
        if self.config.exists:
            return self.config.system_site
        libraries = reading.names(self.path + "/lib")
        return not any(os.path.exists(f"{self.path}/lib/{name}/{HIDDEN}") for name in libraries)

    @property
    def base(self) -> str:
        """The interpreter that it was made from, even if that does not exist; "" if it is not known."""
        target = self.link_target()
        bases = [target] if target else []
        bases += self._named_bases()
        return next(filter(os.path.isfile, bases), bases[0] if bases else "")

    @property
    def broken(self) -> bool:
        """Whether it has lost its Python, or the base of it."""
        return not self.has_python or not self._has_base()

    @property
    def names_base(self) -> bool:
        """Whether its pyvenv.cfg alone tells that its base exists: many have the same one."""
        base = self.config.base
        is_beside = base.startswith(os.path.dirname(self.path) + "/")  # it may be in one of those many
        return base[:1] == "/" and not is_beside and self._cache.is_file(base)

    def _has_base(self) -> bool:
        if self.names_base:
            return True
        bases = self._named_bases()
        return not bases or any(map(self._cache.is_file, bases)) or self.link_target() != ""

    def _named_bases(self) -> list[str]:
        """Return the paths that pyvenv.cfg may mean by its base, the likeliest first.

        Names in `home` come before `executable`, whose directories venv has resolved. A self-contained environment
        names its base by a path inside itself.
        """
        inside, home = self.config.get("base-executable"), self.config.get("home")
        executable = self.config.get("executable")
        paths = [os.path.join(self.path, inside)] if inside else []
        if home:
            stem = "pypy" if os.path.lexists(self.path + "/bin/pypy3") else "python"
            names = [stem + self.config.minor] if self.config.minor else []
            names = [os.path.basename(executable), *names] if executable else names
            paths += [f"{home}/{name}" for name in names]
            paths += [executable, f"{home}/{stem}3", f"{home}/{stem}"]
        own = self.path + "/bin"
        return [path for path in paths if path[:1] == "/" and os.path.dirname(path) != own]

    def link_target(self) -> str:
        """Return where the links that begin at its Python leave it, "" if that is a file of its own."""
        path, own = self.python, self.path + "/bin"
        for _ in range(40):
            if not os.path.islink(path):
                return ""
            path = os.path.normpath(os.path.join(os.path.dirname(path), os.readlink(path)))
            if os.path.dirname(path) != own:
                return path
        return ""

    @property
    def project(self) -> str:
        """The directory of the project that it belongs to, "" if it belongs to none."""
        path = f"{self.path}/{self._cache.project_file}"
        return first_line(reading.text(path)) if os.access(path, os.F_OK) else ""  # an exception takes longer

    @property
    def variables(self) -> Variables:
        """The variables that activation sets."""
        return variables.parse(reading.text(f"{self.path}/{variables.FILE}"))

    @property
    def applied(self) -> Variables:
        """The same, with the programs of the environments that it is on."""
        return layers.with_programs(self.path, self.variables)

    @property
    def on(self) -> str:
        """The path of the environment that it is on, even if that does not exist; "" if it is on none."""
        return layers.target(self.path)

    def tie(self, project: str) -> None:
        """Set its project directory to `project`, in one step. Raises OSError."""
        writing.replace_text(f"{self.path}/{self._cache.project_file}", project + "\n")

    @property
    def site_packages(self) -> str:
        """Its site-packages directory, "" if it has none.

        Of several library directories it is that of the version which pyvenv.cfg tells. Old PyPys have none.
        """
        libraries = [
            name for name in reading.names(self.path + "/lib") if name.startswith(("python", "pypy"))
        ]
        paths = {name: f"{self.path}/lib/{name}/site-packages" for name in libraries}
        there = {name: path for name, path in paths.items() if os.path.isdir(path)}
        if len(there) > 1:
            minor = ".".join(self.version.split(".")[:2])
            for name, path in there.items():
                if name.removeprefix("python").removeprefix("pypy").rstrip("tdmu") == minor:
                    return path
        first = [*there.values(), self.path + "/site-packages"][0]
        return first if os.path.isdir(first) else ""


def first_line(text: str) -> str:
    """Return the first line of `text`, which is the project if a file names one."""
    return text.partition("\n")[0].partition("\r")[0]


def project_file() -> str:
    """Return the name of the file, inside an environment, that names its project."""
    return environ.PROJECT_FILENAME.get() or ".project"
