"""Files go: their rows at once, their words with them, and their bytes as soon as possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, select, update

from ...core.database.base import now
from ...core.database.outbox import call_worker
from ...core.database.session import change, session
from ..models import Blob, BlobText, File
from .changes import record_file

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement

    from ..rows import BlobRow


def remove(ids: Sequence[int]) -> None:
    """Delete the files *ids*. Bytes that no other file has are marked as gone, in the same commit.

    ``sweeping.sweep`` deletes them from the storage.
    """
    if ids:
        _delete(File.id.in_(ids))


def remove_loose(id: int) -> bool:
    """Delete a file that no text names; return whether there was one.

    It is asked in the same statement: the text that names it may just have been saved.
    """
    return _delete(File.id == id, File.place.is_(None))


def _delete(*which: ColumnElement[bool]) -> bool:
    columns = (File.id, File.place, File.place_id, File.blob_id)
    gone = change(delete(File).where(*which).returning(*columns)).all()
    for id, place, place_id, _ in gone:
        record_file(id, place, place_id, text_too=True)
    if gone:
        let_go(list(dict.fromkeys(blob_id for *_, blob_id in gone)))
    return bool(gone)


def let_go(blobs: Sequence[int]) -> None:
    """Mark those of *blobs* that no file has as gone, and delete the words in them."""
    # Locked before they are looked at: a file that is put up now may be on one of them.
    session().execute(select(Blob.id).where(Blob.id.in_(blobs)).with_for_update())
    no_file = ~exists().where(File.blob_id == Blob.id)
    left = (
        update(Blob)
        .where(Blob.id.in_(blobs), no_file)
        .values(state="gone", at=now(), first_line="", text_state="none")
    )
    gone = change(left.returning(Blob.id)).scalars().all()
    if gone:
        call_worker(session())
        change(delete(BlobText).where(BlobText.blob_id.in_(gone)))


def remove_from(place: str, place_id: int, *, but: Collection[str] = ()) -> None:
    """Delete the files on a text, *but* those with these keys."""
    rows = session().execute(
        select(File.id, File.key).where(File.place == place, File.place_id == place_id)
    )
    remove([id for id, key in rows if key not in but])


def forget_blob(blob: BlobRow) -> None:
    """Delete the row of a blob whose bytes are gone from the storage; its words went before."""
    change(delete(Blob).where(Blob.id == blob.id))


def mark_gone(blob: BlobRow) -> bool:
    """Mark a blob that no file has as gone, if it is still so; return whether it is."""
    let_go([blob.id])
    return session().scalar(select(Blob.state).where(Blob.id == blob.id)) == "gone"
