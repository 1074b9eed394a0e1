"""The rows of threads and posts: one class per statement, one field per column."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple, Protocol

Withheld = Literal["", "hidden", "withdrawn", "removed"]
"""Why the viewer may not read the text of a post; empty if they may."""


class ThreadRow(NamedTuple):
    """A thread with its space and author, as its own page needs it."""

    id: int
    space_id: int
    kind: str
    title: str
    slug: str
    tags: str
    author_id: int
    opened_at: datetime
    active_at: datetime
    posts: int
    withheld: str
    branches: int
    answers: int
    helped: int
    tried: int
    worked: int
    partly: int
    organisations: int
    reflections: int
    kept: int
    kept_elsewhere: bool
    pinned: bool
    locked_at: datetime | None
    locked_why: str
    gone_at: datetime | None
    anchor_key: str | None
    anchor_title: str
    anchor_url: str
    sealed_until: datetime | None
    planned_until: datetime | None
    question: str
    wish: str
    sealed: bool
    takes: int | None
    moved: int
    space_slug: str
    space_name: str
    space_access: str
    space_audience: str | None
    author_name: str
    author_handle: str
    of_page: bool


class PostRow(NamedTuple):
    """A post on a page of its thread, with its author and the post it replies to."""

    id: int
    thread_id: int
    number: int
    branch: int
    turn: int
    kind: str
    author_id: int
    at: datetime
    html: str
    withheld: Withheld
    state: str
    state_why: str
    revision: int
    edited_at: datetime | None
    replies: int
    helped: bool
    tried: int
    worked: int
    partly: int
    organisations: int
    been_there: int
    heard: bool
    prompt_set: str | None
    origin: str
    take: str | None
    view: str | None
    reply_to: int | None
    author_name: str
    author_handle: str
    author_organisation: str
    author_former: bool
    answered_number: int | None
    answered_name: str | None
    answered_edited: bool


class SinglePostRow(NamedTuple):
    """A post that was looked up by its id, with its thread and its place there."""

    id: int
    thread_id: int
    number: int
    branch: int
    turn: int
    kind: str
    author_id: int
    at: datetime
    html: str
    withheld: Withheld
    state: str
    state_why: str
    revision: int
    edited_at: datetime | None
    replies: int
    helped: bool
    tried: int
    worked: int
    partly: int
    organisations: int
    been_there: int
    heard: bool
    prompt_set: str | None
    origin: str
    take: str | None
    view: str | None
    reply_to: int | None
    author_name: str
    author_handle: str
    author_organisation: str
    author_former: bool
    space_id: int
    thread_kind: str


class LatestPostRow(NamedTuple):
    """One of the newest posts of a thread, with the key of the form that made it."""

    id: int
    thread_id: int
    number: int
    branch: int
    turn: int
    kind: str
    author_id: int
    at: datetime
    html: str
    withheld: Withheld
    state: str
    state_why: str
    revision: int
    edited_at: datetime | None
    replies: int
    helped: bool
    tried: int
    worked: int
    partly: int
    organisations: int
    been_there: int
    heard: bool
    prompt_set: str | None
    origin: str
    take: str | None
    view: str | None
    reply_to: int | None
    author_name: str
    author_handle: str
    author_organisation: str
    author_former: bool
    answered_number: int | None
    answered_name: str | None
    answered_edited: bool
    form_key: str | None


class PostStateRow(NamedTuple):
    """A post as it is while its thread is locked: what its counters depend on."""

    id: int
    thread_id: int
    number: int
    kind: str
    state: str
    helped: bool
    tried: int
    thread_withheld: str


class Counted(Protocol):
    """The row of something that can be tried."""

    @property
    def tried(self) -> int: ...
    @property
    def worked(self) -> int: ...
    @property
    def partly(self) -> int: ...
    @property
    def organisations(self) -> int: ...


class NewNumberRow(NamedTuple):
    """A thread as returned by the statement that takes the number of a new post."""

    posts: int
    branches: int
    kind: str
    author_id: int
    space_id: int
    sealed_until: datetime | None
    id: int
    tags: str
    of_page: bool


class ChosenPostRow(NamedTuple):
    """A post that was chosen for an artefact, with the source of its newest revision."""

    id: int
    number: int
    html: str
    author_name: str
    author_former: bool
    source: str
    format: str
    author_id: int


class CreditRow(NamedTuple):
    """A post that a quotation credits, with its author and the access to its space."""

    id: int
    name: str
    access: str


PostLike = PostRow | SinglePostRow | LatestPostRow


class PostIdRow(NamedTuple):
    """The id of a post."""

    id: int
