"""What is released is whole, and what cannot be released is told apart."""

from __future__ import annotations

import os
import subprocess
import sysconfig

import pytest

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


def write(path, text):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


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
def test_an_unfit_commit_is_told(check, path, text, titles):
    """By the title of each check that finds something."""
    write(path, text)
    commit()
    git("tag", "--force", "v1.2")
    assert set(problems(check)) == titles


def test_uncommitted_changes_and_released_versions_are_told(check):
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


def test_the_wheel_holds_what_is_shipped(installed, monkeypatch):
    """Code and shell files all of them, the mark that it is typed, and the man page where man looks for it."""
    monkeypatch.syspath_prepend(CHECKOUT + "/tools")
    import archives

    monkeypatch.chdir(CHECKOUT)
    files = [path for top in ("src", "shell", "docs") for path in below(top)]
    environment = os.path.dirname(os.path.dirname(installed))
    packages = sysconfig.get_path("purelib", "venv", {"base": environment})
    shipped = {path for path in below("envarium", packages) if not path.endswith(".pyc")}
    expected = {path for path in archives.expected_in_wheel(files) if ".data/" not in path}
    assert shipped == expected
    assert os.path.exists(f"{environment}/share/man/man1/envarium.1")


def below(top, folder="."):
    """The paths of the files below `top`, which is in `folder`, relative to it."""
    for place, _, names in os.walk(os.path.join(folder, top)):
        for name in names:
            if "__pycache__" not in place:
                yield os.path.relpath(os.path.join(place, name), folder)
