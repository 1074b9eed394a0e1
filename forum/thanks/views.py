"""Pages on which one thanks an author, and on which authors read what was said to them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint, after_this_request, redirect, request

from ..artefacts import queries as artefacts
from ..artefacts.presenters.submission import artefact_address
from ..attempts.presenters.things import about_page, about_post
from ..core.database.base import now
from ..core.database.session import commit
from ..core.errors import NotAllowed, SignInFirst
from ..core.web.after_response import is_looked_at, write_on_close
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.private import store_nowhere
from ..core.web.render import render_page
from ..core.web.submission import commit_and_redirect
from ..core.web.urls import url
from ..notices.actions.told_alone import mark_thanks_seen
from ..spaces.current import author_id, current_viewer, signed_in, writer, writer_or_sign_in
from ..threads import queries as threads
from ..threads.models import BLANK
from ..threads.policy.acts import may_thank
from ..threads.presenters.addresses import address
from ..threads.quotations import with_names
from . import actions, queries
from .models import SENTENCE
from .policy import may_thank_for_page
from .presenters import ThankPage, ThanksPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response
    from flask.typing import ResponseReturnValue

    from ..attempts.presenters.things import About
    from ..members.viewer import Viewer

bp = Blueprint("thanks", __name__)
bp.after_request(store_nowhere)


@dataclass(frozen=True)
class Target:
    """Something that the viewer reads, and whose author they might thank."""

    thing: dict[str, int]
    may_thank: bool
    is_own: bool
    """Whether the viewer wrote it, and has not withdrawn it."""
    author: str
    about: About
    back: Callable[..., str]
    """Returns where it stands, with a message: ``back(said="thanked")``."""
    action: str


@bp.get("/p/<int:post_id>/thanks", endpoint="post")
def post(post_id: int) -> ResponseReturnValue:
    """The form with which one thanks the author of a post."""
    viewer = writer_or_sign_in()
    return _form(viewer, _post(viewer, post_id))


@bp.post("/p/<int:post_id>/thanks", endpoint="thank_post")
def thank_post(post_id: int) -> ResponseReturnValue:
    """Thank the author of a post, or take it back."""
    viewer = writer()
    return _save(viewer, _post(viewer, post_id))


@bp.get("/a/<int:artefact_id>/thanks", endpoint="page")
def page(artefact_id: int) -> ResponseReturnValue:
    """The form with which one thanks whoever wrote a page of the library first."""
    viewer = writer_or_sign_in()
    return _form(viewer, _page(viewer, artefact_id))


@bp.post("/a/<int:artefact_id>/thanks", endpoint="thank_page")
def thank_page(artefact_id: int) -> ResponseReturnValue:
    """Thank the author of a page, or take it back."""
    viewer = writer()
    return _save(viewer, _page(viewer, artefact_id))


@bp.get("/p/<int:post_id>/thanked")
def said_of_post(post_id: int) -> ResponseReturnValue:
    """What was said to the author of a post: nobody else finds this page."""
    viewer = current_viewer()
    return _said(viewer, _post(viewer, post_id))


@bp.get("/a/<int:artefact_id>/thanked")
def said_of_page(artefact_id: int) -> ResponseReturnValue:
    """What was said to the author of a page: nobody else finds this page."""
    viewer = current_viewer()
    return _said(viewer, _page(viewer, artefact_id))


@bp.post("/-/thanks/<int:thanks_id>")
def remove(thanks_id: int) -> ResponseReturnValue:
    """Remove a sentence that was said to oneself. Whoever said it is not told."""
    viewer = signed_in()
    get_or_404(actions.remove(thanks_id, author_id(viewer)) or None)
    commit()
    return redirect(url("notices.for_you", said="removed-alone"))


def _post(viewer: Viewer, post_id: int) -> Target | None:
    found = threads.post(viewer, post_id)
    thread = threads.thread(viewer, found.thread_id) if found else None
    if found is None or thread is None:
        return None
    found = with_names(viewer, [found])[0]
    return Target(
        {"post_id": found.id},
        may_thank(viewer, found, thread),
        is_own=found.author_id == viewer.member_id and found.state not in BLANK,
        author=found.author_name,
        about=about_post(found, thread),
        back=partial(address, thread, found),
        action=url("thanks.post", post_id=found.id),
    )


def _page(viewer: Viewer, artefact_id: int) -> Target | None:
    artefact = artefacts.artefact(viewer, artefact_id)
    if artefact is None:
        return None
    return Target(
        {"artefact_id": artefact.id},
        may_thank_for_page(viewer, artefact),
        is_own=artefact.author_id == viewer.member_id,
        author=artefact.author_name,
        about=about_page(artefact),
        back=partial(artefact_address, artefact),
        action=url("thanks.page", artefact_id=artefact.id),
    )


def _form(viewer: Viewer, found: Target | None, form: Form | None = None) -> ResponseReturnValue:
    target = get_or_404(found)
    if not target.may_thank:
        raise NotAllowed
    before = queries.own_sentence(viewer, **target.thing)
    return render_page(
        ThankPage(
            title=t("Your thanks") if before else t("Thank the author"),
            form=form or Form(text=before),
            subject=target.about,
            author=target.author,
            action=target.action,
            is_new=not before,
        )
    )


def _save(viewer: Viewer, found: Target | None) -> ResponseReturnValue:
    target, form = get_or_404(found), Form(request.form)
    if form["take_back"]:
        actions.take_back(member_id=author_id(viewer), **target.thing)
        return commit_and_redirect(target.back(said="thanks-back"))
    if not target.may_thank:
        raise NotAllowed
    text = form.line("text", longest=SENTENCE, missing=t("Enter what you thank them for"))
    if form.faults:
        return _form(viewer, target, form)
    actions.thank(text, member_id=author_id(viewer), **target.thing)
    return commit_and_redirect(target.back(said="thanked"))


def _said(viewer: Viewer, found: Target | None) -> ResponseReturnValue:
    if viewer.guest:
        raise SignInFirst
    target = get_or_404(found)
    get_or_404(target.is_own or None)
    sentences = queries.said(viewer, **target.thing)
    if sentences and is_looked_at():
        _mark_seen(author_id(viewer), target.thing)
    return render_page(
        ThanksPage(title=t("Thanks to you"), subject=target.about, sentences=sentences)
    )


def _mark_seen(member_id: int, thing: dict[str, int]) -> None:
    at = now()

    @after_this_request
    def write_later(response: Response) -> Response:
        write_on_close(response, lambda: mark_thanks_seen(member_id, at=at, **thing))
        return response
