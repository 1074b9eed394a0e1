"""A thread as a file holds it: what its reader may see of it, and nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ...core.text.inner_links import without_dead_links
from ...core.web.i18n import language, t
from ...core.web.prose import prose
from ...core.web.times import today
from ...texts.presenters import said_origin
from ...threads.presenters.labels import tried

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime

    from markupsafe import Markup

    from ...artefacts.rows import CardRow
    from ...threads.rows import PostRow, ThreadRow


class ExportedPost(NamedTuple):
    """A post of an exported thread."""

    id: int
    number: int
    kind: str
    """As in ``threads.models``: "opening", "answer", "reply", "post" or "reflection"."""
    author: str
    """The name, or the words for a former member."""
    at: datetime
    edited: bool
    in_reply_to: int | None
    """The number of the post that it answers, if it is a reply."""
    state: str
    """As in ``threads.models``: "shown", "hidden", "withdrawn" or "removed"."""
    helped: bool
    origin: str
    """Where it is from, in words; empty for own work."""
    origin_kind: str
    """As in ``texts.rows``: "source" or "machine"; empty for own work."""
    tried: str
    """How it went when it was tried, in words; empty if nobody has told."""
    html: Markup
    """The text, as far as its reader may read it, with absolute links."""


class Linked(NamedTuple):
    """A thread or a page of the library that belongs to what is exported."""

    title: str
    address: str


@dataclass(frozen=True)
class ExportedThread:
    """A thread as a file holds it: the posts that its reader may see, and nothing more."""

    title: str
    address: str
    forum: str
    """The address of the forum, without a slash at the end."""
    kind: str
    space: str
    author: str
    opened_at: datetime
    tags: Sequence[str]
    question: str
    """What everybody is asked, if they write before they read."""
    posts: Sequence[ExportedPost]
    saved: Sequence[Linked]
    exported_on: date


def exported_thread(
    thread: ThreadRow,
    posts: Sequence[PostRow],
    saved: Sequence[CardRow],
    *,
    alive: Mapping[str, AbstractSet[int]],
    base: str,
) -> ExportedThread:
    """Return *thread* with *posts*, the credits in which have their names.

    *alive* is what its reader may read of what links lead to: see ``inner_links.targets``. *base*
    is the address of the forum, with its scheme and host.
    """
    return ExportedThread(
        title=thread.title,
        address=f"{base}/t/{thread.id}-{thread.slug}",
        forum=base,
        kind=thread.kind,
        space=thread.space_name,
        author=thread.author_name or t("former member"),
        opened_at=thread.opened_at,
        tags=tuple(filter(None, thread.tags.split(", "))),
        question=thread.question,
        posts=[_exported(post, alive, base) for post in posts],
        saved=[Linked(page.title, f"{base}/a/{page.id}-{page.slug}") for page in saved],
        exported_on=today(),
    )


def _exported(post: PostRow, alive: Mapping[str, AbstractSet[int]], base: str) -> ExportedPost:
    origin = said_origin(language(), post.origin)
    return ExportedPost(
        id=post.id,
        number=post.number,
        kind="opening" if post.branch == 0 else post.kind,
        author=post.author_name or t("former member"),
        at=post.at,
        edited=post.edited_at is not None and post.state == "shown",
        in_reply_to=post.answered_number,
        state=post.state,
        helped=post.helped,
        origin=origin.words,
        origin_kind=origin.kind,
        tried=tried(language(), post),
        html=prose(without_dead_links(post.html, alive), home=base),
    )
