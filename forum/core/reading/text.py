"""The text of an uploaded file, for the search and for whoever cannot open it.

What nobody sees who opens the file is not text of it. Never read: deleted words whose deletion is
recorded, words marked as hidden, hidden columns and shapes, and what a moved passage left behind.
Left out, and counted in ``left_out``: hidden "sheets", "rows" and "slides". Left out as well are
comments at the margin, which are about the text, and the notes below slides, which their speaker
wrote for themselves. The layer of words that text recognition puts behind a scanned page is read;
words under a black box cannot be told from it, so whoever uploads a file should be shown what was
read, and may drop it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from .fault import Fault
from .parts import Full, Parts

if TYPE_CHECKING:
    from pathlib import Path

READERS = {
    **dict.fromkeys(("txt", "md", "csv"), "plain_text"),
    **dict.fromkeys(("vtt", "srt"), "captions"),
    "html": "web_page",
    "docx": "word",
    "pptx": "slides",
    "xlsx": "sheets",
    **dict.fromkeys(("odt", "odp", "ods"), "open_document"),
    "rtf": "rich_text",
    "pdf": "pdf",
}
"""The module that reads a kind of file, see ``file_kinds.py: KINDS``."""


def answer(kind: str, source: Path, _folder: Path) -> bytes:
    """Return JSON with what a file of *kind* says.

    ``parts``: of each its ``text``, and where that is known ``label`` ("page", "slide", "sheet" or
    "minute"), ``number``, ``name`` (of a sheet or a slide), ``start`` (seconds) and ``speaker``;
    ``count`` of pages, slides or sheets, ``first_line``, ``cut`` (there was more), ``left_out``.
    """
    if kind not in READERS:
        raise Fault("kind")
    if not source.stat().st_size:
        raise Fault("empty")
    module = importlib.import_module(f".{READERS[kind]}", __package__)
    parts = Parts()
    try:
        module.read(source, parts, kind)
    except Full:
        parts.cut = True
    return parts.answer()
