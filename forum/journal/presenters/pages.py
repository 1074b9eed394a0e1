"""The pages of a journal, as their templates read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ...core.web.i18n import t
from ...core.web.page import FormPage, Page
from ...core.web.submission import EditPage
from ...threads.models import TITLE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ...balance.presenters import Line
    from ...prompts.presenters import PromptBox
    from ...texts.presenters import SaidOrigin
    from ..rows import CopyRow, NoteRow
    from .entries import AboutView, EntryView, Month


def private() -> str:
    """Return the sentence above the box that says who can read the text."""
    return t(
        "In the forum, only you can read this: it is hidden from the people who look after spaces, "
        "from administrators and from search. Anyone who can read this site’s database, or who is "
        "allowed to sign in as you, can also read it."
    )


@dataclass(kw_only=True)
class JournalPage(Page):
    """A month of the viewer's journal, or what they looked for in it."""

    template = "journal/show.html"
    tab: str = "journal"
    private: str
    """The sentence that says who can read it."""
    month: Month | None
    """The month; None if something was looked for, or nothing has been written."""
    months: Sequence[Month]
    """The months in which they have written, newest first."""
    words: str
    """The words that were looked for; empty for a month."""
    fault: str
    """Why that cannot be looked for, if it cannot."""
    entries: Sequence[EntryView]
    """The entries, newest first."""
    most: int
    """How many entries are found at most."""
    again: tuple[EntryView, str] | None
    """An old entry that is shown again, with how it begins."""
    wants_again: bool
    """Whether they want to be shown one each month."""
    has_balance: bool
    """Whether the host has what one gave and received."""
    lines: Sequence[Line]
    """What they gave and received in this month."""


@dataclass(kw_only=True)
class KeptJournalPage(Page):
    """What the viewer has in a journal that the host leaves out: to download or to delete."""

    template = "journal/kept.html"
    entries: Sequence[EntryView]
    """All entries, newest first."""


class SavedEntry(NamedTuple):
    """An entry as it was saved while the same entry was open in another tab."""

    number: int
    title: str
    source: str
    at: datetime
    editor_name: str
    reason: str = ""
    tags: str = ""


@dataclass(kw_only=True)
class EntryPage(EditPage):
    """The form of an entry."""

    template = "journal/write.html"
    tab: str = "journal"
    entry_id: int | None
    """The entry; None for a new one."""
    unfinished: bool
    """Whether it was only saved while it was being written."""
    prompts: PromptBox
    """The questions that the form asks, and the sets to choose from."""
    subject: AboutView | None
    """What it is about."""
    notes: Sequence[NoteRow]
    """What the viewer has written about the same thing before."""
    title_limit: int = TITLE
    """The maximum length of the title, in characters."""


@dataclass(kw_only=True)
class DeleteEntryPage(FormPage):
    """The question whether an entry goes for good, and its copies with it."""

    template = "journal/delete.html"
    tab: str = "journal"
    entry: EntryView
    """The entry."""
    copies: Sequence[CopyRow]
    """Its copies that others can read."""


@dataclass(kw_only=True)
class ShareEntryPage(FormPage):
    """The form in which a copy of an entry is looked at before it is shared."""

    template = "journal/share.html"
    tab: str = "journal"
    entry: EntryView
    """The entry."""
    places: list[tuple[str, str, str]]
    """Where the copy can go: value, words and hint of each."""
    spaces: Sequence[tuple[str, str]]
    """The spaces in which it can be a thread of its own: slug and name."""
    prompts: PromptBox
    """The questions that it answers."""
    preview: str
    """The copy as others will see it, in HTML; empty until it is sound."""
    seen_by: str
    """The sentence that says who will be able to read it."""
    origin: SaidOrigin
    """Where it is from, as it will be printed with it."""
    looked: str
    """A hash of the preview: the form sends it back."""
    into: str
    """The title of the thread that the copy goes into; empty for a thread of its own."""
    title_limit: int = TITLE
    """The maximum length of the title, in characters."""


@dataclass(kw_only=True)
class CopiesPage(Page):
    """What the viewer has shared from their journal."""

    template = "journal/copies.html"
    tab: str = "journal"
    copies: Sequence[CopyRow]
    """The copies, newest first."""


@dataclass(kw_only=True)
class UnsharePage(Page):
    """The question whether a copy is taken back."""

    template = "journal/unshare.html"
    tab: str = "journal"
    copied: CopyRow
    """The copy."""
