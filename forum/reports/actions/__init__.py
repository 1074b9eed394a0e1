"""Reports posts and pages; where a space wants that, a report hides its text for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, update

from ...artefacts.actions import visibility
from ...core import events
from ...core.database.base import now
from ...core.database.session import change, session
from ...members.actions import lock_member
from ...moderation.actions import log, moderate
from ...moderation.models import Report
from ...threads.actions.counters import lock_row
from .. import policy
from ..queries.before import before_report

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from ...artefacts.rows import OwnPageRow
    from ...members.viewer import Viewer
    from ...moderation.rows import PageLike
    from ...threads.rows import SinglePostRow


def report_post(
    viewer: Viewer, post: SinglePostRow, *, text: str, for_admins: bool, why: str
) -> bool:
    """Report a post to the stewards of its space; return whether that hid it.

    It is hidden until somebody has looked if ``policy.hides`` says so, and its author reads *why*.
    A second report by the same member replaces the open one. *for_admins* says whether
    administrators may read this one text, where nobody else could decide about it.
    """
    about, by = Report.post_id == post.id, viewer.member_id or 0
    shown = lock_row(post.id).state == "shown"
    hidden = shown and _hides(viewer, about, post, for_admins=for_admins)
    if hidden:
        moderate.hide(post.id, why=why)
        log(
            post.space_id,
            actor_id=None,
            act="wait",
            thread_id=post.thread_id,
            post_id=post.id,
            member_id=post.author_id,
        )
        events.announce(session(), events.hidden, post=post.id, space=post.space_id, hidden=True)
    values = {"post_id": post.id, "text": text, "for_admins": for_admins}
    _save(about, by, space_id=post.space_id, hides=hidden, values=values)
    events.announce(session(), events.reported, post=post.id, space=post.space_id)
    return hidden


def report_page(
    viewer: Viewer, page: PageLike, *, text: str, for_admins: bool, why: str, thread_title: str
) -> bool:
    """Report a page of the library, as ``report_post`` does.

    *thread_title* is what the thread of its comments is called while it is hidden.
    """
    about, by = Report.artefact_id == page.id, viewer.member_id or 0
    shown = visibility.lock(page.id) == "shown"
    hidden = shown and _hides(viewer, about, page, for_admins=for_admins)
    if hidden:
        visibility.hide(page.id, why=why, thread_title=thread_title)
        log(
            page.space_id,
            actor_id=None,
            act="wait_page",
            artefact_id=page.id,
            member_id=page.author_id,
        )
    values = {"artefact_id": page.id, "text": text, "for_admins": for_admins}
    _save(about, by, space_id=page.space_id, hides=hidden, values=values)
    events.announce(session(), events.artefact_reported, artefact=page.id, space=page.space_id)
    return hidden


def ask_for_deletion(page: PageLike | OwnPageRow, *, author_id: int, text: str) -> None:
    """Ask the stewards to delete a page, for its maker; administrators, where there is none."""
    about = Report.artefact_id == page.id
    values = {"artefact_id": page.id, "text": text, "for_admins": True}
    _save(about, author_id, space_id=page.space_id, hides=False, values=values)
    events.announce(session(), events.artefact_reported, artefact=page.id, space=page.space_id)


def _hides(
    viewer: Viewer, about: ColumnElement[bool], text: SinglePostRow | PageLike, *, for_admins: bool
) -> bool:
    """Return whether a report hides its text, which is locked.

    The reporter's row is locked as well: two reports at once are counted one after the other.
    """
    by = viewer.member_id or 0
    lock_member(by)
    known = before_report(about, text, reporter_id=by)
    return policy.hides(viewer, text.space_id, known, for_admins=for_admins)


def _save(
    about: ColumnElement[bool],
    reporter_id: int,
    *,
    space_id: int,
    hides: bool,
    values: dict[str, object],
) -> None:
    """Save a report, or replace the open one; one that hid its text still does."""
    same = (about, Report.reporter_id == reporter_id, Report.closed_at.is_(None), ~Report.objects)
    kept = {"space_id": space_id, **values} | ({"hides": True} if hides else {})
    if change(update(Report).where(*same).values(kept).returning(Report.id)).first() is None:
        session().execute(insert(Report).values(**kept, reporter_id=reporter_id, at=now()))
        events.post_reported.send(None, space=space_id, reporter=reporter_id)
