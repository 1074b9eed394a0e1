"""The page on which an artefact is written that is not made from posts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flask import request

from ...core.errors import NotAllowed
from ...core.web.args import arg
from ...core.web.forms import Form
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...keeping.queries import referenced
from ...lists.queries.posts import has_written_in
from ...paths.presenters.five_stages import stages_button, with_stages
from ...prompts.presenters import first_form, prompt_box, switched, wording_of
from ...spaces.current import author_id, listed_spaces, writer, writer_or_sign_in
from ...spaces.presenters.choice import confirm_readers, space_choices
from ...spaces.presenters.labels import seen_by_or_choose
from ...spaces.presenters.norms import norms_to_choose
from ...texts.actions import compose
from ...threads.presenters.submission import preview_of
from .. import actions, policy
from ..details import Details
from ..models import KINDS
from ..presenters.pages import NewPage
from ..presenters.sections import preview_text
from ..presenters.submission import ArtefactSubmission, content_of
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ...spaces.rows import SpaceRow


@bp.get("/-/library/new")
def new() -> ResponseReturnValue:
    """The form for a page in the library."""
    viewer = writer_or_sign_in()
    start = {"space": arg("space"), "title": arg("title"), "kind": arg("kind", KINDS[0])}
    start |= Details()._asdict()
    return _new_page(viewer, first_form(arg("prompts"), **start))


@bp.post("/-/library/new")
def create() -> ResponseReturnValue:
    """Add a page to the library of a space."""
    viewer, form = writer(), Form(request.form)
    submission = ArtefactSubmission(viewer, form)
    if (answer := submission.answer_repeated()) is not None:
        return answer
    if (other := with_stages(form) or switched(form)) is not None:
        return _new_page(viewer, other)
    space = _chosen_space(viewer, form)
    if space is None:
        form.faults["space"] = t("Choose a space")
    else:
        confirm_readers(form, space)
    content = content_of(form, viewer)
    if space is None or form.faults or form.preview:
        return _new_page(viewer, form, content.source)
    return submission.save(
        actions.create,
        space_id=space.id,
        kind=content.kind,
        title=content.title,
        tags=content.tags,
        author_id=author_id(viewer),
        details=content.details,
        text=compose(content.source, form=form, prompts=wording_of(form)),
        sources=referenced(viewer, content.source),
    )


def _own_spaces(viewer: Viewer) -> list[SpaceRow]:
    return [space for space in listed_spaces() if policy.may_create(viewer, space.id)]


def _chosen_space(viewer: Viewer, form: Form) -> SpaceRow | None:
    """Return the space that *form* names; None if the viewer may not add to its library."""
    slug = form["space"]
    return next((space for space in _own_spaces(viewer) if space.slug == slug), None)


def _new_page(viewer: Viewer, form: Form, source: str = "") -> ResponseReturnValue:
    spaces = _own_spaces(viewer)
    if not spaces:
        raise NotAllowed
    return render_page(
        NewPage(
            title=t("Add to the library"),
            form=form,
            spaces=space_choices(spaces),
            prompts=prompt_box(form, "page"),
            stages=stages_button(),
            norms=norms_to_choose(spaces, form["space"], partial(has_written_in, viewer)),
            preview=preview_text(preview_of(form, source)),
            seen_by=seen_by_or_choose(_chosen_space(viewer, form)),
        )
    )
