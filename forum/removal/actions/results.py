"""Hides, shows and removes the words of a result that was told, or of who has been there.

A result counts all the same: how it went is no word. A line that nobody reads does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from ...attempts.actions import counting
from ...attempts.models import Attempt
from ...attempts.rows import Thing
from ...core.database.session import change
from ...core.errors import Changed
from ...experience.actions import count
from ...experience.models import BeenThere
from ...threads.actions.counters import lock_row

if TYPE_CHECKING:
    from ...attempts.rows import ReportRow
    from ...experience.rows import DecidedLineRow

BEFORE = {"hidden": ("shown",), "shown": ("hidden",), "removed": ("shown", "hidden")}
"""From which states a state is reached."""
_NOTHING = {"kept": "", "changed": "", "happened": ""}


def decide_result(result: ReportRow, state: str) -> None:
    """Give the words of a result another state. Raises Changed if it has another than it had."""
    counting.lock(Thing(result.post_id, result.artefact_id, result.thread_id))
    words = _NOTHING if state == "removed" else {}
    statement = (
        update(Attempt)
        .where(Attempt.id == result.id, Attempt.state.in_(BEFORE[state]))
        .values(state=state, **words)
        .returning(Attempt.id)
    )
    if change(statement).first() is None:
        raise Changed


def decide_line(line: DecidedLineRow, state: str) -> None:
    """Give a line another state, and count it or not, likewise."""
    lock_row(line.post_id)
    words = {"line": "", "organisation": ""} if state == "removed" else {}
    statement = (
        update(BeenThere)
        .where(BeenThere.id == line.id, BeenThere.state.in_(BEFORE[state]))
        .values(state=state, **words)
        .returning(BeenThere.id)
    )
    if change(statement).first() is None:
        raise Changed
    count(line.post_id)
