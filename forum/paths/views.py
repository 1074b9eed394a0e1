"""Marks a step of a path as done, or takes that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from ..artefacts import queries as artefacts
from ..artefacts.presenters.submission import artefact_address
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.submission import commit_and_redirect
from ..spaces.current import author_id, signed_in
from . import actions
from .presenters.walk import walk

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("paths", __name__)


@bp.post("/a/<int:artefact_id>/step")
def mark(artefact_id: int) -> ResponseReturnValue:
    """Mark a step of a path as done, or take that back; nobody else learns of it.

    A step that the viewer does not read is answered like one that is not there.
    """
    viewer, form = signed_in(), Form(request.form)
    path = get_or_404(artefacts.artefact(viewer, artefact_id))
    found = walk(viewer, path) if path.kind == "path" else None
    asked = form["step"]
    steps = [step for step in found.steps if step.key == asked] if found else ()
    step = get_or_404(next((step for step in steps if not step.state), None))
    done = form.choice("done", ("0", "1"), missing=t("Choose whether you have done it"))
    form.check()
    if done == "1":
        actions.mark(step.key, member_id=author_id(viewer), artefact_id=step.page_id)
    else:
        actions.take_back(step.marked, member_id=author_id(viewer))
    if found and form["from"] == "step":
        address = found.address(step)  # where the focus goes, unless it is to a place of the page
        return commit_and_redirect(address if "#" in address else f"{address}#fx-path")
    return commit_and_redirect(artefact_address(path, _anchor=f"fx-step-{step.number}"))
