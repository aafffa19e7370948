"""Links from projects to environments."""

from __future__ import annotations

import base64
import glob
import hashlib
import json
import os
import subprocess
import sys
import urllib.parse

from hooking import write
from tool import open_text

HERE = ("-p", sys.executable)


def run_git(folder, *words):
    """Run git without anybody's settings, and return what it printed."""
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "PATH": os.environ["PATH"]}
    identity = {f"GIT_{who}_{what}": "x@y" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return subprocess.run(
        ["git", *words], cwd=folder, env={**quiet, **identity}, check=True, capture_output=True, text=True
    ).stdout


def link_of(project):
    """What the symlink in `project` says, None if there is nothing."""
    return os.readlink(f"{project}/.venv") if os.path.lexists(f"{project}/.venv") else None


def install(place, project):
    """Put into the environment at `place` what an editable install of `project` through its link leaves."""
    (site,) = glob.glob(f"{place}/lib/python*/site-packages")
    write(f"{site}/web.pth", f"{project}/src\n")
    write(f"{site}/__editable___web_1_finder.py", f"MAPPING = {{'web': {project + '/src/web'!r}}}\n")
    os.makedirs(f"{site}/web-1.dist-info")
    url = "file://" + urllib.parse.quote(project)
    write(f"{site}/web-1.dist-info/direct_url.json", json.dumps({"url": url, "dir_info": {"editable": True}}))
    write(f"{site}/web-1.dist-info/RECORD", "web.pth,sha256=x,1\nweb-1.dist-info/RECORD,,\n")
    python = f"{quoted(project)}/.venv/bin/python"
    head = f"#!/bin/sh\n'''exec' '{python}' \"$0\" \"$@\"\n' '''\n"
    write(f"{place}/bin/web", head + "import sys\nprint(sys.prefix, end='')\n")
    os.chmod(f"{place}/bin/web", 0o755)


def quoted(text):
    return text.replace("'", "'\"'\"'")


def installed(place):
    """Return the project that all files of that install name, and the environment whose Python runs its program."""
    (site,) = glob.glob(f"{place}/lib/python*/site-packages")
    project = open_text(f"{site}/web.pth").removesuffix("/src\n")
    names = {}
    exec(open_text(f"{site}/__editable___web_1_finder.py"), names)
    url = json.loads(open_text(f"{site}/web-1.dist-info/direct_url.json"))["url"]
    assert names["MAPPING"]["web"] == project + "/src/web"
    assert urllib.parse.unquote(url) == "file://" + project
    assert os.access(f"{place}/bin/web", os.X_OK)
    return project, subprocess.check_output([f"{place}/bin/web"], text=True)


def is_recorded(place):
    """Whether the RECORD of that install has the hash of its .pth file."""
    (site,) = glob.glob(f"{place}/lib/python*/site-packages")
    digest = hashlib.sha256(open_text(f"{site}/web.pth").encode()).digest()
    text = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return f"web.pth,sha256={text}," in open_text(f"{site}/web-1.dist-info/RECORD")
