"""Reads Discourse's ``/t/ID.json`` with distrust: a value of an unexpected type is ignored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ...core.database.base import now
from ...core.text.characters import printable
from ...core.text.line import line, tag
from ...core.web.i18n import t

TITLE, NAME, TAG, TAGS = 160, 80, 40, 5
"""The longest title, name and tag in characters, and how many tags a thread has at most."""
LONGEST = 120_000  # characters of one post
_IMPORTED = (1, 2)  # a post, a moderator's post; 3 is a small action, 4 a whisper among staff
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


class Unusable(Exception):
    """A topic or a post that cannot be imported; the message says why."""


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
    left_out: list[tuple[str, str]] = field(default_factory=list)
    """What was left out of it: why, and where it was."""


def topic(data: object) -> Topic:
    """Return the topic in *data*, decoded JSON. Raises Unusable if it is not for everybody."""
    if not isinstance(data, dict) or (id := number(data.get("id"))) is None:
        raise Unusable(t("not a topic"))
    if data.get("archetype", "regular") != "regular":
        raise Unusable(t("a private message"))
    if data.get("deleted_at") or data.get("visible") is False:
        raise Unusable(t("a deleted or unlisted topic"))
    title = line(_text(data, "title"), longest=TITLE)[:TITLE].strip()
    if not title:
        raise Unusable(t("a topic without a title"))
    left_out: list[tuple[str, str]] = []
    notes = _notes(data, str(id), left_out)
    if not notes:
        raise Unusable(t("a topic without a usable post"))
    if notes[0].number != 1:
        left_out.append((t("the first post is missing: the next post takes its place"), str(id)))
    category = number(data.get("category_id"))
    return Topic(
        key=str(id),
        title=title,
        category="" if category is None else str(category),
        closed=data.get("closed") is True or data.get("archived") is True,
        tags=_tags(data.get("tags")),
        notes=notes,
        left_out=left_out,
    )


def number(value: object) -> int | None:
    """Return *value* if it is a valid id or post number, else None."""
    return value if type(value) is int and 0 < value < 2**63 else None


def _posts(data: dict[str, Any]) -> list[dict[str, Any]]:
    stream = data.get("post_stream")
    posts = stream.get("posts") if isinstance(stream, dict) else None
    return [post for post in posts if isinstance(post, dict)] if isinstance(posts, list) else []


def _notes(data: dict[str, Any], key: str, left_out: list[tuple[str, str]]) -> list[Note]:
    accepted = data.get("accepted_answer")
    chosen = number(accepted.get("post_number")) if isinstance(accepted, dict) else None
    found: dict[int, Note] = {}
    for post in _posts(data):
        where = f"{key}/{post.get('post_number')!s:.20}"
        try:
            note = _note(post, chosen, found)
        except Unusable as why:
            left_out.append((str(why), where))
        else:
            found[note.number] = note
    return [found[number] for number in sorted(found)]


def _note(post: dict[str, Any], chosen: int | None, found: dict[int, Note]) -> Note:
    """Return a post; *chosen* is the number of the post that the topic calls accepted.

    Raises Unusable if it is a post that not everybody can read.
    """
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
    cooked = _text(post, "cooked")
    if not cooked.strip():
        raise Unusable(t("a post without text"))
    if len(cooked) > LONGEST:
        raise Unusable(t("a post longer than %(n)d characters", n=LONGEST))
    person, username, name = _author(post)
    return Note(
        number=own_number,
        person=person,
        username=username,
        name=name,
        at=_moment(post),
        cooked=cooked,
        reply_to=number(post.get("reply_to_post_number")),
        accepted=own_number > 1 and (post.get("accepted_answer") is True or own_number == chosen),
        hidden=post.get("hidden") is True,
    )


def _author(post: dict[str, Any]) -> tuple[str, str, str]:
    """Return key, username and name of a post's author. Raises Unusable if there is none."""
    username = line(_text(post, "username"), longest=NAME)[:NAME].strip()
    id = post.get("user_id")
    if not username and number(id) is None:
        raise Unusable(t("a post without an author"))
    name = line(_text(post, "name"), longest=NAME)[:NAME].strip()
    key = str(id) if type(id) is int and abs(id) < 2**63 else f"@{username.lower()}"
    return key, username or f"member-{id}", name or username or f"member-{id}"


def _moment(post: dict[str, Any]) -> datetime:
    """Return when *post* was written, never in the future. Raises Unusable if it does not say."""
    try:
        at = datetime.fromisoformat(_text(post, "created_at"))
        at = at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unusable(t("a post without a time")) from None
    return min(max(at, _EARLIEST), now())


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    return printable(value) if isinstance(value, str) else ""


def _tags(value: Any) -> list[str]:
    """Return a topic's tags as ours; newer versions of Discourse have an object for each."""
    given = value if isinstance(value, list) else []
    names = [one.get("name") if isinstance(one, dict) else one for one in given]
    lines = [
        tag(name.replace(",", " ")[:TAG], longest=TAG) for name in names if isinstance(name, str)
    ]
    return list(dict.fromkeys(one for one in lines if one))[:TAGS]
