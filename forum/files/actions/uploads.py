"""A file is put up: its bytes are announced, stored, and given to whoever sent them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import case, update

from ...core.database.base import now
from ...core.database.session import change, session, upsert
from ...core.state import state
from ...members.actions import lock_member
from .. import queries
from ..errors import NotTaken, full
from ..models import Blob, File
from .changes import record_file
from .removal import let_go, remove_loose

if TYPE_CHECKING:
    from datetime import datetime

    from ..arrival import Arrival
    from ..rows import FileRow


def announce(arrival: Arrival, *, member_id: int) -> tuple[int, str]:
    """Return the id of the blob for what has arrived, and the name under which to store it.

    The name is empty if the same bytes are there, and it tells nothing. Otherwise the row has to be
    committed before anything is stored: bytes without a row would never be found again.
    """
    known = queries.same_bytes(member_id, arrival.sha256, arrival.kind)
    if arrival.checked and known is not None:
        return known.id, ""
    made = Blob(
        sha256=arrival.sha256,
        stored_as=f"{arrival.sha256[:2]}/{arrival.sha256}-{uuid4().hex[:8]}",
        kind=arrival.kind,
        size=arrival.size,
        width=arrival.width,
        height=arrival.height,
        moving=arrival.moving,
        widths=",".join(str(width) for width in arrival.thumbnails),
    )
    session().add(made)
    session().flush()
    return made.id, made.stored_as


def settle(
    blob_id: int, arrival: Arrival, *, member_id: int, form_key: str | None, leaves_at: datetime
) -> FileRow | None:
    """Make the file of a blob whose bytes are stored, and return it.

    It goes at *leaves_at* unless a text has named it by then. None is returned if the bytes went
    meanwhile: they have to be stored again. Raises NotTaken if the member's files would have too
    many bytes: the rows of one member are written one after the other, so two tabs cannot pass.
    Bytes that no file has then are marked as gone, also where it is raised: commit that.
    """
    lock_member(member_id)
    if not _is_stored(blob_id, arrival):
        return None
    file = {
        "key": uuid4().hex,
        "blob_id": blob_id,
        "member_id": member_id,
        "name": arrival.name,
        "at": now(),
        "leaves_at": leaves_at,
        "form_key": form_key,
        "sent_sha256": arrival.sent_sha256,
        "words_left_out": False,
    }
    insert = upsert(File).values(file).on_conflict_do_nothing().returning(File.id)
    try:
        with session().begin_nested():  # one that is not taken leaves nothing to whoever commits
            added = change(insert).first()
            if added is not None:
                refuse_full(member_id)
    except NotTaken:
        let_go([blob_id])
        raise
    if added is None and form_key is not None:
        let_go([blob_id])  # of a form that was sent twice at once, the other was first
        return queries.sent_before(member_id, form_key, arrival.sent_sha256, arrival.name)
    return queries.file(str(file["key"]))


def refuse_full(member_id: int, *, more: int = 0) -> None:
    """Raise NotTaken if a member's files have too many bytes, or would have with *more*."""
    longest = state().config.member_files_limit
    if longest and queries.bytes_of_member(member_id) + more > longest:
        raise NotTaken(full(longest))


def _is_stored(blob_id: int, arrival: Arrival) -> bool:
    """Lock a blob that is stored, so that it does not go; return whether it is one."""
    stored = "ready" if arrival.checked else "unchecked"
    is_new = Blob.state == "arriving"
    known = (
        update(Blob)
        .where(Blob.id == blob_id, Blob.state.in_(("arriving", stored)))
        .values(
            state=stored,
            at=now(),
            text_state=case((is_new, arrival.text_state), else_=Blob.text_state),
        )
    )
    return bool(change(known).rowcount)


def drop(member_id: int, key: str) -> bool:
    """Delete a file that a member has put up and that no text names; return whether it was one."""
    found = queries.file(key)
    return found is not None and found.member_id == member_id and remove_loose(found.id)


def rename(file_id: int, name: str) -> None:
    """Give a file of somebody who is forgotten another *name*.

    Its form is forgotten too, which would tell apart no two files that have the same name now.
    """
    statement = update(File).where(File.id == file_id).values(name=name, form_key=None)
    place, place_id = change(statement.returning(File.place, File.place_id)).one()
    record_file(file_id, place, place_id, text_too=False)


def leave_words_out(file_id: int, *, yes: bool) -> None:
    """Leave the words of a file out of the search and of its page, or bring them back."""
    statement = update(File).where(File.id == file_id).values(words_left_out=yes)
    place, place_id = change(statement.returning(File.place, File.place_id)).one()
    record_file(file_id, place, place_id, text_too=False)
