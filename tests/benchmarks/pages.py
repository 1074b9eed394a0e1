"""The pages of the table, found in the archive: no address is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import func, select

from forum.core.database.session import session
from forum.core.web.paging import position_key
from forum.members.models import Member
from forum.spaces.models import Space
from forum.threads.models import Post, Thread

from .measure import Case

HOME = "/forum"
MEMBER = "1"
MOST = 2.5
"""How many times the floor a page may cost, for guests and members."""
COMMON, RARE = "textures", "erratum"
"""Tags of a third of all threads, and of a few."""
POSTS_KB = 20
"""About what the posts of the typical page hold, so that the floor's page has 41 kB."""


@dataclass(frozen=True)
class Places:
    """The pages to measure: a thread of one full page, the longest one, the largest space."""

    thread: Any
    longest: Any
    pages: int
    space: str
    oldest: str


def places(app: Flask) -> Places:
    """Return the places of *app*'s archive."""
    with app.app_context():
        full = (
            select(Thread.id, Thread.slug, func.sum(func.length(Post.html)).label("size"))
            .join(Post, Post.thread_id == Thread.id)
            .where(Thread.posts == 20, Thread.branches == 19)
            .group_by(Thread.id, Thread.slug)
            .order_by(func.abs(func.sum(func.length(Post.html)) - POSTS_KB * 1000), Thread.id)
            .limit(1)
        )
        thread = session().execute(full).one()
        longest = (
            session()
            .execute(
                select(Thread.id, Thread.slug, Thread.branches)
                .order_by(Thread.branches.desc(), Thread.id)
                .limit(1)
            )
            .first()
        )
        assert longest is not None
        space_id, slug = session().execute(
            select(Space.id, Space.slug)
            .join(Thread, Thread.space_id == Space.id)
            .group_by(Space.id, Space.slug)
            .order_by(func.count().desc())
        ).first() or (0, "")
        last = (
            session()
            .execute(
                select(Thread.active_at, Thread.id)
                .where(Thread.space_id == space_id)
                .order_by(Thread.active_at, Thread.id)
                .offset(25)
                .limit(1)
            )
            .first()
        )
    oldest = position_key(last.active_at, last.id) if last else position_key(datetime.now(UTC), 1)
    return Places(thread, longest, (longest.branches - 1) // 20 + 1, slug, oldest)


def pages(app: Flask, floor: Flask, at: Places) -> list[Case]:
    """Return the cases of the table: the floor twice, then ours, guest and member."""
    thread = f"{HOME}/t/{at.thread.id}-{at.thread.slug}"
    last = f"{HOME}/t/{at.longest.id}-{at.longest.slug}?page={at.pages}"
    space, older = f"{HOME}/s/{at.space}", f"{HOME}/s/{at.space}?after={at.oldest}"
    cases = [
        Case("a fixed 30 kB response", floor, "/fixed"),
        Case("the floor: 20 posts", floor, f"/{at.thread.id}/1"),
        Case("the floor: longest thread, last page", floor, f"/{at.longest.id}/{at.pages}"),
    ]
    for name, path in (
        ("thread of 20 posts", thread),
        ("longest thread, last page", last),
        ("list of threads, first page", space),
        ("list of threads, last page", older),
        ("front page", f"{HOME}/"),
    ):
        few, more = (None, None) if name == "front page" else (4, 7)
        cases.append(Case(f"{name}, guest", app, path, None, MOST, None, few))
        cases.append(Case(f"{name}, member", app, path, MEMBER, MOST, None, more))
    return [
        *cases,
        Case("thread, guest, all printed anew", app, thread, anew=True),
        Case("list, guest, all printed anew", app, space, anew=True),
    ]


def searches(app: Flask) -> list[Case]:
    """Return the searches of the table."""
    return [
        Case(f"search, {name}", app, f"{HOME}/-/search?q={words}", times=12)
        for name, words in (
            ("common word", "model"),
            ("rare word", "quaternions"),
            ("two words", "shadow+cascade"),
        )
    ]


def lists(app: Flask) -> list[Case]:
    """Return what grows with what was tagged, written and told, on a site that is lived in."""
    Case("", app, f"{HOME}/", MEMBER).send()  # from now on they are called what the host calls them
    with app.app_context():
        most = select(Member.handle).where(Member.user_key == MEMBER)
        handle = session().execute(most).scalar_one()
    tags = f"{HOME}/-/tags"
    return [
        Case("common tag, guest", app, f"{tags}/{COMMON}"),
        Case("rare tag, guest", app, f"{tags}/{RARE}"),
        Case("who wrote most, guest", app, f"{HOME}/m/{handle}"),
        Case("who wrote most, to a member", app, f"{HOME}/m/{handle}", MEMBER),
        Case("for you, much of it unseen", app, f"{HOME}/-/for-you", MEMBER),
        Case("titles while typing", app, f"{HOME}/-/search/titles?q=shadow+casc"),
    ]


def replying(app: Flask, at: Places) -> list[Case]:
    """Return the form and the sending of a reply: together one line of the table."""
    path = f"{HOME}/t/{at.thread.id}/reply"

    def text() -> dict[str, str]:
        return {"text": f"A reply of one line, {uuid4()}.", "form_key": str(uuid4()), "to": ""}

    return [
        Case("reply: the form", app, path, MEMBER),
        Case("reply: the POST", app, path, MEMBER, form=text),
    ]
