"""Hash and size of a file for RECORD. Not for hot files: hashlib loads OpenSSL."""

from __future__ import annotations

import base64
import hashlib


def entry(content: bytes) -> bytes:
    """Return the hash and the size in bytes of `content`, as they follow the path in a line of RECORD."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
    return b"sha256=%s,%d" % (digest, len(content))
