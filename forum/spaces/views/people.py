"""The page with the members of a space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...core.database.session import commit
from ...core.web.forms import Form
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...core.web.urls import url
from ...moderation.actions import log
from .. import actions, queries
from ..current import author_id, managed_space, writer, writer_or_sign_in
from ..presenters.fields import check_steward, read_member, read_term
from ..presenters.pages import PeoplePage
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ..rows import SpaceRow


@bp.get("/s/<slug>/people")
def people(slug: str) -> ResponseReturnValue:
    """The members of a closed space; for other spaces, the stewards and the blocked members."""
    return _page(managed_space(writer_or_sign_in(), slug), Form())


@bp.post("/s/<slug>/people")
def add(slug: str) -> ResponseReturnValue:
    """Add a member to a closed space, or a steward to another one."""
    viewer, form = writer(), Form(request.form)
    space = managed_space(viewer, slug)
    person = read_member(form, add=True)
    until = read_term(form)
    closed = space.access == "closed"
    if person is not None and not closed:
        check_steward(space, person, form)
    if form.faults or person is None:
        return _page(space, form)
    if closed:
        actions.add_member(space.id, person.id)
    else:
        actions.appoint_steward(space.id, person.id, until=until)
    act = "admit" if closed else "entrust"
    log(space.id, actor_id=author_id(viewer), act=act, member_id=person.id)
    commit()
    return redirect(url("spaces.people", slug=slug, said="added" if closed else "entrusted"))


def _page(space: SpaceRow, form: Form) -> ResponseReturnValue:
    members = queries.members(space.id)
    ends = [member.steward_ends_at for member in members if member.moderates]
    dated = [end for end in ends if end is not None]
    page = PeoplePage(
        title=t("People"),
        tab="forum",
        form=form,
        space=space,
        members=members,
        without_steward=not ends,
        last_day=max(dated) if dated and len(dated) == len(ends) else None,
    )
    return render_page(page)
