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
