"""Every way to fail: the fields, one sentence, a hint, an exit code."""

from __future__ import annotations

import errno

from envarium.exit_codes import REFUSED, WRONG_USAGE
from envarium.files.reading import dangling, system_reason
from envarium.output import printable, shown, typed

LISTED = 5
"""The number of names that a hint lists at most."""


class EnvariumError(Exception):
    """An error that the lanes print: its `sentence`, then its `hint` on a line of its own."""

    exit_code = REFUSED
    sentence = ""
    hint = ""

    def __init__(self, sentence: str = "", hint: str = "") -> None:
        self.sentence = printable(sentence or self.sentence)
        self.hint = printable(hint or self.hint)
        super().__init__(self.sentence)


class InvalidName(EnvariumError):
    """`text` cannot be the name of an environment, for `reason`."""

    def __init__(self, text: str, reason: str) -> None:
        self.text = text
        self.reason = reason
        super().__init__(
            f"{shown(text)} cannot name an environment: {reason}",
            "a name is one path component, such as myproj or data-3.12",
        )


class NoSuchEnvironment(EnvariumError):
    """The store holds no environment called `name`; `nearest` are the names most like it."""

    def __init__(self, name: str, nearest: list[str]) -> None:
        self.name = name
        self.nearest = nearest
        if nearest:
            hint = "did you mean " + " or ".join(shown(near) for near in nearest) + "?"
        else:
            hint = "envarium list shows the environments, envarium create NAME creates one"
        super().__init__(f"no environment is called {shown(name)}", hint)


class EnvironmentExists(EnvariumError):
    """The store holds an environment called `name` already."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"environment {shown(name)} already exists",
            f"choose another name, or first: envarium remove {typed(name)}",
        )


class OtherInterpreter(EnvariumError):
    """The environment `name` exists, and its Python, called `python`, is not what `spec` asks for."""

    def __init__(self, name: str, python: str, spec: str) -> None:
        self.name = name
        self.python = python
        self.spec = spec
        super().__init__(
            f"environment {shown(name)} already exists, with Python {python}, which is not {shown(spec)}",
            "rebuild it with --clear, or choose another name",
        )


class NameTaken(EnvariumError):
    """Something at `path`, where `name` would be, is not an environment."""

    def __init__(self, name: str, path: str) -> None:
        self.name = name
        self.path = path
        target, what, remedy = dangling(path), "taken by something that is not an environment", "look at"
        if target:
            what, remedy = f"a link to {shown(target)}, which does not exist", "bring that back, or remove"
        super().__init__(f"{shown(name)} is {what}", f"{remedy} {shown(path)}, or choose another name")


class EnvironmentActive(EnvariumError):
    """`name` is the active environment, to which `action` (such as "removed") cannot be applied."""

    def __init__(self, name: str, action: str) -> None:
        self.name = name
        self.action = action
        super().__init__(
            f"environment {shown(name)} is active and cannot be {action}", "run deactivate first"
        )


class NoActiveEnvironment(EnvariumError):
    """The command works on the active environment, and there is none."""

    sentence = "no environment is active"
    hint = "activate one first: workon NAME"


class UnusableStore(EnvariumError):
    """The store at `root` cannot be used, for `reason`."""

    def __init__(self, root: str, reason: str, hint: str = "") -> None:
        self.root = root
        self.reason = reason
        super().__init__(
            f"the store {shown(root)} cannot be used: {reason}",
            hint or "set WORKON_HOME to a directory that you own",
        )


class InSharedStore(EnvariumError):
    """The environment `name` is in the shared store at `root`, and the command would change it."""

    def __init__(self, name: str, root: str) -> None:
        self.name = name
        self.root = root
        super().__init__(
            f"{shown(name)} is in the shared store {shown(root)}, which is only read",
            "if it is yours to change, call the command with WORKON_HOME set to that store",
        )


class OtherPlatform(EnvariumError):
    """The environment `name` was created on `platform`, whose programs do not run on `this`."""

    def __init__(self, name: str, platform: str, this: str) -> None:
        self.name = name
        self.platform = platform
        self.this = this
        super().__init__(
            f"{shown(name)} was created on {platform}, and its programs do not run on {this}",
            "create one for this platform under another name: envarium create NAME",
        )


class UntrustedFiles(EnvariumError):
    """The file at `path`, in envarium's own directory, may come from another user, for `reason`."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(
            f"{shown(path)} cannot be trusted: {reason}",
            "it contains only caches, removed environments and what you trust; "
            f"move it away: mv {shown(path)} {shown(path + '.old')}",
        )


class ForeignStore(EnvariumError):
    """The store at `root` belongs to the user called `owner`, who alone can change it."""

    def __init__(self, root: str, owner: str) -> None:
        self.root = root
        self.owner = owner
        super().__init__(
            f"the store {shown(root)} belongs to {owner}, and only that user can change it",
            "activate, run or copy its environments, or set WORKON_HOME to a directory that you own",
        )


