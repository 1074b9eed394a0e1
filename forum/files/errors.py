"""Why a file is not taken, in words."""

from __future__ import annotations

from ..core.errors import Refused
from ..core.web.i18n import t, tn
from .sizes import size


class NotTaken(Refused):
    """A file cannot be taken (422); the words say why, and what to do."""

    status = 422


def full(longest: int) -> str:
    """Return the words for a member whose files would have more than *longest* bytes."""
    return t(
        "Your files would take more than %(size)s together. Delete one that you no longer need",
        size=size(longest),
    )


def text_full(longest: int) -> str:
    """Return the words for a text whose files have more than *longest* bytes together."""
    return t("The files of one text may take %(size)s together. Take one out", size=size(longest))


def space_full() -> str:
    """Return the words for a space that has no room for more files."""
    return t("This space has no room left for files. Ask whoever looks after it")


def too_large(longest: int) -> str:
    """Return the words for a file of more than *longest* bytes."""
    return t("This file is larger than %(size)s. Choose a smaller one", size=size(longest))


def infected() -> str:
    """Return the words for a file in which the scanner has found something."""
    return t("The virus scanner of this site found something in this file, so it was not added")


def not_taken(reason: str) -> str:
    """Return the words for a file that is not taken, for a *reason* of ``NotRead``."""
    words = {
        "pixels": t("This picture has too many pixels. Make it smaller, then add it again"),
        "frames": t("This picture has too many frames. Make it shorter, then add it again"),
        "slow": t("This picture takes too long to read. Make it smaller, then add it again"),
        "big": t("This picture takes too much memory to read. Make it smaller, then add it again"),
        "missing": t("Pictures cannot be added on this site yet"),
        "empty": t("This file is empty"),
        "broken": t("This file cannot be read. It may be damaged"),
        "locked": t("This document opens only with a password. Add one without a password"),
        "macros": t(
            "Documents with macros cannot be added. Save it without them, then add it again"
        ),
        "old": t("This is an old Office format. Save it as DOCX, XLSX, PPTX or PDF, then add that"),
        "picture": t(
            "Pictures of this kind cannot be added. Save it as JPEG or PNG, then add that"
        ),
        "drawing": t("SVG drawings cannot be added. Save it as PNG, then add that"),
        "archive": t("Archives cannot be added. Add the files in it one by one"),
        "program": t("Programs cannot be added"),
        "double": t("This file is of two kinds at once, which can be a trick. It cannot be added"),
        "kind": t(
            "Files of this kind cannot be added. Add a picture, a PDF, an office document, a text, "
            "a recording or captions"
        ),
    }
    return words.get(reason, words["kind"])


def too_many(most: int) -> str:
    """Return the words for a form with more files than *most*, the first of which were taken."""
    return t("Only %(n)d files can be added at a time. Now add the others.", n=most)


def too_often(seconds: int) -> str:
    """Return the words for files of a form that come too soon after others."""
    n = -(-seconds // 60)
    return tn(
        "You have added many files in a short time. Wait %(n)d minute, then add the others.",
        "You have added many files in a short time. Wait %(n)d minutes, then add the others.",
        n,
    )


def nowhere() -> str:
    """Return the words for a member who may write in no space."""
    return t("You cannot write in any space at the moment, so you can add no files")


def missing() -> str:
    """Return the words for a form that was sent without a file."""
    return t("Choose a file")
