"""Edits posts: each edit saves a new revision. Redacts the earlier ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import null, select, update

from ..core import events
from ..core.database.base import now
from ..core.database.outbox import record_changes
from ..core.database.session import change, session
from ..core.errors import Changed
from ..core.text.line import slug
from ..core.text.markup import RENDER_VERSION
from ..threads.actions.counters import lock_row
from ..threads.actions.revisions import save_revision, tag_thread
from ..threads.models import Post, Revision, Thread

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ..texts.actions import Text


def edit(
    post_id: int,
    *,
    revision: int,
    editor_id: int,
    text: Text,
    reason: str = "",
    title: str | None = None,
    tags: Sequence[str] | None = None,
    at: datetime | None = None,
) -> int:
    """Save a new revision of a post and return its number.

    *revision* is the one the form was made from: raises Changed if another has been saved since.
    *title* and *tags* are given for an opening and change its thread; *at* is the original time in
    an import.
    """
    at = at or now()
    if title is not None:
        lock_row(post_id)
    statement = (
        update(Post)
        .where(Post.id == post_id, Post.revision == revision, Post.state == "shown")
        .values(
            revision=Post.revision + 1,
            html=text.html,
            render_version=RENDER_VERSION,
            edited_at=at,
            prompt_set=text.prompt_set,
            origin=text.origin.stored,
            heard=False,  # the asker spoke of what it said before
        )
        .returning(Post.revision, Post.thread_id)
    )
    found = change(statement).first()
    if found is None:
        raise Changed
    listed = None if tags is None else ", ".join(tags)
    save_revision(
        post_id,
        found.revision,
        text,
        editor_id=editor_id,
        at=at,
        reason=reason,
        title=title,
        tags=listed,
    )
    if title is not None and tags is not None:
        _rename(found.thread_id, title, tags)
    record_changes(session(), kind="post", ids=[post_id])
    events.post_edited.send(None, post=post_id, editor=editor_id, mentioned=text.mentioned, at=at)
    events.announce(
        session(), events.edited, post=post_id, member=editor_id, revision=found.revision
    )
    return int(found.revision)


def redact(post_id: int, number: int, *, by: str = "author") -> None:
    """Take out all that an earlier revision of a post says; its number, editor and time stay.

    *by* is "author" or "stewards". Files that only it names are left to whoever asks for this.
    Raises Changed if it is the newest one, which is edited instead, or is redacted already.
    """
    newest = select(Post.revision).where(Post.id == post_id, Post.state == "shown")
    statement = (
        update(Revision)
        .where(Revision.post_id == post_id, Revision.number == number)
        .where(Revision.number < newest.scalar_subquery(), Revision.redacted_at.is_(None))
        .values(source="", title=null(), tags=null(), reason="", prompt_headings=null())
        .values(origin="", redacted_at=now(), redacted_by=by)
        .returning(Revision.number)
    )
    if change(statement).first() is None:
        raise Changed


def _rename(thread_id: int, title: str, tags: Sequence[str]) -> None:
    change(
        update(Thread)
        .where(Thread.id == thread_id)
        .values(title=title, slug=slug(title), tags=", ".join(tags))
    )
    tag_thread(thread_id, tags)
