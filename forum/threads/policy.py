"""The rules of threads: the one for reading, in lists and for single threads, and one an act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from sqlalchemy import Text, and_, bindparam, case, literal_column, or_

from ..members.viewer import GUEST
from .models import Post, Revision, Thread

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Label
    from sqlalchemy.orm import InstrumentedAttribute

    from ..members.viewer import Viewer
    from .rows import PostLike, ThreadLike, Withheld

WRITER_ACTS = ("open", "answer", "reply", "mark", "reflect", "keep", "edit")
"""The acts of somebody who writes, by the names under which the host's ``can`` is asked."""
STEWARD_ACTS = ("hide", "pin", "lock", "move")
"""The acts of a steward in a thread."""
ADMIN_ACTS = ("manage_space", "administer")
"""The acts on spaces."""
Reader = Literal["viewer", "stewards", "everybody"]
"""For whom a statement selects texts: the viewer of the page, as a rule.

"stewards" is for pages on which stewards decide about a post: they read what is hidden, or they
could not decide about it. "everybody" is for what leaves the hands of its viewer: the documents of
the search, and copies in other texts. It has only what everybody reads who sees the space.
"""


class PostFacts(NamedTuple):
    """A post as the host's ``can`` is asked about it: the same on every page."""

    id: int
    thread_id: int
    space_id: int
    author_id: int


def facts_of(post: PostLike, thread: ThreadLike) -> PostFacts:
    """Return the facts of *post* in *thread* that the host is asked about."""
    return PostFacts(post.id, post.thread_id, thread.space_id, post.author_id)


def visible_to() -> ColumnElement[bool]:
    """Return the condition under which a viewer reads a thread, for every list and single thread.

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


def may_write(viewer: Viewer, thread: ThreadLike) -> bool:
    """Whether *viewer* may reply in *thread*, or write in a discussion, if it is not locked."""
    return _is_open(viewer, thread) and viewer.allows("reply", thread, default=True)


def may_answer(viewer: Viewer, thread: ThreadLike) -> bool:
    """Whether *viewer* may answer a question; in any other thread, whether they may write."""
    if thread.kind != "question":
        return may_write(viewer, thread)
    return _is_open(viewer, thread) and viewer.allows("answer", thread, default=True)


def _is_open(viewer: Viewer, thread: ThreadLike) -> bool:
    return thread.space_id in viewer.writes and thread.locked_at is None


def may_edit(viewer: Viewer, post: PostLike, thread: ThreadLike) -> bool:
    """Whether *viewer* may edit *post*: its author, if it is shown and they may write there."""
    own = post.author_id == viewer.member_id and post.state == "shown"
    default = thread.space_id in viewer.writes
    return own and viewer.allows("edit", facts_of(post, thread), default=default)


def may_withdraw(viewer: Viewer, post: PostLike) -> bool:
    """Whether *viewer* may withdraw *post*: its author always may, once."""
    return (
        viewer.member_id is not None
        and post.author_id == viewer.member_id
        and post.state != "withdrawn"
    )


def may_moderate(viewer: Viewer, thread: ThreadLike, act: str = "hide") -> bool:
    """Whether *viewer* may do *act*, one of ``STEWARD_ACTS``, in *thread*.

    The host is asked about the thread, also where the act concerns one post of it.
    """
    return viewer.allows(act, thread, default=thread.space_id in viewer.moderates)


# Literals, not binds: they never change, and a page of posts has both expressions in each row.
_SHOWN, _HIDDEN = literal_column("'shown'", Text), literal_column("'hidden'", Text)
_NOTHING = literal_column("''", Text)


def readable(to: Reader = "viewer") -> ColumnElement[bool]:
    """Return the condition under which the text of a post may be read, where the post is seen.

    For the viewer its bind is ``viewer_id``, one of ``viewer.binds()``. ``why_withheld`` is the
    same rule for a single post.
    """
    is_shown, is_hidden = Post.state == _SHOWN, Post.state == _HIDDEN
    if to == "everybody":
        return is_shown
    if to == "stewards":
        return or_(is_shown, is_hidden)
    return or_(is_shown, and_(is_hidden, Post.author_id == bindparam("viewer_id")))


def withheld(to: Reader = "viewer") -> Label[str]:
    """Return the column ``withheld``: why the text of a post may not be read, "" where it may."""
    return case((readable(to), _NOTHING), else_=Post.state).label("withheld")


def readable_html(to: Reader = "viewer") -> Label[str]:
    """Return the column ``html`` of posts, "" where it is withheld."""
    return _readable(Post.html, to).label("html")


def readable_source(to: Reader = "viewer") -> Label[str]:
    """Return the column ``source`` of revisions, "" where the text of their post is withheld.

    The statement joins the post.
    """
    return _readable(Revision.source, to).label("source")


def _readable(text: InstrumentedAttribute[str], to: Reader) -> ColumnElement[str]:
    return case((readable(to), text), else_=_NOTHING)


def why_withheld(viewer: Viewer, post: PostLike) -> Withheld:
    """Return why *viewer* may not read the text of *post*, "" if they may.

    A withdrawn text is there for nobody; a hidden one is there for its author.
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


def may_copy(post: PostLike) -> bool:
    """Whether the text of *post* may be copied into another text, as everybody may read it."""
    return not why_withheld(GUEST, post)
