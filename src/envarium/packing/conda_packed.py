"""Environments in archives of conda-pack, whose program knows where the path of the environment is to be written."""

from __future__ import annotations

import os

from envarium.files import reading
from envarium.files.deleting import attempt
from envarium.interpreters import script
from envarium.packing.refusals import CannotUnpack

MARK = b"_conda_pack_activate"
"""What the activator of conda-pack contains."""

ACTIVATORS = ("activate", "activate.fish", "activate.bat", "deactivate", "deactivate.bat")

PROGRAM, PROGRESS = "conda-unpack", "conda_unpack_progress.py"

TIME_LIMIT = 600.0
"""Seconds; all files are rewritten that contain the path at which the environment was packed."""

# For Python 2.7 and later. As a program, it writes the path at which it is, also into binary files, where a path cannot
# be replaced by any other one later.
WRITE = """
root, prefix = sys.argv[1:]
program = root + '/bin/conda-unpack'
sys.path.insert(0, root + '/bin')
names = {'__name__': 'conda-unpack', '__file__': program}
with open(program, 'rb') as file:
    exec(compile(file.read(), program, 'exec'), names)
for path, placeholder, mode in names['_prefix_records']:
    names['update_prefix'](root + '/' + path, prefix, placeholder, mode=mode)
tell('done')
"""
"""Writes the path in its second argument into the files of the environment at the first."""


def finish(archive: str, root: str, path: str) -> None:
    """Complete the environment at `root`, unpacked from `archive`, so that it can be moved to `path`.

    The activators of conda-pack are deleted, because they set no VIRTUAL_ENV. Raises CannotUnpack.
    """
    if MARK in reading.start(f"{root}/bin/activate", 1 << 16):
        for name in ACTIVATORS:
            attempt(os.unlink, f"{root}/bin/{name}")
    if not os.path.isfile(f"{root}/bin/{PROGRAM}"):
        return
    outcome = script.ask(f"{root}/bin/python", ("-E", "-s"), WRITE, root, path, time_limit=TIME_LIMIT)
    if outcome.values() != ["done"]:
        raise CannotUnpack(archive, f"its bin/{PROGRAM} fails: {outcome.failure}", "pack it again")
    for name in (PROGRAM, PROGRESS):
        attempt(os.unlink, f"{root}/bin/{name}")
