"""The zstandard package, which not everybody has: reading and writing with all processors."""

from __future__ import annotations

from envarium.errors import EnvariumError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

try:
    import zstandard
except ImportError:
    zstandard = None  # type: ignore[assignment]  # `_there` raises then

LEVEL = 9

DAMAGED: tuple[type[Exception], ...] = (zstandard.ZstdError,) if zstandard else ()
"""What reading a damaged file raises."""


class NoZstandard(EnvariumError):
    """The package zstandard is not installed."""

    sentence = "the package zstandard, which reads and writes .tar.zst, is not installed"
    hint = "install envarium[zstd] instead of envarium, or use a .tar.gz"


def check() -> None:
    """Raise NoZstandard where it is not installed."""
    if not zstandard:
        raise NoZstandard


def reader(path: str) -> IO[bytes]:
    """Open the compressed file at `path`. Raises NoZstandard, OSError."""
    check()
    file: IO[bytes] = zstandard.open(path, "rb", dctx=zstandard.ZstdDecompressor(max_window_size=1 << 27))
    return file


def writer(file: IO[bytes]) -> zstandard.ZstdCompressionWriter:
    """Return what compresses into `file`; it must be closed. Raises NoZstandard."""
    check()
    return zstandard.ZstdCompressor(level=LEVEL, threads=-1, write_checksum=True).stream_writer(
        file, closefd=False
    )
