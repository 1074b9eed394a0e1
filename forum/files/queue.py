"""Works off what waits outside of requests: files are checked again, and their words are read.

Each is read in a process of its own, with limits. One that cannot be read is not tried for
ever, and delays no other.
"""

from __future__ import annotations

import json
import logging
import shutil
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ..core.database.base import now
from ..core.database.one_by_one import one_by_one
from ..core.database.session import commit, session
from ..core.limited_process import Locked, NotRead, TooBig, TooSlow, run
from ..core.storage import storage
from . import queries
from .actions import texts
from .policy import has_words
from .scanner import is_clean
from .storing import FOLDER
from .sweeping import names_of

if TYPE_CHECKING:
    from datetime import datetime
    from threading import Event

    from .pieces import Told
    from .rows import BlobRow

_log = logging.getLogger(__name__)
MOST, TRIES = 20, 3
"""Files a round, and how often one is read that needs too much time or memory."""
_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
"""Before the second try, doubled after each, and at most."""
_CLAIM = timedelta(minutes=10)
"""How long whoever claims a file has for it."""


def work_off(at: datetime | None = None, *, stop: Event | None = None, most: int = MOST) -> int:
    """Check and read *most* files that wait *at* a moment, by default now; return how many it was.

    Each is claimed first, for longer than it may take: no two processes do the same, and one that
    dies or fails leaves it to be done later. The session must have no open transaction.
    """
    at = at or now()
    session().rollback()
    found = queries.waiting(at, most=MOST)
    session().rollback()
    done = 0
    for blob in found:
        act = _read if blob.state == "ready" else _check
        claim = f"claiming blob {blob.id}", partial(texts.claim, blob.id, at, until=at + _CLAIM)
        if done < most and one_by_one([claim], log=_log, stop=stop):
            one_by_one([(f"reading blob {blob.id}", partial(act, blob, at))], log=_log, stop=stop)
            done += 1
    return done


def waits() -> int:
    """Return how many files wait to be checked or read, now or after a pause."""
    number = queries.number_waiting()
    session().rollback()
    return number


def _fetch(blob: BlobRow, folder: Path) -> Path:
    path = folder / "stored"
    with storage().open(blob.stored_as) as stream, path.open("xb") as file:
        shutil.copyfileobj(stream, file)
    return path


def _check(blob: BlobRow, at: datetime) -> bool:
    """Ask the scanner about a file that nobody can open yet."""
    with TemporaryDirectory(prefix=FOLDER) as folder:
        clean = is_clean(_fetch(blob, Path(folder)))
    if clean is None:
        texts.wait(blob.id, until=_pause(blob, at))
    elif clean:
        texts.accept(blob.id, reads=has_words(blob.kind))
    else:
        _refuse(blob)
    return True


def _refuse(blob: BlobRow) -> None:
    texts.refuse(blob.id)
    commit()
    for name in names_of(blob.stored_as, blob.widths):
        storage().delete(name)


def _read(blob: BlobRow, at: datetime) -> bool:
    """Read the words of a file, and say what became of it."""
    with TemporaryDirectory(prefix=FOLDER) as folder:
        try:
            told: Told = json.loads(run("text", _fetch(blob, Path(folder)), kind=blob.kind))
        except Locked:
            texts.give_up(blob.id, "locked")
        except (TooSlow, TooBig) as fault:
            if blob.tries + 1 < TRIES and isinstance(fault, TooSlow):
                texts.wait(blob.id, until=_pause(blob, at))
            else:
                texts.give_up(blob.id, "large")
        except NotRead:
            texts.give_up(blob.id, "failed")
        else:
            texts.save(blob.id, told)
    return True


def _pause(blob: BlobRow, at: datetime) -> datetime:
    pause: timedelta = _PAUSE * 2 ** min(blob.tries, 20)
    return at + min(pause, _LONGEST_PAUSE)
