"""The creation of an environment: `create` is all of it, and each step has a function below."""

from __future__ import annotations

import os

from envarium import errors, settings
from envarium.activation.variables import NONE, Variables
from envarium.creator import image, layer, reserve, seeds
from envarium.creator.request import Request
from envarium.files import deleting, reading
from envarium.hooks import stubs
from envarium.interpreters import find
from envarium.output import shown
from envarium.shells import registry
from envarium.store import change, hosts, layers, lookup, receipts, sweep, uses
from envarium.store.environment import TEMPORARY, project_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.creator.layout import Layout
    from envarium.creator.strategy import Strategy
    from envarium.interpreters.facts import Facts
    from envarium.store.environment import Environment
    from envarium.store.lookup import Store

NOTICE = 'This is a temporary environment. It will be deleted when you run "deactivate".'


class Options:
    """The options of a new environment.

    `python` is the spec of its base, "" for the default; `strategies` are the names of those that may be used, the
    preferred one first; `seeds` the requirements of the packages to install; `project` its project directory; `shell`
    the shell for whose hooks stubs are written; `on` the environment that it is to be on; with `replace`, an existing
    environment goes to the trash; with `vcs_ignore`, version control ignores the environment. `receipt` returns the
    line with which its history begins.
    """

    __slots__ = (
        "on", "project", "prompt", "python", "receipt", "replace", "seeds", "shell", "strategies", "system_site",
        "temporary", "vcs_ignore",
    )  # fmt: skip

    def __init__(self, strategies: tuple[str, ...], seeds: tuple[str, ...] = ()) -> None:
        self.strategies = strategies
        self.seeds = seeds
        self.python = ""
        self.on: Environment | None = None
        self.project = ""
        self.prompt = ""
        self.system_site = False
        self.temporary = False
        self.receipt: Callable[[Request], str] | None = None
        self.replace = False
        self.shell = ""
        self.vcs_ignore = True


def create(store: Store, environment: Environment, options: Options) -> Request:
    """Create `environment` in `store`, or leave no trace; return the request that it was built from.

    Raises NameTaken, EnvironmentExists, SystemRefused, and what finding an interpreter, a strategy and seeds raises.
    """
    _refuse_taken(environment)
    store.prepare()
    hosts.note(store)
    staging = change.stage(store)
    try:
        spec = options.python or (options.on.base if options.on else "")
        python = find.find(spec, store.own("interpreters"), options.project)
        request = describe(store, environment, python, options)
        build(request, staging)
        if not options.vcs_ignore:
            os.unlink(staging + "/.gitignore")
        publish = change.replace if options.replace and environment.exists else change.publish
        publish(store, staging, environment.name)
    except OSError as error:
        raise errors.SystemRefused(f"create {shown(environment.name)}", error) from error
    finally:
        deleting.delete(staging)
    sweep.delete_in_background(sweep.leftovers(store))
    reserve.replenish(store, request)
    return request


def _refuse_taken(environment: Environment) -> None:
    """Raise NameTaken if something else exists at the path of `environment`; an empty directory is replaced."""
    path = environment.path
    is_empty = os.path.isdir(path) and not reading.names(path)
    if not is_empty and lookup.is_something_else(environment):
        raise errors.NameTaken(environment.name, path)


def describe(store: Store, environment: Environment, python: Facts, options: Options) -> Request:
    """Return the complete request for `environment`, to be created from the interpreter `python`.

    Raises StrategyRefused, SeedFailed, EnvariumError, and NeedsFullLane if a seed must be built.
    """
    request = Request(environment.path, python, prompt=options.prompt, system_site=options.system_site)
    request.strategies = options.strategies
    strategy = request.strategy
    request.seeds = seeds.all_ready(store.own("seeds"), python, options.seeds)
    if settings.value("reserve"):
        request.reserve = reserve.path(store, request.seeds)
    variables = _put_on(request, environment, options.on) if options.on else NONE
    texts = activators(strategy, environment.path, options.prompt or environment.name, variables)
    for name, (text, executable) in stubs.local(options.shell).items():
        texts[name] = text
        if executable:
            request.executables.add(f"{python.scripts}/{name}")
    request.files.update({f"{python.scripts}/{name}": text for name, text in texts.items()})
    request.files[uses.FILE] = ""
    if options.receipt:
        request.files[receipts.FILE] = options.receipt(request) + "\n"
    if options.project:
        request.files[project_file()] = options.project + "\n"
    if options.temporary:
        request.files[TEMPORARY] = NOTICE + "\n"
    return request


def _put_on(request: Request, environment: Environment, base: Environment) -> Variables:
    """Change `request` so that it puts `environment` on `base`; return what that sets then. Raises EnvariumError."""
    layers.check(environment, request.python.purelib, base)
    request.on = layers.link(environment.path, base.path)
    request.files.update(layer.files(request.python.purelib))
    return Variables(paths=layers.programs(environment.path, 1 + len(layers.below(base.path))))


def activators(strategy: Strategy, path: str, prompt: str, variables: Variables = NONE) -> dict[str, str]:
    """Return the activators of an environment of `strategy` at `path`: name to text."""
    if not strategy.RELOCATABLE:
        return registry.activators(path, prompt, variables)
    from envarium.shells import moving

    return moving.activators(prompt, variables)


def lay_out(request: Request) -> Layout:
    """Return what the environment that `request` describes consists of, without its seeds.

    Raises StrategyRefused, and OSError as the file system does.
    """
    layout = request.strategy.build(request)
    layout.files.update(request.files)
    layout.executables |= request.executables
    if request.python.scripts != "bin" and "bin" not in {*layout.directories, *layout.links}:
        layout.links["bin"] = request.python.scripts
    return layout


def build(request: Request, staging: str) -> None:
    """Build the environment that `request` describes in `staging`, an empty directory; its files have its final path.

    Raises StrategyRefused, and OSError as the file system does.
    """
    strategy, python = request.strategy, request.python
    layout = lay_out(request)
    scripts, packages = python.scripts, python.purelib
    if request.reserve and packages in layout.directories:
        layout.ready[packages] = request.reserve
    layout.write(staging)
    for seed in request.seeds:
        if packages not in layout.ready:
            image.link(seed, f"{staging}/{packages}")
        image.launch(seed, staging, "" if strategy.RELOCATABLE else request.path, python)
    stubs.date_local(f"{staging}/{scripts}")
    if layout.finish:
        layout.finish(staging)
    if request.on:  # it leads out of what `finish` checks
        os.symlink(request.on, f"{staging}/{layers.LINK}")
    if not os.path.exists(f"{staging}/{scripts}/{python.names[0]}"):
        raise errors.StrategyRefused(strategy.NAME, "the store's file system does not follow symlinks")
