"""The pages of comments, as their templates read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ...core.web.page import FormPage, Page
from ..models import WHY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...artefacts.rows import ArtefactRow
    from . import Group
    from .ends import OpenComment


@dataclass(kw_only=True)
class CommentPage(FormPage):
    """The form for a comment on a section of a page, or on the whole page."""

    template: ClassVar[str] = "margins/form.html"
    artefact: ArtefactRow
    section: str
    """The words of the section; empty for the whole page."""
    address: str
    """Where the form leads."""
    until: str
    """Until when one may comment; empty without a last day."""
    preview: str
    """The HTML of the text, if a preview was asked for."""
    seen_by: str
    """Who will read it."""


@dataclass(kw_only=True)
class ClosePage(FormPage):
    """The form that closes a comment without a change of its page."""

    template: ClassVar[str] = "margins/close.html"
    artefact: ArtefactRow
    comment: OpenComment
    """The comment that is closed."""
    longest: int = WHY
    """The maximum length of the line, in characters."""


@dataclass(kw_only=True)
class AllCommentsPage(Page):
    """What was said of a page, and what became of it."""

    template: ClassVar[str] = "margins/all.html"
    tab: str = "library"
    artefact: ArtefactRow
    groups: Sequence[Group]
    """Its comments by the part they are about, in the order of the page."""
    until: str
    """Until when one may comment, or could; empty without a last day."""
    then: int | None
    """The number of the version that was the newest on that day; None if the day is to come."""
    older: str
    """The address of the comments before these; empty if there are none."""
