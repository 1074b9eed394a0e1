"""Reads single values of Discourse's ``/t/ID.json`` with distrust: any of them may be anything."""

from __future__ import annotations

from datetime import UTC, datetime

from ...core.database.base import now
from ...core.text.characters import printable
from ...core.text.line import line, tag
from ...core.web.i18n import t

NAME, TAG, TAGS = 80, 40, 5
"""The longest name and tag in characters, and how many tags a thread has at most."""
_READ = 1_000  # characters of a name or a tag that are looked at
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


class Unusable(Exception):
    """A topic or a post that cannot be imported; the message says why."""


def number(value: object) -> int | None:
    """Return *value* if it is a valid id or post number, else None."""
    return value if type(value) is int and 0 < value < 2**63 else None


def key_of(data: object) -> str:
    """Return the key of the topic that *data*, decoded JSON, is or belongs to; "" for none."""
    id = number(data.get("id")) if isinstance(data, dict) else None
    return str(id or "")


def posts_in(data: object) -> list[object]:
    """Return what *data* gives as the posts of a topic, whatever they are."""
    return _listed(data, "posts")


def stream_in(data: object) -> list[object]:
    """Return what *data* gives as the ids of all posts of a topic, whatever they are."""
    return _listed(data, "stream")


def _listed(data: object, name: str) -> list[object]:
    stream = data.get("post_stream") if isinstance(data, dict) else None
    found = stream.get(name) if isinstance(stream, dict) else None
    return found if isinstance(found, list) else []


def accepted_in(data: object) -> set[int]:
    """Return the numbers of the posts that *data* calls accepted answers."""
    posts = [post for post in posts_in(data) if isinstance(post, dict)]
    marked = {
        number(post.get("post_number")) for post in posts if post.get("accepted_answer") is True
    }
    return {one for one in (*marked, chosen_in(data)) if one is not None}


def chosen_in(data: object) -> int | None:
    """Return the number of the post that the topic itself calls accepted, None if it does not."""
    accepted = data.get("accepted_answer") if isinstance(data, dict) else None
    return number(accepted.get("post_number")) if isinstance(accepted, dict) else None


def posts_of_topic(data: dict[str, object]) -> int:
    """Return how many posts the topic has by its own account, at least those that are in *data*.

    Discourse serves the first twenty posts of a topic, and lists the ids of all in its ``stream``.
    """
    posts = [post for post in posts_in(data) if isinstance(post, dict)]
    numbers = {n for post in posts if (n := number(post.get("post_number")))}
    ids = {n for post in posts if (n := number(post.get("id")))}
    stream = stream_in(data)
    listed = {n for one in stream if (n := number(one))}
    counted = [post for post in posts if post.get("post_type") != 4 and not post.get("deleted_at")]
    total = number(data.get("posts_count")) or 0
    missing = max(len(listed - ids) if ids else len(listed) - len(posts), total - len(counted), 0)
    if not listed and not total:
        highest = number(data.get("highest_post_number")) or 0
        missing = max(0, highest - max(numbers, default=0))
    return len(numbers) + missing


def author(post: dict[str, object]) -> tuple[str, str, str]:
    """Return key, username and name of a post's author. Raises Unusable if there is none."""
    username = name_in(post, "username")
    id = post.get("user_id")
    if not username and number(id) is None:
        raise Unusable(t("a post without an author"))
    name = name_in(post, "name")
    key = str(id) if type(id) is int and abs(id) < 2**63 else f"@{username.lower()}"
    return key, username or f"member-{id}", name or username or f"member-{id}"


def name_in(data: dict[str, object], name: str, *, longest: int = NAME) -> str:
    """Return one line of *data* under *name*, cut at *longest* characters; "" for none."""
    value = data.get(name)
    found = line(value[:_READ], longest=longest) if isinstance(value, str) else ""
    return found[:longest].strip()


def moment(post: dict[str, object]) -> datetime:
    """Return when *post* was written, never in the future. Raises Unusable if it does not say."""
    try:
        at = datetime.fromisoformat(text(post, "created_at")[:_READ])
        at = at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unusable(t("a post without a time")) from None
    return min(max(at, _EARLIEST), now())


def text(data: dict[str, object], name: str) -> str:
    """Return the printable text of *data* under *name*, "" if there is none."""
    value = data.get(name)
    return printable(value) if isinstance(value, str) else ""


def tags(value: object) -> list[str]:
    """Return a topic's tags as ours; newer versions of Discourse have an object for each."""
    given = value[:_READ] if isinstance(value, list) else []
    names = [one.get("name") if isinstance(one, dict) else one for one in given]
    lines = [
        tag(name[:TAG].replace(",", " "), longest=TAG) for name in names if isinstance(name, str)
    ]
    return list(dict.fromkeys(one for one in lines if one))[:TAGS]
