"""Where somebody who is forgotten came from, if they were imported."""

from __future__ import annotations

from sqlalchemy import literal, update

from ...core.database.session import change


def forget(member_id: int) -> None:
    """Drop the name by which another forum knew a member; a number stays.

    The row stays: what is imported again is theirs still, and has no name then.
    """
    from ...exchange.models import Source  # only loaded where somebody leaves

    named = Source.key.startswith("@") & (Source.kind == "person")
    mine = update(Source).where(named, Source.object_id == member_id)
    change(mine.values(key=literal(f"former-{member_id}")))
