"""Writes the source map: what each thing of another forum became here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from ...core.database.session import session
from ..models import ORIGIN, Source

if TYPE_CHECKING:
    from collections.abc import Mapping


def remember(kind: str, ids: Mapping[str, int]) -> None:
    """Record what things of *kind* became. Raises IntegrityError if one is recorded already."""
    if ids:
        session().execute(
            insert(Source),
            [
                {"origin": ORIGIN, "kind": kind, "key": key, "object_id": id}
                for key, id in ids.items()
            ],
        )


def forget(kind: str, key: str) -> None:
    """Remove one entry from the source map."""
    session().execute(
        delete(Source).where(Source.origin == ORIGIN, Source.kind == kind, Source.key == key)
    )
