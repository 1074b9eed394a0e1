"""How people talk in a space, above the first box in which somebody writes there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...core.web.i18n import t
from ...core.web.times import day
from ..current import current_spaces

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..rows import SpaceRow


class Norms(NamedTuple):
    """The norms of a space."""

    lines: Sequence[str]
    """One agreement each."""
    changed: str
    """The day on which they were last changed, in a sentence; empty if they never were."""


def norms_of(space_id: int) -> Norms | None:
    """Return the norms of a space that the viewer reads; None if it has none."""
    space = current_spaces().get(space_id)
    lines = [line for line in space.norms.splitlines() if line.strip()] if space else []
    if space is None or not lines:
        return None
    at = space.norms_changed_at
    return Norms(lines, t("Last changed on %(day)s.", day=day(at)) if at else "")


def first_norms(space_id: int, has_written: Callable[[int], bool]) -> Norms | None:
    """Return the norms of a space for a box, if the viewer has not written there yet.

    *has_written* is asked only if there are any.
    """
    norms = norms_of(space_id)
    return None if norms is None or has_written(space_id) else norms


def norms_to_choose(
    spaces: Sequence[SpaceRow], slug: str, has_written: Callable[[int], bool]
) -> Norms | None:
    """Return ``first_norms`` of the space *slug* of *spaces*, or of the only one that there is.

    None while a space has to be chosen.
    """
    found = spaces if len(spaces) == 1 else [space for space in spaces if space.slug == slug]
    return first_norms(found[0].id, has_written) if found else None
