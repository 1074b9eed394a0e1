"""What the host prints on its own pages: the name ``forum`` in its templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.state import state
from ..core.web.embedding import safely, safely_for_viewer
from ..following import queries as following
from ..spaces.current import current_viewer
from ..threads import lists
from ..threads.presenters.rows import show_rows
from . import queries
from .presenters.embed import NOTHING, discussion, head, printed
from .signed_form import anchor, audience_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

MOST = 50
"""Threads that ``recent`` prints at most."""


class Counts(int):
    """How many posts there are about some pages in all; ``counts["policy:42"]`` about one."""

    by_key: Mapping[str, int]

    def __new__(cls, by_key: Mapping[str, int]) -> Counts:
        """Return the sum of *by_key*, and remember each."""
        made = super().__new__(cls, sum(by_key.values()))
        made.by_key = by_key
        return made

    def __getitem__(self, key: str) -> int:
        """Return how many posts there are about the page *key*, 0 where nobody has written."""
        return self.by_key.get(key, 0)


class HostPage:
    """The name ``forum`` in the host's templates. It reads, and flushes nothing of the host's."""

    def unread(self) -> int:
        """Return how many things wait for whoever is looking; 0 for a guest or without tables."""
        return safely_for_viewer("forum.unread()", lambda: state().unread(), otherwise=0)

    def discuss(self, key: str, *, title: str, url: str, audience: str | None = None) -> Markup:
        """Return the discussion of a page, with a form for who may write.

        *key* is what the host calls the page, for ever; *title* and *url* what it is called and
        where it is now; *audience* the host's group whose people alone read and write there, else
        the space of ``FORUM_DISCUSS_SPACE`` says who does. Nothing is written. Nothing is printed
        for who may not read there.
        """
        return safely_for_viewer(
            "forum.discuss()",
            lambda: discussion(anchor(key, title=title, url=url), audience_of(audience)),
            otherwise=NOTHING,
        )

    def count(self, *keys: str) -> Counts:
        """Return how many posts there are about the pages *keys*, as far as one may read them.

        It is a number, and ``count(*keys)[key]`` that of one page: one statement for all.
        """
        return safely_for_viewer(
            "forum.count()",
            lambda: Counts(queries.counts(current_viewer(), keys)),
            otherwise=Counts({}),
        )

    def recent(self, most: int = 5) -> Markup:
        """Return a list of the newest threads that whoever is looking may read."""
        return safely_for_viewer("forum.recent()", lambda: _recent(most), otherwise=NOTHING)

    def head(self) -> Markup:
        """Return our stylesheet and script for the page's head.

        Without it they are printed where they are first needed, which is allowed as well.
        """
        return safely("forum.head()", head, otherwise=NOTHING)


def _recent(most: int) -> Markup:
    viewer = current_viewer()
    found = lists.fetcher(viewer, "newest")(False, None, max(1, min(MOST, int(most))))
    if not found:
        return NOTHING
    listed: dict[str, Any] = {"rows": show_rows(found, following.unread(viewer, found))}
    return head() + printed("discuss/recent.html", listed)
