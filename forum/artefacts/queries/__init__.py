"""Reading artefacts."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Integer, and_, bindparam, exists, func, select

from ...core.database.keyset import by_moment, one_after_other
from ...core.database.session import connection, fetch_all, fetch_one
from ...core.database.statement_cache import with_cache
from ...members.models import Member
from ...spaces.models import Space
from ..models import Artefact, ArtefactRevision, ArtefactSource, ArtefactTag
from ..policy import in_reach, is_shown, readable_html, readable_part, readable_source, visible_to
from ..rows import ArtefactIdRow, ArtefactRow, CardRow, PromptedArtefactRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ...core.database.keyset import Fetch
    from ...core.database.session import Statement
    from ...members.viewer import Viewer
    from ...threads.policy.sight import Reader

COUNTERS = (Artefact.tried, Artefact.worked, Artefact.partly, Artefact.organisations)
"""What is counted of those who tried it."""
_CARDS = select(
    Artefact.id,
    Artefact.space_id,
    Artefact.kind,
    Artefact.title,
    Artefact.slug,
    Artefact.revision,
    Artefact.revised_at,
    *COUNTERS,
).where(visible_to())

_MADE_FROM = _CARDS.where(
    exists().where(
        ArtefactSource.artefact_id == Artefact.id,
        ArtefactSource.thread_id == bindparam("thread_id"),
        ArtefactSource.last_revision.is_(None),
    )
).order_by(Artefact.id)


def made_from(viewer: Viewer, thread_id: int) -> Sequence[CardRow]:
    """Return the artefacts that were made from a thread, as *viewer* may see them."""
    return fetch_all(CardRow, _MADE_FROM, {"thread_id": thread_id, **viewer.binds()})


def number_made_from(thread_id: int, *, space_id: int) -> int:
    """Return how many artefacts of a space were made from a thread, whoever may read them.

    Without those that are hidden or withdrawn.
    """
    statement = (
        select(func.count(ArtefactSource.artefact_id.distinct()))
        .join(Artefact, Artefact.id == ArtefactSource.artefact_id)
        .where(
            Artefact.space_id == space_id,
            is_shown(),
            ArtefactSource.thread_id == thread_id,
            ArtefactSource.last_revision.is_(None),
        )
    )
    return connection().execute(statement).scalar_one()


_latest = _CARDS.order_by(Artefact.revised_at.desc(), Artefact.id.desc()).limit(
    bindparam("most", type_=Integer)
)
_LATEST = with_cache(_latest)
_LATEST_IN_SPACE = with_cache(_latest.where(Artefact.space_id == bindparam("space_id")))


def latest(viewer: Viewer, *, most: int, space_id: int | None = None) -> Sequence[CardRow]:
    """Return the most recently changed artefacts of one space, or of all that *viewer* reads."""
    values = {"most": most, **viewer.binds()}
    if space_id is None:
        return fetch_all(CardRow, _LATEST, values)
    return fetch_all(CardRow, _LATEST_IN_SPACE, {"space_id": space_id, **values})


def _artefacts(to: Reader = "viewer") -> Statement:
    """Return the statement about artefacts in reach; what *to* may not read of one is empty."""
    return (
        select(
            Artefact.id,
            Artefact.space_id,
            Artefact.kind,
            readable_part(Artefact.title, to),
            readable_part(Artefact.slug, to),
            readable_part(Artefact.tags, to),
            readable_html(to),
            Artefact.author_id,
            Artefact.made_at,
            Artefact.revised_at,
            Artefact.revision,
            *COUNTERS,
            Artefact.thread_id,
            readable_part(Artefact.details, to),
            Artefact.replaced_by,
            Artefact.visibility,
            Artefact.visibility_why,
            Space.slug.label("space_slug"),
            Space.name.label("space_name"),
            Space.access.label("space_access"),
            Space.audience.label("space_audience"),
            Member.name.label("author_name"),
            Member.former.label("author_former"),
        )
        .outerjoin(Space, Space.id == Artefact.space_id)  # as in lists/queries/threads.py
        .outerjoin(Member, Member.id == Artefact.author_id)
        .where(in_reach())
    )


_ARTEFACTS = _artefacts().where(is_shown())
_ITS_ID = Artefact.id == bindparam("artefact_id")
_ARTEFACT, _AT_ADDRESS = _ARTEFACTS.where(_ITS_ID), _artefacts().where(_ITS_ID)
_TO_DECIDE = _artefacts("stewards").where(_ITS_ID)


def artefact(viewer: Viewer, artefact_id: int) -> ArtefactRow | None:
    """Return an artefact as *viewer* may read it, with its space and its first author."""
    return fetch_one(ArtefactRow, _ARTEFACT, {"artefact_id": artefact_id, **viewer.binds()})


def at_address(viewer: Viewer, artefact_id: int) -> ArtefactRow | None:
    """Return an artefact of a space that *viewer* reads, even if it is hidden or withdrawn.

    What they may not read of it is empty: ``policy.why_withheld`` says why.
    """
    return fetch_one(ArtefactRow, _AT_ADDRESS, {"artefact_id": artefact_id, **viewer.binds()})


def to_decide(viewer: Viewer, artefact_id: int) -> ArtefactRow | None:
    """Return an artefact of a space that *viewer* reads, with the text of a hidden one.

    For a page on which a steward decides: the caller checks that *viewer* may moderate it.
    """
    return fetch_one(ArtefactRow, _TO_DECIDE, {"artefact_id": artefact_id, **viewer.binds()})


def fetcher(
    viewer: Viewer, *, space_id: int | None = None, kind: str | None = None, tag: str | None = None
) -> Fetch[ArtefactRow]:
    """Return the function with which ``paging.list_page`` reads the library, last changed first.

    Pages that others have replaced come last.
    """
    narrowed = {"in_space": space_id is not None, "of_kind": kind is not None}
    values = {"space_id": space_id, "kind": kind, "tag": tag, **viewer.binds()}
    current, replaced = (
        by_moment(
            _listed(**narrowed, tagged=tag is not None, replaced=is_replaced),
            *(Artefact.revised_at, Artefact.id),
            values=values,
            row=ArtefactRow,
        )
        for is_replaced in (False, True)
    )
    return one_after_other(current, replaced)


@cache
def _listed(*, in_space: bool, of_kind: bool, tagged: bool, replaced: bool) -> Statement:
    by = Artefact.replaced_by
    listed = _ARTEFACTS.where(by.is_not(None) if replaced else by.is_(None))
    if in_space:
        listed = listed.where(Artefact.space_id == bindparam("space_id"))
    if of_kind:
        listed = listed.where(Artefact.kind == bindparam("kind"))
    if tagged:
        has_tag = and_(ArtefactTag.artefact_id == Artefact.id, ArtefactTag.tag == bindparam("tag"))
        listed = listed.where(exists().where(has_tag))
    return listed


_ANSWERING = (
    select(
        Artefact.id,
        Artefact.revised_at.label("at"),
        Artefact.title,
        Artefact.slug,
        Member.name.label("author_name"),
        ArtefactRevision.prompt_headings,
        readable_html(),
        readable_source(),
    )
    .join(
        ArtefactRevision,
        and_(
            ArtefactRevision.artefact_id == Artefact.id,
            ArtefactRevision.number == Artefact.revision,
        ),
    )
    .join(Member, Member.id == Artefact.author_id)
    .where(
        Artefact.space_id == bindparam("space_id"),
        ArtefactRevision.prompt_set == bindparam("key"),
        visible_to(),
    )
    .order_by(Artefact.revised_at.desc(), Artefact.id.desc())
    .limit(bindparam("most", type_=Integer))
)


def answering(
    viewer: Viewer, space_id: int, key: str, *, most: int
) -> Sequence[PromptedArtefactRow]:
    """Return the newest *most* artefacts of a space that were written with a set of questions."""
    values = {"space_id": space_id, "key": key, "most": most, **viewer.binds()}
    return fetch_all(PromptedArtefactRow, _ANSWERING, values)


_WROTE = (
    select(Artefact.id)
    .join(ArtefactRevision, ArtefactRevision.artefact_id == Artefact.id)
    .where(ArtefactRevision.editor_id == bindparam("member_id"), visible_to())
    .limit(1)
)


def has_written(viewer: Viewer, member_id: int) -> bool:
    """Return whether a member has written a version of an artefact that *viewer* reads."""
    values = {"member_id": member_id, **viewer.binds()}
    return fetch_one(ArtefactIdRow, _WROTE, values) is not None


_CARDS_OF = _CARDS.where(Artefact.id.in_(bindparam("artefact_ids", expanding=True)))


def cards_of(viewer: Viewer, artefact_ids: Iterable[int]) -> Sequence[CardRow]:
    """Return those of the artefacts that *viewer* may see; no statement is sent for none."""
    values = {"artefact_ids": sorted(artefact_ids), **viewer.binds()}
    return fetch_all(CardRow, _CARDS_OF, values) if values["artefact_ids"] else ()
