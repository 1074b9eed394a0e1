"""The base of every table: constraint names, moments in UTC, metadata apart from the host's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import DateTime, Index, MetaData, Text, TypeDecorator, text
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, MappedColumn, mapped_column

from ..text.folding import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy.engine import Dialect
    from sqlalchemy.engine.default import DefaultExecutionContext


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite does not store the time zone, so it is added again when reading.

    Raises ValueError for a datetime without a time zone.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return *value* in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return *value* with its time zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class OneOf(TypeDecorator[str]):
    """One of a fixed set of words; any other raises ValueError.

    A CHECK constraint would work too, but on SQLite adding a word would mean rebuilding the table.
    """

    impl = Text
    cache_ok = True

    def __init__(self, *words: str) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return *value* if it is one of the words, or None."""
        if value is not None and value not in self.words:
            raise ValueError(f"{value!r} is not one of {', '.join(self.words)}")
        return value


FOLDED = Text().with_variant(Text(collation="C"), "postgresql")
"""A folded name. PostgreSQL sorts and compares it by code points, as SQLite does, whatever its
locale."""


def folded_column(of: str, fold: Callable[[str], str] = folded) -> MappedColumn[str]:
    """Return a column with the folded text of the column *of*, filled at each INSERT.

    An UPDATE that changes *of* sets this too: ``name_folded=folded(name)``.
    """

    def fill(context: DefaultExecutionContext) -> str:
        values: Mapping[str, str | None] = context.get_current_parameters()  # type: ignore[no-untyped-call]
        return fold(values.get(of) or "")

    return mapped_column(FOLDED, init=False, insert_default=fill)


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False, repr=False):
    """A table of the forum. Its constraints have names, which batch migrations need."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment}  # noqa: RUF012


def partial_index(name: str | None, *columns: str, where: str) -> Index:
    """Return an index of those rows only that the literal condition *where* holds for."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


def now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(UTC)
