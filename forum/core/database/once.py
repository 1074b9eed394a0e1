"""A form that is sent twice creates one row.

The key of the form is unique for its author, and stored with a hash of the fields that were sent.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, inspect, select
from sqlalchemy.orm.attributes import set_committed_value

from ..errors import Changed, SentBefore, SentOther
from .session import change, fetch_one, upsert

if TYPE_CHECKING:
    from sqlalchemy import Column, Select

    from .base import Base


class SentRow(NamedTuple):
    """The id of the row that a form created, and the hash of the fields that were sent."""

    id: int
    form_hash: str | None


def made_before(
    table: type[Base], *, author_id: int | None, form_key: str | None, form_hash: str | None
) -> int | None:
    """Return the id of the row of *table* that was created by this form, or None.

    Raises SentOther if the key of the form was used for another text.
    """
    if author_id is None or form_key is None:
        return None
    found = fetch_one(SentRow, _sent(table), {"author": author_id, "key": form_key})
    if found is None:
        return None
    if found.form_hash != form_hash:
        raise SentOther
    return found.id


@cache
def _sent(table: Any) -> Select[Any, Any]:
    # Any: each table whose rows are made by a form has these columns, and no class in common
    return select(table.id, table.form_hash).where(
        table.author_id == bindparam("author"), table.form_key == bindparam("key")
    )


def save_once(thing: Base) -> None:
    """Insert *thing*, unless its form was sent before: then nothing is changed.

    *thing* has ``author_id``, ``form_key`` and ``form_hash``. It is given its id, and is not in the
    session: what is set on it later is not saved. Raises SentBefore with the id of the row that
    exists, SentOther if the key was used for another text, Changed if that row has been deleted
    meanwhile, and IntegrityError for any other reason: on PostgreSQL that ends the transaction, or
    the savepoint in hand.
    """
    row = inspect(thing)
    values = {one.key: row.dict[one.key] for one in row.mapper.column_attrs if one.key in row.dict}
    # This asks for no savepoint: a row that is there already is no error to the database.
    insert = upsert(type(thing)).on_conflict_do_nothing(index_elements=_unique(type(thing)))
    id = change(insert.returning(*row.mapper.primary_key), values).scalar()
    if id is None:
        sent = {name: getattr(thing, name) for name in ("author_id", "form_key", "form_hash")}
        before = made_before(type(thing), **sent)
        raise Changed if before is None else SentBefore(before)
    set_committed_value(thing, "id", id)


def _unique(table: Any) -> list[Column[Any]]:
    """Return the columns that one form fills once; no other conflict is passed over."""
    return [*table.author_id.property.columns, *table.form_key.property.columns]
