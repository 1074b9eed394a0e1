"""How Whoosh is asked: what matches is worked out as sets, and ranked by what it has counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import suppress
from heapq import nlargest
from itertools import islice
from math import log
from time import monotonic
from typing import TYPE_CHECKING, Any

from ..protocol import EXPANDED, FACETS, SIZE, Found
from ..stemming import begun, sorted_out, stems
from .bitsets import as_bits, numbers_in

if TYPE_CHECKING:
    from ..protocol import Field, Order, Reach, Sought
    from .bitsets import Sets

SECONDS = 0.5
"""How long a search may look before it answers with what it has."""
SATURATION, LENGTH = 1.2, 0.75
"""How soon a word that stands there again counts no more, and how much a long text must have more
of it: K1 and B of BM25."""


class _Late(Exception):
    """The time is over."""


class _Clock:
    """Raises when the time is over, and remembers that it did."""

    def __init__(self) -> None:
        self.until, self.late = monotonic() + SECONDS, False

    def check(self) -> None:
        if monotonic() > self.until:
            self.late = True
            raise _Late


def search(
    language: str,
    sought: Sought,
    searcher: Any,
    sets: Sets,
    *,
    reach: Reach,
    page: int,
    order: Order,
) -> Found:
    """Return page *page* of what *sought* finds among what *reach* allows."""
    wanted, unwanted, any_left = sorted_out(sought.terms, language)
    if not any_left and not sought.fields:
        return Found(too_common=True)
    clock = _Clock()
    base = _visible(sets, reach)
    for name, values in sought.fields:
        base &= sets.any_of(name, values)
    for run in sorted(wanted, key=len):
        base &= _phrase(sets, run, base, clock)
    for run in unwanted:
        base &= ~_phrase(sets, run, base, clock)
    base = _between(sets, sought, base)
    chosen = {name: sets.having(name, value) for name, value in sought.narrowed.items()}
    matching = base
    for some in chosen.values():
        matching &= some
    words = [word for run in wanted for word in run]
    most = page * SIZE
    if matching and words and order == "best":
        numbers = _ranked(searcher, sets, words, matching, most, clock)
    else:
        numbers = nlargest(most, numbers_in(matching), key=lambda n: (sets.time(n), n))
    return Found(
        hits=tuple(searcher.stored_fields(n)["id"] for n in numbers[most - SIZE :]),
        total=matching.bit_count(),
        facets=_facets(sets, base, chosen),
        partial=clock.late,
    )


def _visible(sets: Sets, reach: Reach) -> int:
    found = sets.any_of("scope", reach.scopes) & sets.all
    for field, withheld in (
        ("space", map(str, reach.without_spaces)),
        ("thread", map(str, reach.without_threads)),
        ("id", reach.without_documents),
    ):
        found &= ~sets.any_of(field, withheld)
    return found


def _phrase(sets: Sets, run: list[str], within: int, clock: _Clock) -> int:
    """Return the documents that have the words of *run* one after the other.

    Where there are several they are looked for in *within* alone, as long as there is time.
    """
    found = -1
    for word in run:
        found &= sets.having("text", word)
    if len(run) == 1 or not found & within:
        return found
    kept = []
    places = [sets.positions(word) for word in run]
    with suppress(_Late):
        for number in numbers_in(found & within):
            clock.check()
            starts = places[0](number)
            for step, at in enumerate(places[1:], 1):
                here = at(number)
                starts = frozenset(start for start in starts if start + step in here)
            if starts:
                kept.append(number)
    return as_bits(kept, found.bit_length())


def _between(sets: Sets, sought: Sought, found: int) -> int:
    if sought.since is None and sought.until is None:
        return found
    first = sought.since.timestamp() * 1000 if sought.since else float("-inf")
    last = sought.until.timestamp() * 1000 if sought.until else float("inf")
    kept = [number for number in numbers_in(found) if first <= sets.time(number) < last]
    return as_bits(kept, found.bit_length())


def _facets(sets: Sets, base: int, chosen: dict[Field, int]) -> dict[Field, dict[str, int]]:
    """Count the documents by each facet, narrowed by the choices of the others."""
    counts: dict[Field, dict[str, int]] = {}
    for facet in FACETS:
        here = base
        for other, some in chosen.items():
            if other != facet:
                here &= some
        each = {
            value: (here & sets.having(facet, value)).bit_count() for value in sets.values(facet)
        }
        counts[facet] = {value: n for value, n in each.items() if n}
        counts[facet][""] = here.bit_count()
    return counts


def _ranked(
    searcher: Any, sets: Sets, words: list[str], matching: int, most: int, clock: _Clock
) -> list[int]:
    """Return the numbers of the best *most* of *matching*, best first.

    BM25 as Whoosh has it (Robertson and Zaragoza, 2009), which asks eight functions of its own of
    each document.
    """
    allowed = matching.to_bytes(searcher.doc_count_all() // 8 + 1, "little")
    scores = defaultdict[int, float](float)
    average = searcher.avg_field_length("text") or 1
    with suppress(_Late):
        for word in dict.fromkeys(words):
            rare = searcher.idf("text", word) * (SATURATION + 1)
            for offset, found, lengths in sets.times(word):
                for number, times in zip(found.numbers, found.times, strict=True):
                    place = offset + number
                    if allowed[place >> 3] >> (place & 7) & 1:
                        long = 1 - LENGTH + LENGTH * lengths[number] / average
                        scores[place] += rare * times / (times + SATURATION * long)
                clock.check()
    return nlargest(most, scores, key=lambda number: (scores[number], -number))


def similar(
    language: str, title: str, searcher: Any, sets: Sets, *, reach: Reach, most: int
) -> tuple[str, ...]:
    """Return ids of documents whose title shares half of the words of *title*, or more."""
    words = list(dict.fromkeys(stems(title, language)))[-8:]
    start = begun(title, language)
    visible, scores, shared = _visible(sets, reach), Counter[int](), Counter[int]()
    for place, word in enumerate(words, 1):
        found = sets.having("title", word)
        if start and place == len(words):
            found |= sets.any_of("title", islice(sets.beginning("title", start), EXPANDED))
        found &= visible
        rare = log(2 + visible.bit_count() / (found.bit_count() + 1))
        for number in numbers_in(found):
            scores[number] += rare  # type: ignore[assignment]
            shared[number] += 1
    enough = (len(words) + 1) // 2
    best = nlargest(
        most,
        (number for number in scores if shared[number] >= enough),
        key=lambda number: (scores[number], number),
    )
    return tuple(searcher.stored_fields(number)["id"] for number in best)
