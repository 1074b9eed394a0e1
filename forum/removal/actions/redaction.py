"""Takes out what earlier versions of a post or of a page say, with what hangs on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import null, select, update

from ...artefacts.actions.removed_words import begin_to_take_out
from ...artefacts.models import Artefact, ArtefactRevision
from ...artefacts.policy import is_shown
from ...core.database.base import now
from ...core.database.session import change, session
from ...core.errors import Changed
from ...moderation.actions import log
from ...revisions.actions import redact
from ..queries import remains
from .step_marks import forget_keys, step_keys
from .traces import drop_traces, drop_traces_of_post

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...artefacts.rows import ArtefactRow
    from ...members.viewer import Viewer
    from ...threads.rows import SinglePostRow, ThreadRow

_WORDS = {"source": "", "title": "", "tags": "", "reason": "", "details": "{}"}


def redact_post(viewer: Viewer, post_id: int, numbers: Iterable[int], *, by: str) -> None:
    """Take out all that earlier revisions of a post say, and the files that only they name.

    *by* is "author" or "stewards". Raises Changed if one is the newest, or is redacted already.
    """
    for number in numbers:
        redact(post_id, number, by=by)
    drop_traces_of_post(viewer, post_id)


def redact_page(artefact_id: int, numbers: Iterable[int], *, by: str) -> None:
    """Take out all that earlier revisions of a page say; number, kind, editor and time stay.

    As ``redact_post`` does; what comments say of words that no revision has any more goes as well.
    """
    begin_to_take_out()
    locked = update(Artefact).where(Artefact.id == artefact_id).values(revision=Artefact.revision)
    change(locked)
    before = _steps_before(artefact_id)
    newest = select(Artefact.revision).where(Artefact.id == artefact_id, is_shown())
    for number in numbers:
        statement = (
            update(ArtefactRevision)
            .where(ArtefactRevision.artefact_id == artefact_id, ArtefactRevision.number == number)
            .where(ArtefactRevision.number < newest.scalar_subquery())
            .where(ArtefactRevision.redacted_at.is_(None))
            .values(**_WORDS, sections=None, prompt_headings=null())
            .values(redacted_at=now(), redacted_by=by)
            .returning(ArtefactRevision.number)
        )
        if change(statement).first() is None:
            raise Changed
    if before:
        forget_keys(before - step_keys(remains.sources_of_page(artefact_id)))
    drop_traces(artefact_id)


def _steps_before(artefact_id: int) -> set[str]:
    """Return the keys of the steps of a path; none of another page."""
    kind = session().scalar(select(Artefact.kind).where(Artefact.id == artefact_id))
    return step_keys(remains.sources_of_page(artefact_id)) if kind == "path" else set()


def log_redaction(thread: ThreadRow, post: SinglePostRow, *, actor_id: int, why: str) -> None:
    """Record who removed the text of earlier versions of a post; never which.

    *why* only if it is not the author, who is recorded too: nobody hides their own trace.
    """
    log(
        thread.space_id,
        actor_id=actor_id,
        act="redact",
        thread_id=thread.id,
        post_id=post.id,
        member_id=post.author_id,
        reason=why,
    )


def log_page_redaction(artefact: ArtefactRow, *, actor_id: int, why: str) -> None:
    """Record who took words out of earlier versions of a page; *why* only if they are a steward.

    Whoever saved a version is recorded too: it has what others wrote as well.
    """
    log(
        artefact.space_id,
        actor_id=actor_id,
        act="redact_page",
        artefact_id=artefact.id,
        member_id=artefact.author_id,
        reason=why,
    )
