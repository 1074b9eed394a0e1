"""Deletes files of a text that no version of it names any more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .removal import remove_from

if TYPE_CHECKING:
    from collections.abc import Iterable

_KEY = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")


def remove_leftovers(place: str, place_id: int, texts: Iterable[str]) -> None:
    """Delete the files on a text, but those whose key stands in one of *texts*.

    They are all that is left of it, in Markdown or in HTML: a key is random, so whatever has one in
    it names that file, or writes of it.
    """
    remove_from(place, place_id, but={key for text in texts for key in _KEY.findall(text)})
