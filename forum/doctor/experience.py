"""Compares how many people have been there with the rows, and sets it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, func, select

from ..core.database.session import fetch_all
from ..experience.actions import count
from ..experience.models import BeenThere
from ..experience.policy import is_said
from ..threads.actions.counters import lock_row
from ..threads.models import Post

if TYPE_CHECKING:
    from collections.abc import Sequence


class PeopleRow(NamedTuple):
    """How many people have been where a post is, as it is stored, then as it is counted."""

    id: int
    stored: int
    counted: int


_PEOPLE = (
    select(BeenThere.post_id, func.count(BeenThere.id).label("people"))
    .join(Post, and_(Post.id == BeenThere.post_id, Post.state == "shown"))
    .where(is_said())
    .group_by(BeenThere.post_id)
    .subquery()
)
_COUNTED = func.coalesce(_PEOPLE.c.people, 0)
_WRONG = (
    select(Post.id, Post.been_there.label("stored"), _COUNTED.label("counted"))
    .outerjoin(_PEOPLE, _PEOPLE.c.post_id == Post.id)
    .where(Post.been_there != _COUNTED)
    .order_by(Post.id)
)


def wrong_people() -> Sequence[PeopleRow]:
    """Return each post whose number of people who have been there is wrong."""
    return fetch_all(PeopleRow, _WRONG)


def repair_people() -> int:
    """Set every wrong number; return of how many posts."""
    wrong = wrong_people()
    for row in wrong:
        lock_row(row.id)
        count(row.id)
    return len(wrong)
