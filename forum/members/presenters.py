"""The page of a member."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.text.plain import excerpt, own_words
from ..core.web.i18n import t
from ..core.web.page import Page
from ..core.web.urls import url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..core.web.paging import ListPage
    from ..threads.rows import WrittenPostRow
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


def member_page(member: ProfileRow, posts: ListPage[WrittenPostRow]) -> MemberPage:
    """Return the page of *member* with *posts*."""
    return MemberPage(
        title=member.name or t("former member"),
        tab="forum",
        profile=member,
        posts=posts,
        excerpts={post.id: excerpt(own_words(post.html)) for post in posts.rows},
        address=url("members.show", handle=member.handle),
    )
