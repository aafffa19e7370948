from __future__ import annotations

import pytest

from tool import Tool
from torture import filesystems


@pytest.mark.parametrize(
    "kind", [kind for kind in filesystems.KINDS if kind.fails], ids=lambda kind: kind.name
)
def test_it_works_or_is_refused(kind, tmp_path, clean_environment):
    """On a file system that lacks something, each command works or says why it does not, and leaves nothing behind."""
    tool = Tool(clean_environment)
    try:
        with filesystems.mounted(kind, str(tmp_path)) as root:
            wrong, _ = filesystems.story(tool, kind, root)
            if kind.name == filesystems.SMALL:
                wrong += filesystems.until_full(tool, root)[0]
    except filesystems.Unavailable as reason:
        pytest.skip(str(reason))
    assert wrong == []
