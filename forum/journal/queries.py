"""Reads journals. Every statement names the author: nobody else's entry can be selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import (
    Integer,
    Text,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from ..core.database.base import Moment
from ..core.database.id_list import joined
from ..core.database.session import fetch_all, fetch_one
from ..threads.models import Post, Thread
from ..threads.policy.sight import visible_to
from .models import Copy, Entry, JournalChoice
from .rows import (
    AboutPageRow,
    AboutThreadRow,
    ChoiceRow,
    CopyRow,
    CountRow,
    EntryRow,
    NoteRow,
    ToldRow,
    WrittenRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Label, SQLColumnExpression

    from ..members.viewer import Viewer
    from .rows import About

_IS_OWN = Entry.author_id == bindparam("viewer_id")


def _own(viewer: Viewer) -> dict[str, int]:
    """Return the bind of ``_IS_OWN``; 0 is nobody's id."""
    return {"viewer_id": viewer.member_id or 0}


_ENTRIES = select(*(getattr(Entry, name) for name in EntryRow._fields)).where(_IS_OWN)
_NEWEST_FIRST = (Entry.written_at.desc(), Entry.id.desc())
_ENTRY = _ENTRIES.where(Entry.id == bindparam("entry_id"))
_MADE_BY = _ENTRIES.where(Entry.form_key == bindparam("form_key"))
_ALL = _ENTRIES.order_by(*_NEWEST_FIRST)
_BETWEEN = _ALL.where(
    Entry.written_at >= bindparam("start", type_=Moment),
    Entry.written_at < bindparam("end", type_=Moment),
)
_WRITTEN = select(Entry.id, Entry.written_at).where(_IS_OWN).order_by(*_NEWEST_FIRST)


def is_there(entry_id: SQLColumnExpression[int | None]) -> ColumnElement[bool]:
    """Return the condition that there is an entry with an id, whoever's: nothing of it is read."""
    return exists().where(Entry.id == entry_id)


def entry(viewer: Viewer, entry_id: int) -> EntryRow | None:
    """Return an entry of *viewer*'s, or None."""
    return fetch_one(EntryRow, _ENTRY, {"entry_id": entry_id, **_own(viewer)})


def made_by(viewer: Viewer, form_key: str) -> EntryRow | None:
    """Return the entry that the form with *form_key* made for *viewer*, or None."""
    return fetch_one(EntryRow, _MADE_BY, {"form_key": form_key, **_own(viewer)})


def all_entries(viewer: Viewer) -> Sequence[EntryRow]:
    """Return every entry of *viewer*'s, newest first."""
    return fetch_all(EntryRow, _ALL, _own(viewer))


def between(viewer: Viewer, start: datetime, end: datetime) -> Sequence[EntryRow]:
    """Return the entries that *viewer* wrote from *start* until before *end*, newest first."""
    return fetch_all(EntryRow, _BETWEEN, {"start": start, "end": end, **_own(viewer)})


def moments(viewer: Viewer) -> Sequence[WrittenRow]:
    """Return when each entry of *viewer*'s was written, newest first."""
    return fetch_all(WrittenRow, _WRITTEN, _own(viewer))


def notes_here() -> Label[str]:
    """Return the column ``notes`` of a statement about one thread: what the viewer's are about.

    The ids of posts, 0 for the thread itself: "0,512,512". The bind is ``viewer_id``. It says
    nothing of what is in them.
    """
    about_it = or_(Entry.thread_id == Thread.id, Entry.page_key == Thread.anchor_key)
    found = (
        select(joined(Entry.post_id)).where(_IS_OWN, about_it).correlate(Thread).scalar_subquery()
    )
    return func.coalesce(found, "").label("notes")


_NOTES = select(Entry.id, Entry.title, Entry.written_at).where(_IS_OWN).order_by(*_NEWEST_FIRST)
_ABOUT_THREAD = _NOTES.where(
    Entry.post_id.is_(None),
    or_(Entry.thread_id == bindparam("thread_id"), Entry.page_key == bindparam("page_key")),
)
_ABOUT_POST = _NOTES.where(Entry.post_id == bindparam("post_id"))
_ABOUT_ARTEFACT = _NOTES.where(Entry.artefact_id == bindparam("artefact_id"))


def notes_about(viewer: Viewer, about: About) -> Sequence[NoteRow]:
    """Return the entries of *viewer*'s about the same thing, newest first."""
    values = {**about._asdict(), **_own(viewer)}
    if about.post_id is not None:
        return fetch_all(NoteRow, _ABOUT_POST, values)
    if about.artefact_id is not None:
        return fetch_all(NoteRow, _ABOUT_ARTEFACT, values)
    if about.thread_id is None and about.page_key is None:
        return ()
    return fetch_all(NoteRow, _ABOUT_THREAD, values)


