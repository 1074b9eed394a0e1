"""The pages of the library, as their templates read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ...core.web.page import FormPage, Page
from ...core.web.submission import EditPage
from ...threads.models import TITLE
from .details import Choices, choices, state_in_list
from .labels import kind_choices, offered_kinds, tried_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...attempts.presenters import Tried
    from ...core.web.paging import ListPage
    from ...keeping.presenters.sources import Sources
    from ...margins.presenters import Discussion
    from ...margins.presenters.ends import OpenComment
    from ...paths.presenters.path_page import Progress
    from ...prompts.presenters import PromptBox
    from ...spaces.presenters.choice import SpaceChoice
    from ...spaces.presenters.norms import Norms
    from ...spaces.rows import SpaceRow
    from ...upkeep.presenters import Upkeep
    from ...upkeep.presenters.lists import NeedingList
    from ..rows import ArtefactRow, ListedRevisionRow
    from .cards import Card
    from .credits import Credits
    from .details import Said
    from .sections import PageText


class Filters(NamedTuple):
    """Which part of the library is shown; None is all of it."""

    space: str | None
    kind: str | None
    tag: str | None


@dataclass(kw_only=True)
class LibraryPage(Page):
    """The list of artefacts, with links that narrow it down."""

    template = "artefacts/library.html"
    tab: str = "library"
    artefacts: ListPage[ArtefactRow]
    """One page of the list, newest first."""
    chosen: Filters
    """The filter of the list."""
    space: SpaceRow | None
    """The space that the list is narrowed to; None for all of them."""
    kinds: dict[str, str] = field(default_factory=offered_kinds)
    """The names of the kinds, by kind."""
    spaces: Sequence[SpaceRow]
    """The spaces that the list can be narrowed to."""
    needing: Sequence[NeedingList]
    """What needs something, the first of each."""
    may_create: bool
    """Whether the viewer may create an artefact somewhere."""
    address: str
    """The address of the list, for its other pages."""
    states: dict[int, str] = field(init=False)
    """The states of those that are not settled, by the id of an artefact."""
    tried: dict[int, str] = field(init=False)
    """How it went for those who tried it, by the id of an artefact that somebody tried."""

    def __post_init__(self) -> None:
        """Put into words what the rows say and count."""
        self.states = {row.id: state_in_list(row) for row in self.artefacts.rows}
        self.tried = {row.id: tried_words(row) for row in self.artefacts.rows if row.tried}


@dataclass(kw_only=True)
class ArtefactPage(Page):
    """An artefact with its history and the threads it was made from."""

    template = "artefacts/show.html"
    tab: str = "library"
    artefact: ArtefactRow
    kind: str
    """The name of its kind."""
    upkeep: Upkeep
    """What it needs."""
    facts: Said
    """What is said of it at its head."""
    text: PageText
    """Its text, with its sections."""
    discussion: Discussion | None
    """Its comments; None where the host leaves them out."""
    revisions: Sequence[ListedRevisionRow]
    """Its newest revisions, newest first."""
    credits: Credits
    """Everybody who has saved a version of it."""
    related: Sequence[Card]
    """Pages that are about the same."""
    sources: Sources
    """The threads that it was made from."""
    taken: Mapping[int, Sources]
    """The sources that a revision took in, by its number."""
    tags: list[str]
    """Its tags, one by one."""
    may_edit: bool
    """Whether the viewer may edit it."""
    notes: int | None
    """How many notes about it are in the viewer's journal; None if they have no journal."""
    orders: Sequence[tuple[str, str]]
    """How the viewer deletes, reports or hides it, as far as they may: words and address."""
    tried: Tried
    """What was told of it by those who tried it."""
    thank: str
    """Where the viewer thanks whoever wrote it first; empty if they may not."""
    ask: str
    """Where the viewer asks one person about it; empty if they may not."""
    following: bool | None
    """Whether the viewer follows it; None for a guest, who cannot."""
    progress: Progress | None
    """How far the viewer has come, if it is a path; None if it is none."""


@dataclass(kw_only=True)
class NewPage(FormPage):
    """The form for an artefact that is not made from posts."""

    template = "artefacts/new.html"
    tab: str = "library"
    spaces: Sequence[SpaceChoice]
    """The spaces in which the viewer may create it."""
    kinds: list[tuple[str, str, str]] = field(default_factory=kind_choices)
    """Each kind with its name and a hint."""
    choices: Choices = field(default_factory=choices)
    """What can be said of it beside its text."""
    title_limit: int = TITLE
    """The maximum length of the title, in characters."""
    preview: str
    """The text as it would be shown, in HTML; empty without a preview."""
    seen_by: str
    """The sentence that says who will be able to read it."""
    prompts: PromptBox
    """The questions that the form asks, and the sets to choose from."""
    norms: Norms | None
    """How people talk in the space, if it is chosen and the viewer has not written there yet."""
    stages: str
    """The value of the button that offers a path in five stages; empty where paths are left out."""


@dataclass(kw_only=True)
class EditArtefactPage(EditPage):
    """The form for a new revision of an artefact."""

    template = "artefacts/edit.html"
    tab: str = "library"
    artefact: ArtefactRow
    out: Sequence[str]
    """Which of the kept posts stay out of it, a sentence for each reason."""
    prompts: PromptBox
    """The questions that the text answers, and whether it no longer follows them."""
    norms: Norms | None
    """How people talk in the space, if the viewer has not written there yet."""
    comments: Sequence[OpenComment]
    """Its open comments, which the change may take up."""
    kinds: list[tuple[str, str, str]] = field(default_factory=kind_choices)
    """Each kind with its name and a hint."""
    choices: Choices = field(default_factory=choices)
    """What can be said of it beside its text."""
    title_limit: int = TITLE
    """The maximum length of the title, in characters."""
