"""Compares the counters of what was tried with the rows, and sets them again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Integer, and_, case, distinct, func, literal_column, or_, select

from ..artefacts.models import Artefact
from ..attempts.actions import counting
from ..attempts.models import Attempt
from ..attempts.rows import Thing
from ..core.database.outbox import record_changes
from ..core.database.session import fetch_all, session
from ..threads.models import Post, Thread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sqlalchemy import ColumnElement, Select

NAMES = ("tried", "worked", "partly", "organisations")


class CountedRow(NamedTuple):
    """The counters of something that can be tried, as they are stored, then as they are counted."""

    id: int
    thread_id: int
    """The thread of a post; of anything else 0."""
    tried: int
    worked: int
    partly: int
    organisations: int
    true_tried: int
    true_worked: int
    true_partly: int
    true_organisations: int


class WrongCount(NamedTuple):
    """A wrong counter of a post, a thread, or a page of the library."""

    kind: str
    id: int
    thread_id: int
    counter: str
    stored: int
    counted: int


def _compared(table: type[Any], of: Any, which: ColumnElement[bool], thread: Any) -> Select[Any]:
    """Return the statement for the rows of *table* that are counted wrongly.

    *of* is the id that an attempt counts for, *which* are those that do.
    """

    def number(outcome: str) -> ColumnElement[int]:
        return func.sum(case((Attempt.outcome == outcome, 1), else_=0))

    counted = (
        select(
            of.label("of"),
            func.count(Attempt.id).label("tried"),
            number("worked").label("worked"),
            number("partly").label("partly"),
            func.count(distinct(func.nullif(Attempt.organisation, ""))).label("organisations"),
        )
        .outerjoin(Post, Post.id == Attempt.post_id)
        .where(which)
        .group_by(of)
        .subquery()
    )
    right = [func.coalesce(counted.c[name], 0) for name in NAMES]
    stored = [getattr(table, name) for name in NAMES]
    return (
        select(
            table.id,
            thread.label("thread_id"),
            *stored,
            *(value.label(f"true_{name}") for name, value in zip(NAMES, right, strict=True)),
        )
        .outerjoin(counted, counted.c.of == table.id)
        .where(or_(*(is_ != should for is_, should in zip(stored, right, strict=True))))
        .order_by(table.id)
    )


_shown = Post.state == "shown"
_NO = literal_column("0", Integer)
_COMPARED = {
    "post": _compared(
        Post, Attempt.post_id, and_(Attempt.post_id.is_not(None), _shown), Post.thread_id
    ),
    "thread": _compared(
        Thread,
        func.coalesce(Attempt.thread_id, Post.thread_id),
        or_(Attempt.thread_id.is_not(None), _shown),
        _NO,
    ),
    "artefact": _compared(Artefact, Attempt.artefact_id, Attempt.artefact_id.is_not(None), _NO),
}


def wrong_counts() -> Iterator[WrongCount]:
    """Yield each wrong counter of what was tried: of posts, of threads, of pages of the library."""
    for kind, statement in _COMPARED.items():
        for row in fetch_all(CountedRow, statement):
            for name in NAMES:
                stored, counted = getattr(row, name), getattr(row, f"true_{name}")
                if stored != counted:
                    yield WrongCount(kind, row.id, row.thread_id, name, stored, counted)


def repair_counts() -> int:
    """Set every wrong counter; return of how many things.

    A thread is counted with its posts, as far as they count: they come first. The indexer is not
    woken.
    """
    wrong = list(dict.fromkeys((fault.kind, fault.id, fault.thread_id) for fault in wrong_counts()))
    for kind, id, thread_id in wrong:
        if kind == "post":
            counting.lock(Thing(post_id=id))
            counting.count_post(id, thread_id)
        elif kind == "thread":
            counting.lock(Thing(thread_id=id))
            counting.count_thread(id)
        else:
            counting.lock(Thing(artefact_id=id))
            counting.count_artefact(id)
        record_changes(session(), kind=kind, ids=[id], wake=False)
    return len(wrong)
