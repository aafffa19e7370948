"""When the versions of CPython no longer get security fixes."""

from __future__ import annotations

import time

DATES = {
    "2.7": "2020-01-01", "3.0": "2009-06-27", "3.1": "2012-04-09", "3.2": "2016-02-20", "3.3": "2017-09-29",
    "3.4": "2019-03-18", "3.5": "2020-09-30", "3.6": "2021-12-23", "3.7": "2023-06-27", "3.8": "2024-10-07",
    "3.9": "2025-10-31", "3.10": "2026-10-31", "3.11": "2027-10-31", "3.12": "2028-10-31", "3.13": "2029-10-31",
    "3.14": "2030-10-31", "3.15": "2031-10-31",
}  # fmt: skip
"""The last day of each, from https://devguide.python.org/versions/ (include/release-cycle.json), as of 2026-11-28.

Where that names only a month, it is the last day of it.
"""


def date(implementation: str, version: str) -> str:
    """Return the date on which support for `version` has ended, "" if it has not, or is not known.

    PyPy publishes no dates.
    """
    if implementation not in ("", "CPython"):
        return ""
    last = DATES.get(".".join(version.split(".")[:2]), "")
    return last if last < time.strftime("%Y-%m-%d") else ""
