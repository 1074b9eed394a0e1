"""What may be read of the text of a post, and why not: in SQL, and of a single post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Text, and_, bindparam, case, literal_column, or_

from ..models import BLANK, Post, Revision
from .sight import NOTHING, unsealed

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Label
    from sqlalchemy.orm import InstrumentedAttribute

    from ...members.viewer import Viewer
    from ..rows import PostLike, Withheld
    from .sight import Reader

# Literals, not binds: they never change, and a page of posts has both expressions in each row.
_SHOWN, _HIDDEN = literal_column("'shown'", Text), literal_column("'hidden'", Text)


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


def has_text(post: type[Post] = Post) -> ColumnElement[bool]:
    """Return the condition that a post was neither withdrawn nor removed for good."""
    return post.state.not_in([literal_column(f"'{state}'", Text) for state in BLANK])


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


def readable_origin(
    to: Reader = "viewer", *, of: InstrumentedAttribute[str] = Post.origin
) -> Label[str]:
    """Return the column ``origin`` *of* posts or of revisions, "" if the text is withheld.

    The statement must join the post, and asks ``unsealed``.
    """
    return _readable(of, to).label("origin")


def _readable(text: InstrumentedAttribute[str], to: Reader) -> ColumnElement[str]:
    return case((_is_left(to), text), else_=NOTHING)


def told_view() -> Label[str | None]:
    """Return the column ``view``: what became of a first take, None if the viewer may not know."""
    own = Post.author_id == bindparam("viewer_id")
    return case((or_(Post.view_shared, own), Post.view), else_=None).label("view")


def why_withheld(viewer: Viewer, post: PostLike) -> Withheld:
    """Return why *viewer* may not read the text of *post*, "" if they may.

    Nobody may read a text that was withdrawn or removed; only its author may read a hidden one.
    """
    if post.state == "shown":
        return ""
    if post.state == "hidden":
        own = viewer.member_id is not None and post.author_id == viewer.member_id
        return "" if own else "hidden"
    return "removed" if post.state == "removed" else "withdrawn"


def may_read_source(viewer: Viewer, post: PostLike) -> bool:
    """Whether *viewer* may read the text of *post*, and with it its earlier versions."""
    return not why_withheld(viewer, post)
