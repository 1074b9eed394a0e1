"""Says thanks, takes them back, and lets whoever reads them remove them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, or_, select, update

from ..artefacts.models import Artefact
from ..core import events
from ..core.database.base import now
from ..core.database.session import change, session, upsert
from ..threads.models import Post
from .models import Thanks

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


def thank(
    text: str, *, member_id: int, post_id: int | None = None, artefact_id: int | None = None
) -> None:
    """Say *text* to the author of a post or a page, in place of what the member said before.

    The author is told of the first one only.
    """
    at, about = now(), _about(post_id, artefact_id)
    known = select(Thanks.id).where(Thanks.member_id == member_id, _is_about(about))
    is_first = session().scalar(known) is None
    insert = upsert(Thanks).values(member_id=member_id, text=text, at=at, **about)
    change(
        insert.on_conflict_do_update(
            index_elements=["member_id", *about], set_={"text": text, "at": at}
        )
    )
    events.thanked.send(
        None, post=post_id, artefact=artefact_id, member=member_id, is_first=is_first, at=at
    )


def take_back(
    *, member_id: int, post_id: int | None = None, artefact_id: int | None = None
) -> None:
    """Take back what a member said; the row stays without its text."""
    mine = and_(Thanks.member_id == member_id, _is_about(_about(post_id, artefact_id)))
    change(update(Thanks).where(mine).values(text=""))


def remove(thanks_id: int, author_id: int) -> bool:
    """Let the author of a post or a page read a sentence no more; whether it was said to them.

    Whoever said it is not told, and what they say of it later is not read either.
    """
    theirs = update(Thanks).where(Thanks.id == thanks_id, _is_said_to(author_id))
    return change(theirs.values(removed_at=now()).returning(Thanks.id)).first() is not None


def forget(member_id: int) -> None:
    """Delete what a member said, and what was said to them."""
    change(delete(Thanks).where(or_(Thanks.member_id == member_id, _is_said_to(member_id))))


def merged(member_id: int) -> None:
    """Delete what a member said to themselves, now that two members are one."""
    change(delete(Thanks).where(Thanks.member_id == member_id, _is_said_to(member_id)))


def _is_said_to(author_id: int) -> ColumnElement[bool]:
    posts = select(Post.id).where(Post.author_id == author_id)
    pages = select(Artefact.id).where(Artefact.author_id == author_id)
    return or_(Thanks.post_id.in_(posts), Thanks.artefact_id.in_(pages))


def _about(post_id: int | None, artefact_id: int | None) -> dict[str, int]:
    given = {"post_id": post_id, "artefact_id": artefact_id}
    return {name: id for name, id in given.items() if id is not None}


def _is_about(about: dict[str, int]) -> ColumnElement[bool]:
    return and_(*(getattr(Thanks, name) == id for name, id in about.items()))
