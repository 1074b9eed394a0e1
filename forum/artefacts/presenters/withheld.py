"""A page of the library that is hidden or withdrawn, as its address shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...core.web.page import Page

if TYPE_CHECKING:
    from ..rows import ArtefactRow
    from .sections import PageText


@dataclass(kw_only=True)
class WithheldPage(Page):
    """What stands at the address of a page that is hidden or withdrawn."""

    template = "artefacts/withheld.html"
    tab: str = "library"
    artefact: ArtefactRow
    """The page; it has no words unless its reader made it."""
    text: PageText | None
    """Its text, for whoever made it; None for everybody else."""
    may_restore: bool
    """Whether the viewer may show it again."""
