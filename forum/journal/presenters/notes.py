"""How many notes about a post its reader has, for the pages that print posts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...threads.rows import PostLike


def number_of_notes(about: str | None) -> Callable[[PostLike], int | None]:
    """Return a function that tells how many notes are about a post; for an opening, its thread.

    *about* is ``ReadingState.notes``; if it is None, so is every answer.
    """
    if about is None:
        return lambda _: None
    found = Counter(about.split(","))
    return lambda post: found["0" if post.number == 1 else str(post.id)]
