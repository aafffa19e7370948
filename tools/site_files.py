"""What mkdocs calls: the files outside docs/ that pages link to are added, and comments for the tests left out."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

OUTSIDE = ("examples",)
"""The directories of the checkout whose files pages may link to."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Publish the files in OUTSIDE under the paths that they have in the checkout."""
    root = os.path.dirname(config.config_file_path)
    for top in OUTSIDE:
        for folder, _, names in os.walk(os.path.join(root, top)):
            for name in names:
                path = os.path.join(folder, name)
                files.append(File.generated(config, os.path.relpath(path, root), abs_src_path=path))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """Lead links to files outside docs/ to the published ones, and drop the comments.

    A page that links to such files is two directories below the checkout.
    """
    for top in OUTSIDE:
        markdown = markdown.replace(f"](../../{top}/", f"](../{top}/")
    return re.sub(r"^<!--.*?-->\n", "", markdown, flags=re.DOTALL | re.MULTILINE)
