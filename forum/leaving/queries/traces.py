"""Lists where somebody is named in others' words, and in files. Nothing of it is stored.

Only in what more than one person reads: whatever one alone reads is nobody's to look through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, literal, not_, or_, select

from ...core.database.session import fetch_all, session
from ...core.file_kinds import KINDS
from ...files.models import Blob, BlobText, File
from ..rows import FoundFileRow, Trace
from .leaver import TABLES, is_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Column, ColumnElement, Table
    from sqlalchemy.orm import InstrumentedAttribute

    from .leaver import Leaver

MOST = 500
"""How many places are listed; once these are dealt with, the others follow."""
DOCUMENTS = tuple(name for name, kind in KINDS.items() if kind.family == "document")
"""Kinds of files that have in them who wrote them."""


class Where(NamedTuple):
    """Columns of a table that others read, and what they are part of."""

    table: str
    columns: tuple[str, ...]
    place: str
    of: str
    """The column with the id of that thing."""
    what: str


WHERE = (
    Where("forum_post", ("html", "origin"), "post", "id", "text"),
    Where("forum_present_view", ("source",), "post", "post_id", "text"),
    Where("forum_revision", ("source", "title", "tags", "origin"), "post", "post_id", "version"),
    Where("forum_revision", ("reason",), "post", "post_id", "reason"),
    Where("forum_post", ("state_why",), "post", "id", "reason"),
    Where("forum_thread", ("title", "tags", "question", "anchor_title"), "thread", "id", "title"),
    Where("forum_thread", ("locked_why",), "thread", "id", "reason"),
    Where("forum_placement", ("words",), "post", "post_id", "text"),
    Where("forum_placement", ("closed_why",), "post", "post_id", "reason"),
    Where("forum_artefact", ("title", "tags", "html", "details"), "page", "id", "text"),
    Where("forum_artefact", ("visibility_why",), "page", "id", "reason"),
    Where(
        *("forum_artefact_revision", ("source", "title", "tags", "details")),
        *("page", "artefact_id", "version"),
    ),
    Where("forum_artefact_revision", ("reason",), "page", "artefact_id", "reason"),
    *(
        Where("forum_attempt", ("kept", "changed", "happened"), place, of, "told")
        for place, of in (("post", "post_id"), ("page", "artefact_id"), ("thread", "thread_id"))
    ),
    Where("forum_been_there", ("line",), "post", "post_id", "told"),
    Where("forum_space", ("name", "purpose", "norms", "goal"), "space", "id", "space"),
    Where("forum_prompt_wording", ("title", "questions"), "space", "space_id", "questions"),
    Where("forum_log", ("reason",), "log", "space_id", "reason"),
    Where("forum_report", ("text",), "reports", "space_id", "report"),
    Where("forum_gap", ("words",), "gaps", "space_id", "gap"),
)


def traces(leaver: Leaver) -> Sequence[Trace]:
    """Return where somebody is named, in the order of the product: once for each thing and way.

    A version is not listed where the newest text has the name as well.
    """
    found = dict.fromkeys((*_in_words(leaver), *_in_files(leaver)))
    texts = {(one.place, one.id) for one in found if one.what == "text"}
    return [one for one in found if one.what != "version" or (one.place, one.id) not in texts]


def _in_words(leaver: Leaver) -> Iterator[Trace]:
    for where in WHERE:
        table = TABLES[where.table]
        of, columns = table.c[where.of], [table.c[name] for name in where.columns]
        statement = select(of.label("of"), *columns).where(
            of.is_not(None), _may_be_in(columns, leaver), _is_others(table, leaver)
        )
        for row in session().execute(statement.order_by(of)).all():
            if any(leaver.person.is_named(_left(leaver, text)) for text in row[1:]):
                yield Trace(where.place, row[0], where.what)


def _left(leaver: Leaver, text: str | None) -> str:
    """Return *text* as it will be once their handles are out of it."""
    return leaver.person.without_handles(text or "")


def _may_be_in(
    columns: Sequence[Column[Any] | InstrumentedAttribute[str]], leaver: Leaver
) -> ColumnElement[bool]:
    patterns = leaver.person.patterns
    return or_(
        literal(value=False), *(column.ilike(like) for column in columns for like in patterns)
    )


def _is_others(table: Table, leaver: Leaver) -> ColumnElement[bool]:
    theirs = is_of(table, leaver.member_id)
    return literal(value=True) if theirs is None else not_(func.coalesce(theirs, False))


_FILES = (
    select(File.id, File.key, File.name, File.place, File.place_id)
    .join(Blob, Blob.id == File.blob_id)
    .where(File.place.in_(("post", "page")))
    .order_by(File.id)
)


def _in_files(leaver: Leaver) -> Iterator[Trace]:
    own = File.member_id == leaver.member_id
    for file in fetch_all(FoundFileRow, _FILES.where(~own, _may_be_in([File.name], leaver))):
        if leaver.person.is_named(file.name):
            yield _trace(file, "file")
    inside = _may_be_in([BlobText.text, BlobText.name, BlobText.speaker], leaver)
    read = select(File.id, BlobText.text, BlobText.name, BlobText.speaker)
    rows = session().execute(
        read.join(BlobText, BlobText.blob_id == File.blob_id).where(inside).order_by(File.id)
    )
    ids = {row[0] for row in rows if any(leaver.person.is_named(text) for text in row[1:])}
    for file in fetch_all(FoundFileRow, _FILES.where(File.id.in_(sorted(ids)))):
        yield _trace(file, "inside")
    theirs = _FILES.where(own, Blob.kind.in_(DOCUMENTS), File.id.not_in(sorted(ids)))
    for file in fetch_all(FoundFileRow, theirs):
        yield _trace(file, "document")


def _trace(file: FoundFileRow, what: str) -> Trace:
    assert file.place_id is not None  # nosec B101
    return Trace(str(file.place), file.place_id, what, file.name, file.key)
