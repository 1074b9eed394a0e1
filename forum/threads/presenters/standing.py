"""Where a question stands: asked, answered, tried, told, saved."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from ...core.database.base import now
from ...core.web.i18n import t

if TYPE_CHECKING:
    from ..rows import ThreadRow

QUIET = timedelta(days=14)
"""After this long without a new post it is said that nothing was saved."""


class Step(NamedTuple):
    """One step of a question."""

    words: str
    reached: bool


def steps(thread: ThreadRow, *, saved: bool) -> list[Step]:
    """Return the steps that *thread* has reached, then the one that is open; empty if none is.

    Nobody knows that something was tried until it is told: those two are reached together. *saved*
    is whether the viewer sees a page of the library that was made from it.
    """
    if thread.kind != "question" or thread.sealed or thread.anchor_title:
        return []
    reached = [Step(t("Asked"), True)]
    if not thread.answers:
        return [*reached, Step(t("Not answered yet"), False)]
    reached.append(Step(t("Answered"), True))
    if thread.tried:
        reached += [Step(t("Tried"), True), Step(t("Results shared"), True)]
    if saved:
        return [*reached, Step(t("Saved to the library"), True)]
    if not thread.tried:
        return [*reached, Step(t("No results yet"), False)]
    is_quiet = thread.active_at < now() - QUIET
    return [*reached, Step(t("Not saved to the library yet"), False)] if is_quiet else reached
