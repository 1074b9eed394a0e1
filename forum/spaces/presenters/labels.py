"""Sentences about spaces that pages of several rooms print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.state import state
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t, tn
from .. import queries
from ..current import current_spaces

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..rows import SpaceRow


def readers_of(space_id: int) -> str:
    """Return who can read the posts of a space, in words. Raises NotFound unless the viewer can."""
    space = get_or_404(current_spaces().get(space_id))
    return _readers(space, _sizes([space]))


def seen_by(space_id: int) -> str:
    """Return who can read a post in a space, and what a mail says of it, for the form of a post.

    Raises NotFound unless the viewer can read the space.
    """
    return seen_by_each([get_or_404(current_spaces().get(space_id))])[space_id]


def seen_by_each(spaces: Sequence[SpaceRow]) -> dict[int, str]:
    """Return ``seen_by`` for each of *spaces*, by id."""
    sizes = _sizes(spaces)
    return {space.id: _with_mail(_readers(space, sizes), space.access) for space in spaces}


def seen_by_or_choose(space: SpaceRow | None) -> str:
    """Return who will be able to read a post in *space*; None if no space is chosen yet."""
    if space is None:
        return t("Choose a space to see who will be able to read this.")
    return seen_by(space.id)


def seen_by_audience(audience: str) -> str:
    """Return ``seen_by`` for a space bound to the host's group *audience*, made with the post."""
    return _with_mail(_readers_in(audience), "bound")


def _readers(space: SpaceRow, sizes: Mapping[int, int]) -> str:
    if space.access == "closed":
        return tn(
            "You are the only member of “%(name)s”. Nobody else can read this.",
            "Only the %(n)d members of “%(name)s” can read this.",
            sizes.get(space.id, 0),
            name=space.name,
        )
    if space.access == "bound":
        return _readers_in(space.audience or "")
    return t("Everyone here can read this and find it in search.")


def _readers_in(audience: str) -> str:
    return t("Only people in “%(name)s” can read this.", name=audience)


def _sizes(spaces: Sequence[SpaceRow]) -> dict[int, int]:
    """Return how many members the closed ones of *spaces* have; sends no statement for others."""
    return queries.sizes([space.id for space in spaces if space.access == "closed"])


def _with_mail(readers: str, access: str) -> str:
    """Return *readers* and what a mail about a post carries, if the forum sends any."""
    config = state().config
    if config.mail is None:
        return readers
    has_text = config.mail_text == "all" or (config.mail_text == "open" and access == "open")
    carries = (
        t("A mail about it has its title, its text and a link.")
        if has_text
        else t("A mail about it has only its title and a link.")
    )
    return f"{readers} {carries}"
