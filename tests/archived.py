"""Archives of a small environment: a good one, and what an attacker or a bad disk makes of it."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile

from envarium.packing import archives, collecting, contents, manifest, platforms
from envarium.packing.bytecode import DATE

NAME = "small"
MODULE = "1\n" * 1000


def tree(root, *, links=True, **facts):
    """Make an environment of a few files at `root`; return what the writers of archives take."""
    for folder in ("bin", "lib/python3.12/site-packages", ".base"):
        os.makedirs(f"{root}/{folder}")
    files = {
        "bin/python": "#!/bin/sh\necho no Python\n",
        "pyvenv.cfg": "version = 3.12.1\nbase-executable = .base/bin/python\n",
        "lib/python3.12/site-packages/one.py": MODULE,
    }
    for path, text in files.items():
        with open(f"{root}/{path}", "w") as file:
            file.write(text)
    os.chmod(f"{root}/bin/python", 0o755)
    if links:
        os.symlink("python", f"{root}/bin/python3")
    known = {
        **platforms.of_machine(), "name": NAME, "libc_needed": "", "implementation": "CPython", "version": "3.12.1",
        "strategy": "self-contained", "prefix": "/envarium-packed/small", **facts,
    }  # fmt: skip
    return contents.Contents(known, collecting.of_tree(str(root)))


def good(root, path, *, links=True, **facts):
    """Write an archive of such an environment to `path`."""
    archives.FORMATS[archives.format_of(path)](tree(root, links=links, **facts), path, lambda _: None)


class Forger:
    """The members of a good archive, to be changed, and written as tar.gz again."""

    def __init__(self, path):
        with tarfile.open(path) as archive:
            self.members = [
                (info, archive.extractfile(info).read() if info.isreg() else b"") for info in archive
            ]

    def add(self, name, kind=tarfile.REGTYPE, content=b"", target="", at=None):
        """Add a member."""
        info = tarfile.TarInfo(name)
        info.type, info.linkname, info.size, info.mtime = kind, target, len(content), DATE
        self.members.insert(len(self.members) if at is None else at, (info, content))

    def take(self, name):
        """Take the member `name` out."""
        self.members = [pair for pair in self.members if pair[0].name != name]

    def write(self, path):
        with tarfile.open(path, "w:gz", compresslevel=1) as archive:
            for info, content in self.members:
                archive.addfile(info, io.BytesIO(content))


def _with(*arguments, foreign=False, **options):
    """Return a forgery: a good archive with one member more, without its manifest if it is to be a foreign one."""

    def forge(good_one, path):
        forger = Forger(good_one)
        if foreign:
            forger.take(manifest.FILE)
        forger.add(*arguments, **options)
        forger.write(path)

    return forge


def _without(name):
    def forge(good_one, path):
        forger = Forger(good_one)
        forger.take(name)
        forger.write(path)

    return forge


def _changed(good_one, path):
    forger = Forger(good_one)
    forger.members = [
        (info, content.replace(b"1", b"2")) if "one.py" in info.name else (info, content)
        for info, content in forger.members
    ]
    forger.write(path)


def _bomb(good_one, path):
    """Zeros, a thousandth of their size when compressed."""
    forger = Forger(good_one)
    forger.take(manifest.FILE)
    with gzip.open(path, "wb", compresslevel=9) as file, tarfile.open(fileobj=file, mode="w|") as archive:
        info = tarfile.TarInfo("zeros")
        info.size = 400 << 20
        archive.addfile(info, _Zeros(info.size))


class _Zeros:
    def __init__(self, size):
        self.left = size

    def read(self, size):
        size = min(size, self.left)
        self.left -= size
        return bytes(size)


def _header_bomb(good_one, path):
    """A name of zeros, which a reader would keep in memory."""
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 1 << 34
    with gzip.open(path, "wb", compresslevel=9) as file:
        file.write(info.tobuf(tarfile.GNU_FORMAT))
        for _ in range(300):
            file.write(bytes(1 << 20))


def _zip_bomb(good_one, path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("zeros", "w") as file:
        for _ in range(400):
            file.write(bytes(1 << 20))


def _lying_zip(good_one, path):
    """A zip file that declares less than it contains."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bin/python", bytes(100_000))
    with open(path, "r+b") as file:
        content = file.read().replace((100_000).to_bytes(4, "little"), (100).to_bytes(4, "little"))
        file.seek(0)
        file.write(content)


