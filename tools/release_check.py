"""Check whether this checkout can be released: its version, changelog, tag, names and archives.

The archives are built twice, each time from a new clone of HEAD. The first pair is left in dist/ for the upload.
"""

from __future__ import annotations

import glob
import re
import sys
from collections.abc import Iterator

import archives
from archives import git, version
from packaging.version import InvalidVersion, Version

OLD_NAME = "v" + "envarium"
"""The project's name before its first release, which belongs to another project on the package index."""


def version_problems() -> Iterator[str]:
    """Require a final version, in canonical form, that is later than every release."""
    try:
        number = Version(version())
    except InvalidVersion:
        yield f'"{version()}" is not a version'
        return
    if str(number) != version() or number.is_prerelease or number.local:
        yield f'"{version()}" is not the canonical form of a final version'
    others = set(git("tag", "--list", "v*")) - set(git("tag", "--points-at", "HEAD"))
    later = [tag for tag in others if Version(tag[1:]) >= number]
    if later:
        yield f'"{min(later)}" is already released'


def changelog_problems() -> Iterator[str]:
    """Require a changelog that begins with this version, and no remaining fragment."""
    with open("CHANGELOG.md", encoding="utf-8") as file:
        titles = re.findall(r"^## (\S+)", file.read(), re.MULTILINE)
    if titles[:1] != [version()]:
        yield f"CHANGELOG.md does not begin with {version()}; run: towncrier build --version {version()}"
    fragments = set(glob.glob("changelog.d/*.md")) - {"changelog.d/README.md"}
    if fragments:
        yield f"changelog.d contains {len(fragments)} changes that belong to no release"


def tag_problems() -> Iterator[str]:
    """Require that everything is committed, and that the commit has the version's tag."""
    if git("status", "--porcelain"):
        yield "there are uncommitted changes"
    if f"v{version()}" not in git("tag", "--points-at", "HEAD"):
        yield f"this commit has no tag; run: git tag v{version()}"


def name_problems() -> Iterator[str]:
    """Require that no file and no file name contains the old name."""
    named = [path for path in git("ls-files") if OLD_NAME in path.lower()]
    for path in sorted({*named, *git("grep", "--ignore-case", "--text", "--name-only", OLD_NAME)}):
        yield f'"{path}" contains the old name'


CHECKS = {
    "version": version_problems,
    "changelog": changelog_problems,
    "tag": tag_problems,
    "names": name_problems,
    "archives": archives.problems,
}


def main() -> int:
    """Print the problems that each check finds; return 1 if there are any."""
    wrong = 0
    for title, check in CHECKS.items():
        problems = list(check())
        wrong += len(problems)
        for problem in problems or ["ok"]:
            print(f"{title + ':':<11}{problem}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
