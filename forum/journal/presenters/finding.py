"""Looks for words in entries: they are compared when they are asked for, and stored nowhere else.

They are folded as names are. That is done in pieces, because it takes only texts of a length.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...core.text.folding import LONGEST, folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..rows import EntryRow

_PIECES = re.compile(rf"\S.{{0,{LONGEST - 2}}}(?!\S)|\S{{1,{LONGEST}}}", re.S)
"""Pieces of a text that end with a word; a longer word is cut."""


def holds(row: EntryRow, wanted: Sequence[str], *, in_files: str = "") -> bool:
    """Whether an entry has all of the folded words *wanted*: in its title, its text, its files."""
    whole = f"{row.title}\n{row.source}\n{in_files}"
    text = " ".join(map(folded, _PIECES.findall(whole)))
    return all(word in text for word in wanted)