class CannotTrust(EnvariumError):
    """The user cannot trust what is at `path`, for `reason`."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{shown(path)} cannot be trusted: {reason}", "nothing was trusted")


class SystemRefused(EnvariumError):
    """The operating system refused an `action`, for the reason in `error`."""

    def __init__(self, action: str, error: OSError, hint: str = "nothing was changed") -> None:
        self.action = action
        self.error = error
        where = f" ({shown(os_path(error))})" if error.filename else ""
        super().__init__(f"cannot {action}: {system_reason(error)}{where}", hint)


class BadSettings(EnvariumError):
    """The config file at `path` is invalid, for `reason`."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(
            f"the config file {shown(path)} is invalid: {reason}", "correct it: envarium config edit"
        )


class WrongUsage(EnvariumError):
    """The arguments cannot be used together."""

    exit_code = WRONG_USAGE


def os_path(error: OSError) -> str:
    """Return the path that `error` is about, as text; of two, the one to create."""
    name = error.filename2 or error.filename
    return name.decode(errors="surrogateescape") if isinstance(name, bytes) else str(name)


class SeedFailed(EnvariumError):
    """The package `requirement` cannot be seeded, for `reason`."""

    def __init__(self, requirement: str, reason: str, hint: str) -> None:
        self.requirement = requirement
        self.reason = reason
        super().__init__(
            f"{shown(requirement)} cannot be seeded: {reason}",
            hint or "leave it out, or install it later with pip",
        )


class StrategyRefused(EnvariumError):
    """The strategy called `strategy` cannot create the environment, for `reason`."""

    def __init__(self, strategy: str, reason: str) -> None:
        self.strategy = strategy
        self.reason = reason
        super().__init__(
            f"the {strategy} strategy cannot be used: {reason}",
            "choose another interpreter with -p, or another --strategy",
        )


class NotADirectory(EnvariumError):
    """`path` must be a directory and is not."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"{shown(path)} is not a directory", "create it first, or check the spelling")


class NoSuchFile(EnvariumError):
    """`path` must be a file and is not."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"{shown(path)} is not a file", "check the spelling; nothing was changed")


class NothingToRestore(EnvariumError):
    """The trash contains no environment called `name` ("": none at all), only those called `names`."""

    def __init__(self, name: str, names: list[str]) -> None:
        self.name = name
        self.names = list(dict.fromkeys(names))
        sentence = (
            f"the trash contains no environment called {shown(name)}" if names else "the trash is empty"
        )
        more = ", …; envarium trash lists all" if len(self.names) > LISTED else ""
        hint = "it contains " + ", ".join(map(shown, self.names[:LISTED])) + more
        super().__init__(sentence, hint if names else "envarium list shows the environments")


class InvalidSpec(EnvariumError):
    """`text` does not specify an interpreter, for `reason`."""

    def __init__(self, text: str, reason: str) -> None:
        self.text = text
        self.reason = reason
        super().__init__(
            f"{shown(text)} does not name a Python: {reason}",
            "write 3.12, 3.12.1, 3.13t, python3.12, pypy3.9, >=3.10,<3.13, or the path of an interpreter",
        )


class NoInterpreter(EnvariumError):
    """No interpreter matches `spec`, which `origin` ("" for the user) requires; `releases` are those that exist."""

    def __init__(self, spec: str, releases: list[str], origin: str = "") -> None:
        self.spec = spec
        self.releases = releases
        self.origin = origin
        source = f", which {shown(origin)} requires" if origin else ""
        hint = (
            "available: " + ", ".join(releases)
            if releases
            else "no Python interpreter was found on this machine"
        )
        super().__init__(f"no Python matches {shown(spec)}{source}", hint)


class NotAnInterpreter(EnvariumError):
    """The file at `path` cannot be used as a base interpreter, for `reason`."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(
            f"{shown(path)} is not a usable Python: {reason}", "envarium pythons lists those that can be used"
        )


class NoShellFiles(EnvariumError):
    """The static shell files of the package at `package` do not exist."""

    def __init__(self, package: str) -> None:
        self.package = package
        super().__init__(f"the shell files are missing from {shown(package)}", "install envarium again")


class NoSuchShell(EnvariumError):
    """There is no integration for the shell called `shell`."""

    exit_code = WRONG_USAGE

    def __init__(self, shell: str, shells: list[str]) -> None:
        self.shell = shell
        self.shells = shells
        super().__init__(
            f"there is no integration for {shown(shell)}",
            f"the shells with one are {', '.join(shells)}; in others use envarium activate NAME --shell SHELL",
        )


class NotSelfContained(EnvariumError):
    """The environment depends on something outside it, as `reason` says, and was deleted."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"the environment would not be self-contained: {reason}",
            "create it without --self-contained, or with another -p",
        )


class NoWorkingDirectory(EnvariumError):
    """The command needs the working directory, which no longer exists."""

    sentence = "the working directory does not exist any more"
    hint = "change to another one, such as with: cd"


