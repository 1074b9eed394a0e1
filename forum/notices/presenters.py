"""The page "For you", and the page on which a member chooses what they are told of."""

from __future__ import annotations

from dataclasses import InitVar, dataclass, field
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from ..attempts.presenters import outcomes
from ..attempts.presenters.plans import planned
from ..attempts.presenters.things import plan_address
from ..core.state import state
from ..core.text.plain import beginning
from ..core.web.i18n import t
from ..core.web.page import FormPage, Page
from ..core.web.paging import position_key
from ..core.web.urls import url
from ..enquiries.presenters import show_question

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..attempts.presenters.plans import Planned
    from ..attempts.rows import PlanRow
    from ..core.web.paging import ListPage
    from ..enquiries.presenters import Question
    from ..enquiries.rows import EnquiryRow
    from ..members.viewer import Viewer
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
    plans_address: str = field(default_factory=lambda: plan_address("show"))
    """Where the viewer's plans are listed; empty if the host leaves plans out."""
    lost_plans: Sequence[Planned]
    """What the viewer planned to try, and was asked about, but does not read any more."""
    plans: dict[int, Planned]
    """What the viewer may do about a plan that a notice asks about, by the notice's id."""
    outcomes: dict[str, str] = field(default_factory=outcomes)
    """How something went that was tried, in words."""
    asked: InitVar[Sequence[EnquiryRow]]
    """What the viewer was asked alone."""
    questions: dict[int, list[Question]] = field(init=False)
    """What they were asked about the thing of a notice, newest first, by the notice's id."""

    def __post_init__(self, asked: Sequence[EnquiryRow]) -> None:
        """Work out what the notices print."""
        rows = self.notices.rows
        self.newest = position_key(rows[0].at, rows[0].id) if rows else ""
        readable = (row for row in rows if row.post_id and not row.withheld)
        self.excerpts = {row.id: beginning(row.html) for row in readable}
        self.questions = {
            row.id: [show_question(one) for one in asked if _thing(one) == _thing(row)]
            for row in rows
            if row.kind == "asked"
        }
        self.address = url("notices.for_you")


def plans_of(
    viewer: Viewer, rows: Iterable[NoticeRow], asked: Iterable[PlanRow]
) -> dict[int, Planned]:
    """Return the plans that notices ask about, those *asked* about, by the id of the notice."""
    by_thing = {_thing(row): row for row in asked}
    due = {row.id: by_thing.get(_thing(row)) for row in rows if row.kind == "due"}
    return {id: planned(viewer, [row])[0] for id, row in due.items() if row is not None}


def _thing(row: NoticeRow | PlanRow | EnquiryRow) -> tuple[int | None, int | None, int | None]:
    """Return what *row* is about; the post of a thread, and not the thread."""
    return row.post_id, row.artefact_id, None if row.post_id else row.thread_id


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
        Kind("there", t("People who have been where you are")),
        Kind("thanked", t("Thanks to you")),
        Kind("asked", t("Questions to you alone")),
        Kind("due", t("Questions about how your plans went")),
        Kind("kept", t("Your posts that were saved to the library")),
        Kind("revised", t("Changes to pages you wrote")),
        Kind("follow", t("New posts in threads you follow")),
        Kind("opened", t("New threads in spaces you follow")),
        Kind("version", t("Changes to pages you follow")),
        Kind("look_again", t("Pages due to be checked")),
        Kind("taken_up", t("Your comments on pages that were closed")),
        Kind("closing_soon", t("Last days to comment on pages you follow")),
    ]
    reports = Kind("report", t("Reports in spaces you look after"))
    parts = {"due": "plans", "thanked": "thanks", "taken_up": "margins", "closing_soon": "margins"}
    left_out = {kind for kind, part in parts.items() if state().config.leaves_out(part)}
    return [kind for kind in [*named, *([reports] if steward else [])] if kind.key not in left_out]
