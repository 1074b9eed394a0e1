"""Finds the paragraph of a changed page that is an edit of one that is gone: never a lookalike."""

from collections.abc import Collection, Iterable

from .matching import alike, bag_of

LEAST = 0.5
"""What part of their words two paragraphs have in common if one is an edit of the other."""
CLEARLY = 0.2
"""How much more than any other the nearest one has in common with it."""
FEWEST = 4
"""A paragraph of fewer different words is like many others."""
MOST = 2_000
"""How many paragraphs of a page are compared."""


def nearest(gone: str, old: Collection[str], new: Iterable[tuple[str, str]]) -> str | None:
    """Return where the paragraph *gone* from an *old* page stands on the new one, edited.

    *new* are all paragraphs of the new page, each after its place. None if no one is much like it,
    and if another one is nearly as much like it. What stood on the old page too is another one.
    """
    bag = bag_of(gone)
    if len(bag) < FEWEST:
        return None
    fresh = [(place, text) for place, text in new if text not in old][:MOST]
    found = sorted(((alike(bag, bag_of(text)), place) for place, text in fresh), reverse=True)
    best = found[0][0] if found else 0.0
    second = found[1][0] if len(found) > 1 else 0.0
    return found[0][1] if best >= LEAST and best - second >= CLEARLY else None
