"""What a picture that is not shown is called, in the words of a person."""

import re
from urllib.parse import unquote

from .characters import printable
from .links import file_name
from .plain import excerpt

_WORD = re.compile(r"[A-Z]?[a-z]{3,}|(?<![^\W_])[A-Z]{4,}(?![^\W_])|[^\W\d_A-Za-z]")
_VOWEL = re.compile(r"[aeiouy]|[^\x00-\x7f]", re.IGNORECASE)
_MACHINES = re.compile(r"[0-9a-f-]{8,}|[\W\d_]*", re.IGNORECASE)
_HASH = re.compile(r"[0-9a-f]{16}", re.IGNORECASE)
_GENERIC = re.compile(
    r"(?:image|img|dsc|picture|pic|photo|png|jpe?g|gif|unnamed|untitled|upload|file|thumbnail)"
    r"[\W\d_]*",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{2,5}\Z")
_SHORT, _LONGEST = 6, 60


def picture_name(alt: str, source: str) -> str:
    """Return what the picture at *source* is called by its *alt* or its file; "" if by neither.

    A name that only a machine gives ("76b3d442aab9c71d.png", "IMG_1234") is none.
    """
    if alt and (_says(alt) or (len(alt) < _SHORT and not _GENERIC.fullmatch(_stem(alt)))):
        return excerpt(alt, length=_LONGEST)
    name = printable(unquote(file_name(source)))
    return excerpt(name, length=_LONGEST) if _says(name) else ""


def _says(name: str) -> bool:
    """Whether somebody has named it: there is a word in *name* that can be spoken."""
    stem = _stem(name)
    if _MACHINES.fullmatch(stem) or _HASH.search(stem) or _GENERIC.fullmatch(stem):
        return False
    if " " in stem:
        return True
    if len(stem) < _SHORT and stem.isalpha() and stem in (stem.lower(), stem.upper()):
        return True
    return any(len(word) > 3 or not word.isascii() for word in _words(stem))


def _words(stem: str) -> list[str]:
    return [word for word in _WORD.findall(stem) if _VOWEL.search(word)]


def _stem(name: str) -> str:
    return _SUFFIX.sub("", name)
