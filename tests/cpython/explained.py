"""Why a case may end otherwise in an environment than in the base."""

from __future__ import annotations

from fnmatch import fnmatchcase


class Difference:
    """How the case `case` (a shell pattern) ends in the places and versions that it concerns, and why."""

    def __init__(self, case, ends, why, *, places=("pyvenv.cfg", "copy", "venv"), versions=("*",)):
        self.case = case
        self.ends = ends
        self.why = why
        self.places = places
        self.versions = versions

    def explains(self, version, place, case, ends):
        """Whether `case` may end so in `place`, made from that `version`."""
        return (
            place in self.places
            and ends == self.ends
            and fnmatchcase(case, self.case)
            and any(fnmatchcase(version, pattern) for pattern in self.versions)
        )


INCLUDE = (
    "the test takes the headers of a virtual environment to lie below `sys.prefix`, where the schemes put them below "
    "the base; 3.13 asks with a prefix of its own"
)

DIFFERENCES = (
    Difference("test.test_sysconfig.TestSysConfig.test_*_venv_scheme", "failed", INCLUDE, versions=("3.1[12].*",)),
)
