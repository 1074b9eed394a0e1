"""What remains of words beside a text: comments that are about them, ids of sections, files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from ...artefacts.models import Artefact, ArtefactRevision, ArtefactSection
from ...core.database.session import change, session
from ...core.text.headings import from_stored
from ...core.text.phrases import has_phrase
from ...files.actions.leftovers import remove_leftovers
from ...margins.actions import forget_titles
from ...margins.models import Placement
from ...threads.models import Thread
from ...upkeep.models import Need
from ..queries import remains

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...members.viewer import Viewer


def drop_traces_of_post(viewer: Viewer, post_id: int) -> None:
    """Delete the files of a post that no version of it names any more."""
    remove_leftovers("post", post_id, remains.texts_of_post(viewer, post_id))


def drop_traces(artefact_id: int) -> None:
    """Delete what no version of a page says any more, after words were taken out of some.

    Files that none names, ids of sections that none has, the words of it that a comment is about,
    and the titles that it had, in the thread of its comments.
    """
    texts = remains.texts_of_page(artefact_id)
    remove_leftovers("page", artefact_id, texts)
    _drop_ids(artefact_id)
    _forget_words(artefact_id, texts)
    its = select(Artefact.thread_id).where(Artefact.id == artefact_id).scalar_subquery()
    found = select(Thread.id, Thread.title, Thread.anchor_url).where(Thread.id == its)
    row = session().execute(found).first()
    if row is not None:
        alone = f"{row.anchor_url.rpartition(f'/a/{artefact_id}')[0]}/a/{artefact_id}"
        change(update(Thread).where(Thread.id == row.id).values(anchor_url=alone))
        forget_titles(row.id, row.title)


def _forget_words(artefact_id: int, texts: Sequence[str]) -> None:
    of_page = Placement.artefact_id == artefact_id
    rows = select(Placement.post_id, Placement.words).where(of_page, Placement.words != "")
    gone = [
        id
        for id, words in session().execute(rows)
        if not any(has_phrase(text, words) for text in texts)
    ]
    if gone:
        change(update(Placement).where(Placement.post_id.in_(gone)).values(words=""))


def _drop_ids(artefact_id: int) -> None:
    """Delete the ids of sections that no version has: they are made of the words of a heading."""
    of_page = ArtefactRevision.artefact_id == artefact_id
    stored = session().scalars(select(ArtefactRevision.sections).where(of_page)).all()
    kept = {section.id for text in stored for section in from_stored(text or "[]")}
    ids = select(ArtefactSection.id).where(ArtefactSection.artefact_id == artefact_id)
    gone = [id for id in session().scalars(ids).all() if id not in kept]
    if not gone:
        return
    its = ArtefactSection.artefact_id == artefact_id
    change(delete(ArtefactSection).where(its, ArtefactSection.id.in_(gone)))
    change(delete(Need).where(Need.artefact_id == artefact_id, Need.section.in_(gone)))
    here = Placement.artefact_id == artefact_id
    change(update(Placement).where(here, Placement.section.in_(gone)).values(section=""))
    change(update(Placement).where(here, Placement.nearest.in_(gone)).values(nearest=None))
