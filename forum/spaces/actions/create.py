"""Creates spaces."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from ...core.database.base import now
from ...core.database.session import session, upsert
from ...core.text.line import slug as slug_of
from ...members.actions import lock_member, remember_person
from ..models import Space
from .members import upsert_membership

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ...members.viewer import Person

DOUBLE_CLICK = timedelta(minutes=1)
"""How long a second form with the same content counts as a second click."""


def create_space(
    *,
    name: str,
    purpose: str,
    norms: str,
    access: str,
    maker_id: int | None,
    audience: str | None = None,
    goal: str | None = None,
    last_day: date | None = None,
    hides_reported: bool = False,
    slug: str | None = None,
) -> Space:
    """Create a space and return it. Its maker becomes its steward; an import has no maker.

    *audience* is the host's group that a bound space is for. A number is added to a slug that is
    taken, even by a space that the maker cannot see.
    """
    about: dict[str, object] = {"name": name, "purpose": purpose, "norms": norms, "access": access}
    about |= {"audience": audience, "goal": goal, "last_day": last_day}
    about["hides_reported"] = hides_reported
    wanted, id = slug or slug_of(name, bare="space"), None
    while id is None:  # another request may take a slug that was free a moment ago
        id = insert_space(slug=free_slug(wanted), **about, made_by=maker_id)
    space = session().get_one(Space, id)
    if maker_id is not None:
        upsert_membership(space.id, maker_id, steward=True)
    return space


def find_or_create_space(
    *,
    name: str,
    purpose: str,
    norms: str,
    access: str,
    audience: str | None,
    goal: str | None,
    last_day: date | None,
    hides_reported: bool,
    stewards: Sequence[Person],
) -> tuple[str, bool]:
    """Return the slug of the space called *name*, and whether it was created now.

    A space whose slug is made from that name stays exactly as it is, whoever can read it.
    *stewards* who have never been here become members.
    """
    wanted = slug_of(name, bare="space")
    about: dict[str, object] = {"name": name, "purpose": purpose, "norms": norms, "access": access}
    about |= {"audience": audience, "goal": goal, "last_day": last_day}
    about["hides_reported"] = hides_reported
    id = insert_space(slug=wanted, **about, made_by=None)
    if id is None:
        return wanted, False
    for person in stewards:
        upsert_membership(id, remember_person(person), steward=True)
    return wanted, True


def insert_space(*, slug: str, **values: object) -> int | None:
    """Insert a space and return its id, or None if another one has its slug.

    One statement: where another transaction is inserting the same slug, the database waits for it.
    """
    insert = upsert(Space).values(slug=slug, made_at=now(), **values)
    taken = insert.on_conflict_do_nothing(index_elements=[Space.slug])
    id: int | None = session().scalar(taken.returning(Space.id))
    return id


def find_just_created(
    *,
    name: str,
    purpose: str,
    norms: str,
    access: str,
    maker_id: int,
    audience: str | None = None,
    goal: str | None = None,
    last_day: date | None = None,
    hides_reported: bool = False,
) -> str | None:
    """Return the slug of the same space if its maker created it within the last minute, or None."""
    lock_member(maker_id)
    slug: str | None = session().scalar(
        select(Space.slug)
        .where(
            Space.made_by == maker_id,
            Space.made_at > now() - DOUBLE_CLICK,
            Space.name == name,
            Space.purpose == purpose,
            Space.norms == norms,
            Space.access == access,
            Space.audience.is_not_distinct_from(audience),
            Space.goal.is_not_distinct_from(goal),
            Space.last_day.is_not_distinct_from(last_day),
            Space.hides_reported == hides_reported,
        )
        .order_by(Space.id.desc())
    )
    return slug


def free_slug(wanted: str) -> str:
    """Return *wanted*, with a number added if another space has that slug."""
    number, slug = 1, wanted
    while session().scalar(select(exists().where(Space.slug == slug))):
        number += 1
        slug = f"{wanted}-{number}"
    return slug
