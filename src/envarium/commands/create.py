"""Create an environment; then set its project, activate it, and install, with the hooks of each step."""

from __future__ import annotations

import sys

from envarium import creation, environ, errors, lanes, settings
from envarium.activation.plan import call
from envarium.command_line import Answer
from envarium.commands import create_like, create_options, create_temporary, install, invocation, sharing_note
from envarium.creation import Options
from envarium.health import dependents
from envarium.hooks import run as hooks
from envarium.interpreters import find
from envarium.output import shown, typed
from envarium.printing.status_line import Watch
from envarium.projects import links, location
from envarium.store import kernel, linking, lookup, receipts
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.creator.request import Request
    from envarium.store.lookup import Store


def run(values: Values) -> Answer:
    """Create the environment unless it exists already, and answer with the steps that activate it."""
    if values.text("keep"):
        if not values.shell:
            raise errors.WrongUsage("--keep is for mktmpenv, in a shell", "use envarium keep NAME")
        return Answer((call("plan", "keep", values.text("keep")),))
    store = lookup.current()
    if values.text("source"):
        values = _completed(values)
    if values.on("like"):
        create_options.check(values)
        hooks.ready(store.root, "pre_mkvirtualenv")
        environment = create_like.create(store, values)
        receipts.append(environment.path, invocation.receipt(values, environment.version, {}))
        return answer(store, environment, values)
    project = location.directory(values.text("project")) if values.text("project") else ""
    place = _linked(project, values)
    environment = Environment(store.path(_name(store, project or place, values)))
    create_options.check(values)
    if place:
        lanes.require_full()  # it may take a parser to tell what the project asks for
        links.check(place, environment, store)
    if values.on("sync"):
        _check_sync(project or place)
    hooks.ready(store.root, "pre_mkvirtualenv")
    record = linking.record(environment) if environment.exists else {}
    create(store, environment, project or place, values)
    if place or record:
        links.settle(place, Environment(environment.path), store, record)
    if place:
        links.warn(place, Environment(environment.path), quiet=bool(values.shell))
    if (project or place) and not values.on("quiet"):
        sys.stderr.write(links.link_message(place, environment) if place else links.hint(project, store))
    return answer(store, environment, values)


def _completed(values: Values) -> Values:
    """Return `values` with what the file given with --from says. Raises EnvariumError."""
    lanes.require_full()
    from envarium.commands import recreate

    return recreate.fill_in(values)


def _check_sync(project: str) -> None:
    """Check that there is a project to install, before anything is created. Raises what `find_project` raises."""
    lanes.require_full()
    from envarium.commands import sync

    sync.find_project(project)


def _linked(project: str, values: Values) -> str:
    """Return the directory to link to the environment, "" if none is to be; `project` is that given with -a."""
    if values.on("temporary"):
        return ""
    if project:
        return project if values.on("link") or links.always() else ""
    if values.text("name") and not values.on("link"):
        return ""
    return location.to_link() if values.on("link") else location.around(location.here())


def _name(store: Store, project: str, values: Values) -> str:
    """Return the name of the environment: the one given, else that of the `project`. Raises EnvariumError."""
    if values.on("temporary"):
        return create_temporary.name(store, values)
    name = values.text("name")
    if name:
        return name
    if not project:
        raise errors.WrongUsage(
            f"there is no name for the environment, and no project in {shown(location.here())}",
            "write one: envarium create NAME",
        )
    return links.default_name(project, store)


def create(store: Store, environment: Environment, project: str, values: Values) -> None:
    """Create `environment` as `values` say, with `project` unless that is ""; an existing one is left unchanged.

    Raises OtherInterpreter, and what `creation.create` raises.
    """
    if not environment.exists or values.on("clear"):
        orphans, kernel_name = dependents.of(store, environment), kernel.name(environment)
        options = create_options.options(project, values)
        options.receipt = lambda request: invocation.receipt(
            values, request.python.release, {seed.name: seed.version for seed in request.seeds}
        )
        if options.on and options.strategies[0] == "self-contained":
            lanes.require_full()
        request = _create(store, environment, options, fetch=values.on("fetch"))
        if kernel_name:
            kernel.note(environment, kernel_name)  # `answer` registers it again
        if request.on and request.strategy.RELOCATABLE:
            from envarium.relocating import flattening

            flattening.replace_new(store, environment)
        if not values.on("quiet"):
            _report(request)
            sharing_note.tell(store)
        if values.by_name.get("source"):
            _set_variables(environment, values)
        dependents.tell(store, orphans)
        return
    if values.text("python"):
        _check_python(store, environment, project, values.text("python"))
    if not values.on("quiet"):
        is_requested = any(values.by_name.get(name) for name in ("packages", "requirements", "source"))
        what = "what it does not have is installed" if is_requested else "left unchanged"
        sys.stderr.write(f"{shown(environment.name)} already exists; {what} (--clear replaces it)\n")
    if project and environment.project != project:
        environment.tie(project)


