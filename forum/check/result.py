"""The results of the check: the subject, whether it is good, and what to do if it is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


@dataclass(frozen=True)
class Result:
    """The result of one check. ``good`` is None for a note: something worth knowing."""

    good: bool | None
    what: str
    found: str
    do: str = ""

    def __str__(self) -> str:
        sign = {True: "good", False: "BAD ", None: "note"}[self.good]
        line = f"{sign}  {self.what}: {self.found}"
        return f"{line}\n      -> {self.do}" if self.do else line


def good(what: str, found: str) -> Result:
    """Return a result that is good."""
    return Result(True, what, found)


def note(what: str, found: str, do: str = "") -> Result:
    """Return a result that is only worth knowing."""
    return Result(None, what, found, do)


def bad(what: str, found: str, do: str) -> Result:
    """Return a problem, with what to *do* about it."""
    return Result(False, what, found, do)


Check = tuple[str, "Callable[[], Iterable[Result]]", str]
"""The subject, the function that checks it, and what to do if that function raises."""


def run(checks: Iterable[Check], *, after: Callable[[], None]) -> Iterator[Result]:
    """Yield the results of all *checks*, calling *after* each. A check that raises is a problem."""
    for what, check, do in checks:
        try:
            yield from check()
        except Exception as fault:
            yield bad(what, f"{type(fault).__name__}: {first_line(fault)}", do)
        finally:
            after()


def first_line(fault: BaseException) -> str:
    """Return the first line of the message of *fault*, even if its ``__str__`` raises."""
    try:
        return (str(fault).strip().splitlines() or ["no message"])[0][:300]
    except Exception:
        return "its message cannot be printed"
