"""Every way to fail: the fields, one sentence, a hint, an exit code."""

from __future__ import annotations

import sys

SPACES = "\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""Spaces other than the ASCII one (Unicode category Zs): harmless to a terminal, though Python calls none printable."""

REFUSED = 1
WRONG_USAGE = 2


class EnvariumError(Exception):
    """What a room raises and a door prints: `sentence`, then `hint` on a line of its own."""

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
            hint = "lsvenv lists what there is, mkvenv makes one"
        super().__init__(f"no environment is called {shown(name)}", hint)


class EnvironmentExists(EnvariumError):
    """The store holds an environment called `name` already."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"environment {shown(name)} already exists", "step in with workon, or rebuild it with --clear"
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
    """Something that is no environment stands at `path`, where `name` would be."""

    def __init__(self, name: str, path: str) -> None:
        self.name = name
        self.path = path
        super().__init__(
            f"{shown(name)} is taken by something that is not an environment",
            f"look at {shown(path)}, or choose another name",
        )


class EnvironmentActive(EnvariumError):
    """`name` is the active environment, which `deed` would pull from under the shell."""

    def __init__(self, name: str, deed: str) -> None:
        self.name = name
        self.deed = deed
        super().__init__(
            f"environment {shown(name)} is active and cannot be {deed}", "leave it first with deactivate"
        )


class NoActiveEnvironment(EnvariumError):
    """The command works on the active environment, and there is none."""

    sentence = "no environment is active"
    hint = "enter one with workon NAME"


class UnusableStore(EnvariumError):
    """The store at `root` cannot be used, for `reason`."""

    def __init__(self, root: str, reason: str, hint: str = "") -> None:
        self.root = root
        self.reason = reason
        super().__init__(
            f"the store {shown(root)} cannot be used: {reason}",
            hint or "set WORKON_HOME to a directory of yours",
        )


class UntrustedFiles(EnvariumError):
    """What is at `path`, in envarium's own directory, may have been put there by somebody else, for `reason`."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(
            f"{shown(path)} cannot be trusted: {reason}",
            f"move it away, it holds only caches and removed environments: mv {shown(path)} {shown(path + '.old')}",
        )


class SystemRefused(EnvariumError):
    """The operating system refused a step: `deed` says which, `error` what it answered."""

    def __init__(self, deed: str, error: OSError, hint: str = "nothing was changed") -> None:
        self.deed = deed
        self.error = error
        where = f" ({shown(os_path(error))})" if error.filename else ""
        super().__init__(f"cannot {deed}: {(error.strerror or str(error)).lower()}{where}", hint)


class BadSettings(EnvariumError):
    """The config file at `path` says something that cannot be followed."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"the config file {shown(path)} is wrong: {reason}", "correct it, or move it aside")


class WrongUsage(EnvariumError):
    """The words given do not go together."""

    exit_code = WRONG_USAGE


def os_path(error: OSError) -> str:
    """Return the path that `error` is about, as text; of two, the one that was to be made."""
    name = error.filename2 or error.filename
    return name.decode(errors="surrogateescape") if isinstance(name, bytes) else str(name)


def shown(text: str) -> str:
    """Return `text` in quotes for a message, with what a terminal would act upon escaped."""
    return '"' + printable(text) + '"'


def printable(text: str) -> str:
    """Return `text` with every character that a terminal would act upon escaped."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in SPACES else ascii(c)[1:-1] for c in text)


def report(sentence: str, hint: str = "") -> None:
    """Print an error or a warning, and the way out, on standard error; where nobody reads that, nothing is printed."""
    lines = f"envarium: {printable(sentence)}\n" + (f"hint: {printable(hint)}\n" if hint else "")
    try:
        sys.stderr.write(lines)
    except OSError:
        pass


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
    """The strategy called `strategy` cannot make the environment, for `reason`."""

    def __init__(self, strategy: str, reason: str) -> None:
        self.strategy = strategy
        self.reason = reason
        super().__init__(
            f"the {strategy} strategy cannot be used: {reason}",
            "choose another interpreter with -p, or another --strategy",
        )


class NotADirectory(EnvariumError):
    """`path` was given as a directory and is none."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"{shown(path)} is not a directory", "make it first, or check the spelling")


class NoSuchFile(EnvariumError):
    """`path` was given as a file and is none."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"there is no file {shown(path)}", "check the spelling; nothing was changed")


class NoIntegration(EnvariumError):
    """A program cannot activate the environment `name` in the shell that calls it; `way` is what can."""

    def __init__(self, name: str, way: str) -> None:
        self.name = name
        self.way = way
        super().__init__(
            f"a program cannot change the shell that calls it, so {shown(name)} was not activated", way
        )


class NothingToRestore(EnvariumError):
    """The trash holds no environment called `name` (none at all where it is ""); `there` are those that it holds."""

    def __init__(self, name: str, there: list[str]) -> None:
        self.name = name
        self.there = there
        sentence = f"the trash holds no environment called {shown(name)}" if there else "the trash is empty"
        hint = (
            "it holds " + ", ".join(shown(one) for one in dict.fromkeys(there))
            if there
            else "lsvenv lists what there is"
        )
        super().__init__(sentence, hint)


class InvalidSpec(EnvariumError):
    """`text` does not say which interpreter is wanted, for `reason`."""

    def __init__(self, text: str, reason: str) -> None:
        self.text = text
        self.reason = reason
        super().__init__(
            f"{shown(text)} does not name a Python: {reason}",
            "say 3.12, 3.12.1, 3.13t, python3.12, pypy3.9, >=3.10,<3.13, or the path of an interpreter",
        )


