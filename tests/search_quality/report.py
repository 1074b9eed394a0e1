"""The figures as Markdown."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from .classes import CLASSES, EXTRA
from .corpus import Corpus
from .figures import Figures, Miss, percentile, together
from .items import Item


def heading(name: str, corpus: Corpus, items: Sequence[Item]) -> str:
    """Return what is searched, and how busy the machine is."""
    told = sum(item.half == "told" for item in items)
    return (
        f"\n## {name}: {corpus.posts:,} posts in {len(corpus.threads):,} threads\n\n"
        f"{len(items)} known items, {told} of them told and {len(items) - told} for tuning. "
        f"CPU is that of a search with rights, rows and excerpts, in this process and the database "
        f"server; FTS5 is the engine alone. Load of the machine: {os.getloadavg()[0]:.1f}."
    )


def table(name: str, figures: Mapping[str, Figures]) -> str:
    """Return a line for each class, and one for all."""
    lines = [
        f"\n| {name} | R@1 | R@5 | R@10 | MRR | empty | CPU ms p50 | p95 | of it server |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    counted = {each: found for each, found in figures.items() if each in CLASSES}
    everything = together(counted.values())
    lines += [_line(CLASSES[each].told, found) for each, found in counted.items()]
    lines.append(_line(f"**all {len(everything.ranks)}**", everything))
    for each, kind in EXTRA.items():
        if each in figures and (found := figures[each]).ranks:
            lines.append(_line(f"beside: {kind.told}, {len(found.ranks)}", found))
    return "\n".join(lines)


def _line(name: str, found: Figures) -> str:
    if not found.ranks:
        return f"| {name} | | | | | | | | |"
    shares = [found.among(1), found.among(5), found.among(10), found.reciprocal]
    shares.append(found.empty / len(found.ranks))
    times = [percentile(found.milliseconds, 50), percentile(found.milliseconds, 95)]
    served = percentile(found.of_server, 50)
    cells = [*(f"{share:.3f}" for share in shares), *(f"{time:.1f}" for time in times)]
    return f"| {name} | {' | '.join(cells)} | {f'{served:.1f}' if served else ''} |"


def misses_told(misses: Sequence[Miss]) -> str:
    """Return the queries whose threads were not among the first ten hits."""
    return "\n".join(
        f"- {miss.name}: `{miss.query}` should find “{miss.title}”"
        f" ({f'at place {miss.rank}' if miss.rank else 'not on the page'}); first were: "
        + ("; ".join(f"“{title}”" for title in miss.found) or "nothing")
        for miss in misses
    )
