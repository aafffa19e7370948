"""What `envarium trust` records, and what it refuses."""

from __future__ import annotations

import os
import stat

import pytest

from envarium.errors import CannotTrust, UntrustedFiles
from envarium.store import trust
from trees import NOBODY

HOOK = ".virtualenvwrapper/postactivate"


@pytest.fixture
def project(home):
    """A project with one hook."""
    place = home / "project"
    (place / ".virtualenvwrapper").mkdir(parents=True)
    (place / HOOK).write_text("a=1\n", encoding="utf-8")
    return place


def test_trust_and_untrust(tool, store, project):
    """Both name the project or take the current directory, list what they have done, and can be repeated."""
    for _ in range(2):
        done = tool("trust", cwd=str(project))
        assert (done.returncode, done.stdout) == (0, f"trusted {project}/{HOOK}\n")
    assert stat.S_IMODE(os.stat(store.own("trust")).st_mode) == 0o700
    done = tool("untrust", "project", cwd=str(project.parent))
    assert (done.returncode, done.stdout) == (0, f"no longer trusted: {project}/{HOOK}\n")
    done = tool("untrust", str(project))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "nothing there is trusted\n")


def test_ending_the_trust_in_one_project_leaves_others(tool, project):
    """A project whose path begins alike, or one outside the directory named."""
    os.rename(project, f"{project}-2")
    tool("trust", f"{project}-2")
    assert tool("untrust", str(project)).stdout == ""
    assert tool("untrust", str(project.parent)).stdout == f"no longer trusted: {project}-2/{HOOK}\n"


def test_what_cannot_be_trusted(tool, project):
    """No hooks, a pipe, a directory, a NUL, too large a file: refused, and then the other hook is not trusted."""
    other = project / ".virtualenvwrapper" / "predeactivate"
    for content in (b"a\0b", b"#" * (1 << 20) + b"#"):
        other.write_bytes(content)
        done = tool("trust", str(project))
        assert (done.returncode, done.stdout) == (1, "")
        assert "predeactivate" in done.stderr
        assert tool("untrust", str(project)).stdout == ""
    for path in (project / HOOK, other):
        path.unlink()
    os.mkfifo(project / HOOK)
    other.mkdir()
    done = tool("trust", str(project))
    assert (done.returncode, done.stdout) == (1, "")
    assert "contains no hooks" in done.stderr


def test_a_hook_of_another_user(tool, project, root):
    """What another user may rewrite cannot be trusted, nor his link to a file of one's own."""
    os.chown(project / HOOK, NOBODY, NOBODY)
    assert "it is owned by" in tool("trust", str(project)).stderr
    os.rename(project / HOOK, project / "own")
    os.chown(project / "own", os.getuid(), -1)
    os.symlink(project / "own", project / HOOK)
    os.chown(project / HOOK, NOBODY, NOBODY, follow_symlinks=False)
    assert "it is owned by" in tool("trust", str(project)).stderr


def test_a_link_is_trusted_by_what_it_leads_to(project):
    """A link to a directory is bound to the real path of that; a directory itself is not a thing to trust."""
    (project / "elsewhere").mkdir()
    (project / "between").symlink_to("elsewhere")
    (project / ".venv").symlink_to("between")
    assert trust.content(str(project / ".venv")) == os.fsencode(os.path.realpath(project / "elsewhere"))
    for path in (project / "elsewhere", project / "nothing"):
        with pytest.raises(CannotTrust):
            trust.content(str(path))


def test_a_store_that_others_may_write_into(store, project):
    """Nothing is recorded where others could replace the record."""
    os.mkdir(store.own())
    os.chmod(store.own(), 0o770)
    with pytest.raises(UntrustedFiles):
        trust.trust(store, str(project / HOOK))
    with pytest.raises(UntrustedFiles):
        trust.end(store, str(project / HOOK))
