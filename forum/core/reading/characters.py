"""Bytes of a text file become letters, whatever wrote them; this never fails."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MOST = 8_000_000
"""Bytes of a text file that are read."""
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([a-z0-9_-]{3,20})", re.I)
KNOWN = re.compile(r"utf-8|iso-8859-\d+|windows-125\d|koi8-[ru]|shift_jis|euc-(?:jp|kr)|gb\w+|big5")


def letters_of(source: Path, *, declared: bool = False) -> str:
    """Return the text of *source*; what a page of HTML has *declared* counts before a guess."""
    with source.open("rb") as file:
        data = file.read(MOST)
    for mark, name in MARKS.items():
        if data.startswith(mark):
            return data.decode(name, "replace")
    found = DECLARED.search(data[:2048]) if declared else None
    names = [found[1].decode().lower()] if found else []
    for name in [*filter(KNOWN.fullmatch, names), "utf-8"]:
        try:
            return data.decode(name)
        except UnicodeDecodeError as error:
            if error.end >= MOST:  # a letter that was cut in two
                return data.decode(name, "ignore")
        except LookupError:
            continue
    return data.decode("cp1252", "ignore")
