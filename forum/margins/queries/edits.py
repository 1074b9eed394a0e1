"""What is read after a page was changed: which comments name words of it, and from where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, exists, or_, select

from ...artefacts.models import Artefact, ArtefactRevision
from ...artefacts.policy import readable_source
from ...core.database.id_list import is_among
from ...core.database.session import connection, fetch_all
from ...core.text.credits import credited
from ...threads.models import Post
from ..models import Placement
from ..rows import PlacedRow, SourceRow

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

MOST = 100
"""How many comments of a page are placed again, the newest ones."""

_PLACED = (
    select(Placement.post_id, Placement.revision, Placement.section, Placement.words)
    .where(
        Placement.artefact_id == bindparam("artefact_id"),
        Placement.section != "",
        Placement.words != "",
    )
    .order_by(Placement.post_id.desc())
    .limit(MOST)
)
_SOURCES = (
    select(ArtefactRevision.number, ArtefactRevision.sections, readable_source("everybody"))
    .join(Artefact, Artefact.id == ArtefactRevision.artefact_id)
    .where(
        Artefact.id == bindparam("artefact_id"),
        ArtefactRevision.number.in_(bindparam("numbers", expanding=True)),
    )
)


def placed(artefact_id: int) -> Sequence[PlacedRow]:
    """Return the comments on a page that are about words in a section of it."""
    return fetch_all(PlacedRow, _PLACED, {"artefact_id": artefact_id})


def sources_of(artefact_id: int, numbers: Collection[int]) -> Sequence[SourceRow]:
    """Return revisions of a page with their texts, to find comments in them. Nobody is shown them.

    Whoever changes the page has been found to read it.
    """
    values = {"artefact_id": artefact_id, "numbers": sorted(numbers)}
    return fetch_all(SourceRow, _SOURCES, values)


_HAS_LOST = select(
    or_(
        exists().where(
            ArtefactRevision.artefact_id == bindparam("artefact_id"),
            ArtefactRevision.redacted_at.is_not(None),
        ),
        exists().where(is_among(Post.id, "ids"), Post.state == "removed"),
    )
)


def has_lost_words(artefact_id: int, html: str) -> bool:
    """Whether words were taken out of a version of a page, or of a post that its *html* quotes."""
    values = {"artefact_id": artefact_id, "ids": credited([html])}
    return bool(connection().execute(_HAS_LOST, values).scalar())
