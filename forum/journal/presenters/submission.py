"""The forms of a journal: their fields, and where they lead."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from ...core.web.urls import url
from ...prompts.presenters import wording, wording_of
from ...texts.actions import render_again
from ...texts.presenters import text_of
from ...threads.models import TITLE
from ..actions import Words
from .entries import month_of

if TYPE_CHECKING:
    from ...core.web.forms import Form
    from ...prompts.rows import Wording
    from ..rows import EntryRow


class Content(NamedTuple):
    """The content of an entry as a form gives it."""

    title: str
    source: str


def content_of(form: Form) -> Content:
    """Return the content of *form*; notes what is missing or too long."""
    return Content(form.line("title", longest=TITLE), text_of(form))


def words_of(form: Form, content: Content, *, unfinished: bool) -> Words:
    """Return the words to save. Nobody is invited or notified by a mention in them."""
    return Words(
        title=content.title,
        source=content.source,
        html=render_again(content.source, format="markdown"),
        form_key=form.key,
        unfinished=unfinished,
        prompts=wording_of(form),
    )


def written_with(entry: EntryRow) -> Wording | None:
    """Return the questions that an entry answers, if it was written with any."""
    if entry.prompt_set is None:
        return None
    return wording(entry.prompt_set, entry.prompt_version or 0, entry.prompt_language or "")


def entry_address(entry: EntryRow, **query: str) -> str:
    """Return the address of an entry in its month."""
    return url(
        "own_journal.show_journal",
        month=month_of(entry.written_at).key,
        _anchor=f"e{entry.id}",
        **query,
    )


def hash_of(*parts: str) -> str:
    """Return a hash of what a preview showed, by which the form proves that it was looked at."""
    return sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
