"""The author of a hidden post or page answers the people who look after the space, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...artefacts import queries as artefacts
from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...core.web.urls import url
from ...moderation.models import OBJECTION, Report
from ...moderation.queries.objections import has_objected
from ...spaces.current import writer, writer_or_sign_in
from ...threads import queries as threads
from ...threads.presenters.addresses import address
from ..actions import objections
from ..policy import may_object, may_object_to_page
from ..presenters.objections import ObjectPage
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...artefacts.rows import ArtefactRow
    from ...members.viewer import Viewer
    from ...threads.rows import SinglePostRow


@bp.get("/p/<int:post_id>/object")
def object_form(post_id: int) -> ResponseReturnValue:
    """The form with which an author says what they think of hiding their post."""
    viewer = writer_or_sign_in()
    return _page(viewer, _own_hidden_post(viewer, post_id), Form())


@bp.post("/p/<int:post_id>/object")
def object_to_hiding(post_id: int) -> ResponseReturnValue:
    """Tell the people who look after the space, and nobody else."""
    viewer, form = writer(), Form(request.form)
    post = _own_hidden_post(viewer, post_id)
    text = form.text("text", longest=OBJECTION, missing=t("Enter what you want to say"))
    if form.faults:
        return _page(viewer, post, form)
    objections.say(post, text=text)
    commit()
    thread = get_or_404(threads.thread(viewer, post.thread_id))
    return redirect(address(thread, post, said="objected"))


@bp.get("/a/<int:artefact_id>/object")
def object_to_page_form(artefact_id: int) -> ResponseReturnValue:
    """The form with which whoever made a page says what they think of hiding it."""
    viewer = writer_or_sign_in()
    return _artefact_page(_own_hidden_page(viewer, artefact_id), Form())


@bp.post("/a/<int:artefact_id>/object")
def object_to_page(artefact_id: int) -> ResponseReturnValue:
    """Tell the people who look after the space, and nobody else."""
    viewer, form = writer(), Form(request.form)
    artefact = _own_hidden_page(viewer, artefact_id)
    text = form.text("text", longest=OBJECTION, missing=t("Enter what you want to say"))
    if form.faults:
        return _artefact_page(artefact, form)
    objections.say_of_page(artefact, text=text)
    commit()
    return redirect(url("artefacts.show", artefact_id=artefact.id, said="objected"))


def _own_hidden_page(viewer: Viewer, artefact_id: int) -> ArtefactRow:
    artefact = get_or_404(artefacts.at_address(viewer, artefact_id))
    if not may_object_to_page(viewer, artefact):
        raise NotAllowed
    return artefact


def _artefact_page(artefact: ArtefactRow, form: Form) -> ResponseReturnValue:
    page = ObjectPage(
        title=t("Answer the people who hid your page"),
        form=form,
        trail=[(artefact.title, url("artefacts.show", artefact_id=artefact.id))],
        address=url("reports.object_to_page", artefact_id=artefact.id),
        back=url("artefacts.show", artefact_id=artefact.id),
        longest=OBJECTION,
        done=has_objected(Report.artefact_id == artefact.id),
    )
    return render_page(page)


def _own_hidden_post(viewer: Viewer, post_id: int) -> SinglePostRow:
    post = get_or_404(threads.post(viewer, post_id))
    if not may_object(viewer, post):
        raise NotAllowed
    return post


def _page(viewer: Viewer, post: SinglePostRow, form: Form) -> ResponseReturnValue:
    thread = get_or_404(threads.thread(viewer, post.thread_id))
    page = ObjectPage(
        title=t("Answer the people who hid your post"),
        form=form,
        trail=[(thread.title, address(thread, post))],
        address=url("reports.object_to_hiding", post_id=post.id),
        back=url("threads.post", post_id=post.id),
        longest=OBJECTION,
        done=has_objected(Report.post_id == post.id),
    )
    return render_page(page)
