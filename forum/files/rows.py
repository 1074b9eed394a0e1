"""What the statements about files return."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class FileRow(NamedTuple):
    """A file with the bytes behind it."""

    id: int
    key: str
    name: str
    member_id: int
    at: datetime
    place: str | None
    place_id: int | None
    words_left_out: bool
    blob_id: int
    kind: str
    size: int
    sha256: str
    stored_as: str
    width: int | None
    height: int | None
    moving: bool
    widths: str
    state: str
    text_state: str
    pages: int | None
    first_line: str
    unread: int
    cut: bool


class BlobRow(NamedTuple):
    """Bytes in the storage, or on their way."""

    id: int
    stored_as: str
    kind: str
    state: str
    widths: str
    tries: int


class BesideRow(NamedTuple):
    """A file, and a recording that stands on the same text."""

    id: int
    name: str
    sound_id: int
    key: str
    sound: str
    """The name of the recording."""


class LengthRow(NamedTuple):
    """How many characters were read in the files on a text."""

    place_id: int
    length: int


class WordsRow(NamedTuple):
    """Some words of a file, and the text that it is on."""

    place_id: int
    text: str


class TextRow(NamedTuple):
    """Words that were read in a file."""

    number: int
    label: str
    place: int | None
    name: str
    start: int | None
    speaker: str
    text: str
    piece: int
