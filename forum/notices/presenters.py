"""The page "For you"."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from ..core.text.plain import beginning
from ..core.web.page import Page
from ..core.web.paging import position_key
from ..core.web.urls import url

if TYPE_CHECKING:
    from ..core.web.paging import ListPage
    from .rows import NoticeRow


@dataclass(kw_only=True)
class ForYouPage(Page):
    """A member's notices, newest first."""

    template: ClassVar[str] = "notices/for_you.html"
    tab: str = "for_you"
    notices: ListPage[NoticeRow]
    """The notices of this page."""
    newest: str = field(init=False)
    """The key of the newest notice here: "Mark all as read" goes no further."""
    excerpts: dict[int, str] = field(init=False)
    """The beginning of each post that can be read, by the notice's id."""
    address: str = field(init=False)
    """The address of the list, for its other pages."""

    def __post_init__(self) -> None:
        """Work out what the notices print."""
        rows = self.notices.rows
        self.newest = position_key(rows[0].at, rows[0].id) if rows else ""
        self.excerpts = {row.id: beginning(row.html) for row in rows if not row.withheld}
        self.address = url("notices.for_you")
