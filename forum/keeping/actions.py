"""Has pages indexed again where others may read what they quote, and remembers a "Not now"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from ..artefacts.models import ArtefactSource
from ..core.database.outbox import record_changes
from ..core.database.session import change, connection, session, upsert
from ..threads.models import Thread
from .models import NotNow

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


def index_pages_of_post(_sender: object, *, post: int, thread: int) -> None:
    """A post was hidden, withdrawn or shown again."""
    _index(ArtefactSource.thread_id == thread, ArtefactSource.post_id == post)


def index_pages_of_place(_sender: object, *, thread: int = 0, space: int = 0) -> None:
    """A thread, or all threads of a space, have other readers."""
    inside = select(Thread.id).where(Thread.space_id == space)
    _index(ArtefactSource.thread_id == thread if thread else ArtefactSource.thread_id.in_(inside))


def _index(*of: ColumnElement[bool]) -> None:
    pages = select(ArtefactSource.artefact_id).where(*of).distinct()
    if ids := sorted(connection().execute(pages).scalars()):
        record_changes(session(), kind="artefact", ids=ids)


def not_now(thread_id: int, member_id: int) -> None:
    """Never ask a member again whether something of a thread is kept."""
    said = upsert(NotNow).values(member_id=member_id, thread_id=thread_id)
    change(said.on_conflict_do_nothing())


def forget(member_id: int) -> None:
    """Forget which threads a member was asked about."""
    change(delete(NotNow).where(NotNow.member_id == member_id))
