"""The page "For you", and the page on which a member chooses what they are told of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from ..attempts.presenters import outcomes
from ..core.text.plain import beginning
from ..core.web.i18n import t
from ..core.web.page import FormPage, Page
from ..core.web.paging import position_key
from ..core.web.urls import url

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    outcomes: dict[str, str] = field(default_factory=outcomes)
    """How something went that was tried, in words."""

    def __post_init__(self) -> None:
        """Work out what the notices print."""
        rows = self.notices.rows
        self.newest = position_key(rows[0].at, rows[0].id) if rows else ""
        readable = (row for row in rows if row.post_id and not row.withheld)
        self.excerpts = {row.id: beginning(row.html) for row in readable}
        self.address = url("notices.for_you")


class Kind(NamedTuple):
    """A kind of notice, as a member switches it on or off."""

    key: str
    name: str
    """What it tells."""


@dataclass(kw_only=True)
class KindsPage(FormPage):
    """Where a member chooses what they are told of."""

    template: ClassVar[str] = "notices/kinds.html"
    tab: str = "for_you"
    kinds: Sequence[Kind]
    """Each kind that can be switched off."""


def kinds(*, steward: bool) -> list[Kind]:
    """Return the kinds that can be switched off; reports only for whoever is a *steward*."""
    named = [
        Kind("answer", t("Answers to your questions")),
        Kind("reply", t("Replies to you, and new posts in your threads")),
        Kind("mention", t("Mentions of you")),
        Kind("helped", t("Your answers that helped")),
        Kind("tried", t("People trying your answers, posts and pages")),
        Kind("kept", t("Your posts that were saved to the library")),
        Kind("revised", t("Changes to pages you wrote")),
        Kind("follow", t("New posts in threads you follow")),
        Kind("opened", t("New threads in spaces you follow")),
        Kind("version", t("Changes to pages you follow")),
    ]
    reports = Kind("report", t("Reports in spaces you look after"))
    return [*named, reports] if steward else named
