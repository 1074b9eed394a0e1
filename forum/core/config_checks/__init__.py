"""Checks of the settings. An invalid value is rejected at start-up, saying what to write.

The rules for plain values are in values.py; every other setting has a function of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from importlib.util import find_spec
from inspect import signature
from os import PathLike
from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from .values import PLAIN, has_port, is_line, split

BLOCKS = ("title", "head", "content")
SLOTS = ("head", "before", "after_post", "after")
"""Where a host may insert HTML: in the head, before and after the page, after each post."""
LIMITS: Mapping[str, str] = {
    "open": "60 per minute; 300 per hour",
    "post": "120 per minute; 1000 per hour",
    "edit": "60 per minute; 600 per hour",
    "preview": "60 per minute",
    "change": "300 per minute",
    "report": "10 per minute; 60 per hour",
    "search": "120 per minute",
    "export": "60 per minute",
    "similar": "240 per minute",
    "people": "240 per minute",
    "sentence": "10 per minute; 60 per hour",
    "upload": "60 per minute; 600 per hour",
}
"""How often a member may do what, by default."""
LEFT_OUT = (
    *("balance", "files", "first-take", "journal", "margins", "paths", "plans", "prompts"),
    "thanks",
)
"""The parts that a host may leave out of the forum."""
_LIMIT = re.compile(r"[1-9]\d{0,8} per (?:[1-9]\d{0,4} )?(?:second|minute|hour|day)s?")
ASKED = {
    "user": (),
    "person": ("user",),
    "load": ("id",),
    "people": ("text",),
    "login": (),
    "scan": ("stream",),
    "csp_nonce": (),
    "audiences": (),
    "can": ("viewer", "act", "thing"),
    "breadcrumbs": ("thing",),
}
"""The host's functions, with the arguments each is called with."""
ESCAPED = (".html", ".htm", ".xml", ".xhtml", ".svg")
"""The file name endings of templates in which Flask escapes values."""
STORED = {"save": ("name", "stream"), "open": ("name",), "delete": ("name",)}
"""The methods of a host's storage object, with the arguments each is called with."""


def _database(value: Any) -> None:
    """Reject what names no database. The value is not in the message: it may have a password."""
    # Any: SQLAlchemy itself says what is no URL
    if value is None or value == "own" or isinstance(value, URL):
        return
    try:
        make_url(value)
    except (ArgumentError, ValueError):
        raise ValueError(
            "FORUM_DATABASE must be 'own', or the URL of a database, like "
            "'postgresql+psycopg://forum@db.example/intranet', or left unset"
        ) from None


def check(settings: Mapping[str, object]) -> None:
    """Raise ValueError for the first invalid one of *settings*, saying what to write.

    The values come from the host, so they may be anything.
    """
    for name, (sound, words) in PLAIN.items():
        if not sound(value := settings[name]):
            raise ValueError(f"FORUM_{name.upper()} must be {words}, not {value!r}")
    for name, arguments in ASKED.items():
        if (value := settings[name]) is not None:
            _callable(f"FORUM_{name.upper()}", value, arguments)
    _database(settings["database"])
    _search(settings["search"])
    _mail(settings["mail"], sender=settings["mail_from"], url=settings["url"])
    _origins(settings["origins"])
    _without(settings["without"])
    _blocks(settings["blocks"])
    _layout_context(settings["layout_context"])
    _slots(settings["slots"])
    _limits(settings["limits"])
    _storage(settings["storage"])


def _search(search: object) -> None:
    """Reject an engine whose package is not installed."""
    if search == "tantivy" and find_spec("tantivy") is None:
        raise ValueError(
            "FORUM_SEARCH is 'tantivy', but that package is not installed: "
            "run pip install 'Flask-PeerForum[tantivy]', or unset FORUM_SEARCH"
        )


def _mail(mail: object, *, sender: object, url: object) -> None:
    """Reject mail without a sender, or without a URL for its links."""
    if mail is None:
        return
    if isinstance(mail, str):
        parts = split(mail)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or not has_port(mail):
            raise ValueError(
                "FORUM_MAIL must be the URL of a mail server, like "
                "'smtp://user:password@mail.example:587' or 'smtps://mail.example', or a function"
            )
    else:
        _callable("FORUM_MAIL", mail, ("message",), "or the URL of a mail server")
    for name, value in (("FORUM_MAIL_FROM", sender), ("FORUM_URL", url)):
        if value is None:
            raise ValueError(f"FORUM_MAIL needs {name} as well: {NEEDED[name]}")


NEEDED = {
    "FORUM_MAIL_FROM": "the sender of the mail, like 'Forum <forum@intranet.example>'",
    "FORUM_URL": "the forum's absolute URL, for its links, like 'https://intranet.example/forum'",
}


