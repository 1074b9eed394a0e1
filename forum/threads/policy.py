"""The rules of threads: one for reading, in lists and for single threads, and one per act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from sqlalchemy import Integer, Text, and_, bindparam, case, exists, literal_column, or_
from sqlalchemy.orm import aliased

from ..core.database import base
from ..members.viewer import GUEST
from .models import OpenedTake, Post, Revision, Thread

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Label
    from sqlalchemy.orm import InstrumentedAttribute

    from ..members.viewer import Viewer
    from .rows import PostLike, ThreadRow, Withheld

WRITER_ACTS = ("open", "answer", "reply", "mark", "reflect", "keep", "edit")
"""The acts of a writer, by the names that the host's ``can`` is asked about."""
STEWARD_ACTS = ("hide", "pin", "lock", "move")
"""The acts of a steward in a thread."""
ADMIN_ACTS = ("manage_space", "administer")
"""The acts on spaces."""
T = TypeVar("T")
Reader = Literal["viewer", "lists", "stewards", "everybody"]
"""For whom a statement selects texts: usually the viewer of the page.

"lists" is for search results and lists: a hidden text is left out even for its author. "stewards"
is for pages on which stewards decide about a post: they must read a hidden text to decide about it.
"everybody" is for texts that others will read as well, as copies in other texts: only what
everybody who sees the space may read is selected.
"""


class PostFacts(NamedTuple):
    """A post as it is described to the host's ``can``: the same on every page."""

    id: int
    thread_id: int
    space_id: int
    author_id: int


def facts_of(post: PostLike, thread: ThreadRow) -> PostFacts:
    """Return the facts of *post* in *thread* that the host is asked about."""
    return PostFacts(post.id, post.thread_id, thread.space_id, post.author_id)


def visible_to() -> ColumnElement[bool]:
    """Return the condition under which a viewer may read a thread, in lists and on its own.

    Its binds are ``viewer.binds()``.
    """
    # "+ 0" keeps SQLite from using the index on spaces, which would have it sort all threads of
    # those spaces (135 ms instead of 0.5): lists are read in their own order, or by one space.
    return and_(
        (Thread.space_id + 0).in_(bindparam("viewer_spaces", expanding=True)),
        Thread.gone_at.is_(None),
    )


def may_open(viewer: Viewer, space_id: int) -> bool:
    """Whether *viewer* may open a thread in a space."""
    return viewer.allows("open", space_id, default=space_id in viewer.writes)


def may_write(viewer: Viewer, thread: ThreadRow) -> bool:
    """Whether *viewer* may reply in *thread*, or post in a discussion: not if it is locked."""
    return _is_open(viewer, thread) and viewer.allows("reply", thread, default=True)


def may_answer(viewer: Viewer, thread: ThreadRow) -> bool:
    """Whether *viewer* may answer a question; in any other thread, whether they may write."""
    if thread.kind != "question":
        return may_write(viewer, thread)
    return _is_open(viewer, thread) and viewer.allows("answer", thread, default=True)


def _is_open(viewer: Viewer, thread: ThreadRow) -> bool:
    return thread.space_id in viewer.writes and thread.locked_at is None


def may_edit(viewer: Viewer, post: PostLike, thread: ThreadRow) -> bool:
    """Whether *viewer* may edit *post*: its author may, if it is shown and they may write there."""
    own = post.author_id == viewer.member_id and post.state == "shown"
    default = thread.space_id in viewer.writes
    return own and viewer.allows("edit", facts_of(post, thread), default=default)


def may_mark(viewer: Viewer, post: PostLike, thread: ThreadRow) -> bool:
    """Whether *viewer* may say that *post* helped: only the asker, and only of a shown answer."""
    return (
        viewer.member_id is not None
        and thread.author_id == viewer.member_id
        and post.kind == "answer"
        and post.state == "shown"
        and _is_open(viewer, thread)
        and viewer.allows("mark", facts_of(post, thread), default=True)
    )


