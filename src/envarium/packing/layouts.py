"""What a layout describes, as items to be packed: its files are read where they are, and nothing is written."""

from __future__ import annotations

import os

from envarium.packing import collecting, items

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.creator.layout import Layout
    from envarium.packing.items import Items


def items_of(layout: Layout) -> Items:
    """Return the items of `layout`, without bytecode that is compiled again. Raises OSError."""
    tree: Items = {path: items.directory() for path in layout.directories}
    for path, target in layout.links.items():
        tree[path] = items.link(target)
    for path, text in layout.files.items():
        tree[path] = items.of_content(os.fsencode(text), 0o755 if path in layout.executables else 0o644)
    for path, source in layout.copies.items():
        if not collecting.is_cached(path):
            tree[path] = items.of_file(source, os.stat(source))
    for path, overwrite in layout.overwrites.items():
        tree[path].overwrite = overwrite
    collecting.delete_bytecode(tree)
    return tree
