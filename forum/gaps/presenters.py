"""The pages on which one says that something is missing, and reads what is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ..core.web.i18n import tn
from ..core.web.page import FormPage, Page
from ..core.web.times import date
from ..core.web.urls import url
from .models import WORDS
from .policy import KEPT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..spaces.rows import SpaceRow
    from .rows import GapRow


class GapView(NamedTuple):
    """Words that were looked for, with what can be done about them."""

    words: str
    meta: str
    """How often, and when last."""
    search: str
    ask: str
    """The address of the form for a question with these words; empty if one may not ask here."""
    write: str
    """The address of the form for a page of the library, likewise."""
    remove: str
    """The address that deletes the line; empty unless the viewer may."""


@dataclass(kw_only=True)
class TellPage(FormPage):
    """The form with which one says, without a name, that something is missing."""

    template = "gaps/tell.html"
    spaces: Sequence[tuple[str, str]]
    """Slug and name of each space that can be told; if there is only one, nothing is chosen."""
    back: str
    """The address of the search."""
    longest: int = WORDS
    """The maximum length of the words, in characters."""
    days: int = KEPT.days
    """How many days they stay on the list."""


@dataclass(kw_only=True)
class GapsPage(Page):
    """What was looked for in a space and not found."""

    template = "gaps/list.html"
    space: SpaceRow
    gaps: Sequence[GapView]
    """The newest first."""
    is_cut: bool
    """Whether older ones are left out."""
    may_tell: bool
    """Whether the viewer may add a line."""
    days: int = KEPT.days
    """How many days a line stays there after it was told last."""


def show_gaps(
    gaps: Iterable[GapRow], space: SpaceRow, *, may_write: bool, may_delete: bool
) -> list[GapView]:
    """Return *gaps* of *space* as they are printed."""
    here = {"space": space.slug}
    return [
        GapView(
            gap.words,
            _meta(gap),
            search=url("search.results", q=gap.words),
            ask=url("threads.ask", title=gap.words, **here) if may_write else "",
            write=url("artefacts.new", title=gap.words, **here) if may_write else "",
            remove=url("gaps.remove", slug=space.slug, gap_id=gap.id) if may_delete else "",
        )
        for gap in gaps
    ]


def _meta(gap: GapRow) -> str:
    if gap.times == 1:
        return date(gap.day)
    day = date(gap.day)
    return tn("%(n)d time, last on %(day)s", "%(n)d times, last on %(day)s", gap.times, day=day)