def may_try(viewer: Viewer, post: PostLike, thread: ThreadRow) -> bool:
    """Whether *viewer* may tell how it went when they tried what *post* says, locked or not.

    An answer or a reflection, or whatever stands in a thread that is no question; not one's own.
    """
    return (
        not viewer.guest
        and post.state == "shown"
        and (thread.kind != "question" or post.kind in ("answer", "reflection"))
        and post.author_id != viewer.member_id
        and thread.space_id in viewer.writes
        and viewer.allows("mark", facts_of(post, thread), default=True)
    )


def may_withdraw(viewer: Viewer, post: PostLike) -> bool:
    """Whether *viewer* may withdraw *post*: its author always may, once."""
    return (
        viewer.member_id is not None
        and post.author_id == viewer.member_id
        and post.state != "withdrawn"
    )


def may_redact(viewer: Viewer, post: PostLike) -> bool:
    """Whether *viewer* may take out what earlier revisions of *post* say: its author may."""
    return may_withdraw(viewer, post) and post.state == "shown"


def own_out_of_sight() -> ColumnElement[bool]:
    """Return the condition that the viewer wrote a post in a space that they can no longer read.

    They may still read their own text there and withdraw it, and see nothing else of that space;
    withdrawn posts are left out. The statement joins the thread; its binds are ``viewer.binds()``.
    """
    return and_(
        Post.author_id == bindparam("viewer_id"),
        Post.state != literal_column("'withdrawn'"),
        Thread.space_id.not_in(bindparam("viewer_spaces", expanding=True)),
        Thread.gone_at.is_(None),
    )


def may_moderate(viewer: Viewer, thread: ThreadRow, act: str = "hide") -> bool:
    """Whether *viewer* may do *act*, one of ``STEWARD_ACTS``, in *thread*.

    The host is asked about the thread, even if the act concerns one post in it.
    """
    return viewer.allows(act, thread, default=thread.space_id in viewer.moderates)


# Literals, not binds: they never change, and a page of posts has both expressions in each row.
_SHOWN, _HIDDEN = literal_column("'shown'", Text), literal_column("'hidden'", Text)


# The clock is read when a statement is run: no job and no stored state opens a seal.
_CLOCK = bindparam("clock", type_=base.Moment, callable_=lambda: base.now())
_Sealed, _Own = aliased(Thread), aliased(Post)


