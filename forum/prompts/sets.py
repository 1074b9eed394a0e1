"""The sets of prompts that the package ships: ``sets.toml``, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING

from ..core.paths import PACKAGE
from .rows import PromptSet, Question

if TYPE_CHECKING:
    from collections.abc import Sequence

FILE = PACKAGE / "prompts" / "sets.toml"
BOXES = ("ask", "answer", "reply", "reflection", "journal", "page")
"""The forms in which a text can be written with prompts."""
IN_SPACES = tuple(box for box in BOXES if box != "journal")
"""Those whose sets a space chooses: a journal is its author's own."""
OWN = "own-"
"""How the key of a set begins that a space has added; no key of the package begins with it."""
OFFERED = 3
"""How many sets are offered at one box, at most."""


@cache
def shipped() -> Sequence[PromptSet]:
    """Return every set in every version, in the order of the file."""
    return tuple(
        PromptSet(
            found["key"],
            found["version"],
            found["title"],
            frozenset(found["boxes"]),
            tuple(
                Question(one["heading"], one["hint"], str(n))
                for n, one in enumerate(found["questions"], 1)
            ),
        )
        for found in tomllib.loads(FILE.read_text("utf-8"))["set"]
    )


@cache
def newest() -> dict[str, PromptSet]:
    """Return the newest version of each set, by key."""
    return {one.key: one for one in sorted(shipped(), key=lambda one: one.version)}


def find(key: str, version: int) -> PromptSet | None:
    """Return a set in the version that a text was written with, or None."""
    return next((one for one in shipped() if (one.key, one.version) == (key, version)), None)


@cache
def fitting(box: str) -> Sequence[str]:
    """Return the keys of the sets that fit *box*, in the order of the file."""
    return tuple(one.key for one in newest().values() if box in one.boxes)


def offered(box: str) -> Sequence[str]:
    """Return the keys of the sets that are offered at *box* where nobody chose: the first three."""
    return fitting(box)[:OFFERED]
