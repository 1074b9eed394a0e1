"""Counts what an import did, and what it left out and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ..core.web.i18n import t, tn

_EXAMPLES = 10


@dataclass
class Tally:
    """How many things of one kind the files hold, and what became of them."""

    held: int = 0
    imported: int = 0
    before: int = 0
    """Imported by an earlier run."""
    left: int = 0
    """Left out."""


@dataclass
class Report:
    """How much this run has imported, and where it left something out or changed it."""

    counts: Counter[str] = field(default_factory=Counter)
    tallies: dict[str, Tally] = field(
        default_factory=lambda: {name: Tally() for name in ("topics", "posts", "helped")}
    )
    left_out: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    """Further remarks, in sentences."""
    short: dict[str, tuple[int, int]] = field(default_factory=dict)
    """The topics of which posts are missing: how many are known, and how many there are."""

    def leave_out(self, why: str, where: str) -> None:
        """Note that something at *where* was left out or changed, and *why*."""
        self.left_out.setdefault(why, []).append(where)

    def lines(self, *, whole: bool = False) -> list[str]:
        """Return the report line by line; with *whole*, every place where something is left out."""
        count = self.counts
        lines = [
            t(
                "Imported: questions %(questions)d, discussions %(discussions)d, posts %(posts)d,"
                " people %(people)d, spaces %(spaces)d, answers that helped %(helped)d, posts with"
                " links updated %(links)d.",
                **{name: count[name] for name in _COUNTED},
            ),
            tn(
                "Already imported: %(n)d topic.", "Already imported: %(n)d topics.", count["before"]
            ),
        ]
        if count["completed"]:
            lines.append(
                tn("Completed: %(n)d topic.", "Completed: %(n)d topics.", count["completed"])
            )
        return self.notes + lines + self._tallies() + self._short() + self._left_out(whole=whole)

    def _tallies(self) -> list[str]:
        names = {
            "topics": t("Topics in the files"),
            "posts": t("Posts in the files"),
            "people": t("People in the files"),
            "spaces": t("Categories in the files"),
            "helped": t("Accepted answers in the files"),
        }
        return [
            t(
                "%(name)s: %(held)d = %(imported)d imported now + %(before)d imported before"
                " + %(left)d left out.",
                name=name,
                **vars(self.tallies[key]),
            )
            for key, name in names.items()
            if key in self.tallies
        ]

    def _short(self) -> list[str]:
        if not self.short:
            return []
        intro = t(
            "Not complete, because the files hold only some of the posts. Import fuller files to"
            " add the others:"
        )
        line = t("  topic %(key)s: %(known)d of %(all)d posts")
        return [
            intro,
            *(
                line % {"key": key, "known": known, "all": all}
                for key, (known, all) in self.short.items()
            ),
        ]

    def _left_out(self, *, whole: bool) -> list[str]:
        if not self.left_out:
            return [] if self.short else [t("Nothing was left out.")]
        ordered = sorted(self.left_out.items(), key=lambda item: -len(item[1]))
        return [
            t("Left out or changed:"),
            *(
                f"  {len(places)} × {why} ({_some(places, len(places) if whole else _EXAMPLES)})"
                for why, places in ordered
            ),
        ]


_COUNTED = ("questions", "discussions", "posts", "people", "spaces", "helped", "links")


def _some(places: list[str], most: int) -> str:
    more = ["…"] if len(places) > most else []
    return ", ".join(places[:most] + more)
