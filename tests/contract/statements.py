"""What holds in every environment, whichever strategy made it and from whichever interpreter."""

from __future__ import annotations

from contract import interpreter, library, packages

STATEMENTS = [
    value
    for module in (interpreter, packages, library)
    for value in vars(module).values()
    if hasattr(value, "quick")
]
QUICK = [statement for statement in STATEMENTS if statement.quick]
"""Those that start few processes."""
