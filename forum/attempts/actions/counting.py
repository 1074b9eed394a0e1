"""Sets the counters of what was tried from the rows.

The row of the thread, or of the page, is locked in a statement before: PostgreSQL would count with
what it saw before it waited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, distinct, func, literal_column, or_, select, update

from ...artefacts.models import Artefact
from ...core.database.session import change, session
from ...threads.actions.counters import lock_row, lock_thread_row
from ...threads.models import Post, Thread
from ..models import Attempt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, ScalarSelect

    from ..rows import Thing


def _counted(which: ColumnElement[bool], table: type[Any]) -> dict[str, ScalarSelect[int]]:
    """Return the right value of each counter of a row of *table*: of the attempts *which*."""

    def number(*more: ColumnElement[bool]) -> ScalarSelect[int]:
        found = select(func.count(Attempt.id)).where(which, *more)
        return found.correlate(table).scalar_subquery()

    named = distinct(func.nullif(Attempt.organisation, literal_column("''")))
    organisations = select(func.count(named)).where(which)
    return {
        "tried": number(),
        "worked": number(Attempt.outcome == literal_column("'worked'")),
        "partly": number(Attempt.outcome == literal_column("'partly'")),
        "organisations": organisations.correlate(table).scalar_subquery(),
    }


_of_post = and_(Attempt.post_id == Post.id, Post.state == literal_column("'shown'"))
# An index finds the posts that count something; therefore the post is counted before its thread.
_counting = select(Post.id).where(Post.thread_id == Thread.id, Post.tried > literal_column("0"))
_of_thread = or_(
    Attempt.thread_id == Thread.id,
    Attempt.post_id.in_(_counting.correlate(Thread).scalar_subquery()),
)
_POST = update(Post).where(Post.id == bindparam("of")).values(_counted(_of_post, Post))
_THREAD = update(Thread).where(Thread.id == bindparam("of")).values(_counted(_of_thread, Thread))
_ARTEFACT = (
    update(Artefact)
    .where(Artefact.id == bindparam("of"))
    .values(_counted(Attempt.artefact_id == Artefact.id, Artefact))
)
_ABOUT_PAGE = select(Thread.id).where(
    Thread.id == bindparam("of"), Thread.gone_at.is_(None), Thread.anchor_key.is_not(None)
)
_LOCK_ARTEFACT = (
    update(Artefact).where(Artefact.id == bindparam("of")).values(revision=Artefact.revision)
)


def lock(thing: Thing) -> bool:
    """Lock what the counters of *thing* depend on, until the transaction ends.

    Return whether it counts: a post that is hidden or withdrawn does not, nor does a thread that is
    gone or about no page of the host any more.
    """
    if thing.post_id is not None:
        return lock_row(thing.post_id).state == "shown"
    if thing.thread_id is not None:
        lock_thread_row(thing.thread_id)
        return session().scalar(_ABOUT_PAGE, {"of": thing.thread_id}) is not None
    change(_LOCK_ARTEFACT, {"of": thing.artefact_id})
    return True


def lock_all(things: Iterable[Thing]) -> None:
    """Lock what the counters of *things* depend on: threads, then pages, each by their number.

    All who lock several do so in this order, or two of them would wait for each other.
    """
    posts, pages, threads = ({*ids} - {None} for ids in zip(*things, strict=True))
    of_posts = select(Post.thread_id).where(Post.id.in_(posts))
    for thread_id in sorted({*threads, *session().scalars(of_posts)}):
        lock_thread_row(thread_id)
    for artefact_id in sorted(pages):
        change(_LOCK_ARTEFACT, {"of": artefact_id})


def count_post(post_id: int, thread_id: int) -> None:
    """Set the counters of a post, then those of its thread, which is locked."""
    change(_POST, {"of": post_id})
    count_thread(thread_id)


def count_thread(thread_id: int) -> None:
    """Set the counters of a thread, which is locked; those of its posts are right."""
    change(_THREAD, {"of": thread_id})


def count_artefact(artefact_id: int) -> None:
    """Set the counters of a page of the library, which is locked."""
    change(_ARTEFACT, {"of": artefact_id})
