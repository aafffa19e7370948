"""What a project consists of, in the words of `pip install`: from its pylock.toml, pyproject.toml or requirements."""

from __future__ import annotations

import os

from envarium import toml
from envarium.distributions import installed as distributions
from envarium.errors import EnvariumError, SystemRefused
from envarium.files import reading
from envarium.output import shown

FILES = ("uv.lock", "pylock.toml", "pyproject.toml", "setup.py", "requirements.txt")
"""The files that a project is installed from, the preferred one first; only uv reads uv.lock."""

DEV = "dev"
"""The dependency group that is installed unless it is excluded, as uv does."""


class Request:
    """What to install of the project in the directory `project`: dependency `groups`, `extras`, and the group `dev`."""

    __slots__ = ("dev", "extras", "groups", "project")

    def __init__(
        self, project: str, groups: tuple[str, ...] = (), extras: tuple[str, ...] = (), *, dev: bool = True
    ) -> None:
        self.project = project
        self.groups = groups
        self.extras = extras
        self.dev = dev

    @property
    def locked(self) -> bool:
        """Whether the project has a uv.lock."""
        return _has(self.project, "uv.lock") and _has(self.project, "pyproject.toml")


def exists(project: str) -> bool:
    """Return whether there is something to install from in the directory `project`."""
    return any(_has(project, name) for name in FILES)


def words(request: Request) -> list[str]:
    """Return what `pip install` installs, none if the project needs nothing. Raises EnvariumError, SystemRefused."""
    project = request.project
    if _has(project, "pylock.toml"):
        _refuse(request, "pylock.toml", {}, {})
        return ["-r", f"{project}/pylock.toml"]
    if _has(project, "pyproject.toml"):
        return _of_pyproject(request)
    if _has(project, "setup.py"):
        _refuse(request, "setup.py", {}, None)
        return _editable(request)
    _refuse(request, "requirements.txt", {}, {})
    return ["-r", f"{project}/requirements.txt"]


def _of_pyproject(request: Request) -> list[str]:
    """Return the project itself if it can be built, else its dependencies; and those of the groups."""
    tables = _read(f"{request.project}/pyproject.toml")
    project = _table(tables, "project")
    extras = _normal(_table(project, "optional-dependencies"))
    groups = _normal(_table(tables, "dependency-groups"))
    names = [*request.groups, *[DEV][: request.dev and DEV in groups]]
    can_build = "build-system" in tables or _has(request.project, "setup.py")
    _refuse(request, "pyproject.toml", groups, None if can_build else extras)
    if can_build:
        words = _editable(request)
    else:
        words = [*_texts(project.get("dependencies"))]
        words += [
            text for extra in request.extras for text in _texts(extras[distributions.normalized(extra)])
        ]
    for name in names:
        words += _group(groups, distributions.normalized(name), ())
    return words


def _editable(request: Request) -> list[str]:
    extras = f"[{','.join(request.extras)}]" if request.extras else ""
    return ["-e", request.project + extras]


def _group(groups: dict[str, object], name: str, above: tuple[str, ...]) -> list[str]:
    """Return the requirements in the group `name`, and in those that it includes (PEP 735). Raises EnvariumError."""
    if name in above or name not in groups:
        reason = "includes itself" if name in above else "does not exist"
        raise EnvariumError(f"the dependency group {shown(name)} {reason}", "look at pyproject.toml")
    words: list[str] = []
    items = groups[name]
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict):
            words += _group(
                groups, distributions.normalized(str(item.get("include-group", ""))), (*above, name)
            )
        else:
            words += _texts([item])
    return words


def _refuse(request: Request, file: str, groups: dict[str, object], extras: dict[str, object] | None) -> None:
    """Raise EnvariumError for a group that is not one of `groups`, or an extra that is not one of `extras`."""
    for kind, names, valid in (
        ("dependency group", request.groups, groups),
        ("extra", request.extras, extras),
    ):
        for name in names:
            if valid is not None and distributions.normalized(name) not in valid:
                hint = "it has " + ", ".join(valid) if valid else "leave it out"
                raise EnvariumError(f"{file} of {shown(request.project)} has no {kind} {shown(name)}", hint)


def _read(path: str) -> dict[str, object]:
    try:
        return toml.parse(reading.read(path).decode())
    except OSError as error:
        raise SystemRefused(f"read {shown(path)}", error) from error
    except ValueError as error:
        raise EnvariumError(
            f"{shown(path)} cannot be read: {str(error).lower()}", "correct the file"
        ) from error


def _table(tables: dict[str, object], key: str) -> dict[str, object]:
    value = tables.get(key)
    return value if isinstance(value, dict) else {}


def _texts(value: object) -> list[str]:
    """Return the requirements in the list `value`. Raises EnvariumError for one that would be an option."""
    texts = [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
    for text in texts:
        if text.lstrip()[:1] == "-":
            raise EnvariumError(f"{shown(text)} in pyproject.toml is not a requirement", "correct the file")
    return texts


def _normal(table: dict[str, object]) -> dict[str, object]:
    return {distributions.normalized(name): value for name, value in table.items()}


def _has(project: str, name: str) -> bool:
    return os.path.isfile(f"{project}/{name}")
