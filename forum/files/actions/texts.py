"""What was read in a file is saved, or what became of reading and checking it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, update

from ...core.database.base import now
from ...core.database.session import change, session
from ..models import Blob, BlobText, File
from .removal import let_go

if TYPE_CHECKING:
    from datetime import datetime

    from ..rows import Words


def save(blob_id: int, found: Words) -> None:
    """Save what was read in a blob."""
    if not _still(blob_id, state="read" if found.parts else "empty"):
        return
    change(delete(BlobText).where(BlobText.blob_id == blob_id))
    if found.parts:
        rows = [{"blob_id": blob_id, **part._asdict()} for part in found.parts]
        session().connection().execute(insert(BlobText), rows)
    values = {
        "pages": found.pages,
        "first_line": found.first_line,
        "unread": found.unread,
        "cut": found.cut,
    }
    change(update(Blob).where(Blob.id == blob_id).values(values))


def _still(blob_id: int, *, state: str) -> bool:
    """Note what became of reading a blob; return False if it is not waiting to be read any more."""
    statement = (
        update(Blob)
        .where(Blob.id == blob_id, Blob.state == "ready", Blob.text_state == "waiting")
        .values(text_state=state, retry_at=None)
    )
    return bool(change(statement).rowcount)


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


def refuse(blob_id: int) -> None:
    """Note that a blob is not clean, or no picture: nobody ever opens it."""
    statement = update(Blob).where(Blob.id == blob_id, Blob.state == "unchecked")
    change(statement.values(state="refused", at=now(), retry_at=None))


def replace_blob(blob_id: int, *, by: int) -> None:
    """Let the files of a blob have the picture that was drawn anew from it."""
    change(update(Blob).where(Blob.id == by).values(state="ready", at=now()))
    change(update(File).where(File.blob_id == blob_id).values(blob_id=by))
    let_go([blob_id])
