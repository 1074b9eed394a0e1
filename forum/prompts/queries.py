"""Reads how spaces word questions. Everybody who reads a space may read these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from ..core.database.session import fetch_all, fetch_one
from ..members.models import Member
from .models import PromptWording
from .rows import PromptWordingRow

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORDINGS = (
    select(
        PromptWording.space_id,
        PromptWording.key,
        PromptWording.version,
        PromptWording.language,
        PromptWording.title,
        PromptWording.questions,
        PromptWording.at,
        Member.name.label("author_name"),
    )
    .join(Member, Member.id == PromptWording.author_id)
    .where(PromptWording.space_id == bindparam("space_id"))
)
_LATER = aliased(PromptWording)
_NEWEST = _WORDINGS.where(
    PromptWording.version
    == select(func.max(_LATER.version))
    .where(_LATER.space_id == PromptWording.space_id, _LATER.key == PromptWording.key)
    .scalar_subquery()
).order_by(PromptWording.id)
_WORDING = _WORDINGS.where(
    PromptWording.key == bindparam("key"), PromptWording.version == bindparam("version")
)


def newest_wordings(space_id: int) -> Sequence[PromptWordingRow]:
    """Return the newest words of each set that a space has worded."""
    return fetch_all(PromptWordingRow, _NEWEST, {"space_id": space_id})


def wording(space_id: int, key: str, version: int) -> PromptWordingRow | None:
    """Return a set in the words that a space gave it in one version, or None."""
    values = {"space_id": space_id, "key": key, "version": version}
    return fetch_one(PromptWordingRow, _WORDING, values)
