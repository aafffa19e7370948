"""Say whether this checkout can be released: its version, changelog, tag and names, and what the archives hold.

The archives are built twice, each from a clone of HEAD of its own; the first pair is left in dist/, to be uploaded.
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
"""What the project was called before its first release; it is the name of another project on the index."""


def version_problems() -> Iterator[str]:
    """Require a final version, in its one spelling, later than every release."""
    try:
        number = Version(version())
    except InvalidVersion:
        yield f'"{version()}" is no version'
        return
    if str(number) != version() or number.is_prerelease or number.local:
        yield f'"{version()}" is not spelled as a final release is'
    others = set(git("tag", "--list", "v*")) - set(git("tag", "--points-at", "HEAD"))
    later = [tag for tag in others if Version(tag[1:]) >= number]
    if later:
        yield f'"{min(later)}" is released already'


def changelog_problems() -> Iterator[str]:
    """Require a changelog that begins with this version, and no fragment that is left."""
    with open("CHANGELOG.md", encoding="utf-8") as file:
        titles = re.findall(r"^## (\S+)", file.read(), re.MULTILINE)
    if titles[:1] != [version()]:
        yield f"CHANGELOG.md does not begin with {version()}: towncrier build --version {version()}"
    fragments = set(glob.glob("changelog.d/*.md")) - {"changelog.d/README.md"}
    if fragments:
        yield f"changelog.d holds {len(fragments)} changes that are in no release"


def tag_problems() -> Iterator[str]:
    """Require that everything is committed, and that the commit has the version's tag."""
    if git("status", "--porcelain"):
        yield "there are changes that are not committed"
    if f"v{version()}" not in git("tag", "--points-at", "HEAD"):
        yield f"this commit has no tag: git tag v{version()}"


def name_problems() -> Iterator[str]:
    """Require that the old name is in no file and no file's name."""
    named = [path for path in git("ls-files") if OLD_NAME in path.lower()]
    for path in sorted({*named, *git("grep", "--ignore-case", "--text", "--name-only", OLD_NAME)}):
        yield f'"{path}" holds the old name'


CHECKS = {
    "version": version_problems,
    "changelog": changelog_problems,
    "tag": tag_problems,
    "names": name_problems,
    "archives": archives.problems,
}


def main() -> int:
    """Print what each check finds; return 1 if anything was found."""
    wrong = 0
    for title, check in CHECKS.items():
        problems = list(check())
        wrong += len(problems)
        for problem in problems or ["fit"]:
            print(f"{title + ':':<11}{problem}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
