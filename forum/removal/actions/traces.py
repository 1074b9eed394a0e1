"""What remains of words beside a text: comments that are about them, ids of sections, files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from ...artefacts.models import Artefact
from ...core.database.session import change, session
from ...core.text.phrases import has_phrase
from ...files.actions.leftovers import remove_leftovers
from ...margins.actions import forget_titles
from ...margins.models import Placement
from ...threads.models import Thread
from ..queries import remains
from .section_ids import drop_ids

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
    drop_ids(artefact_id, texts)
    its = select(Artefact.thread_id).where(Artefact.id == artefact_id).scalar_subquery()
    found = select(Thread.id, Thread.title, Thread.anchor_url).where(Thread.id == its)
    row = session().execute(found).first()
    if row is not None:
        alone = f"{row.anchor_url.rpartition(f'/a/{artefact_id}')[0]}/a/{artefact_id}"
        change(update(Thread).where(Thread.id == row.id).values(anchor_url=alone))
        forget_titles(row.id, row.title)
    # once the thread is locked: a reply takes its place, with these words, from what it answers
    _forget_words(artefact_id, texts)


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
