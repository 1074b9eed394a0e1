"""The page on which a space chooses which questions it offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...core.database.session import commit
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...core.web.urls import url
from ...moderation.actions import log
from ...spaces.current import author_id, find_space, writer, writer_or_sign_in
from ...spaces.policy import may_manage
from .. import actions, sets
from ..presenters.fields import read_choice
from ..presenters.pages import ChoosePromptsPage, box_choices, listed_sets
from ..presenters.wordings import chosen_in, offered, own_wordings
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ...spaces.rows import SpaceRow


@bp.get("/s/<slug>/prompts", endpoint="choose")
def choice(slug: str) -> ResponseReturnValue:
    """The sets that a space offers at each form, and the words of each set."""
    space = managed(writer_or_sign_in(), slug)
    chosen = {f"{box}.{key}": "1" for box in sets.IN_SPACES for key in offered(space, box)}
    return _page(space, Form(chosen))


@bp.post("/s/<slug>/prompts")
def save_choice(slug: str) -> ResponseReturnValue:
    """Save which sets a space offers at each form."""
    viewer, form = writer(), Form(request.form)
    space = managed(viewer, slug)
    chosen = read_choice(form, space)
    if form.faults:
        return _page(space, form)
    if chosen != chosen_in(space):
        actions.choose(space.id, chosen, has_words=bool(own_wordings(space)))
        log(space.id, actor_id=author_id(viewer), act="prompts")
        commit()
    return redirect(url("prompts.choose", slug=slug, said="saved"))


def managed(viewer: Viewer, slug: str) -> SpaceRow:
    """Return a space that *viewer* manages. Raises NotFound for any other."""
    space = get_or_404(find_space(slug))
    return get_or_404(space if may_manage(viewer, space) else None)


def _page(space: SpaceRow, form: Form) -> ResponseReturnValue:
    return render_page(
        ChoosePromptsPage(
            title=t("Questions that help you write"),
            form=form,
            space=space,
            boxes=box_choices(space),
            listed=listed_sets(space),
        )
    )
