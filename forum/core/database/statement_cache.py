"""A cache of its own for a statement that many pages send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.engine import Compiled

if TYPE_CHECKING:
    from sqlalchemy import Select

    SomeSelect = TypeVar("SomeSelect", bound=Select[*tuple[Any, ...]])

MOST = 8
"""How many compiled forms of a statement are remembered: one for each engine and set of binds."""
_OPTION = "forum_options"


def with_cache(statement: SomeSelect) -> SomeSelect:
    """Return *statement*, a module constant, with a cache of its own for its compiled forms.

    SQLAlchemy looks them up by all that a statement is made of, and hashes that at each execution:
    for our longest statement that takes 1/20 of the floor. A constant is made of the same objects
    each time, so they can be compared instead.
    """
    return statement.execution_options(**{_OPTION: {"compiled_cache": StatementCache()}})


def options_of(statement: SomeSelect) -> dict[str, StatementCache] | None:
    """Return the options to execute *statement* with; None if it has no cache of its own.

    A statement may carry options of ours, but not the one that names a cache.
    """
    options: dict[str, StatementCache] | None = statement.get_execution_options().get(_OPTION)
    return options


class StatementCache(dict[object, Compiled]):
    """The compiled forms of one statement, newest first. SQLAlchemy calls only these methods."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: tuple[tuple[object, Compiled], ...] = ()

    def get(self, key: object, default: Compiled | None = None) -> Compiled | None:  # type: ignore[override]
        """Return the form for *key*, or *default*."""
        return next((form for known, form in self.forms if known == key), default)

    def __setitem__(self, key: object, form: Compiled) -> None:
        self.forms = ((key, form), *self.forms[: MOST - 1])
