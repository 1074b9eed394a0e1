"""What the forms that make an artefact have in common: sent before, and the way to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect

from ...core.web.get_or_404 import get_or_404
from ...core.web.urls import url
from ...threads.presenters.form import find_sent
from .. import queries
from ..models import Artefact

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...core.web.forms import Form
    from ...members.viewer import Viewer


def sent_before(viewer: Viewer, form: Form) -> ResponseReturnValue | None:
    """Return the way to what this very form made, or None; SentOther for another text."""
    id = find_sent(form, Artefact, by=viewer)
    return None if id is None else to_artefact(viewer, id, sent=form.key)


def to_artefact(viewer: Viewer, artefact_id: int, **more: str) -> ResponseReturnValue:
    """Return the way to an artefact."""
    artefact = get_or_404(queries.artefact(viewer, artefact_id))
    return redirect(url("artefacts.show", artefact_id=artefact.id, slug=artefact.slug, **more))
