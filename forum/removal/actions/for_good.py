"""Removes a post or a page for good: all that it says, everywhere, in one transaction.

Its number stays, and what others wrote. The log has who, when and why, and never the words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from ...artefacts.actions import visibility
from ...core.database.session import change
from ...moderation.actions import close_reports, log
from ...moderation.models import Report
from ...threads.actions import withdraw
from .quotations import drop_quoted
from .step_marks import forget_steps

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from ...artefacts.rows import ArtefactRow
    from ...threads.rows import SinglePostRow


def remove_post(post: SinglePostRow, *, steward_id: int, why: str, title: str) -> None:
    """Remove a post, its files, and its words in the pages that quote it by reference.

    *title* stands for that of its thread then, if it is the opening. Raises Changed if it was
    removed before.
    """
    drop_quoted(post.id)
    withdraw.remove(post.id, why=why, title=title)
    _settle(Report.post_id == post.id, steward_id=steward_id)
    about = {"thread_id": post.thread_id, "post_id": post.id, "member_id": post.author_id}
    log(post.space_id, actor_id=steward_id, act="remove", reason=why, **about)


def remove_page(artefact: ArtefactRow, *, steward_id: int, why: str, thread_title: str) -> None:
    """Remove a page of the library, whoever has written on it; the comments on it stay.

    *thread_title* is what their thread is called from now on. Raises Changed if something became of
    the page meanwhile.
    """
    if artefact.kind == "path":
        forget_steps(artefact.id)
    visibility.remove(artefact, why=why, thread_title=thread_title)
    _settle(Report.artefact_id == artefact.id, steward_id=steward_id)
    about = {"artefact_id": artefact.id, "member_id": artefact.author_id}
    log(artefact.space_id, actor_id=steward_id, act="remove_page", reason=why, **about)


def _settle(about: ColumnElement[bool], *, steward_id: int) -> None:
    """Close the reports *about* something, and forget what they say: they may repeat its words."""
    close_reports(about, steward_id=steward_id)
    change(update(Report).where(about).values(text=""))
