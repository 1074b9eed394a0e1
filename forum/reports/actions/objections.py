"""The author of a hidden post or page says once what they think of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from ...artefacts.actions import visibility
from ...core import events
from ...core.database.base import now
from ...core.database.session import session
from ...core.errors import Changed
from ...moderation.models import Report
from ...moderation.queries.objections import has_objected
from ...threads.actions.counters import lock_row

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from ...moderation.rows import PageLike
    from ...threads.rows import SinglePostRow


def say(post: SinglePostRow, *, text: str) -> None:
    """Tell the stewards what the author of a hidden post says: it is listed with the reports.

    Raises Changed if they have said something before, or it is shown again or deleted.
    """
    state, about = lock_row(post.id).state, Report.post_id == post.id
    _save(post, state, about, text=text, post_id=post.id)


def say_of_page(page: PageLike, *, text: str) -> None:
    """Tell the stewards what whoever made a hidden page says, likewise."""
    state, about = visibility.lock(page.id), Report.artefact_id == page.id
    _save(page, state, about, text=text, artefact_id=page.id)


def _save(
    of: SinglePostRow | PageLike, state: str, about: ColumnElement[bool], *, text: str, **ids: int
) -> None:
    if state != "hidden" or has_objected(about):
        raise Changed
    values = {"space_id": of.space_id, "reporter_id": of.author_id, **ids}
    session().execute(insert(Report).values(**values, text=text, objects=True, at=now()))
    events.post_reported.send(None, space=of.space_id, reporter=of.author_id)
