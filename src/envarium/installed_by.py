"""What envarium was installed with, and the commands that uninstall it and put it on PATH."""

from __future__ import annotations

import os
import shlex
import shutil
import sys

from envarium import environ, installation
from envarium.action import Action
from envarium.output import shown
from envarium.shells import registry

MAN_PAGE = "/share/man/man1/envarium.1"
"""Below the prefix of a Python, and below ~/.local, where `man` looks if ~/.local/bin is on PATH."""

PIPX, UV, ARCHIVE, PIP = "pipx", "uv", "envarium.pyz", "pip"


def manager() -> str:
    """Return which program installed envarium: pipx, uv, its own archive, or pip."""
    if installation.is_from_archive():
        return ARCHIVE
    if os.path.exists(sys.prefix + "/pipx_metadata.json"):
        return PIPX
    return UV if os.path.exists(sys.prefix + "/uv-receipt.toml") else PIP


def uninstall() -> str:
    """Return the command that uninstalls envarium."""
    return {
        PIPX: "pipx uninstall envarium",
        UV: "uv tool uninstall envarium",
        ARCHIVE: "envarium setup --undo",
        PIP: f"{_word(sys.executable)} -m pip uninstall envarium",
    }[manager()]


def archive() -> str:
    """Return the directory into which `envarium.pyz` has installed envarium, "" if something else has."""
    return os.path.dirname(installation.HOME) if installation.is_from_archive() else ""


def delete(archive: str) -> None:
    """Delete the directory of `archive`, and the links to it. Raises SystemRefused."""
    with Action(f"delete {shown(archive)}"):
        for link in ("/.local/bin/envarium", "/.local" + MAN_PAGE):
            path = environ.home() + link
            if os.path.islink(path) and os.readlink(path).startswith(archive + "/"):
                os.unlink(path)
        shutil.rmtree(archive)


def link_man_page() -> None:
    """Let `man` find the man page where uv has installed envarium, which links only programs. Raises SystemRefused."""
    page, link = sys.prefix + MAN_PAGE, f"{environ.home()}/.local{MAN_PAGE}"
    if manager() == UV and os.path.exists(page) and not os.path.exists(link):
        with Action(f"link {shown(link)}"):
            os.makedirs(os.path.dirname(link), exist_ok=True)
            if os.path.islink(link):  # to an envarium that has been uninstalled
                os.unlink(link)
            os.symlink(page, link)


def man_link() -> str:
    """Return the path of the link that `link_man_page` has made, "" if there is none."""
    link = f"{environ.home()}/.local{MAN_PAGE}"
    is_ours = manager() == UV and os.path.islink(link) and os.readlink(link) == sys.prefix + MAN_PAGE
    return link if is_ours else ""


def directory() -> str:
    """Return the directory of the command `envarium`."""
    if os.path.basename(sys.argv[0]) == "envarium":
        return os.path.dirname(os.path.abspath(sys.argv[0]))
    return os.path.dirname(command())


def command() -> str:
    """Return the path at which the command `envarium` is expected, however this process was started."""
    folder = os.path.dirname(sys.executable) if manager() == PIP else environ.home() + "/.local/bin"
    return folder + "/envarium"


def on_path(shell: str) -> str:
    """Return the command that puts `directory` on the PATH of new shells of the kind `shell`."""
    folder = directory()
    if manager() in (PIPX, UV) and folder == environ.home() + "/.local/bin":
        return {PIPX: "pipx ensurepath", UV: "uv tool update-shell"}[manager()]
    return registry.integrated(shell).path_command(folder)


def _word(path: str) -> str:
    """Return `path` as one word of a shell, with `~` for the home directory."""
    short = environ.abbreviated(path)
    return "~/" + shlex.quote(short[2:]) if short.startswith("~/") else shlex.quote(path)
