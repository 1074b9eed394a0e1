"""What a fault of the database means, even if other errors were raised from it."""

from __future__ import annotations

from sqlite3 import OperationalError as Refused

from sqlalchemy.exc import OperationalError

from forum.core.database.faults import is_database_error, is_read_only_or_full

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


def test_an_error_raised_from_itself_does_not_loop() -> None:
    fault = ValueError("alone")
    fault.__cause__ = fault
    assert not is_database_error(fault)
    assert not is_read_only_or_full(fault)
