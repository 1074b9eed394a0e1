"""Looking after a thread: pin it, lock it, move it. Each act is in the log of its space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.web.forms import Form
from ...core.web.get_or_404 import found
from ...core.web.i18n import t
from ...core.web.render import form_page
from ...core.web.urls import url
from ...moderation import actions as moderation
from ...spaces.current import author, listed, writer, writer_or_sign_in
from .. import policy, queries
from ..actions import edit
from . import room

if TYPE_CHECKING:
    from typing import Any

    from flask.typing import ResponseReturnValue
    from sqlalchemy import Row

    from ...members.viewer import Viewer

REASON = 160
"""The longest reason, in characters."""


def _tended(looking: Viewer, thread_id: int, act: str) -> Row[Any]:
    """Return the thread; NotAllowed where *looking* may not do *act* with it."""
    thread = found(queries.thread(looking, thread_id))
    if not policy.may_tend(looking, thread, act):
        raise NotAllowed
    return thread


def _back(thread: Row[Any], said: str = "saved") -> ResponseReturnValue:
    return redirect(url("threads.show", thread_id=thread.id, slug=thread.slug, said=said))


@room.post("/t/<int:thread_id>/pin")
def pin(thread_id: int) -> ResponseReturnValue:
    """Keep a thread above its space's list, or let it go."""
    looking, form = writer(), Form(request.form)
    thread = _tended(looking, thread_id, "pin")
    pinned = form.choice("pinned", ("0", "1"), missing=t("Choose what to do")) == "1"
    form.check()
    edit.pin(thread.id, pinned=pinned)
    _log(looking, thread, "pin" if pinned else "unpin")
    commit()
    return _back(thread)


def _log(looking: Viewer, thread: Row[Any], act: str, reason: str = "") -> None:
    moderation.log(
        thread.space_id, actor_id=author(looking), act=act, thread_id=thread.id, reason=reason
    )


@room.get("/t/<int:thread_id>/lock")
def lock(thread_id: int) -> ResponseReturnValue:
    """The form for locking a thread, or for opening a locked one again."""
    looking = writer_or_sign_in()
    return _lock_page(_tended(looking, thread_id, "lock"), Form())


@room.post("/t/<int:thread_id>/lock", endpoint="lock_thread")
def take_lock(thread_id: int) -> ResponseReturnValue:
    """Let a thread take nothing more, or open it again."""
    looking, form = writer(), Form(request.form)
    thread = _tended(looking, thread_id, "lock")
    locked = form.choice("locked", ("0", "1"), missing=t("Choose what to do")) == "1"
    why = form.line("reason", longest=REASON, missing=t("Give a reason") if locked else "")
    if form.faults:
        return _lock_page(thread, form)
    edit.lock(thread.id, why=why if locked else None)
    _log(looking, thread, "lock" if locked else "unlock", why)
    commit()
    return _back(thread)


def _lock_page(thread: Row[Any], form: Form) -> ResponseReturnValue:
    return form_page(
        "threads/lock.html",
        title=t("Open the thread again") if thread.locked_at else t("Lock the thread"),
        form=form,
        thread=thread,
    )


@room.get("/t/<int:thread_id>/move")
def move(thread_id: int) -> ResponseReturnValue:
    """The form for taking a thread to another space."""
    looking = writer_or_sign_in()
    return _move_page(looking, _tended(looking, thread_id, "move"), Form())


@room.post("/t/<int:thread_id>/move", endpoint="move_thread")
def take_move(thread_id: int) -> ResponseReturnValue:
    """Take a thread to another space."""
    looking, form = writer(), Form(request.form)
    thread = _tended(looking, thread_id, "move")
    to = next((p for p in _elsewhere(looking, thread) if p.slug == form["space"]), None)
    if to is None:
        form.faults["space"] = t("Choose a space")
    why = form.line("reason", longest=REASON, missing=t("Give a reason"))
    if thread.space_access != "open" and not form["seen"]:
        form.faults["seen"] = t("Say that those who read there may read this")
    if form.faults or to is None:
        return _move_page(looking, thread, form)
    moderation.move(thread, steward_id=author(looking), space_id=to.id, why=why)
    commit()
    return _back(thread, "moved")


def _elsewhere(looking: Viewer, thread: Row[Any]) -> list[Row[Any]]:
    """Return the other spaces in which *looking* may open a thread."""
    return [
        place
        for place in listed()
        if place.id != thread.space_id and policy.may_open(looking, place.id)
    ]


def _move_page(looking: Viewer, thread: Row[Any], form: Form) -> ResponseReturnValue:
    return form_page(
        "threads/move.html",
        title=t("Move the thread"),
        form=form,
        thread=thread,
        spaces=[(place.slug, place.name) for place in _elsewhere(looking, thread)],
    )
