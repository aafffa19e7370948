"""Projects that pip can build without a network: each is its own build backend."""

from __future__ import annotations

BACKEND = """
import base64, hashlib, io, os, zipfile  # some of them live in lib-dynload

NAME = {name!r}


def _wheel(folder, files):
    info = NAME.replace("-", "_") + "-1.0.dist-info"
    files = dict(files)
    files[info + "/METADATA"] = "Metadata-Version: 2.1\\nName: " + NAME + "\\nVersion: 1.0\\n"
    files[info + "/WHEEL"] = "Wheel-Version: 1.0\\nGenerator: own\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
    files[info + "/RECORD"] = "".join(path + ",,\\n" for path in [*files, info + "/RECORD"])
    file = info.replace(".dist-info", "") + "-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, file), "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return file


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    return _wheel(wheel_directory, {{NAME.replace("-", "_") + ".py": "there = True\\n"}})


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    return _wheel(wheel_directory, {{"__editable__" + NAME + ".pth": os.getcwd() + "\\n"}})
"""

PYPROJECT = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'


def write(folder, name):
    """Write a project that builds a package called `name`, with one module; return its path."""
    folder.mkdir(parents=True)
    (folder / "backend.py").write_text(BACKEND.format(name=name))
    (folder / "pyproject.toml").write_text(PYPROJECT)
    (folder / (name.replace("-", "_") + ".py")).write_text("there = True\n")
    return str(folder)
