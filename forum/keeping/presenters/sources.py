"""What a revision of a page was made from, as far as its reader may know."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..rows import SourceRow


class SourceThread(NamedTuple):
    """A thread that a page was made from."""

    id: int
    slug: str
    title: str
    posts: int
    """How many of its posts were used."""


class Sources(NamedTuple):
    """The sources of one revision, or what another one has and it has not."""

    threads: Sequence[SourceThread] = ()
    unseen: bool = False
    """Whether there are some that the viewer does not read: nothing is said of those."""

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.threads) or self.unseen


def sources_at(rows: Iterable[SourceRow], number: int) -> Sources:
    """Return the sources of the revision *number*."""
    return _sources(
        row
        for row in rows
        if row.revision <= number and (row.last_revision is None or row.last_revision >= number)
    )


def taken_in(rows: Iterable[SourceRow]) -> dict[int, Sources]:
    """Return the sources that revisions took in, by the number of each that took in any."""
    by_number: dict[int, list[SourceRow]] = {}
    for row in rows:
        by_number.setdefault(row.revision, []).append(row)
    return {number: _sources(some) for number, some in by_number.items()}


def only_in(these: Sources, others: Sources) -> Sources:
    """Return those of *these* that are not among *others*."""
    known = {thread.id for thread in others.threads}
    threads = [thread for thread in these.threads if thread.id not in known]
    return Sources(threads, unseen=these.unseen and not others.unseen)


def _sources(rows: Iterable[SourceRow]) -> Sources:
    threads: dict[int, SourceThread] = {}
    unseen = False
    for row in rows:
        if row.thread_id is None:
            unseen = True
            continue
        posts = row.posts + (threads[row.thread_id].posts if row.thread_id in threads else 0)
        threads[row.thread_id] = SourceThread(row.thread_id, row.slug or "", row.title or "", posts)
    return Sources(list(threads.values()), unseen)