def _create(store: Store, environment: Environment, options: Options, *, fetch: bool) -> Request:
    """Create `environment`; install its Python first if there is none and `fetch`, or the setting, allows it."""
    try:
        with Watch(f"creating {environment.name}"):
            return creation.create(store, environment, options)
    except errors.NoInterpreter as error:
        from envarium.interpreters import fetch as fetching

        if not (fetch or settings.value("fetch")):
            fetching.advise(error)
            raise
        fetching.install(error)
    with Watch(f"creating {environment.name}"):
        return creation.create(store, environment, options)


def _set_variables(environment: Environment, values: Values) -> None:
    lanes.require_full()
    from envarium.commands import recreate

    recreate.set_variables(values.text("source"), environment, quiet=values.on("quiet"))


def _check_python(store: Store, environment: Environment, project: str, spec: str) -> None:
    """Raise OtherInterpreter where the Python of `environment` is not what `spec` asks for."""
    python, fits = find.check(spec, environment.python, store.facts(), project)
    if not fits:
        raise errors.OtherInterpreter(environment.name, find.label(python), spec)


def _report(request: Request) -> None:
    """Print the interpreter, and the strategy where it is not the preferred one."""
    python, strategy = request.python, request.strategy.NAME
    path = environ.abbreviated(python.executable)
    note = "" if strategy == request.strategies[0] else f", by the {strategy} strategy"
    sys.stderr.write(f"created with {python.implementation} {python.release} ({path}){note}\n")
    owner = dependents.owner(python.executable)
    if owner and not request.strategy.RELOCATABLE:
        sys.stderr.write(f"it uses the Python inside {shown(owner)}, and does not work without that\n")


def answer(store: Store, environment: Environment, values: Values) -> Answer:
    """Run the hooks of the new `environment`, and return the steps that activate it; without a shell, install at once.

    Packages are installed after activation: the user's hooks may say where pip finds them.
    """
    name = environment.name
    hooks.run(store.root, "pre_mkvirtualenv", name, environment=environment)
    packages = install.arguments(values.many("packages"), values.many("requirements"))
    if not values.shell:
        _install(environment, packages, values)
        if not values.on("quiet"):
            sys.stderr.write(f"activate it with: workon {typed(name)}\n")
        return Answer()
    steps = [call("made_temporary", environment.path)] if values.by_name.get("temporary") else []
    steps.append(call("enter", environment.path, *location.cd_choice(values)))
    if values.by_name.get("sync"):
        steps.append(call("ask", "", "sync", *_sync_words(environment), name))
    if values.by_name.get("source"):
        steps.append(call("ask", "", "install", name, "--from", install.absolute(values.text("source"))))
    if packages:
        steps.append(call("ask", "", "install", name, *packages))
    if _gets_kernel(environment, values):
        steps.append(call("ask", "", "kernel", name))
    after = create_temporary.steps(environment, values) if values.by_name.get("temporary") else []
    return Answer((*steps, call("event", "post_mkvirtualenv"), *after))


def _install(environment: Environment, packages: list[str], values: Values) -> None:
    """Install the project if that is asked for, and `packages`. Raises InstallFailed."""
    if values.by_name.get("sync"):
        from envarium.commands import sync
        from envarium.projects import requirements

        sync.install(environment, requirements.Request(sync.find_project(environment.project)))
    if values.by_name.get("source"):
        install.from_file(environment, values.text("source"))
    install.install(environment, packages)
    if _gets_kernel(environment, values):
        from envarium.commands import kernel as kernels

        kernels.register(environment)


def _gets_kernel(environment: Environment, values: Values) -> bool:
    """Return whether the new `environment` is to have a Jupyter kernel: also if the one that it replaces had one."""
    return bool(values.by_name.get("kernel") or (values.on("clear") and kernel.name(environment)))


def _sync_words(environment: Environment) -> list[str]:
    """Return the option that names the project: after activation, the working directory may be another one."""
    return [] if environment.project else ["--project", location.around(location.here())]
