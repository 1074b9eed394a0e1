"""Gives the sections of a page ids, and finds the sections of its former revision again.

A section stays the same when its heading is reworded, its text is edited, it is moved, or another
is put above it. A new one gets an id that no section of the page has ever had.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence

from .headings import Heading, Section
from .line import slug
from .matching import alike, bag_of, matches

_LEAST = 1 / 3
"""What part of their words two sections have in common that are the same one, reworded."""
_MOST_PAIRS = 2_500
"""Between two headings that stayed, at most so many pairs are compared by their words."""


def first_sections(found: Sequence[Heading], levels: Sequence[int]) -> list[Section]:
    """Return the sections of a page that had none, from its headings and their levels."""
    return sections_after((), found, levels, ())


def sections_after(
    former: Sequence[tuple[Heading, Section]],
    found: Sequence[Heading],
    levels: Sequence[int],
    taken: Collection[str],
) -> list[Section]:
    """Return the sections of a new revision, whose headings are *found*.

    *former* are those of the revision before, *taken* the ids that the page has ever had.
    """
    same = _same([heading for heading, _ in former], found)
    used = {*taken, *(section.id for _, section in former)}
    counted: Counter[str] = Counter()
    sections = []
    for at, (heading, level) in enumerate(zip(found, levels, strict=True)):
        id = former[same[at]][1].id if at in same else _new_id(heading.words, used, counted)
        sections.append(Section(id, level))
    return sections


def _new_id(words: str, used: set[str], counted: Counter[str]) -> str:
    bare = slug(words, bare="section")
    id = bare
    while id in used:
        counted[bare] += 1
        id = f"{bare}-{counted[bare] + 1}"
    used.add(id)
    return id


def _same(former: Sequence[Heading], found: Sequence[Heading]) -> dict[int, int]:
    """Return by the index of a new heading the index of the former one that it is."""
    if not former:
        return {}
    anchors = _unchanged(former, found)
    same = dict(anchors)
    _note_moved(same, former, found, by_body=True)
    known = set(same.values())  # nothing between two anchors is found between two others
    i = j = -1
    for new, old in [*sorted(anchors.items()), (len(found), len(former))]:
        olds = [n for n in range(i + 1, old) if n not in known]
        news = [n for n in range(j + 1, new) if n not in same]
        same |= _reworded(former, found, olds, news)
        i, j = old, new
    _note_moved(same, former, found, by_body=False)
    return same


def _unchanged(former: Sequence[Heading], found: Sequence[Heading]) -> dict[int, int]:
    """Find headings that stand as they stood, with the same text under them, from the end on.

    Where the same words stand twice with nothing under them, the upper one is new.
    """
    old, new = ([f"{one.words}\n{one.body}" for one in headings] for headings in (former, found))
    tail, shorter = 0, min(len(old), len(new))
    while tail < shorter and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    same = {len(new) - n: len(old) - n for n in range(1, tail + 1)}
    for at, to, count in matches(old[: len(old) - tail], new[: len(new) - tail]):
        same |= {to + n: at + n for n in range(count)}
    return same


def _note_moved(
    same: dict[int, int], former: Sequence[Heading], found: Sequence[Heading], *, by_body: bool
) -> None:
    """Add to *same* the headings that stand elsewhere: with the same text, or the same words."""
    waiting: defaultdict[str, list[int]] = defaultdict(list)
    known = set(same.values())
    for old in reversed(range(len(former))):
        if old not in known and (former[old].body or not by_body):
            waiting[_name(former[old], by_body)].append(old)
    for new, heading in enumerate(found):
        if new not in same and (olds := waiting.get(_name(heading, by_body))):
            same[new] = olds.pop()


def _name(heading: Heading, by_body: bool) -> str:
    return f"{heading.words}\n{heading.body}" if by_body else heading.words


def _reworded(
    former: Sequence[Heading], found: Sequence[Heading], olds: list[int], news: list[int]
) -> dict[int, int]:
    """Match headings that stand between the same two others, in order: the likest ones."""
    if not olds or not news or len(olds) * len(news) > _MOST_PAIRS:
        return {}
    in_place = len(olds) == len(news)
    bags = {n: _bag(former[n]) for n in olds}, {n: _bag(found[n]) for n in news}
    scores = [
        [
            _likeness(
                former[old], found[new], bags[0][old], bags[1][new], in_place=in_place and i == j
            )
            for j, new in enumerate(news)
        ]
        for i, old in enumerate(olds)
    ]
    return {news[j]: olds[i] for i, j in _best(scores)}


def _bag(heading: Heading) -> frozenset[str]:
    return bag_of(f"{heading.words} {heading.body}")


def _likeness(
    old: Heading, new: Heading, old_bag: frozenset[str], new_bag: frozenset[str], *, in_place: bool
) -> float:
    """Return how much two sections resemble each other, 0 if they are not the same one."""
    common = alike(old_bag, new_bag)
    if old.words == new.words:
        return 1 + common
    if old.body and old.body == new.body:
        return 1
    if not old.body and not new.body:
        return common if common > _LEAST else in_place * 0.1
    return common if common > _LEAST else 0


def _best(scores: list[list[float]]) -> Iterator[tuple[int, int]]:
    """Yield pairs of indexes, both rising, whose scores have the largest sum."""
    rows, columns = len(scores), len(scores[0])
    sums = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in reversed(range(rows)):
        for j in reversed(range(columns)):
            paired = sums[i + 1][j + 1] + scores[i][j] if scores[i][j] else 0
            sums[i][j] = max(sums[i + 1][j], sums[i][j + 1], paired)
    i = j = 0
    while i < rows and j < columns and sums[i][j]:
        if sums[i][j] == sums[i][j + 1]:  # the upper one of two alike is new
            j += 1
        elif sums[i][j] == sums[i + 1][j]:
            i += 1
        else:
            yield i, j
            i, j = i + 1, j + 1
