"""The pages on which posts are kept, as their templates read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...artefacts.presenters.details import Choices, choices
from ...artefacts.presenters.labels import kind_choices
from ...core.text.plain import beginning
from ...core.web.page import FormPage
from ...threads.models import TITLE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from ...core.web.paging import Pages
    from ...spaces.presenters.norms import Norms
    from ...threads.rows import ChosenPostRow, PostRow, ThreadRow

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


def with_excerpts(posts: Sequence[PostRow]) -> list[tuple[PostRow, str]]:
    """Return each of *posts* with the beginning of its text."""
    return [(post, beginning(post.html, length=EXCERPT)) for post in posts]
