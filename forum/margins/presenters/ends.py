"""What became of a comment: as it is printed, in the form of its page, and in a form of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...core.state import state
from ...core.text.plain import beginning
from ...core.web.i18n import t
from ...core.web.urls import url
from ...threads.quotations import with_names
from ..models import WHY
from ..queries import comments

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ...artefacts.rows import ArtefactRow
    from ...core.web.forms import Form
    from ...members.viewer import Viewer
    from ..rows import CommentRow, PlacedPostRow

TICKED, SAID = "taken", "why"
"""How the fields of a comment in the form of its page begin; its post's id follows the dot."""
EXCERPT = 200
"""Characters of a comment that the form of its page shows."""


class Ends(NamedTuple):
    """What became of a comment, and how one says it."""

    words: str
    """Outcome; empty while it is open."""
    changes: str
    """The address of what the revision changed that took it up; empty without one."""
    close: str
    """The address of the form that closes it; empty if the viewer may not."""
    open_again: str
    """Where a button leads that opens it again; likewise."""


def ends_of(artefact: ArtefactRow, *, may_close: bool) -> Callable[[CommentRow], Ends]:
    """Return a function that says what became of a comment on *artefact*."""

    def address(which: str, row: CommentRow) -> str:
        return url(f"margins.{which}", artefact_id=artefact.id, post_id=row.id)

    def ends(row: CommentRow) -> Ends:
        may = may_close and row.comment_id is None and not row.withheld
        number, changes = row.closed_revision, ""
        if number is not None and number > 1:
            changes = url(
                "versions.compare_two", artefact_id=artefact.id, old=number - 1, new=number
            )
        return Ends(
            words=outcome(row) if row.closed else "",
            changes=changes,
            close=address("close_form", row) if may and not row.closed else "",
            open_again=address("open_again", row) if may and row.closed else "",
        )

    return ends


def outcome(row: CommentRow | PlacedPostRow) -> str:
    """Return what became of a comment that is closed."""
    number, why = row.closed_revision, row.closed_why
    if number is None:
        return t("Closed: %(why)s", why=why) if why else t("Closed")
    if not why:
        return t("Closed with version %(n)d", n=number)
    return t("Closed with version %(n)d: %(why)s", n=number, why=why)


class OpenComment(NamedTuple):
    """An open comment in the form of its page, with the names of its fields."""

    id: int
    number: int
    author: str
    words: str
    """The beginning of its text."""
    taken: str
    why: str


def open_comments(viewer: Viewer, artefact: ArtefactRow) -> list[OpenComment]:
    """Return the comments on a page that a change of it may take up, as *viewer* reads them.

    A reply goes with the comment that it answers. None where the host leaves them out.
    """
    if state().config.leaves_out("margins") or artefact.thread_id is None:
        return []
    rows = [row for row in comments(viewer, artefact.id) if _is_open(row)]
    return [
        OpenComment(
            id=row.id,
            number=row.number,
            author=row.author_name or t("former member"),
            words=beginning(row.html, length=EXCERPT),
            taken=f"{TICKED}.{row.id}",
            why=f"{SAID}.{row.id}",
        )
        for row in with_names(viewer, rows)
    ]


class TakenUp(NamedTuple):
    """A comment that a version has taken up."""

    number: int
    author: str
    end: str
    """Outcome."""
    address: str


def taken_up_after(viewer: Viewer, artefact: ArtefactRow, number: int) -> list[TakenUp]:
    """Return the comments that versions after *number* have taken up, as *viewer* reads them.

    None where the host leaves them out.
    """
    if state().config.leaves_out("margins") or artefact.thread_id is None:
        return []
    return [
        TakenUp(
            number=row.number,
            author=row.author_name or t("former member"),
            end=outcome(row),
            address=url("margins.one_comment", artefact_id=artefact.id, post_id=row.id),
        )
        for row in comments(viewer, artefact.id)
        if row.comment_id is None and (row.closed_revision or 0) > number
    ]


def _is_open(row: CommentRow) -> bool:
    return not row.closed and row.comment_id is None and not row.withheld


def whys_in(form: Form, comments: Sequence[OpenComment]) -> dict[int, str]:
    """Return why each ticked comment is closed, by its post; notes what is missing or too long."""
    whys = {}
    for comment in comments:
        ticked = bool(form[comment.taken])
        missing = t("Enter in a few words what you did about the comment") if ticked else ""
        why = form.line(comment.why, longest=WHY, missing=missing)
        if ticked:
            whys[comment.id] = why
        elif why:
            form.faults[comment.taken] = t(
                "Tick comment %(n)d, or delete what you wrote under it", n=comment.number
            )
    known = {comment.why for comment in comments}
    for name, typed in form.sent.items():
        if name.startswith(f"{SAID}.") and typed.strip() and name not in known:
            form.faults["reason"] = t(
                "A comment has been closed in the meantime. What you wrote about it: %(said)s",
                said=form.line(name, longest=WHY),
            )
    return whys