def _has_written(thread_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Return the condition that the viewer has written a take, whatever became of it."""
    return exists().where(
        _Own.thread_id == thread_id,
        _Own.author_id == bindparam("viewer_id"),
        _Own.take.is_not(None),
    )


SEAL = aliased(Thread, name="seal")
"""A thread once more, where its first takes are sealed: ``.outerjoin(SEAL, seal_to())``."""
NO, NOTHING = literal_column("0", Integer), literal_column("''", Text)
ONLY_QUESTION = case((Thread.question != NOTHING, NO), else_=literal_column("1", Integer))
"""How many posts a thread has while its first takes are sealed: the question, if it is a post."""


def seal_to(to: Reader = "viewer") -> ColumnElement[bool]:
    """Return the condition that the first takes of a thread are sealed to *to*, which joins SEAL.

    Its opener, stewards and administrators are viewers like any other. ``unsealed`` is the same
    rule for a post.
    """
    waits = and_(SEAL.id == Thread.id, SEAL.sealed_until > _CLOCK)
    return waits if to == "everybody" else and_(waits, ~_has_written(SEAL.id))


def is_sealed() -> ColumnElement[bool]:
    """Return whether SEAL is joined to a thread."""
    return SEAL.id.is_not(None)


def unless_sealed(column: InstrumentedAttribute[T], sealed: ColumnElement[T]) -> Label[T]:
    """Return *column* of threads under its name: *sealed* where SEAL is joined.

    A viewer who may not read its first takes yet sees a thread as if it had only its question.
    """
    return case((is_sealed(), sealed), else_=column).label(column.key)


def unsealed(to: Reader = "viewer", post: type[Post] = Post) -> ColumnElement[bool]:
    """Return the condition that a post is not a first take sealed to *to*.

    A sealed post has no row at all, so that nobody learns who wrote it: every statement that
    selects posts asks this. It needs no join. For the viewer its bind is ``viewer_id``.
    """
    is_take = or_(post.branch > 0, _Sealed.question != NOTHING)
    sealed = [_Sealed.id == post.thread_id, _Sealed.sealed_until > _CLOCK, is_take]
    if to != "everybody":
        sealed.append(~_has_written(_Sealed.id))
    if to == "stewards":
        opened = exists().where(
            OpenedTake.post_id == post.id, OpenedTake.member_id == bindparam("viewer_id")
        )
        sealed.append(~opened.correlate(post))
    return ~exists().where(*sealed).correlate(post)


def readable(to: Reader = "viewer") -> ColumnElement[bool]:
    """Return the condition under which somebody who sees a thread may read the text of a post.

    For the viewer its bind is ``viewer_id``, one of ``viewer.binds()``. ``why_withheld`` is the
    same rule for a single post.
    """
    return and_(_is_left(to), unsealed(to))


def is_shown() -> ColumnElement[bool]:
    """Return the condition that a post is neither hidden nor withdrawn, even if it is sealed.

    For the search index, where sealed posts have a scope of their own.
    """
    return Post.state == _SHOWN


def _is_left(to: Reader) -> ColumnElement[bool]:
    """Return the condition that the state of a post leaves its text to *to*."""
    is_hidden = Post.state == _HIDDEN
    if to == "stewards":
        return or_(is_shown(), is_hidden)
    if to == "viewer":
        return or_(is_shown(), and_(is_hidden, Post.author_id == bindparam("viewer_id")))
    return is_shown()


def withheld(to: Reader = "viewer") -> Label[str]:
    """Return the column ``withheld``: why the text of a post may not be read, "" if it may."""
    return case((_is_left(to), NOTHING), else_=Post.state).label("withheld")


def readable_html(to: Reader = "viewer") -> Label[str]:
    """Return the column ``html`` of posts, "" if it is withheld.

    The statement asks ``unsealed``.
    """
    return _readable(Post.html, to).label("html")


def readable_source(to: Reader = "viewer") -> Label[str]:
    """Return the column ``source`` of revisions, "" if the text of their post is withheld.

    The statement must join the post, and asks ``unsealed``.
    """
    return _readable(Revision.source, to).label("source")


def _readable(text: InstrumentedAttribute[str], to: Reader) -> ColumnElement[str]:
    return case((_is_left(to), text), else_=NOTHING)


def told_view() -> Label[str | None]:
    """Return the column ``view``: what became of a first take, None if the viewer may not know."""
    own = Post.author_id == bindparam("viewer_id")
    return case((or_(Post.view_shared, own), Post.view), else_=None).label("view")


def why_withheld(viewer: Viewer, post: PostLike) -> Withheld:
    """Return why *viewer* may not read the text of *post*, "" if they may.

    Nobody may read a withdrawn text; only its author may read a hidden one.
    """
    if post.state == "shown":
        return ""
    if post.state == "hidden":
        own = viewer.member_id is not None and post.author_id == viewer.member_id
        return "" if own else "hidden"
    return "withdrawn"


def may_read_source(viewer: Viewer, post: PostLike) -> bool:
    """Whether *viewer* may read the text of *post*, and with it its earlier versions."""
    return not why_withheld(viewer, post)


def may_copy(post: PostLike, thread: ThreadRow) -> bool:
    """Whether *post* may be copied into another text: only if everybody may read it."""
    is_take = post.branch > 0 or bool(thread.question)
    return not why_withheld(GUEST, post) and not (is_take and waits(thread))


def waits(thread: ThreadRow) -> bool:
    """Whether the first takes of *thread* wait for their day: those who wrote one may read them."""
    return thread.sealed_until is not None and thread.sealed_until > base.now()
