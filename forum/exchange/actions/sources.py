"""Writes the source map: what of another forum became what here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from ...core.database.session import session
from ..models import Source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def remember(origin: str, kind: str, ids: Mapping[str, int]) -> None:
    """Record what things of *kind* became. Raises IntegrityError if one is recorded already."""
    remember_all(origin, [(kind, key, id) for key, id in ids.items()])


def remember_all(origin: str, found: Sequence[tuple[str, str, int]]) -> None:
    """Record what things became: their kind, their key there, and their id here."""
    if found:
        session().execute(
            insert(Source),
            [
                {"origin": origin, "kind": kind, "key": key, "object_id": id}
                for kind, key, id in found
            ],
        )


def forget(origin: str, kind: str, keys: Sequence[str]) -> None:
    """Remove entries from the source map."""
    session().execute(
        delete(Source).where(Source.origin == origin, Source.kind == kind, Source.key.in_(keys))
    )
