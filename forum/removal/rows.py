"""What the statements about words that are to be taken out return."""

from __future__ import annotations

from typing import NamedTuple


class TextRow(NamedTuple):
    """A text that is left of a post or of a page."""

    text: str


class VersionRow(NamedTuple):
    """A version of a page, with its text in Markdown."""

    artefact_id: int
    number: int
    source: str


class QuotingPostRow(NamedTuple):
    """A post that quotes another."""

    id: int
    number: int
    title: str
    author_name: str


class SavedWordsRow(NamedTuple):
    """A version of a post ("p") or of a page ("a"), with what it says."""

    kind: str
    id: int
    number: int
    newest: int
    """The number of the newest version."""
    post_number: int
    thread_id: int
    place: str
    """The title of the thread or of the page."""
    space: str
    space_id: int
    writer_id: int
    """Who may take it out as its author: whoever wrote the post, or saved the version."""
    writer_name: str
    source: str
    beside: str
    """Its title, its tags, the reason for it and what is said of it."""
