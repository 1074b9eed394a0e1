"""The addresses that follow a change to a space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.web.urls import url
from .. import policy

if TYPE_CHECKING:
    from ...members.viewer import Viewer
    from .fields import SpaceDescription


def after_change(viewer: Viewer, slug: str, description: SpaceDescription, *, said: str) -> str:
    """Return the address of the page of a space, or of another one if *viewer* cannot read it."""
    if description["access"] != "bound" or description["audience"] in viewer.audiences:
        return url("spaces.show", slug=slug, said=said)
    if policy.may_administer(viewer):
        return url("spaces.all_spaces", said=said)
    return url("front.index", said=said)
