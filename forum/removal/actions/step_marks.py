"""Forgets who has done steps that are words: the key of such a step is made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from ...core.database.session import change
from ...core.text.steps import stages
from ...paths.models import StepMark
from ...texts.actions import render_again
from ..queries import remains

if TYPE_CHECKING:
    from collections.abc import Iterable


def forget_steps(artefact_id: int) -> None:
    """Delete the marks of such steps in all versions of a path, before their words go."""
    forget_keys(step_keys(remains.sources_of_page(artefact_id)))


def forget_keys(keys: Iterable[str]) -> None:
    """Delete the marks of the steps *keys*.

    The same words in another path are the same step: its mark goes as well.
    """
    if gone := sorted(keys):
        change(delete(StepMark).where(StepMark.target.in_(gone)))


def step_keys(sources: Iterable[str]) -> set[str]:
    """Return the keys of the steps in *sources* that lead to no page of ours."""
    html = (render_again(source, format="markdown") for source in sources)
    steps = (step for text in html for stage in stages(text) for step in stage.steps)
    return {step.key for step in steps if step.target is None}
