"""envarium in an environment of its own, and plugins for it."""

from __future__ import annotations

import glob
import os
import textwrap
import venv
import zipfile

import pytest

from plugging import WHEEL, Installed
from tool import Tool


@pytest.fixture(scope="session")
def own_environment(tmp_path_factory, installed, built):
    """An environment in which envarium is installed, from the wheel of `installed`, whose dependencies it borrows."""
    place = str(tmp_path_factory.mktemp("own"))
    venv.create(place, with_pip=False, symlinks=True)
    lender = os.path.dirname(os.path.dirname(installed))
    (wheel,) = glob.glob(f"{built}/envarium-*.whl")
    (packages,) = glob.glob(f"{lender}/lib/*/site-packages")
    own = Installed(place, Tool({"WORKON_HOME": ""}))
    own.pip("install", "--no-deps", "--no-index", wheel)
    with open(f"{own.packages}/dependencies.pth", "w", encoding="utf-8") as file:
        file.write(packages + "\n")
    return place


@pytest.fixture
def own(own_environment, tool):
    """envarium in an environment of its own, into which no plugin is installed."""
    yield Installed(own_environment, tool)
    there = Installed(own_environment, tool)
    for path in glob.glob(f"{there.packages}/plugin_*.dist-info"):
        there.pip("uninstall", "--yes", os.path.basename(path).partition("-")[0])


@pytest.fixture
def install(own, tmp_path):
    """A function that builds a package of a module and its entry points, and installs it with pip."""

    def build(name, groups, source):
        module = f"plugin_{name}"
        entries = "".join(f"[{group}]\n{line}\n" for group, line in groups.items())
        files = {
            f"{module}.py": textwrap.dedent(source),
            f"{module}-1.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {module}\nVersion: 1\n",
            f"{module}-1.dist-info/WHEEL": WHEEL,
            f"{module}-1.dist-info/entry_points.txt": entries,
        }
        record = f"{module}-1.dist-info/RECORD"
        wheel = f"{tmp_path}/{module}-1-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            for path, text in files.items():
                archive.writestr(path, text)
            archive.writestr(record, "".join(f"{path},,\n" for path in (*files, record)))
        own.pip("install", "--no-deps", "--no-index", wheel)

    return build
