"""Reads the words of a member's own files that are in no index: those on entries of a journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from ...core.database.session import fetch_all
from ..models import BlobText, File
from ..rows import LengthRow, WordsRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_OWN_WORDS = (
    select(File.place_id, BlobText.text)
    .join(BlobText, BlobText.blob_id == File.blob_id)
    .where(
        File.place == bindparam("place"),
        File.member_id == bindparam("member_id"),
        ~File.words_left_out,
        BlobText.piece > 0,
    )
)
_OF_SOME = File.place_id.in_(bindparam("place_ids", expanding=True))
_LENGTH = func.sum(func.length(BlobText.text)).label("length")
_LENGTHS = _OWN_WORDS.with_only_columns(File.place_id, _LENGTH).group_by(File.place_id)
_SOME_WORDS = _OWN_WORDS.where(_OF_SOME).order_by(File.id, BlobText.number)


def own_words(
    place: str, place_ids: Sequence[int], member_id: int, *, most: int
) -> Mapping[int, str]:
    """Return the words of the files that a member put on texts, as far as files are found by them.

    By these texts, in their order: those that have at most *most* characters together.
    """
    of = {"place": place, "member_id": member_id}
    lengths = {row.place_id: row.length for row in fetch_all(LengthRow, _LENGTHS, of)}
    some, left = [], most
    for id in place_ids:
        if 0 < lengths.get(id, 0) <= left:
            some.append(id)
            left -= lengths[id]
    words: dict[int, str] = {}
    for row in fetch_all(WordsRow, _SOME_WORDS, {**of, "place_ids": some}) if some else ():
        words[row.place_id] = f"{words.get(row.place_id, '')}\n{row.text}"
    return words
