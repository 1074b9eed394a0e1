"""Deciding about the words of results, and of who has been there: hide, show, remove for good."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from flask import redirect, request

from ...artefacts import queries as artefacts
from ...attempts import queries as attempts
from ...attempts.rows import Thing
from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...core.web.urls import url
from ...experience import queries as experience
from ...moderation.actions import log
from ...moderation.policy import may_decide, may_decide_post
from ...spaces.current import author_id, writer, writer_or_sign_in
from ...threads import queries as threads
from ...threads.models import REASON
from ...threads.policy.acts import may_moderate
from ..actions.results import decide_line, decide_result
from ..presenters.for_good import crumbs_of_page, crumbs_of_post
from ..presenters.results import DecidePage, Said, SaidPage, choices, line_said, result_said
from . import bp

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer

MOST = 200
"""How many results, and lines, are listed."""


class _Place(NamedTuple):
    """What somebody told of, which a steward decides about."""

    thing: Thing
    crumbs: list[tuple[str, str]]
    space_id: int
    about: dict[str, int]
    """As the log names it."""
    said: str
    """Where all that was told of it is listed."""


class _Words(NamedTuple):
    """Words that a steward decides about."""

    one: Said
    state: str
    member_id: int
    place: _Place
    act: Callable[[str], None]
    kind: str
    """As the acts of the log end."""


@bp.get("/p/<int:post_id>/said")
def said_of_post(post_id: int) -> ResponseReturnValue:
    """All results of a post, and who has been there, for a steward."""
    viewer = writer_or_sign_in()
    return _all(viewer, _of_post(viewer, post_id))


@bp.get("/a/<int:artefact_id>/said")
def said_of_page(artefact_id: int) -> ResponseReturnValue:
    """All results of a page of the library, for a steward."""
    viewer = writer_or_sign_in()
    return _all(viewer, _of_page(viewer, artefact_id))


@bp.get("/t/<int:thread_id>/said")
def said_of_host_page(thread_id: int) -> ResponseReturnValue:
    """All results of the page of the host that a thread is about, for a steward."""
    viewer = writer_or_sign_in()
    return _all(viewer, _of_thread(viewer, thread_id))


def _all(viewer: Viewer, place: _Place) -> ResponseReturnValue:
    found = [result_said(row) for row in attempts.all_to_decide(viewer, place.thing, most=MOST)]
    if place.thing.post_id is not None:
        lines = experience.lines_to_decide(viewer, place.thing.post_id, most=MOST)
        found += [line_said(line) for line in lines]
    title = t("What others said of it: %(title)s", title=place.crumbs[-1][0])
    return render_page(SaidPage(title=title, crumbs=place.crumbs, all=found))


@bp.get("/-/results/<int:attempt_id>/decide", endpoint="decide_result")
def result_form(attempt_id: int) -> ResponseReturnValue:
    """The form about the words of a result."""
    return _page(_result(writer_or_sign_in(), attempt_id), Form())


@bp.post("/-/results/<int:attempt_id>/decide", endpoint="save_result")
def save_result(attempt_id: int) -> ResponseReturnValue:
    """Hide the words of a result, show them again, or remove them for good."""
    viewer = writer()
    return _answer(viewer, _result(viewer, attempt_id))


@bp.get("/-/lines/<int:line_id>/decide", endpoint="decide_line")
def line_form(line_id: int) -> ResponseReturnValue:
    """The form about what somebody said who has been there."""
    return _page(_line(writer_or_sign_in(), line_id), Form())


@bp.post("/-/lines/<int:line_id>/decide", endpoint="save_line")
def save_line(line_id: int) -> ResponseReturnValue:
    """Hide a line, show it again, or remove it for good."""
    viewer = writer()
    return _answer(viewer, _line(viewer, line_id))


def _result(viewer: Viewer, attempt_id: int) -> _Words:
    row = get_or_404(attempts.to_decide(viewer, attempt_id))
    if row.post_id is not None:
        place = _of_post(viewer, row.post_id)
    elif row.artefact_id is not None:
        place = _of_page(viewer, row.artefact_id)
    else:
        place = _of_thread(viewer, row.thread_id or 0)
    act = partial(decide_result, row)
    return _not_own(
        viewer, _Words(result_said(row), row.state, row.member_id, place, act, "result")
    )


def _line(viewer: Viewer, line_id: int) -> _Words:
    row = get_or_404(experience.line_to_decide(viewer, line_id))
    place, act = _of_post(viewer, row.post_id), partial(decide_line, row)
    return _not_own(viewer, _Words(line_said(row), row.state, row.member_id, place, act, "line"))


def _not_own(viewer: Viewer, found: _Words) -> _Words:
    """Return *found*. Raises NotAllowed for one's own words: one deletes them where they stand."""
    if found.member_id == viewer.member_id:
        raise NotAllowed
    return found


def _of_post(viewer: Viewer, post_id: int) -> _Place:
    post = get_or_404(threads.post(viewer, post_id))
    thread = get_or_404(threads.thread(viewer, post.thread_id))
    if not may_decide_post(viewer, post, thread):
        raise NotAllowed
    about = {"thread_id": thread.id, "post_id": post.id}
    said = url("removal.said_of_post", post_id=post.id)
    return _Place(Thing(post_id=post.id), crumbs_of_post(thread), thread.space_id, about, said)


def _of_thread(viewer: Viewer, thread_id: int) -> _Place:
    thread = get_or_404(threads.thread(viewer, thread_id))
    if not may_moderate(viewer, thread):
        raise NotAllowed
    about, said = {"thread_id": thread.id}, url("removal.said_of_host_page", thread_id=thread.id)
    return _Place(Thing(thread_id=thread.id), crumbs_of_post(thread), thread.space_id, about, said)


def _of_page(viewer: Viewer, artefact_id: int) -> _Place:
    page = get_or_404(artefacts.artefact(viewer, artefact_id))
    if not may_decide(viewer, page):
        raise NotAllowed
    about, said = {"artefact_id": page.id}, url("removal.said_of_page", artefact_id=page.id)
    return _Place(Thing(artefact_id=page.id), crumbs_of_page(page), page.space_id, about, said)


def _answer(viewer: Viewer, found: _Words) -> ResponseReturnValue:
    form, place = Form(request.form), found.place
    allowed = [value for value, _, _ in choices(found.state)]
    state = form.choice("state", allowed, missing=t("Choose what to do"))
    why = form.line("reason", longest=REASON, missing=t("Enter a reason"))
    if state == "removed" and not form["sure"]:
        form.faults["sure"] = t("Confirm that this cannot be undone")
    if form.faults:
        return _page(found, form)
    found.act(state)
    verb = {"hidden": "hide", "shown": "restore", "removed": "remove"}[state]
    act, steward = f"{verb}_{found.kind}", author_id(viewer)
    about = {**place.about, "member_id": found.member_id}
    log(place.space_id, actor_id=steward, act=act, reason=why, **about)
    commit()
    return redirect(place.said)


def _page(found: _Words, form: Form) -> ResponseReturnValue:
    return render_page(
        DecidePage(
            title=t("Hide or remove these words"),
            form=form,
            crumbs=found.place.crumbs,
            one=found.one,
            choices=choices(found.state),
            back=found.place.said,
        )
    )
