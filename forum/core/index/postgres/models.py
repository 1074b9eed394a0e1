"""The tables of the index in PostgreSQL. On other databases they stay empty."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from ...database.base import Base

_KEY = BigInteger().with_variant(Integer, "sqlite")
# Any: a column with a variant may hold lists or text, by its database
_LIST: Any = ARRAY(Text).with_variant(Text, "sqlite")
_NUMBERS: Any = ARRAY(BigInteger).with_variant(Text, "sqlite")
_WORDS: Any = TSVECTOR().with_variant(Text, "sqlite")
_AT_ONCE = {"fastupdate": "off"}
"""Otherwise new words wait in a list that every search reads through until the next vacuum."""
STRETCH = 16_384
"""How many numbers of documents are one stretch, by which common words are read."""


class SearchBuild(Base, kw_only=True):
    """One index in PostgreSQL: the newest that is done is searched."""

    __tablename__ = "forum_search_build"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    words: Mapped[str] = mapped_column(Text)
    """Its version, then its language, like "3en"."""
    done: Mapped[bool] = mapped_column(default=False)


class SearchDocument(Base, kw_only=True):
    """The fields that a document is filtered and counted by, but not its words, to keep rows small.

    No foreign keys: it is made from other tables, and can be deleted at any time.
    """

    __tablename__ = "forum_search_document"
    __table_args__ = (
        UniqueConstraint("build", "id"),
        Index(None, "at"),
        Index(None, "author_id"),
        Index(None, "scope", "space_id"),
        Index(None, "thread_id"),
    )

    number: Mapped[int] = mapped_column(_KEY, primary_key=True, init=False)
    build: Mapped[int]
    id: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    thread_id: Mapped[int | None]
    """Less than 0, it is a page of the library: what is one hit has the same here."""
    author_id: Mapped[int]
    space_id: Mapped[int]
    scope: Mapped[str] = mapped_column(Text)
    year: Mapped[int]
    at: Mapped[datetime]
    tags: Mapped[list[str]] = mapped_column(_LIST)
    states: Mapped[list[str]] = mapped_column(_LIST)


class SearchText(Base, kw_only=True):
    """The words of a document with their places, in a table of their own: they seldom change."""

    __tablename__ = "forum_search_text"
    __table_args__ = (
        Index(None, "title", "stretch", postgresql_using="gin", postgresql_with=_AT_ONCE),
        Index(None, "words", "stretch", postgresql_using="gin", postgresql_with=_AT_ONCE),
    )

    number: Mapped[int] = mapped_column(_KEY, primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(_WORDS)
    words: Mapped[str] = mapped_column(_WORDS)
    stretch: Mapped[list[int]] = mapped_column(_NUMBERS)
    """In which stretch the number lies, as a list: an index of words takes no plain numbers."""
