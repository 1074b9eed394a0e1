"""Takes the words of a post out of the pages that quote it by reference."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import update

from ...artefacts.actions.removed_words import begin_to_take_out
from ...artefacts.models import Artefact, ArtefactRevision
from ...core.database.outbox import record_changes
from ...core.database.session import change, session
from ...core.text.markup import RENDER_VERSION
from ...core.text.quotations import without_lines
from ...texts.actions import render_again
from ..queries import quoting
from .traces import drop_traces

if TYPE_CHECKING:
    from collections.abc import Callable


def drop_quoted(post_id: int) -> None:
    """Take the words of a post out of every version of the pages that quote it by reference.

    The line that names the post stays, and says what became of it when it is read.
    """
    begin_to_take_out()
    instead: Callable[[int], str | None] = partial(_nothing_of, post_id)
    pages = quoting.pages_that_quote(post_id)
    for id in pages:  # locked, one after the other: nobody saves a version meanwhile
        change(update(Artefact).where(Artefact.id == id).values(revision=Artefact.revision))
    for row in quoting.versions_that_quote(post_id):
        source = without_lines(row.source, instead)
        this = ArtefactRevision.artefact_id == row.artefact_id
        which = update(ArtefactRevision).where(this, ArtefactRevision.number == row.number)
        change(which.values(source=source))
        newest = Artefact.id == row.artefact_id, Artefact.revision == row.number
        html = render_again(source, format="markdown")
        values = {"html": html, "render_version": RENDER_VERSION}
        change(update(Artefact).where(*newest).values(values))
    for id in pages:
        drop_traces(id)
    if pages:
        record_changes(session(), kind="artefact", ids=pages)


def _nothing_of(post_id: int, id: int) -> str | None:
    return "" if id == post_id else None
