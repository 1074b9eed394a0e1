"""Records for the search that files have changed, in the transaction that changes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from ...core.database.outbox import record_changes
from ...core.database.session import session
from ..models import File

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS = {"post": "post", "page": "artefact"}
"""What the search calls the texts that a file may be on and be found with: no entry of a journal
is in its index."""


def record_file(id: int, place: str | None, place_id: int | None, *, text_too: bool) -> None:
    """Record that a file has changed; with *text_too* whether its text has any file to open.

    A file on no text, or in a journal, is not in the index.
    """
    if place not in KINDS or place_id is None:
        return
    record_changes(session(), kind="file", ids=[id])
    if text_too:
        record_changes(session(), kind=KINDS[place], ids=[place_id])


def record_files_of(blobs: Iterable[int], *, text_too: bool = False) -> None:
    """Record that the files with these *blobs* have changed, as ``record_file`` does."""
    files = select(File.id, File.place, File.place_id).where(File.blob_id.in_(list(blobs)))
    for id, place, place_id in session().execute(files.order_by(File.id)).all():
        record_file(id, place, place_id, text_too=text_too)
