"""Install, use, upgrade and uninstall envarium as a new user does, who types the commands of the how-to page.

first_steps.py WAY SHELL PACKAGES [PYTHON]: WAY is pipx, uv, venv or file; PACKAGES a directory with the directories
`first` and `second`, each with a wheel and an envarium.pyz of one version; PYTHON is another one, to which envarium is
moved.
The home directory is a new one. It needs nothing but Python, and runs in the Debian of tools/test-elsewhere.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import time

PATIENCE = 300
"""Seconds that one command may take."""

RC = {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/config.fish"}

CODES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b\][^\x07]*\x07|\x1b[()][A-Z0-9]|\x1b[=>]|\r")
"""What steers a terminal."""


class Way:
    """The commands of one way to install, in the order in which a user needs them."""

    def __init__(self, install: str, path: str, upgrade: str, move: str, uninstall: str) -> None:
        self.install = install
        self.path = path
        self.upgrade = upgrade
        self.move = move
        self.uninstall = uninstall


WAYS = {
    "pipx": Way(
        "pipx install envarium",
        "pipx ensurepath",
        "pipx upgrade envarium",
        "pipx reinstall --python {python} envarium",
        "pipx uninstall envarium",
    ),
    "uv": Way(
        "uv tool install envarium",
        "uv tool update-shell",
        "uv tool upgrade envarium",
        "uv tool upgrade --python {python} envarium",
        "uv tool uninstall envarium",
    ),
    "venv": Way(
        "python3 -m venv ~/.local/share/envarium-venv; and ~/.local/share/envarium-venv/bin/pip install envarium; "
        "and mkdir -p ~/.local/bin; and ln -s ~/.local/share/envarium-venv/bin/envarium ~/.local/bin/envarium",
        "",
        "~/.local/share/envarium-venv/bin/pip install --upgrade envarium",
        "{python} -m venv --clear ~/.local/share/envarium-venv; and "
        "~/.local/share/envarium-venv/bin/pip install envarium",
        "rm -r ~/.local/share/envarium-venv ~/.local/bin/envarium",
    ),
    "file": Way(
        "python3 envarium.pyz setup",
        "",
        "python3 envarium.pyz setup",
        "{python} ~/.local/share/envarium setup",
        "rm -r ~/.local/share/envarium ~/.local/bin/envarium",
    ),
}
"""`; and` stands for `&&`, which old versions of fish do not know."""


class Failed(Exception):
    """The message says what a user would not expect."""


class Terminal:
    """A new interactive shell in a terminal of 250 columns."""

    def __init__(self, shell: str, environment: dict[str, str]) -> None:
        self.shell = shell
        self.transcript = ""
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            os.chdir(environment["HOME"])
            os.execvpe(shell, [shell, "-i"], environment)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 250, 0, 0))
        self.code, self.greeting = self._type("true")

    def type(self, line: str, answer: str = "") -> str:
        """Type a line, `answer` where a question is asked, and return what appears. Raises Failed if the line fails."""
        code, text = self._type(line.replace("; and ", " && ") if self.shell != "fish" else line, answer)
        if code:
            raise Failed(f'"{line}" ends with {code}')
        return text

    def quietly(self, line: str) -> str:
        """Type a line that must not fail, nor print an error or a warning of envarium, and return what appears."""
        text = self.type(line)
        if "envarium: " in text or "Traceback" in text:
            raise Failed(f'"{line}" prints an error')
        return text

    def _type(self, line: str, answer: str = "") -> tuple[int, str]:
        status = "$status" if self.shell == "fish" else "$?"
        os.write(self._terminal, f'{line}; echo "EN""DED:{status}:"\n'.encode())
        text, limit = "", time.monotonic() + PATIENCE
        while not (end := re.search(r"ENDED:(\d+):", text)):
            if not select.select([self._terminal], [], [], 1)[0]:
                if time.monotonic() > limit:
                    raise Failed(f'"{line}" takes too long')
                continue
            piece = os.read(self._terminal, 65536).decode(errors="replace")
            self.transcript += CODES.sub("", piece)
            text += CODES.sub("", piece)
            if answer and re.search(r"\[[Yy]/[Nn]\][ :(yn)]*$", text[-40:]):
                os.write(self._terminal, answer.encode() + b"\n")
                text += "\n"
        return int(end[1]), text

    def close(self) -> None:
        """End the shell."""
        os.close(self._terminal)
        os.waitpid(self._pid, 0)


class User:
    """A new user with a home directory, who installs envarium in one way for one shell."""

    def __init__(self, way: str, shell: str, packages: str) -> None:
        self.home = tempfile.mkdtemp(prefix=f"{way}-{shell}-")
        self.way, self.name, self.shell, self.packages = WAYS[way], way, shell, packages
        self.index = self.home + "/index"
        kept = ("PIP_", "UV_", "SSL_CERT_", "REQUESTS_CA_BUNDLE", "LANG")
        self.environment = {name: value for name, value in os.environ.items() if name.startswith(kept)}
        links = " ".join(filter(None, (self.index, os.environ.get("PIP_FIND_LINKS"))))
        self.environment |= {
            "HOME": self.home, "SHELL": shutil.which(shell) or shell, "TERM": "dumb", "USER": "tester",
            "PATH": "/usr/local/bin:/usr/bin:/bin", "PIP_FIND_LINKS": links, "UV_FIND_LINKS": self.index,
        }  # fmt: skip
        self.transcript = ""
        shutil.copytree("/etc/skel", self.home, dirs_exist_ok=True)
        if shell == "zsh":
            open(
                self.home + "/.zshrc", "a"
            ).close()  # without one, zsh asks a new user what it should contain
        self.offer("first")

    def offer(self, version: str) -> None:
        """Put a version where pip and uv look for it, and its archive into the home directory."""
        shutil.rmtree(self.index, ignore_errors=True)
        shutil.copytree(f"{self.packages}/{version}", self.index)
        shutil.copy(self.index + "/envarium.pyz", self.home)

    def in_new_shell(self, *lines: str, answer: str = "") -> list[str]:
        """Open a shell, type the lines, and return what each shows, after what the shell shows when it starts."""
        terminal = Terminal(self.shell, self.environment)
        try:
            return [terminal.greeting, *(terminal.type(line, answer) for line in lines)]
        finally:
            self.transcript += f"\n--- a new {self.shell} ---\n{terminal.transcript}"
            terminal.close()

    def install(self) -> None:
        """Install envarium and load it in every new shell."""
        if self.way.path:
            self.in_new_shell(self.way.install, self.way.path, answer="y")
            self.in_new_shell("envarium setup", answer="y")
            return
        setup = [] if self.name == "file" else ["~/.local/bin/envarium setup"]
        text = self.in_new_shell(self.way.install, *setup, answer="y")[-1]
        for hint in re.findall(r"^hint: ((?:echo|fish_add_path) .*)$", text, re.MULTILINE):
            self.in_new_shell(hint)

    def expect(self, condition: object, what: str) -> None:
        """Raise Failed unless the condition holds."""
        if not condition:
            raise Failed(what)


def first_environment(user: User) -> None:
    """Create environments, for a project too, and activate them."""
    terminal = Terminal(user.shell, user.environment)
    try:
        terminal.quietly("mkvenv first")
        prefix = terminal.quietly("python -c 'import sys; print(sys.prefix)'")
        user.expect(f"{user.home}/.virtualenvs/first" in prefix, "another Python is active")
        terminal.quietly("deactivate")
        terminal.quietly("workon first")
        user.expect("/first" in terminal.quietly("echo $VIRTUAL_ENV"), "workon activates nothing")
        terminal.quietly("mkdir project; and cd project; and git init -q; and mkvenv")
        user.expect(
            "/.virtualenvs/project" in terminal.quietly("readlink .venv"), "the project is not linked"
        )
        terminal.quietly("deactivate")
        terminal.quietly("workon")
        user.expect("/project" in terminal.quietly("echo $VIRTUAL_ENV"), "workon does not know the project")
        terminal.quietly("envarium doctor")
        page = user.home + "/.local/share/man/man1/envarium.1"
        if user.name == "file" or os.path.exists(page):  # pipx links the page from its version 1.3 on
            terminal.quietly("man -w envarium")
    finally:
        user.transcript += f"\n--- first environment ---\n{terminal.transcript}"
        terminal.close()


def upgrade(user: User) -> None:
    """Install the second version, while a shell is open."""
    terminal = Terminal(user.shell, user.environment)
    try:
        user.offer("second")
        user.in_new_shell(user.way.upgrade, answer="y")
        for line in ("lsvenv", "workon first", "mkvenv --no-pip second", "deactivate", "rmvenv second"):
            terminal.quietly(line)
    finally:
        user.transcript += f"\n--- open during the upgrade ---\n{terminal.transcript}"
        terminal.close()
    text = user.in_new_shell("envarium --version", "workon first")[1]
    user.expect("envarium 0.0.2" in text, "it is not upgraded")


def move(user: User, python: str) -> None:
    """Let another Python run envarium, while a shell is open."""
    terminal = Terminal(user.shell, user.environment)
    try:
        terminal.quietly("workon first")
        user.in_new_shell(user.way.move.format(python=python), answer="y")
        for line in ("lsvenv", "workon first", "mkvenv --no-pip second", "deactivate", "rmvenv second"):
            terminal.quietly(line)
    finally:
        user.transcript += f"\n--- open during the move ---\n{terminal.transcript}"
        terminal.close()
    terminal = Terminal(user.shell, user.environment)
    try:
        for line in ("lsvenv", "workon first", "mkvenv --no-pip second", "deactivate", "rmvenv second"):
            terminal.quietly(line)
        path = re.findall(r"^Python: (.*)$", terminal.quietly("virtualenvwrapper"), re.MULTILINE)[0]
        version = subprocess.run([path, "-V"], capture_output=True, text=True, check=True).stdout
        user.expect(python.removeprefix("python") in version, f"{version.strip()} runs envarium")
    finally:
        user.transcript += f"\n--- after the move ---\n{terminal.transcript}"
        terminal.close()


def uninstall(user: User) -> None:
    """Uninstall envarium, once after `setup --undo` and once without: new shells are as before, or print one line."""
    undo = user.in_new_shell("envarium setup --undo", answer="y")[1]
    if user.name != "file":
        user.in_new_shell(user.way.uninstall)
    user.expect(
        user.name == "venv" or user.name == "file" or user.way.uninstall in undo, "undo names another command"
    )
    user.expect("envarium" not in user.in_new_shell()[0], "a new shell mentions envarium")
    left = [
        top
        for top, names, files in os.walk(user.home + "/.local")
        for name in (*names, *files)
        if "envarium" in name
    ]
    user.expect(not left, f"left: {left}")
    user.install()
    terminal = Terminal(user.shell, user.environment)
    try:
        terminal.quietly("workon first")
        user.in_new_shell(user.way.uninstall)
        for line in ("deactivate", "workon first", "cdvirtualenv", "workon"):
            terminal.type(
                line
            )  # in zsh, the first one looks for plugins, and says that envarium is not installed
        text = terminal.type("lsvenv; or true" if user.shell == "fish" else "lsvenv || true")
        user.expect("hint: install envarium again" in text, "an open shell gives no hint")
    finally:
        user.transcript += f"\n--- open while it is uninstalled ---\n{terminal.transcript}"
        terminal.close()
    greeting, text = user.in_new_shell("ls")
    lines = [line for line in greeting.splitlines() if "no longer installed" in line]
    user.expect(len(lines) == 1, "a new shell does not say in one line that envarium is missing")
    user.expect(f"~/{RC[user.shell]}" in lines[0], "the line does not name the startup file")
    user.expect("project" in text, "the shell does not work")


def main() -> int:
    """Do it all; print what was seen if something is not as a user expects."""
    way, shell, packages, *python = sys.argv[1:]
    user = User(way, shell, packages)
    steps = [user.install, lambda: first_environment(user), lambda: upgrade(user)]
    steps += [lambda: move(user, python[0])] if python else []
    steps += [lambda: uninstall(user)]
    try:
        for step in steps:
            step()
    except Failed as failure:
        print(f"{user.transcript}\n\nFAILED: {way}, {shell}: {failure}")
        return 1
    print(f"ok: {way}, {shell}")
    shutil.rmtree(user.home)
    return 0


if __name__ == "__main__":
    sys.exit(main())
