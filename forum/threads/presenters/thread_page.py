"""Prepares the page of a thread, the page of one branch of it, and the form under it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

from ...core.state import state
from ...core.web.forms import Form, new_key
from ...core.web.fragments import fragment, remembered
from ...core.web.i18n import t, tn
from ...core.web.urls import url
from .. import policy
from .pages import AnswerForm, BranchPage, ThreadPage
from .posts import beginning, show_posts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from ...core.web.paging import Pages
    from ...spaces.presenters.pages import ArtefactCard
    from ..rows import PostRow, ThreadRow
    from .posts import PageOfPosts, PrintedBranch

THREAD_ACTS = ("pin", "lock", "move")
"""The acts of a steward that the head of a thread's page offers."""


def thread_page(
    page: PageOfPosts,
    posts: Sequence[PostRow],
    *,
    pages: Pages,
    following: bool,
    artefacts: Sequence[ArtefactCard],
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
        beginning=beginning(posts[0]) if pages.current > 1 else None,
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
