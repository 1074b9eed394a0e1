"""After a page was changed: where its comments stand now, and the last day for them."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from sqlalchemy import case, delete, update

from ...artefacts.queries.sections import former_page
from ...core.database.session import change, upsert
from ...core.text.nearest import nearest
from ...core.text.stored_sections import paragraphs_in
from ...texts.actions import render_again
from ..models import LastDay, Placement
from ..policy import last_day
from ..queries.edits import placed, sources_of
from ..queries.last_days import details_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ...artefacts.rows import PageFacts
    from ..rows import PlacedRow

Paragraphs = list[tuple[str, str]]
"""The paragraphs of a page, each after the id of its section."""


def place_again(_sender: object, *, facts: PageFacts, **_: object) -> None:
    """Find where comments stand whose sections a new version of their page does not have.

    It is done here, as it takes reading the versions that they were written on: where a comment
    stands is read with it. Connected to ``events.page_saved`` in ``receivers.py``.
    """
    rows = placed(facts.id) if facts.number > 1 else ()
    page = former_page(facts.id, facts.number) if rows else None
    if page is None:
        return
    new = paragraphs_in(page.html, page.sections)
    known = {section for section, _ in new}
    gone = [row for row in rows if row.section not in known]
    if not gone:
        return
    old = {
        row.number: paragraphs_in(render_again(row.source, format="markdown"), row.sections)
        for row in sources_of(facts.id, {row.revision for row in gone})
    }
    _save({row.post_id: _place(row, old.get(row.revision, []), new) for row in gone})


def _place(row: PlacedRow, old: Paragraphs, new: Paragraphs) -> str | None:
    """Return the section that has what a comment is about, moved or edited; None if it is gone.

    Words that stood elsewhere on the page as well are no sign of where they went.
    """
    before = _counts(row.words, old)
    if list((now := _counts(row.words, new)).values()) == [1] and set(before) <= {row.section}:
        return next(iter(now))
    own = [text for section, text in old if section == row.section and row.words in text]
    return nearest(own[0], {text for _, text in old}, new) if len(own) == 1 else None


def _counts(words: str, paragraphs: Paragraphs) -> dict[str, int]:
    """Return how often *words* stand in each section that has them."""
    texts: dict[str, str] = {}
    for section, text in paragraphs:
        texts[section] = f"{texts[section]} {text}" if section in texts else text
    return {section: n for section, text in texts.items() if (n := text.count(words))}


def _save(places: Mapping[int, str | None]) -> None:
    found = {post_id: section for post_id, section in places.items() if section is not None}
    to = case(found, value=Placement.post_id, else_=None) if found else None
    change(update(Placement).where(Placement.post_id.in_(places)).values(nearest=to))


def note_last_day(_sender: object, *, facts: PageFacts, at: datetime, **_: object) -> None:
    """Note the last day for comments on a page, of which its followers are told before it comes.

    It is kept once it has come, whatever becomes of the page: it was the last day then.
    Connected to ``events.page_saved`` in ``receivers.py``.
    """
    day = last_day(details_of(facts.id))
    if day is not None:
        insert = upsert(LastDay).values(artefact_id=facts.id, day=day)
        change(insert.on_conflict_do_update(index_elements=["artefact_id"], set_={"day": day}))
    elif facts.number > 1:
        ends = delete(LastDay).where(
            LastDay.artefact_id == facts.id, LastDay.day >= at.astimezone(UTC).date()
        )
        change(ends)
