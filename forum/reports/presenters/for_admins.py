"""The pages on which administrators decide where nobody else could."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...core.web.page import FormPage, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from ..rows import AskedRow


@dataclass(kw_only=True)
class AskedPage(Page):
    """The reports that administrators are asked to decide about."""

    template = "reports/asked.html"
    asked: Sequence[AskedRow]
    """The reports, oldest first; their texts stand on a page each."""


@dataclass(kw_only=True)
class DecidePage(FormPage):
    """One of these reports, with the whole text that it is about."""

    template = "reports/decide.html"
    asked: AskedRow
    text: Markup
    """The post or the page."""
