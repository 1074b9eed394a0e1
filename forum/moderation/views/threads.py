"""Moderating a thread: pin it, lock it, move it. Each act is in the log of its space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...core.database.base import now
from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t, tn
from ...core.web.render import render_page
from ...core.web.times import exactly
from ...core.web.urls import url
from ...first_takes.actions import bring_forward
from ...spaces.current import author_id, listed_spaces, writer, writer_or_sign_in
from ...threads import queries as threads
from ...threads.models import REASON
from ...threads.policy import acts, sight
from ...threads.presenters.addresses import thread_address
from .. import actions
from ..actions import moderate
from ..presenters.threads import LockPage, MovePage
from ..queries.moves import authors_without_sight
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ...spaces.rows import SpaceRow
    from ...threads.rows import ThreadRow


def _thread_to_moderate(viewer: Viewer, thread_id: int, act: str) -> ThreadRow:
    """Return the thread. Raises NotAllowed if *viewer* may not do *act* with it."""
    thread = get_or_404(threads.thread(viewer, thread_id))
    if not acts.may_moderate(viewer, thread, act):
        raise NotAllowed
    return thread


@bp.post("/t/<int:thread_id>/pin")
def pin(thread_id: int) -> ResponseReturnValue:
    """Pin a thread to the top of its space's list, or unpin it."""
    viewer, form = writer(), Form(request.form)
    thread = _thread_to_moderate(viewer, thread_id, "pin")
    pinned = form.choice("pinned", ("0", "1"), missing=t("Choose what to do")) == "1"
    form.check()
    moderate.pin(thread.id, pinned=pinned)
    _log(viewer, thread, "pin" if pinned else "unpin")
    commit()
    return redirect(thread_address(thread, said="saved"))


def _log(viewer: Viewer, thread: ThreadRow, act: str, reason: str = "") -> None:
    actions.log(
        thread.space_id, actor_id=author_id(viewer), act=act, thread_id=thread.id, reason=reason
    )


@bp.get("/t/<int:thread_id>/lock")
def lock(thread_id: int) -> ResponseReturnValue:
    """The form for locking a thread, or for unlocking it."""
    viewer = writer_or_sign_in()
    return _lock_page(_thread_to_moderate(viewer, thread_id, "lock"), Form())


@bp.post("/t/<int:thread_id>/lock")
def lock_thread(thread_id: int) -> ResponseReturnValue:
    """Lock a thread against new posts, or unlock it."""
    viewer, form = writer(), Form(request.form)
    thread = _thread_to_moderate(viewer, thread_id, "lock")
    locked = form.choice("locked", ("0", "1"), missing=t("Choose what to do")) == "1"
    why = form.line("reason", longest=REASON, missing=t("Enter a reason") if locked else "")
    seals = locked and sight.waits(thread)
    if seals:
        form.choice(
            "seal", ("keep", "open"), missing=t("Choose when everybody can read the first takes")
        )
    if form.faults:
        return _lock_page(thread, form)
    moderate.lock_thread(thread.id, why=why if locked else None)
    _log(viewer, thread, "lock" if locked else "unlock", why)
    if seals and form["seal"] == "open":
        bring_forward(thread.id, to=now())
        _log(viewer, thread, "unseal")
    commit()
    return redirect(thread_address(thread, said="saved"))


def _lock_page(thread: ThreadRow, form: Form) -> ResponseReturnValue:
    title = t("Unlock the thread") if thread.locked_at else t("Lock the thread")
    waits = thread.locked_at is None and sight.waits(thread)
    opens = exactly(thread.sealed_until) if waits and thread.sealed_until else ""
    return render_page(LockPage(title=title, form=form, thread=thread, opens=opens))


@bp.get("/t/<int:thread_id>/move")
def move(thread_id: int) -> ResponseReturnValue:
    """The form for moving a thread to another space."""
    viewer = writer_or_sign_in()
    return _move_page(viewer, _thread_to_moderate(viewer, thread_id, "move"), Form())


@bp.post("/t/<int:thread_id>/move")
def move_thread(thread_id: int) -> ResponseReturnValue:
    """Move a thread to another space."""
    viewer, form = writer(), Form(request.form)
    thread = _thread_to_moderate(viewer, thread_id, "move")
    spaces = _other_spaces(viewer, thread)
    to = next((space for space in spaces if space.slug == form["space"]), None)
    if to is None:
        form.faults["space"] = t("Choose a space")
    why = form.line("reason", longest=REASON, missing=t("Enter a reason"))
    if thread.space_access != "open" and not form["seen"]:
        form.faults["seen"] = t("Confirm that people in the new space may read this thread")
    shut_out = _shut_out(thread, to) if to else 0
    if to and shut_out != 0 and form["shut_out"] != to.slug:
        form.faults["shut_out"] = _confirm_shut_out(shut_out)
    if form.faults or to is None:
        return _move_page(viewer, thread, form, shut_out)
    actions.move(thread, steward_id=author_id(viewer), space_id=to.id, why=why)
    commit()
    return redirect(url("moderation.log", slug=thread.space_slug, said="moved"))


def _shut_out(thread: ThreadRow, to: SpaceRow) -> int | None:
    """Return how many who wrote in *thread* cannot read the space *to*.

    None if some may not, and who wrote is sealed: the number would tell.
    """
    if thread.sealed:
        return 0 if to.access == "open" else None
    return authors_without_sight(thread.id, to.id)


def _confirm_shut_out(shut_out: int | None) -> str:
    if shut_out is None:
        return t("Confirm that people who wrote in this thread may no longer be able to read it")
    return tn(
        "Confirm that %(n)d person who wrote in this thread will no longer be able to read it",
        "Confirm that %(n)d people who wrote in this thread will no longer be able to read it",
        shut_out,
    )


def _other_spaces(viewer: Viewer, thread: ThreadRow) -> list[SpaceRow]:
    """Return the other spaces in which *viewer* may open a thread."""
    return [
        space
        for space in listed_spaces()
        if space.id != thread.space_id and acts.may_open(viewer, space.id)
    ]


def _move_page(
    viewer: Viewer, thread: ThreadRow, form: Form, shut_out: int | None = 0
) -> ResponseReturnValue:
    spaces = _other_spaces(viewer, thread)
    return render_page(
        MovePage(
            title=t("Move the thread"),
            form=form,
            thread=thread,
            spaces=[(space.slug, space.name) for space in spaces],
            shut_out=shut_out,
        )
    )
