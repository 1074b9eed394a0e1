"""Files that members put up, the bytes behind them, and the words that are read in them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base, OneOf, now, partial_index

PLACES = ("post", "page", "entry")
"""What a file can be put on: a post, a page of the library, an entry of a journal."""
STATES = ("arriving", "unchecked", "ready", "refused", "gone")
TEXT_STATES = ("none", "waiting", "read", "empty", "large", "failed", "locked")

PART, PIECE, MOST_PIECES = 6_000, 24_000, 25
"""Letters of a part of the words in a file, and of a document of the index, at most; documents of a
file: 100,000 words, as in a book of 250 pages. What follows is read on its page, and not found.

A document of the index is about as long as a long post, so that a file is not found by words that
stand far from each other, and a hit reads no more than that.
"""
STAYS_IN_FORM, STAYS_IN_DRAFT = timedelta(days=1), timedelta(days=7)
"""How long a file stays that no saved text names: as long as its form may be open, or as a browser
keeps the draft that names it."""


class Blob(Base, kw_only=True):
    """Bytes in the storage, once for all files that have the same; see ``queries.same_bytes``.

    The row is written before the bytes, and deleted after them: what a process that dies leaves
    behind is found by it.
    """

    __tablename__ = "forum_blob"
    __table_args__ = (
        Index(None, "sha256"),
        partial_index(None, "state", "at", where="state <> 'ready'"),
        partial_index(None, "text_state", "retry_at", where="text_state = 'waiting'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sha256: Mapped[str] = mapped_column(Text)
    stored_as: Mapped[str] = mapped_column(Text, unique=True)
    """Its name in the storage, which no other blob ever has; of a thumbnail with its width."""
    kind: Mapped[str] = mapped_column(Text)
    """One of ``core/file_kinds.py: KINDS``, found in its bytes."""
    size: Mapped[int] = mapped_column(BigInteger)
    """In bytes."""
    width: Mapped[int | None] = mapped_column(default=None)
    height: Mapped[int | None] = mapped_column(default=None)
    moving: Mapped[bool] = mapped_column(default=False)
    widths: Mapped[str] = mapped_column(Text, default="")
    """Of its thumbnails, in pixels, separated by commas."""
    state: Mapped[str] = mapped_column(OneOf(*STATES), default="arriving")
    """"arriving" until its bytes are stored, "unchecked" while no scanner has said that they are
    clean, "gone" once they are to be deleted."""
    at: Mapped[datetime] = mapped_column(default_factory=now)
    """When it came into this state."""
    text_state: Mapped[str] = mapped_column(OneOf(*TEXT_STATES), default="none")
    tries: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it is checked or read again, after it could not be."""
    pages: Mapped[int | None] = mapped_column(default=None)
    """Pages, slides or sheets that it has."""
    first_line: Mapped[str] = mapped_column(Text, default="")
    unread: Mapped[int] = mapped_column(default=0)
    """Hidden sheets, rows and slides, whose words are left out."""
    cut: Mapped[bool] = mapped_column(default=False)
    """Whether it has more words than were read."""


class BlobText(Base, kw_only=True):
    """Words that were read in a file: of a page, a slide, a sheet, or what was said at a time."""

    __tablename__ = "forum_blob_text"
    __table_args__ = (Index(None, "blob_id", "piece"),)

    blob_id: Mapped[int] = mapped_column(ForeignKey("forum_blob.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """From 1, in the order of the file."""
    label: Mapped[str] = mapped_column(OneOf("", "page", "slide", "sheet", "minute"), default="")
    """What it is."""
    place: Mapped[int | None] = mapped_column(default=None)
    """Which page, slide or sheet, from 1."""
    name: Mapped[str] = mapped_column(Text, default="")
    """The name of a sheet, or the title of a slide."""
    start: Mapped[int | None] = mapped_column(default=None)
    """When it was said, in seconds from the beginning of a recording."""
    speaker: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text)
    piece: Mapped[int] = mapped_column(default=0)
    """With which others it is one document of the index, from 1; 0 if it is in none."""


class File(Base, kw_only=True):
    """A file that a member put up. It may be read by whoever may read what it was put on."""

    __tablename__ = "forum_file"
    __table_args__ = (
        UniqueConstraint("member_id", "form_key", "sent_sha256", "name"),
        Index(None, "place", "place_id"),
        Index(None, "blob_id"),
        Index(None, "space_id"),
        partial_index(None, "leaves_at", where="leaves_at IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    key: Mapped[str] = mapped_column(Text, unique=True)
    """Random, and all of its address: nobody can guess one."""
    blob_id: Mapped[int] = mapped_column(ForeignKey("forum_blob.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"))
    name: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default_factory=now)
    place: Mapped[str | None] = mapped_column(OneOf(*PLACES), default=None)
    """What it was put on; None as long as no saved text names it."""
    place_id: Mapped[int | None] = mapped_column(default=None)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("forum_space.id"), default=None)
    """The space whose budget it counts for: that of the text."""
    leaves_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it goes unless a text has named it by then; None once one has."""
    form_key: Mapped[str | None] = mapped_column(Text, default=None)
    """The key of the form that it was put up with: sent twice, it is one file."""
    sent_sha256: Mapped[str] = mapped_column(Text)
    """Of the bytes that were sent, from which a picture is made anew."""
    words_left_out: Mapped[bool] = mapped_column(default=False)
    """Whether whoever put it up wants none of its words found or shown."""
