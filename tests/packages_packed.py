"""An environment that is packed, and what its archive contains."""

from __future__ import annotations

import hashlib
import os
import subprocess

from tool import Tool

PROGRAM = """\
import demo, json, sys
print(demo.WORD, sys.prefix, sys.base_prefix, json.__file__)
"""


def make(place):
    """Make a store with an environment as another tool's installer leaves one: its launcher names its Python."""
    place.mkdir()
    home = place / "home"
    home.mkdir()
    tool = Tool({**os.environ, "HOME": str(home), "WORKON_HOME": str(place / "store")})
    tool.done("create", "demo", "--no-pip", "--strategy", "pyvenv.cfg")
    root = place / "store/demo"
    (packages,) = root.glob("lib/python*/site-packages")
    (packages / "demo.py").write_text("WORD = 'it works'\n")
    (packages / "more.pth").write_text(f"{root}/share/more\n")
    (root / "share/more").mkdir(parents=True)
    (root / "share/more/extra.py").write_text("")
    (root / "share/where").write_text(f"prefix={root}/share\n")
    (root / "bin/demo").write_text(f"#!{root}/bin/python\n{PROGRAM}")
    (root / "bin/demo").chmod(0o755)
    (place / "before").write_text(described(root))
    tool.done("pack", "demo", "-o", str(place / "demo.tar.gz"))


def described(root):
    """Return what is in the tree at `root`: types, sizes, times, links."""
    rows = []
    for folder, directories, files in os.walk(root):
        for name in (*directories, *files):
            path = f"{folder}/{name}"
            status = os.lstat(path)
            link = os.readlink(path) if os.path.islink(path) else ""
            rows.append(f"{path} {status.st_mode} {status.st_mtime_ns} {link}")
    return "\n".join(sorted(rows))


def run(root):
    """Run the program of the environment at `root`, with nothing of this process's variables."""
    done = subprocess.run(
        [f"{root}/bin/demo"], env={"PATH": os.defpath}, cwd="/", capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[0]


def compiled(root):
    return {str(path): path.stat().st_mtime_ns for path in root.rglob("*.pyc")}


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def plant(packages, name, requires):
    """Put a package with a test into a site-packages, as an installer leaves it."""
    (packages / name / "tests").mkdir(parents=True)
    (packages / name / "__init__.py").write_text("")
    (packages / name / f"tests/test_{name}.py").write_text("")
    info = packages / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nRequires-Dist: {requires}\n"
    )
    files = [
        f"{name}/__init__.py",
        f"{name}/tests/test_{name}.py",
        f"{info.name}/METADATA",
        f"{info.name}/RECORD",
    ]
    (info / "RECORD").write_text("".join(f"{path},,\n" for path in files))
