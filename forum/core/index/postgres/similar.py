"""Finds titles similar to one that is being typed, in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, Text, cast, func, literal, select
from sqlalchemy.dialects.postgresql import TSQUERY

from ...database.postgres import TooLong, reading_for
from ..protocol import MOST_TERMS
from ..stemming import stems, unfinished_word
from .models import SearchDocument as Doc
from .models import SearchText as Words
from .search import SECONDS, matches, visible
from .store import quoted

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select

    from ..protocol import Reach
    from .store import Build


def similar(
    connection: Connection, title: str, *, build: Build, reach: Reach, most: int
) -> tuple[str, ...]:
    """Return ids of documents whose title has at least half of the words of *title*.

    The rarer a word is, the more it counts. Returns nothing if it takes too long.
    """
    words = list(dict.fromkeys(stems(title, build.language)))[-MOST_TERMS:]
    if not words:
        return ()
    asked = [quoted(word) for word in words]
    if start := unfinished_word(title, build.language):
        asked[-1] = f"({asked[-1]} | {quoted(start)}:*)"
    best = _best(asked, build, reach).limit(most)
    try:
        with reading_for(connection, seconds=SECONDS):
            return tuple(connection.scalars(best))
    except TooLong:
        return ()


def _best(asked: list[str], build: Build, reach: Reach) -> Select[str]:
    """Return the statement for the ids of documents that have half of *asked*, best first."""
    held = [matches(Words.title, cast(literal(part, Text), TSQUERY)) for part in asked]
    any_of_them = matches(Words.title, cast(literal(" | ".join(asked), Text), TSQUERY))
    some = (
        select(
            Doc.id,
            Doc.at,
            Doc.number,
            *(cast(each, Integer).label(f"w{n}") for n, each in enumerate(held)),
        )
        .join(Words, Words.number == Doc.number)
        .where(any_of_them, *visible(build.number, reach))
        .cte("some")
    )
    have = [some.c[f"w{n}"] for n in range(len(held))]
    rare = [one * func.ln(2 + func.count().over() / (func.sum(one).over() + 1.0)) for one in have]
    shared = sum(have[1:], have[0])
    scored = select(
        some.c.id,
        some.c.at,
        some.c.number,
        shared.label("shared"),
        sum(rare[1:], rare[0]).label("score"),
    ).subquery()
    return (
        select(scored.c.id)
        .where(scored.c.shared >= (len(asked) + 1) // 2)
        .order_by(scored.c.score.desc(), scored.c.at.desc(), scored.c.number.desc())
    )
