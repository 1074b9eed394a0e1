"""Takes a file in: looked at, stored, then given to whoever sent it; whatever dies on the way.

It commits twice. The first commit announces the bytes, so that they are found and deleted if the
process ends before the second, which makes the file: a file never has a row without bytes.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING

from ..core.database.base import now
from ..core.database.session import commit
from ..core.file_kinds import KINDS
from ..core.reading.widths import printed_of
from ..core.storage import storage
from . import queries
from .actions import uploads
from .arrival import look_at
from .errors import NotTaken
from .models import STAYS_IN_DRAFT, STAYS_IN_FORM

if TYPE_CHECKING:
    from .arrival import Arrival
    from .rows import FileRow

FOLDER = "forum-file-"
"""How the folders of files that are looked at begin, in the system's folder for such."""
_ROUNDS = 3


def take(
    stream: IO[bytes], name: str, *, member_id: int, form_key: str | None, is_draft: bool
) -> FileRow:
    """Return the file that *stream* sends; sent again with the same form, it is the same file.

    Raises NotTaken. What was written before is committed first: no lock is held while the file is
    looked at, which may take as long as its limits allow.
    """
    commit()
    leaves_at = now() + (STAYS_IN_DRAFT if is_draft else STAYS_IN_FORM)
    with TemporaryDirectory(prefix=FOLDER) as folder:
        arrival = look_at(stream, name, Path(folder))
        known = queries.sent_before(member_id, form_key, arrival.sent_sha256, arrival.name)
        if known is not None:
            return known
        uploads.refuse_full(member_id, more=arrival.size)  # before anything is stored
        for _ in range(_ROUNDS):  # the same bytes may go while they are looked for
            blob_id = _store(arrival, member_id=member_id)
            try:
                made = uploads.settle(
                    blob_id, arrival, member_id=member_id, form_key=form_key, leaves_at=leaves_at
                )
            except NotTaken:
                commit()
                raise
            commit()
            if made is not None:
                return made
    raise RuntimeError("the same bytes were deleted again and again")


def printed_bytes(file: FileRow) -> tuple[str, bytes]:
    """Return the media type and the bytes of a picture, as large as a page prints it."""
    small = printed_of(map(int, filter(None, file.widths.split(","))))
    media = "image/webp" if small else KINDS[file.kind].media
    with storage().open(f"{file.stored_as}-{small}" if small else file.stored_as) as stream:
        return media, stream.read()


def _store(arrival: Arrival, *, member_id: int) -> int:
    """Return the id of the blob for *arrival*, whose bytes are in the storage when this returns."""
    blob_id, stored_as = uploads.announce(arrival, member_id=member_id)
    commit()
    if stored_as:
        paths = {"": arrival.path} | {
            f"-{width}": path for width, path in arrival.thumbnails.items()
        }
        for end, path in paths.items():
            with path.open("rb") as file:
                storage().save(stored_as + end, file)
    return blob_id
