"""Looking after a thread: pin it, lock it, move it. Each act is in the log of its space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import form_page
from ...core.web.urls import url
from ...moderation import actions as moderation
from ...spaces.current import author_id, listed_spaces, writer, writer_or_sign_in
from .. import policy, queries
from ..actions import moderate
from ..presenters.form import REASON
from . import bp

if TYPE_CHECKING:
    from typing import Any

    from flask.typing import ResponseReturnValue
    from sqlalchemy import Row

    from ...members.viewer import Viewer
    from ..rows import ThreadRow


def _tended(viewer: Viewer, thread_id: int, act: str) -> Row[Any]:
    """Return the thread; NotAllowed where *viewer* may not do *act* with it."""
    thread = get_or_404(queries.thread(viewer, thread_id))
    if not policy.may_moderate(viewer, thread, act):
        raise NotAllowed
    return thread


def _back(thread: ThreadRow, said: str = "saved") -> ResponseReturnValue:
    return redirect(url("threads.show", thread_id=thread.id, slug=thread.slug, said=said))


@bp.post("/t/<int:thread_id>/pin")
def pin(thread_id: int) -> ResponseReturnValue:
    """Keep a thread above its space's list, or let it go."""
    viewer, form = writer(), Form(request.form)
    thread = _tended(viewer, thread_id, "pin")
    pinned = form.choice("pinned", ("0", "1"), missing=t("Choose what to do")) == "1"
    form.check()
    moderate.pin(thread.id, pinned=pinned)
    _log(viewer, thread, "pin" if pinned else "unpin")
    commit()
    return _back(thread)


def _log(viewer: Viewer, thread: ThreadRow, act: str, reason: str = "") -> None:
    moderation.log(
        thread.space_id, actor_id=author_id(viewer), act=act, thread_id=thread.id, reason=reason
    )


@bp.get("/t/<int:thread_id>/lock")
def lock(thread_id: int) -> ResponseReturnValue:
    """The form for locking a thread, or for opening a locked one again."""
    viewer = writer_or_sign_in()
    return _lock_page(_tended(viewer, thread_id, "lock"), Form())


@bp.post("/t/<int:thread_id>/lock", endpoint="lock_thread")
def take_lock(thread_id: int) -> ResponseReturnValue:
    """Let a thread take nothing more, or open it again."""
    viewer, form = writer(), Form(request.form)
    thread = _tended(viewer, thread_id, "lock")
    locked = form.choice("locked", ("0", "1"), missing=t("Choose what to do")) == "1"
    why = form.line("reason", longest=REASON, missing=t("Give a reason") if locked else "")
    if form.faults:
        return _lock_page(thread, form)
    moderate.lock_thread(thread.id, why=why if locked else None)
    _log(viewer, thread, "lock" if locked else "unlock", why)
    commit()
    return _back(thread)


def _lock_page(thread: ThreadRow, form: Form) -> ResponseReturnValue:
    return form_page(
        "threads/lock.html",
        title=t("Open the thread again") if thread.locked_at else t("Lock the thread"),
        form=form,
        thread=thread,
    )


@bp.get("/t/<int:thread_id>/move")
def move(thread_id: int) -> ResponseReturnValue:
    """The form for taking a thread to another space."""
    viewer = writer_or_sign_in()
    return _move_page(viewer, _tended(viewer, thread_id, "move"), Form())


@bp.post("/t/<int:thread_id>/move", endpoint="move_thread")
def take_move(thread_id: int) -> ResponseReturnValue:
    """Take a thread to another space."""
    viewer, form = writer(), Form(request.form)
    thread = _tended(viewer, thread_id, "move")
    to = next((p for p in _elsewhere(viewer, thread) if p.slug == form["space"]), None)
    if to is None:
        form.faults["space"] = t("Choose a space")
    why = form.line("reason", longest=REASON, missing=t("Give a reason"))
    if thread.space_access != "open" and not form["seen"]:
        form.faults["seen"] = t("Say that those who read there may read this")
    if form.faults or to is None:
        return _move_page(viewer, thread, form)
    moderation.move(thread, steward_id=author_id(viewer), space_id=to.id, why=why)
    commit()
    return _back(thread, "moved")


def _elsewhere(viewer: Viewer, thread: ThreadRow) -> list[Row[Any]]:
    """Return the other spaces in which *viewer* may open a thread."""
    return [
        place
        for place in listed_spaces()
        if place.id != thread.space_id and policy.may_open(viewer, place.id)
    ]


def _move_page(viewer: Viewer, thread: ThreadRow, form: Form) -> ResponseReturnValue:
    return form_page(
        "threads/move.html",
        title=t("Move the thread"),
        form=form,
        thread=thread,
        spaces=[(place.slug, place.name) for place in _elsewhere(viewer, thread)],
    )
