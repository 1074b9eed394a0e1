"""A thread as the files that hold it."""

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
from .pages import whole_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    from .thread import ExportedThread

LAYOUT = "forum/exports/file.html"


class Format(NamedTuple):
    """A kind of file that a thread is saved as."""

    name: str
    mimetype: str
    write: Callable[[ExportedThread], str]


def _as_html(thread: ExportedThread) -> str:
    """Return *thread* as a page that needs nothing but itself."""
    return print_in(LAYOUT, whole_page(thread), style=_style())


def _as_json(thread: ExportedThread) -> str:
    """Return the fields of *thread*, as its classes name them. Moments are in UTC."""
    posts = [post._asdict() for post in thread.posts]
    saved = [page._asdict() for page in thread.saved]
    fields = {**vars(thread), "posts": posts, "saved": saved}
    return json.dumps(fields, default=_plain, ensure_ascii=False, indent=2) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.replace(tzinfo=None).isoformat(timespec='seconds')}Z"
    assert isinstance(value, date), value
    return value.isoformat()


@cache
def _style() -> Markup:
    return trusted(f"<style>{(PACKAGE / 'static' / 'export.css').read_text('utf-8')}</style>")


FORMATS = {
    "html": Format(word("HTML"), "text/html", _as_html),
    "md": Format(word("Markdown"), "text/markdown", as_markdown),
    "json": Format(word("JSON"), "application/json", _as_json),
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
