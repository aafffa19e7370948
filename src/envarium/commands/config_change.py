"""Change the config file: one setting at a time, or in an editor. Comments and the order are kept."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shlex
import subprocess
import sys

import tomlkit
from tomlkit.exceptions import TOMLKitError

from envarium import config_file, environ, settings
from envarium.action import Action
from envarium.errors import BadSettings, EnvariumError
from envarium.health import config
from envarium.output import printable, shown
from envarium.shells import rcfile
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tomlkit import TOMLDocument

SETUP = "envarium setup writes it into the startup file of the shell, and shells that are opened then use it"
LATER = {
    "auto": SETUP,
    "picker": SETUP,
    "store": "shells in a new terminal use it",
}
"""What is to be said of settings that open shells hold."""


def set_key(key: str, text: str) -> None:
    """Set `key` to `text` in the config file. Raises EnvariumError where it is not a value of `key`."""
    value = settings.of_text(key, text)
    if value is None:
        hint = f"for example: envarium config set {key} {_example(key)}"
        raise EnvariumError(f"{shown(key)} must be {settings.valid(key)}, not {shown(text)}", hint)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        hint = f"give the directory another name, or set {environ.WORKON_HOME.name} instead"
        raise EnvariumError(f"the config file is UTF-8, and {shown(text)} is not", hint) from error
    with _alone():
        document = _document()
        document[key] = value
        _write(document)
    sys.stderr.write(f"{key} is set to {printable(text)} in {_path()}\n")
    _remark(key)


def unset(key: str) -> None:
    """Remove `key` from the config file, so that its default counts."""
    with _alone():
        document = _document()
        is_set = key in document
        if is_set:
            del document[key]
            _write(document)
    if not is_set:
        sys.stderr.write(f"{key} is not set in {_path()}\n")
        return
    sys.stderr.write(f"{key} has its default, {_example(key)}\n")
    _remark(key)


def _example(key: str) -> str:
    default = settings.KEYS[key][1]
    return str(default).lower() if isinstance(default, bool) else str(default) or "~/.virtualenvs"


def _remark(key: str) -> None:
    """Print when shells use the new value of `key`, and whether a variable overrides it."""
    if key in LATER:
        sys.stderr.write(LATER[key] + "\n")
    variable = settings.VARIABLES.get(key, environ.WORKON_HOME)
    if key == "store" and variable.get() == f"{environ.home()}/{lookup.DEFAULT}":
        sys.stderr.write(
            f"in this shell {variable.name} overrides it, which the integration sets to the default\n"
        )
    elif variable.get():
        sys.stderr.write(f"{variable.name} is set, and overrides it\n")


def edit() -> None:
    """Open the config file in the user's editor, and then check it. Raises EnvariumError."""
    path = settings.path()
    if not os.path.exists(path):
        rcfile.write(path, _template())
    editor = environ.VISUAL.get() or environ.EDITOR.get() or "vi"
    try:
        command = [*shlex.split(editor), path]
    except ValueError as error:
        raise EnvariumError(
            f"the editor {shown(editor)} is not a command", "correct VISUAL or EDITOR"
        ) from error
    with Action(f"start the editor {shown(editor)}"):
        code = subprocess.run(command, check=False).returncode
    if code:
        raise EnvariumError(
            f"the editor {shown(editor)} failed with exit code {code}", "see VISUAL and EDITOR"
        )
    mistakes = config.mistakes()
    if mistakes:
        raise BadSettings(path, "; ".join(mistakes))


def _template() -> str:
    lines = ["# Settings of envarium. Remove the # before a line to change it.\n"]
    for key, (_, default, meaning) in settings.KEYS.items():
        value = tomlkit.item(default).as_string()
        lines.append(f"\n# {meaning}\n# {key} = {value}\n")
    return "".join(lines)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Lock the config file against other calls for the block, where the file system has locks. Raises SystemRefused."""
    directory = os.path.dirname(settings.path())
    with Action(f"write {shown(settings.path())}"):
        os.makedirs(directory, exist_ok=True)
        descriptor = os.open(directory, os.O_RDONLY | os.O_CLOEXEC)
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _document() -> TOMLDocument:
    """Return the config file, empty if there is none. Raises BadSettings where it is not valid TOML."""
    text = rcfile.read(settings.path())
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise BadSettings(settings.path(), config_file.parse(text)[1] or str(error).lower()) from error


def _write(document: TOMLDocument) -> None:
    rcfile.write(settings.path(), tomlkit.dumps(document))


def _path() -> str:
    return printable(environ.abbreviated(settings.path()))
