"""The source of a post, its files and the tags of a thread, as writing and editing save them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from ...core.database.session import change, session
from ...files.actions.places import names_files, put_on
from ...files.models import File
from ...prompts.rows import prompt_columns
from ..models import Post, Revision, Thread, ThreadTag

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ...texts.actions import Text

_INSERT = insert(Revision)


def save_revision(
    post_id: int,
    number: int,
    text: Text,
    *,
    editor_id: int,
    at: datetime,
    reason: str = "",
    title: str | None = None,
    tags: str | None = None,
) -> None:
    """Save *text* as revision *number* of a post; *title* and *tags* are given for an opening.

    Files that it names, and that its editor has put up, are on the post from then on.
    """
    change(
        _INSERT,
        {
            "post_id": post_id,
            "number": number,
            "source": text.source,
            "format": text.format,
            "title": title,
            "tags": tags,
            "editor_id": editor_id,
            "reason": reason,
            "at": at,
            "origin": text.origin.stored,
            **prompt_columns(text.prompts),
        },
    )
    if names_files(text.html):
        space_of = select(Thread.space_id).join(Post, Post.thread_id == Thread.id)
        space_id = session().scalar(space_of.where(Post.id == post_id))
        put_on("post", post_id, text.html, writer_id=editor_id, space_id=space_id)


def count_files_there(_sender: object, *, thread: int = 0, **_: int) -> None:
    """Let the files in a thread that was moved count for the space in which it is now."""
    posts = select(Post.id).where(Post.thread_id == thread)
    space_id = select(Thread.space_id).where(Thread.id == thread).scalar_subquery()
    files = update(File).where(File.place == "post", File.place_id.in_(posts))
    change(files.values(space_id=space_id))


def tag_thread(thread_id: int, tags: Sequence[str]) -> None:
    """Replace the tags by which a thread is found."""
    change(delete(ThreadTag).where(ThreadTag.thread_id == thread_id))
    if tags:
        active_at = select(Thread.active_at).where(Thread.id == thread_id).scalar_subquery()
        rows = [{"thread_id": thread_id, "tag": tag, "active_at": active_at} for tag in tags]
        change(insert(ThreadTag).values(rows))
