"""What becomes of the files of somebody who is forgotten, and of what texts say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from ...core.database.session import session
from ...core.file_names import KNOWN
from ...core.text.file_labels import with_labels
from ...files.actions.removal import remove
from ...files.actions.uploads import rename
from ...files.models import File

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...core.text.person_names import Person
    from ..queries.leaver import Leaver


def named(leaver: Leaver) -> dict[str, str]:
    """Return the files of somebody that bear their name: the name of each, by its key."""
    theirs = select(File.key, File.name).where(File.member_id == leaver.member_id)
    return {
        key: name for key, name in session().execute(theirs) if leaver.person.is_in_file_name(name)
    }


def forget(leaver: Leaver) -> None:
    """Delete the files of somebody that no text names; those that bear their name get another."""
    loose = select(File.id).where(File.member_id == leaver.member_id, File.place.is_(None))
    remove(list(session().scalars(loose)))
    left = select(File.id, File.name).where(File.member_id == leaver.member_id)
    for id, name in session().execute(left).all():
        if leaver.person.is_in_file_name(name):
            rename(id, _nameless(name))


def without_labels(person: Person, text: str, files: Mapping[str, str], *, own: bool) -> str:
    """Return *text* without the names of files that bear theirs, where it links to a file.

    In their *own* texts a part of the name is enough, as in the name of a file: a file that is gone
    has left its name there too. In others' only the name of one of *files* is taken out, which the
    product wrote: what they have made of it are words of their own.
    """

    def label(key: str, said: str) -> str:
        is_theirs = person.is_in_file_name(said) if own else said == files.get(key)
        return _nameless(said) if is_theirs else said

    return with_labels(text, label)


def _nameless(name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    return f"file.{ending}" if ending in KNOWN else "file"
