"""Ids of sections are made of the words of a heading: they go, or change, once these are gone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from ...artefacts.models import ArtefactRevision, ArtefactSection
from ...core.database.session import change, session
from ...core.text.headings import as_stored, from_stored
from ...core.text.phrases import as_read
from ...margins.models import Placement
from ...upkeep.models import Need

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_NUMBER = re.compile(r"-\d+$")
_APART = re.compile(r"[^\w]+")


def drop_ids(artefact_id: int, texts: Sequence[str]) -> None:
    """Delete the ids of sections that no version of a page has any more; rename what tells of them.

    A heading that was reworded has kept its id: one that a version without its text was the first
    to have, and whose words stand in none of the *texts* that are left, gets another one.
    """
    of_page = ArtefactRevision.artefact_id == artefact_id
    versions = session().execute(
        select(
            ArtefactRevision.number, ArtefactRevision.sections, ArtefactRevision.redacted_at
        ).where(of_page)
    )
    stored, redacted = {}, set()
    for row in versions:
        stored[row.number] = from_stored(row.sections or "[]")
        redacted |= {row.number} if row.redacted_at else set()
    kept = {section.id for sections in stored.values() for section in sections}
    its = ArtefactSection.artefact_id == artefact_id
    rows = session().execute(select(ArtefactSection.id, ArtefactSection.revision).where(its))
    ids: dict[str, int] = {row.id: row.revision for row in rows}
    _delete(artefact_id, [id for id in ids if id not in kept])
    left = " ".join(_APART.sub(" ", as_read(text)) for text in texts)
    told = [id for id, first in ids.items() if id in kept and first in redacted]
    new = _names([id for id in told if f" {_words(id)} " not in f" {left} "], taken=ids.keys())
    for number, sections in stored.items():
        if any(section.id in new for section in sections):
            again = [section._replace(id=new.get(section.id, section.id)) for section in sections]
            this = update(ArtefactRevision).where(of_page, ArtefactRevision.number == number)
            change(this.values(sections=as_stored(again)))
    _rename(artefact_id, new)


def _words(id: str) -> str:
    return _NUMBER.sub("", id).replace("-", " ")


def _names(old: Sequence[str], *, taken: Collection[str]) -> dict[str, str]:
    """Return a new id for each of *old*, which none of those *taken* is."""
    used, found, n = set(taken), dict[str, str](), 1
    for id in old:
        while f"section-{n}" in used:
            n += 1
        found[id] = f"section-{n}"
        used.add(found[id])
    return found


def _delete(artefact_id: int, ids: Sequence[str]) -> None:
    if not ids:
        return
    its = ArtefactSection.artefact_id == artefact_id
    change(delete(ArtefactSection).where(its, ArtefactSection.id.in_(ids)))
    change(delete(Need).where(Need.artefact_id == artefact_id, Need.section.in_(ids)))
    here = Placement.artefact_id == artefact_id
    change(update(Placement).where(here, Placement.section.in_(ids)).values(section=""))
    change(update(Placement).where(here, Placement.nearest.in_(ids)).values(nearest=None))


def _rename(artefact_id: int, new: Mapping[str, str]) -> None:
    for old, name in new.items():
        for column in (ArtefactSection.id, Need.section, Placement.section, Placement.nearest):
            table = column.class_
            this = update(table).where(table.artefact_id == artefact_id, column == old)
            change(this.values({column.key: name}))
