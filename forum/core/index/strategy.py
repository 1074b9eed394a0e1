"""How a search looks for words: all of them, then what was meant, then as many as possible.

All engines search like this; each only has to find, count and complete stems (``protocol.Index``).
Nothing depends on the clock: the same search of the same index has the same answer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..text.word_folding import fold
from .asking import asked_for
from .protocol import Matches, Words
from .stemming import stem, unfinished_word
from .typos import one_edit_away

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .asking import Asked, Wish
    from .protocol import Index, Order, Reach, Run, SearchQuery

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

    def find(words: Words) -> Matches:
        found = index.find(words, query, reach=reach, page=page, order=order)
        return replace(found, runs=words.runs, language=index.language)

    if not asked.searchable and not query.fields:
        whole = find(Words(phrases=(asked.small,))) if len(asked.small) > 1 else Matches()
        return whole if whole.total else Matches(too_common=bool(asked.small))
    begun = _begun(asked, query, index, reach)
    strict = find(_all_of(asked, begun))
    enough = 1 if query.in_thread else ENOUGH
    if not asked.words or strict.threads >= enough:
        return strict
    known = index.count_having(_stems_of(asked), reach=reach)
    unknown = [
        wish.typed for wish in asked.words if not _count(wish, known) and wish.typed not in begun
    ]
    mistyped = [word for word in unknown if not _is_name(word, query)]
    instead = {word: found for word in mistyped if (found := _instead_of(word, index, reach))}
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
    for wish in asked.words:
        if start and fold(wish.typed) == start:
            found = index.beginning(start, reach=reach, most=MOST_INSTEAD)
            own = wish.runs[0] if len(wish.runs[0]) == 1 else ()
            return {wish.typed: tuple(dict.fromkeys((*own, *found)))} if found else {}
    return {}


def _all_of(asked: Asked, instead: Mapping[str, tuple[str, ...]]) -> Words:
    """Return what documents with all the words have; *instead* of some words others will do."""
    wanted = tuple(_group(wish, instead) for wish in asked.words)
    return Words(phrases=asked.phrases, wanted=wanted, least=len(wanted), unwanted=asked.unwanted)


def _group(wish: Wish, instead: Mapping[str, tuple[str, ...]]) -> tuple[Run, ...]:
    other = instead.get(wish.typed)
    return tuple((stem,) for stem in other) if other else wish.runs


def _stems_of(asked: Asked) -> list[str]:
    """Return the stems of all that may be looked for, each once."""
    runs = (run for wish in asked.words for run in (*wish.runs, wish.parts))
    return list(dict.fromkeys(stem for run in runs for stem in run))


def _count(wish: Wish, known: Mapping[str, int]) -> int:
    """Return in how many documents *wish* may be: as many as have its rarest word."""
    return max(min(known.get(stem, 0) for stem in run) for run in wish.runs)


def _some_of(
    asked: Asked, instead: Mapping[str, tuple[str, ...]], known: Mapping[str, int]
) -> Words | None:
    """Return what documents with some of the words have, or None if there are no such words.

    That is at least half of the rarest ``MOST_LOOSE`` words that anything has, where the parts of a
    name or of a run of signs are words of their own. Documents with all the words come first.
    """
    everything = _all_of(asked, instead)
    groups: dict[tuple[Run, ...], int] = {}
    for wish in asked.words:
        if wish.typed in instead:
            groups[_group(wish, instead)] = 1
        elif all(len(run) == 1 for run in wish.runs) and (n := _count(wish, known)):
            groups[wish.runs] = n
        else:
            groups |= {((part,),): known[part] for part in wish.parts if part in known}
    wanted = tuple(sorted(groups, key=lambda group: groups[group])[:MOST_LOOSE])
    least = (len(wanted) + 1) // 2
    if not wanted or (len(wanted) == least and wanted == everything.wanted):
        return None
    return replace(everything, wanted=wanted, least=least, first=everything.wanted)


def _is_name(word: str, query: SearchQuery) -> bool:
    start = fold(word)
    return any(name.startswith(start) for name in query.names)


def _instead_of(word: str, index: Index, reach: Reach) -> tuple[str, ...]:
    """Return the stems to look for instead of *word*, which nothing in *reach* has.

    Those of the words one edit away, the most usual first; else those that begin with it.
    """
    folded = fold(word)
    near = {stem(other, index.language): 1 for other in one_edit_away(folded)}
    if near and (counts := index.count_having(near, reach=reach)):
        return tuple(sorted(counts, key=lambda each: -counts[each])[:MOST_INSTEAD])
    if len(folded) < SHORTEST_START or folded[0] in ".#":  # "#12" is not the beginning of "#123"
        return ()
    return tuple(index.beginning(folded, reach=reach, most=MOST_INSTEAD))
