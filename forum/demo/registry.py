"""The ids of everything the demo has created so far, by the names that its content uses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..core.database.base import now
from .content import span

if TYPE_CHECKING:
    from datetime import datetime


@dataclass
class Registry:
    """Ids by name: members by handle, spaces by slug, threads and posts by file (and number).

    Pages of the library by file, too. Entries of journals have the name that they have there.
    """

    start: datetime = field(default_factory=now)
    members: dict[str, int] = field(default_factory=dict)
    spaces: dict[str, int] = field(default_factory=dict)
    threads: dict[str, int] = field(default_factory=dict)
    posts: dict[tuple[str, int], int] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)

    def at(self, ago: str) -> datetime:
        """Return the moment *ago* before the start, like "12d 3h"; ValueError as in ``span``."""
        return self.start - span(ago)
