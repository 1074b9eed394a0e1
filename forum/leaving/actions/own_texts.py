"""Withdraws all that somebody wrote."""

from __future__ import annotations

from sqlalchemy import exists, select

from ...artefacts.actions import visibility
from ...artefacts.models import Artefact, ArtefactRevision
from ...artefacts.rows import OwnPageRow
from ...attempts.actions import withdraw as withdraw_attempt
from ...attempts.models import Attempt
from ...core.database.session import fetch_all, session
from ...core.web.i18n import t
from ...reports.actions import ask_for_deletion
from ...threads.actions.withdraw import withdraw
from ...threads.models import BLANK, Post

_BY_OTHERS = exists().where(
    ArtefactRevision.artefact_id == Artefact.id, ArtefactRevision.editor_id != Artefact.author_id
)


def withdraw_all(member_id: int) -> None:
    """Withdraw the posts, the results and the pages of the library of a member.

    The stewards are asked about a page on which others have written, as its maker asks them.
    """
    left = select(Post.id).where(Post.author_id == member_id, Post.state.not_in(BLANK))
    for post_id in session().scalars(left.order_by(Post.id.desc())).all():
        still = select(Post.id).where(Post.id == post_id, Post.state.not_in(BLANK))
        if session().scalar(still) is not None:  # it may have gone with its thread
            withdraw(post_id)
    told = select(Attempt.id).where(Attempt.member_id == member_id).order_by(Attempt.id)
    for attempt_id in session().scalars(told).all():
        withdraw_attempt(attempt_id)
    for page in _pages(member_id):
        if page.by_others:
            words = t("Its author asked to delete it, and has left.")
            ask_for_deletion(page, author_id=member_id, text=words)
        else:
            visibility.withdraw(page, thread_title=t("A page of the library"))


def _pages(member_id: int) -> list[OwnPageRow]:
    statement = select(
        Artefact.id,
        Artefact.space_id,
        Artefact.made_at,
        Artefact.revision,
        Artefact.visibility,
        Artefact.slug.label("title"),
        _BY_OTHERS.label("by_others"),
    ).where(Artefact.author_id == member_id, Artefact.visibility.not_in(BLANK))
    return list(fetch_all(OwnPageRow, statement.order_by(Artefact.id)))
