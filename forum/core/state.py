"""What one mounted forum knows, and what it knows of the current request."""

from __future__ import annotations

from dataclasses import dataclass, field
from secrets import token_bytes
from typing import TYPE_CHECKING, Protocol

from flask import current_app, g

from .memory import Budget

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask.typing import ResponseReturnValue
    from jinja2.environment import TemplateModule

    from .config import Config
    from .database_protocol import Database
    from .index.protocol import Engine


FRAGMENT_BYTES = 16_000_000
"""How many bytes of fragments a process remembers. A post with replies takes 15 kB."""


class ViewerLike(Protocol):
    """What the layout needs to know of a viewer; the rooms know more of them."""

    @property
    def guest(self) -> bool:
        """Whether nobody is signed in."""

    @property
    def key(self) -> str:
        """The host's id of the person; empty for a guest."""


class BackgroundThread(Protocol):
    """A thread that works for the forum in this process."""

    def stop(self) -> None:
        """Finish the current work and end the thread."""


@dataclass(kw_only=True)
class ProcessMemory:
    """What this process remembers of one mounted forum. Other processes know nothing of it."""

    prepared: bool = False
    """Whether the app has been prepared for its first work: migrations, SQLite."""
    csrf_exempted: bool = False
    """Whether the host's CSRF protection has been told to let mail programs stop mail."""
    unwritable: bool = False
    """Whether the last commit failed because the database is full or read-only."""
    limiter: object = None
    """What counts the acts of members (``core/web/limits.py``), once one of them is limited."""
    tables_found: bool = False
    """Whether the forum's tables have been seen in the database."""
    schema: str = ""
    """The newest revision that this version ships, once it has been read from disk."""
    fragments: Budget = field(default_factory=lambda: Budget(FRAGMENT_BYTES))
    """The fragments of pages, by the functions that make them."""
    modules: dict[tuple[str, str, str], TemplateModule] = field(default_factory=dict)
    """The macros that print them, by template, home and language."""
    warnings: set[tuple[str, tuple[object, ...]]] = field(default_factory=set)
    """The warnings already logged for the host, so that each is logged once."""
    discuss_space_found: bool = False
    """Whether the space of ``FORUM_DISCUSS_SPACE`` has been seen."""
    search_engine: Engine | None = None
    """The engine of this app, once a search or the indexer has needed it."""
    indexer: BackgroundThread | None = None
    """The thread that writes the search index, once there have been changes for it."""
    signing_key: bytes = field(default_factory=lambda: token_bytes(32))
    """Signs what addresses say, if the app has no SECRET_KEY."""
    other_folder_logged: bool = False
    """Whether it has been logged that the search index is in another folder."""


@dataclass(kw_only=True)
class State:
    """One mounted forum: its settings, its database, and what rooms provide for the layout."""

    config: Config
    db: Database
    own_db: bool
    """Whether the forum made the engine of *db*: it is not in the host's transactions."""
    why_db: str
    """Whose database it is, and why, for ``flask forum check``."""
    static: Mapping[str, str]
    """The short hash of each static file, for its address."""
    find_viewer: Callable[[], ViewerLike]
    """Finds the viewer, for pages that answer before a view has looked them up."""
    unread: Callable[[], int]
    """Counts what is waiting for the viewer, for the number after "For you"."""
    sign_in: Callable[[], ResponseReturnValue]
    """Returns the host's answer to somebody who must sign in first."""
    memory: ProcessMemory = field(default_factory=ProcessMemory)


def state() -> State:
    """Return the forum mounted in the current app. Raises RuntimeError if there is none."""
    found = current_app.extensions.get("forum")
    if not isinstance(found, State):
        raise RuntimeError("no forum is mounted in this app: call Forum(app) first")
    return found


@dataclass(kw_only=True)
class RequestState:
    """What the forum knows of one request, or of one command."""

    viewer: ViewerLike | None = None
    """The viewer, once looked up."""
    locale: str | None = None
    """The language that the host gives for the viewer, or for the recipient of a mail."""
    timezone: str | None = None
    """The time zone that the host gives for them."""
    language: str = ""
    """The language of the texts on the screen, once it has been chosen."""
    home: str | None = None
    """The address of the start page for this request, once it has been built."""
    unread: int | None = None
    """How many things are waiting for the viewer, once they have been counted."""
    looked_up: dict[tuple[object, ...], object] = field(default_factory=dict)
    """What rooms have read for this request and would otherwise read again, by what it is."""
    flash_code: tuple[str, str] | None = None
    """The code of the message in the address, and the id of its post, once they have been read."""
    form_faults: dict[str, str] = field(default_factory=dict)
    """What is wrong in the form of this request before a view has read it: files not taken."""
    gave_up: bool = False
    """Whether the database was too busy to write: nothing in this request waits for it again."""
    private: bool = False
    """Whether the host's page is kept out of shared caches because of what we print in it."""
    embed_head: bool = False
    """Whether the host's page has our stylesheet and script."""
    embed_tools: bool = False
    """Whether the host's page has the parts that all discussions on it share."""
    embed_ids: set[str] = field(default_factory=set)
    """The prefixes of ids that the discussions on the host's page have taken."""


def request_state() -> RequestState:
    """Return what the forum knows of the current request; empty at first."""
    found = g.get("forum_request")
    if not isinstance(found, RequestState):
        found = g.forum_request = RequestState()
    return found