def unfinished(error: OSError | MemoryError, command: str = "") -> EnvariumError:
    """Return what to report of `error`, with which `command` ended."""
    if isinstance(error, MemoryError):
        error = OSError(errno.ENOMEM, "there is not enough memory")
    if error.errno == errno.ENOENT and not error.filename:  # os.getcwd tells no name
        return NoWorkingDirectory()
    hint = "fix the cause, then run the command again; envarium list shows the environments"
    return SystemRefused(f"finish {command}".strip(), error, hint)


class NotAnEnvironment(EnvariumError):
    """`path` must be an environment and is not."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"{shown(path)} is not an environment", "envarium list shows the environments")


class NoPip(EnvariumError):
    """The environment at `path` has no pip of its own, which is needed to `action`."""

    def __init__(self, path: str, action: str) -> None:
        self.path = path
        self.action = action
        super().__init__(
            f"{shown(path)} has no pip, which is needed to {action}",
            "envarium run NAME -- python -m ensurepip adds one; envarium create --clear NAME rebuilds an environment",
        )


class PipFailed(EnvariumError):
    """The pip of the environment at `path` could not `action` it, for `reason` ("" where pip has printed that)."""

    def __init__(self, path: str, action: str, reason: str = "") -> None:
        self.path = path
        self.action = action
        self.reason = reason
        because = f": {reason}" if reason else ""
        hint = "fix the cause, then run the command again"
        super().__init__(f"pip could not {action} {shown(path)}{because}", hint)


class InstallFailed(EnvariumError):
    """The installer could not install everything into the environment at `path`: it ended with the exit code `code`."""

    def __init__(self, path: str, code: int, hint: str) -> None:
        self.path = path
        self.code = self.exit_code = code
        super().__init__(f"not everything was installed into {shown(path)}", hint)


class NoProjectHome(EnvariumError):
    """PROJECT_HOME is not set (`path` is ""), or is `path`, which is not a directory."""

    def __init__(self, path: str) -> None:
        self.path = path
        what = (
            f"the directory in PROJECT_HOME, {shown(path)}, does not exist"
            if path
            else "PROJECT_HOME is not set"
        )
        super().__init__(what, "set it to an existing directory, for example: export PROJECT_HOME=~/src")


class ProjectExists(EnvariumError):
    """`path`, where the project directory would be, already exists."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"the project directory {shown(path)} already exists", "use it as it is with -f")


class NoSuchTemplate(EnvariumError):
    """No plugin has a template called `name`; `templates` are those that exist, with their meaning."""

    def __init__(self, name: str, templates: dict[str, str]) -> None:
        self.name = name
        self.templates = templates
        available = "available: " + ", ".join(sorted(templates))
        hint = available if templates else "templates come from plugins, and no installed plugin has one"
        super().__init__(f"no template is called {shown(name)}", hint)


class CannotRepair(EnvariumError):
    """The environment `name` cannot be repaired, for `reason`; it was not changed."""

    def __init__(self, name: str, reason: str, hint: str = "") -> None:
        self.name = name
        self.reason = reason
        super().__init__(
            f"environment {shown(name)} cannot be repaired: {reason}", hint or "it was not changed"
        )


class EnvironmentReplaced(EnvariumError):
    """Another environment has replaced `name` since it was read."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"another environment has replaced {shown(name)} in the meantime",
            "the new one was not changed; run the command again to apply it to that one",
        )


class LockHeld(EnvariumError):
    """The lock at `path` has been held by `holder` for the `seconds` that a command waits."""

    def __init__(self, path: str, holder: str, seconds: int) -> None:
        self.path = path
        self.holder = holder
        self.seconds = seconds
        super().__init__(
            f"{shown(path)} is locked by {holder}; gave up after {seconds} second{'' if seconds == 1 else 's'}",
            "nothing was changed; lock_wait in the config file, or repair --wait, sets how long to wait",
        )


class RelocationFailed(EnvariumError):
    """The environment called `name` does not work at its new path, for `reason`; the attempt was deleted."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(
            f"{shown(name)} would not work at its new path: {reason}",
            "nothing was changed; envarium doctor shows what is wrong with it",
        )


class MountedInside(EnvariumError):
    """Something is mounted at `point`, inside the environment `name`, which is to be built again at another path."""

    def __init__(self, name: str, point: str) -> None:
        self.name = name
        self.point = point
        super().__init__(
            f"something is mounted inside environment {shown(name)}: {shown(point)}",
            f"nothing was changed; unmount it first: umount {shown(point)}",
        )


class InsideItself(EnvariumError):
    """The environment at `source` contains the store, so that a copy would contain itself."""

    def __init__(self, source: str) -> None:
        self.source = source
        super().__init__(
            f"{shown(source)} contains the store, and cannot be copied into it",
            "set WORKON_HOME to another directory",
        )
