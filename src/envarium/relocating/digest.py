"""What RECORD says of a file's content. Cold: hashlib loads OpenSSL."""

from __future__ import annotations

import base64
import hashlib


def entry(content: bytes) -> bytes:
    """Return the hash and the size of `content` in bytes, as a line of RECORD has them behind the path."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
    return b"sha256=%s,%d" % (digest, len(content))
