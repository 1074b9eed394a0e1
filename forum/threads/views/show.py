"""Pages that show a thread, a branch of it, and where a post is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import g, redirect, request

from ...answers import queries as answers
from ...artefacts import queries as artefacts
from ...core.state import state
from ...core.text.number_ranges import first_unread, has_read
from ...core.web.forms import Form, new_key
from ...core.web.fragments import fragment, remembered
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t, tn
from ...core.web.paging import page_number
from ...core.web.render import render, token
from ...core.web.urls import url
from ...following.read_marks import mark_read
from ...notices import queries as notices
from ...spaces.current import current_viewer, seen_by
from .. import policy, queries
from ..presenters.addresses import address
from ..presenters.posts import began, manner_of, show_posts
from . import bp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue
    from markupsafe import Markup

    from ...answers.rows import ReportRow
    from ...core.web.paging import Pages
    from ...members.viewer import Viewer
    from ..rows import HelpedRow, PostRow, ThreadRow


@bp.get("/t/<int:thread_id>", defaults={"slug": None})
@bp.get("/t/<int:thread_id>-<slug>")
def show(thread_id: int, slug: str | None) -> ResponseReturnValue:
    """A page of a thread: the opening, twenty branches, and what is new to the viewer."""
    viewer = current_viewer()
    thread = get_or_404(queries.thread(viewer, thread_id))
    if slug != thread.slug:
        more = {"page": request.args["page"]} if "page" in request.args else {}
        return redirect(url("threads.show", thread_id=thread.id, slug=thread.slug, **more))
    return _page(viewer, thread)


def _page(viewer: Viewer, thread: ThreadRow) -> ResponseReturnValue:
    """Return the page of *thread* that is asked for."""
    pages = page_number(queries.page_of(thread.branches))
    posts = queries.page(thread.id, pages.current)
    kept = artefacts.kept_from(viewer, thread.id) if thread.kept or thread.kept_elsewhere else ()
    return render(
        "threads/show.html",
        title=thread.title,
        thread=thread,
        pages=pages,
        heading=_heading(thread, pages, [post.branch for post in posts if post.branch]),
        kept=kept,
        began=began(posts[0], member_id=viewer.member_id) if pages.current > 1 else None,
        form_key=new_key(),
        **(_writing(thread) if policy.may_answer(viewer, thread) else {}),
        **around(viewer, thread, posts, _marks(thread, posts)),
    )


def _writing(thread: ThreadRow) -> dict[str, Any]:
    """Return what is in the form under *thread*, and its tools: remembered by all that they say."""
    limit, told = state().config.post_limit, seen_by(thread.space_id)
    values = (thread.id, thread.kind, thread.space_slug, told, limit)
    return {"fields": remembered(_fields)(*values), "tools": remembered(_tools)(limit)}


def _fields(
    home: str, language: str, thread: int, kind: str, space: str, seen_by: str, limit: int
) -> Markup:
    told = SimpleNamespace(form=Form(), thread=thread, kind=kind, space=space, seen_by=seen_by)
    return fragment(
        "threads/answer_fields.html",
        "fields",
        told,
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


class Marks(NamedTuple):
    """What was said of posts: how they went where they were tried, and which helped the asker."""

    tried: Sequence[ReportRow]
    helped: Sequence[HelpedRow]


def _marks(thread: ThreadRow, posts: Sequence[PostRow]) -> Marks:
    """Return what was said of *posts*: no statement where nothing was."""
    return Marks(answers.reports(posts), queries.helped(thread.id) if thread.helped else ())


def around(
    viewer: Viewer, thread: ThreadRow, posts: Sequence[PostRow], marks: Marks
) -> dict[str, Any]:
    """Return what a page of posts prints beside the posts themselves."""
    standing = notices.standing(viewer, thread.id)
    g.forum_unread = standing.unseen
    mark_read(viewer, thread.id, [post.number for post in posts], standing)
    new = max(0, thread.posts - standing.read_count) if standing.read_count else 0

    def is_new(number: int) -> bool:
        return bool(new) and not has_read(standing.read_to, standing.beyond, number)

    manner = manner_of(viewer, thread)
    shown = show_posts(
        posts,
        manner=manner,
        thread=thread,
        viewer=viewer,
        is_new=is_new,
        reports=marks.tried,
        helped=marks.helped,
        token=token(),
    )
    return {
        "standing": standing,
        "opening": next((post for post in shown if post.branch == 0), None),
        "posts": [post for post in shown if post.branch],
        "new": new,
        "first_new": next((post.number for post in shown if post.branch and post.new), 0),
        "new_address": url("threads.newest", thread_id=thread.id) if new else "",
        "may_write": manner.may_write,
        "may_answer": policy.may_answer(viewer, thread),
        "acts": {
            act for act in ("pin", "lock", "move") if policy.may_moderate(viewer, thread, act)
        },
    }


def _heading(thread: ThreadRow, pages: Pages, branches: Sequence[int]) -> str:
    """Return what the list of posts is headed by: how many, or which of them."""
    if pages.last > 1 and branches:
        first, last = branches[0], branches[-1]
        if thread.kind == "question":
            return t(
                "Answers %(first)d to %(last)d of %(all)d",
                first=first,
                last=last,
                all=thread.branches,
            )
        return t(
            "Posts %(first)d to %(last)d of %(all)d",
            first=first + 1,
            last=last + 1,
            all=thread.posts,
        )
    if thread.kind == "question":
        return tn("%(n)d answer", "%(n)d answers", thread.answers)
    return tn("%(n)d post so far", "%(n)d posts so far", max(0, thread.posts - 1))


@bp.get("/t/<int:thread_id>/new")
def newest(thread_id: int) -> ResponseReturnValue:
    """Go to the first post that the viewer has not read, else to the last one."""
    viewer = current_viewer()
    thread = get_or_404(queries.thread(viewer, thread_id))
    standing = notices.standing(viewer, thread.id)
    number = min(first_unread(standing.read_to, standing.beyond), thread.posts)
    return redirect(address(thread, get_or_404(queries.numbered(thread.id, number))))


@bp.get("/t/<int:thread_id>/answer/<int:number>")
def branch(thread_id: int, number: int) -> ResponseReturnValue:
    """An answer with all its replies."""
    viewer = current_viewer()
    thread = get_or_404(queries.thread(viewer, thread_id))
    posts = queries.branch(thread.id, number) if number > 0 else ()
    get_or_404(posts or None)
    return render(
        "threads/branch.html",
        title=thread.title,
        thread=thread,
        **around(viewer, thread, posts, _marks(thread, posts)),
    )


@bp.get("/p/<int:post_id>")
def post(post_id: int) -> ResponseReturnValue:
    """Where a post is: its thread, the page it is on, and the post itself."""
    viewer = current_viewer()
    wanted = get_or_404(queries.post(viewer, post_id))
    return redirect(address(get_or_404(queries.thread(viewer, wanted.thread_id)), wanted))
