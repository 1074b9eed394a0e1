"""What a fault of the database means, even if other errors were raised from it."""

from __future__ import annotations

from sqlite3 import OperationalError as Refused

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from forum.core.database.faults import (
    is_database_error,
    is_failure,
    is_read_only_or_full,
    lacks_tables,
)

OURS = OperationalError("SELECT", {}, Refused("no such savepoint"))


def answered(first: Exception, *others: Exception) -> Exception:
    """Return the last of *others*, each raised from the one before."""
    for other in others:
        other.__context__, first = first, other
    return first


def full() -> Refused:
    """Return what SQLite says of a full disk."""
    fault = Refused("database or disk is full")
    fault.sqlite_errorcode = 13
    return fault


def test_the_causes_of_an_error_count() -> None:
    assert is_database_error(answered(OURS, LookupError("no such person"), ValueError("wrapped")))
    assert is_read_only_or_full(answered(full(), Refused("no such savepoint")))
    assert not is_database_error(answered(KeyError("a"), ValueError("b")))
    assert not is_read_only_or_full(OURS)


def postgres(name: str, code: str, words: str) -> DBAPIError:
    """Return what PostgreSQL says, by either driver: they call the number of an error otherwise."""
    fault = Exception(words)
    setattr(fault, name, code)
    return ProgrammingError("SELECT a FROM forum_post", {}, fault)


@pytest.mark.parametrize(
    ("fault", "lacks"),
    [
        (OperationalError("SELECT", {}, Refused("no such table: forum_post")), True),
        (OperationalError("SELECT", {}, Refused("no such column: forum_post.x")), True),
        (OperationalError("INSERT", {}, Refused("table forum_post has no column named x")), True),
        (OperationalError("SELECT", {}, Refused("database is locked")), False),
        (OperationalError("SELECT", {}, full()), False),
        (postgres("sqlstate", "42P01", 'Relation "forum_post" existiert nicht'), True),
        (postgres("sqlstate", "42703", "colonne inconnue"), True),
        (postgres("pgcode", "42P01", "?"), True),
        (postgres("sqlstate", "3F000", "?"), True),
        (postgres("sqlstate", "55P03", "lock not available: no such table"), False),
        (postgres("sqlstate", "53100", "could not extend file"), False),
        (postgres("sqlstate", "22P02", "no such column, says a member"), False),
    ],
    ids=lambda value: str(getattr(value, "orig", value)),
)
def test_what_is_missing_is_told_from_what_is_locked_or_full(
    fault: DBAPIError, lacks: bool
) -> None:
    assert lacks_tables(fault) is lacks
    assert not (lacks and is_failure(fault))


def test_an_error_raised_from_itself_does_not_loop() -> None:
    fault = ValueError("alone")
    fault.__cause__ = fault
    assert not is_database_error(fault)
    assert not is_read_only_or_full(fault)