def _zip_link(good_one, path):
    info = zipfile.ZipInfo("bin/python")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pyvenv.cfg", "")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")


def _zip_without_name(good_one, path):
    """A zip file with an entry whose name is empty, for which ZipInfo.is_dir fails before Python 3.13."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pyvenv.cfg", "")
        with archive.open(zipfile.ZipInfo(""), "w") as file:
            file.write(b"x")


def _cut(good_one, path):
    with open(good_one, "rb") as source, open(path, "wb") as target:
        content = source.read()
        target.write(content[: len(content) * 2 // 3])


def _text(good_one, path):
    with open(path, "w") as file:
        file.write("no archive\n" * 100)


CHARACTER, PIPE = tarfile.CHRTYPE, tarfile.FIFOTYPE
FORGERIES = {
    "absolute path": (_with("/tmp/escaped"), "not inside an environment"),
    "parent": (_with("../escaped"), "not inside an environment"),
    "parent deep inside": (_with("bin/../../escaped"), "not inside an environment"),
    "absolute path, foreign": (_with("/tmp/escaped", foreign=True), "not inside an environment"),
    "parent, foreign": (_with("../escaped", foreign=True), "not inside an environment"),
    "link out": (_with("out", tarfile.SYMTYPE, target="/etc"), "which is not in it"),
    "link out, foreign": (_with("out", tarfile.SYMTYPE, target="/etc", foreign=True), "which is not in it"),
    "link above": (_with("bin/out", tarfile.SYMTYPE, target="../../etc", foreign=True), "which is not in it"),
    "interpreter elsewhere": (
        _with("bin/python9", tarfile.SYMTYPE, target="/bin/python"),
        "which is not in it",
    ),
    "hard link out": (_with("out", tarfile.LNKTYPE, target="/etc/passwd", foreign=True), "no file in it"),
    "hard link above": (_with("out", tarfile.LNKTYPE, target="../../x", foreign=True), "no file in it"),
    "hard link to a link": (
        _with("out", tarfile.LNKTYPE, target="bin/python3", foreign=True),
        "no file in it",
    ),
    "device": (_with("null", CHARACTER, foreign=True), "no file, directory or link"),
    "pipe": (_with("pipe", PIPE), "no file, directory or link"),
    "more than its manifest": (_with("more", content=b"x"), "not as its manifest says"),
    "less than its manifest": (_without("pyvenv.cfg"), '"pyvenv.cfg" is missing'),
    "another content": (_changed, "not as its manifest says"),
    "twice": (_with("pyvenv.cfg", content=b"x"), "twice"),
    "twice, foreign": (_with("bin/python3", content=b"x", foreign=True), "twice"),
    "into a file": (_with("pyvenv.cfg/x", content=b"x", foreign=True), "is no directory"),
    "a bad manifest": (_with(manifest.FILE, content=b"{}", at=0), "its manifest"),
    "a bomb": (_bomb, "contains more than"),
    "a header that is a bomb": (_header_bomb, "contains more than"),
    "a zip bomb": (_zip_bomb, "contains more than"),
    "a lying zip": (_lying_zip, "damaged"),
    "a link in a zip": (_zip_link, "which is not in it"),
    "no name in a zip": (_zip_without_name, "not inside an environment"),
    "cut short": (_cut, "damaged or cut short"),
    "no archive": (_text, "no tar, zip or squashfs archive"),
}
"""Archives that are refused: a function that writes one, given a good one and its path, and the reason."""


def through_links(good_one, path):
    """Write an archive with links that lead out through one another."""
    forger = Forger(good_one)
    forger.take(manifest.FILE)
    forger.add("deep/er", tarfile.DIRTYPE)
    forger.add("deep/er/up", tarfile.SYMTYPE, target="../..")
    forger.add("deep/er/out", tarfile.SYMTYPE, target="up/../escaped")
    forger.write(path)


def under_a_link(good_one, path):
    """Write an archive with a file below a link, although that leads to a directory inside."""
    forger = Forger(good_one)
    forger.take(manifest.FILE)
    forger.add("inside", tarfile.SYMTYPE, target="lib")
    forger.add("inside/x", content=b"x")
    forger.write(path)


FORGERIES["links through links"] = (through_links, "which is not in it")
FORGERIES["through a link"] = (under_a_link, "is no directory")
