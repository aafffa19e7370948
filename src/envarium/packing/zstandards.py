"""Reading and writing .tar.zst with all processors, by the zstd of the standard library (PEP 784) or its backport."""

from __future__ import annotations

import os
import sys

from envarium.errors import EnvariumError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any

    zstd: Any  # the backport can only be installed before Python 3.14, and may be missing there
else:
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
    except ImportError:
        zstd = None  # `check` raises then

LEVEL = 9

JOB, TABLE, DISTANCE, OVERLAP = 5 << 18, 19, 21, 8
"""Bytes of content that a processor compresses at a time; the binary logarithms of the places that it remembers in them
and of how far back these may be; and how much of what is before them it reads first: half of that distance.

A processor takes 9 MiB for it; the level by itself takes 40, and a seventh more time, for two percent of the size.
"""

WINDOW = 27
"""The binary logarithm of the largest window, in bytes, that is read."""

DAMAGED: tuple[type[Exception], ...] = (zstd.ZstdError,) if zstd else ()
"""What reading a damaged file raises."""


class NoZstandard(EnvariumError):
    """The Python that runs envarium has no zstd: before 3.14, backports.zstd provides it."""

    sentence = "the package backports.zstd, which reads and writes .tar.zst, is not installed"
    hint = "install envarium[zstd] instead of envarium, or use a .tar.gz"


def check() -> None:
    """Raise NoZstandard where it is not installed."""
    if not zstd:
        raise NoZstandard


def reader(path: str) -> IO[bytes]:
    """Open the compressed file at `path`. Raises NoZstandard, OSError."""
    check()
    file: IO[bytes] = zstd.open(path, "rb", options={zstd.DecompressionParameter.window_log_max: WINDOW})
    return file


def writer(file: IO[bytes]) -> IO[bytes]:
    """Return what compresses into `file`; it must be closed. Raises NoZstandard."""
    check()
    parameter = zstd.CompressionParameter
    most = parameter.nb_workers.bounds()[1]  # 0 where its library has no threads
    options: dict[int, int] = {
        parameter.compression_level: LEVEL,
        parameter.checksum_flag: 1,
        parameter.nb_workers: min(os.cpu_count() or 1, most),
        parameter.job_size: JOB,
        parameter.hash_log: TABLE,
        parameter.window_log: DISTANCE,
        parameter.overlap_log: OVERLAP,
    }
    compressor: IO[bytes] = zstd.ZstdFile(file, "w", options=options)
    return compressor


def frame(content: bytes) -> bytes:
    """Return `content`, which is small, compressed, as a part of a file. Raises NoZstandard."""
    check()
    parameter = zstd.CompressionParameter
    options: dict[int, int] = {parameter.compression_level: LEVEL, parameter.checksum_flag: 1}
    compressed: bytes = zstd.compress(content, options=options)
    return compressed
