"""How rare words are, by PostgreSQL's own statistics: ``ts_rank`` does not ask for that."""

from __future__ import annotations

from math import inf, log
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from ..protocol import Words

MOST = 2_000
"""How many words are remembered, the most common; all others count as equally rare."""
SEARCHES = 500
"""After how many searches the statistics are read again."""

_COMMON = text(
    "SELECT held.word, held.share FROM pg_stats,"
    " unnest(most_common_elems::text::text[], most_common_elem_freqs) AS held (word, share)"
    " WHERE schemaname = ANY (current_schemas(false)) AND tablename = 'forum_search_text'"
    " AND attname = 'words' AND held.word IS NOT NULL"
    " ORDER BY held.share DESC, held.word LIMIT :most"
)
_DOCUMENTS = text("SELECT reltuples FROM pg_class WHERE oid = to_regclass('forum_search_text')")


class Rarity:
    """The most common words of the index, with the share of the documents that have them."""

    def __init__(self) -> None:
        self._build, self._left = -1, 0
        self._documents = 0.0
        self._shares: Mapping[str, float] = {}
        self._least = 1.0

    def read(self, connection: Connection, build: int) -> None:
        """Read the statistics, if those at hand are of another build or old."""
        self._left -= 1
        if build == self._build and self._left > 0:
            return
        rows = connection.execute(_COMMON, {"most": MOST})
        self._shares = {row.word: row.share for row in rows}
        self._least = min(self._shares.values(), default=1.0)
        self._documents = connection.scalar(_DOCUMENTS) or 0.0
        self._build, self._left = build, SEARCHES

    def share(self, stem: str) -> float:
        """Return the share of all documents that have *stem*, from 0 to 1; 1 if nobody knows."""
        return self._shares.get(stem, self._least / 3 if self._shares else 1.0)

    def estimate(self, words: Words) -> float:
        """Return how many documents may have *words*, at most; infinite if nobody knows."""
        if not self._shares:
            return inf
        shares = [min(map(self.share, run)) for run in words.phrases]
        if words.wanted and words.least:
            each = sorted(sum(min(map(self.share, run)) for run in runs) for runs in words.wanted)
            # whoever has so many of them has one of these
            shares.append(sum(each[: len(each) - words.least + 1]))
        return min(shares, default=1.0) * self._documents

    def of(self, stem: str) -> float:
        """Return how much *stem* counts: the more, the rarer it is."""
        return log(1 + 1 / self.share(stem))
