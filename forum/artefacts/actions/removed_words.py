"""Keeps words that were taken out of pages from coming back with a page that is being saved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from ...core.database.id_list import is_among
from ...core.database.postgres import lock
from ...core.database.session import connection
from ...core.text.quotations import quoted_ids, without_lines
from ...texts.actions import render_again
from ...threads.models import Post

if TYPE_CHECKING:
    from ...texts.actions import Text

LOCKS, WORDS_OF_PAGES = 0x666F7277, 1
"""The group of the lock in PostgreSQL, "forw" in ASCII, and its number."""
_REMOVED = select(Post.id).where(is_among(Post.id, "ids"), Post.state == "removed")


def begin_to_save(text: Text) -> Text:
    """Return *text* without words of posts that were removed for good: its form may be older.

    To be called before anything is read of the page. Nobody takes words out of pages until the
    transaction ends: else what was read would be saved once they are gone.
    """
    keep_words()
    ids = quoted_ids(text.source)
    if not ids:
        return text
    gone = set(connection().execute(_REMOVED, {"ids": ids}).scalars())
    if not gone:
        return text
    source = without_lines(text.source, lambda id: "" if id in gone else None)
    return replace(text, source=source, html=render_again(source, format=text.format))


def keep_words() -> None:
    """Let nobody take words out of pages until the transaction ends.

    To be called before the page is read of which something is about to be saved: a comment that
    names some of its words.
    """
    _lock(shared=True)


def begin_to_take_out() -> None:
    """Wait until no words of pages are being saved; none is until the transaction ends.

    To be called before any row is locked: whoever saves a page has this lock before those.
    """
    _lock(shared=False)


def _lock(*, shared: bool) -> None:
    here = connection()
    if here.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
        lock(here, LOCKS, WORDS_OF_PAGES, shared=shared)
