"""The name of an uploaded file: as it was, as far as that harms nobody who downloads it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from .file_kinds import ALSO, KINDS

if TYPE_CHECKING:
    from .file_kinds import FileKind

LONGEST_SAID, MOST_SAID = 1_000, 80
"""How many characters of a sent name are looked at, from its end; how many are said."""
LONGEST = 255
"""Bytes, of all systems that we know the fewest."""
JOINERS = "\u200c\u200d"
"""Unseen, but some scripts need them, and pictures made of several."""
DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(?=\.|\s*$)", re.I)
RUNS = re.compile(
    r"\.(?=(?:exe|com|bat|cmd|scr|pif|msi|msc|cpl|jar|js|jse|vbs|vbe|wsf|wsh|hta|ps1|psm1|sh|lnk"
    r"|url|reg|dll|app|apk|php\d?|phtml|phar|asp|aspx|jsp|cgi|pl|py|svg|html?|xhtml|shtml|docm|dotm"
    r"|xlsm|xltm|pptm|potm)(?:\.|$))",
    re.I,
)
"""The point before an ending that some system, or a careless server, would run."""
KNOWN = {*ALSO, *(kind.extension for kind in KINDS.values())}


def clean_name(name: str, kind: FileKind) -> str:
    """Return *name* for a file of *kind*: with its ending, without a path, never empty."""
    stem = unicodedata.normalize("NFC", _seen(name)).replace("\\", "/").rpartition("/")[2]
    stem = re.sub(r'[<>:"|?*]', "-", " ".join(stem.split())).strip(". ")
    before, point, ending = stem.rpartition(".")
    if point and ending.lower() in KNOWN:
        stem = before
    elif stem.lower() in KNOWN and name.strip().startswith("."):
        stem = ""
    stem = RUNS.sub("_", stem).strip(". ") or "file"
    if DEVICE.match(stem):
        stem = f"_{stem}"
    room = LONGEST - len(kind.extension) - 1
    stem = stem.encode()[:room].decode("utf-8", "ignore").rstrip(". " + JOINERS)
    return f"{stem}.{kind.extension}"


def name_said(name: str) -> str:
    """Return *name* for a sentence: without a path or invisible characters, and not long."""
    said = " ".join(_seen(name[-LONGEST_SAID:]).replace("\\", "/").rpartition("/")[2].split())
    if len(said) > MOST_SAID:
        said = f"{said[: MOST_SAID - 21]}…{said[-20:]}"
    return said or "file"


def _seen(name: str) -> str:
    """Return *name* without what cannot be seen, or turns what stands around it."""
    kept = (" " if sign in "\t\n\r" else sign for sign in name)
    return "".join(
        sign
        for sign in kept
        if sign in JOINERS
        or unicodedata.category(sign)[0] not in "CZ"
        or unicodedata.category(sign) == "Zs"
    )
