"""Pages that show a thread, a branch of it, and where a post is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import g, redirect

from ...answers import queries as answers
from ...artefacts import queries as artefacts
from ...following.reading import mark_read
from ...following.runs import first_unread, has_read
from ...notices import queries as notices
from ...spaces.viewing import seen_by, viewer
from ...web.forms import Form
from ...web.found import found
from ...web.paging import page_number
from ...web.render import render
from ...web.urls import url
from ...web.words import t, tn
from .. import policy, queries
from ..sending import address
from . import room
from .words import post_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue
    from sqlalchemy import Row

    from ...members.viewer import Viewer
    from ...web.paging import Pages


@dataclass
class Branch:
    """A top-level post with the replies shown under it."""

    top: Row[Any]
    replies: list[Row[Any]] = field(default_factory=list)


def branches(posts: Sequence[Row[Any]]) -> tuple[Row[Any] | None, list[Branch]]:
    """Return the opening, if it is among *posts*, and the branches after it, in order."""
    opening, grown = None, list[Branch]()
    for post in posts:
        if post.branch == 0:
            opening = post
        elif post.turn == 0:
            grown.append(Branch(post))
        else:
            grown[-1].replies.append(post)
    return opening, grown


@room.get("/t/<int:thread_id>", defaults={"slug": None})
@room.get("/t/<int:thread_id>-<slug>")
def show(thread_id: int, slug: str | None) -> ResponseReturnValue:
    """A page of a thread: the opening, twenty branches, and what is new to the viewer."""
    looking = viewer()
    thread = found(queries.thread(looking, thread_id))
    if slug != thread.slug:
        return redirect(url("threads.show", thread_id=thread.id, slug=thread.slug))
    return page(looking, thread, Form())


def page(looking: Viewer, thread: Row[Any], form: Form, status: int = 200) -> ResponseReturnValue:
    """Return the page of *thread* that is asked for, with *form* in its answer box."""
    pages = page_number(queries.page_of(thread.branches))
    posts = queries.page(thread.id, pages.current)
    opening, grown = branches(posts)
    return render(
        "threads/show.html",
        title=thread.title,
        status=status,
        pages=pages,
        opening=opening,
        branches=grown,
        heading=_heading(thread, pages, grown),
        tags=[tag for tag in thread.tags.split(", ") if tag],
        helped=queries.helped(thread.id) if thread.helped else (),
        kept=artefacts.kept_from(looking, thread.id) if thread.kept else (),
        form=form,
        seen_by=seen_by(thread.space_access, thread.space_name),
        **around(looking, thread, posts),
    )


def around(looking: Viewer, thread: Row[Any], posts: Sequence[Row[Any]]) -> dict[str, Any]:
    """Return what a page of posts prints beside the posts themselves."""
    standing = notices.standing(looking, thread.id)
    g.forum_unread = standing.unseen
    mark_read(looking, thread.id, [post.number for post in posts], standing)
    new = max(0, thread.posts - standing.read_count) if standing.read_count else 0

    def is_new(number: int) -> bool:
        return bool(new) and not has_read(standing.read_to, standing.beyond, number)

    fresh = [post.number for post in posts if post.turn == 0 and is_new(post.number)]
    return {
        "thread": thread,
        "standing": standing,
        "tries": answers.reports(posts),
        "is_new": is_new,
        "new": new,
        "first_new": min(fresh, default=0),
        "new_address": url("threads.newest", thread_id=thread.id) if new else "",
        "words": post_words(),
        "may_write": policy.may_write(looking, thread),
        "may_tend": policy.may_tend(looking, thread),
    }


def _heading(thread: Row[Any], pages: Pages, grown: list[Branch]) -> str:
    """Return what the list of posts is headed by: how many, or which of them."""
    if pages.last > 1 and grown:
        first, last = grown[0].top.branch, grown[-1].top.branch
        if thread.kind == "question":
            return t("Answers %(first)d to %(last)d of %(all)d", first=first, last=last,
                     all=thread.branches)  # fmt: skip
        return t("Posts %(first)d to %(last)d of %(all)d", first=first + 1, last=last + 1,
                 all=thread.posts)  # fmt: skip
    if thread.kind == "question":
        return tn("%(n)d answer", "%(n)d answers", thread.answers)
    return tn("%(n)d post so far", "%(n)d posts so far", max(0, thread.posts - 1))


@room.get("/t/<int:thread_id>/new")
def newest(thread_id: int) -> ResponseReturnValue:
    """Go to the first post that the viewer has not read, else to the last one."""
    looking = viewer()
    thread = found(queries.thread(looking, thread_id))
    standing = notices.standing(looking, thread.id)
    number = min(first_unread(standing.read_to, standing.beyond), thread.posts)
    return redirect(address(thread, found(queries.numbered(thread.id, number))))


@room.get("/t/<int:thread_id>/answer/<int:number>")
def branch(thread_id: int, number: int) -> ResponseReturnValue:
    """An answer with all its replies."""
    looking = viewer()
    thread = found(queries.thread(looking, thread_id))
    posts = queries.branch(thread.id, number) if number > 0 else ()
    _, grown = branches(posts)
    return render(
        "threads/branch.html",
        title=thread.title,
        branches=[found(grown[0] if grown else None)],
        **around(looking, thread, posts),
    )


@room.get("/p/<int:post_id>")
def post(post_id: int) -> ResponseReturnValue:
    """Where a post is: its thread, the page it is on, and the post itself."""
    looking = viewer()
    wanted = found(queries.post(looking, post_id))
    return redirect(address(found(queries.thread(looking, wanted.thread_id)), wanted))
