"""What an import did, and what it left and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ..core.web.i18n import t, tn

_EXAMPLES = 3


@dataclass
class Report:
    """Counts of what was brought in by this run, and the places of what was not."""

    counts: Counter[str] = field(default_factory=Counter)
    left: dict[str, list[str]] = field(default_factory=dict)

    def leave(self, why: str, where: str) -> None:
        """Note that what stands at *where* was left, or changed, and *why*."""
        self.left.setdefault(why, []).append(where)

    def lines(self) -> list[str]:
        """Return the report, a line each."""
        count = self.counts
        made = t(
            "Brought in: questions %(questions)d, discussions %(discussions)d, posts %(posts)d,"
            " people %(people)d, spaces %(spaces)d, answers that helped %(helped)d, posts with"
            " links settled %(links)d.",
            **{name: count[name] for name in _COUNTED},
        )
        before = tn("Here already: %(n)d topic.", "Here already: %(n)d topics.", count["before"])
        if not self.left:
            return [made, before, t("Nothing was left out.")]
        ordered = sorted(self.left.items(), key=lambda item: -len(item[1]))
        return [
            made,
            before,
            t("Left out or changed:"),
            *(f"  {len(places)} × {why} ({_some(places)})" for why, places in ordered),
        ]


_COUNTED = ("questions", "discussions", "posts", "people", "spaces", "helped", "links")


def _some(places: list[str]) -> str:
    more = ["…"] if len(places) > _EXAMPLES else []
    return ", ".join(places[:_EXAMPLES] + more)
