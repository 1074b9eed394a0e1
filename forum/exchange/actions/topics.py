"""Imports one topic, or what an imported one lacks, in one transaction with its source map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.database import outbox
from ...core.database.session import commit, session
from ...core.web.i18n import t
from ..discourse.fields import Unusable
from . import sources, threads
from .posts import link_within
from .prepare import Prepared, prepare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..discourse.links import Links
    from ..discourse.topics import Note, Topic
    from .source_map import SourceMap


def create_topic(topic: Topic, known: SourceMap, links: Links) -> Prepared:
    """Create the thread of a topic, record it in the source map, and return its posts."""
    prepared = prepare(topic, topic.notes, links, people=known.people, opens=True)
    if topic.notes[0].number != 1:
        why = t("the first post is missing: the next post takes its place")
        prepared.changed.append((why, topic.key))
    thread_id, ids = threads.create_thread(
        space_id=known.spaces[topic.category],
        kind="question" if topic.is_question else "discussion",
        title=topic.title,
        tags=topic.tags,
        posts=prepared.posts,
        locked=t("Locked in the forum it was imported from.") if topic.closed else "",
    )
    sources.remember(known.origin, "topic", {topic.key: thread_id})
    _finish(topic, known, prepared, thread_id, ids)
    return prepared


def complete_topic(topic: Topic, new: Sequence[Note], known: SourceMap, links: Links) -> Prepared:
    """Add the posts *new* to an imported topic, and return them.

    Raises Unusable if its thread was deleted here.
    """
    thread_id = known.threads[topic.key]
    if not new:
        return Prepared()
    prepared = prepare(topic, new, links, people=known.people, opens=False)
    done = threads.complete_thread(thread_id, prepared.posts, is_question=topic.is_question)
    if done is None:
        session().rollback()
        raise Unusable(t("more posts of a topic that was deleted here"))
    if new[0].number == 1:
        why = t("the first post was imported after others: it stands after them")
        prepared.changed.append((why, topic.key))
    if done.became_question:
        why = t("a discussion that became a question, as an answer was accepted")
        prepared.changed.append((why, topic.key))
    _finish(topic, known, prepared, thread_id, done.ids)
    return prepared


def _finish(
    topic: Topic, known: SourceMap, prepared: Prepared, thread_id: int, ids: Sequence[int]
) -> None:
    """Resolve the links within a thread, record what became what, and commit."""
    by_number = {note.number: id for note, id in zip(prepared.notes, ids, strict=True)}
    link_within(thread_id, by_number, ids, prepared.posts)
    keys = {f"{topic.key}/{number}": id for number, id in by_number.items()}
    sources.remember(known.origin, "post", keys)
    for kind, which in (("link", prepared.waiting), ("path", prepared.paths)):
        marked = {str(id): id for id, so in zip(ids, which, strict=True) if so}
        sources.remember(known.origin, kind, marked)
    noted = {f"{topic.key}/{number}" for number in topic.numbers}
    left = {key for key in noted if key not in known.posts and key not in known.left} - keys.keys()
    sources.remember(known.origin, "left", dict.fromkeys(sorted(left), thread_id))
    # Not woken: the whole import is indexed at once when it is done.
    outbox.record_changes(session(), kind="thread", ids=[thread_id], wake=False)
    commit()
    known.threads[topic.key] = thread_id
    known.posts.update(keys)
    known.left.update(left)
