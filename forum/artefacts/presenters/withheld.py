"""A page of the library that is not shown, and the form with which one withdraws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...core.web.i18n import t
from ...core.web.page import FormPage, Page

if TYPE_CHECKING:
    from ..rows import ArtefactRow, OwnPageRow
    from .sections import PageText


def why_not_shown(visibility: str) -> str:
    """Return what is said in place of a page that is not shown."""
    if visibility == "hidden":
        return t("This page is hidden.")
    if visibility == "removed":
        return t("The people who look after this space have removed this page.")
    return t("The author has deleted this page.")


@dataclass(kw_only=True)
class WithheldPage(Page):
    """What stands at the address of a page that is hidden, withdrawn or removed."""

    template = "artefacts/withheld.html"
    tab: str = "library"
    artefact: ArtefactRow
    """The page; it has no words unless its reader made it."""
    text: PageText | None
    """Its text, for whoever made it; None for everybody else."""
    may_restore: bool
    """Whether the viewer may show it again."""
    may_withdraw: bool
    """Whether the viewer may withdraw it, or ask for it."""


@dataclass(kw_only=True)
class WithdrawArtefactPage(FormPage):
    """Asks whoever made a page whether to withdraw it, or to ask the stewards for it."""

    template = "artefacts/withdraw.html"
    tab: str = "library"
    artefact: ArtefactRow
    by_others: bool
    """Whether somebody else has saved a version: then it is for the stewards to decide."""
    has_steward: bool
    """Whether somebody looks after the space."""


@dataclass(kw_only=True)
class WithdrawUnseenPage(Page):
    """Asks the same of whoever can no longer read the space of the page."""

    template = "artefacts/withdraw_unseen.html"
    tab: str = "library"
    page: OwnPageRow
    address: str
    """Their own page, which lists such pages."""
