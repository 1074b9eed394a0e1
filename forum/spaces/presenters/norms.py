"""How people talk in a space, above the first box in which somebody writes there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...core.web.i18n import t
from ...core.web.times import day
from ..current import current_spaces

if TYPE_CHECKING:
    from collections.abc import Sequence


class Norms(NamedTuple):
    """The norms of a space."""

    lines: Sequence[str]
    """One agreement each."""
    changed: str
    """The day on which they were last changed, in a sentence; empty if they never were."""


def has_norms(space_id: int) -> bool:
    """Whether a space that the viewer reads has norms."""
    space = current_spaces().get(space_id)
    return space is not None and bool(space.norms.strip())


def norms_of(space_id: int) -> Norms | None:
    """Return the norms of a space that the viewer reads; None if it has none."""
    if not has_norms(space_id):
        return None
    space = current_spaces()[space_id]
    lines = [line for line in space.norms.splitlines() if line.strip()]
    at = space.norms_changed_at
    return Norms(lines, t("Changed on %(day)s.", day=day(at)) if at else "")
