"""Pages on which the revisions of a post are listed, compared and redacted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect

from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.text.diff import collapsed, comparable, compare, tally
from ...core.web.args import arg
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import language, t
from ...core.web.paging import number
from ...core.web.render import render_page
from ...core.web.urls import url
from ...spaces.current import current_viewer, writer, writer_or_sign_in
from ...texts.presenters import said_origin
from ...threads import queries as threads
from ...threads.policy import readable_text
from .. import queries
from ..actions import redact
from ..policy import may_redact
from ..presenters import ComparePage, HistoryPage, RedactPage
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ...threads.rows import SinglePostRow, ThreadRow
    from ..rows import RevisionRow

SIDES = "sides"
"""The value of ``?view=`` that shows two versions side by side."""


@bp.get("/p/<int:post_id>/history")
def history(post_id: int) -> ResponseReturnValue:
    """Every revision of a post, newest first: who, when and why."""
    viewer = current_viewer()
    thread, post = _readable_post(viewer, post_id)
    found, to = queries.revisions(viewer, post.id), language()
    return render_page(
        HistoryPage(
            title=t("Earlier versions"),
            thread=thread,
            post=post,
            revisions=found,
            origins={one.number: said_origin(to, one.origin) for one in found},
            may_redact=may_redact(viewer, post),
        )
    )


@bp.get("/p/<int:post_id>/compare", endpoint="compare")
def compare_two(post_id: int) -> ResponseReturnValue:
    """What changed between two revisions of a post."""
    viewer = current_viewer()
    thread, post = _readable_post(viewer, post_id)
    old, new = (
        get_or_404(queries.revision(viewer, post.id, number(name))) for name in ("old", "new")
    )
    changes = compare(comparable(old.source, old.format), comparable(new.source, new.format))
    removed = {one.number for one in (old, new) if one.redacted_at is not None}
    return render_page(
        ComparePage(
            title=t("What changed from version %(old)d to %(new)d", old=old.number, new=new.number),
            thread=thread,
            post=post,
            old=old,
            new=new,
            titles=compare(old.title or "", new.title or ""),
            tags=compare(old.tags or "", new.tags or ""),
            changes=collapsed(changes),
            counts=tally(changes),
            removed=sorted(removed),
            sides=arg("view") == SIDES,
        )
    )


@bp.get("/p/<int:post_id>/versions/<int:number>/remove", endpoint="redact")
def redact_form(post_id: int, number: int) -> ResponseReturnValue:
    """A page that shows what an earlier revision says, and asks whether to remove it."""
    thread, post, revision = _redactable(writer_or_sign_in(), post_id, number)
    return render_page(
        RedactPage(
            title=t("Remove the text of version %(n)d", n=number),
            thread=thread,
            post=post,
            revision=revision,
            paragraphs=comparable(revision.source, revision.format).split("\n\n"),
        )
    )


@bp.post("/p/<int:post_id>/versions/<int:number>/remove")
def redact_revision(post_id: int, number: int) -> ResponseReturnValue:
    """Remove what an earlier revision says, for good."""
    _thread, post, revision = _redactable(writer(), post_id, number)
    redact(post.id, revision.number)
    commit()
    return redirect(url("revisions.history", post_id=post.id, said="redacted"))


def _redactable(
    viewer: Viewer, post_id: int, number: int
) -> tuple[ThreadRow, SinglePostRow, RevisionRow]:
    """Return a revision that *viewer* may redact. Raises NotAllowed for somebody else's post.

    Raises NotFound for the newest revision, and for one that was redacted before.
    """
    thread, post = _readable_post(viewer, post_id)
    if not may_redact(viewer, post):
        raise NotAllowed
    revision = _with_its_text(queries.revision(viewer, post.id, number))
    return thread, post, get_or_404(revision if number < post.revision else None)


def _with_its_text(revision: RevisionRow | None) -> RevisionRow:
    """Return *revision*. Raises NotFound if it is absent or redacted."""
    return get_or_404(revision if revision and revision.redacted_at is None else None)


def _readable_post(viewer: Viewer, post_id: int) -> tuple[ThreadRow, SinglePostRow]:
    """Return thread and post. Raises NotFound if *viewer* may not read the post's text."""
    post = get_or_404(threads.post(viewer, post_id))
    get_or_404(post if readable_text.may_read_source(viewer, post) else None)
    return get_or_404(threads.thread(viewer, post.thread_id)), post
