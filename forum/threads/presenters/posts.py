"""Posts as a page prints them: what each says is settled here, and its template only prints it.

An answer is printed with its replies, and remembered by all it says: core/web/fragments.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from ...core.text.address import resolve
from ...core.text.line import initials
from ...core.text.markup import trusted
from ...core.web.fragments import fragment, remembered
from ...core.web.i18n import language
from ...core.web.render import after_post
from ...core.web.times import clock
from ...core.web.urls import home
from .. import policy
from .labels import post_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from types import SimpleNamespace

    from markupsafe import Markup
    from sqlalchemy import Row

    from ...answers.rows import ReportRow
    from ...members.viewer import Viewer
    from ..rows import HelpedRow, PostRow, SinglePostRow, ThreadRow

FIRST, TOP, REPLY = 2, 3, 4
"""The level of the heading of an opening, of a post after it, and of a reply under an answer."""

LARGE = 20_000
"""Characters of HTML past which an answer with its replies is printed anew each time."""


class Manner(NamedTuple):
    """What the posts of a page have in common."""

    asker: str
    """The name of who opened the thread, empty for a former member."""
    may_write: bool
    may_moderate: bool
    member: bool
    """Whether the viewer is signed in."""
    along: str = ""
    """What the address of a reply carries along, with a sign after it."""


def manner_of(viewer: Viewer, thread: ThreadRow) -> Manner:
    """Return how *viewer* is shown the posts of *thread*: what they may do is asked once a page."""
    return Manner(
        asker=thread.author_name,
        may_write=policy.may_write(viewer, thread),
        may_moderate=policy.may_moderate(viewer, thread),
        member=not viewer.guest,
    )


class Said(NamedTuple):
    """What one post says on this page. With the manner it is all that its HTML depends on."""

    row: Row[Any]
    when: Markup
    new: bool
    mine: bool
    edits: bool
    """Whether the viewer may edit it."""
    helps: bool
    """Whether the viewer may say that it helped."""
    tries: bool
    """Whether the viewer may tell how it went."""
    token: str
    """The field that the host wants in the form of the mark, where there is one."""
    reports: tuple[ReportRow, ...]
    tags: tuple[str, ...]
    helped: tuple[HelpedRow, ...]
    """What helped: of an opening alone."""
    after: Markup
    """What the host puts after it."""


@dataclass(slots=True, kw_only=True)
class ShownPost:
    """A post as its template reads it."""

    said: Said
    row: Row[Any]
    level: int
    by: str
    """What it is, before its author's name: "Answer by"."""
    name: str
    face: str
    prose: Markup
    """The text, or nothing where it is withheld."""
    edited: bool
    answered: str
    """Name and number of the post it answers."""
    replies: list[ShownPost]
    more_replies: int
    """How many replies it has in all, where not all are here."""

    @property
    def whose(self) -> str:
        """Its author and number, for the names of its buttons."""
        return f"{self.name}, {self.row.number}"


class Shown(NamedTuple):
    """A post with its replies, printed."""

    number: int
    branch: int
    new: bool
    html: Markup


def show_posts(
    posts: Sequence[PostRow],
    *,
    manner: Manner,
    thread: ThreadRow,
    viewer: Viewer,
    is_new: Callable[[int], bool],
    reports: Sequence[ReportRow],
    helped: Sequence[HelpedRow] = (),
    token: str = "",
    slots: bool = True,
) -> list[Shown]:
    """Return *posts* of *thread*, each with its replies, as *viewer* sees them.

    *reports* are what was told of those that were tried, *helped* what stands under the opening,
    *token* the field that the host's CSRF protection wants in a form. *slots* is False where what
    the host puts after a post is not wanted.
    """
    when, after = clock(), after_post(thread.space_slug, wanted=slots)
    member_id = viewer.member_id
    tags, marked = tuple(filter(None, thread.tags.split(", "))), tuple(helped)
    told: dict[int, list[ReportRow]] = {}
    for report in reports:
        told.setdefault(report.post_id, []).append(report)
    asker, branches = thread.author_id == member_id, list[list[Said]]()
    for post in posts:
        mine = member_id is not None and post.author_id == member_id
        answer = member_id is not None and post.kind == "answer" and post.state == "shown"
        opening = post.branch == 0
        marks = answer and viewer.allows("mark", policy.asked(post, thread), default=True)
        said = Said(
            post,
            when=when(post.at),
            new=is_new(post.number),
            mine=mine,
            edits=mine and policy.may_edit(viewer, post, thread),
            helps=marks and asker,
            tries=marks and not asker and not mine,
            token=token if marks and asker else "",
            reports=tuple(told[post.id]) if post.id in told else (),
            tags=tags if opening else (),
            helped=marked if opening else (),
            after=after(post.id),
        )
        if post.turn == 0:
            branches.append([])
        branches[-1].append(said)
    kept, anew = remembered(_branch), partial(_branch, home(), language())
    return [
        Shown(
            first.row.number,
            first.row.branch,
            first.new,
            (kept if _is_small(first, *replies) else anew)(manner, (first, *replies)),
        )
        for first, *replies in branches
    ]


def _is_small(*branch: Said) -> bool:
    return sum(len(said.row.html) for said in branch) <= LARGE


class Began(NamedTuple):
    """The opening of a thread, as its later pages tell of it."""

    name: str
    at: datetime
    prose: Markup | str


def began(opening: Row[Any], *, member_id: int | None) -> Began:
    """Return how the thread of *opening* began, as the member *member_id* sees it."""
    words, mine = post_words(language()), opening.author_id == member_id
    text = _prose(opening, mine=mine, home=home())
    return Began(opening.author_name or words.former, opening.at, text or words.hidden)


def _prose(post: SinglePostRow, *, mine: bool, home: str) -> Markup:
    """Return the text of *post*, or nothing where it is withheld: its author alone reads it."""
    readable = post.state == "shown" or (post.state == "hidden" and mine)
    return trusted(resolve(post.html, prefix=home) if readable else "")


def _branch(home: str, language: str, manner: Manner, branch: tuple[Said, ...]) -> Markup:
    words = post_words(language)
    first, *replies = _shown(branch, words=words, home=home)
    first.replies = replies
    first.more_replies = first.row.replies if first.row.replies > len(replies) else 0
    return fragment(
        "threads/post.html",
        "post",
        first,
        home=home,
        language=language,
        words=words,
        **manner._asdict(),
    )


def _shown(branch: Sequence[Said], *, words: SimpleNamespace, home: str) -> Iterator[ShownPost]:
    for said in branch:
        post = said.row
        name = post.author_name or words.former
        answered = f"{post.answered_name or words.former}, {post.answered_number}"
        yield ShownPost(
            said=said,
            row=post,
            level=REPLY if post.turn else TOP if post.branch else FIRST,
            by=words.by[post.kind],
            name=name,
            face=initials(name),
            prose=_prose(post, mine=said.mine, home=home),
            edited=post.edited_at is not None and post.state == "shown",
            answered=answered if post.answered_number else "",
            replies=[],
            more_replies=0,
        )
