"""Counts what an import did, and what it left out and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ...core.web.i18n import t, tn

_EXAMPLES = 3


@dataclass
class Report:
    """How much this run has imported, and where it left something out or changed it."""

    counts: Counter[str] = field(default_factory=Counter)
    left_out: dict[str, list[str]] = field(default_factory=dict)

    def leave_out(self, why: str, where: str) -> None:
        """Note that something at *where* was left out or changed, and *why*."""
        self.left_out.setdefault(why, []).append(where)

    def lines(self) -> list[str]:
        """Return the report line by line."""
        count = self.counts
        imported = t(
            "Imported: questions %(questions)d, discussions %(discussions)d, posts %(posts)d,"
            " people %(people)d, spaces %(spaces)d, answers that helped %(helped)d, posts with"
            " links updated %(links)d.",
            **{name: count[name] for name in _COUNTED},
        )
        before = tn(
            "Already imported: %(n)d topic.", "Already imported: %(n)d topics.", count["before"]
        )
        if not self.left_out:
            return [imported, before, t("Nothing was left out.")]
        ordered = sorted(self.left_out.items(), key=lambda item: -len(item[1]))
        return [
            imported,
            before,
            t("Left out or changed:"),
            *(f"  {len(places)} × {why} ({_some(places)})" for why, places in ordered),
        ]


_COUNTED = ("questions", "discussions", "posts", "people", "spaces", "helped", "links")


def _some(places: list[str]) -> str:
    more = ["…"] if len(places) > _EXAMPLES else []
    return ", ".join(places[:_EXAMPLES] + more)
