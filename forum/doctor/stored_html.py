"""Finds stored HTML of an older version, and renders it again, one batch of rows at a time."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from traceback import format_tb
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, bindparam, func, literal, select, update
from sqlalchemy.exc import SQLAlchemyError

from ..artefacts.models import Artefact, ArtefactRevision
from ..core.database.outbox import record_changes
from ..core.database.session import change, fetch_all, fetch_one, session
from ..core.text.markup import RENDER_VERSION
from ..texts.actions import render_again
from ..threads.models import BLANK, Post, Revision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Select, Update

_log = logging.getLogger(__name__)
BATCH = 200
"""How many rows are read, rendered and committed together."""


class CountRow(NamedTuple):
    """How many rows there are."""

    found: int


class StoredRow(NamedTuple):
    """Stored HTML with the source it was rendered from, or with None if the revision is lost."""

    id: int
    revision: int
    html: str
    source: str | None
    format: str | None


class RenderedRow(NamedTuple):
    """The new HTML of a row, and whether it differs from the stored one."""

    id: int
    revision: int
    html: str
    differs: bool


class Failure(NamedTuple):
    """A row that could not be rendered."""

    id: int
    why: str
    """The name of the error's class."""


@dataclass(frozen=True)
class Texts:
    """The statements for one table with stored HTML."""

    kind: str
    """What the outbox calls a row: "post", "artefact"."""
    count: Select[int]
    batch: Select[Any, Any, Any, Any, Any]
    update: Update


_POST_IS_OLD = and_(Post.render_version < RENDER_VERSION, Post.state.not_in(BLANK))
"""Whether a post has to be rendered again. One that is withdrawn or removed has no text."""
_ARTEFACT_IS_OLD = Artefact.render_version < RENDER_VERSION


def _update(table: type[Post | Artefact], is_old: ColumnElement[bool]) -> Update:
    """Return the update of one row, unless it was edited, withdrawn or rendered in the meantime."""
    return (
        update(table)
        .where(table.id == bindparam("of"), table.revision == bindparam("read"), is_old)
        .values(html=bindparam("rendered"), render_version=RENDER_VERSION)
        .returning(table.id)
    )


POSTS = Texts(
    kind="post",
    count=select(func.count().label("found")).select_from(Post).where(_POST_IS_OLD),
    batch=select(Post.id, Post.revision, Post.html, Revision.source, Revision.format)
    .outerjoin(Revision, and_(Revision.post_id == Post.id, Revision.number == Post.revision))
    .where(Post.id > bindparam("after"), _POST_IS_OLD)
    .order_by(Post.id)
    .limit(bindparam("most")),
    update=_update(Post, _POST_IS_OLD),
)
ARTEFACTS = Texts(
    kind="artefact",
    count=select(func.count().label("found")).select_from(Artefact).where(_ARTEFACT_IS_OLD),
    batch=select(
        Artefact.id,
        Artefact.revision,
        Artefact.html,
        ArtefactRevision.source,
        literal("markdown").label("format"),
    )
    .outerjoin(
        ArtefactRevision,
        and_(
            ArtefactRevision.artefact_id == Artefact.id,
            ArtefactRevision.number == Artefact.revision,
        ),
    )
    .where(Artefact.id > bindparam("after"), _ARTEFACT_IS_OLD)
    .order_by(Artefact.id)
    .limit(bindparam("most")),
    update=_update(Artefact, _ARTEFACT_IS_OLD),
)


def count_old(texts: Texts) -> int:
    """Return how many rows have HTML of an older version."""
    row = fetch_one(CountRow, texts.count)
    return row.found if row else 0


def next_batch(texts: Texts, *, after: int) -> Sequence[StoredRow]:
    """Return the next rows with HTML of an older version, by id, from the id after *after*."""
    return fetch_all(StoredRow, texts.batch, {"after": after, "most": BATCH})


def render(texts: Texts, rows: Sequence[StoredRow]) -> tuple[list[RenderedRow], list[Failure]]:
    """Return *rows* rendered again, and those that could not be. Nothing is written."""
    rendered, failures = [], []
    for row in rows:
        try:
            html = _html_of(row)
        except SQLAlchemyError:  # the database failed, not this row
            raise
        except Exception as fault:  # its message is not logged: it may contain what somebody wrote
            where = "".join(format_tb(fault.__traceback__))
            _log.error("%s %s could not be rendered\n%s", texts.kind, row.id, where)
            failures.append(Failure(row.id, type(fault).__name__))
        else:
            rendered.append(RenderedRow(row.id, row.revision, html, html != row.html))
    return rendered, failures


def _html_of(row: StoredRow) -> str:
    if row.source is None or row.format is None:
        raise LookupError(f"revision {row.revision} is missing")
    return render_again(row.source, format=row.format)


def save(texts: Texts, rendered: Sequence[RenderedRow]) -> tuple[int, int]:
    """Store *rendered* and report changed HTML to the search index; return both row counts.

    Rows that were edited, withdrawn or rendered since they were read are left as they are. The
    indexer is not woken: a whole run is indexed at once when it is done.
    """
    saved = [row for row in rendered if _save_row(texts, row)]
    differing = [row.id for row in saved if row.differs]
    record_changes(session(), kind=texts.kind, ids=differing, wake=False)
    return len(saved), len(differing)


def _save_row(texts: Texts, row: RenderedRow) -> bool:
    values = {"of": row.id, "read": row.revision, "rendered": row.html}
    return change(texts.update, values).first() is not None
