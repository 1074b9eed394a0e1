"""Reads Discourse's ``/t/ID.json``: a topic and its posts, and why some of them are left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...core.text.emoji import with_emoji
from ...core.web.i18n import t
from .fields import (
    Unusable,
    accepted_in,
    author,
    chosen_in,
    moment,
    name_in,
    number,
    posts_in,
    posts_of_topic,
    tags,
    text,
)
from .polls import with_polls

if TYPE_CHECKING:
    from datetime import datetime

TITLE = 160
"""The longest title in characters."""
LONGEST = 120_000  # characters of one post
_IMPORTED = (1, 2)  # a post, a moderator's post; 3 is a small action, 4 a whisper among staff


@dataclass(frozen=True, kw_only=True)
class Note:
    """A post of the other forum."""

    number: int
    person: str
    """The key of its author in the source map."""
    username: str
    name: str
    at: datetime
    cooked: str
    reply_to: int | None
    accepted: bool
    hidden: bool


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A topic of the other forum with its posts in order."""

    key: str
    title: str
    category: str
    closed: bool
    tags: list[str]
    notes: list[Note]
    posts: int
    """How many posts it has by its own account."""
    numbers: set[int]
    """The numbers of all posts that the files hold, of those that are left out too."""
    accepted: set[int]
    """The numbers of the posts that it calls accepted answers."""
    left_out: list[tuple[str, str]] = field(default_factory=list)
    """The posts that were left out: why, and where each was."""

    @property
    def is_question(self) -> bool:
        """Whether an answer is accepted, also if the files do not hold that answer."""
        helped = {note.number for note in self.notes[1:] if note.accepted}
        return bool(helped or {one for one in self.accepted - self.numbers if one > 1})


def topic(data: object) -> Topic:
    """Return the topic in *data*, decoded JSON. Raises Unusable if it is not for everybody."""
    id, found = for_everybody(data)
    title = title_of(found)
    if not title:
        raise Unusable(t("a topic without a title"))
    notes, left_out = notes_of(found)
    if not notes:
        raise Unusable(t("a topic without a usable post"))
    posts = [post for post in posts_in(found) if isinstance(post, dict)]
    return Topic(
        key=str(id),
        title=title,
        category=category_of(found),
        closed=found.get("closed") is True or found.get("archived") is True,
        tags=tags(found.get("tags")),
        notes=notes,
        posts=posts_of_topic(found),
        numbers={n for post in posts if (n := number(post.get("post_number")))},
        accepted=accepted_in(found),
        left_out=left_out,
    )


def for_everybody(data: object) -> tuple[int, dict[str, object]]:
    """Return the id of the topic in *data*, and *data*. Raises Unusable if not all may read it."""
    if not isinstance(data, dict) or (id := number(data.get("id"))) is None:
        raise Unusable(t("not a topic"))
    if data.get("archetype", "regular") != "regular":
        raise Unusable(t("a private message"))
    if data.get("deleted_at") or data.get("visible") is False:
        raise Unusable(t("a deleted or unlisted topic"))
    return id, data


def title_of(data: dict[str, object]) -> str:
    """Return the title of a topic, with emoji as characters; "" if it has none."""
    return with_emoji(name_in(data, "title", longest=TITLE))


def category_of(data: dict[str, object]) -> str:
    """Return the key of a topic's category, "" if it has none."""
    category = number(data.get("category_id"))
    return "" if category is None else str(category)


def notes_of(data: dict[str, object]) -> tuple[list[Note], list[tuple[str, str]]]:
    """Return the usable posts of a topic by number; and of each of the others, why and where."""
    key, chosen = data.get("id"), chosen_in(data)
    found: dict[int, Note] = {}
    left_out: list[tuple[str, str]] = []
    for post in posts_in(data):
        own = post.get("post_number") if isinstance(post, dict) else None
        try:
            note = _note(post, chosen, found)
        except Unusable as why:
            left_out.append((str(why), f"{key}/{own!s:.20}"))
        else:
            found[note.number] = note
    return [found[number] for number in sorted(found)], left_out


def _note(post: object, chosen: int | None, found: dict[int, Note]) -> Note:
    """Return a post; *chosen* is the number of the post that the topic calls accepted.

    Raises Unusable if it is a post that not everybody can read.
    """
    if not isinstance(post, dict):
        raise Unusable(t("not a post"))
    kind, own_number = post.get("post_type", 1), number(post.get("post_number"))
    if kind not in _IMPORTED:
        raise Unusable(
            t("a system message (“small action”)")
            if kind == 3
            else t("a post that not everybody can read")
        )
    if own_number is None or own_number in found:
        raise Unusable(t("a post without a number of its own"))
    if post.get("deleted_at") or post.get("user_deleted") is True:
        raise Unusable(t("a deleted post"))
    cooked = text(post, "cooked")
    if not cooked.strip():
        raise Unusable(t("a post without text"))
    if len(cooked) > LONGEST:
        raise Unusable(t("a post longer than %(n)d characters", n=LONGEST))
    person, username, name = author(post)
    return Note(
        number=own_number,
        person=person,
        username=username,
        name=name,
        at=moment(post),
        cooked=with_polls(cooked, post.get("polls")),
        reply_to=number(post.get("reply_to_post_number")),
        accepted=own_number > 1 and (post.get("accepted_answer") is True or own_number == chosen),
        hidden=post.get("hidden") is True,
    )
