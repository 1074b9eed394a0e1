"""The first page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..core.web.page import Page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from ..artefacts.presenters.cards import Card
    from ..attempts.presenters.lately import TriedLately
    from ..attempts.presenters.plans import Planned
    from ..core.web.paging import ListPage
    from ..lists.rows import ListedThreadRow
    from ..moderation.rows import UnheardRow
    from ..spaces.rows import SpaceRow


@dataclass(kw_only=True)
class FrontPage(Page):
    """What waits for the viewer, what was tried and saved lately, what is new, and the spaces."""

    template: ClassVar[str] = "front/index.html"
    tab: str = "forum"
    threads: ListPage[ListedThreadRow]
    """The newest threads of this page."""
    rows: Sequence[Markup]
    """The same, printed."""
    plans: Sequence[Planned]
    """What the viewer plans to try in the next days, or was asked about."""
    waiting: Sequence[Markup]
    """Threads that ask the viewer for a first take, and others' unanswered questions, printed."""
    tried: Sequence[TriedLately]
    """What was tried lately, without a name."""
    is_new: bool
    """Whether the viewer has not read a thread yet: they are told what is what."""
    spaces: Sequence[SpaceRow]
    """The spaces that are listed for the viewer; of many, those that were written in last."""
    number_of_spaces: int
    """How many are listed for the viewer in all."""
    unread_by_space: Mapping[int, int]
    """How many posts are unread in each space, by id."""
    artefacts: Sequence[Card]
    """What was most recently added to the library."""
    may_ask: bool
    """Whether the viewer may open a thread somewhere."""
    may_administer: bool
    """Whether the viewer is an administrator."""
    without_steward: int
    """How many spaces nobody looks after; only administrators are told."""
    asked: int
    """How many reports administrators are asked to decide about; 0 for everybody else."""
    unheard: Sequence[UnheardRow]
    """Those in which reports wait; likewise."""
