"""The page on which the author of a hidden post answers the stewards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...core.web.page import FormPage

if TYPE_CHECKING:
    from ...threads.rows import SinglePostRow, ThreadRow


@dataclass(kw_only=True)
class ObjectPage(FormPage):
    """The form with which an author says once what they think of hiding their post."""

    template = "moderation/object.html"
    post: SinglePostRow
    thread: ThreadRow
    longest: int
    """Of the answer, in characters."""
    done: bool
    """Whether they have said it already."""
