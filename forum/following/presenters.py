"""The page of all that a member follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from ..core.web.page import Page
from ..core.web.urls import url

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..artefacts.rows import CardRow
    from ..core.web.paging import ListPage
    from .rows import FollowedRow


class Followed(NamedTuple):
    """Something that a member follows, as the page lists it."""

    kind: str
    """Which it is: "thread", "space" or "page"."""
    title: str
    address: str
    stop: str
    """The address to which the button that stops it posts."""
    space_name: str
    """The space that a thread is in; empty for anything else."""


@dataclass(kw_only=True)
class FollowsPage(Page):
    """All that a member follows, what they followed last first."""

    template: ClassVar[str] = "following/follows.html"
    tab: str = "for_you"
    follows: ListPage[FollowedRow]
    """The part of it that is on this page."""
    things: Sequence[Followed]
    """The same, as the page lists them; without pages that the member cannot read any more."""
    address: str = field(init=False)
    """The address of the list, for its other pages."""

    def __post_init__(self) -> None:
        """Work out the address."""
        self.address = url("following.follows")


def things(rows: Sequence[FollowedRow], pages: Mapping[int, CardRow]) -> list[Followed]:
    """Return *rows* as the page lists them; *pages* are those of the library, by id."""
    found = (_thing(row, pages.get(row.artefact_id or 0)) for row in rows)
    return [thing for thing in found if thing is not None]


def _thing(row: FollowedRow, page: CardRow | None) -> Followed | None:
    if row.thread_id is not None:
        return Followed(
            "thread",
            row.title,
            url("threads.show", thread_id=row.thread_id, slug=row.slug),
            url("following.follow", thread_id=row.thread_id),
            row.space_name,
        )
    if row.artefact_id is None:
        return Followed(
            "space",
            row.space_name,
            url("spaces.show", slug=row.space_slug),
            url("following.follow_space", slug=row.space_slug),
            "",
        )
    if page is None:
        return None
    return Followed(
        "page",
        page.title,
        url("artefacts.show", artefact_id=page.id, slug=page.slug),
        url("following.follow_page", artefact_id=page.id),
        "",
    )
