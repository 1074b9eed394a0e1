"""The author of a hidden post says once what they think of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from ...core import events
from ...core.database.base import now
from ...core.database.session import session
from ...core.errors import Changed
from ...threads.actions.counters import lock_row
from ..models import Report
from ..queries.objections import has_objected

if TYPE_CHECKING:
    from ...threads.rows import SinglePostRow


def say(post: SinglePostRow, *, text: str) -> None:
    """Tell the stewards what the author of a hidden post says: it is listed with the reports.

    Raises Changed if they have said something before, or it is shown again or deleted.
    """
    if lock_row(post.id).state != "hidden" or has_objected(post.id):
        raise Changed
    values = {"space_id": post.space_id, "post_id": post.id, "reporter_id": post.author_id}
    session().execute(insert(Report).values(**values, text=text, objects=True, at=now()))
    events.post_reported.send(None, space=post.space_id, reporter=post.author_id)
