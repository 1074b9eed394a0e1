"""Artefacts are kept and changed. Nothing is ever overwritten: each state is a revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, update

from ..core import events
from ..core.database.base import now
from ..core.database.once import save_once
from ..core.database.outbox import tell
from ..core.database.session import session
from ..core.errors import Changed
from ..core.text.line import slug
from ..threads.actions.counters import add_to_counters
from .models import Artefact, ArtefactRevision, ArtefactSource, ArtefactTag

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ..threads.actions.write import Text


def keep(
    *,
    space_id: int,
    kind: str,
    title: str,
    tags: Sequence[str],
    author_id: int,
    text: Text,
    sources: Sequence[tuple[int, int]] = (),
    reason: str = "",
    at: datetime | None = None,
) -> Artefact:
    """Put a page into the library of a space and return it.

    *kind* is "summary", "document", "recording" or "story"; *sources* are the posts it was kept
    from, as (thread id, post id); *at* is the source's time in an import. Raises SentBefore
    with the id of the artefact where this form was sent before, SentOther where its key was
    used for another text.
    """
    at = at or now()
    made = Artefact(
        space_id=space_id,
        kind=kind,
        title=title,
        slug=slug(title, bare="page"),
        tags=", ".join(tags),
        html=text.html,
        author_id=author_id,
        made_at=at,
        revised_at=at,
        form_key=text.form_key,
        form_hash=text.form_hash,
    )
    save_once(made)
    _revise(
        made.id,
        1,
        text,
        kind=kind,
        title=title,
        tags=tags,
        editor_id=author_id,
        reason=reason,
        at=at,
    )
    if sources:
        session().execute(
            insert(ArtefactSource),
            [
                {"artefact_id": made.id, "thread_id": thread_id, "post_id": post_id}
                for thread_id, post_id in sources
            ],
        )
    for thread_id in dict.fromkeys(thread_id for thread_id, _ in sources):
        add_to_counters(thread_id, kept=1)
    return made


def revise(
    artefact_id: int,
    *,
    revision: int,
    editor_id: int,
    kind: str,
    title: str,
    tags: Sequence[str],
    text: Text,
    reason: str = "",
    at: datetime | None = None,
) -> int:
    """Save a new revision of an artefact and return its number.

    *revision* is the one the form was made from: Changed is raised where another has been saved
    since.
    """
    at = at or now()
    number: int | None = session().scalar(
        update(Artefact)
        .where(Artefact.id == artefact_id, Artefact.revision == revision)
        .values(
            revision=Artefact.revision + 1,
            revised_at=at,
            kind=kind,
            title=title,
            slug=slug(title, bare="page"),
            tags=", ".join(tags),
            html=text.html,
        )
        .returning(Artefact.revision)
    )
    if number is None:
        raise Changed
    _revise(
        artefact_id,
        number,
        text,
        kind=kind,
        title=title,
        tags=tags,
        editor_id=editor_id,
        reason=reason,
        at=at,
    )
    return number


def _revise(
    artefact_id: int,
    number: int,
    text: Text,
    *,
    kind: str,
    title: str,
    tags: Sequence[str],
    editor_id: int,
    reason: str,
    at: datetime,
) -> None:
    session().execute(
        insert(ArtefactRevision).values(
            artefact_id=artefact_id,
            number=number,
            kind=kind,
            title=title,
            tags=", ".join(tags),
            source=text.source,
            editor_id=editor_id,
            reason=reason,
            at=at,
        )
    )
    session().execute(delete(ArtefactTag).where(ArtefactTag.artefact_id == artefact_id))
    if tags:
        session().execute(
            insert(ArtefactTag), [{"artefact_id": artefact_id, "tag": tag} for tag in tags]
        )
    tell(session(), kind="artefact", ids=[artefact_id])
    events.announce(
        session(), events.artefact_revised, artefact=artefact_id, member=editor_id, revision=number
    )
