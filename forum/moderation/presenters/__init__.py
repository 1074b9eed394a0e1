"""The pages of moderation, and what the log calls each act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ...artefacts.policy import may_edit, may_moderate, may_withdraw
from ...core.text.plain import beginning
from ...core.web.i18n import t
from ...core.web.page import FormPage, Page
from ...core.web.urls import url
from ..policy import may_report_page
from .removal_acts import removal_acts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set

    from ...artefacts.rows import ArtefactRow
    from ...core.web.paging import ListPage
    from ...members.viewer import Viewer
    from ...spaces.rows import SpaceRow
    from ...threads.rows import SinglePostRow, ThreadRow
    from ..rows import LogRow, OpenReportRow, PageReportRow, PersonRow


class ReportedPost(NamedTuple):
    """A post with its open reports."""

    post: OpenReportRow
    """Any one of the reports: all say the same about the post."""
    excerpt: str
    reports: list[OpenReportRow]
    may_decide: bool
    """Whether the viewer may decide about it: not about their own."""


class ReportedPage(NamedTuple):
    """A page of the library with its open reports."""

    page: PageReportRow
    """Any one of the reports: all say the same about the page."""
    excerpt: str
    reports: list[PageReportRow]
    may_decide: bool
    """Whether the viewer may decide about it: not about their own."""


@dataclass(kw_only=True)
class ReportsPage(Page):
    """The reported posts and pages of a space, for its stewards."""

    template = "moderation/reports.html"
    space: SpaceRow
    reported: list[ReportedPost]
    """Each post that waits for a decision, with its reports."""
    pages: list[ReportedPage]
    """Each page of the library that waits for one, likewise."""


@dataclass(kw_only=True)
class HidePage(FormPage):
    """The form that hides a post, or shows a hidden one again."""

    template = "moderation/hide.html"
    post: SinglePostRow
    thread: ThreadRow
    excerpt: str
    """The beginning of the post."""
    waits: bool
    """Whether a report has hidden it, and nobody has decided yet."""


@dataclass(kw_only=True)
class HideArtefactPage(FormPage):
    """The form that hides a page of the library, or shows a hidden one again."""

    template = "moderation/hide_artefact.html"
    tab: str = "library"
    artefact: ArtefactRow
    excerpt: str
    """The beginning of the page."""
    unseen: bool
    """Whether it quotes words that the viewer may not read."""
    waits: bool
    """Whether a report has hidden it, and nobody has decided yet."""


@dataclass(kw_only=True)
class BlockPage(FormPage):
    """The form that blocks somebody from writing in a space, or lets them write again."""

    template = "moderation/block.html"
    space: SpaceRow
    person: PersonRow | None
    """None until somebody is named."""
    blocked: bool
    """Whether the person is blocked now."""


@dataclass(kw_only=True)
class LogPage(Page):
    """The log of a space."""

    template = "moderation/log.html"
    space: SpaceRow
    acts: Mapping[str, str]
    """The words for what somebody did, by act."""
    entries: ListPage[LogRow]
    """One page of the entries, newest first."""
    undoable: Set[int]
    """The ids of the moves that the viewer may undo."""
    objections: Mapping[int, str]
    """What authors of hidden posts have said, by the id of the post, for stewards."""
    page_objections: Mapping[int, str]
    """What makers of hidden pages have said, by the id of the page, for stewards."""
    address: str
    """The address of the list, for its other pages."""


def group_reports(reports: Iterable[OpenReportRow], viewer: Viewer) -> list[ReportedPost]:
    """Return *reports* grouped by the post that they are about."""
    by_post: dict[int, list[OpenReportRow]] = {}
    for report in reports:
        by_post.setdefault(report.post_id, []).append(report)
    return [
        ReportedPost(
            reports[0],
            beginning(reports[0].html),
            reports,
            may_decide=reports[0].author_id != viewer.member_id,
        )
        for reports in by_post.values()
    ]


def group_page_reports(reports: Iterable[PageReportRow], viewer: Viewer) -> list[ReportedPage]:
    """Return *reports* grouped by the page that they are about."""
    by_page: dict[int, list[PageReportRow]] = {}
    for report in reports:
        by_page.setdefault(report.artefact_id, []).append(report)
    return [
        ReportedPage(
            reports[0],
            beginning(reports[0].html),
            reports,
            may_decide=reports[0].author_id != viewer.member_id,
        )
        for reports in by_page.values()
    ]


def orders_on(viewer: Viewer, artefact: ArtefactRow) -> list[tuple[str, str]]:
    """Return how *viewer* deletes, reports, hides or removes a page: words and address of each."""
    id, own = artefact.id, may_withdraw(viewer, artefact)
    found = [(t("Delete"), url("moderation.withdraw_page", artefact_id=id))] if own else []
    if may_report_page(viewer, artefact):
        found.append((t("Report"), url("reports.report_page", artefact_id=id)))
    if may_moderate(viewer, artefact) and not own:
        found.append((t("Hide the page"), url("moderation.hide_page", artefact_id=id)))
        found.append((t("Remove for good"), url("removal.page", artefact_id=id)))
    if artefact.revision > 1 and (may_moderate(viewer, artefact) or may_edit(viewer, artefact)):
        address = url("removal.words_of_page", artefact_id=id)
        found.append((t("Take words out of earlier versions"), address))
    return found


def acts() -> dict[str, str]:
    """Return the words for what somebody did, by the act in the log; they follow the name."""
    return removal_acts() | {
        "hide": t("hid a post"),
        "restore": t("showed a hidden post again"),
        "wait": t("A reported post was hidden until somebody looks at it"),
        "wait_page": t("A reported page of the library was hidden until somebody looks at it"),
        "hide_first": t("chose to hide reported texts until somebody has looked at them"),
        "show_first": t("chose to leave reported texts visible"),
        "leave": t("reviewed a reported post and kept it"),
        "hide_page": t("hid a page of the library"),
        "leave_page": t("reviewed a reported page of the library and kept it"),
        "restore_page": t("showed a hidden page of the library again"),
        "pin": t("pinned a thread"),
        "unpin": t("unpinned a thread"),
        "lock": t("locked a thread"),
        "unlock": t("unlocked a thread"),
        "read": t("read a reported first take before posting their own"),
        "unseal": t("let the first takes of a thread open earlier"),
        "move": t("moved a thread to another space"),
        "receive": t("moved a thread here"),
        "undo": t("undid the move of a thread"),
        "block": t("blocked a member from posting"),
        "unblock": t("let a member post again"),
        "gap": t("deleted a line of “Looked for, not found”"),
        "make": t("created this space"),
        "prompts": t("changed the questions that help people write"),
        "describe": t("edited the description of this space"),
        "open": t("opened this space to everyone"),
        "close": t("closed this space"),
        "bind": t("limited this space to a group"),
        "admit": t("added a member"),
        "dismiss": t("removed a member"),
        "entrust": t("asked a member to look after this space"),
        "relieve": t("ended a member’s time looking after this space"),
        "archive": t("archived this space"),
        "unarchive": t("opened the archived space again"),
    }
