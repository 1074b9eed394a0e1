"""Prepares the posts of a topic before its transaction begins: texts, authors, who answers whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...core.state import state
from ...core.web.i18n import t
from ..discourse.cleaning import cleaned
from .posts import ImportedPost

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping, Sequence

    from ..discourse.cleaning import Cleaned
    from ..discourse.links import Links
    from ..discourse.topics import Note, Topic


@dataclass
class Prepared:
    """Posts that are ready to be written, and what has to be said or remembered about them."""

    posts: list[ImportedPost] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    """What each of the posts was there."""
    waiting: list[bool] = field(default_factory=list)
    """Of each, whether it links to a topic that has not been imported yet."""
    paths: list[bool] = field(default_factory=list)
    """Of each, whether it has links without a host."""
    changed: list[tuple[str, str]] = field(default_factory=list)
    """What could not be kept of them: why, and where."""


def prepare(
    topic: Topic,
    notes: Sequence[Note],
    links: Links,
    *,
    people: Mapping[str, int],
    opens: bool,
    texts: Sequence[Cleaned | None] = (),
) -> Prepared:
    """Prepare *notes*, which are posts of *topic*. With *opens*, the first opens a thread.

    *texts* are theirs where they are cleaned already. Raises Unsettled as *links* do.
    """
    result, images = Prepared(notes=list(notes)), state().config.remote_images
    indexes: dict[int, int] = {}
    for index, note in enumerate(notes):
        where = f"{topic.key}/{note.number}"
        text = texts[index] if texts else None
        text = text or cleaned(note.cooked, links, within=topic.key, images=images)
        before = links.posts.get(f"{topic.key}/{note.reply_to}")
        answers = indexes.get(note.reply_to or 0)
        if note.reply_to is not None and answers is None and before is None:
            result.changed.append((_why_dropped(note), where))
        result.changed += [(why, where) for why in (*_link_faults(text), *_changed(text.told))]
        indexes[note.number] = index
        result.posts.append(
            ImportedPost(
                author_id=people[note.person],
                at=note.at,
                source=text.source,
                html=text.html,
                answers=answers,
                answers_id=before if answers is None else None,
                helped=note.accepted and (index > 0 or not opens),
                hidden=t("Hidden in the forum it was imported from.") if note.hidden else "",
            )
        )
        result.waiting.append(text.waiting)
        result.paths.append(text.paths > 0)
    return result


def _why_dropped(note: Note) -> str:
    if note.reply_to is not None and note.reply_to > note.number:
        return t("a reply to a later post: the link between them is dropped")
    return t("a reply to a post that was not imported: the link between them is dropped")


def _link_faults(text: Cleaned) -> list[str]:
    found = []
    if text.paths:
        found.append(t("links without a host: kept as they are; --host says where they lead"))
    if text.refused:
        found.append(t("links of a form that is not allowed: their texts are kept"))
    return found


def _changed(told: Counter[str]) -> list[str]:
    reasons = {
        "kept": t("films, embedded pages, events and the like: kept as text or as links"),
        "lost": t("something that a script or a player showed, and nothing in the file says"),
        "notes": t("notes shown beside a word when the mouse is over it: left out"),
    }
    return [why for key, why in reasons.items() if told[key]]
