"""Makes the documents of files: their names and words, under the rights of what they are on.

A file is found with the post or the page that it is on, and by whoever finds that. It has a
document for each piece of its words, so that a hit is a place in it and not a whole book.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select

from ..artefacts.models import Artefact
from ..artefacts.policy import is_shown as is_artefact_shown
from ..core.database.id_list import is_among
from ..core.database.session import fetch_all, session
from ..core.index.protocol import Document
from ..files.models import MOST_PIECES, Blob, BlobText, File
from ..spaces.models import Space
from ..threads.models import Post, Thread
from ..threads.policy.readable_text import is_shown
from ..threads.policy.sight import unsealed
from . import documents
from .kinds import FILE, WITH_FILE, scope, scope_of_thread, tags_in
from .rows import IdRow, IndexedFileRow, IndexedWordsRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .documents import Changes

    Gone = list[tuple[str, str]]

BATCH = 20
"""Files whose words are read at once: 12 million letters at most."""
_FILES = (
    select(
        File.id,
        File.name,
        File.member_id,
        File.at,
        File.words_left_out,
        File.blob_id,
        Post.thread_id,
        Artefact.id.label("page_id"),
        Space.id.label("space_id"),
        Space.access,
        func.coalesce(Thread.tags, Artefact.tags).label("tags"),
        (~unsealed("everybody")).label("sealed"),
    )
    .join(Blob, and_(Blob.id == File.blob_id, Blob.state == "ready"))
    .outerjoin(Post, and_(File.place == "post", Post.id == File.place_id))
    .outerjoin(Thread, Thread.id == Post.thread_id)
    .outerjoin(Artefact, and_(File.place == "page", Artefact.id == File.place_id))
    .join(Space, Space.id == func.coalesce(Thread.space_id, Artefact.space_id))
    .where(
        is_among(File.id, "ids"),
        or_(and_(is_shown(), Thread.gone_at.is_(None)), is_artefact_shown()),
    )
)
_WORDS = (
    select(BlobText.blob_id, BlobText.piece, BlobText.text)
    .where(is_among(BlobText.blob_id, "ids"), BlobText.piece > 0)
    .order_by(BlobText.blob_id, BlobText.number)
)
_ON = select(File.id).where(is_among(File.place_id, "ids"))


def read_changed(changed: Changes) -> Iterator[tuple[list[Document], Gone]]:
    """Yield the documents of what has *changed*, and the keys of what is gone, some at a time.

    The files of a text are read again where it may be seen by others than before. Nothing is asked
    about files where no text has any.
    """
    files = set(changed.files)
    for place, ids, again, read in (
        ("post", changed.posts, changed.posts - changed.openings, documents.posts),
        ("page", changed.artefacts, changed.artefacts, documents.artefacts),
    ):
        for some in documents.batches(ids):
            found, gone = read(some)
            without = {int(each.id[1:]) for each in found if WITH_FILE not in each.states}
            files |= _on(place, (again & {*some}) - without)
            yield found, gone
    waiting = sorted(files)
    for start in range(0, len(waiting), BATCH):
        yield read_files(waiting[start : start + BATCH])


def _on(place: str, ids: set[int]) -> set[int]:
    if not ids:
        return set()
    statement = _ON.where(File.place == place)
    return {row.id for row in fetch_all(IdRow, statement, {"ids": sorted(ids)})}


def read_files(ids: Sequence[int]) -> tuple[list[Document], Gone]:
    """Return the documents of the files *ids*, and the keys of all that they have no more."""
    rows = fetch_all(IndexedFileRow, _FILES, {"ids": ids})
    read = {row.blob_id for row in rows if not row.words_left_out}
    words = fetch_all(IndexedWordsRow, _WORDS, {"ids": sorted(read)}) if read else ()
    bodies: dict[int, list[str]] = {}
    for (blob_id, _), parts in groupby(words, key=lambda row: (row.blob_id, row.piece)):
        bodies.setdefault(blob_id, []).append("\n".join(part.text for part in parts))
    found, made = [], dict.fromkeys(ids, 0)
    for row in rows:
        pieces = [] if row.words_left_out else bodies.get(row.blob_id, [])
        found += [_document(row, n, body) for n, body in enumerate(pieces or [""], 1)]
        made[row.id] = max(len(pieces), 1)
    return found, [("id", key) for id, n in made.items() for key in keys_of(id, after=n)]


def keys_of(id: int, *, after: int = 0) -> list[str]:
    """Return the keys of all documents that a file can have, *after* the first ones."""
    return [f"f{id}-{n}" for n in range(after + 1, MOST_PIECES + 1)]


def _document(row: IndexedFileRow, piece: int, body: str) -> Document:
    sealed = row.sealed and row.thread_id is not None
    return Document(
        id=f"f{row.id}-{piece}",
        kind=FILE,
        thread_id=row.thread_id,
        page_id=row.page_id,
        author_id=row.member_id,
        space_id=row.space_id,
        scope=scope_of_thread(row.thread_id or 0) if sealed else scope(row),
        tags=tags_in(row.tags),
        at=row.at,
        thread_title=row.name,
        body=body,
        states=(WITH_FILE,),
    )


def all_files(after: int) -> Sequence[int]:
    """Return the ids of the next files on posts and pages after the id *after*."""
    places = File.place.in_(("post", "page"))
    statement = select(File.id).where(File.id > after, places).order_by(File.id).limit(BATCH)
    return [row.id for row in fetch_all(IdRow, statement)]


def count() -> int:
    """Return how many files there are on posts and pages, those too that nobody finds."""
    number = select(func.count()).select_from(File).where(File.place.in_(("post", "page")))
    return session().scalar(number) or 0
