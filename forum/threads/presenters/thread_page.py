"""Prepares the page of a thread, the page of one branch of it, and the form under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.state import state
from ...core.web.forms import Form
from ...core.web.fragments import fragment, remembered
from ...core.web.i18n import t, tn
from ...core.web.urls import url
from ..policy import acts
from .pages import AnswerFields, AnswerForm, BranchPage, ThreadPage
from .posts import print_branches, show_posts
from .standing import steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from ...attempts.presenters import Tried
    from ...core.web.paging import Pages
    from ...experience.presenters import AskedFor
    from ...first_takes.presenters import OnPage
    from ...spaces.presenters.norms import Norms
    from ...spaces.presenters.pages import ArtefactCard
    from ..rows import ThreadRow
    from .posts import PageOfPosts, PrintedBranch

THREAD_ACTS = ("pin", "lock", "move")
"""The acts of a steward that the head of a thread's page offers."""


def thread_page(
    page: PageOfPosts,
    *,
    pages: Pages,
    following: bool,
    artefacts: Sequence[ArtefactCard],
    answer_form: AnswerForm | None,
    asked_for: AskedFor | None,
    first_takes: OnPage,
    tried: Tried | None,
) -> ThreadPage:
    """Return page number ``pages.current`` of a thread, which shows the posts of *page*."""
    thread, is_first = page.thread, pages.current == 1
    views = show_posts(page)
    opening = next((view for view in views if view.opening), None)
    branches = print_branches(views[1:])
    return ThreadPage(
        title=thread.title,
        thread=thread,
        pages=pages,
        heading=_heading(thread, pages, branches),
        opening=print_branches([opening])[0] if is_first and opening else None,
        beginning=None if is_first else opening,
        posts=branches,
        new=page.new,
        first_new=next((branch.number for branch in branches if branch.new), 0),
        newest_address=_address_of_new(page, is_first=is_first) if page.new else "",
        steps=steps(thread, saved=bool(artefacts)),
        following=following,
        artefacts=artefacts,
        may_write=page.common.may_write,
        answer_form=answer_form,
        asked_for=asked_for,
        acts=frozenset(act for act in THREAD_ACTS if acts.may_moderate(page.viewer, thread, act)),
        first_takes=first_takes,
        tried=tried,
    )


def _address_of_new(page: PageOfPosts, *, is_first: bool) -> str:
    """Return where the first new post is; on this very page, nothing is loaded: its marks stay."""
    new = [post.number for post in page.posts[0 if is_first else 1 :] if post.number in page.unread]
    if page.first_new in new:  # a later page has the opening in a fold
        return f"#p{new[0]}"
    return url("threads.newest", thread_id=page.thread.id, **{"from": str(page.first_new)})


def branch_page(page: PageOfPosts) -> BranchPage:
    """Return the page of one branch, which is the posts of *page*."""
    branches = print_branches(show_posts(page))
    return BranchPage(title=page.thread.title, thread=page.thread, posts=branches)


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


def answer_form(thread: ThreadRow, *, seen_by: str, norms: Norms | None) -> AnswerForm:
    """Return the form under *thread*; *seen_by* says who will read a post written in it.

    *norms* are those of the space, if the viewer has not written there yet.
    """
    fields = AnswerFields(thread.id, thread.kind, thread.space_slug, thread.sealed, seen_by)
    return AnswerForm(Form(), remembered(_print)(fields), norms)


def _print(home: str, language: str, fields: AnswerFields) -> Markup:
    return fragment(
        "threads/answer_fields.html",
        "fields",
        fields,
        home=home,
        language=language,
        form=Form(),
        config=state().config,
    )
