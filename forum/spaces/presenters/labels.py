"""Sentences about spaces that pages of several rooms print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ..current import current_spaces

if TYPE_CHECKING:
    from ..rows import SpaceRow


def seen_by(space_id: int) -> str:
    """Return who can read the posts of a space, in words. Raises NotFound unless the viewer can."""
    space = get_or_404(current_spaces().get(space_id))
    if space.access == "closed":
        return t("Only members of “%(name)s” can read this.", name=space.name)
    if space.access == "bound":
        return seen_by_audience(space.audience or "")
    return t("Everyone here can read this and find it in search.")


def seen_by_or_choose(space: SpaceRow | None) -> str:
    """Return who will be able to read a post in *space*; None if no space is chosen yet."""
    if space is None:
        return t("Choose a space to see who will be able to read this.")
    return seen_by(space.id)


def seen_by_audience(audience: str) -> str:
    """Return who can read the posts of a space that is bound to the host's group *audience*."""
    return t("Only people in “%(name)s” can read this.", name=audience)
