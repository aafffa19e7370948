"""Installs what is beside it, in envarium.pyz, into the user's home directory, or links it to another Python.

envarium.pyz contains the directory that it installs: this file, `__main__.py`, `site-packages` with envarium and all
that it needs, and `share` with the man page. It needs no package of its Python: not venv, not ensurepip, not pip.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import sys
import tempfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
"""The archive, or the directory that was installed from it."""

TARGET = os.path.expanduser("~/.local/share/envarium")
DIGEST = TARGET + "/digest"
"""The file that contains the digest of the archive."""

STAGING = ".envarium.pyz-"
"""How the directory beside TARGET begins in which the program is unpacked."""

LAUNCHER = TARGET + "/bin/envarium"
LINKS = {
    os.path.expanduser("~/.local/bin/envarium"): LAUNCHER,
    os.path.expanduser("~/.local/share/man/man1/envarium.1"): TARGET + "/share/man/man1/envarium.1",
}

PARTS = (
    "the program",
    "the command, a link to it",
    "the man page, a link to it",
    "its Python, left as it is",
)

START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from envarium.door import main; main()"

SCRIPT = """\
#!/bin/sh
# Starts envarium. "envarium.pyz setup" has written this file.
python={python}
top={target}
if [ ! -x "$python" ]; then
    printf '%s\\n' "envarium: the Python that runs it does not exist any more: $python" \\
        "hint: run it with another one, of version 3.10 or later: python3 $top setup" >&2
    exit 1
fi
exec "$python" -I -S -c {start} "$top/site-packages" "$@"
"""

HELP = """\
Usage: python3 envarium.pyz setup [SHELL] [--yes] [--undo]

Installs envarium {version} for you alone, without pipx, uv, venv or pip:

  the program    ~/.local/share/envarium
  the command    ~/.local/bin/envarium

Then it runs "envarium setup", which adds the integration to the startup file
of your shell. It asks before it changes anything, unless you add --yes.

