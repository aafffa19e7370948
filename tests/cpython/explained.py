"""Why a case may end otherwise in an environment than in the base."""

from __future__ import annotations

from fnmatch import fnmatchcase

SKIPPED = ("skipped", "absent")
"""The report of 3.12.1 leaves out what a decorator skips."""


class Difference:
    """How the case `case` (a shell pattern) may end in the places and versions that it concerns, and why."""

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
            and ends in self.ends
            and fnmatchcase(case, self.case)
            and any(fnmatchcase(version, pattern) for pattern in self.versions)
        )


HEADERS = (
    "the test takes the headers to lie below `sys.prefix`, but the schemes put those of a virtual environment "
    "below the base; 3.13 asks about a prefix of its own"
)
USER_SITE = "it wants the user's own packages, which virtual environments hide"
PTH = "it looks what is imported at the start, and steps aside where a `.pth` file may import more: the bootstrap"
SETUPTOOLS = (
    "it steps aside here too: 3.11's `python -m venv` installs setuptools, which brings a `.pth` file"
)

DIFFERENCES = (
    Difference(
        "test.test_sysconfig.TestSysConfig.test_*_venv_scheme",
        ("failed",),
        HEADERS,
        versions=("3.11.*", "3.12.*"),
    ),
    Difference("test.test_site.HelperFunctionsTests.test_s_option", SKIPPED, USER_SITE),
    Difference("test.test_site.StartupImportTests.test_startup_imports", SKIPPED, PTH, places=("copy",)),
    Difference(
        "test.test_site.StartupImportTests.test_startup_imports",
        SKIPPED,
        SETUPTOOLS,
        places=("venv",),
        versions=("3.11.*",),
    ),
)
