"""The page of a thread, and the page of one branch of it."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from ...core.state import state
from ...core.web.forms import Form, new_key
from ...core.web.fragments import fragment, remembered
from ...core.web.i18n import t, tn
from ...core.web.page import Page
from ...core.web.urls import url
from .. import policy
from .posts import beginning, show_posts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from ...core.web.paging import Pages
    from ..rows import PostRow, ThreadRow
    from .posts import Beginning, PageOfPosts, PrintedBranch

THREAD_ACTS = ("pin", "lock", "move")
"""The acts of a steward that the head of a thread's page offers."""


class AnswerForm(NamedTuple):
    """The form under a thread, printed."""

    key: str
    """Its form key: a new one each time, so it is not part of the fragments."""
    fields: Markup
    tools: Markup


@dataclass(kw_only=True)
class ThreadPage(Page):
    """A page of a thread: its head, the opening, and up to twenty branches."""

    template: ClassVar[str] = "threads/show.html"
    thread: ThreadRow
    pages: Pages
    heading: str
    """The heading of the posts after the opening: how many, or which."""
    beginning: Beginning | None
    """How the thread began, on its later pages."""
    opening: PrintedBranch | None
    posts: Sequence[PrintedBranch]
    new: int
    """How many posts of the thread the viewer has not read; 0 if they never opened it."""
    first_new: int
    """The number of the first new post on this page, or 0."""
    newest_address: str
    """Where the first new post is, or empty."""
    following: bool
    """Whether the viewer follows the thread."""
    artefacts: Sequence[object]
    """The artefacts made from the thread; rows of the room artefacts."""
    may_write: bool
    answer_form: AnswerForm | None
    """The form for an answer, or None where the viewer may not answer."""
    acts: frozenset[str]
    """Those of ``THREAD_ACTS`` that the viewer may do."""


@dataclass(kw_only=True)
class BranchPage(Page):
    """An answer with all its replies."""

    template: ClassVar[str] = "threads/branch.html"
    thread: ThreadRow
    posts: Sequence[PrintedBranch]


def thread_page(
    page: PageOfPosts,
    posts: Sequence[PostRow],
    *,
    pages: Pages,
    following: bool,
    artefacts: Sequence[object],
    answer_form: AnswerForm | None,
) -> ThreadPage:
    """Return page number ``pages.current`` of ``page.thread``, which holds *posts*."""
    thread = page.thread
    printed = show_posts(posts, page)
    after_opening = [branch for branch in printed if branch.branch]
    return ThreadPage(
        title=thread.title,
        thread=thread,
        pages=pages,
        heading=_heading(thread, pages, after_opening),
        beginning=_beginning(page, posts) if pages.current > 1 else None,
        opening=next((branch for branch in printed if branch.branch == 0), None),
        posts=after_opening,
        new=page.new,
        first_new=next((branch.number for branch in after_opening if branch.new), 0),
        newest_address=url("threads.newest", thread_id=thread.id) if page.new else "",
        following=following,
        artefacts=artefacts,
        may_write=page.may_write,
        answer_form=answer_form,
        acts=frozenset(act for act in THREAD_ACTS if policy.may_moderate(page.viewer, thread, act)),
    )


def branch_page(page: PageOfPosts, posts: Sequence[PostRow]) -> BranchPage:
    """Return the page of the branch of ``page.thread`` that *posts* are."""
    return BranchPage(title=page.thread.title, thread=page.thread, posts=show_posts(posts, page))


def _beginning(page: PageOfPosts, posts: Sequence[PostRow]) -> Beginning:
    return beginning(posts[0], member_id=page.viewer.member_id)


def _heading(thread: ThreadRow, pages: Pages, branches: Sequence[PrintedBranch]) -> str:
    if pages.last > 1 and branches:
        return _heading_of_some(thread, branches[0].branch, branches[-1].branch)
    if thread.kind == "question":
        return tn("%(n)d answer", "%(n)d answers", thread.answers)
    return tn("%(n)d post so far", "%(n)d posts so far", max(0, thread.posts - 1))


def _heading_of_some(thread: ThreadRow, first: int, last: int) -> str:
    if thread.kind == "question":
        return t(
            "Answers %(first)d to %(last)d of %(all)d", first=first, last=last, all=thread.branches
        )
    return t(
        "Posts %(first)d to %(last)d of %(all)d", first=first + 1, last=last + 1, all=thread.posts
    )


def answer_form(thread: ThreadRow, *, seen_by: str) -> AnswerForm:
    """Return the form under *thread*; *seen_by* says who will read what is written in it.

    Its fields and tools are fragments, remembered by all that they show.
    """
    limit = state().config.post_limit
    fields = remembered(_fields)(thread.id, thread.kind, thread.space_slug, seen_by, limit)
    return AnswerForm(new_key(), fields, remembered(_tools)(limit))


def _fields(
    home: str, language: str, thread: int, kind: str, space: str, seen_by: str, limit: int
) -> Markup:
    shown = SimpleNamespace(form=Form(), thread=thread, kind=kind, space=space, seen_by=seen_by)
    return fragment(
        "threads/answer_fields.html",
        "fields",
        shown,
        home=home,
        language=language,
        config=SimpleNamespace(post_limit=limit),
    )


def _tools(home: str, language: str, limit: int) -> Markup:
    return fragment(
        "threads/answer_fields.html",
        "tools",
        None,
        home=home,
        language=language,
        config=SimpleNamespace(post_limit=limit),
    )
