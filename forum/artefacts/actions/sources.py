"""Notes from which posts an artefact is made, and counts it on their threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, or_, select, update

from ...core.database.session import change, connection
from ...threads.actions.counters import add_to_counters
from ...threads.models import Thread
from ..models import ArtefactSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..rows import PageFacts


def take_in(page: PageFacts, sources: Sequence[tuple[int, int]]) -> None:
    """Note that the newest revision is made from *sources* as well, as (thread id, post id)."""
    if not sources:
        return
    before = _sources(page.id)
    new = [source for source in dict.fromkeys(sources) if source not in before]
    _add(page.id, page.number, new)
    threads = {thread_id for thread_id, _ in new} - {thread_id for thread_id, _ in before}
    if not threads:
        return
    for thread_id in (here := _in_space(threads, page.space_id)):
        add_to_counters(thread_id, kept=1)
    if elsewhere := threads.difference(here):
        change(update(Thread).where(Thread.id.in_(elsewhere)).values(kept_elsewhere=True))


def restore_sources(page: PageFacts, *, of: int) -> None:
    """Give the newest revision of a page the sources of its revision *of*, and no others."""
    now_, then = _sources(page.id), _sources(page.id, of)
    if now_ == then:
        return
    gone = [post_id for _, post_id in now_ - then]
    change(
        update(ArtefactSource)
        .where(
            ArtefactSource.artefact_id == page.id,
            ArtefactSource.post_id.in_(gone),
            ArtefactSource.last_revision.is_(None),
        )
        .values(last_revision=page.number - 1)
    )
    _add(page.id, page.number, sorted(then - now_))
    threads, before = ({thread_id for thread_id, _ in some} for some in (then, now_))
    for thread_id in _in_space(threads ^ before, page.space_id):
        add_to_counters(thread_id, kept=1 if thread_id in threads else -1)


def count_sources(artefact_id: int, space_id: int, *, by: int) -> None:
    """Count an artefact on the threads it is made from, or no longer: *by* is 1 or -1."""
    threads = {thread_id for thread_id, _ in _sources(artefact_id)}
    for thread_id in _in_space(threads, space_id) if threads else ():
        add_to_counters(thread_id, kept=by)


def _sources(artefact_id: int, number: int | None = None) -> set[tuple[int, int]]:
    """Return the sources of the revision *number*, or of the newest, as (thread id, post id)."""
    last = ArtefactSource.last_revision
    still = last.is_(None) if number is None else or_(last.is_(None), last >= number)
    statement = select(ArtefactSource.thread_id, ArtefactSource.post_id).where(
        ArtefactSource.artefact_id == artefact_id, still
    )
    if number is not None:
        statement = statement.where(ArtefactSource.revision <= number)
    return {(thread_id, post_id) for thread_id, post_id in connection().execute(statement)}


def _add(artefact_id: int, number: int, sources: Sequence[tuple[int, int]]) -> None:
    if not sources:
        return
    links = [
        {"artefact_id": artefact_id, "thread_id": thread_id, "post_id": post_id, "revision": number}
        for thread_id, post_id in sources
    ]
    change(insert(ArtefactSource).values(links))


def _in_space(thread_ids: Iterable[int], space_id: int) -> list[int]:
    """Return those threads that are in a space still: only there it is counted what is kept."""
    statement = select(Thread.id).where(Thread.id.in_(thread_ids), Thread.space_id == space_id)
    return sorted(connection().execute(statement).scalars())
