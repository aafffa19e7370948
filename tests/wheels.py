"""Small wheels of one module each, and a directory of them that is the package index."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile

from packaging.pylock import Pylock

from envarium import toml

UV = shutil.which("uv", path=os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"])


def wheel(directory, name, version="1.0", requires=(), *, code="", tag="py3-none-any"):
    """Make a package of one module in `directory`, and return the wheel's path; `code` has a `main` for a program."""
    path = f"{directory}/{name}-{version}-{tag}.whl"
    about = f"{name}-{version}.dist-info"
    headers = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    headers += [f"Requires-Dist: {each}" for each in requires]
    files = {
        f"{name}.py": code or f"version = {version!r}\n",
        f"{about}/METADATA": "\n".join(headers) + "\n",
        f"{about}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n",
    }
    if code:
        files[f"{about}/entry_points.txt"] = f"[console_scripts]\n{name} = {name}:main\n"
    lines = [f"{file},sha256={_digest(text)},{len(text)}\n" for file, text in files.items()]
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
        archive.writestr(f"{about}/RECORD", "".join(lines) + f"{about}/RECORD,,\n")
    return path


def tiny(directory, tag="py3-none-any"):
    """Make the package `tiny`, whose program prints the prefix of its Python."""
    code = "import sys\ndef main():\n    print('tiny in', sys.prefix)\n"
    return wheel(directory, "tiny", code=code, tag=tag)


def _digest(text):
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def index(directory):
    """Return the variables with which pip and uv know no index but the wheels in `directory`."""
    return {
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(directory),
        "UV_FIND_LINKS": str(directory),
        "UV_INDEX_URL": f"file://{directory}/none",
        "UV_NO_CONFIG": "1",
    }


def commit(place):
    """Make the directory `place` a git repository, and return its only commit."""
    git = ("git", "-C", str(place), "-c", "user.name=one", "-c", "user.email=one@example.org")
    for words in (("init", "--quiet"), ("add", "."), ("commit", "--quiet", "-m", "one")):
        subprocess.run([*git, *words], check=True)
    return subprocess.check_output([*git, "rev-parse", "HEAD"], text=True).strip()


def lock(text):
    """Return the packages of a pylock.toml by their names, and its tool table."""
    tables = toml.parse(text)
    Pylock.from_dict(tables)
    return {entry["name"]: entry for entry in tables["packages"]}, tables["tool"]["envarium"]
