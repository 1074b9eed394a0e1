"""Compares folded names with the names, and folds them again.

They differ when a newer Python, with newer tables of Unicode, folds a letter in another way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, null, select, update

from ..core.database.session import change, fetch_all
from ..core.text.folding import folded, folded_end
from ..members.models import Member
from ..spaces.models import Space

if TYPE_CHECKING:
    from collections.abc import Iterator


class NamedRow(NamedTuple):
    """A member or a space, with the folded name that is stored."""

    id: int
    name: str | None
    name_folded: str
    name_end: str | None
    """None for a space."""


_TABLES = (Member, Space)


def count() -> int:
    """Return how many folded names are not what the forum asks for."""
    return sum(1 for table in _TABLES for _ in _wrong(table))


def repair() -> int:
    """Fold each of these names again; return how many there were."""
    repaired = 0
    for table in _TABLES:
        fold = update(table).where(table.id == bindparam("of"))
        for row in list(_wrong(table)):
            change(fold.values(**_folds(table, row.name or "")), {"of": row.id})
            repaired += 1
    return repaired


def _wrong(table: type[Member | Space]) -> Iterator[NamedRow]:
    end = Member.name_end if table is Member else null().label("name_end")
    for row in fetch_all(NamedRow, select(table.id, table.name, table.name_folded, end)):
        right = _folds(table, row.name or "")
        if (row.name_folded, row.name_end) != (right["name_folded"], right.get("name_end")):
            yield row


def _folds(table: type[Member | Space], name: str) -> dict[str, str]:
    """Return the columns of *table* that hold *name* folded."""
    whole = {"name_folded": folded(name)}
    return {**whole, "name_end": folded_end(name)} if table is Member else whole
