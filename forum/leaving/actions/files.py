"""What becomes of the files of somebody who is forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from ...core.database.session import change, session
from ...files.actions.removal import remove
from ...files.models import File

if TYPE_CHECKING:
    from ..queries.leaver import Leaver


def forget(leaver: Leaver) -> None:
    """Delete the files of somebody that no text names; those that bear their name get another."""
    loose = select(File.id).where(File.member_id == leaver.member_id, File.place.is_(None))
    remove(list(session().scalars(loose)))
    left = select(File.id, File.name).where(File.member_id == leaver.member_id)
    for id, name in session().execute(left).all():
        if leaver.person.is_in_file_name(name):
            change(update(File).where(File.id == id).values(name=_nameless(name)))


def _nameless(name: str) -> str:
    _, point, ending = name.rpartition(".")
    return f"file{point}{ending}"
