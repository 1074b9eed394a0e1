"""The versions that were chosen in a form: which they are, and that they are taken out."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from ...artefacts import queries as artefacts
from ...core.errors import NotAllowed
from ...core.web.get_or_404 import get_or_404
from ...revisions.policy import may_redact, redacts_as
from ...threads import queries as threads
from ..actions import redaction
from ..policy import may_redact_page
from ..presenters.words import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...core.web.forms import Form
    from ...members.viewer import Viewer
    from ..rows import SavedWordsRow


def chosen_in(form: Form, found: Iterable[SavedWordsRow]) -> list[SavedWordsRow]:
    """Return those of *found* that *form* has ticked; the newest version of a text never is."""
    return [row for row in found if form[key_of(row)] and row.number < row.newest]


def take_out(viewer: Viewer, rows: Iterable[SavedWordsRow], *, actor_id: int, why: str) -> None:
    """Take out the versions *rows*, each text at once; what others wrote is in the log with *why*.

    So is every version of a page. Raises NotAllowed if *viewer* may not take out one of them after
    all.
    """
    whose = sorted(rows, key=lambda row: (row.kind, row.id, row.writer_id, row.number))
    for (kind, id, writer), some in groupby(
        whose, key=lambda row: (row.kind, row.id, row.writer_id)
    ):
        numbers, by = [row.number for row in some], redacts_as(viewer, writer)
        if kind == "p":
            _of_post(viewer, id, numbers, by=by, actor_id=actor_id, why=why)
        else:
            _of_page(viewer, id, numbers, writer=writer, actor_id=actor_id, why=why)


def _of_post(
    viewer: Viewer, id: int, numbers: list[int], *, by: str, actor_id: int, why: str
) -> None:
    post = get_or_404(threads.post(viewer, id))
    thread = get_or_404(threads.thread(viewer, post.thread_id))
    if not may_redact(viewer, post, thread):
        raise NotAllowed
    redaction.redact_post(viewer, id, numbers, by=by)
    redaction.log_redaction(thread, post, actor_id=actor_id, why=why if by == "stewards" else "")


def _of_page(
    viewer: Viewer, id: int, numbers: list[int], *, writer: int, actor_id: int, why: str
) -> None:
    artefact = get_or_404(artefacts.artefact(viewer, id))
    if not may_redact_page(viewer, artefact, writer):
        raise NotAllowed
    by = redacts_as(viewer, writer)
    redaction.redact_page(id, numbers, by=by)
    redaction.log_page_redaction(artefact, actor_id=actor_id, why=why if by == "stewards" else "")
