"""Pages on which one asks one person, and where that person puts a question away."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request

from ..artefacts import queries as artefacts
from ..artefacts.presenters.submission import artefact_address
from ..attempts.presenters.things import about_page, about_post, about_thread
from ..core.database.session import commit
from ..core.errors import NotAllowed
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.private import store_nowhere
from ..core.web.render import render_page
from ..core.web.submission import commit_and_redirect
from ..core.web.urls import url
from ..experience import queries as experience
from ..spaces.current import author_id, signed_in, writer, writer_or_sign_in
from ..threads import queries as threads
from ..threads.presenters.addresses import address, thread_address
from ..threads.quotations import with_names
from . import actions, policy, queries
from .presenters import AskPage, person_in, question_in, show_offered
from .rows import Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask.typing import ResponseReturnValue

    from ..artefacts.rows import ArtefactRow
    from ..attempts.presenters.things import About
    from ..experience.rows import WasThereRow
    from ..members.rows import ProfileRow
    from ..members.viewer import Viewer
    from ..threads.rows import ThreadRow

bp = Blueprint("enquiries", __name__)
bp.after_request(store_nowhere)


@dataclass(frozen=True)
class Target:
    """Something that the viewer reads, and might ask somebody about."""

    subject: Subject
    may_ask: bool
    where: ThreadRow | ArtefactRow
    """The thread or the page, with its space."""
    about: About
    back: Callable[..., str]
    """Returns where it stands, with a message: ``back(said="asked")``."""
    action: str


@bp.get("/t/<int:thread_id>/ask", endpoint="thread")
def thread(thread_id: int) -> ResponseReturnValue:
    """The form with which one asks one person about a thread."""
    viewer = writer_or_sign_in()
    return _form(viewer, _thread(viewer, thread_id))


@bp.post("/t/<int:thread_id>/ask", endpoint="ask_in_thread")
def ask_in_thread(thread_id: int) -> ResponseReturnValue:
    """Ask one person about a thread."""
    viewer = writer()
    return _ask(viewer, _thread(viewer, thread_id))


@bp.get("/p/<int:post_id>/ask", endpoint="post")
def post(post_id: int) -> ResponseReturnValue:
    """The form with which one asks one person about a reflection."""
    viewer = writer_or_sign_in()
    return _form(viewer, _post(viewer, post_id))


@bp.post("/p/<int:post_id>/ask", endpoint="ask_about_post")
def ask_about_post(post_id: int) -> ResponseReturnValue:
    """Ask one person about a reflection."""
    viewer = writer()
    return _ask(viewer, _post(viewer, post_id))


@bp.get("/a/<int:artefact_id>/ask", endpoint="page")
def page(artefact_id: int) -> ResponseReturnValue:
    """The form with which one asks one person about a page of the library."""
    viewer = writer_or_sign_in()
    return _form(viewer, _page(viewer, artefact_id))


@bp.post("/a/<int:artefact_id>/ask", endpoint="ask_about_page")
def ask_about_page(artefact_id: int) -> ResponseReturnValue:
    """Ask one person about a page of the library."""
    viewer = writer()
    return _ask(viewer, _page(viewer, artefact_id))


@bp.post("/-/asked/<int:enquiry_id>")
def put_away(enquiry_id: int) -> ResponseReturnValue:
    """Put away a question to oneself. Whoever asked is not told."""
    viewer = signed_in()
    get_or_404(actions.put_away(enquiry_id, author_id(viewer)) or None)
    commit()
    return redirect(url("notices.for_you", said="removed-alone"))


def _thread(viewer: Viewer, thread_id: int) -> Target | None:
    found = threads.thread(viewer, thread_id)
    if found is None:
        return None
    return Target(
        Subject(thread_id=found.id),
        policy.may_ask_in_thread(viewer, found),
        where=found,
        about=about_thread(found, found.title),
        back=partial(thread_address, found),
        action=url("enquiries.thread", thread_id=found.id),
    )


def _post(viewer: Viewer, post_id: int) -> Target | None:
    found = threads.post(viewer, post_id)
    in_thread = threads.thread(viewer, found.thread_id) if found else None
    if found is None or in_thread is None:
        return None
    found = with_names(viewer, [found])[0]
    return Target(
        Subject(post_id=found.id),
        policy.may_ask_about_post(viewer, found, in_thread),
        where=in_thread,
        about=about_post(found, in_thread),
        back=partial(address, in_thread, found),
        action=url("enquiries.post", post_id=found.id),
    )


def _page(viewer: Viewer, artefact_id: int) -> Target | None:
    artefact = artefacts.artefact(viewer, artefact_id)
    if artefact is None:
        return None
    return Target(
        Subject(artefact_id=artefact.id),
        policy.may_ask_about_page(viewer, artefact),
        where=artefact,
        about=about_page(artefact),
        back=partial(artefact_address, artefact),
        action=url("enquiries.page", artefact_id=artefact.id),
    )


def _form(viewer: Viewer, found: Target | None, form: Form | None = None) -> ResponseReturnValue:
    target = get_or_404(found)
    if not target.may_ask:
        raise NotAllowed
    asked = queries.asked_by(viewer, target.subject)
    return render_page(
        AskPage(
            title=t("Ask one person"),
            form=form or Form(),
            subject=target.about,
            action=target.action,
            space_slug=target.where.space_slug,
            asked=asked,
            offered=show_offered(_were_there(viewer, target), asked, most=experience.MOST_OFFERED),
        )
    )


def _were_there(viewer: Viewer, target: Target) -> Sequence[WasThereRow]:
    return experience.were_there(viewer, space_id=target.where.space_id, **target.subject._asdict())


def _ask(viewer: Viewer, found: Target | None) -> ResponseReturnValue:
    target, form = get_or_404(found), Form(request.form)
    if not target.may_ask:
        raise NotAllowed
    is_open = target.where.space_access == "open"
    field, person = person_in(form, _were_there(viewer, target), is_open=is_open)
    text = question_in(form)
    if person is not None and text and _is_sent_again(viewer, target, person, text):
        return redirect(target.back(said="asked"))
    if person is not None and (fault := _fault(viewer, target, person)):
        form.faults[field] = fault
    if form.faults or person is None:
        return _form(viewer, target, form)
    actions.ask(target.subject, text, member_id=author_id(viewer), asked_id=person.id)
    return commit_and_redirect(target.back(said="asked"))


def _is_sent_again(viewer: Viewer, target: Target, person: ProfileRow, text: str) -> bool:
    before = queries.asked_by(viewer, target.subject)
    return any(row.id == person.id and row.text == text for row in before)


def _fault(viewer: Viewer, target: Target, person: ProfileRow) -> str:
    """Return why somebody cannot be asked; nothing of it depends on what they did."""
    if person.id == viewer.member_id:
        return t("This is you. Enter somebody else")
    if not queries.reads(person.id, target.where.space_id):
        return t("“%(name)s” cannot read this. Enter somebody who can", name=person.name)
    if any(row.id == person.id for row in queries.asked_by(viewer, target.subject)):
        return t(
            "You have asked “%(name)s” about this before. Enter somebody else", name=person.name
        )
    return ""
