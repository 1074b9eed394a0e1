"""The reach of a viewer: it withholds what is no longer visible, but still in the index."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Integer,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from ...artefacts.models import Artefact
from ...artefacts.policy import is_shown
from ...core.database.base import Moment, now
from ...core.database.id_list import is_not_among
from ...core.database.outbox import Outbox
from ...core.database.session import fetch_all
from ...core.index.home import is_home
from ...core.index.models import IndexHome
from ...core.index.protocol import Reach
from ...files.models import File
from ...spaces.current import current_spaces
from ...threads.models import Post, Thread
from ...threads.policy.readable_text import readable
from ...threads.policy.sight import SEAL, is_sealed, seal_to, visible_to
from ..file_documents import keys_of
from ..kinds import scope_of_thread
from ..rows import PendingRow

if TYPE_CHECKING:
    from datetime import datetime

    from ...members.viewer import Viewer

LATE = timedelta(seconds=2)
"""How long a change may wait before a search wakes the indexer."""

_changed_file = case((Outbox.kind == "file", Outbox.object_id), else_=File.id)
_HOME = select(
    literal("home", Text).label("what"),
    IndexHome.folder.label("name"),
    cast(null(), Integer).label("id"),
    cast(null(), Moment).label("at"),
)
_WITHHELD = (
    select(literal("withheld", Text), Outbox.kind, Outbox.object_id, Outbox.at)
    .outerjoin(Thread, and_(Outbox.kind == "thread", Thread.id == Outbox.object_id))
    .outerjoin(Post, and_(Outbox.kind == "post", Post.id == Outbox.object_id))
    .outerjoin(Artefact, and_(Outbox.kind == "artefact", Artefact.id == Outbox.object_id))
    .where(
        Outbox.consumer == "search",
        or_(
            Outbox.kind == "space",
            and_(Outbox.kind == "thread", is_not_among(Thread.space_id, "viewer_spaces")),
            and_(Outbox.kind == "post", ~readable("lists")),
            and_(Outbox.kind == "artefact", ~is_shown()),
        ),
    )
)
_WITHHELD_FILES = (
    select(literal("withheld", Text), literal("file", Text), _changed_file, Outbox.at)
    .outerjoin(Post, and_(Outbox.kind == "post", Post.id == Outbox.object_id))
    .outerjoin(Artefact, and_(Outbox.kind == "artefact", Artefact.id == Outbox.object_id))
    .outerjoin(
        File,
        or_(
            and_(Outbox.kind == "post", File.place == "post", File.place_id == Post.id),
            and_(Outbox.kind == "artefact", File.place == "page", File.place_id == Artefact.id),
        ),
    )
    .where(
        Outbox.consumer == "search",
        or_(
            Outbox.kind == "file",  # until it is indexed, nobody knows what it says now
            and_(Outbox.kind == "post", File.id.is_not(None), ~readable("lists")),
            and_(Outbox.kind == "artefact", File.id.is_not(None), ~is_shown()),
        ),
    )
)
_OLDEST = select(
    literal("oldest", Text), cast(null(), Text), cast(null(), Integer), func.min(Outbox.at)
).where(Outbox.consumer == "search")
_APART = (
    select(literal("apart", Text), cast(null(), Text), Thread.id, Thread.sealed_until)
    .outerjoin(SEAL, seal_to())
    .where(Thread.index_scope != literal_column("''"), visible_to(), ~is_sealed())
)
# Any: a union is fetched like a select, but is none to the type checker
_PENDING: Any = union_all(_HOME, _WITHHELD, _WITHHELD_FILES, _OLDEST, _APART)
"""One statement for four questions, because each search page asks all of them."""


@dataclass(kw_only=True)
class _Pending:
    """The changes, still missing from the index, that take something out of sight."""

    home: str = ""
    oldest: datetime | None = None
    spaces: set[int] = field(default_factory=set)
    threads: set[int] = field(default_factory=set)
    posts: set[int] = field(default_factory=set)
    pages: set[int] = field(default_factory=set)
    files: set[int] = field(default_factory=set)
    apart: list[int] = field(default_factory=list)
    """The threads whose first takes are apart in the index, and open to the viewer."""

    def withhold(self, kind: str | None, id: int) -> None:
        """Note that the object *id* of *kind* has gone out of sight."""
        match kind:
            case "space":
                self.spaces.add(id)
            case "thread":
                self.threads.add(id)
            case "post":
                self.posts.add(id)
            case "artefact":
                self.pages.add(id)
            case "file":
                self.files.add(id)

    def wait_since(self, moment: datetime | None) -> None:
        """Note that a change has waited since *moment*."""
        if moment is not None:
            self.oldest = min(moment, self.oldest or moment)


def reach_of(viewer: Viewer) -> tuple[Reach | None, bool]:
    """Return what *viewer* may find now, and whether a change has waited longer than ``LATE``.

    The reach is None if another index gets the changes. It withholds what was hidden, withdrawn or
    moved, or whose space was closed, since the index was written. First takes that have
    opened may still wait to be indexed with their space.
    """
    pending = _pending(viewer)
    if not is_home(pending.home):
        return None, False
    reach = Reach(
        scopes=(*_scopes(viewer), *map(scope_of_thread, sorted(pending.apart))),
        without_spaces=frozenset(pending.spaces - viewer.reads),
        without_threads=frozenset(pending.threads),
        without_documents=frozenset(
            (
                *(f"p{id}" for id in pending.posts),
                *(f"a{id}" for id in pending.pages),
                *(key for id in pending.files for key in keys_of(id)),
            )
        ),
    )
    return reach, pending.oldest is not None and now() - pending.oldest > LATE


def _pending(viewer: Viewer) -> _Pending:
    pending = _Pending()
    for row in fetch_all(PendingRow, _PENDING, viewer.binds()):
        match row.what:
            case "home":
                pending.home = row.name or ""
            case "withheld":
                pending.withhold(row.name, row.id or 0)
            case "oldest":
                pending.wait_since(row.at)
            case "apart":
                pending.apart.append(row.id or 0)
                pending.wait_since(row.at)
    return pending


def _scopes(viewer: Viewer) -> tuple[str, ...]:
    """Return "open" if there are open spaces, and a scope for each other space the viewer reads."""
    spaces = current_spaces()
    is_open = any(space.access == "open" for space in spaces.values())
    closed = (f"s{id}" for id in sorted(viewer.reads) if spaces[id].access != "open")
    return (*(("open",) if is_open else ()), *closed)
