"""Opens threads, adds answers and replies. The first statement takes the post's number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypedDict

from sqlalchemy import select

from ...core import events
from ...core.database.base import now
from ...core.database.once import save_once
from ...core.database.outbox import record_changes
from ...core.database.session import session
from ...core.errors import SentBefore, SentOther
from ...core.text.line import slug
from ...core.text.markup import RENDER_VERSION
from ..models import OpenedTake, Post, Thread
from .counters import date_tags
from .numbers import branch_and_turn, give_back, take_number
from .revisions import save_revision, tag_thread

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ...texts.actions import Text
    from ..rows import NewNumberRow, PostRow


class FirstTakes(NamedTuple):
    """How a thread is opened in which everybody writes before they read."""

    until: datetime
    """When the first takes open to everybody who reads the thread."""
    own: Text | None = None
    """What its author writes first, beside the opening."""
    question: str = ""
    """What the host's page asks: then the opening is the author's take."""


def open_thread(
    *,
    space_id: int,
    kind: str,
    title: str,
    tags: Sequence[str],
    author_id: int,
    text: Text,
    at: datetime | None = None,
    first_takes: FirstTakes | None = None,
    wish: str = "",
    told: int | None = None,
) -> Post:
    """Open a thread with its first post, and return that post.

    *kind* is "question", "discussion" or "reflection"; *at* is the original time in an import. With
    *first_takes* everybody writes before they read; *wish* is what would help the asker; *told* is
    notified as of a reply. Raises SentBefore and SentOther as ``save_once`` does.
    """
    at = at or now()
    thread = Thread(
        space_id=space_id,
        kind=kind,
        title=title,
        slug=slug(title),
        tags=", ".join(tags),
        author_id=author_id,
        opened_at=at,
        active_at=at,
        posts=1,
        wish=wish,
        reflections=int(kind == "reflection"),
    )
    _save(thread, first_takes)
    post = Post(
        thread_id=thread.id,
        number=1,
        branch=0,
        author_id=author_id,
        at=at,
        kind="reflection" if kind == "reflection" else "opening",
        take="first" if thread.question else None,
        **_columns_of(text),
    )
    try:
        save_once(post)
    except (SentBefore, SentOther):
        session().delete(thread)
        session().flush()
        raise
    save_revision(post.id, 1, text, editor_id=author_id, at=at, title=title, tags=thread.tags)
    tag_thread(thread.id, tags)
    _announce(post, thread, text, answered=told)
    signal = events.reflection_shared if kind == "reflection" else events.thread_opened
    events.announce(session(), signal, thread=thread.id, post=post.id, member=author_id)
    if first_takes is not None and (own := first_takes.own) is not None:
        write(thread.id, author_id=author_id, text=own, reflection=kind == "reflection", at=at)
    return post


def write(
    thread_id: int,
    *,
    author_id: int,
    text: Text,
    reply_to: PostRow | None = None,
    reflection: bool = False,
    at: datetime | None = None,
) -> Post:
    """Add a post to a thread and return it: an answer, a reply, or a post of a discussion.

    *reply_to* is the row of the post that is replied to. Under a question, the new post joins that
    post's branch unless that post is the opening. Raises NotAllowed if the thread is locked or
    gone, SentBefore and SentOther as ``open_thread`` does.
    """
    at = at or now()
    under = reply_to if reply_to is not None and reply_to.branch > 0 else None
    thread = take_number(thread_id, at=at, top_level=under is None, reflection=reflection)
    nested = thread.kind == "question" and under is not None
    branch, turn = branch_and_turn(thread, under)
    kind = _kind(thread.kind, nested=nested, reflection=reflection)
    post = Post(
        thread_id=thread_id,
        number=thread.posts,
        branch=branch,
        turn=turn,
        kind=kind,
        author_id=author_id,
        at=at,
        reply_to=reply_to.id if reply_to else None,
        **_columns_of(text),
        take=None if nested else _take_of(thread, author_id),
    )
    try:
        save_once(post)
    except (SentBefore, SentOther):
        give_back(post, thread)
        raise
    if thread.tags:
        date_tags([thread_id])
    save_revision(post.id, 1, text, editor_id=author_id, at=at)
    _announce(post, thread, text, answered=reply_to.author_id if reply_to else None)
    signal = {"answer": events.answered, "reflection": events.reflection_shared}.get(
        kind, events.replied
    )
    events.announce(session(), signal, thread=thread_id, post=post.id, member=author_id)
    return post


def _save(thread: Thread, asked: FirstTakes | None) -> None:
    if asked is not None:
        thread.sealed_until, thread.question = asked.until, asked.question
        thread.index_scope = "apart"
    session().add(thread)
    session().flush()


class _TextColumns(TypedDict):
    html: str
    render_version: int
    form_key: str | None
    form_hash: str | None
    prompt_set: str | None
    origin: str


def _columns_of(text: Text) -> _TextColumns:
    """Return what a post stores of *text*; its source is in the revision."""
    return {
        "html": text.html,
        "render_version": RENDER_VERSION,
        "form_key": text.form_key,
        "form_hash": text.form_hash,
        "prompt_set": text.prompt_set,
        "origin": text.origin.stored,
    }


def _kind(thread_kind: str, *, nested: bool, reflection: bool) -> str:
    if reflection:
        return "reflection"
    if nested:
        return "reply"
    return "answer" if thread_kind == "question" else "post"


def _take_of(thread: NewNumberRow, author_id: int) -> Literal["first", "later"] | None:
    """Return what the next top-level post of a member is in *thread*, which is locked.

    Only their first one there is a take. It is a "later" one if what others wrote had opened to
    them, by its day or to decide about it.
    """
    if thread.sealed_until is None:
        return None
    own = select(Post.id).where(
        Post.thread_id == thread.id, Post.author_id == author_id, Post.take.is_not(None)
    )
    if session().scalar(own.limit(1)) is not None:
        return None
    events.shown_again.send(None, thread=thread.id, at=now())
    opened = select(OpenedTake.post_id).join(Post, Post.id == OpenedTake.post_id)
    opened = opened.where(OpenedTake.member_id == author_id, Post.thread_id == thread.id)
    if thread.sealed_until <= now() or session().scalar(opened.limit(1)) is not None:
        return "later"
    return "first"


def _announce(
    post: Post, thread: Thread | NewNumberRow, text: Text, *, answered: int | None
) -> None:
    """Tell the search index and our other rooms of a new post; receivers.py connects them."""
    record_changes(session(), kind="post", ids=[post.id])
    events.post_written.send(
        None, post=post, thread=thread, answered=answered, mentioned=text.mentioned
    )
