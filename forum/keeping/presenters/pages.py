"""The pages on which posts are kept, as their templates read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...artefacts.presenters.details import Choices, choices
from ...artefacts.presenters.labels import kind_choices
from ...core.state import state
from ...core.text.plain import beginning
from ...core.web.i18n import t
from ...core.web.page import FormPage, Page
from ...threads.models import TITLE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from ...core.web.paging import Pages
    from ...prompts.presenters import PromptBox
    from ...spaces.presenters.norms import Norms
    from ...threads.rows import ChosenPostRow, PostRow, ThreadRow
    from ..rows import PickedPageRow

EXCERPT = 200
"""Characters of a post that are shown where it can be chosen."""


@dataclass(kw_only=True)
class ChoosePostsPage(FormPage):
    """A page of a thread, on which posts are chosen for an artefact."""

    template = "keeping/choose_posts.html"
    thread: ThreadRow
    pages: Pages
    posts: list[tuple[PostRow, str]]
    """The posts of this page, each with the beginning of its text."""
    chosen: AbstractSet[int]
    """Ids of the posts that are chosen."""
    elsewhere: list[int]
    """Ids of the posts that are chosen on other pages of the thread."""
    places: list[tuple[str, str, str]] = field(default_factory=lambda: places())
    """Where the posts can go, each with its name and a hint."""
    libraries: list[tuple[str, str]]
    """The spaces to whose library they can go, that of the thread first: slug and name."""
    kinds: list[tuple[str, str, str]] = field(default_factory=kind_choices)
    """Each kind with its name and a hint."""
    title_limit: int = TITLE
    """The maximum length of the title, in characters."""


@dataclass(kw_only=True)
class DraftPage(FormPage):
    """The form in which the chosen posts become one text."""

    template = "keeping/draft.html"
    thread: ThreadRow
    posts: Sequence[ChosenPostRow]
    """The posts that were chosen."""
    out: Sequence[str]
    """Which of them stay out, a sentence for each reason."""
    prompts: PromptBox
    """The three boxes, or one, and the questions to choose instead."""
    norms: Norms | None
    """How people talk in the space, if the viewer has not written there yet."""
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


@dataclass(kw_only=True)
class PickPage(Page):
    """The pages of the library that the chosen posts can be added to."""

    template = "keeping/pick_page.html"
    thread: ThreadRow
    posts: str
    """The ids of the posts that were chosen, with commas."""
    own: str
    """Whether one takes one's own posts out of a closed place; empty if not."""
    words: str
    """What was looked for in titles; empty for the newest."""
    pages: Sequence[PickedPageRow]
    """The pages; those that take from the thread already come first."""


def places() -> list[tuple[str, str, str]]:
    """Return where kept posts can go: value, words and hint of each."""
    found = [
        ("new", t("A new page"), t("In the library, with a title of its own.")),
        ("page", t("An existing page"), t("You choose which one in the next step.")),
    ]
    if not state().config.leaves_out("journal"):
        found.append(("note", t("A note for myself"), t("In your journal. Only you can read it.")))
    return found


def with_excerpts(posts: Sequence[PostRow]) -> list[tuple[PostRow, str]]:
    """Return each of *posts* with the beginning of its text."""
    return [(post, beginning(post.html, length=EXCERPT)) for post in posts]
