"""Detects the calling shell."""

from __future__ import annotations

import os

import shellingham

from envarium.shells import registry

DEFAULT = "bash"


def shell() -> str:
    """Return the name of the calling shell in the registry; the login shell if none is detected."""
    try:
        name, _ = shellingham.detect_shell()
    except shellingham.ShellDetectionFailure:
        name = os.path.basename(os.environ.get("SHELL", ""))
    name = {"powershell": "pwsh", "dash": "sh", "ksh": "sh", "ash": "sh"}.get(name, name)
    return name if name in registry.DIALECTS else DEFAULT
