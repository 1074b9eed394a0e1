"""What a fault of the database means, also where others were raised in answer to it."""

from __future__ import annotations

from sqlite3 import OperationalError as Refused

from sqlalchemy.exc import OperationalError

from forum.core.database.faults import of_database, takes_nothing

OURS = OperationalError("SELECT", {}, Refused("no such savepoint"))


def answered(first: Exception, *others: Exception) -> Exception:
    """Return the last of *others*, each raised in answer to the one before."""
    for other in others:
        other.__context__, first = first, other
    return first


def full() -> Refused:
    """Return what SQLite says of a full disk."""
    fault = Refused("database or disk is full")
    fault.sqlite_errorcode = 13
    return fault


def test_what_is_behind_a_fault_counts() -> None:
    assert of_database(answered(OURS, LookupError("no such person"), ValueError("wrapped")))
    assert takes_nothing(answered(full(), Refused("no such savepoint")))
    assert not of_database(answered(KeyError("a"), ValueError("b")))
    assert not takes_nothing(OURS)


def test_a_fault_raised_from_itself_ends() -> None:
    fault = ValueError("alone")
    fault.__cause__ = fault
    assert not of_database(fault)
    assert not takes_nothing(fault)
