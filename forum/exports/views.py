"""A whole thread and a page of the library, to print, and as the files they are saved as."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Blueprint, Response, request

from ..artefacts import queries as artefacts
from ..artefacts.presenters.credits import NAMED, credits_of
from ..artefacts.queries.revisions import writers
from ..artefacts.queries.sections import stored_sections
from ..artefacts.queries.successors import last_of
from ..core.text.inner_links import targets
from ..core.text.pictures import printed_in, with_bytes
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import language, translate
from ..core.web.private import store_nowhere
from ..core.web.render import render_page
from ..core.web.urls import home, url
from ..files import queries as files
from ..files.storing import printed_bytes
from ..keeping.presenters.sources import sources_at
from ..keeping.queries import sources as read_sources
from ..keeping.quotations import with_quotations
from ..spaces.current import current_viewer
from ..threads import queries as threads
from ..threads.quotations import with_names
from ..upkeep.presenters import upkeep_of
from ..upkeep.queries import marks_of
from . import queries
from .presenters.files import FORMATS, file_name
from .presenters.page import exported_page
from .presenters.pages import printed_page, whole_page
from .presenters.thread import exported_thread

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from flask.typing import ResponseReturnValue

    from .presenters.files import Exported
    from .presenters.page import ExportedPage
    from .presenters.thread import ExportedThread

ROOM = 20_000_000
"""Bytes of pictures in one file; those after it are said in words."""
bp = Blueprint("exports", __name__)
bp.after_request(store_nowhere)


@bp.get("/t/<int:thread_id>/whole")
def whole(thread_id: int) -> ResponseReturnValue:
    """A whole thread on one page, to print or to save it."""
    return render_page(whole_page(_thread(thread_id), _files("exports.file", thread_id=thread_id)))


@bp.get("/t/<int:thread_id>.html", defaults={"ending": "html"})
@bp.get("/t/<int:thread_id>.json", defaults={"ending": "json"})
@bp.get("/t/<int:thread_id>.md", defaults={"ending": "md"})
@bp.get("/t/<int:thread_id>-<slug>.html", defaults={"ending": "html"})
@bp.get("/t/<int:thread_id>-<slug>.json", defaults={"ending": "json"})
@bp.get("/t/<int:thread_id>-<slug>.md", defaults={"ending": "md"})
def file(thread_id: int, ending: str, slug: str = "") -> ResponseReturnValue:  # noqa: ARG001
    """A whole thread as a file, at its address with an ending; its words do not matter."""
    of = _thread(thread_id)
    return _file(of, ending, {("post", post.id) for post in of.posts})


@bp.get("/a/<int:artefact_id>/whole")
def page(artefact_id: int) -> ResponseReturnValue:
    """A page of the library with its sources and authors, to print or to save it."""
    exported = _page(artefact_id)
    return render_page(printed_page(exported, _files("exports.page_file", artefact_id=artefact_id)))


@bp.get("/a/<int:artefact_id>.html", defaults={"ending": "html"})
@bp.get("/a/<int:artefact_id>.json", defaults={"ending": "json"})
@bp.get("/a/<int:artefact_id>.md", defaults={"ending": "md"})
@bp.get("/a/<int:artefact_id>-<slug>.html", defaults={"ending": "html"})
@bp.get("/a/<int:artefact_id>-<slug>.json", defaults={"ending": "json"})
@bp.get("/a/<int:artefact_id>-<slug>.md", defaults={"ending": "md"})
def page_file(artefact_id: int, ending: str, slug: str = "") -> ResponseReturnValue:  # noqa: ARG001
    """A page of the library as a file, likewise."""
    return _file(_page(artefact_id), ending, {("page", artefact_id)})


def _files(endpoint: str, **id: int) -> list[tuple[str, str]]:
    """Return the name of each format, and the address of that file."""
    return [
        (translate(language(), each.name), url(endpoint, ending=ending, **id))
        for ending, each in FORMATS.items()
    ]


def _file(of: Exported, ending: str, on: AbstractSet[tuple[str, int]]) -> Response:
    """Return *of* as a file, with the pictures that were put *on* the texts in it."""
    format = FORMATS[ending]
    written = format.write(of)
    if ending == "html":
        written = with_bytes(written, _embedded(printed_in(written), on))
    answer = Response(written, mimetype=format.mimetype)
    name = quote(file_name(of.title, ending))
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


def _embedded(keys: Sequence[str], on: AbstractSet[tuple[str, int]]) -> dict[str, str]:
    """Return "data:..." addresses of pictures that were put *on* these texts, by their keys.

    Who reads a text reads what was put on it. A picture of another text is said in words.
    """
    found, left = {}, ROOM
    for file in files.files(keys):
        if (file.place, file.place_id) not in on or file.state != "ready":
            continue
        media, content = printed_bytes(file)
        left -= len(content)
        if left >= 0:
            found[file.key] = f"data:{media};base64,{b64encode(content).decode()}"
    return found


def _base() -> str:
    return request.host_url.rstrip("/") + home()


def _page(artefact_id: int) -> ExportedPage:
    """Return the page as its reader sees it, or raise NotFound."""
    viewer = current_viewer()
    artefact = get_or_404(artefacts.artefact(viewer, artefact_id))
    artefact = with_quotations(viewer, [artefact])[0]
    rows = read_sources(viewer, artefact.id)
    return exported_page(
        artefact,
        stored_sections(artefact.id, artefact.revision),
        credits_of(writers(artefact.id, most=NAMED + 1)),
        sources_at(rows, artefact.revision),
        successor=last_of(viewer, artefact.id) if artefact.replaced_by else None,
        needs=upkeep_of(artefact, marks_of(artefact.id)),
        alive=queries.readable(viewer, targets([artefact.html])),
        base=_base(),
    )


def _thread(thread_id: int) -> ExportedThread:
    """Return the thread as its reader sees it, or raise NotFound."""
    viewer = current_viewer()
    thread = get_or_404(threads.thread(viewer, thread_id))
    posts = with_names(viewer, queries.all_posts(viewer, thread.id))
    saved = artefacts.made_from(viewer, thread.id) if thread.kept or thread.kept_elsewhere else ()
    alive = queries.readable(viewer, targets(post.html for post in posts))
    return exported_thread(thread, posts, saved, alive=alive, base=_base())
