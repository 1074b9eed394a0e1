"""Marks the steps that a member has done. Each statement names its owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from ..core.database.session import change, upsert
from .models import StepMark

if TYPE_CHECKING:
    from collections.abc import Collection


def mark(target: str, *, member_id: int, artefact_id: int | None) -> None:
    """Save that a member has done the step with the key *target*; once, however often it is sent.

    *artefact_id* is the page of the library that it leads to, if it does.
    """
    values = {"member_id": member_id, "target": target, "artefact_id": artefact_id}
    change(upsert(StepMark).values(values).on_conflict_do_nothing())


def take_back(targets: Collection[str], *, member_id: int) -> None:
    """Delete the marks of a member on steps with these keys."""
    change(
        delete(StepMark).where(
            StepMark.member_id == member_id, StepMark.target.in_(sorted(targets))
        )
    )


def forget(member_id: int) -> None:
    """Delete every mark of a member."""
    change(delete(StepMark).where(StepMark.member_id == member_id))
