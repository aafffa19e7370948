"""A release is complete, and a commit that cannot be released is refused."""

from __future__ import annotations

import os
import subprocess

import pytest

from trees import write

CHECKOUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


@pytest.fixture
def check(monkeypatch, tmp_path):
    """The release check, in a repository whose one commit is fit for version 1.2."""
    monkeypatch.syspath_prepend(CHECKOUT + "/tools")
    import release_check

    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    for path, text in {
        "src/envarium/__init__.py": '__version__ = "1.2"\n',
        "CHANGELOG.md": "# Changes\n\n## 1.2 (2026-01-02)\n\n## 1.1 (2025-01-02)\n",
        "changelog.d/README.md": "",
    }.items():
        write(path, text)
    git("init", "--quiet")
    commit()
    git("tag", "v1.2")
    return release_check


def git(*words):
    who = ("-c", "user.name=N", "-c", "user.email=n@example.org")
    subprocess.run(["git", *who, *words], check=True, capture_output=True)


def commit():
    git("add", "--all")
    git("commit", "--quiet", "--message", "Change")


def problems(check):
    """What the checks find that build nothing, by title."""
    found = {title: list(one()) for title, one in check.CHECKS.items() if title != "archives"}
    return {title: output for title, output in found.items() if output}


def test_a_fit_commit_has_no_problems(check):
    assert problems(check) == {}


@pytest.mark.parametrize(
    ("path", "text", "titles"),
    [
        ("src/envarium/__init__.py", '__version__ = "1.3.dev1"\n', {"version", "changelog", "tag"}),
        ("src/envarium/__init__.py", '__version__ = "1.02"\n', {"version", "changelog", "tag"}),
        ("src/envarium/__init__.py", '__version__ = "one"\n', {"version", "changelog", "tag"}),
        ("CHANGELOG.md", "# Changes\n\n## 1.1 (2025-01-02)\n", {"changelog"}),
        ("changelog.d/new.added.md", "New.\n", {"changelog"}),
        ("page.md", "pipx install " + "V" + "Envarium\n", {"names"}),
        ("v" + "envarium.1", "", {"names"}),
    ],
)
def test_an_unfit_commit_is_reported(check, path, text, titles):
    """By the title of each check that finds something."""
    write(path, text)
    commit()
    git("tag", "--force", "v1.2")
    assert set(problems(check)) == titles


def test_uncommitted_changes_and_released_versions_are_reported(check):
    """A version that another commit is tagged with, or a later one, cannot be released."""
    write("new", "")
    assert set(problems(check)) == {"tag"}
    commit()
    git("tag", "v1.10")
    git("tag", "--force", "v1.2")
    assert problems(check) == {}
    write("newer", "")
    commit()
    assert set(problems(check)) == {"tag", "version"}


@pytest.fixture
def archives(monkeypatch):
    """The part of the release check that is about archives, in this checkout."""
    monkeypatch.syspath_prepend(CHECKOUT + "/tools")
    import archives

    monkeypatch.chdir(CHECKOUT)
    return archives


def test_the_archives_are_whole(archives, built):
    """The wheel has the code, shell files, man page and py.typed; the source archive every file; twine accepts both."""
    files = archives.git("ls-files", "--cached", "--others", "--exclude-standard")
    if not files:
        pytest.skip("this is no git repository, so the files to expect are not known")
    shipped = {path for path in files if os.path.exists(path)}
    assert list(archives.mistakes(*archives.paths(built), sorted(shipped))) == []
    wheel = archives.paths(built)[1]
    assert {"envarium/py.typed", "envarium/shell/envarium.sh"} <= archives.wheel_files(wheel)
    assert any(name.endswith("share/man/man1/envarium.1") for name in archives.wheel_files(wheel))
    missing = sorted(shipped - {"shell/envarium.sh"})
    expected = [
        'the wheel should not contain "envarium/shell/envarium.sh"',
        'the source archive should not contain "shell/envarium.sh"',
    ]
    assert [*archives.mistakes(*archives.paths(built), missing)] == expected


def test_two_builds_are_identical(archives, built, tmp_path, monkeypatch):
    """Byte for byte, from another directory, with another umask, time zone and age of the files."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    copy = tmp_path / "elsewhere"
    for path in archives.source_files(archives.paths(built)[0]) - {"PKG-INFO"}:
        place = copy / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(archives.content(path))
        place.chmod(os.stat(path).st_mode & 0o700)
    again = archives.build(str(copy), str(tmp_path / "again"), 0o077, "--no-isolation")
    for one, other in zip(archives.paths(built), again, strict=True):
        assert archives.content(one) == archives.content(other)
