"""`python -m envarium`."""

from __future__ import annotations

from envarium.door import main

main()
