"""Imports topics, or what an imported one lacks, in one transaction with their source map."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...core.database import outbox
from ...core.database.session import commit, session
from ...core.web.i18n import t
from ..discourse.fields import Unusable
from . import sources, threads
from .posts import link_within
from .prepare import Prepared, prepare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..discourse.cleaning import Cleaned
    from ..discourse.links import Links
    from ..discourse.topics import Note, Topic
    from .source_map import SourceMap


class Became(NamedTuple):
    """A topic, its posts as they were prepared, and the thread and posts that they became."""

    topic: Topic
    prepared: Prepared
    thread_id: int
    ids: Sequence[int]


def prepare_new(
    topic: Topic, known: SourceMap, links: Links, texts: Sequence[Cleaned | None]
) -> Prepared:
    """Return the posts of a topic that is new, *texts* among them where they are cleaned."""
    people = known.people
    prepared = prepare(topic, topic.notes, links, people=people, opens=True, texts=texts)
    if topic.notes[0].number != 1:
        why = t("the first post is missing: the next post takes its place")
        prepared.changed.append((why, topic.key))
    return prepared


def create_topics(new: Sequence[tuple[Topic, Prepared]], known: SourceMap) -> None:
    """Create the threads of topics, record them in the source map, and commit."""
    made = threads.create_threads(
        [
            threads.NewThread(
                space_id=known.spaces[topic.category],
                kind="question" if topic.is_question else "discussion",
                title=topic.title,
                tags=topic.tags,
                posts=prepared.posts,
                locked=t("Locked in the forum it was imported from.") if topic.closed else "",
            )
            for topic, prepared in new
        ]
    )
    became = [Became(*one, *ids) for one, ids in zip(new, made, strict=True)]
    topics = [("topic", one.topic.key, one.thread_id) for one in became]
    sources.remember_all(known.origin, topics)
    _finish(became, known)


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
    _finish([Became(topic, prepared, thread_id, done.ids)], known)
    return prepared


def _finish(became: Sequence[Became], known: SourceMap) -> None:
    """Resolve the links within each thread, record what became what, and commit."""
    posts: dict[str, int] = {}
    left: dict[str, int] = {}
    links: list[tuple[str, str, int]] = []
    for topic, prepared, thread_id, ids in became:
        by_number = {note.number: id for note, id in zip(prepared.notes, ids, strict=True)}
        link_within(thread_id, by_number, ids, prepared.posts)
        posts |= {f"{topic.key}/{number}": id for number, id in by_number.items()}
        for kind, which in (("link", prepared.waiting), ("path", prepared.paths)):
            links += [(kind, str(id), id) for id, so in zip(ids, which, strict=True) if so]
        noted = sorted(f"{topic.key}/{number}" for number in topic.numbers)
        left |= {
            key: thread_id
            for key in noted
            if key not in posts and key not in known.posts and key not in known.left
        }
    sources.remember_all(known.origin, [("post", key, id) for key, id in posts.items()])
    sources.remember_all(known.origin, links)
    sources.remember_all(known.origin, [("left", key, id) for key, id in left.items()])
    # Not woken: the whole import is indexed at once when it is done.
    changed = [one.thread_id for one in became]
    outbox.record_changes(session(), kind="thread", ids=changed, wake=False)
    commit()
    known.threads.update((one.topic.key, one.thread_id) for one in became)
    known.posts.update(posts)
    known.left.update(left)
