"""Who has shaped a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...core.web.i18n import t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..rows import WriterRow

NAMED = 200
"""How many authors are credited by name; those who joined after them are others."""


@dataclass(frozen=True)
class Credits:
    """Everybody who has saved a version of a page, in the order they joined."""

    names: Sequence[str]
    others: bool = False
    """Whether there are more of them than can be named."""


def credits_of(writers: Sequence[WriterRow]) -> Credits:
    """Return the credits of *writers*, who are one more than ``NAMED`` if there are others."""
    names = [row.editor_name or t("former member") for row in writers[:NAMED]]
    return Credits(names, others=len(writers) > NAMED)
