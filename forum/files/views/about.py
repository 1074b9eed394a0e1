"""The page of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect

from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.web.args import arg, whole_number
from ...core.web.render import render_page
from ...core.web.urls import url
from ...spaces.current import current_viewer, writer
from .. import queries
from ..actions.uploads import drop, leave_words_out
from ..policy import is_own
from ..presenters.pages import file_page
from . import bp
from .serve import known, readable

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/f/<key>/about")
def about(key: str) -> ResponseReturnValue:
    """A file, large, with the words that were read in it; or why nobody can open it."""
    viewer = current_viewer()
    file = known(viewer, key)
    text = queries.text_of(file.blob_id) if file.text_state == "read" else ()
    is_said = any(part.start is not None for part in text)
    recording = queries.recordings_of([file.id]).get(file.id) if is_said else None
    start = whole_number(arg("t")) or 0
    return render_page(file_page(viewer, file, text, recording, start=start))


@bp.post("/f/<key>/words")
def leave_out(key: str) -> ResponseReturnValue:
    """Leave the words of one's own file out of the search and its page, or have them back."""
    viewer = writer()
    file = readable(viewer, key)
    if not is_own(viewer, file):
        raise NotAllowed
    leave_words_out(file.id, yes=not file.words_left_out)
    commit()
    return redirect(url("files.about", key=key))


@bp.post("/f/<key>/delete")
def delete(key: str) -> ResponseReturnValue:
    """Delete one's own file that is on no text."""
    viewer = writer()
    file = known(viewer, key)
    if not is_own(viewer, file) or not drop(file.member_id, key):
        raise NotAllowed
    commit()
    return redirect(url("front.index"))
