"""Reads files. Who may read one is asked by whoever calls: it hangs on what the file was put on."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from ...core.database.base import Moment
from ...core.database.session import fetch_all, fetch_one, session
from ...core.file_kinds import KINDS
from ..models import Blob, BlobText, File
from ..rows import BesideRow, BlobRow, FileRow, TextRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Exists
    from sqlalchemy.orm import InstrumentedAttribute

_OF_FILE = ("id", "key", "name", "member_id", "at", "place", "place_id", "words_left_out")
_OF_BLOB = (
    *("kind", "size", "sha256", "stored_as", "width", "height", "moving", "widths", "state"),
    *("text_state", "pages", "first_line", "unread", "cut"),
)
_FILES = select(
    *(getattr(File, name) for name in _OF_FILE),
    Blob.id.label("blob_id"),
    *(getattr(Blob, name) for name in _OF_BLOB),
).join(Blob, Blob.id == File.blob_id)
_FILE = _FILES.where(File.key == bindparam("key"))
_KEYS = _FILES.where(File.key.in_(bindparam("keys", expanding=True))).order_by(File.id)
_LINKED = re.compile(r'href="forum:/f/([0-9a-f]{32})"')
_LINKED_FILES = _KEYS.where(File.place == bindparam("place"))
_SENT = _FILES.where(
    File.member_id == bindparam("member_id"),
    File.form_key == bindparam("form_key"),
    File.sent_sha256 == bindparam("sent_sha256"),
    File.name == bindparam("name"),
)
_ON = _FILES.where(File.place == bindparam("place"), File.place_id == bindparam("place_id"))
_TEXT = (
    select(*(getattr(BlobText, name) for name in TextRow._fields))
    .where(BlobText.blob_id == bindparam("blob_id"))
    .order_by(BlobText.number)
)
_BLOBS = select(*(getattr(Blob, name) for name in BlobRow._fields)).order_by(Blob.id)
_IS_OWN = exists().where(File.blob_id == Blob.id, File.member_id == bindparam("member_id"))
_TELLS_NOTHING = Blob.text_state.in_(("none", "waiting"))
"""Whether bytes look as they do when they have just been put up: their words are not read."""
_SAME = _BLOBS.where(
    Blob.sha256 == bindparam("sha256"),
    Blob.kind == bindparam("kind"),
    Blob.state == "ready",
    or_(_IS_OWN, _TELLS_NOTHING),
).limit(1)
_WAITS = or_(and_(Blob.state == "ready", Blob.text_state == "waiting"), Blob.state == "unchecked")
DUE = and_(_WAITS, or_(Blob.retry_at.is_(None), Blob.retry_at <= bindparam("moment", type_=Moment)))
"""The condition that a blob is to be checked or read at a ``moment``."""
_WAITING = _BLOBS.where(DUE).limit(bindparam("most"))
_NO_FILE = ~exists().where(File.blob_id == Blob.id)
_LEFT_BEHIND = _BLOBS.where(
    or_(
        Blob.state == "gone",
        and_(Blob.at < bindparam("since", type_=Moment), Blob.state == "arriving"),
        and_(Blob.at < bindparam("since", type_=Moment), _NO_FILE),
    )
).limit(bindparam("most"))
_PAST = (
    select(File.id)
    .where(File.leaves_at <= bindparam("at", type_=Moment))
    .order_by(File.id)
    .limit(bindparam("most"))
)

_RECORDED = [key for key, kind in KINDS.items() if kind.family in ("audio", "video")]
_WRITTEN = [key for key, kind in KINDS.items() if kind.family == "text"]
_sound, _its_blob = aliased(File), aliased(Blob)
_BESIDE = (
    select(File.id, File.name, _sound.id.label("sound_id"), _sound.key, _sound.name.label("sound"))
    .join(Blob, Blob.id == File.blob_id)
    .join(_sound, (_sound.place == File.place) & (_sound.place_id == File.place_id))
    .join(_its_blob, _its_blob.id == _sound.blob_id)
    .where(
        File.id.in_(bindparam("ids", expanding=True)),
        Blob.kind.in_(_WRITTEN),
        _its_blob.kind.in_(_RECORDED),
        _its_blob.state == "ready",
    )
    .order_by(File.id, _sound.id)
)


def has_file(place: str, place_id: InstrumentedAttribute[int]) -> Exists:
    """Return the condition that a text has a file that its readers can open."""
    on_it = (File.place == place, File.place_id == place_id)
    return (
        exists()
        .where(*on_it, Blob.id == File.blob_id, Blob.state == "ready")
        .correlate_except(File, Blob)
    )


def file(key: str) -> FileRow | None:
    """Return the file with this *key*, whoever may read it, or None."""
    return fetch_one(FileRow, _FILE, {"key": key})


def files(keys: Sequence[str]) -> Sequence[FileRow]:
    """Return the files with these *keys*, whoever may read them."""
    return fetch_all(FileRow, _KEYS, {"keys": list(keys)}) if keys else ()


def linked_in(place: str, htmls: Iterable[str]) -> Sequence[FileRow]:
    """Return the files that these stored texts link to, and that were put on such a text.

    For a page that prints them: the texts were found to be read. Without a link nothing is asked.
    """
    keys = [key for html in htmls if "forum:/f/" in html for key in _LINKED.findall(html)]
    if not keys:
        return ()
    return fetch_all(FileRow, _LINKED_FILES, {"keys": list(dict.fromkeys(keys)), "place": place})


def sent_before(
    member_id: int, form_key: str | None, sent_sha256: str, name: str
) -> FileRow | None:
    """Return the file that a member has already put up with the same form, or None."""
    if form_key is None:
        return None
    form = {"form_key": form_key, "sent_sha256": sent_sha256, "name": name}
    values = {"member_id": member_id, **form}
    return fetch_one(FileRow, _SENT, values)


def on(place: str, place_id: int) -> Sequence[FileRow]:
    """Return the files on a text, also those that its newest version no longer names."""
    return fetch_all(FileRow, _ON.order_by(File.id), {"place": place, "place_id": place_id})


def text_of(blob_id: int) -> Sequence[TextRow]:
    """Return the words that were read in a file."""
    return fetch_all(TextRow, _TEXT, {"blob_id": blob_id})


def recordings_of(ids: Collection[int]) -> Mapping[int, str]:
    """Return the keys of the recordings that these files write down, by the ids of the files."""
    rows = fetch_all(BesideRow, _BESIDE, {"ids": list(ids)}) if ids else ()
    return {id: _nearest(beside).key for id, beside in groupby(rows, key=lambda row: row.id)}


def _nearest(beside: Iterable[BesideRow]) -> BesideRow:
    """Return the recording with whose name that of the file begins, the longest of them.

    Without one it is the last that was put up before the file, or else the first after it.
    """

    def nearness(row: BesideRow) -> tuple[int, int]:
        called = row.sound.rpartition(".")[0].lower()
        is_so = row.name.lower().startswith(called)
        return len(called) * is_so, row.sound_id if row.sound_id < row.id else -row.sound_id

    return max(beside, key=nearness)


def same_bytes(member_id: int, sha256: str, kind: str) -> BlobRow | None:
    """Return a blob with these bytes that a file of this member may be on, or None.

    Not one of others whose words have been read: that they are read at once would tell what others
    have put up.
    """
    values = {"member_id": member_id, "sha256": sha256, "kind": kind}
    return fetch_one(BlobRow, _SAME, values)


def blob(id: int) -> BlobRow | None:
    """Return a blob, or None."""
    return fetch_one(BlobRow, _BLOBS.where(Blob.id == id))


def waiting(at: datetime, *, most: int) -> Sequence[BlobRow]:
    """Return blobs that are to be checked or read *at* a moment, the oldest first."""
    return fetch_all(BlobRow, _WAITING, {"moment": at, "most": most})


def number_waiting() -> int:
    """Return how many blobs are to be checked or read, those too that could not be yet."""
    return session().scalar(select(func.count()).select_from(Blob).where(_WAITS)) or 0


def waiting_since() -> datetime | None:
    """Return since when the oldest blob waits that has not been tried; None if there is none."""
    return session().scalar(select(func.min(Blob.at)).where(_WAITS, Blob.tries == 0))


def left_behind(since: datetime, *, most: int) -> Sequence[BlobRow]:
    """Return blobs whose bytes are to be deleted: gone, or *since* a moment without any file."""
    return fetch_all(BlobRow, _LEFT_BEHIND, {"since": since, "most": most})


def past(at: datetime, *, most: int) -> Sequence[int]:
    """Return the ids of files that no text has named in time."""
    return session().connection().execute(_PAST, {"at": at, "most": most}).scalars().all()


def bytes_of_member(member_id: int) -> int:
    """Return how many bytes the files of a member have together."""
    return _sum(File.member_id == member_id)


def bytes_on(place: str, place_id: int) -> int:
    """Return how many bytes the files on a text have together."""
    return _sum(and_(File.place == place, File.place_id == place_id))


def bytes_in_space(space_id: int) -> int:
    """Return how many bytes the files on texts of a space have together."""
    return _sum(File.space_id == space_id)


def _sum(condition: ColumnElement[bool]) -> int:
    total = select(func.coalesce(func.sum(Blob.size), 0)).join(File, File.blob_id == Blob.id)
    return int(session().scalar(total.where(condition)) or 0)
