"""Writes the demo's content into an empty forum, in the order in which it was written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter
from typing import Any

from ..accounts.models import Account
from ..answers import actions as answers
from ..core.database.base import now
from ..core.database.session import session
from ..members.models import Member
from ..reflections.presenters import NAMES, together
from ..spaces import actions as spaces
from ..threads import queries
from ..threads.actions import edit, marks, moderate
from ..threads.actions import write as threads
from ..threads.actions.compose import compose
from .content import pages, span, table, tables
from .guidance import write_on
from .library import write_artefact
from .marks import leave_marks

LOCKED = "!"
"""No password has this hash: nobody signs in with one as a person of the demo."""
Step = tuple[datetime, Callable[[], None]]


@dataclass
class Loading:
    """What has been made so far, by the names that the content uses."""

    start: datetime = field(default_factory=now)
    members: dict[str, int] = field(default_factory=dict)
    spaces: dict[str, int] = field(default_factory=dict)
    threads: dict[str, int] = field(default_factory=dict)
    posts: dict[tuple[str, int], int] = field(default_factory=dict)

    def at(self, ago: str) -> datetime:
        """Return the moment *ago* before the loading began."""
        return self.start - span(ago)


def load() -> None:
    """Write everything into the session; the caller commits, so that it is all or nothing."""
    made = Loading()
    _people(made)
    _spaces(made)
    contents = tables("threads") | {name: page for name, page in pages().items() if "post" in page}
    steps = [step for name, thread in contents.items() for step in _steps(made, name, thread)]
    for _at, do in sorted(steps, key=itemgetter(0)):
        do()
    for name, thread in contents.items():
        _state(made.threads[name], thread)
    for artefact in tables("library").values():
        write_artefact(made, artefact)
    leave_marks(made)


def _people(made: Loading) -> None:
    for person in table("people")["person"]:
        account = Account(
            login=person["handle"],
            name=person["name"],
            organisation=person["organisation"],
            password=LOCKED,
        )
        session().add(account)
        session().flush()
        member = Member(
            user_key=str(account.id),
            handle=person["handle"],
            name=person["name"],
            organisation=person["organisation"],
            joined_at=made.start - timedelta(days=150),
        )
        session().add(member)
        session().flush()
        made.members[person["handle"]] = member.id


def _spaces(made: Loading) -> None:
    for space in table("spaces")["space"]:
        first, *others = (made.members[handle] for handle in space["stewards"])
        id = spaces.make(
            name=space["name"],
            purpose=space["purpose"],
            norms="\n".join(space["norms"]),
            access="closed" if space["closed"] else "open",
            maker_id=first,
            slug=space["slug"],
        ).id
        made.spaces[space["slug"]] = id
        until = made.start.date() + timedelta(days=space["steward_until_days"])
        for steward in (first, *others):
            spaces.entrust(id, steward, until=until)
        if space["closed"]:
            for handle in space["members"]:
                spaces.admit(id, made.members[handle])


def _steps(made: Loading, name: str, thread: dict[str, Any]) -> list[Step]:
    """Return what happened in a thread, also a page's, each with its moment."""
    steps: list[Step] = []
    for number, post in enumerate(thread["post"], start=1):
        key = (name, number)
        steps.append((made.at(post["ago"]), partial(_post, made, key, thread, post)))
        if changed := post.get("edit"):
            steps.append((made.at(changed["ago"]), partial(_edit, made, key, thread, post)))
        for tried in post.get("tries", ()):
            steps.append((made.at(tried["ago"]), partial(_try, made, key, tried)))
    return steps


def _source(post: dict[str, Any]) -> str:
    """Return the Markdown of a post; a reflection is put together as on its own page."""
    if "text" in post:
        return str(post["text"])
    told = post["reflection"]
    keys = ("happened", "so_what", "now_what")
    return together(dict(zip(NAMES, (told[key] for key in keys), strict=True)))


def _post(
    made: Loading, key: tuple[str, int], thread: dict[str, Any], post: dict[str, Any]
) -> None:
    name, number = key
    if "space" not in thread and "reply_to" not in post:
        written = write_on(thread, made, post)
    elif number == 1:
        written = threads.open_thread(
            space_id=made.spaces[thread["space"]],
            kind=thread["kind"],
            title=thread["title"],
            tags=thread["tags"],
            author_id=made.members[post["by"]],
            text=compose(_source(post)),
            at=made.at(post["ago"]),
        )
    else:
        thread_id, to = made.threads[name], post.get("reply_to")
        written = threads.write(
            thread_id,
            author_id=made.members[post["by"]],
            text=compose(_source(post)),
            at=made.at(post["ago"]),
            reflection="reflection" in post,
            reply_to=queries.post_by_number(thread_id, to) if to else None,
        )
    made.threads[name] = written.thread_id
    made.posts[key] = written.id
    if post.get("helped"):
        marks.mark(written.id, helped=True)


def _edit(
    made: Loading, key: tuple[str, int], thread: dict[str, Any], post: dict[str, Any]
) -> None:
    changed = post["edit"]
    opening = {"title": thread["title"], "tags": thread["tags"]} if key[1] == 1 else {}
    edit.edit(
        made.posts[key],
        revision=1,
        editor_id=made.members[post["by"]],
        text=compose(changed["text"]),
        reason=changed["reason"],
        at=made.at(changed["ago"]),
        **opening,
    )


def _try(made: Loading, key: tuple[str, int], tried: dict[str, str]) -> None:
    answers.report(
        made.posts[key],
        member_id=made.members[tried["by"]],
        outcome=tried["outcome"],
        note=tried["note"],
        at=made.at(tried["ago"]),
    )


def _state(thread_id: int, thread: dict[str, Any]) -> None:
    if thread.get("pinned"):
        moderate.pin(thread_id, pinned=True)
    if why := thread.get("locked"):
        moderate.lock_thread(thread_id, why=why)
