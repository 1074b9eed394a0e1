"""Finds the words of a text that it is searched by, with their places, in every script.

A text and what is asked for are read alike. Where one thing can be looked for in several ways, all
of them are words of their own, one after the other:

- "MeetingNotes.pdf" is ``meetingnotes``, ``meeting``, ``notes``, ``.pdf``, ``pdf``;
- "e-mail" is ``email``, ``e``, ``mail``; "#12" is ``#12``, ``12``; ".NET" is ``.net``, ``net``;
- "Notepad++" is ``notepad++``, ``notepad``; but "C++" and "C#" are no "C": that is another thing;
- in a script that is written without blanks each sign is a word, and so is each pair of
  neighbours: the pairs find a word within a run, and tell it from one that has the same signs.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, Literal, NamedTuple

from .word_folding import fold
from .words import ZERO_WIDTH_JOINER, class_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Kind = Literal["word", "whole", "part", "signed", "exact", "one", "pair"]
"""A "whole" stands before its parts, a "signed" one before the same without its sign, if that is a
word at all. "exact" is a sign or a letter with signs: nothing else finds it. A "pair" stands
between the two signs, each "one", of which it is made."""

LONGEST = 64
"""How many characters of a word count, after folding."""
_MOST_PARTS = 8
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff\u00ad"
_APART = (
    r"""\s!"$%'()*,:;<=>?@\[\]^`{|}~"""
    "\u05f3\u05f4\u00a1-\u00ac\u00ae-\u00b1\u00b4-\u00b8\u00bb\u00bf\u00d7\u00f7\u02bc\u2000-\u200a"
    "\u2012-\u2027\u202f-\u205f\u3000-\u3004\u3008-\u3020\u30fb\uff01-\uff0f\uff1a-\uff20"
)
"""What no word has in it. An apostrophe parts words: "l'école" is found by "école"."""
_JOINS = r"\-_./\\&+\u2010\u2011"
"""What joins the parts of a name or an address, if there is no blank."""
_PART = rf"[^#{_APART}{_JOINS}]+"
_GERSHAYIM = "(?<=[\u05d0-\u05ea])[\"'\u05f3\u05f4](?=[\u05d0-\u05ea])"
"""The sign in an abbreviation of Hebrew, where others have a full stop, or none."""
CHUNK = re.compile(
    rf"[.#]?{_PART}(?:(?:[{_JOINS}]{{1,3}}|{_GERSHAYIM}){_PART})*+(?:\+{{1,2}}|\#(?!\w))?"
)
"""A stretch of a text without blanks, which is read by itself."""
_PIECE = re.compile(rf"(?P<before>[.#]?)(?P<word>{_PART})(?P<after>\+\+|\+(?!\w)|\#(?!\w))?")
JOIN = re.compile(rf"[{_JOINS}]{{1,3}}")
"""What stands between two words of one name or address."""
_HYPHENS = frozenset("-_\u2010\u2011\"'\u05f3\u05f4")
_ALONE = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff\uac00-\ud7a3]+")
"""Most of the signs that are words of their own, and are folded already."""
_HANGUL = ("\uac00", "\ud7a3")
_JAMO = ("\u1100", "\u1160", "\u11ff")
_HALF_WIDTH_MARKS = "\uff9e\uff9f"
_SHORT = 4


class Found(NamedTuple):
    """A word, folded, and where it stands."""

    start: int
    end: int
    text: str
    kind: Kind


def is_plain(chunk: str) -> bool:
    """Whether *chunk* is one word of ASCII letters without seams: most are."""
    return chunk.isascii() and chunk.isalpha() and (chunk[1:].islower() or chunk.isupper())


def words_of(chunk: str) -> list[Found]:
    """Return the words of *chunk*, which ``CHUNK`` has found."""
    if is_plain(chunk):
        return [Found(0, len(chunk), chunk[:LONGEST].lower(), "word")]
    found: list[Found] = []
    joined: list[list[Found]] = []
    end = 0
    for piece in _PIECE.finditer(chunk):
        words = _words_of_piece(piece)
        if joined and chunk[end : piece.start()] in _HYPHENS and not piece["before"]:
            joined[-1] += words
        else:
            joined.append(words)
        end = piece.end()
    for group in joined:
        found += _whole(group)
        found += group
    return found


def _words_of_piece(piece: re.Match[str]) -> list[Found]:
    """Return the words of a piece without joining signs, of any script, with its own signs."""
    start, end = piece.span("word")
    words = list(_in_scripts(piece["word"], start))
    before, after = piece["before"], piece["after"]
    if not words:
        return words
    first, last = words[0], words[-1]
    if after and last.end == end and first is last and last.kind == "word":
        signed = Found(start, piece.end(), last.text + after, "signed")
        # a lone letter is not what the letter with its signs is
        return [signed._replace(kind="exact")] if len(last.text) == 1 else [signed, *words]
    if before and first.start == start and not (before == "." and first.text[0].isdigit()):
        return [Found(piece.start(), first.end, before + first.text, "signed"), *words]
    return words


