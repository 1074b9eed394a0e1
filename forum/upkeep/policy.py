"""Which links of a page can be said to be dead, and when its day has come to be looked at again.

Who may say so: whoever may edit the page.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import Date, bindparam, exists

from ..artefacts.details import from_stored
from ..core.database.base import now
from ..core.text.outside_links import outside_links
from .models import Review

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import BindParameter, ColumnElement, Exists, SQLColumnExpression

    from ..artefacts.rows import ArtefactRow
    from .rows import DeadRow


_TODAY: BindParameter[date] = bindparam("day_of_review", type_=Date, callable_=lambda: now().date())


def is_past() -> ColumnElement[bool]:
    """Return the condition that the day of a review has come. The statement selects reviews."""
    return Review.day <= _TODAY


def has_come(artefact_id: SQLColumnExpression[int | None]) -> Exists:
    """Return the condition that the day has come on which a page is to be looked at again."""
    return exists().where(Review.artefact_id == artefact_id, is_past())


def hash_of(address: str) -> str:
    """Return what stands for the *address* of a link, in hexadecimal digits."""
    return sha256(address.encode("utf-8", "replace")).hexdigest()


def links_of(artefact: ArtefactRow | DeadRow) -> dict[str, str]:
    """Return the addresses on other sites that a page leads to, each once, by their hash."""
    own = from_stored(artefact.details).link
    addresses = [*([own] if own else []), *outside_links(artefact.html)]
    return {hash_of(address): address for address in addresses}
