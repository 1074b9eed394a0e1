"""Forgetting a person, for administrators; leaving for good, where the host lets members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request
from werkzeug.exceptions import NotFound

from ..core.database.session import commit
from ..core.errors import NotAllowed, SignInFirst
from ..core.state import request_state, state
from ..core.web.args import arg
from ..core.web.forms import Form
from ..core.web.i18n import t
from ..core.web.private import store_nowhere
from ..core.web.render import render_page
from ..core.web.urls import url
from ..spaces.current import current_viewer, writer_or_sign_in
from ..spaces.policy import may_administer
from ..spaces.presenters.fields import read_member
from ..spaces.queries import is_blocked
from .actions import forget_leaver
from .presenters import ForgetPage, LeavePage, show_lines
from .queries.leaver import leaver
from .queries.reach import seen_by
from .queries.traces import MOST, traces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from ..members.rows import ProfileRow
    from ..members.viewer import Viewer
    from .queries.leaver import Leaver
    from .rows import Trace

bp = Blueprint("leaving", __name__)
bp.after_request(store_nowhere)


@bp.get("/-/forget")
def forget_form() -> ResponseReturnValue:
    """Ask who is to be forgotten; once that is said, list what others' words will still name."""
    viewer, form = _administrator(), Form(handle=arg("handle"))
    if not form["handle"]:
        return render_page(ForgetPage(title=t("Forget a person"), form=form))
    profile = read_member(form)
    leaves = _leaver(viewer, form, profile)
    if profile is None or leaves is None:
        return render_page(ForgetPage(title=t("Forget a person"), form=form))
    return _listed(viewer, form, traces(leaves), profile=profile)


@bp.post("/-/forget")
def forget_person() -> ResponseReturnValue:
    """Forget somebody, and list once more what names them: nothing of the list is stored."""
    viewer, form = _administrator(), Form(request.form)
    profile = read_member(form)
    leaves = _leaver(viewer, form, profile)
    if profile is None or leaves is None:
        return render_page(ForgetPage(title=t("Forget a person"), form=form), status=422)
    left = traces(leaves)
    if not form["looked"]:  # nobody is forgotten before it was said what will be left
        return _listed(viewer, form, left, profile=profile)
    forget_leaver(leaves, take_texts=bool(form["take"]))
    commit()
    return _listed(viewer, Form(), left)


def _administrator() -> Viewer:
    viewer = writer_or_sign_in()
    if not may_administer(viewer):
        raise NotAllowed
    return viewer


def _leaver(viewer: Viewer, form: Form, profile: ProfileRow | None) -> Leaver | None:
    """Return who is to be forgotten, or None, and note why not."""
    if profile is None:
        return None
    if profile.id == viewer.member_id:
        form.faults["handle"] = t("Ask another administrator to forget you")
        return None
    found = leaver(profile.id)
    if found is None:
        form.faults["handle"] = t("This person has left already")
    return found


def _listed(
    viewer: Viewer, form: Form, left: Sequence[Trace], *, profile: ProfileRow | None = None
) -> ResponseReturnValue:
    """Show what of *left* the viewer may read; without *profile* they are forgotten."""
    seen = seen_by(viewer, left)
    page = ForgetPage(
        title=t("Forget a person"),
        form=form,
        name=profile.name if profile else "",
        handle=profile.handle if profile else "",
        lines=show_lines(seen[:MOST]),
        more=max(0, len(seen) - MOST),
        done=profile is None,
    )
    return render_page(page)


@bp.get("/-/leave")
def leave_form() -> ResponseReturnValue:
    """Ask a member whether they leave for good, and whether their texts stay."""
    _may_leave()
    return render_page(LeavePage(title=t("Leave the forum"), form=Form(texts="stay")))


@bp.post("/-/leave")
def leave() -> ResponseReturnValue:
    """Forget the member who asks for it."""
    viewer, form = _may_leave(), Form(request.form)
    how = form.choice("texts", ("stay", "take"), missing=t("Choose what happens to your texts"))
    if form.faults:
        return render_page(LeavePage(title=t("Leave the forum"), form=form), status=422)
    found = None if viewer.member_id is None else leaver(viewer.member_id)
    if found is not None:
        forget_leaver(found, take_texts=how == "take")
        commit()
    request_state().viewer = None
    return redirect(url("front.index", said="has-left"))


def _may_leave() -> Viewer:
    """Return whoever is signed in; 404 where the host does not let members leave by themselves.

    Raises NotAllowed for somebody who is blocked: the block goes with their memberships, and the
    host's user would be a new member who may write again.
    """
    if not state().config.leave:
        raise NotFound
    viewer = current_viewer()
    if viewer.guest:
        raise SignInFirst
    if viewer.member_id is not None and is_blocked(viewer.member_id):
        raise NotAllowed(
            t(
                "You cannot leave by yourself while you are blocked from posting in a space. An"
                " administrator can delete your data for you."
            )
        )
    return viewer
