"""One line of text: titles, names, and what is made from them for an address or a face."""

import re
import unicodedata
from functools import lru_cache

from .characters import printable

_JOINERS = "\u200c\u200d"

# Bidi controls, zero-width and other unseen characters, and the blanks that count as letters.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)

# Letters that NFKD leaves whole.
_FOLDED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


def line(text: str, *, longest: int) -> str:
    """Return *text* as one clean line in NFC, white space folded to single spaces.

    Control, bidi-control and zero-width characters go; a joiner stays between letters or
    pictures, where it changes what is read. Nothing is refused: the result may be empty, and it
    has ``longest + 1`` characters where *text* was longer than *longest*, so that the caller can
    tell.
    """
    seen = " ".join(_UNSEEN.sub("", printable(text)).split())
    composed = unicodedata.normalize("NFC", _joined(seen))
    return " ".join(composed.split())[: longest + 1].rstrip()


def tag(text: str, *, longest: int) -> str:
    """Return *text* as a tag: a line in small letters, as ``line`` makes it, fit for an address.

    "and/or" stays. Between slashes goes what a browser or a server folds: nothing, "." and "..".
    """
    parts = (part.strip() for part in line(text, longest=longest).lower().split("/"))
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def slug(title: str, *, bare: str = "thread") -> str:
    """Return *title* as ``[a-z0-9-]``, at most 60 characters, cut between words; else *bare*."""
    words = re.sub(r"[^a-z0-9]+", "-", _ascii(title)).strip("-")
    if len(words) > 60:
        whole, _, _ = words[:61].rpartition("-")
        words = whole or words[:60]
    return words or bare


def handle(name: str) -> str:
    """Return a handle, ``[a-z0-9._-]{1,40}``, for *name*: "Ana Silva" is ``ana.silva``.

    Accents are folded; a name in a script that folds to nothing is ``member``. The caller makes
    it unique.
    """
    spaced = re.sub(r"\s+", ".", _ascii(name).strip())
    kept = re.sub(r"[^a-z0-9._-]+", "", spaced)
    return re.sub(r"[._-]*\.[._-]*", ".", kept)[:60].strip("._-")[:40].rstrip("._-") or "member"


@lru_cache(maxsize=4_096)
def initials(name: str) -> str:
    """Return the first letters of the first and last word of *name*, in any script; "?" if none."""
    words = [word for word in (_first(word) for word in name.split()) if word]
    return "".join(words[:1] + words[1:][-1:]) or "?"


def _ascii(text: str) -> str:
    folded = text.lower().translate(_FOLDED)
    return unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode("ascii").lower()


def _first(word: str) -> str:
    for character in word:
        if character.isalnum():
            capital = character.upper()
            return capital if len(capital) == 1 else character
    return ""


def _joined(text: str) -> str:
    """Drop the joiners of *text* that join nothing."""
    if not any(joiner in text for joiner in _JOINERS):
        return text
    kept: list[str] = []
    for at, character in enumerate(text):
        if character in _JOINERS:
            before = unicodedata.category(kept[-1]) if kept else ""
            after = unicodedata.category(text[at + 1]) if at + 1 < len(text) else ""
            if before[:1] not in ("L", "M", "S") or after[:1] not in ("L", "S"):
                continue
        kept.append(character)
    return "".join(kept)
