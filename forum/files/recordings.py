"""Which recording a transcript writes down: both stand on the same text."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from ..core.database.session import fetch_all
from ..core.file_kinds import KINDS
from .models import Blob, File
from .rows import BesideRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

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
