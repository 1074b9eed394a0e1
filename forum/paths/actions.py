"""Marks the steps that a member has done. Each statement names its owner, or reads nothing out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, literal, select

from ..artefacts.queries.sections import former_page
from ..core.database.session import change, upsert
from ..core.text.nearest import nearest
from ..core.text.steps import stages
from ..texts.actions import render_again
from .models import StepMark
from .queries import former_path

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..artefacts.rows import PageFacts


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


def keep_marks(_sender: object, *, facts: PageFacts, **_: object) -> None:
    """Let whoever has done a step without a link have done it in its new words as well.

    Only where these are clearly an edit of the old ones, and of no others. The old mark stays, for
    other paths with those words, and for when the version is restored. Connected to
    ``events.page_saved`` in ``receivers.py``.
    """
    source = former_path(facts.id, facts.number - 1) if facts.number > 1 else None
    page = former_page(facts.id, facts.number) if source is not None else None
    if source is None or page is None:
        return
    old, new = _worded(render_again(source, format="markdown")), _worded(page.html)
    texts, places = set(old.values()), list(new.items())
    found = {key: nearest(words, texts, places) for key, words in old.items() if key not in new}
    keys = list(found.values())
    for before, after in found.items():
        if after is not None and keys.count(after) == 1:
            _copy(before, after)


def _worded(html: str) -> dict[str, str]:
    """Return the words of the steps of a path that have no link, by their keys."""
    steps = (step for stage in stages(html) for step in stage.steps)
    return {step.key: step.words for step in steps if not step.href}


def _copy(before: str, after: str) -> None:
    done = select(StepMark.member_id, literal(after), StepMark.artefact_id).where(
        StepMark.target == before
    )
    columns = ["member_id", "target", "artefact_id"]
    change(upsert(StepMark).from_select(columns, done).on_conflict_do_nothing())
