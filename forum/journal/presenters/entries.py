"""Entries as their author's pages print them, by month, and as Markdown."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from ...core.text.markup import RENDER_VERSION
from ...core.text.plain import beginning
from ...core.web.i18n import t
from ...core.web.times import day, month, zone
from ...core.web.urls import root, url
from ...texts.actions import render_again

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ...artefacts.rows import CardRow
    from ..rows import About, AboutPageRow, AboutThreadRow, CopyRow, EntryRow, WrittenRow

EXCERPT = 240
"""Characters of an old entry that is shown again."""


class AboutView(NamedTuple):
    """What an entry is about, if its author may still see it."""

    words: str
    """What stands before the title; the whole sentence if there is no title."""
    title: str = ""
    address: str = ""


class EntryView(NamedTuple):
    """An entry as its template prints it."""

    row: EntryRow
    title: str
    """Its title, or the day on which it was written."""
    html: str
    about: AboutView | None
    copies: Sequence[CopyRow]
    """The copies of it that were shared, newest first."""


class Month(NamedTuple):
    """A month in which something was written."""

    key: str
    """As in an address: "2026-11"."""
    name: str
    start: datetime
    end: datetime


class Found(NamedTuple):
    """What entries are about, as far as their author may see it now."""

    threads: Mapping[int, AboutThreadRow]
    pages: Mapping[str, AboutPageRow]
    artefacts: Mapping[int, CardRow]
    audiences: Collection[str]
    """The groups of the host that the author is in."""


def present(rows: Iterable[EntryRow]) -> list[EntryRow]:
    """Return *rows* with their HTML as this version of the forum makes it."""
    return [
        row if row.render_version == RENDER_VERSION else row._replace(html=_again(row.source))
        for row in rows
    ]


def show(rows: Iterable[EntryRow], found: Found, copies: Sequence[CopyRow] = ()) -> list[EntryView]:
    """Return *rows*, which are ``present``, as they are printed."""
    return [
        EntryView(
            row,
            title_of(row),
            row.html,
            about(row, found),
            [copy for copy in copies if copy.entry_id == row.id],
        )
        for row in rows
    ]


def _again(source: str) -> str:
    return render_again(source, format="markdown")


def title_of(row: EntryRow) -> str:
    """Return the title of an entry, or the day on which it was written."""
    return row.title or day(row.written_at)


def about(row: EntryRow | About, found: Found) -> AboutView | None:
    """Return what an entry is about; no title of what its author can no longer see."""
    if row.thread_id is not None:
        thread = found.threads.get(row.thread_id)
        if thread is None:
            return _gone()
        if row.post_id is not None:
            address = url("threads.post", post_id=row.post_id)
            return AboutView(t("About a post in"), thread.title, address)
        address = url("threads.show", thread_id=thread.id, slug=thread.slug)
        return AboutView(t("About"), thread.title, address)
    if row.artefact_id is not None:
        artefact = found.artefacts.get(row.artefact_id)
        if artefact is None:
            return _gone()
        address = url("artefacts.show", artefact_id=artefact.id, slug=artefact.slug)
        return AboutView(t("About"), artefact.title, address)
    return _about_page(row, found) if row.page_key is not None else None


def _about_page(row: EntryRow | About, found: Found) -> AboutView:
    """Return a page of the host; its thread has newer facts about it than the entry."""
    thread = found.pages.get(row.page_key or "")
    if thread is not None and not thread.visible:
        return _gone()
    if thread is None and row.page_audience not in (None, *found.audiences):
        return _gone()
    title, path = (
        (thread.anchor_title, thread.anchor_url) if thread else (row.page_title, row.page_url)
    )
    return AboutView(t("About"), title, f"{root()}{path}" if path else "")


def _gone() -> AboutView:
    return AboutView(t("About something that you can no longer see."))


def months_of(rows: Iterable[WrittenRow]) -> list[Month]:
    """Return the months in which *rows* were written, in the viewer's time zone, newest first."""
    place = zone()
    found = dict.fromkeys(
        (local.year, local.month) for local in (row.written_at.astimezone(place) for row in rows)
    )
    return [month_at(year, number) for year, number in found]


def month_at(year: int, number: int) -> Month:
    """Return a month of the viewer's calendar."""
    start = datetime(year, number, 1, tzinfo=zone())
    after = (year + 1, 1) if number == 12 else (year, number + 1)
    end = datetime(*after, 1, tzinfo=zone())
    return Month(f"{year}-{number:02d}", month(start), start, end)


def month_of(at: datetime) -> Month:
    """Return the month of *at* in the viewer's time zone."""
    local = at.astimezone(zone())
    return month_at(local.year, local.month)


def excerpt(row: EntryRow) -> str:
    """Return how an entry begins, as plain text."""
    return beginning(row.html, length=EXCERPT)


def as_markdown(views: Sequence[EntryView]) -> str:
    """Return entries as one Markdown file, the oldest first."""
    return "\n\n---\n\n".join(_markdown(view) for view in reversed(views)) + "\n"


def _markdown(view: EntryView) -> str:
    about = " ".join(filter(None, view.about)) if view.about else ""
    written = day(view.row.written_at)
    head = [f"# {view.title}", written if view.row.title else "", about, view.row.source]
    return "\n\n".join(filter(None, head))
