"""The choice of a space in a form, which says who will be able to read the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...core.web.i18n import t
from ..current import listed_spaces
from .labels import readers_of, seen_by_each

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...core.web.forms import Form
    from ..rows import SpaceRow


class SpaceChoice(NamedTuple):
    """A space that can be chosen."""

    slug: str
    name: str
    seen_by: str
    """The sentence that says who can read it, which the page shows once it is chosen."""
    is_open: bool


def space_choices(spaces: Iterable[SpaceRow]) -> list[SpaceChoice]:
    """Return the choices for a form in which something is written for one of *spaces*."""
    offered = list(spaces)
    seen_by = seen_by_each(offered)
    return [
        SpaceChoice(space.slug, space.name, seen_by[space.id], space.access == "open")
        for space in offered
    ]


def chosen_space(form: Form) -> SpaceRow | None:
    """Return the space that *form* names; None if the viewer may not read it."""
    return next((space for space in listed_spaces() if space.slug == form["space"]), None)


def confirm_readers(form: Form, space: SpaceRow) -> None:
    """Note a fault, once, if *form* was for the readers of another space that is not open.

    The field "readers" has the slug of the space whose readers the page named. The page that shows
    the fault names those of *space*, so that sending it again confirms them.
    """
    before = next((one for one in listed_spaces() if one.slug == form["readers"]), None)
    if before is None or before.id == space.id or before.access == "open":
        return
    form.faults["space"] = t(
        "You began this for “%(before)s” and have now chosen “%(name)s”. %(seen_by)s"
        " Send it again if you want that, or choose another space",
        before=before.name,
        name=space.name,
        seen_by=readers_of(space.id),
    )
