"""What is said of a page beside its text: in its form, and on the page."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ...core.database.base import now
from ...core.text.languages import LANGUAGES
from ...core.text.links import permitted
from ...core.text.plain import plain
from ...core.web.i18n import language, t
from ...core.web.times import date as in_words
from ...core.web.times import today
from ...texts.presenters import SaidOrigin, origin_fields, origin_of, said_origin
from ...texts.rows import Origin
from .. import queries
from ..details import ABOUT, STATES, STUB, Details, from_stored
from ..queries.successors import last_of

if TYPE_CHECKING:
    from ...core.web.forms import Form
    from ...members.viewer import Viewer
    from ..rows import ArtefactRow, SuccessorRow

LINK, TITLE = 2_000, 200
"""The longest address that a page is about, and its longest title, in characters."""
_PAGE = re.compile(r"(?:.*/a/)?(\d{1,9})(?:-[^/?#]*)?(?:[?#].*)?")
_TIME = re.compile(r"(\d{1,2}:)?\d{1,2}:[0-5]\d")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z+]*:(?!\d)")


class Choices(NamedTuple):
    """What the form of a page offers beside the text."""

    states: list[tuple[str, str, str]]
    languages: list[tuple[str, str]]


class Said(NamedTuple):
    """What is said of a page at its head."""

    about: str
    state: str
    """Its state, in words."""
    origin: SaidOrigin
    language: str
    """The code of its language; empty if it is that of the site."""
    link: str
    link_title: str
    """What stood there; the address itself if nobody has said."""
    start: str
    """Where to start, of a recording."""
    successor: SuccessorRow | None
    """The page that has replaced it in the end; without a title if the viewer may not read that."""


def choices() -> Choices:
    """Return what the form of a page offers."""
    return Choices(
        states=[
            ("draft", t("Draft"), t("Still being written. Others can read and change it.")),
            ("comment", t("Open for comment"), t("Until a day that you choose.")),
            ("settled", t("Settled"), t("We agree on it for now.")),
        ],
        languages=list(LANGUAGES.items()),
    )


def details_of(form: Form, viewer: Viewer, page: ArtefactRow | None = None) -> Details:
    """Return the details in *form*; notes what is wrong. *page* is the one that it edits."""
    known = from_stored(page.details).until if page else ""
    state = form["state"] or "draft"
    if state not in STATES:
        form.faults["state"] = t("Choose a state")
    return Details(
        about=form.line("about", longest=ABOUT),
        state=state,
        until=_last_day(form, known) if state == "comment" else "",
        **origin_fields(origin_of(form)),
        language=form["language"] if form["language"] in LANGUAGES else "",
        **_link(form),
        replaced_by=successor_in(form, viewer, page) if page else "",
    )


def _last_day(form: Form, known: str) -> str:
    """Return the last day for comments; that which the page has already may be over."""
    if known and form["until"] == known:
        return known
    try:
        chosen = date.fromisoformat(form["until"])
    except ValueError:
        chosen = date.min
    if chosen < today():
        form.faults["until"] = t("Choose the last day for comments, today or later")
        return ""
    return chosen.isoformat()


def _link(form: Form) -> dict[str, str]:
    """Return what a page about a link, or a recording, says of it."""
    kind = form["kind"]
    if kind not in ("link", "recording"):
        return {}
    address = _address(form, missing=t("Enter the address") if kind == "link" else "")
    title = form.line("link_title", longest=TITLE)
    start = form.line("start", longest=TITLE) if kind == "recording" else ""
    if start and not _TIME.fullmatch(start):
        form.faults["start"] = t("Write it in minutes and seconds, like 12:30")
    return {"link": address, "link_title": title, "start": start}


def _address(form: Form, *, missing: str) -> str:
    typed = form.line("link", longest=LINK, missing=missing)
    if not typed or "link" in form.faults:
        return ""
    address = typed if _SCHEME.match(typed) else f"https://{typed}"
    if not address.lower().startswith(("http://", "https://")) or permitted(address) is None:
        form.faults["link"] = t("This is not an address. It begins with https://")
    return address


def successor_in(form: Form, viewer: Viewer, page: ArtefactRow) -> str:
    """Return the id of the page that replaces *page*; notes a ring, and an unknown page.

    The one that replaces it already may do so, whoever reads that.
    """
    typed = form.line("replaced_by", longest=LINK)
    known = from_stored(page.details).replaced_by
    if typed in ("", known) or "replaced_by" in form.faults:
        return typed
    match = _PAGE.fullmatch(typed)
    found = queries.artefact(viewer, int(match[1])) if match else None
    if found is None:
        form.faults["replaced_by"] = t("There is no such page in the library")
        return ""
    last = last_of(viewer, found.id)
    if found.id == page.id or (last is not None and last.id == page.id):
        form.faults["replaced_by"] = t("That page is itself replaced by this one")
        return ""
    return str(found.id)


def said_of(artefact: ArtefactRow, successor: SuccessorRow | None = None) -> Said:
    """Return what is said of a page, which *successor* has replaced in the end, if any has."""
    details = from_stored(artefact.details)
    origin = Origin(details.origin, details.origin_note)
    return Said(
        about=details.about,
        state=_state(details, artefact.html),
        origin=said_origin(language(), origin.stored),
        language=details.language,
        link=details.link,
        link_title=details.link_title or details.link,
        start=details.start,
        successor=successor,
    )


def state_in_list(row: ArtefactRow) -> str:
    """Return the state of a page as a list says it; nothing of one that is settled."""
    details = from_stored(row.details)
    if row.replaced_by is not None:
        return t("Replaced")
    return "" if details.state == "settled" else _state(details, row.html)


def _state(details: Details, html: str) -> str:
    if details.state == "comment" and details.until:
        last = date.fromisoformat(details.until)
        if last < now().date():
            return t("Comments closed on %(day)s", day=in_words(last))
        return t("Open for comment until %(day)s", day=in_words(last))
    if details.state == "draft":
        is_stub = len(html) < 10 * STUB and len(plain(html)) < STUB  # reading a long one takes long
        return t("Stub: there is little here yet") if is_stub else t("Draft")
    return t("Settled")