def _origins(origins: object) -> None:
    """Reject invalid origins (a bare string would be iterated character by character)."""
    if not isinstance(origins, tuple):
        raise ValueError(
            f"FORUM_ORIGINS must be a tuple, like ('https://intranet.example',), not {origins!r}"
        )
    for origin in origins:
        parts = split(origin)
        if parts.scheme not in {"http", "https"} or origin != f"{parts.scheme}://{parts.netloc}":
            raise ValueError(
                f"FORUM_ORIGINS: {origin!r} is not a valid origin; write scheme and host, "
                "without a path or a trailing slash, like 'https://intranet.example'"
            )


def _without(names: object) -> None:
    """Reject what cannot be left out; the nearest name is suggested."""
    if not isinstance(names, tuple):
        raise ValueError(f"FORUM_WITHOUT must be a tuple, like ('prompts',), not {names!r}")
    for name in names:
        if name not in LEFT_OUT:
            near = get_close_matches(str(name), LEFT_OUT, n=1)
            meant = f"; did you mean {near[0]!r}?" if near else f": only {', '.join(LEFT_OUT)}"
            raise ValueError(f"FORUM_WITHOUT: {name!r} cannot be left out{meant}")


def _blocks(blocks: object) -> None:
    if not isinstance(blocks, Mapping):
        raise ValueError(
            f"FORUM_BLOCKS must be a mapping, like {{'content': 'body'}}, not {blocks!r}"
        )
    for part, name in blocks.items():
        if part not in BLOCKS:
            raise ValueError(f"FORUM_BLOCKS accepts 'title', 'head' and 'content', not {part!r}")
        if not isinstance(name, str) or not name.isidentifier():
            raise ValueError(
                f"FORUM_BLOCKS[{part!r}] must be the name of a block of your layout, not {name!r}"
            )


def _limits(limits: object) -> None:
    if not isinstance(limits, Mapping):
        raise ValueError(
            f"FORUM_LIMITS must be a mapping, like {{'post': '30 per minute'}}, not {limits!r}"
        )
    for act, words in limits.items():
        if act not in LIMITS:
            raise ValueError(f"FORUM_LIMITS accepts {', '.join(map(repr, LIMITS))}, not {act!r}")
        parts = [part.strip() for part in words.split(";")] if isinstance(words, str) else []
        if words is not None and not (parts and all(map(_LIMIT.fullmatch, parts))):
            raise ValueError(
                f"FORUM_LIMITS[{act!r}] must be a limit, like '30 per minute; 300 per hour', "
                f"or None for none, not {words!r}"
            )


def _layout_context(given: object) -> None:
    if callable(given):
        _callable("FORUM_LAYOUT_CONTEXT", given, (), "or a mapping")
    elif not isinstance(given, Mapping):
        raise ValueError(
            "FORUM_LAYOUT_CONTEXT must be a mapping, like {'site_name': 'Intranet'}, or a "
            f"function that returns one, not {given!r}"
        )
    elif "fx" in given:
        raise ValueError("FORUM_LAYOUT_CONTEXT cannot give 'fx': it is the forum's own name")


def _slots(slots: object) -> None:
    if not isinstance(slots, Mapping):
        raise ValueError(
            f"FORUM_SLOTS must be a mapping, like {{'after': 'ours.html'}}, not {slots!r}"
        )
    for name, given in slots.items():
        if name not in SLOTS:
            raise ValueError(
                f"FORUM_SLOTS accepts 'head', 'before', 'after_post' and 'after', not {name!r}"
            )
        if not isinstance(given, str):
            _callable(f"FORUM_SLOTS[{name!r}]", given, ("thing",), "or the name of a template")
        elif not given.endswith(ESCAPED):
            raise ValueError(
                f"FORUM_SLOTS[{name!r}] must be a template whose name ends in .html, so that "
                f"Flask escapes values in it, not {given!r}"
            )


def _storage(storage: object) -> None:
    if isinstance(storage, str) and storage.startswith("s3://") and find_spec("obstore") is None:
        raise ValueError(
            "FORUM_STORAGE is a bucket, but obstore is not installed: "
            "run pip install 'Flask-PeerForum[s3]'"
        )
    if storage is None or is_line(storage) or isinstance(storage, PathLike):
        return
    if missing := [name for name in STORED if not hasattr(storage, name)]:
        raise ValueError(
            "FORUM_STORAGE must be the path of a folder, like '/srv/intranet/forum-files', or an "
            f"object with save, open and delete: {storage!r} has no {missing[0]}"
        )
    for name, arguments in STORED.items():
        _callable(f"FORUM_STORAGE.{name}", getattr(storage, name), arguments)


def _callable(name: str, value: object, arguments: tuple[str, ...], more: str = "") -> None:
    """Reject a value that cannot be called with *arguments*; some builtins have no signature."""
    words = f"{name} must be a function that takes ({', '.join(arguments)}) {more}".rstrip()
    if not callable(value):
        raise ValueError(f"{words}, not {value!r}")
    try:
        known = signature(value)
    except (ValueError, TypeError):
        return
    try:
        known.bind(*arguments)
    except TypeError as fault:
        raise ValueError(f"{words}: {fault}") from None
