"""What a view gives to a template: one class for each page, whose fields are printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from .i18n import t

if TYPE_CHECKING:
    from .forms import Form


@dataclass(kw_only=True)
class Page:
    """A page: each is a subclass, and each of its fields is ``fx.<field>`` in its template."""

    template: ClassVar[str]
    """The name of its template below ``forum/``, like "threads/show.html"."""
    title: str
    """What the browser and the host's layout call the page."""
    tab: str = ""
    """Which tab above the page is the current one: "forum", "library", "you" or none."""


@dataclass(kw_only=True)
class FormPage(Page):
    """A page with one form. Where a field of it is wrong, the browser's title says so first."""

    form: Form
    heading: str = field(init=False)
    """The title without "Error:", for the page itself."""

    def __post_init__(self) -> None:
        """Say in the title what a screen reader should hear first."""
        self.heading = self.title
        if self.form.faults:
            self.title = t("Error: ") + self.title

    @property
    def refused(self) -> bool:
        """Whether the form is shown again because something in it is wrong, not for a preview."""
        return bool(self.form.faults) and not self.form.preview
