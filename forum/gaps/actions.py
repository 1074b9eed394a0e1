"""Tells a space what was looked for in vain, and deletes lines."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import case, delete

from ..core.database.base import now
from ..core.database.session import change, upsert
from ..core.text.folding import folded
from .models import Gap
from .policy import first_day, is_kept

_DIGITS = 6
"""How much of the hash of a form's key is stored."""


def tell(words: str, *, space_id: int, form_key: str) -> None:
    """Tell a space that *words* were looked for and not found: nobody can say who did.

    The same words in the same space, however they are written, are one line that counts. A form
    that is sent twice in a row counts once. Lines that are too old are deleted first, so that they
    also go where no worker runs.
    """
    remove_past()
    insert = upsert(Gap).values(
        space_id=space_id,
        words=words,
        words_folded=folded(words),
        times=1,
        day=now().date(),
        form_hash=sha256(form_key.encode("utf-8", "replace")).hexdigest()[:_DIGITS],
    )
    new = insert.excluded
    again = case((Gap.form_hash == new.form_hash, Gap.times), else_=Gap.times + 1)
    change(
        insert.on_conflict_do_update(
            index_elements=["space_id", "words_folded"],
            set_={"times": again, "day": new.day, "form_hash": new.form_hash},
        )
    )


def remove(gap_id: int, *, space_id: int) -> bool:
    """Delete a line of a space; return whether there was one."""
    here = (Gap.id == gap_id, Gap.space_id == space_id, is_kept())
    found = change(delete(Gap).where(*here).returning(Gap.id), {"first_day": first_day()})
    return found.first() is not None


def remove_past() -> None:
    """Delete every line that is too old."""
    change(delete(Gap).where(~is_kept()), {"first_day": first_day()})
