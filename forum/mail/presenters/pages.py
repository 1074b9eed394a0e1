"""The pages about mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable  # noqa: TC003 (dataclass)
from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003 (dataclass)
from typing import TYPE_CHECKING, ClassVar

from ...core.web.i18n import t
from ...core.web.page import FormPage, Page

if TYPE_CHECKING:
    from ...spaces.rows import SpaceRow


@dataclass(kw_only=True)
class MailPreferencesPage(FormPage):
    """Where a member chooses how often they want mail."""

    template: ClassVar[str] = "mail/preferences.html"
    tab: str = "for_you"
    spaces: Iterable[SpaceRow]
    """The spaces for which the member may choose a separate pace."""
    reachable: bool
    """Whether the host knows an email address of the member."""
    is_valid: bool
    """Whether mail can be sent to that address at all."""
    refused_at: datetime | None
    """When the mail server last refused a message for good; None if it has accepted one since."""
    paces: tuple[tuple[str, str, str], ...]
    """Each pace with its name and a sentence."""
    choices: list[tuple[str, str]] = field(init=False)
    """Each pace with its name, for the list of one space."""

    def __post_init__(self) -> None:
        """Take the choices from the paces."""
        super().__post_init__()
        self.choices = [(pace, name) for pace, name, _ in self.paces]


@dataclass(kw_only=True)
class StopMailPage(Page):
    """Where the link at the end of a message leads: a button that stops all mail."""

    template: ClassVar[str] = "mail/stop.html"
    secret: str
    """The part of the link's address that stands for the person."""
    stopped: bool
    """Whether the button has been pressed."""
    here: Callable[[], str]
    """The address that other links come back to: not this page's own, which contains a secret."""


def paces() -> tuple[tuple[str, str, str], ...]:
    """Return each pace with its name and a sentence."""
    return (
        ("once", t("At once"), t("Notices that arrive within a few minutes are sent together.")),
        ("daily", t("Once a day"), t("In the morning, if there is anything new.")),
        ("weekly", t("Once a week"), t("On Monday morning, if there is anything new.")),
        ("never", t("Never"), t("You can still read everything under “For you”.")),
    )
