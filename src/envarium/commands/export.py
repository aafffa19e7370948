"""Write what an environment consists of, so that it can be created again elsewhere."""

from __future__ import annotations

import os
import sys

from envarium.action import Action
from envarium.creator import seeds
from envarium.errors import EnvariumError, WrongUsage
from envarium.files import writing
from envarium.health.subject import Subject
from envarium.interpreters import find, installer
from envarium.lockfiles import document
from envarium.lockfiles.contents import Contents
from envarium.lockfiles.resolve import Resolver
from envarium.output import printable, report, shown
from envarium.printing.status_line import Watch
from envarium.projects import location
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from envarium.command_line import Values


def run(values: Values) -> None:
    """Write it to standard output, or to the file given with -o."""
    if values.on("requirements") and values.on("environment_yml"):
        raise WrongUsage("--requirements and --environment-yml exclude each other", "choose one")
    target = _target(values)
    one = lookup.named_or_active(values.text("name"))
    environment = Subject(one.path, one.name)
    contents = Contents(environment, os.path.dirname(target) or location.here())
    resolver = Resolver()
    if values.on("requirements"):
        text = document.requirements(contents)
    elif values.on("environment_yml"):
        text = document.environment_yml(contents)
    else:
        with Watch(f"looking up {len(contents.indexed)} packages"):
            _look_up(resolver, environment, contents.indexed)
        text = document.pylock(contents, resolver)
    _refuse_missing({**contents.failures, **resolver.failures}, contents, values)
    _tell_secrets(contents)
    _write(target, text)


def _target(values: Values) -> str:
    """Return the absolute path of the file to write, "" for standard output. Raises EnvariumError if it exists."""
    output = values.text("output")
    if output in ("", "-"):
        return ""
    path = os.path.abspath(os.path.expanduser(output))
    if os.path.lexists(path) and not os.path.isfile(path):
        raise EnvariumError(f"{shown(path)} is not a file", "choose another one")
    if os.path.lexists(path) and not values.on("force"):
        raise EnvariumError(f"{shown(path)} already exists", "--force replaces it")
    if not os.path.isdir(os.path.dirname(path)):
        raise EnvariumError(f"{shown(os.path.dirname(path))} is not a directory", "create it first")
    return path


def _look_up(resolver: Resolver, environment: Subject, requirements: Mapping[str, str]) -> None:
    """Look up the `requirements` with `resolver`: with uv if there is one, and with pip what uv does not find."""
    uv = installer.uv()
    if uv:
        minor = ".".join(environment.version.split(".")[:2])
        resolver.by_uv(uv, minor, requirements)
        requirements = {name: requirements[name] for name in resolver.failures}
    if requirements:
        store = lookup.current()
        spec = environment.spec if environment.broken else environment.python
        python = find.find(spec, store.facts())
        pip = seeds.ready(store.own("seeds"), python, "pip")
        resolver.by_pip(python, pip.tree.rstrip("/"), requirements)


def _refuse_missing(failures: Mapping[str, str], contents: Contents, values: Values) -> None:
    """Report each package that nothing can be written for. Raises EnvariumError unless --skip-missing is set."""
    for name, reason in sorted(failures.items()):
        sys.stderr.write(printable(f"cannot lock {name}: {reason}") + "\n")
    if failures and not values.on("skip_missing"):
        what = f"{len(failures)} of {len(contents.packages)} packages cannot be locked"
        raise EnvariumError(what, "nothing was written; --skip-missing writes the others")


def _tell_secrets(contents: Contents) -> None:
    if contents.secrets:
        names = ", ".join(contents.secrets)
        report(
            f"the values of {names} look like secrets and are not written",
            "set them again with: envarium set",
        )


def _write(target: str, text: str) -> None:
    if not target:
        sys.stdout.write(text)
        return
    with Action(f"write {shown(target)}"):
        writing.replace_text(target, text)
