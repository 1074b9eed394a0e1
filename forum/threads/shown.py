"""Posts as a page prints them: everything settled before the template's loop begins.

A page of twenty posts reads some hundred values; what is worked out here once is not worked out
there by a filter, a call or a condition (contracts: hot paths).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..text.address import resolve
from ..text.line import initials
from ..text.markup import trusted
from ..web.times import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import SimpleNamespace

    from markupsafe import Markup
    from sqlalchemy import Row

    from ..members.viewer import Viewer

FIRST, TOP, REPLY = 2, 3, 4
"""The level of the heading of an opening, of a post after it, and of a reply under an answer."""


@dataclass(slots=True, kw_only=True)
class ShownPost:
    """One post as it is printed."""

    row: Row[Any]
    id: int
    number: int
    level: int
    by: str
    """What it is, before its author's name: "Answer by"."""
    name: str
    face: str
    when: Markup
    prose: Markup
    """The text, or nothing where it is withheld."""
    state: str
    whose: str
    """Its author and number, for the names of its buttons."""
    new: bool = False
    mine: bool = False
    edited: bool = False
    reflection: bool = False
    answered: str = ""
    """Name and number of the post it answers."""
    helps: bool = False
    """Whether the viewer may say that it helped."""
    tries: bool = False
    """Whether the viewer may tell how it went."""
    reports: Sequence[Row[Any]] = ()
    replies: list[ShownPost] = field(default_factory=list)
    more_replies: int = 0
    """How many replies it has in all, where not all are here."""


def show_posts(
    posts: Sequence[Row[Any]],
    *,
    thread: Any,
    viewer: Viewer,
    words: SimpleNamespace,
    prefix: str,
    is_new: Callable[[int], bool],
    reports: Mapping[int, list[Row[Any]]],
) -> tuple[ShownPost | None, list[ShownPost]]:
    """Return the opening, if it is among *posts*, and those after it with their replies."""
    said, asker = clock(), thread.author_id == viewer.member_id
    opening: ShownPost | None = None
    grown: list[ShownPost] = []
    for post in posts:
        mine = viewer.member_id is not None and post.author_id == viewer.member_id
        readable = post.state == "shown" or (post.state == "hidden" and mine)
        name = post.author_name or words.former
        answer = post.kind == "answer" and post.state == "shown"
        shown = ShownPost(
            row=post, id=post.id, number=post.number, level=REPLY if post.turn else TOP,
            by=words.by[post.kind], name=name, face=initials(name), when=said(post.at),
            prose=trusted(resolve(post.html, prefix=prefix) if readable else ""),
            state=post.state, whose=f"{name}, {post.number}", new=is_new(post.number), mine=mine,
            edited=post.edited_at is not None and post.state == "shown",
            reflection=post.kind == "reflection",
            answered=f"{post.answered_name or words.former}, {post.answered_number}"
            if post.answered_number
            else "",
            helps=answer and asker, tries=answer and not asker and not mine,
            reports=reports.get(post.id, ()),
        )  # fmt: skip
        if post.branch == 0:
            opening, shown.level = shown, FIRST
        elif post.turn == 0:
            grown.append(shown)
        else:
            grown[-1].replies.append(shown)
    for shown in grown:
        shown.more_replies = shown.row.replies if shown.row.replies > len(shown.replies) else 0
    return opening, grown
