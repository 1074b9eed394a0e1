"""Texts of a space that answer the same questions, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request

from ...artefacts import queries as artefacts
from ...core.state import state
from ...core.text.line import slug as slug_of
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import language, t
from ...core.web.paging import list_page
from ...core.web.render import render_page
from ...core.web.urls import url
from ...keeping.quotations import to_read, with_quotations
from ...reflections import queries
from ...reflections.presenters import SideBySidePage, as_csv, questions_of, side_by_side
from ...spaces.current import current_viewer, find_space
from ...threads.quotations import with_names
from ..presenters import wording_in
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...artefacts.rows import PromptedArtefactRow
    from ...reflections.presenters import Prompted
    from ...reflections.rows import PromptedSourceRow

COLUMNS = 6
"""How many posts stand side by side on a page, and how many pages before the first."""
MOST = 200
"""How many pages and how many posts, the newest ones, are in a file."""


@bp.get("/s/<slug>/prompts/<prompts>")
def texts(slug: str, prompts: str) -> ResponseReturnValue:
    """Texts of a space that answer the same questions, side by side.

    The newest pages of its library stand before its newest posts.
    """
    viewer, space = current_viewer(), get_or_404(find_space(slug))
    rows = list_page(queries.answering(viewer, space.id, prompts), size=COLUMNS)
    pages = artefacts.answering(viewer, space.id, prompts, most=0 if rows.newer else COLUMNS)
    found: list[Prompted] = [*pages, *rows.rows]
    asked = wording_in(space, prompts, language())
    get_or_404(asked or found or None)  # a thread may bring questions from another space
    return render_page(
        SideBySidePage(
            title=asked.title if asked else t("Texts that answer the same questions"),
            space=space,
            questions=questions_of(asked, found),
            texts=side_by_side([*with_quotations(viewer, pages), *with_names(viewer, rows.rows)]),
            rows=rows,
            most=MOST,
            address=url("prompts.texts", slug=slug, prompts=prompts),
        )
    )


@bp.get("/s/<slug>/prompts/<prompts>.csv")
def texts_as_csv(slug: str, prompts: str) -> ResponseReturnValue:
    """The same texts as CSV: the newest 200 pages and posts."""
    viewer, space = current_viewer(), get_or_404(find_space(slug))
    rows: list[PromptedSourceRow | PromptedArtefactRow] = [
        *to_read(viewer, artefacts.answering(viewer, space.id, prompts, most=MOST)),
        *queries.sources(viewer, space.id, prompts, most=MOST),
    ]
    asked = wording_in(space, prompts, language())
    get_or_404(asked or rows or None)
    site = state().config.url or request.root_url
    answer = Response(as_csv(rows, questions_of(asked, rows), site=site), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug_of(prompts)}.csv"'
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.vary.add("Cookie")
    return answer
