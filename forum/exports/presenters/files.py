"""A thread, or a page of the library, as the files that hold it."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ...core.paths import PACKAGE
from ...core.text.markup import trusted
from ...core.web.i18n import t, word
from ...core.web.render import print_in
from .markdown import as_markdown
from .page import ExportedPage
from .pages import printed_page, whole_page
from .thread import ExportedThread

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

LAYOUT = "forum/exports/file.html"


Exported = ExportedThread | ExportedPage


class Format(NamedTuple):
    """A kind of file that a thread or a page of the library is saved as."""

    ending: str
    name: str
    mimetype: str
    write: Callable[[Exported], str]


def _as_html(of: Exported) -> str:
    """Return a thread or a page of the library as a page that needs nothing but itself."""
    page = printed_page(of) if isinstance(of, ExportedPage) else whole_page(of)
    return print_in(LAYOUT, page, style=_style())


def _as_json(of: Exported) -> str:
    """Return the fields of a thread or a page, as its classes name them. Moments are in UTC."""
    return json.dumps(_plain(vars(of)), ensure_ascii=False, indent=2) + "\n"


def _plain(value: object) -> object:
    """Return *value* as JSON has it: tuples with names as objects, moments as text."""
    if isinstance(value, datetime):
        return f"{value.replace(tzinfo=None).isoformat(timespec='seconds')}Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value


@cache
def _style() -> Markup:
    return trusted(f"<style>{(PACKAGE / 'exports' / 'file.css').read_text('utf-8')}</style>")


FORMATS = {
    each.ending: each
    for each in (
        Format("html", word("HTML"), "text/html", _as_html),
        Format("md", word("Markdown"), "text/markdown", as_markdown),
        Format("json", word("JSON"), "application/json", _as_json),
    )
}
"""By the ending of the file."""
_RESERVED = re.compile(r'[\x00-\x1f\x7f"*/:<>?\\|]+')
_NAMES_OF_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def file_name(title: str, ending: str) -> str:
    """Return a name for a file about *title* that any system stores; letters stay as they are."""
    words = " ".join(_RESERVED.sub(" ", title).split()).strip(". ")
    short = words.encode()[:150].decode(errors="ignore").strip(". ")
    if not short or _NAMES_OF_DEVICES.match(short):
        short = f"{t('Thread')} {short}".strip()
    return f"{short}.{ending}"
