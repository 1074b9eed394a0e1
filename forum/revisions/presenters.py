"""The pages of this room as their templates read them, one class per page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..core.web.page import FormPage, Page
from ..core.web.submission import EditPage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..core.text.diff import Change, Unchanged
    from ..prompts.presenters import PromptBox
    from ..texts.presenters import SaidOrigin
    from ..threads.rows import SinglePostRow, ThreadRow
    from .rows import RevisionRow


@dataclass(kw_only=True)
class EditPostPage(EditPage):
    """The form for a new revision of a post."""

    template: ClassVar[str] = "revisions/edit.html"
    thread: ThreadRow
    post: SinglePostRow
    is_html: bool
    """Whether the source is the HTML of an import."""
    prompts: PromptBox
    """The questions that the text answers, and whether it no longer follows them."""
    wishes: Sequence[tuple[str, str]]
    """What may help whoever asks, each with its words; empty for anything but a question."""


@dataclass(kw_only=True)
class HistoryPage(Page):
    """Every revision of a post."""

    template: ClassVar[str] = "revisions/history.html"
    thread: ThreadRow
    post: SinglePostRow
    revisions: Sequence[RevisionRow]
    """Every revision, newest first."""
    origins: Mapping[int, SaidOrigin]
    """Where each is from, by its number."""
    may_redact: bool
    """Whether the viewer may remove what earlier ones say."""


@dataclass(kw_only=True)
class RedactPage(FormPage):
    """Asks whether to remove what an earlier revision says; a steward also why."""

    template: ClassVar[str] = "revisions/redact.html"
    thread: ThreadRow
    post: SinglePostRow
    revision: RevisionRow
    asks_why: bool
    """Whether the viewer is a steward, whose reason is in the log."""
    paragraphs: Sequence[str]
    """What it says, as the comparison of two revisions has it."""


@dataclass(kw_only=True)
class ComparePage(Page):
    """Two revisions of a post compared."""

    template: ClassVar[str] = "revisions/compare.html"
    thread: ThreadRow
    post: SinglePostRow
    old: RevisionRow
    """The earlier revision."""
    new: RevisionRow
    """The later revision."""
    titles: Sequence[Change]
    """What changed in the title."""
    tags: Sequence[Change]
    """What changed in the tags."""
    changes: Sequence[Change | Unchanged]
    """What changed in the text."""
    counts: tuple[int, int]
    """How many words were added, and how many deleted."""
    removed: bool = False
    """Whether the text of one of them was removed: then nothing is compared."""
    sides: bool = False
    """Whether the two are shown side by side."""
