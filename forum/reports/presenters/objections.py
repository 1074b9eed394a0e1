"""The page on which the author of a hidden text answers the stewards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...core.web.page import FormPage

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(kw_only=True)
class ObjectPage(FormPage):
    """The form with which an author says once what they think of hiding their post or page."""

    template = "reports/object.html"
    trail: Sequence[tuple[str, str]]
    """What it is about: words and address."""
    address: str
    """Where the answer is sent."""
    back: str
    """The address of the post or page."""
    longest: int
    """Of the answer, in characters."""
    done: bool
    """Whether they have said it already."""
