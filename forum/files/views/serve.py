"""Gives out files, after asking each time whether this viewer may read what they were put on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request
from werkzeug.exceptions import NotFound, RequestedRangeNotSatisfiable
from werkzeug.http import parse_range_header
from werkzeug.utils import send_file

from ...artefacts import queries as artefacts
from ...artefacts.policy import may_moderate as may_moderate_page
from ...core.file_kinds import KINDS
from ...core.storage import storage
from ...core.web.args import arg
from ...core.web.get_or_404 import get_or_404
from ...core.web.urls import url
from ...journal import queries as journal
from ...moderation.models import Report
from ...moderation.queries import reports
from ...reports.queries.for_admins import is_asked
from ...spaces.current import current_viewer
from ...threads import queries as threads
from ...threads.policy.acts import may_moderate
from .. import queries
from ..policy import is_inline
from . import bp

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

    from flask.typing import ResponseReturnValue
    from werkzeug import Response

    from ...members.viewer import Viewer
    from ..rows import FileRow

_HEADERS = {
    "Cache-Control": "private, no-cache",  # asked again each time: who may read it may change
    "X-Content-Type-Options": "nosniff",
    # a browser that shows a picture or a film by itself makes a page around it, with its own style
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; media-src 'self'; "
    "style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def readable(viewer: Viewer, key: str) -> FileRow:
    """Return the file with this *key* if *viewer* may open it: see ``known``."""
    found = known(viewer, key)
    if found.state != "ready":
        raise NotFound
    return found


def known(viewer: Viewer, key: str) -> FileRow:
    """Return the file with this *key* if *viewer* may read of it, though perhaps not open it yet.

    Raises NotFound for any other, whatever the reason. Only whoever put a file up may read it while
    it is on no text; afterwards whoever may read that text, and stewards who decide about it.
    """
    found = get_or_404(queries.file(key))
    if not _may_read(viewer, found):
        raise NotFound
    return found


def _may_read(viewer: Viewer, file: FileRow) -> bool:
    if file.place is None or file.place_id is None:
        return viewer.member_id is not None and file.member_id == viewer.member_id
    return _READS[file.place](viewer, file.place_id)


def _reads_post(viewer: Viewer, id: int) -> bool:
    post = threads.post(viewer, id)
    if post is not None and not post.withheld:
        return True
    post = reports.post_to_moderate(viewer, id)
    if post is None:
        return is_asked(viewer, Report.post_id == id)
    thread = None if post.withheld else threads.thread(viewer, post.thread_id)
    return thread is not None and may_moderate(viewer, thread)


def _reads_page(viewer: Viewer, id: int) -> bool:
    if artefacts.artefact(viewer, id) is not None:
        return True
    page = artefacts.to_decide(viewer, id)
    if page is None:
        return is_asked(viewer, Report.artefact_id == id)
    return may_moderate_page(viewer, page)


def _reads_entry(viewer: Viewer, id: int) -> bool:
    return journal.entry(viewer, id) is not None


_READS = {"post": _reads_post, "page": _reads_page, "entry": _reads_entry}


@bp.get("/f/<key>")
def show(key: str) -> ResponseReturnValue:
    """A file: pictures, sound and films to look at, and parts of them; others to be saved.

    A recording that is opened by itself is played on its page: a browser's own page for it would be
    in the sandbox of the answer, and stay black.
    """
    file = readable(current_viewer(), key)
    opened = request.headers.get("Sec-Fetch-Dest") == "document" and not arg("save")
    if opened and KINDS[file.kind].family in ("audio", "video"):
        return redirect(url("files.about", key=key))
    return _answer(file, file.stored_as, size=file.size, media=KINDS[file.kind].media)


@bp.get("/f/<key>/<int:width>")
def small(key: str, width: int) -> ResponseReturnValue:
    """A smaller picture, as wide as its address says."""
    file = readable(current_viewer(), key)
    if str(width) not in file.widths.split(","):
        raise NotFound
    return _answer(file, f"{file.stored_as}-{width}", size=None, media="image/webp")


def _answer(file: FileRow, stored_as: str, *, size: int | None, media: str) -> Response:
    """Return the bytes stored as *stored_as*, or the part of them that is asked for.

    Whatever a browser has of it already, it asks again: who may read it was asked before this.
    """
    try:
        stream = storage().open(stored_as)
    except FileNotFoundError:
        raise NotFound from None
    if size is None:
        size = stream.seek(0, 2)
        stream.seek(0)
    inline = is_inline(file.kind) and not arg("save")
    answer = send_file(
        stream,
        request.environ,
        mimetype=media,
        as_attachment=not inline,
        download_name=file.name,
        conditional=False,
        etag=f"{file.sha256[:32]}-{stored_as.rpartition('-')[2]}",
    )
    answer.content_length = size
    answer.headers.update(_HEADERS)
    answer.vary.update(("Cookie", "Sec-Fetch-Dest"))
    try:
        return answer.make_conditional(_one_part(), accept_ranges=True, complete_length=size)
    except RequestedRangeNotSatisfiable:
        stream.close()
        raise


def _one_part() -> WSGIEnvironment:
    """Return what was asked for, without parts that are not one part: then all of it is sent."""
    part = parse_range_header(request.environ.get("HTTP_RANGE"))
    if part is not None and part.units == "bytes" and len(part.ranges) == 1:
        return request.environ
    return {name: value for name, value in request.environ.items() if name != "HTTP_RANGE"}
