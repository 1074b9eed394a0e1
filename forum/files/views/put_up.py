"""Takes files: one by one from a script, or all those of a form that is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import jsonify, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound

from ...core.database.session import commit
from ...core.errors import NotAllowed, TooMany
from ...core.file_names import name_said
from ...core.http import SAFE
from ...core.state import request_state, state
from ...core.web import limits
from ...core.web.forms import Form
from ...core.web.i18n import t
from ...core.web.submission import PARTS
from ...search.indexer import wake_thread
from ...spaces.current import author_id, current_viewer, signed_in
from .. import storing
from ..actions.uploads import drop
from ..errors import NotTaken, missing, nowhere, too_many, too_often
from ..policy import may_put_up
from ..presenters.references import reference
from ..presenters.uploads import put_up, words
from . import bp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue
    from werkzeug.datastructures import FileStorage

    from ...members.viewer import Viewer
    from ..rows import FileRow

FIELD, DESCRIPTION = "files", "files_show"
"""The fields of a form: the files, and what is to be seen in pictures."""
MOST = 20
"""Files of a form that are taken: each is looked at, and pictures drawn, before it is answered."""


@bp.get("/-/files")
def what_is_said() -> ResponseReturnValue:
    """What the script says while files are put up, in the reader's language."""
    signed_in()
    answer = jsonify(words())
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.vary.add("Cookie")
    return answer


@bp.post("/-/files")
def save() -> ResponseReturnValue:
    """Put one file up: what to write in the text, or why it is not taken (422)."""
    viewer, form = signed_in(), Form(request.form)
    sent = request.files.get(FIELD)
    if not state().config.takes_files:
        raise NotAllowed
    try:
        if sent is None:
            raise NotTaken(missing())
        file = _take(viewer, sent, form, is_draft=True)
    except NotTaken as fault:
        return {"fault": fault.words}, fault.status
    return jsonify(put_up(file))


@bp.post("/-/files/<key>/drop")
def drop_one(key: str) -> ResponseReturnValue:
    """Delete a file that one has put up and that no text names; 404 for any other."""
    viewer = signed_in()
    if not drop(author_id(viewer), key):
        raise NotFound
    commit()
    return "", 204


def take_files() -> None:
    """Put up the files of a form that is sent, and write them at the end of its text.

    For ``before_request``: the view sees a form in whose text they stand, whatever becomes of it. A
    file that is not taken is a fault of the field, named.
    """
    by_itself = (request.endpoint or "").endswith(".files.save")
    if request.method in SAFE or by_itself or not state().config.takes_files:
        return
    sent = [file for file in request.files.getlist(FIELD) if file.filename]
    field = _text_field()
    if not sent or not field or current_viewer().guest:
        return
    form = Form(request.form)
    taken, faults = _take_all(signed_in(), sent, form)
    lines = [reference(file, description=form[DESCRIPTION]) for file in taken]
    text = "\n\n".join(part for part in (form[field].rstrip(), *lines) if part)
    fields = MultiDict(request.form)
    fields[field] = text
    request.form = fields  # type: ignore[assignment]
    request_state().form_faults = {FIELD: " ".join(faults)} if faults else {}


def _text_field() -> str:
    """Return the field that files are written into: the text, or the last part that has words."""
    parts = [name for name in PARTS if name in request.form]
    written = [name for name in parts if request.form[name].strip()]
    return "text" if "text" in request.form else (written or parts or [""])[-1]


def _take_all(
    viewer: Viewer, sent: Sequence[FileStorage], form: Form
) -> tuple[Sequence[FileRow], Sequence[str]]:
    """Return the files that were taken, and what is to be said of the others.

    Each counts as one that a script puts up.
    """
    taken, faults = [], []
    for file in sent[:MOST]:
        try:
            limits.count("upload", viewer.key)
            taken.append(_take(viewer, file, form, is_draft=False))
        except TooMany as fault:
            faults.append(too_often(fault.seconds))
            break
        except NotTaken as fault:
            name = name_said(file.filename or "")
            faults.append(t("%(name)s: %(why)s.", name=name, why=fault.words))
    if len(sent) > MOST:
        faults.append(too_many(MOST))
    return taken, faults


def _take(viewer: Viewer, sent: FileStorage, form: Form, *, is_draft: bool) -> FileRow:
    if not may_put_up(viewer):
        raise NotTaken(nowhere())
    member_id, name = author_id(viewer), sent.filename or ""
    file = storing.take(
        sent.stream, name, member_id=member_id, form_key=form.key, is_draft=is_draft
    )
    wake_thread()
    return file
