"""The directories where envarium, its plugins and the shells' static files are installed."""

from __future__ import annotations

import os

from envarium import errors

PACKAGE = os.path.dirname(os.path.abspath(__file__))
HOME = os.path.dirname(PACKAGE)
"""The directory that holds the envarium package."""

PACKAGES = ("site-packages", "dist-packages")
"""The names of directories in which packages are installed."""


def is_installed() -> bool:
    """Return whether envarium is where packages are installed, and not in a checkout."""
    return os.path.basename(HOME) in PACKAGES


def is_from_archive() -> bool:
    """Return whether `envarium.pyz setup` has installed envarium, with all packages that it needs beside it."""
    return is_installed() and os.path.exists(os.path.dirname(HOME) + "/__main__.py")


def site_packages() -> str:
    """Return the directory in which plugins are installed: that of envarium, or a checkout's interpreter's."""
    if is_installed():
        return HOME
    import sysconfig

    return sysconfig.get_path("purelib")


def shell_files() -> str:
    """Return the directory of the static files: in the installed package, else in the checkout. Raises NoShellFiles."""
    for path in (PACKAGE + "/shell", os.path.normpath(PACKAGE + "/../../shell")):
        if os.path.isfile(path + "/envarium.sh"):
            return path
    raise errors.NoShellFiles(PACKAGE)
