"""The addresses of threads and posts: in the forum, and on the pages of the host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.web.urls import root, url
from .. import queries

if TYPE_CHECKING:
    from ..models import Post
    from ..rows import PostLike, ThreadRow

ON_PAGE = "page"
"""The value of the field ``on`` in a form that was opened on a page of the host."""


def thread_address(thread: ThreadRow, **query: str) -> str:
    """Return the address of *thread*; *query* is added to it."""
    return url("threads.show", thread_id=thread.id, slug=thread.slug, **query)


def address(thread: ThreadRow, post: PostLike | Post, **query: str) -> str:
    """Return the address of *post*, on the page of *thread* that shows it; *query* is added."""
    anchor = f"p{post.number}"
    if post.turn > queries.REPLIES:
        query |= {"thread_id": str(thread.id), "number": str(post.branch), "_anchor": anchor}
        return url("threads.branch", **query)
    page = queries.page_of(post.branch)
    if page > 1:
        query["page"] = str(page)
    return url("threads.show", thread_id=thread.id, slug=thread.slug, _anchor=anchor, **query)


def id_prefix(thread_id: int) -> str:
    """Return the prefix of a thread's HTML ids on a page of the host, and of links to them."""
    return f"fx-{thread_id}-"


def address_on_page(page_url: str, thread_id: int, number: int) -> str:
    """Return the address of a post on the page of the host that is at *page_url*."""
    return f"{root()}{page_url}#{id_prefix(thread_id)}p{number}"


def anchor_address(thread: ThreadRow, post: PostLike | Post) -> str:
    """Return the address of *post* on the page that *thread* is about; empty if it is not shown.

    The page's address is the one the host gave last: always a path on this site.
    """
    on_page = thread.anchor_url and post.number > thread.posts - queries.LATEST_POSTS
    return address_on_page(thread.anchor_url, thread.id, post.number) if on_page else ""
