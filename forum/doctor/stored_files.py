"""Finds files whose bytes are missing, and files on texts that are not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, exists, or_, select

from ..artefacts.models import Artefact
from ..core.database.session import fetch_all
from ..core.storage import storage
from ..files.actions.removal import remove
from ..files.models import Blob, File
from ..files.sweeping import names_of
from ..journal import queries as journal
from ..threads.models import Post

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_STORED = ("ready", "unchecked")
_IS_THERE = {
    "post": exists().where(Post.id == File.place_id),
    "page": exists().where(Artefact.id == File.place_id),
    "entry": journal.is_there(File.place_id),
}
"""Whether the text that a file is on is there, by the kind of text."""


class StoredRow(NamedTuple):
    """A blob whose bytes should be in the storage."""

    id: int
    stored_as: str
    widths: str


class LostRow(NamedTuple):
    """A file on a text that is not there."""

    id: int


def missing() -> Iterator[str]:
    """Yield the names of bytes that should be in the storage and are not.

    Each is opened, and nothing of it is read.
    """
    statement = select(Blob.id, Blob.stored_as, Blob.widths).where(Blob.state.in_(_STORED))
    for blob in fetch_all(StoredRow, statement.order_by(Blob.id)):
        names = names_of(blob.stored_as, blob.widths)
        yield from (name for name in names if not _is_there(name))


def _is_there(name: str) -> bool:
    try:
        storage().open(name).close()
    except FileNotFoundError:
        return False
    return True


def lost() -> Sequence[int]:
    """Return the ids of files on texts that are not there: nobody can read them."""
    gone = [and_(File.place == place, ~is_there) for place, is_there in _IS_THERE.items()]
    statement = select(File.id).where(or_(*gone)).order_by(File.id)
    return [row.id for row in fetch_all(LostRow, statement)]


def repair(ids: Sequence[int]) -> None:
    """Delete the files *ids*."""
    remove(ids)
