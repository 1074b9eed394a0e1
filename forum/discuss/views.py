"""Takes posts from pages of the host, and leads back to those pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from ..core.errors import Invalid, NotAllowed
from ..core.web.forms import Form
from ..core.web.i18n import t
from ..core.web.render import render_page
from ..spaces.current import author_id, writer
from ..texts.actions import compose
from ..texts.presenters import origin_of, text_of
from ..threads import queries as threads
from ..threads.presenters.submission import preview_of
from . import policy
from .actions import write as writing
from .presenters import PageSubmission, PreviewPage, readers_of, space_of_draft
from .signed_form import read
from .target import find_target

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("discuss", __name__)


@bp.post("/-/on-page")
def write() -> ResponseReturnValue:
    """Save a post about a page of the host; the first one opens the thread."""
    viewer, form = writer(), Form(request.form)
    if not form["about"] or viewer.person is None:
        raise Invalid({"about": t("Part of the form is missing")})
    page, audience, first_takes = read(form["about"], person_id=viewer.person.id)
    target = find_target(viewer, audience)
    if target is None:
        raise NotAllowed
    submission = PageSubmission(viewer, form, page)
    if (answer := submission.answer_repeated()) is not None:
        return answer
    thread = threads.thread_about(viewer, page.key)
    if not policy.may_write(viewer, target, thread):
        raise NotAllowed
    source, origin = text_of(form), origin_of(form)
    form.check()
    if form.preview:
        return render_page(
            PreviewPage(
                title=t("Preview"),
                form=form,
                page=page,
                space=space_of_draft(target, thread),
                preview=preview_of(form, source),
                seen_by=readers_of(target, thread, first_takes),
            )
        )
    return submission.save(
        writing.write,
        viewer,
        page,
        target,
        author_id=author_id(viewer),
        text=compose(source, form=form, origin=origin),
        first_takes=first_takes,
    )