def _whole(group: list[Found]) -> Iterator[Found]:
    """Yield the parts of *group* as one word, if they are one: "e-mail" is ``email``."""
    parts = [each for each in group if each.kind in ("word", "part")]
    if not 1 < len(parts) == len(group) <= _MOST_PARTS:
        return
    text = "".join(part.text for part in parts)
    if len(text) <= LONGEST and not text.isdigit():
        yield Found(parts[0].start, parts[-1].end, text, "whole")


def _in_scripts(word: str, at: int) -> Iterator[Found]:
    """Yield the words of *word*, which begins at *at*: parted where it changes its script."""
    if word.isascii():
        yield from _parted(word, at)
        return
    if _ALONE.fullmatch(word):
        yield from _pairs([Found(n, n + 1, sign, "one") for n, sign in enumerate(word, at)])
        return
    run: list[Found] = []
    for begin, end, alone in _units(word):
        text = word[begin:end].rstrip(_INVISIBLE)
        end = begin + len(text)
        if alone == "letter":
            run.append(Found(at + begin, at + end, _folded_sign(text), "one"))
            continue
        yield from _pairs(run)
        run = []
        if alone == "word":
            yield from _parted(text, at + begin)
        else:
            yield Found(at + begin, at + end, _folded_sign(text), "exact")
    yield from _pairs(run)


def _parted(word: str, at: int) -> Iterator[Found]:
    """Yield *word*, or the parts it is made of: "getElement", "HTMLParser", "covid19"."""
    starts = [0] if word[1:].islower() and word.isalpha() else [0, *_seams(word)]
    parts = []
    for start, limit in pairwise([*starts, len(word)]):
        own = word[start:limit].rstrip(_INVISIBLE)
        if text := fold(own)[:LONGEST]:
            parts.append(Found(at + start, at + start + len(own), text, "part"))
    if 1 < len(parts) <= _MOST_PARTS and all(len(part.text) > 1 for part in parts):
        yield from parts
    elif text := fold(word)[:LONGEST]:
        yield Found(at, at + len(word.rstrip(_INVISIBLE)), text, "word")


def _seams(word: str) -> Iterator[int]:
    """Yield where a part of *word* begins; accents make no difference."""
    bases = [place for place, sign in enumerate(word) if _kind_of(sign) == "word"]
    signs = [word[place] for place in bases]
    for n in range(1, len(bases)):
        before, sign, after = signs[n - 1], signs[n], signs[n + 1 : n + 3]
        if (
            (before.islower() and sign.isupper())
            or (before.isupper() and sign.isupper() and len(after) == 2 and _are_lower(after))
            or (sign.isdecimal() and n > 2 and _are_letters(signs[n - 3 : n]))
            or (before.isdecimal() and len(after) == 2 and _are_letters([sign, *after]))
        ):
            yield bases[n]


def _are_lower(signs: Sequence[str]) -> bool:
    return all(sign.islower() for sign in signs)


def _are_letters(signs: Sequence[str]) -> bool:
    return all(sign.isalpha() for sign in signs)


def _pairs(run: list[Found]) -> Iterator[Found]:
    """Yield each sign of *run*, and after each the pair that it begins."""
    for sign, following in zip_longest(run, run[1:]):
        yield sign
        if following is not None:
            yield Found(sign.start, following.end, sign.text + following.text, "pair")


def _units(word: str) -> Iterator[tuple[int, int, str]]:
    """Yield the parts of *word* with what they are: "word", "letter" or "sign"; the rest is left.

    A "letter" is a sign of a script without blanks, with its marks; so is a syllable of Korean,
    which has blanks, but puts endings to its words. A "sign" is an emoji or another symbol.
    """
    start, kind = 0, ""
    for place, character in enumerate(word):
        now, last = _kind_of(character), word[place - 1 : place]
        if now == "mark" or (now == kind == "word") or (kind and _goes_on(last, character)):
            continue
        if now == kind == "sign" and place - start == 1 and _is_flag(last + character):
            continue
        if kind:
            yield start, place, kind
        start, kind = place, now
    if kind:
        yield start, len(word), kind


@lru_cache(maxsize=4_096)
def _kind_of(character: str) -> str:
    found = class_of(character)
    category = unicodedata.category(character)
    if found == "mark" or category == "Cf" or character in _HALF_WIDTH_MARKS:
        return "mark"
    if found in ("sign", "space"):
        return "sign" if category == "So" else ""
    hangul = _HANGUL[0] <= character <= _HANGUL[1] or _JAMO[0] <= character <= _JAMO[2]
    return "letter" if hangul else found


def _goes_on(last: str, character: str) -> bool:
    """Whether *character* belongs to *last*: a syllable of Korean taken apart, a joined emoji."""
    if last == ZERO_WIDTH_JOINER:
        return _kind_of(character) == "sign"
    return _JAMO[1] <= character <= _JAMO[2] and _JAMO[0] <= last <= _JAMO[2]


def _is_flag(pair: str) -> bool:
    return all("\U0001f1e6" <= half <= "\U0001f1ff" for half in pair)


@lru_cache(maxsize=4_096)
def _short_sign(sign: str) -> str:
    return fold(sign)


def _folded_sign(sign: str) -> str:
    """Return *sign* folded; itself if that leaves nothing. There are few signs, without marks."""
    return (_short_sign(sign) if len(sign) <= _SHORT else fold(sign)[:LONGEST]) or sign[:LONGEST]
