"""Tells of a new version of a page of the library: whom it mentions, keeps, and concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, func, literal, select

from ...artefacts.models import Artefact, ArtefactSource
from ...core import events
from ...core.database.base import now
from ...core.database.session import session
from ...core.state import state
from ...following.models import Follow
from ...members.models import Member
from ...spaces.policy import readable_by_member
from ...threads.models import Post
from ...upkeep.models import Review
from ..models import Notice
from .loops import may_be_told, moment_of, tell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Exists

    from ...artefacts.rows import PageFacts
    from ...core.database.session import Statement
    from ...moderation.rows import PageLike


def notify_of_page(
    _sender: object, *, facts: PageFacts, mentioned: Sequence[int], at: datetime, **_: object
) -> None:
    """Tell of a new version of a page: whom it mentions, whose posts it keeps, who follows it."""
    mentions = [id for id in mentioned if id != facts.editor_id]
    told = _mention(facts, mentions, at) if mentions else 0
    told += _keep(facts, at)
    if facts.number > 1:
        told += _revise(facts, at)
    if told:
        events.noticed.send(None, page=facts.id, at=at)


def notify_of_last_day(_sender: object, *, page: int, at: datetime) -> None:
    """Tell those who follow a page that comments on it close soon."""
    _tell_readers("closing_soon", page, _follows(page), at)


def notify_of_review(_sender: object, *, page: int, at: datetime) -> None:
    """Tell who has said that they will look at a page again that the day has come.

    If they have left, or read it no more, those who follow the page are told. Connected to
    ``events.review_due`` in ``receivers.py``.
    """
    will = exists().where(Review.artefact_id == page, Review.member_id == Member.id)
    somebody = (
        select(Member.id)
        .join(Artefact, Artefact.id == page)
        .where(will, ~Member.former, readable_by_member(Member.id, Artefact.space_id))
    )
    is_left = session().scalar(somebody) is None
    _tell_readers("look_again", page, _follows(page) if is_left else will, at)


def _tell_readers(kind: str, page: int, which: ColumnElement[bool], at: datetime) -> None:
    """Tell those members *which* read a page."""
    people = (
        select(Member.id, literal(kind).label("kind"), Artefact.id.label("artefact_id"))
        .add_columns(moment_of(at))
        .join(Artefact, Artefact.id == page)
        .where(which, *may_be_told(kind, Artefact.space_id))
    )
    if tell(people, Notice.artefact_id, again="always"):
        events.noticed.send(None, page=page, at=at)


def _follows(page: int) -> Exists:
    return exists().where(
        Follow.artefact_id == page, Follow.member_id == Member.id, Follow.following
    )


def notify_of_page_hiding(artefact: PageLike, *, by: int) -> None:
    """Tell whoever made a page that it was hidden or restored, unless they did it themselves."""
    if artefact.author_id == by:
        return
    at = now()
    people = select(
        Member.id,
        literal("hidden").label("kind"),
        literal(artefact.id).label("artefact_id"),
        moment_of(at),
    ).where(Member.id == artefact.author_id)
    tell(people, Notice.artefact_id, again="always")
    events.noticed.send(None, page=artefact.id, at=at)


def _mention(page: PageFacts, mentioned: Sequence[int], at: datetime) -> int:
    """Tell members that a page mentions them, once for each page; return how many were told."""
    before = select(func.count()).where(Notice.artefact_id == page.id, Notice.kind == "mention")
    left = state().config.mention_limit - (session().scalar(before) or 0)
    if left <= 0:
        return 0
    known = exists().where(
        Notice.artefact_id == page.id, Notice.member_id == Member.id, Notice.kind == "mention"
    )
    people = _of_page("mention", page, at).where(
        Member.id.in_(mentioned), ~known, *may_be_told("mention", page.space_id)
    )
    return tell(people.order_by(Member.id).limit(left), Notice.artefact_id, again="never")


def _keep(page: PageFacts, at: datetime) -> int:
    """Tell the authors of the posts that this version of a page took in."""
    is_source = exists().where(
        ArtefactSource.artefact_id == page.id,
        ArtefactSource.revision == page.number,
        Post.id == ArtefactSource.post_id,
        Post.author_id == Member.id,
    )
    people = _of_page("kept", page, at).where(
        is_source, Member.id != page.editor_id, *may_be_told("kept", page.space_id)
    )
    return tell(people, Notice.artefact_id, again="never")


def _revise(page: PageFacts, at: datetime) -> int:
    """Tell the first author of a page, unless they opted out, and those who follow it."""
    opted_out = exists().where(
        Follow.artefact_id == page.id, Follow.member_id == Member.id, Follow.following.is_(False)
    )
    mentioned_now = exists().where(
        Notice.artefact_id == page.id,
        Notice.member_id == Member.id,
        Notice.kind == "mention",
        Notice.at == at,
    )
    author = _of_page("revised", page, at).where(
        Member.id == page.author_id, ~opted_out, *may_be_told("revised", page.space_id)
    )
    followers = _of_page("version", page, at).where(
        _follows(page.id), Member.id != page.author_id, *may_be_told("version", page.space_id)
    )
    both = (Member.id != page.editor_id, ~mentioned_now)
    return sum(
        tell(people.where(*both), Notice.artefact_id, again="once seen")
        for people in (author, followers)
    )


def _of_page(kind: str, page: PageFacts, at: datetime) -> Statement:
    return select(
        Member.id, literal(kind).label("kind"), literal(page.id).label("artefact_id"), moment_of(at)
    )
