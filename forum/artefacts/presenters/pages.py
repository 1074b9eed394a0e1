"""The pages of the library, as their templates read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ...core.text.plain import excerpt, plain
from ...core.text.quote import quoted
from ...core.web.i18n import t
from ...core.web.page import FormPage, Page
from ...core.web.submission import EditPage
from ...threads.presenters.form import TITLE
from .labels import kind_choices, kind_labels

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from ...core.text.diff import Change, Unchanged
    from ...core.web.paging import ListPage, Pages
    from ...spaces.rows import SpaceRow
    from ...threads.rows import ChosenPostRow, PostRow, ThreadRow
    from ..rows import ArtefactRevisionRow, ArtefactRow, ListedRevisionRow, SourceThreadRow

EXCERPT = 200
"""Characters of a post that are shown where it can be chosen."""


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
    chosen: Filters
    space: SpaceRow | None
    kinds: dict[str, str] = field(default_factory=kind_labels)
    spaces: Sequence[SpaceRow]
    may_create: bool
    address: str


@dataclass(kw_only=True)
class ArtefactPage(Page):
    """An artefact with its history and the threads it was made from."""

    template = "artefacts/show.html"
    tab: str = "library"
    artefact: ArtefactRow
    kind: str
    revisions: Sequence[ListedRevisionRow]
    writers: list[str]
    source_threads: Sequence[SourceThreadRow]
    tags: list[str]
    may_edit: bool


def writers_of(revisions: Sequence[ListedRevisionRow]) -> list[str]:
    """Return the names of the authors of *revisions*, in the order in which they joined."""
    joined = {revision.editor_id: revision.editor_name for revision in reversed(revisions)}
    return [name or t("former member") for name in joined.values()]


@dataclass(kw_only=True)
class ComparePage(Page):
    """What changed between two revisions of an artefact."""

    template = "artefacts/compare.html"
    tab: str = "library"
    artefact: ArtefactRow
    old: ArtefactRevisionRow
    new: ArtefactRevisionRow
    kinds: Sequence[Change]
    titles: Sequence[Change]
    tags: Sequence[Change]
    changes: Sequence[Change | Unchanged]
    counts: tuple[int, int]


@dataclass(kw_only=True)
class NewPage(FormPage):
    """The form for a page of one's own."""

    template = "artefacts/new.html"
    tab: str = "library"
    spaces: list[tuple[str, str]]
    kinds: list[tuple[str, str, str]] = field(default_factory=kind_choices)
    title_limit: int = TITLE
    preview: str
    seen_by: str


@dataclass(kw_only=True)
class EditArtefactPage(EditPage):
    """The form for a new revision of an artefact."""

    template = "artefacts/edit.html"
    tab: str = "library"
    artefact: ArtefactRow
    kinds: list[tuple[str, str, str]] = field(default_factory=kind_choices)
    title_limit: int = TITLE


@dataclass(kw_only=True)
class ChoosePostsPage(FormPage):
    """A page of a thread, on which posts are chosen for an artefact."""

    template = "artefacts/choose_posts.html"
    thread: ThreadRow
    pages: Pages
    posts: list[tuple[PostRow, str]]
    chosen: AbstractSet[int]
    elsewhere: list[int]
    """Ids of the posts that are chosen on other pages of the thread."""
    kinds: list[tuple[str, str, str]] = field(default_factory=kind_choices)
    title_limit: int = TITLE


@dataclass(kw_only=True)
class DraftPage(FormPage):
    """The form in which the chosen posts become one text."""

    template = "artefacts/draft.html"
    thread: ThreadRow
    posts: Sequence[ChosenPostRow]
    kinds: list[tuple[str, str, str]] = field(default_factory=kind_choices)
    title_limit: int = TITLE
    preview: str
    seen_by: str


def with_excerpts(posts: Sequence[PostRow]) -> list[tuple[PostRow, str]]:
    """Return each of *posts* with the beginning of its text."""
    return [(post, excerpt(plain(post.html), length=EXCERPT)) for post in posts]


def draft_of(posts: Sequence[ChosenPostRow]) -> str:
    """Return one Markdown text that quotes *posts*, each with its author and a link to it."""
    return "".join(
        quoted(
            post.source if post.format == "markdown" else plain(post.html),
            name=post.author_name or t("former member"),
            post_id=post.id,
        )
        for post in posts
    )
