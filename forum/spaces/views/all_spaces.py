"""The page of all spaces, for administrators, who may not be able to read all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import redirect, request

from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.web.forms import Form
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...core.web.urls import url
from ...moderation.actions import log
from .. import actions, policy, queries
from ..current import author_id, writer, writer_or_sign_in
from ..presenters.fields import check_steward, read_member
from ..presenters.pages import AllSpacesPage
from . import bp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ..rows import AdminSpaceRow, StewardRow


class Overview(NamedTuple):
    """Every space, and the stewards by the id of their space."""

    spaces: Sequence[AdminSpaceRow]
    stewards: dict[int, list[StewardRow]]
    appointable: list[AdminSpaceRow]
    """Those for which the viewer may appoint a steward."""


@bp.get("/-/spaces")
def all_spaces() -> ResponseReturnValue:
    """Name, access, size and stewards of every space, linked if the viewer can read it."""
    return _page(_overview(writer_or_sign_in()), Form())


@bp.post("/-/spaces")
def appoint_steward() -> ResponseReturnValue:
    """Appoint a steward for a space that is not closed, or that has none."""
    viewer, form = writer(), Form(request.form)
    overview = _overview(viewer)
    person = read_member(form, add=True)
    space = next((one for one in overview.appointable if str(one.id) == form["space"]), None)
    if space is None:
        form.faults["space"] = t("Choose a space")
    elif person is not None:
        check_steward(space, person, form)
    if form.faults or space is None or person is None:
        return _page(overview, form)
    actions.appoint_steward(space.id, person.id)
    log(space.id, actor_id=author_id(viewer), act="entrust", member_id=person.id)
    commit()
    return redirect(url("spaces.all_spaces", said="entrusted"))


def _overview(viewer: Viewer) -> Overview:
    """Load every space and its stewards. Raises NotAllowed unless *viewer* is an administrator."""
    if not policy.may_administer(viewer):
        raise NotAllowed
    spaces = queries.all_spaces()
    stewards: dict[int, list[StewardRow]] = {}
    for steward in queries.stewards([space.id for space in spaces]):
        stewards.setdefault(steward.space_id, []).append(steward)
    appointable = [
        space
        for space in spaces
        if policy.may_appoint_from_outside(viewer, space, has_steward=space.id in stewards)
    ]
    return Overview(spaces, stewards, appointable)


def _page(overview: Overview, form: Form) -> ResponseReturnValue:
    page = AllSpacesPage(
        title=t("All spaces"),
        tab="forum",
        form=form,
        spaces=overview.spaces,
        stewards=overview.stewards,
        appointable=[(space.id, space.name) for space in overview.appointable],
    )
    return render_page(page)
