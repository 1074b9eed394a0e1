"""The page of a member."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.text.plain import beginning
from ..core.web.i18n import t
from ..core.web.page import Page
from ..core.web.urls import url

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..artefacts.rows import OwnPageRow
    from ..attempts.presenters import Report
    from ..core.web.paging import ListPage
    from ..experience.presenters import BeenThere
    from ..lists.rows import OwnPostRow, WrittenPostRow
    from .rows import ProfileRow


@dataclass(kw_only=True)
class MemberPage(Page):
    """A member with those of their posts that the viewer can read."""

    template = "members/show.html"
    profile: ProfileRow
    posts: ListPage[WrittenPostRow]
    """One page of the list of their posts, newest first."""
    excerpts: Mapping[int, str]
    """The beginning of each post, by its id."""
    address: str
    """The address of the list, for its other pages."""
    out_of_sight: Sequence[OwnPostRow]
    """On one's own page, what one wrote in spaces that one can no longer read."""
    pages: Sequence[OwnPageRow]
    """Likewise, the pages that one made there."""
    reports: Sequence[Report]
    """On one's own page, what one told of things that one can no longer read."""
    people: Sequence[BeenThere]
    """Likewise, where one said that one has been."""


@dataclass(kw_only=True)
class WithdrawOutOfSightPage(Page):
    """Asks the author whether to withdraw a post in a space that they can no longer read."""

    template = "members/withdraw.html"
    post: OwnPostRow
    address: str
    """Their own page, which lists such posts."""


def member_page(
    member: ProfileRow,
    posts: ListPage[WrittenPostRow],
    out_of_sight: Sequence[OwnPostRow],
    pages: Sequence[OwnPageRow],
    reports: Sequence[Report],
    people: Sequence[BeenThere],
) -> MemberPage:
    """Return the page of *member* with *posts*.

    On their own page it has their *out_of_sight* posts and *pages*, and *reports* on what is out of
    sight and *people*: where they have said that they have been.
    """
    return MemberPage(
        title=member.name or t("former member"),
        tab="forum",
        profile=member,
        posts=posts,
        excerpts=_excerpts(posts.rows) | _excerpts(out_of_sight),
        address=url("members.show", handle=member.handle),
        out_of_sight=out_of_sight,
        pages=pages,
        reports=reports,
        people=people,
    )


def _excerpts(posts: Iterable[OwnPostRow | WrittenPostRow]) -> dict[int, str]:
    return {post.id: beginning(post.html) for post in posts}
