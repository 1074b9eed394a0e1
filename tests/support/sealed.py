"""A thread whose first takes are sealed, and everybody who may come by it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from forum.answers.actions import marks
from forum.attempts import actions as attempts
from forum.attempts.rows import Thing, Told
from forum.core.database.base import now
from forum.core.database.session import session
from forum.following.models import Follow
from forum.mail.models import Mail
from forum.moderation import actions as moderation
from forum.moderation.models import Report
from forum.notices.models import Notice
from forum.prompts.presenters import newest_wording
from forum.revisions import actions as revisions
from forum.texts.actions import compose
from forum.threads.actions import write
from forum.threads.models import Thread

from .walk import Things, furnish
from .world import User, World

CANARY, NAME = "kx7q", "Wombat"
"""Begins every word of a take; the name of everybody who has written one, but for the opener."""
WORD = "zeisig"
"""Stands beside them: what one would look for."""
SEALED_TO = ("guest", "reader", "steward", "admin", "blocked", "follower")
OPEN_TO = ("opener", "first", "second")


@dataclass
class Sealed:
    """A world with a sealed thread; *things* are those of its space, *takes* its posts."""

    world: World
    people: dict[str, User | None]
    things: Things
    thread: int
    takes: tuple[int, ...]
    space: Any

    def browser(self, who: str) -> Any:
        """Return a client that is signed in as *who*."""
        return self.world.client(self.people[who])

    def open_at(self, moment: datetime) -> None:
        """Let the takes open at *moment*, as if it had been chosen."""
        with self.world.request():
            here = update(Thread).where(Thread.id == self.thread)
            session().execute(here.values(sealed_until=moment))


def seal(world: World, *, kind: str = "question", access: str = "open") -> Sealed:
    """Open a thread with first takes, of which three are written, replied to, marked, reported."""
    people: dict[str, User | None] = {"guest": None}
    for name in ("reader", "steward", "admin", "blocked", "follower"):
        people[name] = world.member(name.title(), is_admin=name == "admin")
    people["opener"] = world.member("Opener")
    world.member("Ninth")
    for name in ("first", "second"):
        people[name] = world.member(f"{NAME} {name}")
    steward, opener = people["steward"], people["opener"]
    assert steward
    assert opener
    inside = tuple(user for name, user in people.items() if user and name != "admin")
    members_ = inside if access == "closed" else ()
    space = world.space("Letters", by=steward, access=access, members_=members_)
    things = furnish(world, space, opener, steward, say="plain {}".format, tag="plain", word=WORD)
    thread = open_sealed(world, space.id, opener, kind)
    ids = [write_take(world, thread, people[name]) for name in ("first", "second")]
    _mark(world, space.id, thread, ids, people)
    things = replace(things, thread=thread, post=ids[0], posts=tuple(ids))
    return Sealed(world, people, things, thread, tuple(ids), space)


def open_sealed(world: World, space: int, opener: User, kind: str = "question") -> int:
    """Open a thread with first takes, with the opener's own, and return its id."""
    author = world.id(opener)
    with world.request():
        return write.open_thread(
            space_id=space,
            kind=kind,
            title=f"{WORD} how do you begin?",
            tags=["plain"],
            author_id=author,
            text=compose(f"{WORD} what do you do first?"),
            first_takes=write.FirstTakes(
                now() + timedelta(days=7), compose(f"{WORD} {CANARY}opener")
            ),
        ).thread_id


def write_take(world: World, thread: int, by: User | None) -> int:
    """Write a take with questions in a thread, edit it once, and return its id."""
    assert by
    author = world.id(by)
    with world.request():
        text = compose(f"{WORD} {CANARY}take of {by.name}", prompts=newest_wording("case", "en"))
        post = write.write(thread, author_id=author, text=text)
        edited = compose(f"{WORD} {CANARY}edited")
        revisions.edit(post.id, revision=1, editor_id=author, text=edited, reason=f"{CANARY}why")
        return post.id


def _mark(
    world: World, space: int, thread: int, ids: list[int], people: dict[str, User | None]
) -> None:
    """Do to the takes whatever can be done to posts, by those who read them."""
    members = {name: world.id(user) for name, user in people.items() if user}
    with world.request():
        for id in ids:
            told = Told(outcome="worked", happened=f"{CANARY}note", tried_on=now().date())
            attempts.tell(Thing(post_id=id), told, member_id=members["opener"])
            session().add(
                Report(space_id=space, post_id=id, reporter_id=members["opener"], text="Look here")
            )
            for who in ("reader", "follower", "steward"):
                notice = Notice(
                    member_id=members[who], kind="mention", thread_id=thread, post_id=id
                )
                session().add(notice)
                session().flush()
                session().add(
                    Mail(notice_id=notice.id, member_id=members[who], pace="each", due_at=now())
                )
        session().merge(Follow(thread_id=thread, member_id=members["follower"], following=True))
        marks.mark(ids[0], helped=True)
    with world.request():
        steward, blocked = members["steward"], members["blocked"]
        moderation.block(space, blocked, steward_id=steward, blocked=True, why="Rude")
