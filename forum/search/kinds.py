"""What posts, pages of the library and files count as in a search: kinds, states, tags, scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, exists, literal_column, or_
from sqlalchemy.orm import aliased

from ..artefacts.details import from_stored
from ..artefacts.models import KINDS as PAGE_KINDS
from ..core.database.base import now
from ..core.text.characters import escaped
from ..files.queries import has_file
from ..threads.models import Post
from ..threads.policy.sight import unsealed
from .rows import PostHitRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Label

    from .rows import (
        ArtefactHitRow,
        IndexedArtefactRow,
        IndexedFileRow,
        IndexedPostRow,
        SpaceAccessRow,
        ThreadHitRow,
    )

LIBRARY, FILE = "artefact", "file"
"""What stands for every kind of page of the library; for files."""
WITH_FILE = "with-file"
"""The state of what has a file, as the index knows it: one types "has:file"."""
KINDS = {
    "question": "question",
    "questions": "question",
    "answer": "answer",
    "answers": "answer",
    "discussion": "discussion",
    "discussions": "discussion",
    "reflection": "reflection",
    "reflections": "reflection",
    "comment": "comment",
    "comments": "comment",
    "file": FILE,
    "files": FILE,
    "library": LIBRARY,
    "artefact": LIBRARY,
    "artefacts": LIBRARY,
    **{kind: kind for kind in PAGE_KINDS},
    **{f"{kind}s": kind for kind in PAGE_KINDS},
    "summaries": "summary",
    "stories": "story",
}
"""What may be typed for each kind of documents."""
KIND_NAMES = tuple({kind: name for name, kind in reversed(KINDS.items())}.values())[::-1]
"""The names of kinds, each once, as they are offered."""
PAGE_STATES = {"draft": "draft", "comment": "open", "settled": "settled"}
"""What a search calls the state of a page of the library."""
STATES = ("answered", "unanswered", "helped", "tried", *PAGE_STATES.values(), "replaced", "stale")
OPPOSITES = ({"answered", "unanswered"}, {*PAGE_STATES.values()})
"""States of which nothing has more than one."""
_other = aliased(Post)
_OF_POSTS = {
    "answer": "answer",
    "reply": "answer",
    "post": "discussion",
    "reflection": "reflection",
}


def kinds_of(value: str) -> tuple[str, ...]:
    """Return the kinds of documents that *value* of a facet or an operator stands for."""
    return PAGE_KINDS if value == LIBRARY else (value,)


def are_opposites(states: Iterable[str]) -> bool:
    """Whether nothing is in all of *states*."""
    return any(len({*states} & group) > 1 for group in OPPOSITES)


def in_library(counts: Mapping[str, int], chosen: str) -> dict[str, int]:
    """Return the *counts* of kinds, where pages of the library are one kind.

    If that, or a kind of its pages, is *chosen*, each of these kinds is counted as well.
    """
    pages = {kind: n for kind, n in counts.items() if kind in PAGE_KINDS}
    others = {kind: n for kind, n in counts.items() if kind not in pages}
    library = {LIBRARY: sum(pages.values())} if pages else {}
    return others | library | (pages if chosen in (LIBRARY, *PAGE_KINDS) else {})


def kind_of(post: IndexedPostRow | PostHitRow) -> str:
    """Return what a post counts as: an opening counts as its thread, unless it is a comment."""
    return "comment" if post.comment else _OF_POSTS.get(post.kind, post.thread_kind)


class Outcome(NamedTuple):
    """What became of a post, or of a thread if the hit is its opening."""

    answers: int
    helped: int
    tried: int
    worked: int
    partly: int
    organisations: int


def outcome_of(hit: PostHitRow | ThreadHitRow) -> Outcome:
    """Return what became of a hit."""
    if isinstance(hit, PostHitRow) and hit.number == 1:
        return Outcome(
            hit.answers,
            hit.thread_helped,
            hit.thread_tried,
            hit.thread_worked,
            hit.thread_partly,
            hit.thread_organisations,
        )
    return Outcome(hit.answers, hit.helped, hit.tried, hit.worked, hit.partly, hit.organisations)


def states_of(post: IndexedPostRow) -> Iterator[str]:
    """Yield the states that a post is found by: an opening has those of its thread."""
    is_opening = post.number == 1
    if is_opening and post.thread_kind == "question":
        yield "answered" if post.answers else "unanswered"
    if post.thread_helped if is_opening else post.helped:
        yield "helped"
    if post.thread_tried if is_opening else post.tried:
        yield "tried"
    if post.with_file:
        yield WITH_FILE


def page_state(details: str) -> str:
    """Return the state of a page: "closed" if it was open for comment until a day that is over."""
    said = from_stored(details)
    over = said.state == "comment" and said.until < now().date().isoformat()
    return "closed" if over else PAGE_STATES[said.state]


def states_of_page(page: IndexedArtefactRow) -> Iterator[str]:
    """Yield the states that a page of the library is found by."""
    if page.replaced_by is None:
        yield page_state(page.details)
    else:
        yield "replaced"
    if page.tried:
        yield "tried"
    if page.stale:
        yield "stale"
    if page.with_file:
        yield WITH_FILE


def with_file() -> Label[bool]:
    """Return ``with_file``: whether a post has a file; of an opening, whether its thread has one.

    Files that are hidden or sealed with their post do not count.
    """
    shown = (_other.state == literal_column("'shown'"), unsealed("everybody", _other))
    of_thread = exists().where(
        _other.thread_id == Post.thread_id, *shown, has_file("post", _other.id)
    )
    in_thread = and_(Post.number == 1, of_thread.correlate(Post))
    return or_(has_file("post", Post.id), in_thread).label("with_file")


def with_about(row: IndexedArtefactRow | ArtefactHitRow) -> str:
    """Return the HTML of a page, which begins with what it is and for whom."""
    about = from_stored(row.details).about
    return f"<p>{escaped(about)}</p>{row.html}" if about else row.html


def scope_of_thread(thread_id: int) -> str:
    """Return the scope of first takes until their day: a date cannot know who has written."""
    return f"t{thread_id}"


def scope(row: IndexedPostRow | IndexedArtefactRow | IndexedFileRow | SpaceAccessRow) -> str:
    """Return the scope of what is in a space."""
    return "open" if row.access == "open" else f"s{row.space_id}"


def tags_in(listed: str) -> tuple[str, ...]:
    """Return the tags that a thread or an artefact has stored as one text."""
    return tuple(tag for tag in (part.strip() for part in listed.lower().split(",")) if tag)
