"""The forms with which stewards lock a thread, and move it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...core.web.page import FormPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...threads.rows import ThreadRow


@dataclass(kw_only=True)
class LockPage(FormPage):
    """The form for locking a thread, or for unlocking it."""

    template = "moderation/lock.html"
    thread: ThreadRow
    opens: str
    """When its first takes open to everybody; empty if none wait."""


@dataclass(kw_only=True)
class MovePage(FormPage):
    """The form for moving a thread to another space."""

    template = "moderation/move.html"
    thread: ThreadRow
    spaces: Sequence[tuple[str, str]]
    """Slug and name of each space to which the viewer may move it."""
    shut_out: int | None = 0
    """How many members who wrote in it cannot read the chosen space: to be confirmed. None if some
    may not, and who wrote is sealed to the viewer."""
