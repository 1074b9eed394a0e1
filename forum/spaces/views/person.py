"""The page with one member of a space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...core.web.urls import url
from ...moderation.actions import log
from .. import actions, policy, queries
from ..current import author_id, managed_space, writer, writer_or_sign_in
from ..presenters.fields import read_term, why_not_steward
from ..presenters.pages import PersonPage
from . import bp

if TYPE_CHECKING:
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ..rows import SpaceMemberRow, SpaceRow

SAID = {"entrust": "entrusted", "relieve": "relieved", "dismiss": "removed"}


@bp.get("/s/<slug>/people/<handle>")
def person(slug: str, handle: str) -> ResponseReturnValue:
    """One member's role in a space, and the ways to change it."""
    space = managed_space(writer_or_sign_in(), slug)
    return _page(space, get_or_404(queries.member(space.id, handle)), Form())


@bp.post("/s/<slug>/people/<handle>")
def change(slug: str, handle: str) -> ResponseReturnValue:
    """Appoint a member as steward, end their stewardship, or end their membership."""
    viewer, form = writer(), Form(request.form)
    space = managed_space(viewer, slug)
    member = get_or_404(queries.member(space.id, handle))
    act = form.choice("act", _possible_acts(space, member), missing=t("Choose what to do"))
    form.check()
    until = _read_term(space, member, form) if act == "entrust" else None
    if form.faults:
        return _page(space, member, form)
    _change(viewer, space, member, act, until)
    log(space.id, actor_id=author_id(viewer), act=act, member_id=member.id)
    commit()
    return redirect(_address_after(viewer, space, member, act))


def _possible_acts(space: SpaceRow, member: SpaceMemberRow) -> list[str]:
    """Return the acts that are possible: only a closed space has memberships that can end."""
    possible = {"entrust": True, "relieve": member.steward, "dismiss": space.access == "closed"}
    return [act for act, is_possible in possible.items() if is_possible]


def _read_term(space: SpaceRow, member: SpaceMemberRow, form: Form) -> datetime | None:
    """Return the end of the time as a steward in *form*, and note why *member* cannot be one."""
    until = read_term(form)
    if fault := why_not_steward(space, member, blocked=member.blocked_at is not None):
        form.faults["until"] = fault
    return until


def _change(
    viewer: Viewer, space: SpaceRow, member: SpaceMemberRow, act: str, until: datetime | None
) -> None:
    """Do *act*.

    Raises NotAllowed if the space would lose its last steward, unless *viewer* is an administrator.
    """
    if act == "entrust":
        actions.appoint_steward(space.id, member.id, until=until)
        return
    end = actions.end_stewardship if act == "relieve" else actions.remove_member
    if not end(space.id, member.id, even_last=policy.may_administer(viewer)):
        raise NotAllowed(
            t("Nobody else looks after this space. Ask somebody else to look after it first.")
        )


def _address_after(viewer: Viewer, space: SpaceRow, member: SpaceMemberRow, act: str) -> str:
    """Return the address of a page that *viewer* can see even after changing their own role."""
    if member.id != viewer.member_id or act == "entrust":
        return url("spaces.people", slug=space.slug, said=SAID[act])
    if act == "dismiss" and space.access == "closed":
        return url("front.index", said=SAID[act])
    return url("spaces.show", slug=space.slug, said=SAID[act])


def _page(space: SpaceRow, member: SpaceMemberRow, form: Form) -> ResponseReturnValue:
    page = PersonPage(title=member.name, tab="forum", form=form, space=space, person=member)
    return render_page(page)
