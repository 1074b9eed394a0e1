"""The page of all spaces for administrators. Administering is not reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, request

from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.web.forms import Form
from ...core.web.i18n import t
from ...core.web.render import form_page
from ...core.web.urls import url
from ...moderation.actions import log
from .. import actions, policy, queries
from ..current import author_id, writer, writer_or_sign_in
from . import bp
from .people import check_steward, named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue
    from sqlalchemy import Row

    from ...members.viewer import Viewer


Known = tuple["Sequence[Row[Any]]", dict[int, list["Row[Any]"]], list["Row[Any]"]]


@bp.get("/-/spaces")
def every() -> ResponseReturnValue:
    """Name, access, size and stewards of every space; a way in only to what one reads."""
    viewer = writer_or_sign_in()
    return _page(_known(viewer), Form())


@bp.post("/-/spaces", endpoint="name_steward")
def name_steward() -> ResponseReturnValue:
    """Name somebody to look after a space that is open, or that nobody looks after."""
    viewer, form = writer(), Form(request.form)
    known = _known(viewer)
    person = named(form)
    space = next((s for s in known[2] if str(s.id) == form["space"]), None)
    if space is None:
        form.faults["space"] = t("Choose a space")
    elif person is not None:
        check_steward(space, person, form)
    if form.faults or space is None or person is None:
        return _page(known, form)
    actions.entrust(space.id, person.id)
    log(space.id, actor_id=author_id(viewer), act="entrust", member_id=person.id)
    commit()
    return redirect(url("spaces.every", said="entrusted"))


def _known(viewer: Viewer) -> Known:
    """Return every space, its stewards by space, and those that take a steward from outside."""
    if not policy.may_administer(viewer):
        raise NotAllowed
    spaces = queries.everything()
    stewards: dict[int, list[Row[Any]]] = {}
    for steward in queries.stewards([space.id for space in spaces]):
        stewards.setdefault(steward.space_id, []).append(steward)
    waiting = [
        space
        for space in spaces
        if policy.may_name_steward(viewer, space, looked_after=space.id in stewards)
    ]
    return spaces, stewards, waiting


def _page(known: Known, form: Form) -> ResponseReturnValue:
    spaces, stewards, waiting = known
    return form_page(
        "spaces/every.html",
        title=t("All spaces"),
        tab="forum",
        form=form,
        spaces=spaces,
        stewards=stewards,
        waiting=[(space.id, space.name) for space in waiting],
    )