class NoInterpreter(EnvariumError):
    """No interpreter matches `spec`, which `origin` asks for ("" for the user); `there` are the releases found."""

    def __init__(self, spec: str, there: list[str], origin: str = "") -> None:
        self.spec = spec
        self.there = there
        self.origin = origin
        asked = f", which {shown(origin)} asks for" if origin else ""
        hint = "there are " + ", ".join(there) if there else "no interpreter was found on this machine at all"
        super().__init__(f"no Python matches {shown(spec)}{asked}", hint)


class NotAnInterpreter(EnvariumError):
    """What stands at `path` cannot be used as a base interpreter, for `reason`."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(
            f"{shown(path)} is not a usable Python: {reason}", "envarium pythons lists those that are"
        )


class NoShellFiles(EnvariumError):
    """The static shell files do not lie where the package at `package` should have them."""

    def __init__(self, package: str) -> None:
        self.package = package
        super().__init__(f"the shell files are missing from {shown(package)}", "install envarium again")


class NoSuchShell(EnvariumError):
    """There is no integration for the shell called `shell`."""

    exit_code = WRONG_USAGE

    def __init__(self, shell: str, there: list[str]) -> None:
        self.shell = shell
        self.there = there
        super().__init__(
            f"there is no integration for {shown(shell)}",
            f"there is one for {', '.join(there)}; elsewhere use envarium activate NAME --shell SHELL",
        )


class NoPrevious(EnvariumError):
    """`workon -` was asked to go back, and this shell has been in no other environment."""

    sentence = "this shell has been in no other environment"
    hint = "workon lists the environments"


class NotSelfContained(EnvariumError):
    """The environment that was built holds something that leads out of it, as `reason` says; it is not kept."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"the environment would not be self-contained: {reason}",
            "make it without --self-contained, or with another -p",
        )


class NoneMatches(EnvariumError):
    """No environment's name matches `pattern`."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        super().__init__(f"no environment's name matches {shown(pattern)}", "lsvenv lists what there is")


class NotAnEnvironment(EnvariumError):
    """What `path` leads to was given as an environment and is none."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"{shown(path)} is not an environment", "lsvenv lists what there is")


class NoSitePackages(EnvariumError):
    """The environment at `place` has no site-packages directory."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(
            f"{shown(place)} has no site-packages directory", "mkvenv --clear NAME rebuilds an environment"
        )


class NoPip(EnvariumError):
    """The environment at `place` has no pip of its own."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(
            f"{shown(place)} has no pip, and what is installed is pip's to take out",
            "mkvenv --clear NAME rebuilds an environment, with pip and nothing else",
        )


class PipFailed(EnvariumError):
    """The pip of the environment at `place` failed at `deed`; it said `reason`, or told it to the user itself ("")."""

    def __init__(self, place: str, deed: str, reason: str = "", hint: str = "") -> None:
        self.place = place
        self.deed = deed
        self.reason = reason
        because = f": {reason}" if reason else ""
        hint = hint or "mend the cause, and call it again"
        super().__init__(f"pip could not {deed} {shown(place)}{because}", hint)


class NotTemporary(EnvariumError):
    """What is to be kept is not the active, temporary environment."""

    sentence = "no temporary environment is active here"
    hint = "mktmpenv makes one and enters it; the others stay by themselves"


class NoProjectHome(EnvariumError):
    """PROJECT_HOME is not set (`path` is ""), or leads to `path`, which is no directory."""

    def __init__(self, path: str) -> None:
        self.path = path
        what = (
            f"the directory of projects, {shown(path)}, does not exist" if path else "PROJECT_HOME is not set"
        )
        super().__init__(what, "make it, and set PROJECT_HOME to it: that is where projects are made")


class ProjectExists(EnvariumError):
    """Something stands at `path`, where the project would be."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"the project directory {shown(path)} already exists", "take it as it is with -f")


class NoSuchTemplate(EnvariumError):
    """No plugin has a template called `name`; `there` are those that there are, with their meaning."""

    def __init__(self, name: str, there: dict[str, str]) -> None:
        self.name = name
        self.there = there
        hint = (
            "there are " + ", ".join(sorted(there))
            if there
            else "templates come with plugins, and none is installed"
        )
        super().__init__(f"no template is called {shown(name)}", hint)


class CannotRepair(EnvariumError):
    """The environment `name` cannot be mended, for `reason`; it is as it was."""

    def __init__(self, name: str, reason: str, hint: str = "") -> None:
        self.name = name
        self.reason = reason
        super().__init__(
            f"environment {shown(name)} cannot be mended: {reason}", hint or "nothing of it was changed"
        )


class EnvironmentReplaced(EnvariumError):
    """Another environment has taken the place of `name` since it was looked at."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"another environment has taken the place of {shown(name)} meanwhile",
            "that one is as it was; call it again if it is meant",
        )


class LockHeld(EnvariumError):
    """The lock at `path` has been held for the `seconds` that a command waits, by `holder`."""

    def __init__(self, path: str, holder: str, seconds: int) -> None:
        self.path = path
        self.holder = holder
        self.seconds = seconds
        super().__init__(
            f"{shown(path)} is held by {holder}; it was waited for {seconds} second{'' if seconds == 1 else 's'}",
            "nothing was changed; lock_wait in the config file sets how long to wait",
        )


class RelocationFailed(EnvariumError):
    """What was made of the environment called `name` for its new place does not work, for `reason`; it is not kept."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(
            f"{shown(name)} would not work at its new place: {reason}",
            "nothing was changed; envarium doctor tells what is wrong with it",
        )


class InsideItself(EnvariumError):
    """The environment at `source` holds the store, so that a copy would hold itself."""

    def __init__(self, source: str) -> None:
        self.source = source
        super().__init__(
            f"{shown(source)} holds the store, and cannot be copied into it",
            "set WORKON_HOME to another directory",
        )
