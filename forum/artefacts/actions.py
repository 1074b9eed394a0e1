"""Creates and revises artefacts. Nothing is overwritten: each saved state is a revision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, update

from ..core import events
from ..core.database.base import now
from ..core.database.once import save_once
from ..core.database.outbox import record_changes
from ..core.database.session import change, session
from ..core.errors import Changed
from ..core.text.line import slug
from ..core.text.markup import RENDER_VERSION
from ..prompts.rows import prompt_columns
from ..threads.actions.counters import add_to_counters
from .models import Artefact, ArtefactRevision, ArtefactSource, ArtefactTag
from .rows import PageFacts, SavedRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ..threads.actions.compose import Text


def create(
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
    """Add a page to the library of a space and return it.

    *kind* is one of ``models.KINDS``; *sources* are the posts it is made from, as (thread id, post
    id); *at* is the original time in an import. Raises SentBefore with the id of the artefact if
    this form was sent before, SentOther if its key was used for another text.
    """
    at = at or now()
    artefact = Artefact(
        space_id=space_id,
        kind=kind,
        title=title,
        slug=slug(title, bare="page"),
        tags=", ".join(tags),
        html=text.html,
        render_version=RENDER_VERSION,
        author_id=author_id,
        made_at=at,
        revised_at=at,
        form_key=text.form_key,
        form_hash=text.form_hash,
    )
    save_once(artefact)
    _save_revision(_Revision(artefact.id, 1, author_id, kind, title, tags, reason, at), text)
    _link_sources(artefact.id, sources)
    facts = PageFacts(artefact.id, space_id, author_id, author_id, 1)
    _tell_rooms(facts, text, at)
    return artefact


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

    *revision* is the one that the form was made from. Raises Changed if another one has been saved
    since.
    """
    at = at or now()
    statement = (
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
            render_version=RENDER_VERSION,
        )
        .returning(Artefact.revision, Artefact.space_id, Artefact.author_id)
    )
    row = change(statement).first()
    if row is None:
        raise Changed
    saved = SavedRow._make(row)
    number = saved.revision
    _save_revision(_Revision(artefact_id, number, editor_id, kind, title, tags, reason, at), text)
    facts = PageFacts(artefact_id, saved.space_id, saved.author_id, editor_id, number)
    _tell_rooms(facts, text, at)
    return number


@dataclass(frozen=True)
class _Revision:
    """A revision that is about to be saved."""

    artefact_id: int
    number: int
    editor_id: int
    kind: str
    title: str
    tags: Sequence[str]
    reason: str
    at: datetime


def _save_revision(new: _Revision, text: Text) -> None:
    """Save a revision with its text and tags, and tell the index and the host about it."""
    values = {
        **vars(new),
        "source": text.source,
        "tags": ", ".join(new.tags),
        **prompt_columns(text.prompts),
    }
    change(insert(ArtefactRevision).values(values))
    change(delete(ArtefactTag).where(ArtefactTag.artefact_id == new.artefact_id))
    if new.tags:
        tags = [{"artefact_id": new.artefact_id, "tag": tag} for tag in new.tags]
        change(insert(ArtefactTag).values(tags))
    record_changes(session(), kind="artefact", ids=[new.artefact_id])
    events.announce(
        session(),
        events.artefact_revised,
        artefact=new.artefact_id,
        member=new.editor_id,
        revision=new.number,
    )


def _tell_rooms(page: PageFacts, text: Text, at: datetime) -> None:
    events.page_saved.send(
        None, page=page.id, editor=page.editor_id, facts=page, mentioned=text.mentioned, at=at
    )


def _link_sources(artefact_id: int, sources: Sequence[tuple[int, int]]) -> None:
    """Save which posts an artefact is made from, and count it on their threads."""
    if not sources:
        return
    links = [
        {"artefact_id": artefact_id, "thread_id": thread_id, "post_id": post_id}
        for thread_id, post_id in sources
    ]
    change(insert(ArtefactSource).values(links))
    for thread_id in dict.fromkeys(thread_id for thread_id, _ in sources):
        add_to_counters(thread_id, kept=1)
