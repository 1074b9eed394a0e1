"""The pages of lists of threads, and their rows, each a fragment remembered by what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

from ...core.web.fragments import fragment, remembered
from ...core.web.i18n import translate, word
from ...core.web.page import Page
from ...core.web.times import clock
from ...threads.presenters.labels import tried

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from markupsafe import Markup

    from ...core.web.paging import ListPage
    from ...spaces.rows import SpaceRow
    from ..queries.threads import Which
    from ..rows import ListedThreadRow


_WISHED = {
    "ideas": word("Looking for ideas"),
    "experience": word("Looking for somebody who has been there"),
    "listen": word("Looking for somebody who listens"),
    "hand": word("Looking for a hand"),
}
"""What would help whoever asks, as a list says it."""


class ThreadView(NamedTuple):
    """A thread as its row in a list prints it: its HTML depends on nothing else."""

    row: ListedThreadRow
    opened: Markup
    active: Markup
    new: int
    """Posts that the viewer has not read."""
    with_space: bool
    """Whether it says which space it is in."""


def show_rows(
    threads: Iterable[ListedThreadRow],
    fresh: Mapping[int, int] | None = None,
    *,
    with_space: bool = True,
) -> list[Markup]:
    """Return the rows of *threads*; *fresh* is how many new posts each has, by its id."""
    render_row, when, new = remembered(_print), clock(), fresh or {}
    return [
        render_row(
            ThreadView(
                thread,
                opened=when(thread.opened_at),
                active=when(thread.active_at),
                new=new.get(thread.id, 0),
                with_space=with_space,
            )
        )
        for thread in threads
    ]


def _print(home: str, language: str, view: ThreadView) -> Markup:
    words = tried(language, view.row), _wished(language, view.row)
    return fragment("lists/row.html", "row", view, *words, home=home, language=language)


def _wished(to: str, row: ListedThreadRow) -> str:
    """Return what whoever asks looks for; empty once an answer helped, it is saved, or locked."""
    is_over = row.helped or row.kept or row.locked_at is not None
    if is_over or row.kind != "question" or row.wish not in _WISHED:
        return ""
    return translate(to, _WISHED[row.wish])


@dataclass(kw_only=True)
class ThreadListPage(Page):
    """A page of a list of threads."""

    tab: str = "forum"
    threads: ListPage[ListedThreadRow]
    """One page of the list, newest first."""
    rows: Sequence[Markup]
    """The same, printed."""
    address: str
    """The address of the list, for its other pages."""
    months: str
    """The address of its months; empty if it has few pages."""


@dataclass(kw_only=True)
class EverywherePage(ThreadListPage):
    """One of the lists of threads from all spaces."""

    template: ClassVar[str] = "lists/everywhere.html"
    which: Which
    """Which list is shown."""


@dataclass(kw_only=True)
class TagPage(ThreadListPage):
    """The threads with one tag."""

    template: ClassVar[str] = "lists/tagged.html"


@dataclass(kw_only=True)
class SpacesPage(Page):
    """All spaces that are listed for the viewer."""

    template: ClassVar[str] = "lists/spaces.html"
    tab: str = "forum"
    by: Literal["name", "activity"]
    """What they are sorted by."""
    spaces: Sequence[SpaceRow]
    """They, in that order."""
    unread_by_space: Mapping[int, int]
    """How many posts are unread in each space, by id."""
    active: Mapping[int, Markup]
    """When something was last written in each space, by id."""


def liveliest(spaces: Iterable[SpaceRow], active: Mapping[int, datetime]) -> list[SpaceRow]:
    """Return *spaces* in the order in which something was last written in them, newest first.

    *active* is when that was, by id. Archived spaces come last, as in all lists of spaces.
    """
    never = datetime.min.replace(tzinfo=UTC)
    by_life = sorted(spaces, key=lambda space: active.get(space.id, never), reverse=True)
    return sorted(by_life, key=lambda space: space.archived_at is not None)
