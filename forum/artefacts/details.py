"""What is said of a page of the library beside its text, as forms and revisions have it."""

from __future__ import annotations

import json
from typing import NamedTuple

STATES = ("draft", "comment", "settled")
"""The states that can be chosen; that a page is a stub is said of a draft with little text."""
STUB = 400
"""A draft of fewer characters is a stub."""
ABOUT = 400
"""The longest sentences about a page, in characters."""


class Details(NamedTuple):
    """What is said of a page. Each field is as its form has it: a text, "" if nothing is said."""

    about: str = ""
    """What it is and for whom."""
    state: str = "draft"
    """One of ``STATES``."""
    until: str = ""
    """The last day on which comments are asked for, like "2026-12-24"."""
    origin: str = "own"
    origin_note: str = ""
    """With ``origin``, where it is from: see ``texts.rows.Origin``."""
    language: str = ""
    """The code of its language; empty if it is that of the site."""
    link: str = ""
    """The address that it is about, of a page of the kind "link" or "recording"."""
    link_title: str = ""
    """What stood at that address, when somebody last looked."""
    start: str = ""
    """Where to start listening or watching, like "12:30", of a page of the kind "recording"."""
    replaced_by: str = ""
    """The id of the page that replaces it."""


def as_stored(details: Details) -> str:
    """Return *details* as JSON, without what is as usual."""
    usual = Details._field_defaults
    said = {name: value for name, value in details._asdict().items() if value != usual[name]}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def from_stored(stored: str) -> Details:
    """Return the details that ``as_stored`` has written."""
    return Details(**json.loads(stored or "{}"))


def restored(now: Details, old: Details) -> Details:
    """Return *now* with what a restored version takes from *old*: its content.

    Its state, its language and what replaces it are those of now.
    """
    return now._replace(
        about=old.about,
        origin=old.origin,
        origin_note=old.origin_note,
        link=old.link,
        link_title=old.link_title,
        start=old.start,
    )
