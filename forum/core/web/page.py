"""What a view gives to a template: a class for each page, whose fields the template prints."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from .i18n import t

if TYPE_CHECKING:
    from markupsafe import Markup

    from .forms import Form


@dataclass(kw_only=True)
class Page:
    """The base of every page class. Each field is ``fx.<field>`` in the template."""

    template: ClassVar[str]
    """The name of the template below ``forum/``, like "threads/show.html"."""
    title: str
    """The title for the browser and for the host's layout."""
    tab: str = ""
    """The current tab above the page: "forum", "library", "journal", "for_you" or none.
    "search" is that of the search page, which has its own box for words."""
    above: Markup | str = ""
    """What another room has to say above it."""
    below: Markup | str = ""
    """What it has to say below what is read."""
    opened_from: str | None = None
    """What its address says of where it was opened from, which stays when one turns the page."""


@dataclass(kw_only=True)
class FormPage(Page):
    """A page with one form. If a field of it is wrong, the title begins with "Error:"."""

    form: Form
    heading: str = field(init=False)
    """The title without "Error:", for the heading of the page."""

    def __post_init__(self) -> None:
        """Put the error first in the title, where a screen reader reads it first."""
        self.heading = self.title
        if self.form.faults:
            self.title = t("Error: ") + self.title

    @property
    def refused(self) -> bool:
        """Whether the form is shown again because a field is wrong, and not for a preview."""
        return bool(self.form.faults) and not self.form.preview
