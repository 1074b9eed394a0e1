"""Lists in a statement: a column is one of many values, sent as an array, or as JSON on SQLite.

SQLAlchemy's own ``IN`` writes a placeholder for each value, anew at each execution: that was a
twentieth of a member's page, and each number of values was another statement to the database.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    Integer,
    Text,
    TypeDecorator,
    bindparam,
    cast,
    func,
    literal_column,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement
    from sqlalchemy.engine import Dialect
    from sqlalchemy.orm import InstrumentedAttribute
    from sqlalchemy.sql.compiler import SQLCompiler
    from sqlalchemy.types import TypeEngine

    Column = ColumnElement[Any] | InstrumentedAttribute[Any]


def is_among(column: Column, name: str, *, own_index: bool = True) -> ColumnElement[bool]:
    """Return the condition that *column* is one of the values of the bind *name*.

    They are whole numbers if the column holds such, else texts. Without *own_index* SQLite does not
    look the values up in an index that begins with *column*; PostgreSQL decides by its statistics,
    which such a hint would take from it.
    """
    kind = _Among if own_index else _AmongScanned
    return kind(column, bindparam(name, type_=_list_for(column)))


def is_not_among(column: Column, name: str) -> ColumnElement[bool]:
    """Return the condition that *column* is none of the values of the bind *name*."""
    return _NotAmong(column, bindparam(name, type_=_list_for(column)))


def joined(column: Column) -> ColumnElement[str]:
    """Return the ids that *column* holds in all rows, with commas between them, 0 for none."""
    # A literal: SQLAlchemy writes the bind of its own separator anew at each execution.
    comma: Any = literal_column("','")
    return func.aggregate_strings(cast(func.coalesce(column, 0), Text), comma)


def _list_for(column: Column) -> TypeEngine[Any]:
    return _Numbers() if isinstance(column.expression.type, Integer) else _Texts()


class Values(tuple[Any, ...]):
    """Values that several statements of a request are given; their text is made once."""

    @cached_property
    def json(self) -> str:
        """Them, as JSON."""
        return json.dumps(self)


class _List(TypeDecorator[Any]):
    """Some values as one: an array, or JSON text on SQLite."""

    impl = Text
    cache_ok = True
    of: type[TypeEngine[Any]]

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return an array, where there are arrays."""
        whole = Text() if dialect.name == "sqlite" else ARRAY(self.of)
        return dialect.type_descriptor(whole)

    def process_bind_param(self, value: Collection[Any] | None, dialect: Dialect) -> Any:
        """Return *value* as the driver takes it."""
        if dialect.name != "sqlite":
            return list(value or ())
        return value.json if isinstance(value, Values) else json.dumps(list(value or ()))


class _Numbers(_List):
    of = Integer
    cache_ok = True


class _Texts(_List):
    of = Text
    cache_ok = True


class _Condition(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: object = None) -> Any:  # noqa: ARG002
        """Return this as it is: SQLite uses no index for the usual "... = 1" of a truth value."""
        return self


class _Among(_Condition):
    name = "is_among"
    inherit_cache = True


class _AmongScanned(_Among):
    inherit_cache = True


class _NotAmong(_Condition):
    name = "is_not_among"
    inherit_cache = True


@compiles(_Among)
def _in_json(element: _Among, compiler: SQLCompiler, **more: Any) -> str:
    return _json(element, compiler, "IN", **more)


@compiles(_AmongScanned)
def _scanned_in_json(element: _AmongScanned, compiler: SQLCompiler, **more: Any) -> str:
    return _json(element, compiler, "+ 0 IN", **more)


@compiles(_NotAmong)
def _not_in_json(element: _NotAmong, compiler: SQLCompiler, **more: Any) -> str:
    return _json(element, compiler, "NOT IN", **more)


@compiles(_Among, "postgresql")
@compiles(_AmongScanned, "postgresql")
def _in_array(element: _Among, compiler: SQLCompiler, **more: Any) -> str:
    column, values = _parts(element, compiler, **more)
    return f"{column} = ANY ({values})"


@compiles(_NotAmong, "postgresql")
def _not_in_array(element: _NotAmong, compiler: SQLCompiler, **more: Any) -> str:
    column, values = _parts(element, compiler, **more)
    return f"{column} <> ALL ({values})"


def _json(element: _Condition, compiler: SQLCompiler, word: str, **more: Any) -> str:
    column, values = _parts(element, compiler, **more)
    # both parts are what SQLAlchemy compiled: a column and the sign of a bind
    return f"{column} {word} (SELECT value FROM json_each({values}))"  # nosec B608


def _parts(element: _Condition, compiler: SQLCompiler, **more: Any) -> tuple[str, str]:
    column, values = element.clauses
    return compiler.process(column, **more), compiler.process(values, **more)