A newer envarium.pyz replaces an older one. To let another Python run envarium,
call that: python3.13 ~/.local/share/envarium setup. To delete all of this, and
no environment, use: envarium setup --undo
"""


class Refused(Exception):
    """Nothing is installed: the `sentence` says why, the `hint` what to do."""

    def __init__(self, sentence: str, hint: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.text = f"envarium: {sentence}\nhint: {hint}\n"
        self.code = code


def main(words: list[str]) -> int:
    """Serve the command line `words`, and return the exit code."""
    try:
        if words[:1] != ["setup"] or {"-h", "--help"} & set(words):
            return _other(words)
        _check(words)
        if "--undo" not in words and not _install({"-y", "--yes"} & set(words) != set()):
            return 1
        if not os.path.exists(LAUNCHER):
            raise Refused(
                f"{_short(TARGET)} does not exist, so there is nothing to undo", "envarium setup --undo"
            )
    except Refused as refusal:
        sys.stderr.write(refusal.text)
        return refusal.code
    except OSError as error:
        place = f" ({_short(error.filename)})" if error.filename else ""
        sys.stderr.write(
            f"envarium: cannot install it: {str(error.strerror or error).lower()}{place}\n"
            "hint: make room for it, or change the permissions, and call it again\n"
        )
        return 1
    except (KeyboardInterrupt, EOFError):
        sys.stderr.write("\nenvarium: interrupted; call it again to install it\n")
        return 130
    python = _python()
    # the operating system replaces this program by envarium
    return os.execv(python, [python, "-I", "-S", "-c", START, TARGET + "/site-packages", *words])


def _other(words: list[str]) -> int:
    sys.path.insert(0, HERE + "/site-packages")
    from envarium import __version__

    if words in (["--version"], ["-V"]):
        print("envarium", __version__)
    elif not words or {"-h", "--help"} & set(words):
        print(HELP.format(version=__version__), end="")
    else:
        raise Refused("this file only installs envarium", "python3 envarium.pyz setup")
    return 0


def _check(words: list[str]) -> None:
    """Refuse the arguments that "envarium setup" does not accept, as far as that is certain without typer."""
    sys.path.insert(0, HERE + "/site-packages")
    from envarium import arguments
    from envarium.arguments import by_name
    from envarium.errors import EnvariumError
    from envarium.help import faults
    from envarium.shells import registry

    try:
        command = by_name("setup")
        error = faults.find(command, words[1:], "envarium.pyz setup") if command else None
        if error:
            raise error
        call = arguments.read(words)
        if call and call[1]["shell"]:
            registry.integrated(str(call[1]["shell"]))
    except EnvariumError as error:
        raise Refused(error.sentence, error.hint, error.exit_code) from error


def _install(yes: bool) -> bool:  # noqa: FBT001 - the option of the user
    """Install the program, unless this very archive is installed for this Python; return False if the user objects."""
    digest = "" if os.path.isdir(HERE) else _digest(HERE)
    script = SCRIPT.format(
        python=shlex.quote(_python()), target=shlex.quote(TARGET), start=shlex.quote(START)
    )
    is_new = bool(digest) and _read(DIGEST) != digest
    linked = all(os.path.islink(link) and os.readlink(link) == file for link, file in LINKS.items())
    if linked and not is_new and _read(LAUNCHER) == script:
        sys.stderr.write("the program is installed already\n")
        return True
    _refuse_what_is_not_ours()
    replaced = " in place of what is there" if os.path.exists(DIGEST) else ""
    sys.stderr.write(f"this is installed{replaced}:\n\n{_table()}\n")
    if not yes and not _agreed("install envarium?"):
        return False
    if is_new:
        _unpack(digest, script)
    else:
        _write_launcher(TARGET, script)
    for link, path in LINKS.items():
        os.makedirs(os.path.dirname(link), exist_ok=True)
        if os.path.islink(link):
            os.unlink(link)
        os.symlink(path, link)
    return True


def _table() -> str:
    """Return the lines that say what is installed: two for each path if one is too long for the terminal."""
    files = dict(zip((TARGET, *LINKS, _python()), PARTS, strict=True))
    lines = [f"  {_short(path):36} {part}\n" for path, part in files.items()]
    if max(map(len, lines)) > shutil.get_terminal_size().columns + 1:
        lines = [f"  {_short(path)}\n    {part}\n" for path, part in files.items()]
    return "".join(lines)


def _refuse_what_is_not_ours() -> None:
    if os.path.lexists(TARGET) and not os.path.exists(DIGEST):
        raise Refused(f"{_short(TARGET)} exists, and is not from envarium.pyz", "rename or delete it")
    for link in LINKS:
        if os.path.lexists(link) and not (
            os.path.islink(link) and os.readlink(link).startswith(TARGET + "/")
        ):
            hint = "if it is another envarium, uninstall that: pipx uninstall envarium, or uv tool uninstall envarium"
            raise Refused(f"{_short(link)} exists, and is not from envarium.pyz", hint)


def _write_launcher(top: str, script: str) -> None:
    """Write the launcher of the program in the directory `top`."""
    path = top + "/bin/envarium"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".new", "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(script)
    os.chmod(path + ".new", 0o755)  # noqa: S103 - whoever may enter the home may run it
    os.replace(path + ".new", path)


def _unpack(digest: str, script: str) -> None:
    """Replace the installed program by that of the archive; an incomplete one is never seen."""
    parent = os.path.dirname(TARGET)
    os.makedirs(parent, exist_ok=True)
    for rest in os.listdir(parent):
        if rest.startswith(STAGING):  # left by an interrupted call
            shutil.rmtree(f"{parent}/{rest}", ignore_errors=True)
    staging = tempfile.mkdtemp(prefix=STAGING, dir=parent)
    new, old = staging + "/new", staging + "/old"
    try:
        os.mkdir(new)
        with zipfile.ZipFile(HERE) as archive:
            archive.extractall(new)
        with open(new + "/digest", "w", encoding="ascii") as file:
            file.write(digest)
        _write_launcher(new, script)
        if os.path.exists(TARGET):
            os.rename(TARGET, old)
        os.rename(new, TARGET)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _python() -> str:
    """Return the Python that runs this, or the base interpreter if that is in an environment."""
    if sys.prefix == sys.base_prefix:
        return sys.executable
    base = f"{sys.base_exec_prefix}/bin/python{sys.version_info[0]}.{sys.version_info[1]}"
    return base if os.path.exists(base) else os.path.realpath(sys.executable)


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise Refused("cannot ask: not a terminal", "add --yes, or run it in a terminal")
    return input(f"{question} [y/n] (y): ").strip().lower() in ("", "y", "yes")


def _digest(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read()
    except OSError:
        return ""


def _short(path: str) -> str:
    home = os.path.expanduser("~") + "/"
    return "~/" + path[len(home) :] if path.startswith(home) else path
