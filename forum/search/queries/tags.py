"""Tags of something that the viewer reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, literal_column, select

from ...artefacts import policy as artefact_policy
from ...artefacts.models import Artefact, ArtefactTag
from ...core.database.id_list import is_among
from ...threads.models import Thread, ThreadTag
from ...threads.policy.sight import visible_to

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from ...core.database.session import Statement

# Each tag once, then whether something has it: a usual tag has thousands of rows.
_OF_THREADS = select(ThreadTag.tag).where(is_among(ThreadTag.tag, "tags")).distinct().subquery()
_OF_PAGES = select(ArtefactTag.tag).where(is_among(ArtefactTag.tag, "tags")).distinct().subquery()


def thread_tags() -> Statement:
    """Return the statement of those of the bind ``tags`` that a thread has; ``viewer.binds()``."""
    having = (
        select(ThreadTag.tag)
        .join(Thread, Thread.id == ThreadTag.thread_id)
        .where(ThreadTag.tag == _OF_THREADS.c.tag, visible_to())
    )
    return select(_OF_THREADS.c.tag).where(_any(having))


def artefact_tags() -> Statement:
    """Return the statement of those that a page of the library has, likewise."""
    having = (
        select(ArtefactTag.tag)
        .join(Artefact, Artefact.id == ArtefactTag.artefact_id)
        .where(ArtefactTag.tag == _OF_PAGES.c.tag, artefact_policy.visible_to())
    )
    return select(_OF_PAGES.c.tag).where(_any(having))


def _any(rows: Statement) -> ColumnElement[bool]:
    """Return whether there is one of *rows*: unlike EXISTS, PostgreSQL reads no more of them."""
    return rows.limit(literal_column("1", Integer)).scalar_subquery().is_not(None)
