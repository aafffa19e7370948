"""Which shell calls."""

from __future__ import annotations

import os

import shellingham

from envarium.shells import registry

DEFAULT = "bash"


def shell() -> str:
    """Return the name of the shell that called, as registry.shell takes it; the login shell where none did."""
    try:
        name, _ = shellingham.detect_shell()
    except shellingham.ShellDetectionFailure:
        name = os.path.basename(os.environ.get("SHELL", ""))
    name = {"powershell": "pwsh", "dash": "sh", "ksh": "sh"}.get(name, name)
    return name if name in registry.DIALECTS else DEFAULT
