"""Saves, shares and deletes entries of a journal. What is private announces nothing to anybody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from ..core.database.base import now
from ..core.database.session import change, session, upsert
from ..core.errors import Changed
from ..core.text.markup import RENDER_VERSION
from ..files.actions.places import copies_of, put_on
from ..files.actions.removal import remove_from
from ..threads.actions import write
from ..threads.actions.withdraw import withdraw
from ..threads.models import BLANK
from . import queries
from .models import Copy, Entry, JournalChoice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ..prompts.rows import Wording
    from ..texts.actions import Text
    from ..threads.models import Post
    from .rows import About


@dataclass(frozen=True, kw_only=True)
class Words:
    """The content of an entry, rendered."""

    title: str
    source: str
    html: str
    form_key: str
    """The key of the form that it is written in."""
    unfinished: bool
    prompts: Wording | None

    def columns(self) -> dict[str, object]:
        """Return the columns of the entry that it fills."""
        return {
            "title": self.title,
            "source": self.source,
            "html": self.html,
            "render_version": RENDER_VERSION,
            "unfinished": self.unfinished,
            "saved_by": self.form_key,
            "prompt_set": self.prompts and self.prompts.key,
            "prompt_version": self.prompts and self.prompts.version,
            "prompt_language": self.prompts and self.prompts.language,
        }


def add(author_id: int, words: Words, about: About, *, at: datetime | None = None) -> int:
    """Add an entry to a member's journal, written now or *at* that moment, and return its id.

    Raises Changed if its form has made one already.
    """
    values = {"author_id": author_id, "form_key": words.form_key, **words.columns()}
    moment = at or now()
    moments = {"written_at": moment, "changed_at": moment, "version": 1}
    try:
        with session().begin_nested():
            made = insert(Entry).values({**values, **moments, **about._asdict()})
            id = int(change(made.returning(Entry.id)).scalar_one())
    except IntegrityError:
        raise Changed from None
    put_on("entry", id, words.html, writer_id=author_id)
    return id


def revise(entry_id: int, author_id: int, words: Words, *, version: int) -> None:
    """Save a member's entry again. Raises Changed if another form has saved it meanwhile.

    *version* is the one that the form was made from. While an entry is unfinished, the form that
    saved it last may always save it again. An automatic save never replaces a text that
    the same form has sent.
    """
    own = Entry.saved_by == words.form_key
    known = or_(Entry.version == version, and_(own, Entry.unfinished))
    wanted = update(Entry).where(Entry.id == entry_id, Entry.author_id == author_id, known)
    if words.unfinished:
        wanted = wanted.where(or_(~own, Entry.unfinished))
    values = {**words.columns(), "version": Entry.version + 1, "changed_at": now()}
    if change(wanted.values(values)).rowcount != 1:
        raise Changed
    put_on("entry", entry_id, words.html, writer_id=author_id)


def remove(entry_id: int, author_id: int, *, posts: Iterable[int] = ()) -> None:
    """Delete a member's entry for good, and withdraw *posts*: the copies that go with it.

    Other copies stay, and no longer say which entry they come from.
    """
    for post_id in posts:
        withdraw(post_id)
    own = Copy.member_id == author_id
    change(update(Copy).where(Copy.entry_id == entry_id, own).values(entry_id=None))
    gone = delete(Entry).where(Entry.id == entry_id, Entry.author_id == author_id)
    if change(gone).rowcount:
        remove_from("entry", entry_id)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a copy goes: into a thread, or into a new one in a space."""

    thread_id: int | None = None
    space_id: int = 0
    title: str = ""


def share(
    entry_id: int, author_id: int, place: Place, text: Text, *, at: datetime | None = None
) -> Post:
    """Post *text* as a copy of a member's entry, now or *at* that moment, and return the post.

    Whoever an earlier copy has mentioned is not notified again. Raises Changed if the entry is gone
    or has a copy in that thread, and otherwise what ``write.write`` and ``open_thread`` raise.
    """
    _lock(entry_id, author_id)
    earlier = queries.earlier_copies(entry_id, author_id)
    live = {copy.thread_id for copy in earlier if copy.state not in BLANK}
    if place.thread_id in live:
        raise Changed
    known = {id for copy in earlier for id in copy.told.split(",")}
    mentioned = [id for id in text.mentioned if str(id) not in known]
    text = _with_own_files(replace(text, mentioned=mentioned), entry_id, author_id)
    post = _post(author_id, place, text, at)
    values = {
        "member_id": author_id,
        "entry_id": entry_id,
        "thread_id": post.thread_id,
        "post_id": post.id,
        "told": ",".join(map(str, mentioned)),
        "at": post.at,
    }
    change(insert(Copy).values(values))
    return post


def _with_own_files(text: Text, entry_id: int, author_id: int) -> Text:
    """Return *text* with files of its own instead of those of the entry: they stay private."""
    source, html = text.source, text.html
    for key, own in copies_of("entry", entry_id, html, member_id=author_id).items():
        source, html = source.replace(key, own), html.replace(key, own)
    return replace(text, source=source, html=html)


def _lock(entry_id: int, author_id: int) -> None:
    """Let nobody else share this entry until the transaction ends."""
    own = update(Entry).where(Entry.id == entry_id, Entry.author_id == author_id)
    if change(own.values(version=Entry.version)).rowcount != 1:
        raise Changed


def _post(author_id: int, place: Place, text: Text, at: datetime | None) -> Post:
    if place.thread_id is not None:
        return write.write(place.thread_id, author_id=author_id, text=text, reflection=True, at=at)
    return write.open_thread(
        space_id=place.space_id,
        kind="reflection",
        title=place.title,
        tags=(),
        author_id=author_id,
        text=text,
        at=at,
    )


def choose(member_id: int, *, again: bool) -> None:
    """Save whether a member is shown an old entry again each month."""
    statement = upsert(JournalChoice).values(member_id=member_id, again=again)
    key = [JournalChoice.member_id]
    change(statement.on_conflict_do_update(index_elements=key, set_={"again": again}))


def forget(member_id: int) -> None:
    """Delete a member's journal. Posts that were made from it stay, as their other posts do."""
    change(delete(Copy).where(Copy.member_id == member_id))
    for id in session().scalars(select(Entry.id).where(Entry.author_id == member_id)).all():
        remove_from("entry", id)
    change(delete(Entry).where(Entry.author_id == member_id))
    change(delete(JournalChoice).where(JournalChoice.member_id == member_id))
