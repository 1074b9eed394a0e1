"""What a text says of a file: Markdown that names it by its key, and a picture by its size too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...core.file_kinds import KINDS

if TYPE_CHECKING:
    from ..rows import FileRow

_SIGNS = re.compile(r"([\\\[\]`*_<>&!])")


def reference(file: FileRow, *, description: str = "") -> str:
    """Return the Markdown that shows a picture, or links to another file by its name.

    The size of a picture is in it, so that a page leaves room for it and asks nothing of the
    database. *description* says what is to be seen, for people who do not see it.
    """
    if KINDS[file.kind].family == "picture":
        said = " ".join(description.split())
        return f"![{_plain(said)}](forum:/f/{file.key}?size={file.width}x{file.height})"
    return f"[{_plain(file.name)}](forum:/f/{file.key})"


def _plain(text: str) -> str:
    return _SIGNS.sub(r"\\\1", text)
