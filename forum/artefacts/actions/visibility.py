"""Hides, shows and removes an artefact for stewards; withdraws it for whoever made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, update

from ...core import events
from ...core.database.base import now
from ...core.database.outbox import record_changes
from ...core.database.session import change, session
from ...core.errors import Changed
from ...core.text.markup import RENDER_VERSION
from ...files.actions.removal import remove_from
from ...prompts.rows import prompt_columns
from ..models import Artefact, ArtefactRevision, ArtefactSection, ArtefactTag
from ..rows import VisibilityRow
from .sources import count_sources

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..rows import ArtefactRow, OwnPageRow


def lock(artefact_id: int) -> str:
    """Lock the row of an artefact until the transaction ends; return its visibility."""
    statement = update(Artefact).where(Artefact.id == artefact_id)
    return str(
        change(
            statement.values(visibility=Artefact.visibility).returning(Artefact.visibility)
        ).scalar_one()
    )


def hide(artefact_id: int, *, why: str, thread_title: str) -> None:
    """Hide an artefact, with a reason for whoever made it. Raises Changed unless it is shown.

    *thread_title* is what the thread of its comments is called then: the page's title is withheld.
    """
    values = {"visibility": "hidden", "visibility_why": why}
    page = _set(artefact_id, before="shown", values=values)
    count_sources(page.id, page.space_id, by=-1)
    _tell(page.id, thread_title=thread_title)
    _announce(page, hidden=True)


def say_why(artefact_id: int, *, why: str) -> None:
    """Give whoever made a hidden artefact another reason."""
    change(update(Artefact).where(Artefact.id == artefact_id).values(visibility_why=why))


def restore(artefact_id: int) -> None:
    """Show a hidden artefact again. Raises Changed unless it is hidden."""
    values = {"visibility": "shown", "visibility_why": ""}
    page = _set(artefact_id, before="hidden", values=values)
    count_sources(page.id, page.space_id, by=1)
    _tell(page.id, thread_title=None)
    _announce(page, hidden=False)
    events.shown_again.send(None, page=page.id, at=now())


def withdraw(artefact: ArtefactRow | OwnPageRow, *, thread_title: str) -> None:
    """Blank an artefact and all its revisions, and delete its files; its number stays.

    *artefact* was found to have no revision by anybody else: raises Changed if there is another
    revision since, or if it was hidden, shown again or withdrawn meanwhile. *thread_title* is what
    the thread of its comments is called from now on.
    """
    _blank(artefact, "withdrawn", why="", thread_title=thread_title, revision=artefact.revision)


def remove(artefact: ArtefactRow, *, why: str, thread_title: str) -> None:
    """Remove an artefact for good, for the reason *why*, whoever has written on it.

    Like a withdrawn one, but for its state. Raises Changed if it was hidden, shown again or
    withdrawn meanwhile.
    """
    _blank(artefact, "removed", why=why, thread_title=thread_title)


def _blank(
    artefact: ArtefactRow | OwnPageRow,
    visibility: str,
    *,
    why: str,
    thread_title: str,
    revision: int | None = None,
) -> None:
    blank = {"title": "", "slug": "", "tags": "", "html": "", "render_version": RENDER_VERSION}
    blank |= {"details": "{}", "replaced_by": None}
    values = {"visibility": visibility, "visibility_why": why, **blank}
    page = _set(artefact.id, before=artefact.visibility, values=values, revision=revision)
    its = ArtefactRevision.artefact_id == page.id
    words = {"title": "", "tags": "", "source": "", "reason": "", "sections": None}
    words |= {"details": "{}"}
    change(update(ArtefactRevision).where(its).values({**words, **prompt_columns(None)}))
    for table in (ArtefactTag, ArtefactSection):
        change(delete(table).where(table.artefact_id == page.id))
    remove_from("page", page.id)
    if artefact.visibility == "shown":
        count_sources(page.id, page.space_id, by=-1)
    _tell(page.id, thread_title=thread_title, for_good=True)
    about = {"artefact": page.id, "space": page.space_id}
    events.announce(session(), events.artefact_taken_back, **about)


def _set(
    artefact_id: int, *, before: str, values: Mapping[str, object], revision: int | None = None
) -> VisibilityRow:
    statement = (
        update(Artefact)
        .where(Artefact.id == artefact_id, Artefact.visibility == before)
        .values(values)
        .returning(Artefact.id, Artefact.space_id)
    )
    if revision is not None:
        statement = statement.where(Artefact.revision == revision)
    row = change(statement).first()
    if row is None:
        raise Changed
    return VisibilityRow._make(row)


def _tell(artefact_id: int, *, thread_title: str | None, for_good: bool = False) -> None:
    record_changes(session(), kind="artefact", ids=[artefact_id])
    events.page_withheld.send(None, page=artefact_id, thread_title=thread_title, for_good=for_good)


def _announce(page: VisibilityRow, *, hidden: bool) -> None:
    about = {"artefact": page.id, "space": page.space_id, "hidden": hidden}
    events.announce(session(), events.artefact_hidden, **about)
