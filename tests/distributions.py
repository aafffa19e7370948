"""Packages that are put into a site-packages directory by hand, as an installer leaves them."""

from __future__ import annotations

import base64
import hashlib
import os


def site(environment):
    """Return the site-packages directory of the environment at that path."""
    (library,) = os.listdir(f"{environment}/lib")
    return f"{environment}/lib/{library}/site-packages"


def lay(folder, name, version="1.0", files=None):
    """Put the package `name` with its `files`, path to text, into the directory `folder`."""
    files = {f"{name}.py": f"version = {version!r}\n"} if files is None else files
    about = f"{name}-{version}.dist-info"
    files = {**files, f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"}
    record = ""
    for path, text in files.items():
        os.makedirs(os.path.dirname(f"{folder}/{path}"), exist_ok=True)
        with open(f"{folder}/{path}", "w", encoding="utf-8") as file:
            file.write(text)
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
        record += f"{path},sha256={digest},{len(text)}\n"
    with open(f"{folder}/{about}/RECORD", "w", encoding="utf-8") as file:
        file.write(f"{record}{about}/RECORD,,\n")
