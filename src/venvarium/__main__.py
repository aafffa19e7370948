"""`python -m venvarium`."""

from __future__ import annotations

from venvarium.door import main

main()
