"""The pages where a space is created."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.web.forms import Form
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...moderation.actions import log
from .. import actions, policy
from ..current import author_id, writer, writer_or_sign_in
from ..presenters.addresses import after_change
from ..presenters.fields import audience_choices, read_description
from ..presenters.pages import NewSpacePage
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer


@bp.get("/-/spaces/new")
def new() -> ResponseReturnValue:
    """The form for a new space."""
    return _page(writer_or_sign_in(), Form(access="open"))


@bp.post("/-/spaces/new")
def create() -> ResponseReturnValue:
    """Create a space, with its maker as its steward. A second click leads to the same space."""
    viewer, form = writer(), Form(request.form)
    if not policy.may_administer(viewer):
        raise NotAllowed
    description = read_description(form, audience_choices(viewer))
    if form.faults:
        return _page(viewer, form)
    slug = actions.find_just_created(**description, maker_id=author_id(viewer))
    if slug is None:
        space = actions.create_space(**description, maker_id=author_id(viewer))
        log(space.id, actor_id=author_id(viewer), act="make")
        slug = space.slug
        commit()
    return redirect(after_change(viewer, slug, description, said="made"))


def _page(viewer: Viewer, form: Form) -> ResponseReturnValue:
    if not policy.may_administer(viewer):
        raise NotAllowed
    groups = audience_choices(viewer)
    page = NewSpacePage(title=t("Create a space"), tab="forum", form=form, groups=groups)
    return render_page(page)
