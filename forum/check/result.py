"""A line of the check: what was looked at, whether it is good, and what to do where it is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


@dataclass(frozen=True)
class Line:
    """What was found. ``good`` is None where it is neither: something to know."""

    good: bool | None
    what: str
    found: str
    do: str = ""

    def __str__(self) -> str:
        sign = {True: "good", False: "BAD ", None: "note"}[self.good]
        line = f"{sign}  {self.what}: {self.found}"
        return f"{line}\n      -> {self.do}" if self.do else line


def good(what: str, found: str) -> Line:
    """Return a line of what is as it should be."""
    return Line(True, what, found)


def note(what: str, found: str, do: str = "") -> Line:
    """Return a line of what is worth knowing, and perhaps doing."""
    return Line(None, what, found, do)


def bad(what: str, found: str, do: str) -> Line:
    """Return a line of what must be mended."""
    return Line(False, what, found, do)


Look = tuple[str, "Callable[[], Iterable[Line]]", str]
"""What is looked at, the function that looks, and what to do where it fails."""


def seen(looks: Iterable[Look], *, after: Callable[[], None]) -> Iterator[Line]:
    """Return the lines of every look. One that raises is a bad line; *after* each is called."""
    for what, look, do in looks:
        try:
            yield from look()
        except Exception as fault:
            yield bad(what, f"{type(fault).__name__}: {first_line(fault)}", do)
        finally:
            after()


def first_line(fault: BaseException) -> str:
    """Return the first line of what *fault* says; a fault that cannot be said is no trouble."""
    try:
        return (str(fault).strip().splitlines() or ["no words"])[0][:300]
    except Exception:
        return "it cannot be printed"
