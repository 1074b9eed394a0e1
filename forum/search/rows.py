"""What the statements of the search return: one class each, its fields their columns."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple


class IndexedPostRow(NamedTuple):
    """A post as its document needs it, with its thread and the access of its space."""

    id: int
    thread_id: int
    number: int
    kind: str
    author_id: int
    at: datetime
    html: str
    helped: bool
    tried: int
    space_id: int
    thread_kind: str
    title: str
    tags: str
    answers: int
    thread_helped: int
    thread_tried: int
    sealed: bool
    with_file: bool
    comment: bool
    access: str


class IndexedArtefactRow(NamedTuple):
    """An artefact as its document needs it, with the access of its space."""

    id: int
    space_id: int
    kind: str
    author_id: int
    at: datetime
    html: str
    details: str
    title: str
    tags: str
    tried: int
    replaced_by: int | None
    stale: bool
    with_file: bool
    access: str


class IndexedFileRow(NamedTuple):
    """A file as its documents need it, with what is said of the post or the page that it is on."""

    id: int
    name: str
    member_id: int
    at: datetime
    words_left_out: bool
    blob_id: int
    thread_id: int | None
    page_id: int | None
    space_id: int
    access: str
    tags: str
    sealed: bool


class IndexedWordsRow(NamedTuple):
    """Some words of a file, and the piece that they belong to."""

    blob_id: int
    piece: int
    text: str


class ChangedPostRow(NamedTuple):
    """A post that has changed, with the columns that tell which others to index again."""

    thread_id: int
    number: int
    revision: int
    opening_id: int
    """The id of the first post of its thread."""


class IdRow(NamedTuple):
    """The id of a post, an artefact or a member."""

    id: int


class SpaceAccessRow(NamedTuple):
    """A space, with the columns that decide who finds its documents."""

    space_id: int
    access: str


class BuildRow(NamedTuple):
    """An index in PostgreSQL, complete or being built."""

    number: int
    words: str
    done: bool
    home: str | None
    """The index that gets the changes of this database, if that was settled."""


class PendingRow(NamedTuple):
    """A fact about the index that a search needs: one of four, told apart by ``what``."""

    what: Literal["home", "withheld", "oldest", "apart"]
    """ "home": ``name`` is the index that gets the changes. "withheld": the ``name``, a kind, with
    this ``id`` is no longer visible. "oldest": ``at`` is the moment of the oldest change. "apart":
    the first takes of the thread ``id`` are apart and open to the viewer, ``at`` to everybody."""
    name: str | None
    id: int | None
    at: datetime | None


class FoundPersonRow(NamedTuple):
    """A member whom the author of a search may stand for."""

    id: int
    handle: str
    name: str
    organisation: str
    name_folded: str


class TagRow(NamedTuple):
    """A tag of something that the viewer reads."""

    tag: str


class SuggestionRow(NamedTuple):
    """A member whose name fits a search; or a tag, which has no handle and no organisation."""

    name: str
    handle: str
    organisation: str


class PostHitRow(NamedTuple):
    """A post that was found, with its thread and author."""

    id: int
    thread_id: int
    number: int
    branch: int
    turn: int
    kind: str
    at: datetime
    html: str
    helped: bool
    tried: int
    worked: int
    partly: int
    organisations: int
    thread_kind: str
    title: str
    slug: str
    space_id: int
    answers: int
    thread_helped: int
    thread_tried: int
    thread_worked: int
    thread_partly: int
    thread_organisations: int
    anchor_title: str
    anchor_url: str
    author_name: str
    author_organisation: str
    author_former: bool
    comment: bool


class ArtefactHitRow(NamedTuple):
    """An artefact that was found; ``at`` is its last revision."""

    id: int
    kind: str
    title: str
    slug: str
    html: str
    details: str
    replaced_by: int | None
    successor: str | None
    """The title of the page that has replaced it, if the viewer reads that."""
    space_id: int
    at: datetime
    tried: int
    worked: int
    partly: int
    organisations: int


class ThreadHitRow(NamedTuple):
    """A thread that was found by its title, while there is no index."""

    id: int
    kind: str
    title: str
    slug: str
    space_id: int
    at: datetime
    answers: int
    helped: int
    tried: int
    worked: int
    partly: int
    organisations: int
    anchor_title: str
    anchor_url: str


class FileHitRow(NamedTuple):
    """A file that was found, with what it is on, and a part of the words in it."""

    id: int
    key: str
    name: str
    kind: str
    """What kind of file it is."""
    at: datetime
    title: str
    """That of the thread or the page that it is on."""
    thread_id: int | None
    space_id: int
    recording: str | None
    """The key of a recording on the same text, if this may be what is said in it."""
    piece: int
    """0 if the file has no words, or they are left out."""
    number: int
    label: str
    place: int | None
    part_name: str
    start: int | None
    text: str


HitRow = PostHitRow | ArtefactHitRow | ThreadHitRow | FileHitRow
