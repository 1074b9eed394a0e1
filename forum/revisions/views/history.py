"""Pages on which the revisions of a post are listed, compared and redacted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.text.diff import collapsed, comparable, compare, tally
from ...core.web.args import arg
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import language, t
from ...core.web.paging import number
from ...core.web.render import render_page
from ...core.web.urls import url
from ...removal.actions.redaction import log_redaction, redact_post
from ...spaces.current import author_id, current_viewer, writer, writer_or_sign_in
from ...texts.presenters import said_origin
from ...threads import queries as threads
from ...threads.models import REASON
from ...threads.policy import readable_text
from .. import queries
from ..policy import may_redact, redacts_as
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
            may_redact=may_redact(viewer, post, thread),
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
            removed=any(one.redacted_at for one in (old, new)),
            sides=arg("view") == SIDES,
        )
    )


@bp.get("/p/<int:post_id>/versions/<int:number>/remove", endpoint="redact")
def redact_form(post_id: int, number: int) -> ResponseReturnValue:
    """A page that shows what an earlier revision says, and asks whether to remove it."""
    viewer = writer_or_sign_in()
    return _redact_page(viewer, *_redactable(viewer, post_id, number), Form())


def _redact_page(
    viewer: Viewer, thread: ThreadRow, post: SinglePostRow, revision: RevisionRow, form: Form
) -> ResponseReturnValue:
    return render_page(
        RedactPage(
            title=t("Remove the text of version %(n)d", n=revision.number),
            form=form,
            thread=thread,
            post=post,
            revision=revision,
            asks_why=redacts_as(viewer, post.author_id) == "stewards",
            paragraphs=comparable(revision.source, revision.format).split("\n\n"),
        )
    )


@bp.post("/p/<int:post_id>/versions/<int:number>/remove")
def redact_revision(post_id: int, number: int) -> ResponseReturnValue:
    """Remove what an earlier revision says, for good."""
    viewer, form = writer(), Form(request.form)
    thread, post, revision = _redactable(viewer, post_id, number)
    by, why = redacts_as(viewer, post.author_id), ""
    if by == "stewards":
        why = form.line("reason", longest=REASON, missing=t("Enter a reason"))
    if form.faults:
        return _redact_page(viewer, thread, post, revision, form)
    redact_post(viewer, post.id, [revision.number], by=by)
    log_redaction(thread, post, actor_id=author_id(viewer), why=why)
    commit()
    return redirect(url("revisions.history", post_id=post.id, said="redacted"))


def _redactable(
    viewer: Viewer, post_id: int, number: int
) -> tuple[ThreadRow, SinglePostRow, RevisionRow]:
    """Return a revision that *viewer* may redact. Raises NotAllowed for somebody else's post.

    Raises NotFound for the newest revision, and for one that was redacted before.
    """
    thread, post = _readable_post(viewer, post_id)
    if not may_redact(viewer, post, thread):
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
