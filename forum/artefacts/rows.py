"""What the statements about artefacts return: one class each, its fields their columns."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class CardRow(NamedTuple):
    """An artefact as its card needs it."""

    id: int
    space_id: int
    kind: str
    title: str
    slug: str
    revision: int
    revised_at: datetime
    tried: int
    worked: int
    partly: int
    organisations: int


class ArtefactRow(NamedTuple):
    """An artefact with its text, its space and its first author, for its own page."""

    id: int
    space_id: int
    kind: str
    title: str
    slug: str
    tags: str
    html: str
    author_id: int
    made_at: datetime
    revised_at: datetime
    revision: int
    tried: int
    worked: int
    partly: int
    organisations: int
    thread_id: int | None
    details: str
    replaced_by: int | None
    visibility: str
    visibility_why: str
    space_slug: str
    space_name: str
    space_access: str
    space_audience: str | None
    author_name: str
    author_former: bool


class OwnPageRow(NamedTuple):
    """A page that the viewer made in a space that they can no longer read."""

    id: int
    space_id: int
    made_at: datetime
    revision: int
    visibility: str
    title: str
    """Empty if others have written on it."""
    by_others: bool


class FormerPageRow(NamedTuple):
    """The newest revision of an artefact, before the next one is saved."""

    html: str
    sections: str | None


class SectionsRow(NamedTuple):
    """The sections of a revision, as they are stored."""

    sections: str | None


class SectionIdRow(NamedTuple):
    """An id that a section of an artefact has had."""

    id: str


class WriterRow(NamedTuple):
    """Somebody who has saved a revision of an artefact."""

    editor_id: int
    editor_name: str
    joined: int
    """The number of their first revision."""


class EditorRow(NamedTuple):
    """Somebody who has saved a revision of an artefact, without a name."""

    editor_id: int


class ListedRevisionRow(NamedTuple):
    """A revision as the history lists it, without its text."""

    number: int
    reason: str
    at: datetime
    editor_id: int
    editor_name: str
    redacted_at: datetime | None
    redacted_by: str


class ArtefactRevisionRow(NamedTuple):
    """One saved state of an artefact."""

    artefact_id: int
    number: int
    kind: str
    title: str
    tags: str
    source: str
    editor_id: int
    reason: str
    at: datetime
    editor_name: str
    prompt_set: str | None
    prompt_version: int | None
    prompt_language: str | None
    prompt_space: int | None
    prompt_headings: str | None
    sections: str | None
    details: str
    redacted_at: datetime | None
    redacted_by: str


class SuccessorRow(NamedTuple):
    """A page that has replaced another."""

    id: int
    title: str
    slug: str
    visible: bool


class ArtefactIdRow(NamedTuple):
    """The id of an artefact."""

    id: int


class PromptedArtefactRow(NamedTuple):
    """An artefact that was written with questions."""

    id: int
    at: datetime
    title: str
    slug: str
    author_name: str
    prompt_headings: str | None
    html: str
    source: str


class PageFacts(NamedTuple):
    """What is told of an artefact that has a new revision."""

    id: int
    space_id: int
    author_id: int
    editor_id: int
    number: int
    """Of the revision."""


class VisibilityRow(NamedTuple):
    """An artefact that was hidden, withdrawn or shown again."""

    id: int
    space_id: int


class SavedRow(NamedTuple):
    """An artefact as its new revision leaves it."""

    space_id: int
    author_id: int
