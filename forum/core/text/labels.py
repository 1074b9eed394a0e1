"""Words inside stored HTML: for screen readers, in place of images and of names."""

TABLE = "Table"
CODE = "Code"
QUOTATION = "Quotation"
IMAGE = "image"
VIDEO = "video"
EMBEDDED = "embedded page"
AUDIO = "recording"
FILE = "file"
EVENT = "event"
POLL = "poll"
CHAT = "chat"
SPOILER = "Spoiler"
CREDIT = "another post"
"""Stands in a credit until it is read: then the name of whoever wrote the post is printed."""
FOLD = "fx-long"
"""No word: the class of what is folded because it is long."""


def picture(name: str, nth: int) -> str:
    """Return the words for a picture called *name*; without one, it is the *nth* of a text."""
    if name:
        return f"{IMAGE}: {name}"
    return IMAGE if nth == 1 else f"{IMAGE} {nth}"
