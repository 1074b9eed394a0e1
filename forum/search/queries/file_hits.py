"""The files that were found, as far as the viewer may read what they are on, and where in them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import Integer, Text, and_, bindparam, func, literal_column, null, or_, select

from ...artefacts.models import Artefact
from ...artefacts.policy import visible_to as page_visible_to
from ...core.database.id_list import is_among
from ...core.database.session import fetch_all
from ...core.text.snippet import read, snippet
from ...files.models import MOST_PIECES, Blob, BlobText, File
from ...files.queries import recordings_of
from ...threads.models import Post, Thread
from ...threads.policy.readable_text import readable
from ...threads.policy.sight import visible_to
from ..rows import FileHitRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ...core.text.snippet import Piece, Read, Span
    from ...members.viewer import Viewer

ROOM = 260
"""Letters that are shown around what was found: short lines of a recording are shown together."""
_NO_WORDS, _NONE = literal_column("''", Text), literal_column("0", Integer)
_PIECES = literal_column(str(MOST_PIECES + 1), Integer)
_FILES = (
    select(
        File.id,
        File.key,
        File.name,
        Blob.kind,
        File.at,
        func.coalesce(Thread.title, Artefact.title).label("title"),
        Post.thread_id,
        func.coalesce(Thread.space_id, Artefact.space_id).label("space_id"),
        null().label("recording"),
        func.coalesce(BlobText.piece, _NONE).label("piece"),
        func.coalesce(BlobText.number, _NONE).label("number"),
        func.coalesce(BlobText.label, _NO_WORDS).label("label"),
        BlobText.place,
        func.coalesce(BlobText.name, _NO_WORDS).label("part_name"),
        BlobText.start,
        func.coalesce(BlobText.text, _NO_WORDS).label("text"),
    )
    .join(Blob, and_(Blob.id == File.blob_id, Blob.state == "ready"))
    .outerjoin(Post, and_(File.place == "post", Post.id == File.place_id))
    .outerjoin(Thread, Thread.id == Post.thread_id)
    .outerjoin(Artefact, and_(File.place == "page", Artefact.id == File.place_id))
    .outerjoin(
        BlobText,
        and_(
            BlobText.blob_id == Blob.id,
            ~File.words_left_out,
            is_among(File.id * _PIECES + BlobText.piece, "pieces"),
        ),
    )
    .where(
        File.id.in_(bindparam("ids", expanding=True)),
        or_(and_(readable("lists"), visible_to()), page_visible_to()),
    )
    .order_by(File.id, BlobText.number)
)


def file_hits(viewer: Viewer, ids: Iterable[str]) -> Mapping[str, Sequence[FileHitRow]]:
    """Return the parts of files among the documents *ids* that *viewer* may read, by document."""
    wanted = [tuple(map(int, id[1:].split("-"))) for id in ids if id.startswith("f")]
    if not wanted:
        return {}
    pieces = [id * (MOST_PIECES + 1) + piece for id, piece in wanted]
    values = {"ids": list({id for id, _ in wanted}), "pieces": pieces, **viewer.binds()}
    rows = fetch_all(FileHitRow, _FILES, values)
    recordings = recordings_of({row.id for row in rows if row.start is not None})
    rows = [row._replace(recording=recordings.get(row.id)) for row in rows] if recordings else rows
    parts = {id: list(some) for id, some in groupby(rows, key=lambda row: row.id)}
    return {f"f{id}-{n}": _of(parts[id], n) for id, n in wanted if id in parts}


def _of(parts: Sequence[FileHitRow], piece: int) -> Sequence[FileHitRow]:
    """Return the *parts* of a piece; if it has no words any more, the file alone."""
    found = [part for part in parts if part.piece == piece]
    return found or [parts[0]._replace(piece=0, number=0, text="")]


def place_in(
    parts: Sequence[FileHitRow], mark: Callable[[Read], list[Span]]
) -> tuple[FileHitRow, tuple[Piece, ...], Read]:
    """Return where in *parts* of a file most of the words stand, what stands there, and its text.

    A file that was found by its name begins with its first part.
    """
    marked = [len(set(_words_at(text, mark(text)))) for text in (read(row.text) for row in parts)]
    most = max(marked)
    at = marked.index(most)
    row, text = parts[at], parts[at].text
    for other in parts[at + 1 :]:
        if row.label != "minute" or len(text) >= ROOM:
            break
        text += f"\n{other.text}"
    shown = read(text)
    if most:
        return row._replace(text=""), tuple(snippet(shown, found=mark(shown))), shown
    first = tuple(snippet(shown, found=[])) if row.number == 1 else ()
    return row._replace(number=0, text=""), first, shown


def _words_at(text: Read, spans: Iterable[Span]) -> Iterable[str]:
    return (text.text[start:end].lower() for start, end in spans)