_COUNT = select(func.count().label("n")).where(_IS_OWN)
_COUNT_ARTEFACT = _COUNT.where(Entry.artefact_id == bindparam("artefact_id"))


def number_about_artefact(viewer: Viewer, artefact_id: int) -> int:
    """Return how many entries of *viewer*'s are about a page of the library."""
    if viewer.member_id is None:
        return 0
    found = fetch_one(CountRow, _COUNT_ARTEFACT, {"artefact_id": artefact_id, **_own(viewer)})
    return found.n if found else 0


def notes_about_page() -> Label[int]:
    """Return the column ``notes``: how many entries of the viewer's are about a page of the host.

    The binds are ``viewer_id`` and ``page_key``.
    """
    found = _COUNT.where(Entry.page_key == bindparam("page_key"))
    return found.scalar_subquery().label("notes")


_THREADS = select(Thread.id, Thread.title, Thread.slug).where(
    visible_to(), Thread.id.in_(bindparam("thread_ids", expanding=True))
)
_PAGES = select(
    Thread.anchor_key, Thread.anchor_title, Thread.anchor_url, visible_to().label("visible")
).where(Thread.anchor_key.in_(bindparam("page_keys", expanding=True)))


def threads_about(viewer: Viewer, thread_ids: Iterable[int]) -> dict[int, AboutThreadRow]:
    """Return those of the threads that *viewer* may read now, by id."""
    values = {"thread_ids": sorted(thread_ids), **viewer.binds()}
    found = fetch_all(AboutThreadRow, _THREADS, values) if values["thread_ids"] else ()
    return {thread.id: thread for thread in found}


def pages_about(viewer: Viewer, page_keys: Iterable[str]) -> dict[str, AboutPageRow]:
    """Return the threads about pages of the host, by the key of the page, readable or not."""
    values = {"page_keys": sorted(page_keys), **viewer.binds()}
    found = fetch_all(AboutPageRow, _PAGES, values) if values["page_keys"] else ()
    return {page.anchor_key: page for page in found}


_COPIES = (
    select(
        Copy.id,
        Copy.entry_id,
        Copy.thread_id,
        Copy.post_id,
        Copy.at,
        Post.state,
        Post.state_why,
        case((visible_to(), Thread.title), else_=literal_column("''", Text)).label("title"),
        Entry.title.label("entry_title"),
        Entry.written_at.label("entry_at"),
    )
    .join(Post, Post.id == Copy.post_id)
    .join(Thread, Thread.id == Copy.thread_id)
    .outerjoin(Entry, and_(Entry.id == Copy.entry_id, _IS_OWN))
    .where(Copy.member_id == bindparam("viewer_id"))
    .order_by(Copy.id.desc())
)
_COPIES_OF = _COPIES.where(Copy.entry_id.in_(bindparam("entry_ids", expanding=True)))
_COPY = _COPIES.where(Copy.id == bindparam("copy_id"))
_LATEST_COPIES = _COPIES.limit(bindparam("most", type_=Integer))


def copies_of(viewer: Viewer, entry_ids: Iterable[int]) -> Sequence[CopyRow]:
    """Return the copies that were shared of entries of *viewer*'s, newest first."""
    values = {"entry_ids": list(entry_ids), **viewer.binds()}
    return fetch_all(CopyRow, _COPIES_OF, values) if values["entry_ids"] else ()


def copies(viewer: Viewer, *, most: int) -> Sequence[CopyRow]:
    """Return what *viewer* has shared from their journal, newest first, at most *most*."""
    return fetch_all(CopyRow, _LATEST_COPIES, {"most": most, **viewer.binds()})


def copy(viewer: Viewer, copy_id: int) -> CopyRow | None:
    """Return a copy that *viewer* has shared, or None."""
    return fetch_one(CopyRow, _COPY, {"copy_id": copy_id, **viewer.binds()})


_TOLD = (
    select(Copy.thread_id, Copy.told, Post.state)
    .join(Post, Post.id == Copy.post_id)
    .where(and_(Copy.entry_id == bindparam("entry_id"), Copy.member_id == bindparam("member_id")))
)


def earlier_copies(entry_id: int, member_id: int) -> Sequence[ToldRow]:
    """Return whom the copies of a member's entry have mentioned so far, and where they are."""
    return fetch_all(ToldRow, _TOLD, {"entry_id": entry_id, "member_id": member_id})


_CHOICE = select(JournalChoice.again).where(JournalChoice.member_id == bindparam("viewer_id"))


def wants_again(viewer: Viewer) -> bool:
    """Return whether *viewer* wants to be shown an old entry again each month."""
    found = fetch_one(ChoiceRow, _CHOICE, _own(viewer))
    return found is not None and found.again
