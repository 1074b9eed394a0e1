"""What was read in a file is saved, or what became of reading and checking it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, update

from ...core.database.base import now
from ...core.database.session import change, session
from .. import queries
from ..models import Blob, BlobText
from ..pieces import in_pieces
from .changes import record_files_of

if TYPE_CHECKING:
    from datetime import datetime

    from ..pieces import Told


def save(blob_id: int, told: Told) -> None:
    """Save what was read in a blob: *told* is the answer of ``core/reading/text.py``."""
    if not _still(blob_id, state="read" if told["parts"] else "empty"):
        return
    change(delete(BlobText).where(BlobText.blob_id == blob_id))
    rows = [
        {
            "blob_id": blob_id,
            "number": number,
            "piece": piece,
            "label": part.get("label", ""),
            "place": part.get("number"),
            "name": part.get("name", ""),
            "start": None if part.get("start") is None else int(part["start"]),
            "speaker": part.get("speaker", ""),
            "text": part["text"],
        }
        for number, (part, piece) in enumerate(in_pieces(told["parts"]), 1)
    ]
    if rows:
        session().connection().execute(insert(BlobText), rows)
    values = {
        "pages": told["count"] or None,
        "first_line": told["first_line"],
        "unread": sum(told["left_out"].values()),
        "cut": told["cut"],
    }
    change(update(Blob).where(Blob.id == blob_id).values(values))
    record_files_of([blob_id])


def _still(blob_id: int, *, state: str) -> bool:
    """Note what became of reading a blob; return False if it is not waiting to be read any more."""
    statement = (
        update(Blob)
        .where(Blob.id == blob_id, Blob.state == "ready", Blob.text_state == "waiting")
        .values(text_state=state, retry_at=None)
    )
    return bool(change(statement).rowcount)


def claim(blob_id: int, at: datetime, *, until: datetime) -> bool:
    """Keep others from checking or reading a blob *until* a moment; False if another has it."""
    statement = update(Blob).where(Blob.id == blob_id, queries.DUE).values(retry_at=until)
    return bool(change(statement, {"moment": at}).rowcount)


def give_up(blob_id: int, state: str) -> None:
    """Note why the words of a blob are not read: "large", "failed" or "locked"."""
    _still(blob_id, state=state)


def wait(blob_id: int, *, until: datetime) -> None:
    """Check or read a blob again, not before *until*."""
    statement = update(Blob).where(Blob.id == blob_id)
    change(statement.values(tries=Blob.tries + 1, retry_at=until))


def accept(blob_id: int, *, reads: bool) -> None:
    """Let a blob be opened that the scanner found clean; its words are read if *reads*."""
    statement = update(Blob).where(Blob.id == blob_id, Blob.state == "unchecked")
    text_state = "waiting" if reads else "none"
    change(statement.values(state="ready", at=now(), tries=0, retry_at=None, text_state=text_state))
    record_files_of([blob_id], text_too=True)


def refuse(blob_id: int) -> None:
    """Note that a blob is not clean: nobody ever opens it."""
    statement = update(Blob).where(Blob.id == blob_id, Blob.state == "unchecked")
    change(statement.values(state="refused", at=now(), retry_at=None))
