"""A page of the library as a file holds it: its newest version, with its authors and sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...artefacts.details import from_stored
from ...artefacts.presenters.details import said_of
from ...artefacts.presenters.labels import kind_labels
from ...artefacts.presenters.sections import text_in_file
from ...core.text.inner_links import without_dead_links
from ...core.web.i18n import t
from ...core.web.prose import prose
from ...core.web.times import today
from .thread import Linked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime

    from markupsafe import Markup

    from ...artefacts.presenters.credits import Credits
    from ...artefacts.rows import ArtefactRow, SuccessorRow
    from ...keeping.presenters.sources import Sources
    from ...upkeep.presenters import Upkeep


@dataclass(frozen=True)
class ExportedPage:
    """A page of the library as its reader may see it."""

    title: str
    address: str
    forum: str
    """The address of the forum, without a slash at the end."""
    kind: str
    """The name of its kind."""
    space: str
    about: str
    state: str
    """In words."""
    replaced_by: Linked | None
    """The page that has replaced it; without an address if its reader does not read that."""
    review: str
    """When it is to be checked again, in words; empty if nobody has said so."""
    origin: str
    """In words; empty for own work."""
    language: str
    link: str
    version: int
    revised_at: datetime
    authors: Sequence[str]
    """Everybody who has saved a version, in the order they joined."""
    others: bool
    """Whether there are more authors."""
    tags: Sequence[str]
    sources: Sequence[Linked]
    """The threads that it was made from."""
    unseen: bool
    """Whether it was made from something else as well, which its reader does not read."""
    html: Markup
    """The text, with absolute links; its headings begin at ``<h2>`` and have their ids."""
    exported_on: date


def exported_page(
    page: ArtefactRow,
    stored: str | None,
    credits: Credits,
    sources: Sources,
    *,
    successor: SuccessorRow | None,
    needs: Upkeep,
    alive: Mapping[str, AbstractSet[int]],
    base: str,
) -> ExportedPage:
    """Return *page* with its *credits* and *sources*; *stored* are its sections.

    *successor* has replaced it in the end, if any has; *needs* says which of its links are dead.

    *alive* and *base* are as for ``exported_thread``.
    """
    said, details = said_of(page), from_stored(page.details)
    text = text_in_file(without_dead_links(needs.html, alive), stored)
    return ExportedPage(
        title=page.title,
        address=f"{base}/a/{page.id}-{page.slug}",
        forum=base,
        kind=kind_labels()[page.kind],
        space=page.space_name,
        about=details.about,
        state=said.state,
        replaced_by=successor and _replaced_by(successor, base),
        review=needs.review,
        origin=said.origin.words,
        language=details.language,
        link=details.link,
        version=page.revision,
        revised_at=page.revised_at,
        authors=credits.names,
        others=credits.others,
        tags=tuple(filter(None, page.tags.split(", "))),
        sources=[Linked(one.title, f"{base}/t/{one.id}-{one.slug}") for one in sources.threads],
        unseen=sources.unseen,
        html=prose(text, home=base),
        exported_on=today(),
    )


def _replaced_by(page: SuccessorRow, base: str) -> Linked:
    address = f"{base}/a/{page.id}-{page.slug}" if page.title else ""
    return Linked(page.title or t("a page from a place you cannot read"), address)
