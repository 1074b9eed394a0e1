"""People whose names are looked for: only those of whom the viewer can read something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from ...artefacts import policy as artefact_policy
from ...artefacts.models import Artefact, ArtefactRevision
from ...core.database.session import fetch_all
from ...core.text.folding import folded
from ...members.models import Member
from ...members.queries import has_word, is_called
from ...threads.models import Post, Thread
from ...threads.policy.sight import unsealed, visible_to
from ..rows import FoundPersonRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import ColumnElement

    from ...members.viewer import Viewer

MOST_MEANT = 50
"""How many people are read who may be meant by names that nobody has."""
_PERSON = select(
    Member.id, Member.handle, Member.name, Member.organisation, Member.name_folded
).order_by(Member.name_folded, Member.id)
_WROTE = (
    select(Post.id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(Post.author_id == Member.id, visible_to(), unsealed())
    .correlate(Member)
)
_KEPT = (
    select(ArtefactRevision.artefact_id)
    .join(Artefact, Artefact.id == ArtefactRevision.artefact_id)
    .where(ArtefactRevision.editor_id == Member.id, artefact_policy.visible_to())
    .correlate(Member)
)


def is_read() -> ColumnElement[bool]:
    """Return the condition that the viewer can read something by a member, or once could.

    Whoever has written only in spaces that the viewer does not read is as unknown as nobody. The
    binds are ``viewer.binds()``.
    """
    return or_(_WROTE.exists(), _KEPT.exists())


def people_called(viewer: Viewer, names: Iterable[str]) -> Sequence[FoundPersonRow]:
    """Return everybody who is one of *names*, as ``members.queries.is_called``."""
    if not (wanted := sorted(set(names))):
        return ()
    statement = _PERSON.where(is_called(wanted), Member.handle.is_not(None), is_read())
    return fetch_all(FoundPersonRow, statement, viewer.binds())


def people_like(viewer: Viewer, names: Iterable[str]) -> Sequence[FoundPersonRow]:
    """Return those whose name has a word that begins like one of *names*, or their handle does."""
    words = {word for name in names for word in folded(name).split()}
    if not words:
        return ()
    alike = [has_word(word) for word in sorted(words)]
    alike += [Member.handle.startswith(word, autoescape=True) for word in sorted(words)]
    statement = _PERSON.where(
        or_(*alike), ~Member.former, Member.handle.is_not(None), is_read()
    ).limit(MOST_MEANT)
    return fetch_all(FoundPersonRow, statement, viewer.binds())
