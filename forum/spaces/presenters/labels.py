"""Sentences about spaces that pages of several rooms print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.state import state
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t, tn
from .. import queries
from ..current import current_spaces
from ..rows import SpaceSizeRow

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


def _members(name: str, size: SpaceSizeRow) -> str:
    """Return who can read the closed space *name*; blocked members can, but may not write there."""
    seen = tn(
        "Seen by you, the only member of “%(name)s”.",
        "Seen by the %(n)d members of “%(name)s”.",
        size.members,
        name=name,
    )
    if not size.blocked:
        return seen
    others = tn(
        "%(n)d more person can read it, but not write there.",
        "%(n)d more people can read it, but not write there.",
        size.blocked,
    )
    return f"{seen} {others}"


def _readers(space: SpaceRow, sizes: Mapping[int, SpaceSizeRow]) -> str:
    if space.access == "closed":
        return _members(space.name, sizes.get(space.id, SpaceSizeRow(space.id, 1, 0)))
    if space.access == "bound":
        return _readers_in(space.audience or "")
    return t("Everyone here can read this and find it in search.")


def _readers_in(audience: str) -> str:
    return t("Only people in “%(name)s” can read this.", name=audience)


def _sizes(spaces: Sequence[SpaceRow]) -> dict[int, SpaceSizeRow]:
    """Return how many people read the closed ones of *spaces*; sends no statement for others."""
    return queries.sizes([space.id for space in spaces if space.access == "closed"])


def _with_mail(readers: str, access: str) -> str:
    """Return *readers* and what a mail about a post carries, if the forum sends any."""
    config = state().config
    if config.mail is None:
        return readers
    carries = (
        t("Emails about it contain the title, the text and a link.")
        if config.mails_text(access)
        else t("Emails about it contain only the title and a link.")
    )
    return f"{readers} {carries}"
