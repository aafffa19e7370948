"""Environments with pip, and the images that it is linked from."""

from __future__ import annotations

import glob
import os
import subprocess
import sys

HERE = ("-p", sys.executable)


def root(tool):
    return tool.environment["WORKON_HOME"]


def site(tool, name):
    """Return the site-packages of the environment `name`."""
    return glob.glob(f"{glob.escape(root(tool))}/{glob.escape(name)}/lib/python*/site-packages")[0]


def pip(tool, name, *words):
    """Run the pip of the environment `name`, which ends well; return what it printed."""
    child = [f"{root(tool)}/{name}/bin/python", "-m", "pip", "--disable-pip-version-check", *words]
    done = subprocess.run(child, capture_output=True, text=True, check=False, env=tool.environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def images(tool):
    """Return the images of the store: the directories that hold a manifest."""
    return sorted(map(os.path.dirname, glob.glob(f"{glob.escape(root(tool))}/.envarium/seeds/*/manifest")))
