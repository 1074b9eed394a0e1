"""Quotes posts in Markdown, and prints the names in the credits of quotations.

A stored text holds the ids of the posts that it quotes; the names are asked for when it is read, in
one statement for a whole page, and only if something on it is quoted. Rows are given their names
before they are printed, so that a fragment is remembered by the names in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, Self, TypeVar

from sqlalchemy import and_, bindparam, select

from ..core.database.id_list import is_among
from ..core.database.session import fetch_all, fetch_one
from ..core.text.credits import credited, named
from ..core.text.tree import tree
from ..core.web.i18n import t
from ..members.models import Member
from ..spaces.models import Membership, Space
from ..spaces.policy import own_membership, readable_by_viewer
from ..texts.actions import render_again
from .models import Post, Revision, Thread
from .policy.readable_text import readable, readable_html, readable_source
from .rows import ChosenPostRow, CreditRow, LatestPostRow, PostRow, SinglePostRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..core.database.session import Statement
    from ..members.viewer import Viewer
    from .policy.sight import Reader


class HasText(Protocol):
    """A row with a stored text; NamedTuples with a field ``html`` are."""

    @property
    def html(self) -> str: ...
    def _replace(self, *, html: str) -> Self: ...


Text = TypeVar("Text", bound=HasText)
_NAMES = (
    select(Post.id, Member.name, Space.access)
    .join(Thread, Thread.id == Post.thread_id)
    .join(Space, Space.id == Thread.space_id)
    .join(Member, Member.id == Post.author_id)
    .outerjoin(Membership, own_membership())
    .where(is_among(Post.id, "ids"), readable(), readable_by_viewer(), Thread.gone_at.is_(None))
)


def with_names(viewer: Viewer, rows: Sequence[Text], *, only_open: bool = False) -> Sequence[Text]:
    """Return *rows* with the names that *viewer* may know in their credits.

    A post that they may not read is "another post", without a link. With *only_open* so is what
    stands in a closed space or in one of a group: a mail leaves the forum.
    """
    ids = credited(row.html for row in rows)
    if not ids:
        return rows
    names = _names_here(rows) if not only_open else {}
    missing = [id for id in ids if id not in names]
    for credit in _names(viewer, missing) if missing else ():
        if credit.access == "open" or not only_open:
            names[credit.id] = credit.name or t("former member")
    other = t("another post")
    htmls = [(row, named(row.html, names, other=other)) for row in rows]
    return [row if html is row.html else row._replace(html=html) for row, html in htmls]


def with_names_in(viewer: Viewer, html: str) -> str:
    """Return *html* with the names that *viewer* may know in its credits."""
    ids = credited([html])
    names = {credit.id: credit.name or t("former member") for credit in _names(viewer, ids)}
    return named(html, names, other=t("another post"))


def _names(viewer: Viewer, ids: Sequence[int]) -> Sequence[CreditRow]:
    return fetch_all(CreditRow, _NAMES, {"ids": ids, **viewer.sight()}) if ids else ()


def _names_here(rows: Sequence[Text]) -> dict[int, str]:
    """Return the authors of those of *rows* that are posts whose text is read here."""
    posts = [row for row in rows if isinstance(row, PostRow | SinglePostRow | LatestPostRow)]
    return {post.id: post.author_name or t("former member") for post in posts if not post.withheld}


def rendered(viewer: Viewer, source: str, *, format: str = "markdown") -> str:
    """Return *source* as HTML, with the names that *viewer* may know in its credits."""
    return with_names_in(viewer, render_again(source, format=format))


def _chosen(to: Reader) -> Statement:
    return (
        select(
            Post.id,
            Post.number,
            readable_html(to),
            Member.name.label("author_name"),
            Member.former.label("author_former"),
            readable_source(to),
            Revision.format,
            Post.author_id,
        )
        .join(Member, Member.id == Post.author_id)
        .join(Revision, and_(Revision.post_id == Post.id, Revision.number == Post.revision))
        .where(
            Post.thread_id == bindparam("thread_id"),
            readable(to),
            Post.id.in_(bindparam("post_ids", expanding=True)),
        )
        .order_by(Post.branch, Post.turn)
    )


_CHOSEN, _QUOTED = _chosen("everybody"), _chosen("lists")


def chosen_posts(thread_id: int, post_ids: Sequence[int]) -> Sequence[ChosenPostRow]:
    """Return those of *post_ids* that are in a thread already checked and may be copied.

    They are in the order of the page, each with the source and format of its newest revision.
    """
    return fetch_all(ChosenPostRow, _CHOSEN, {"thread_id": thread_id, "post_ids": post_ids})


def quoted_post(viewer: Viewer, thread_id: int, post_id: int) -> ChosenPostRow | None:
    """Return a post to be quoted in its own thread, which *viewer* was found to read, or None."""
    values = {"thread_id": thread_id, "post_ids": [post_id], "viewer_id": viewer.member_id or 0}
    return fetch_one(ChosenPostRow, _QUOTED, values)


class Part(NamedTuple):
    """A part of the text of a post, as a browser counts it, in characters."""

    start: int
    end: int
    of: int
    """How many characters the whole text had."""


def quotation(post: ChosenPostRow) -> str:
    """Return the whole of *post* as a Markdown quotation to write under."""
    # Imported here and below: the renderer is loaded with the first text that somebody writes.
    from ..core.text.quote import quoted

    return quoted(post.source, html=post.html, format=post.format, post_id=post.id)


def quotation_of_part(post: ChosenPostRow, part: Part, *, shown: str) -> str:
    """Return *part* of *post* as a Markdown quotation, with what somebody else said as theirs.

    *shown* is the HTML of the post as its reader sees it, with names and words. The whole post is
    quoted if the part has no text or the post is another than the one that was counted.
    """
    from ..core.text.quote import quoted_part

    text = tree(shown).text
    chosen = text[part.start : part.end].strip()
    if len(text) != part.of or chosen in ("", text.strip()):
        return quotation(post)
    quoted = quoted_part(post.html, shown, start=part.start, end=part.end, post_id=post.id)
    return quoted or quotation(post)
