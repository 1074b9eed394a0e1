"""Who is forgotten: how they are called, and which rows of all tables are theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import ColumnElement, Select, or_, select

from ...core.database.base import Base
from ...core.database.session import session
from ...core.state import state
from ...core.text.person_names import Person
from ...core.web.i18n import translate
from ...members.models import Member, RetiredHandle
from ...members.queries import handle_hash

if TYPE_CHECKING:
    from sqlalchemy import Table

TABLES = Base.metadata.tables
OWNERS = ("author_id", "editor_id", "member_id", "reporter_id", "actor_id", "closed_by")
"""The columns that say whose words a row has; ``LESS`` has the exceptions."""
LESS = {
    "forum_log": ("actor_id",),  # its member is the one it is about
    "forum_report": ("reporter_id",),  # whoever closes a report writes nothing
    "forum_enquiry": ("member_id",),
}
PARTS = {
    "forum_revision": ("post_id", "forum_post"),
    "forum_present_view": ("post_id", "forum_post"),
    "forum_placement": ("post_id", "forum_post"),
    "forum_artefact_revision": ("artefact_id", "forum_artefact"),
    "forum_artefact_section": ("artefact_id", "forum_artefact"),
    "forum_artefact_tag": ("artefact_id", "forum_artefact"),
    "forum_need": ("artefact_id", "forum_artefact"),
    "forum_thread_tag": ("thread_id", "forum_thread"),
}
"""Rows that are part of a text: whoever wrote it has written them too."""


class Leaver(NamedTuple):
    """Somebody who is forgotten."""

    member_id: int
    user_key: str | None
    """The host's id of them; None if they were imported."""
    person: Person


def leaver_of(user_id: str) -> Leaver | None:
    """Return the member with the host's id *user_id*, with all that they are called, or None."""
    return _leaver(Member.user_key == user_id)


def leaver(member_id: int) -> Leaver | None:
    """Return a member in the same way; None if they have left."""
    return _leaver(Member.id == member_id)


def _leaver(which: ColumnElement[bool]) -> Leaver | None:
    columns = Member.id, Member.user_key, Member.name, Member.handle, Member.address, Member.avatar
    found = session().execute(select(*columns).where(which, ~Member.former)).first()
    if found is None:
        return None
    once = select(RetiredHandle.hash).where(RetiredHandle.member_id == found.id)
    hashes = set(session().scalars(once))
    if found.handle is not None:
        hashes.add(handle_hash(found.handle))
    config = state().config
    person = Person(
        name=found.name or "",
        handle=found.handle or "",
        is_theirs=lambda handle: handle_hash(handle) in hashes,
        addresses=filter(None, (found.address, found.avatar)),
        instead=translate(config.language, "former member"),
        page=f"former-{found.id}",
        home=config.url_prefix.rstrip("/"),
    )
    return Leaver(found.id, found.user_key, person)


def is_of(table: Table, member_id: int) -> ColumnElement[bool] | None:
    """Return the condition that a row has words of a member; None where nobody's name is kept."""
    names = LESS.get(table.name, OWNERS)
    wrote = [table.c[name] == member_id for name in names if name in table.c]
    if table.name in PARTS:
        column, whole = PARTS[table.name]
        wrote.append(table.c[column].in_(_made(TABLES[whole], member_id)))
    return or_(*wrote) if wrote else None


def _made(table: Table, member_id: int) -> Select[tuple[int]]:
    return select(table.c.id).where(table.c.author_id == member_id)
