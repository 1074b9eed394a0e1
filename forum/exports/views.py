"""The page that shows a whole thread, and the files that it can be saved as."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Blueprint, Response, request

from ..artefacts import queries as artefacts
from ..core.text.inner_links import targets
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import language, translate
from ..core.web.private import store_nowhere
from ..core.web.render import render_page
from ..core.web.urls import home, url
from ..spaces.current import current_viewer
from ..threads import queries as threads
from ..threads.quotations import with_names
from . import queries
from .presenters.files import FORMATS, file_name
from .presenters.pages import whole_page
from .presenters.thread import exported_thread

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from .presenters.thread import ExportedThread

bp = Blueprint("exports", __name__)
bp.after_request(store_nowhere)


@bp.get("/t/<int:thread_id>/whole")
def whole(thread_id: int) -> ResponseReturnValue:
    """A whole thread on one page, to print or to save it."""
    thread = _thread(thread_id)
    files = [
        (translate(language(), each.name), url("exports.file", thread_id=thread_id, ending=ending))
        for ending, each in FORMATS.items()
    ]
    return render_page(whole_page(thread, files))


@bp.get("/t/<int:thread_id>.html", defaults={"ending": "html"})
@bp.get("/t/<int:thread_id>.json", defaults={"ending": "json"})
@bp.get("/t/<int:thread_id>.md", defaults={"ending": "md"})
@bp.get("/t/<int:thread_id>-<slug>.html", defaults={"ending": "html"})
@bp.get("/t/<int:thread_id>-<slug>.json", defaults={"ending": "json"})
@bp.get("/t/<int:thread_id>-<slug>.md", defaults={"ending": "md"})
def file(thread_id: int, ending: str, slug: str = "") -> ResponseReturnValue:  # noqa: ARG001
    """A whole thread as a file, at its address with an ending; its words do not matter."""
    thread, format = _thread(thread_id), FORMATS[ending]
    answer = Response(format.write(thread), mimetype=format.mimetype)
    name = quote(file_name(thread.title, ending))
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


def _thread(thread_id: int) -> ExportedThread:
    """Return the thread as its reader sees it, or raise NotFound."""
    viewer = current_viewer()
    thread = get_or_404(threads.thread(viewer, thread_id))
    posts = with_names(viewer, queries.all_posts(viewer, thread.id))
    saved = artefacts.made_from(viewer, thread.id) if thread.kept or thread.kept_elsewhere else ()
    alive = queries.readable(viewer, targets(post.html for post in posts))
    base = request.host_url.rstrip("/") + home()
    return exported_thread(thread, posts, saved, alive=alive, base=base)
