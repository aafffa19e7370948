"""The bytecode of a seed image: compiled in the background, after the first environment has its sources.

Compiling takes twice as long as everything else that creates the first environment.
"""

from __future__ import annotations

import errno
import fcntl
import os

from envarium import settings
from envarium.creator import image, manifest
from envarium.files import writing
from envarium.files.copying import share
from envarium.files.owning import inherit
from envarium.interpreters import script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.creator.image import Image
    from envarium.interpreters.facts import Facts

COMPILE = """
import compileall
options = {"quiet": 2}
if sys.version_info >= (3, 5):
    options["workers"] = int(sys.argv[2])
try:
    compileall.compile_dir(sys.argv[1], **options)
except OSError:  # no shared memory for the workers, as in some containers
    compileall.compile_dir(sys.argv[1], quiet=2)
tell("ended")
"""


def compile_tree(tree: str, python: Facts, workers: int = 0) -> bool:
    """Compile the modules below `tree` with `python`, what is compiled already stays; return whether it ended.

    `workers` is the number of processes, 0 for one on each processor. One that was killed may have left some out.
    """
    flags = script.isolated(python.version)
    done = script.ask(python.executable, flags, COMPILE, tree, str(workers), time_limit=0)
    return bool(done.values())


def expected(files: list[str], python: Facts) -> list[str]:
    """Return the paths of the bytecode of `files`, by PEP 3147."""
    return [
        f"{folder}{slash}__pycache__/{name.removesuffix('.py')}.{python.cache_tag}{image.BYTECODE}"
        for folder, slash, name in (path.rpartition("/") for path in files if path.endswith(".py"))
    ]


def is_later(python: Facts) -> bool:
    """Return whether images for `python` are compiled in the background. Python 2 has its bytecode elsewhere."""
    return bool(settings.value("reserve")) and python.numbers >= (3,)


def complete(seed: Image, python: Facts) -> Image:
    """Return `seed` with its bytecode, compiled unless it has some; wait while another process compiles it.

    Raises OSError, also if compiling is interrupted, and ValueError if the image is not as it was made.
    """
    if seed.is_compiled:
        return seed
    path = seed.path + "/manifest"
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        compiled = image.load(seed.path)
        if not compiled:
            raise ValueError(seed.path)
        if not compiled.is_compiled:
            status = os.fstat(descriptor)
            if not os.path.samestat(status, os.stat(path)):
                raise InterruptedError(errno.EINTR, "the image was built again", path)
            compiled = _compile(seed, python, status.st_uid)
    finally:
        os.close(descriptor)
    compiled.requires = seed.requires
    return compiled


def _compile(seed: Image, python: Facts, owner: int) -> Image:
    """Compile `seed`, whose files belong to `owner`, and return it with its bytecode. Raises OSError, ValueError."""
    if not compile_tree(seed.tree, python, workers=1):  # other processors are the user's
        raise InterruptedError(errno.EINTR, "compiling was interrupted", seed.tree)
    files = manifest.protect(seed.tree)
    inherit(seed.path)
    text = manifest.text(seed.name, seed.tree, files, seed.launchers, owner)
    writing.replace_text(seed.path + "/manifest", text)
    inherit(seed.path + "/manifest")
    return image.Image(seed.path, text)


def add(seed: Image, directory: str) -> None:
    """Link the bytecode of `seed` into `directory`, a site-packages that has its sources. Raises OSError.

    What is there stays, and a module that has been changed or deleted meanwhile gets none.
    """
    made = []
    for path in seed.files.split("\n"):
        folder, _, name = path.rpartition("/__pycache__/")
        source = f"{folder}/{name.partition('.')[0]}.py"
        if not name or not _is_same(seed.tree + source, f"{directory}/{source}"):
            continue
        cache = f"{directory}/{folder}/__pycache__"
        if not os.path.isdir(cache):
            os.mkdir(cache)  # not its parents: the environment may just be removed
            made.append(cache)
        if not os.path.lexists(f"{directory}/{path}"):
            share(seed.method, seed.tree + path, f"{directory}/{path}")
    for cache in made:
        inherit(cache)


def _is_same(one: str, other: str) -> bool:
    try:
        first, second = os.lstat(one), os.lstat(other)
    except OSError:
        return False
    return (first.st_size, first.st_mtime_ns) == (second.st_size, second.st_mtime_ns)
