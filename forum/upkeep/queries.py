"""Reads what pages of the library need."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, Integer, Text, and_, bindparam, cast, literal_column, null, or_, select

from ..artefacts.models import Artefact, ArtefactRevision
from ..artefacts.policy import is_shown, readable_html, readable_part, visible_to
from ..artefacts.rows import ArtefactIdRow
from ..core.database.session import fetch_all
from ..core.text.folding import folded
from ..members.models import Member
from ..spaces.models import Space
from .models import DeadLink, Need, Review
from .policy import has_come, is_past
from .rows import DeadRow, DueRow, MarkRow, NeedingRow, PickedRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Label

    from ..artefacts.rows import ArtefactRow
    from ..core.database.session import Statement
    from ..members.viewer import Viewer

MOST = 10
"""How many sections, links and pages that need something the library lists of each."""
_OF_PAGE = bindparam("artefact_id", type_=Integer)
_NOBODY, _NO_DAY = cast(null(), Integer), cast(null(), Date)
_NEEDS = select(
    literal_column("'need'", Text).label("what"),
    Need.section.label("key"),
    _NO_DAY.label("day"),
    _NOBODY.label("member_id"),
).where(Need.artefact_id == _OF_PAGE)
_DEAD = select(literal_column("'dead'", Text), DeadLink.link, DeadLink.day, _NOBODY).where(
    DeadLink.artefact_id == _OF_PAGE
)
_REVIEWS = (
    select(literal_column("'review'", Text), Member.name, Review.day, Review.member_id)
    .outerjoin(Member, Member.id == Review.member_id)
    .where(Review.artefact_id == _OF_PAGE)
)
# Any: a union of statements has no type of its rows
_MARKS: Any = _NEEDS.union_all(_DEAD, _REVIEWS)


def is_stale() -> Label[bool]:
    """Return the column ``stale`` of artefacts: whether the day to look at one again has come."""
    return has_come(Artefact.id).label("stale")


def is_due() -> ColumnElement[bool]:
    """Return the condition that the day of a review has come, and that nobody was told of it.

    Its bind is ``today``, a day in UTC.
    """
    untold = or_(Review.told_day.is_(None), Review.told_day != Review.day)
    return and_(Review.day <= bindparam("today", type_=Date), untold)


_DUE = (
    select(Review.artefact_id.label("id"))
    .join(Artefact, Artefact.id == Review.artefact_id)
    .where(is_due(), is_shown())
    .order_by(Review.day, Review.artefact_id)
    .limit(bindparam("most", type_=Integer))
)


def due(today: date, *, most: int) -> Sequence[ArtefactIdRow]:
    """Return the pages that somebody is to be told of, *most* at most."""
    return fetch_all(ArtefactIdRow, _DUE, {"today": today, "most": most})


def marks_of(artefact_id: int) -> Sequence[MarkRow]:
    """Return what a page needs that the viewer was found to read."""
    return fetch_all(MarkRow, _MARKS, {"artefact_id": artefact_id})


@cache
def _needing(*, in_space: bool) -> Statement:
    newest = and_(
        ArtefactRevision.artefact_id == Artefact.id, ArtefactRevision.number == Artefact.revision
    )
    statement = (
        select(
            Artefact.id,
            readable_part(Artefact.title),
            readable_part(Artefact.slug),
            readable_html(),
            ArtefactRevision.sections,
            Need.section,
        )
        .join(Need, Need.artefact_id == Artefact.id)
        .join(ArtefactRevision, newest)
        .where(visible_to())
        .order_by(Need.at.desc(), Need.artefact_id, Need.section)
    )
    return _some(statement, in_space=in_space)


def _some(statement: Any, *, in_space: bool) -> Statement:  # Any: a select of any columns
    if in_space:
        statement = statement.where(Artefact.space_id == bindparam("space_id"))
    first: Statement = statement.limit(bindparam("most", type_=Integer))
    return first


def needing(
    viewer: Viewer, space_id: int | None = None, *, most: int = MOST
) -> Sequence[NeedingRow]:
    """Return the newest sections that need somebody who knows, of one space or of all."""
    values = {"space_id": space_id, "most": most, **viewer.binds()}
    return fetch_all(NeedingRow, _needing(in_space=space_id is not None), values)


@cache
def _dead(*, in_space: bool) -> Statement:
    statement = (
        select(
            Artefact.id,
            readable_part(Artefact.title),
            readable_part(Artefact.slug),
            readable_html(),
            readable_part(Artefact.details),
            DeadLink.link,
            DeadLink.day,
        )
        .join(DeadLink, DeadLink.artefact_id == Artefact.id)
        .where(visible_to(), Artefact.replaced_by.is_(None))
        .order_by(DeadLink.day.desc(), DeadLink.artefact_id, DeadLink.link)
    )
    return _some(statement, in_space=in_space)


def dead(viewer: Viewer, space_id: int | None = None, *, most: int = MOST) -> Sequence[DeadRow]:
    """Return the links that were last said to be dead, of one space or of all."""
    values = {"space_id": space_id, "most": most, **viewer.binds()}
    return fetch_all(DeadRow, _dead(in_space=space_id is not None), values)


@cache
def _due_pages(*, in_space: bool) -> Statement:
    statement = (
        select(Artefact.id, readable_part(Artefact.title), readable_part(Artefact.slug), Review.day)
        .join(Review, Review.artefact_id == Artefact.id)
        .where(visible_to(), Artefact.replaced_by.is_(None), is_past())
        .order_by(Review.day, Review.artefact_id)
    )
    return _some(statement, in_space=in_space)


def due_pages(viewer: Viewer, space_id: int | None = None, *, most: int = MOST) -> Sequence[DueRow]:
    """Return the pages that wait longest to be looked at again, of one space or of all."""
    values = {"space_id": space_id, "most": most, **viewer.binds()}
    return fetch_all(DueRow, _due_pages(in_space=space_id is not None), values)


NEWEST = 2_000
"""How many pages, the last changed ones, are looked through by title."""
_PICKED = (
    select(
        Artefact.id,
        readable_part(Artefact.title),
        readable_part(Artefact.slug),
        Artefact.space_id,
        Space.name.label("space_name"),
    )
    .join(Space, Space.id == Artefact.space_id)
    .where(
        visible_to(),
        Artefact.id != bindparam("artefact_id", type_=Integer),
        Artefact.replaced_by.is_(None),
    )
    .order_by(
        (Artefact.space_id == bindparam("space_id", type_=Integer)).desc(),
        Artefact.revised_at.desc(),
        Artefact.id.desc(),
    )
    .limit(bindparam("most", type_=Integer))
)


def pages_to_read_instead(
    viewer: Viewer, artefact: ArtefactRow, words: str, *, most: int
) -> Sequence[PickedRow]:
    """Return pages that may replace *artefact*, with all of *words* in their title.

    Those of its own library come first, then the last changed ones.
    """
    wanted = folded(words).split()
    values = {
        "artefact_id": artefact.id,
        "space_id": artefact.space_id,
        "most": NEWEST if wanted else most,
        **viewer.binds(),
    }
    rows = fetch_all(PickedRow, _PICKED, values)
    return [row for row in rows if all(word in folded(row.title) for word in wanted)][:most]
