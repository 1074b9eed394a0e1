"""How a search looks for words: all of them, then what was meant, then as many as possible.

All engines search like this; each only has to find, count and complete stems (``protocol.Index``).
Nothing depends on the clock: the same search of the same index has the same answer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .protocol import Matches, Words
from .stemming import asked_for, fold, stem, unfinished_word
from .typos import one_edit_away

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .protocol import Index, Order, Reach, SearchQuery
    from .stemming import Asked

ENOUGH = 5
"""In how many threads all the words must be: in fewer, more is looked for."""
MOST_LOOSE = 8
"""How many of the words are looked for, the rarest, if not all must be there."""
MOST_INSTEAD = 8
"""How many stems an unknown word, or one that is still being typed, may stand for."""
SHORTEST_START = 3
"""How many letters of a word must be there to look for words that begin with it."""


def search(index: Index, query: SearchQuery, *, reach: Reach, page: int, order: Order) -> Matches:
    """Return page *page* (from 1) of what *query* finds in *index*."""
    asked = asked_for(query.terms, index.language)
    if not asked.searchable and not query.fields:
        return Matches(too_common=True)

    def find(words: Words) -> Matches:
        found = index.find(words, query, reach=reach, page=page, order=order)
        return replace(found, stems=words.stems)

    begun = _begun(asked, query, index, reach)
    strict = find(_all_of(asked, begun))
    enough = 1 if query.in_thread else ENOUGH
    if not asked.words or strict.threads >= enough:
        return strict
    known = index.count_having(asked.words, reach=reach)
    unknown = [
        word for stem, word in asked.words.items() if stem not in known and word not in begun
    ]
    instead = {word: found for word in unknown if (found := _instead_of(word, index, reach))}
    if instead:
        strict = replace(find(_all_of(asked, begun | instead)), replaced=instead)
    strict = replace(strict, unknown=tuple(unknown))
    if strict.threads >= enough or (order == "newest" and strict.threads):
        return strict
    some = _some_of(asked, begun | instead, known)
    if some is None:
        return strict
    loose = find(some)
    if loose.total <= strict.total:
        return strict
    return replace(
        loose, loose=True, complete=strict.threads, unknown=strict.unknown, replaced=strict.replaced
    )


def _begun(
    asked: Asked, query: SearchQuery, index: Index, reach: Reach
) -> dict[str, tuple[str, ...]]:
    """Return what the last word may stand for while it is being typed: itself, and what it begins.

    Empty if *query* is finished, if the word has too few letters, or if nothing begins with it.
    """
    last = query.terms[-1] if query.unfinished and query.terms else None
    if last is None or last.phrase or last.without:
        return {}
    start = unfinished_word(last.text, index.language)
    for own, word in asked.words.items():
        if start and fold(word) == start:
            found = index.beginning(start, reach=reach, most=MOST_INSTEAD)
            return {word: tuple(dict.fromkeys((own, *found)))} if found else {}
    return {}


def _all_of(asked: Asked, instead: Mapping[str, tuple[str, ...]]) -> Words:
    """Return what documents with all the words have; *instead* of some words others will do."""
    wanted = tuple(_group(stem, word, instead) for stem, word in asked.words.items())
    return Words(phrases=asked.phrases, wanted=wanted, least=len(wanted), unwanted=asked.unwanted)


def _group(stem: str, word: str, instead: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str], ...]:
    return tuple((found,) for found in instead.get(word, (stem,)))


def _some_of(
    asked: Asked, instead: Mapping[str, tuple[str, ...]], known: Mapping[str, int]
) -> Words | None:
    """Return what documents with some of the words have, or None if there are no such words.

    That is at least half of the rarest ``MOST_LOOSE`` words that anything has. Documents with all
    the words come first.
    """
    everything = _all_of(asked, instead)
    rarest = sorted(
        (known.get(stem, 1), place, stem, word)
        for place, (stem, word) in enumerate(asked.words.items())
        if stem in known or word in instead
    )[:MOST_LOOSE]
    wanted = tuple(_group(stem, word, instead) for _, _, stem, word in rarest)
    least = (len(wanted) + 1) // 2
    if not wanted or len(wanted) == least == len(asked.words):
        return None
    return replace(everything, wanted=wanted, least=least, first=everything.wanted)


def _instead_of(word: str, index: Index, reach: Reach) -> tuple[str, ...]:
    """Return the stems to look for instead of *word*, which nothing in *reach* has.

    Those of the words one edit away, the most usual first; else those that begin with it.
    """
    folded = fold(word)
    near = dict.fromkeys(stem(other, index.language) for other in one_edit_away(folded))
    near.pop("", None)
    if near and (counts := index.count_having(near, reach=reach)):
        return tuple(sorted(counts, key=lambda each: -counts[each])[:MOST_INSTEAD])
    if len(folded) < SHORTEST_START:
        return ()
    return tuple(index.beginning(folded, reach=reach, most=MOST_INSTEAD))
