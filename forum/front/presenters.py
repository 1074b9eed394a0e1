"""The first page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..core.web.page import Page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from ..core.web.paging import Stretch
    from ..spaces.rows import SpaceRow


@dataclass(kw_only=True)
class FrontPage(Page):
    """The newest threads, those that wait for an answer, the spaces, and the library's latest."""

    template: ClassVar[str] = "front/index.html"
    tab: str = "forum"
    stretch: Stretch
    """The newest threads of this page."""
    rows: Sequence[Markup]
    """The same, printed."""
    waiting: Sequence[Markup]
    """Questions without an answer, printed."""
    spaces: Sequence[SpaceRow]
    unread_by_space: Mapping[int, int]
    """How many posts are unread in each space, by id."""
    artefacts: Sequence[object]
    """What was last added to the library, as ``artefacts/card.html`` prints it."""
    may_ask: bool
    may_administer: bool
    without_steward: int
    """How many spaces nobody looks after; only administrators are told."""
