"""Deletes what no text has named in time, and the bytes that no file has any more."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir
from typing import TYPE_CHECKING

from ..core.database.base import now
from ..core.database.one_by_one import one_by_one
from ..core.database.session import session
from ..core.storage import Folder, storage
from . import queries
from .actions import removal
from .storing import FOLDER

if TYPE_CHECKING:
    from datetime import datetime
    from threading import Event

    from .rows import BlobRow

_log = logging.getLogger(__name__)
MOST = 20
"""Files, and blobs, a round."""
ARRIVING = timedelta(days=1)
"""How long bytes may be on their way."""


def sweep(at: datetime | None = None, *, stop: Event | None = None) -> int:
    """Delete what is to go *at* a moment, by default now; return how much it was.

    The session must have no open transaction. Whatever a process that dies leaves undone, the next
    round does.
    """
    at = at or now()
    session().rollback()
    past = queries.past(at, most=MOST)
    session().rollback()
    acts = [
        (f"deleting file {id}, which no text names", partial(removal.remove_loose, id))
        for id in past
    ]
    done = one_by_one(acts, log=_log, stop=stop)
    _tidy(now() - ARRIVING)  # of other processes too, and they go by the clock
    left = queries.left_behind(at - ARRIVING, most=MOST)
    session().rollback()
    acts = [(f"deleting the bytes of blob {blob.id}", partial(_delete, blob)) for blob in left]
    return done + one_by_one(acts, log=_log, stop=stop)


def _tidy(before: datetime) -> None:
    """Delete what processes have left that ended *before* a moment while they looked at a file."""
    files = storage()
    with suppress(OSError):
        if isinstance(files, Folder):
            files.tidy(before)
        for folder in Path(gettempdir()).glob(f"{FOLDER}*"):
            if folder.stat().st_mtime < before.timestamp():
                rmtree(folder, ignore_errors=True)


def _delete(blob: BlobRow) -> bool:
    """Delete the bytes of *blob*, then its row; False if a file has them again."""
    if blob.state != "gone" and not removal.mark_gone(blob):
        return False
    for name in names_of(blob.stored_as, blob.widths):
        storage().delete(name)
    removal.forget_blob(blob)
    return True


def names_of(stored_as: str, widths: str) -> list[str]:
    """Return the names under which the bytes of a blob and its smaller pictures are stored."""
    return [stored_as, *(f"{stored_as}-{width}" for width in widths.split(",") if width)]
