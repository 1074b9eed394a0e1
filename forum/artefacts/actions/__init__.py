"""Creates, revises and restores artefacts. Nothing is lost: each saved state is a revision."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypedDict

from sqlalchemy import delete, insert, select, update

from ...core import events
from ...core.database.base import now
from ...core.database.once import save_once
from ...core.database.outbox import record_changes
from ...core.database.session import change, session
from ...core.errors import Changed
from ...core.text.line import slug
from ...core.text.markup import RENDER_VERSION
from ...files.actions.places import put_on
from ...prompts.rows import prompt_columns
from ..details import Details, as_stored, from_stored, restored
from ..models import Artefact, ArtefactRevision, ArtefactTag
from ..policy import is_shown
from ..rows import PageFacts, SavedRow
from .removed_words import begin_to_save
from .sections import first_sections_of, kept_sections, note_ids, restored_sections
from .sources import restore_sources, take_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ...texts.actions import Text
    from ..rows import ArtefactRevisionRow
    from .sections import NewSections

USUAL = Details()


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
    details: Details = USUAL,
    at: datetime | None = None,
) -> Artefact:
    """Add a page to the library of a space and return it.

    *kind* is one of ``models.KINDS``; *sources* are the posts it is made from, as (thread id, post
    id); *at* is the original time in an import. Raises SentBefore with the id of the artefact if
    this form was sent before, SentOther if its key was used for another text.
    """
    at, text = at or now(), begin_to_save(text)
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
        **_columns_of(details),
        form_key=text.form_key,
        form_hash=text.form_hash,
    )
    save_once(artefact)
    content = _Content(kind, title, ", ".join(tags), details)
    new = _Revision(artefact.id, 1, author_id, content, reason, at)
    _save_revision(new, text, first_sections_of(text))
    facts = PageFacts(artefact.id, space_id, author_id, author_id, 1)
    take_in(facts, sources)
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
    sources: Sequence[tuple[int, int]] = (),
    reason: str = "",
    details: Details = USUAL,
    at: datetime | None = None,
) -> int:
    """Save a new revision of an artefact and return its number.

    *revision* is the one that the form was made from. Raises Changed if another one has been saved
    since. *sources* are further posts that it is made from.
    """
    number = revision + 1
    content = _Content(kind, title, ", ".join(tags), details)
    new = _Revision(artefact_id, number, editor_id, content, reason, at or now())
    text = begin_to_save(text)
    facts = _replace(new, text, kept_sections(artefact_id, revision, text))
    take_in(facts, sources)
    _tell_rooms(facts, text, new.at)
    return number


def restore(
    old: ArtefactRevisionRow,
    *,
    revision: int,
    details: Details,
    editor_id: int,
    text: Text,
    reason: str,
) -> int:
    """Save a new revision that is as *old* was, and return its number.

    It has the text, title, kind, tags, questions and sources of the old one, and the ids of its
    sections; who may read the page stays as it is. *text* is that of *old*, rendered, *details*
    are those of the newest *revision*, whose state stays: see ``details.restored``. Raises Changed
    if another revision has been saved since, or if the text of *old* was taken out meanwhile.
    """
    text, number = begin_to_save(text), revision + 1
    its = ArtefactRevision.artefact_id == old.artefact_id, ArtefactRevision.number == old.number
    left = select(ArtefactRevision.sections, ArtefactRevision.redacted_at).where(*its)
    if session().execute(left).one() != (old.sections, None):
        raise Changed  # some of its words were taken out since it was read
    said = restored(details, from_stored(old.details))
    content = _Content(old.kind, old.title, old.tags, said)
    new = _Revision(old.artefact_id, number, editor_id, content, reason, now())
    facts = _replace(new, text, restored_sections(old, text))
    restore_sources(facts, of=old.number)
    _tell_rooms(facts, text, new.at)
    return number


class _Content(NamedTuple):
    """What a revision holds beside its text."""

    kind: str
    title: str
    tags: str
    details: Details


class _Revision(NamedTuple):
    """A revision that is about to be saved."""

    artefact_id: int
    number: int
    editor_id: int
    content: _Content
    reason: str
    at: datetime


class _DetailColumns(TypedDict):
    details: str
    state: str
    language: str
    replaced_by: int | None


def _columns_of(details: Details) -> _DetailColumns:
    """Return the columns of a page that hold its *details*."""
    return {
        "details": as_stored(details),
        "state": details.state,
        "language": details.language,
        "replaced_by": int(details.replaced_by) if details.replaced_by else None,
    }


def _replace(new: _Revision, text: Text, sections: NewSections) -> PageFacts:
    """Make *new* the newest revision. Raises Changed if the one before it is not the newest.

    So it does if the page is hidden now.
    """
    statement = (
        update(Artefact)
        .where(Artefact.id == new.artefact_id, Artefact.revision == new.number - 1, is_shown())
        .values(
            revision=new.number,
            revised_at=new.at,
            kind=new.content.kind,
            title=new.content.title,
            slug=slug(new.content.title, bare="page"),
            tags=new.content.tags,
            **_columns_of(new.content.details),
            html=text.html,
            render_version=RENDER_VERSION,
        )
        .returning(Artefact.space_id, Artefact.author_id)
    )
    row = change(statement).first()
    if row is None:
        raise Changed
    saved = SavedRow._make(row)
    _save_revision(new, text, sections)
    return PageFacts(new.artefact_id, saved.space_id, saved.author_id, new.editor_id, new.number)


def _save_revision(new: _Revision, text: Text, sections: NewSections) -> None:
    """Save a revision with its text and tags, and tell the index and the host about it."""
    values = {
        "artefact_id": new.artefact_id,
        "number": new.number,
        "editor_id": new.editor_id,
        "reason": new.reason,
        "at": new.at,
        **new.content._asdict(),
        "details": as_stored(new.content.details),
        "source": text.source,
        "sections": sections.stored,
        **prompt_columns(text.prompts),
    }
    change(insert(ArtefactRevision).values(values))
    note_ids(new.artefact_id, new.number, sections)
    change(delete(ArtefactTag).where(ArtefactTag.artefact_id == new.artefact_id))
    if names := [tag for tag in new.content.tags.split(", ") if tag]:
        tags = [{"artefact_id": new.artefact_id, "tag": tag} for tag in names]
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
    """Put its files on a page that has a new revision, and tell our other rooms of it."""
    put_on("page", page.id, text.html, writer_id=page.editor_id, space_id=page.space_id)
    events.page_saved.send(
        None, page=page.id, editor=page.editor_id, facts=page, mentioned=text.mentioned, at=at
    )
