"""Tests of outdated, upgrade and audit, with a package index on this machine."""

from __future__ import annotations

import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from distributions import lay, site
from tool import lend
from wheels import UV, index, wheel

NO_UV = {"PATH": "/usr/bin:/bin"}


class Index(BaseHTTPRequestHandler):
    """A package index: each package has the version 2.0 alone."""

    def do_GET(self):
        name = self.path.rstrip("/").rpartition("/")[2]
        self.server.asked.append(name)
        page = f'<a href="/files/{name}-2.0-py3-none-any.whl">{name}-2.0-py3-none-any.whl</a>\n'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture
def served():
    """A running index, which keeps the names that it was asked for."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Index) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def two(tool, store, shared):
    """Two environments with pip; the second has what is newest of one package, and one that came from elsewhere."""
    lend(store.root, shared / "warm")
    for name, version in (("one", "1.0"), ("two", "2.0")):
        tool.done("create", name)
        lay(site(store.path(name)), "alpha", version)
        lay(site(store.path(name)), "beta", "1.5")
    origin = json.dumps({"url": "file:///somewhere", "dir_info": {}})
    lay(site(store.path("two")), "gamma", "0.1", {"gamma-0.1.dist-info/direct_url.json": origin})
    return tool


@pytest.mark.parametrize("program", ["pip", "uv"])
def test_outdated(two, served, program, tmp_path):
    """Each package is asked for once for all environments, and each environment's outdated ones are listed."""
    url = f"http://127.0.0.1:{served.server_port}/simple"
    path = NO_UV["PATH"] if program == "pip" else f"{os.path.dirname(UV)}:{NO_UV['PATH']}"
    variables = {
        "PIP_INDEX_URL": url, "PIP_CONFIG_FILE": "/dev/null", "PIP_NO_CACHE_DIR": "1", "PATH": path,
        "UV_INDEX_URL": url, "UV_NO_CONFIG": "1", "UV_CACHE_DIR": str(tmp_path / "cache"),
    }  # fmt: skip
    rows = json.loads(two.done("outdated", "--all", "--json", **variables))
    rows = [tuple(row.values()) for row in rows if row["package"] != "pip"]
    assert rows == [
        ("one", "alpha", "1.0", "2.0"),
        ("one", "beta", "1.5", "2.0"),
        ("two", "beta", "1.5", "2.0"),
    ]
    assert sorted(name for name in served.asked if name != "pip") == ["alpha", "beta"]
    assert [line.split()[:2] for line in two.done("outdated", "two", **variables).splitlines()] == [
        ["two", "beta"]
    ]


def test_outdated_without_an_index(two):
    """Without an answer there is an error and no traceback; a broken environment is left out, with a message."""
    variables = {**NO_UV, "PIP_CONFIG_FILE": "/dev/null", "PIP_NO_INDEX": "1"}
    done = two("outdated", "one", **variables)
    assert "Traceback" not in done.stderr
    os.unlink(two.environment["WORKON_HOME"] + "/one/bin/python")
    done = two("outdated", "one", **variables)
    assert '"one" was left out' in done.stderr


def test_upgrade(two, store, tmp_path):
    """What is named is upgraded, a snapshot is taken before, and rollback undoes it."""
    wheel(tmp_path, "alpha", "2.0")
    variables = {**NO_UV, **index(tmp_path)}
    done = two("upgrade", "one", "alpha", **variables)
    assert (done.returncode, "alpha 1.0 -> 2.0" in done.stdout) == (0, True), done
    assert "envarium rollback one" in done.stderr
    receipt = json.loads(two.done("history", "one", "--json"))[-1]
    assert (receipt["words"], receipt["changed"]) == (
        ["envarium", "upgrade", "one", "alpha"],
        {"alpha": ["1.0", "2.0"]},
    )
    assert len(json.loads(two.done("snapshots", "one", "--json"))) == 1
    done = two("upgrade", "one", "alpha", **variables)
    assert "up to date" in done.stderr
    done = two("upgrade", "one", "alpha>9", **variables)
    assert (done.returncode, "no package was changed" in done.stderr) == (1, True)
    assert len(json.loads(two.done("snapshots", "one", "--json"))) == 1
    done = two("upgrade", "one", "missing", **variables)
    assert (done.returncode, done.stderr.splitlines()[1]) == (
        2,
        "hint: envarium install one missing installs it",
    )
    two.done("rollback", "one")
    assert two.done("which", "alpha<2") == "one  1.0\n"


def test_audit(two, store, tmp_path):
    """Without pip-audit there is a hint; else it looks at the environment's packages, and its exit code is kept."""
    done = two("audit", "one", **NO_UV)
    assert (done.returncode, "pip-audit" in done.stderr, "hint: " in done.stderr) == (1, True, True)
    program = tmp_path / "pip-audit"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@" >>"$0.log"\necho "{}"\nexit 1\n', encoding="utf-8")
    program.chmod(0o755)
    path = {"PATH": f"{tmp_path}:{NO_UV['PATH']}"}
    done = two("audit", "--all", "--json", **path)
    assert done.returncode == 1
    assert json.loads(done.stdout) == [{"environment": "one"}, {"environment": "two"}]
    words = (tmp_path / "pip-audit.log").read_text(encoding="utf-8").splitlines()
    assert {site(store.path(name)) for name in ("one", "two")} < set(words)
    assert two("audit", "one", **path).returncode == 1
