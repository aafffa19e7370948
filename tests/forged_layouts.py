"""Folders of packed environments that an attacker has written: digests that fit, and content that is to do harm."""

from __future__ import annotations

import hashlib
import json
import os

from envarium.packing import layout, manifest, platforms

FACTS = {
    **dict.fromkeys(manifest.FIELDS, ""), **platforms.of_machine(),
    "name": "forged", "strategy": "self-contained", "prefix": "/envarium-packed/forged",
}  # fmt: skip
PYTHON = b"#!/bin/sh\n"


class Forger:
    """A layout at `path`; `files` are what the manifest says of each path, and every blob has its hash for a name."""

    def __init__(self, path):
        self.path = path
        layout.create(path)
        self.files = {"bin": {"type": "directory"}}
        self.add("bin/python", PYTHON, mode="755")
        self.facts = dict(FACTS)

    def blob(self, content):
        digest = hashlib.sha256(content).hexdigest()
        with open(self.place(digest), "wb") as file:
            file.write(content)
        return digest

    def place(self, digest):
        return f"{self.path}/{layout.BLOBS}/{digest}"

    def add(self, path, content=b"harm", **more):
        fields = {"mode": "644", "sha256": self.blob(content), "size": len(content), **more}
        self.files[path] = fields
        return fields["sha256"]

    def replace(self, path, make):
        """Let `make` put something else in the place of the blob of the file `path`."""
        place = self.place(self.files[path]["sha256"])
        os.unlink(place)
        make(place)

    def reference(self, config=None):
        """Write the manifests, and return how a user refers to the environment."""
        values = {"format": manifest.FORMAT, **self.facts, "rewritten": [], "files": self.files}
        digest = config or "sha256:" + self.blob(json.dumps(values).encode())
        image = self.blob(json.dumps({"config": {"digest": digest}}).encode())
        return f"{self.path}@sha256:{image}"


def _adding(path, **more):
    return lambda forger: forger.add(path, **more)


def _linking(path, target):
    return lambda forger: forger.files.update({path: {"link": target}})


def _replacing(make):
    def forge(forger):
        forger.add("x", b"x" * 100)
        forger.replace("x", make)

    return forge


def _through_a_link(forger):
    forger.files["into"] = {"link": "bin"}
    forger.add("into/x")


def _larger(place):
    with open(place, "wb") as file:
        file.truncate(1 << 40)


def _write(content):
    def make(place):
        with open(place, "wb") as file:
            file.write(content)

    return make


FORGERIES = {
    "parent": _adding("../escaped"),
    "parent deep inside": _adding("bin/../../escaped"),
    "absolute path": _adding("/tmp/escaped"),
    "no path": _adding(""),
    "setuid": _adding("x", mode="4755"),
    "negative size": _adding("x", size=-1),
    "larger than any disk": _adding("x", size=1 << 60),
    "another size": _adding("x", size=5),
    "link out": _linking("out", "../../etc"),
    "absolute link": _linking("out", "/etc/passwd"),
    "interpreter elsewhere": _linking("bin/python9", "/usr/bin/python3"),
    "through a link": _through_a_link,
    "a name above": lambda forger: forger.facts.update(name="../escaped"),
    "a prefix of somebody": lambda forger: forger.facts.update(prefix=5),
    "another content": _replacing(_write(b"y" * 100)),
    "a blob without end": _replacing(lambda place: os.symlink("/dev/zero", place)),
    "a blob that waits": _replacing(os.mkfifo),
    "a blob that is a directory": _replacing(os.mkdir),
    "a blob that is huge": _replacing(_larger),
    "a missing blob": _replacing(lambda _: None),
    "files that are none": lambda forger: forger.files.update(x=["y"]),
    "deep JSON": lambda forger: forger.facts.update(version=json.loads("[" * 900 + "]" * 900)),
}
"""Functions that change what a Forger has."""

CONFIGS = ("sha256:../../../etc/passwd", "sha512:" + "0" * 128, "sha256:" + "0" * 64, 7)
"""What takes the place of the manifest's digest."""


def references(folder):
    """Write every forgery into a layout of its own below `folder`, and yield what it is and how it is referred to."""
    for number, (name, forge) in enumerate(FORGERIES.items()):
        forger = Forger(f"{folder}/layout-{number}")
        forge(forger)
        yield name, forger.reference()
    for number, config in enumerate(CONFIGS):
        yield str(config), Forger(f"{folder}/config-{number}").reference(config)
