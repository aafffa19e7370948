"""The page on hooks: every event, its files, its arguments, when it comes and what it knows."""

from __future__ import annotations

from envarium import environ
from envarium.hooks import events, stubs
from envarium.shells import registry

WHEN = {
    "pre_cpvirtualenv": "when a copy has been created, before its activation",
    "post_cpvirtualenv": "when a copy has been activated",
}
"""When the events come whose hooks have no stub to tell it."""

ARGUMENTS = {
    "initialize": (),
    "pre_mkvirtualenv": ("NAME",),
    "post_mkvirtualenv": (),
    "pre_cpvirtualenv": ("SOURCE", "NAME"),
    "post_cpvirtualenv": (),
    "pre_activate": ("NAME",),
    "post_activate": (),
    "pre_deactivate": (),
    "post_deactivate": ("NAME",),
    "pre_rmvirtualenv": ("NAME",),
    "post_rmvirtualenv": ("NAME",),
    "get_env_details": ("NAME",),
    "project.pre_mkproject": ("NAME",),
    "project.post_mkproject": (),
}
"""The arguments of each event, in the order in which the events can come; SOURCE is an absolute path."""

PLACES = {
    "pre_activate": ("global", "environment"),
    "post_activate": ("project", "global", "environment"),
    "pre_deactivate": ("project", "environment", "global"),
    "post_deactivate": ("environment", "global"),
    "get_env_details": ("global", "environment"),
}
"""Where the hooks of events are that are not only global, in the order in which they run."""

VARIABLES = {
    environ.WORKON_HOME.name: "the store; also the working directory of programs",
    environ.HOOK_DIR.name: "the directory of the global hooks",
    "VIRTUAL_ENV": "the active environment, up to `predeactivate`; in `get_env_details` the one that is shown",
    "VIRTUALENVWRAPPER_LAST_VIRTUAL_ENV": "in `postdeactivate`: the environment that was active",
    "VIRTUALENVWRAPPER_PROJECT_CD": "in `postactivate`: 1 if `workon` changes to the project's directory",
}


def hook(event: str) -> str:
    """Return the name of the hook of an event."""
    return events.RUN_FILES.get(event) or event.removeprefix("project.").replace("_", "", 1)


def places(event: str) -> tuple[str, ...]:
    """Return where the hooks of an event are, in the order in which they run."""
    return PLACES.get(event, ("global",))


def _row(event: str) -> tuple[str, ...]:
    known = stubs.GLOBAL.get(hook(event))
    when = WHEN.get(event) or (known[1] if known else "")
    kind = "program" if event in events.RUN_FILES else "sourced"
    arguments = " ".join(f"`{argument}`" for argument in ARGUMENTS[event])
    return (f"`{hook(event)}`", kind, arguments, when, ", ".join(places(event)))


def rows() -> list[tuple[str, ...]]:
    """Return a row for each event."""
    return [_row(event) for event in ARGUMENTS]


def names() -> list[tuple[str, ...]]:
    """Return the hook and the name of each event."""
    return [(f"`{hook(event)}`", f"`{event}`") for event in ARGUMENTS]


def suffixes() -> str:
    """Return how the sourced hooks of each shell are called, in words."""
    shells = {name: registry.integrated(name) for name in registry.INTEGRATED}
    known = {name: shell.HOOK_SUFFIX for name, shell in shells.items() if shell.EVALUATES}
    plain = [name for name, suffix in known.items() if not suffix]
    own = [f"{name} reads `postactivate{suffix}`" for name, suffix in known.items() if suffix]
    own += [f"{name} reads none" for name in shells if name not in known]
    return "; ".join([f"{' and '.join(plain)} read `postactivate`", *own])
