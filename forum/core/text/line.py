"""One line of text: titles and names, and the slugs, handles and initials made from them."""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

from .characters import printable
from .normal import normal

_JOINERS = "\u200c\u200d"

# Bidi controls, zero-width and other invisible characters, and blanks that count as letters.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)

_TITLE, _NAME = 200, 100  # characters that a slug and a handle are made from
_SPARE = 64  # characters that a clean line may lose, beside as many again as may stay


def longest_typed(longest: int) -> int:
    """Return how many characters may be typed for a line of *longest*: cleaning removes some."""
    return 2 * longest + _SPARE


def is_blank(text: str) -> bool:
    """Whether nothing of *text* can be seen: it is only white space and invisible characters.

    Marks that stand on nothing are invisible, too.
    """
    return not _is_seen(_UNSEEN.sub("", printable(text)))


def _is_seen(text: str) -> bool:
    """Whether there is a letter, a number, a sign or punctuation in *text*."""
    return any(unicodedata.category(character)[0] in "LNPS" for character in text)


def line(text: str, *, longest: int) -> str:
    """Return *text* as one clean line in NFC, white space folded to single spaces.

    Control, bidi-control and zero-width characters are removed, except for a joiner between
    letters or emoji, where it changes how they look. The result is empty if nothing of it would be
    seen, as of a lone accent: nobody could click on such a title or read such a name. It has
    ``longest + 1`` characters if *text* is longer than *longest*, so that the caller can tell.
    Only ``longest_typed(longest)`` characters are read; ``Form.line`` refuses more.
    """
    seen = " ".join(_UNSEEN.sub("", printable(text[: longest_typed(longest)])).split())
    composed = normal("NFC", _joined(seen))
    clean = " ".join(composed.split())[: longest + 1].rstrip()
    return clean if _is_seen(clean) else ""


def tag(text: str, *, longest: int) -> str:
    """Return *text* as a tag: a clean line in lower case that can be a part of a URL.

    "and/or" stays. Empty parts between slashes, "." and ".." are removed: browsers drop them from
    URLs.
    """
    parts = (part.strip() for part in line(text, longest=longest).lower().split("/"))
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def slug(title: str, *, bare: str = "thread") -> str:
    """Return *title* as ``[a-z0-9-]``, at most 60 characters, cut between words.

    Letters of other scripts are transliterated: "Листи" is "listi". Returns *bare* if no letter or
    digit is left.
    """
    words = re.sub(r"[^a-z0-9]+", "-", _ascii(title[:_TITLE])).strip("-")
    if len(words) > 60:
        whole, _, _ = words[:61].rpartition("-")
        words = whole or words[:60]
    return words or bare


def handle(name: str) -> str:
    """Return a handle, ``[a-z0-9._-]{1,40}``, for *name*: "Ana Silva" is ``ana.silva``.

    Letters of other scripts are transliterated: "Олена Ковальчук" is ``olena.kovalchuk``. A name
    without letters or digits is ``member``. No two of its signs ``._-`` stand side by side: in a
    text they end a mention. The caller makes it unique.
    """
    spaced = re.sub(r"\s+", ".", _ascii(name[:_NAME]).strip())
    kept = re.sub(r"[^a-z0-9._-]+", "", spaced)
    single = re.sub(r"([_-])[_-]+", r"\1", re.sub(r"[._-]*\.[._-]*", ".", kept))
    return single[:60].strip("._-")[:40].rstrip("._-") or "member"


@lru_cache(maxsize=4_096)
def initials(name: str) -> str:
    """Return the first letters of the first and last word of *name*, in any script, or "?"."""
    words = [word for word in (_first(word) for word in name.split()) if word]
    return "".join(words[:1] + words[1:][-1:]) or "?"


def _ascii(text: str) -> str:
    """Return *text* in lower-case ASCII, with every script transliterated."""
    if text.isascii():
        return text.lower()
    return "".join(map(_transliterated, normal("NFKC", text))).lower()


def _transliterated(character: str) -> str:
    """Return *character* in ASCII, or "" if it is not a letter, mark, digit, space or dash."""
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category[0] in "LMN":
        # The soft sign of "Ковальчук" is an apostrophe, which would cut the word in two.
        return "".join(filter(str.isalnum, anyascii(character)))
    return {"Pd": "-", "Zs": " "}.get(category, "")


def _first(word: str) -> str:
    for character in word:
        if character.isalnum():
            capital = character.upper()
            return capital if len(capital) == 1 else character
    return ""


def _joined(text: str) -> str:
    """Remove the joiners of *text* that are not between letters or emoji."""
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
