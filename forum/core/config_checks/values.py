"""Settings with a plain value: the rule for each, and the words for it."""

from __future__ import annotations

import re
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import parseaddr
from os import PathLike
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def is_line(value: object) -> bool:
    """Whether *value* is a text with something in it."""
    return isinstance(value, str) and bool(value.strip())


def _path(value: object) -> bool:
    if not isinstance(value, str) or ".." in value:
        return False
    return bool(re.fullmatch(r"/|(?:/[\w.~-]+)+/?", value))


def split(value: object) -> SplitResult:
    """Return the parts of a URL, all empty if *value* is not text or cannot be parsed."""
    try:
        return urlsplit(value if isinstance(value, str) else "")
    except ValueError:
        return urlsplit("")


def _address(value: object) -> bool:
    if not isinstance(value, str) or re.search(r"\s", value):
        return False
    parts = split(value)
    whole = parts.scheme in {"http", "https"} and bool(parts.netloc)
    return whole and not parts.query and not parts.fragment


def _code(value: object) -> bool:
    return isinstance(value, str) and bool(re.fullmatch("[a-z]{2,3}", value))


def _slug(value: object) -> bool:
    return isinstance(value, str) and bool(re.fullmatch("[a-z0-9-]+", value))


def _sender(value: object) -> bool:
    if not isinstance(value, str) or not value.isprintable() or "," in value:
        return False
    try:
        return Address(addr_spec=parseaddr(value)[1]).addr_spec.isascii()
    except (ValueError, IndexError, MessageError):
        return False


def has_port(address: str) -> bool:
    """Whether the port of a URL is a number, or not given."""
    try:
        return urlsplit(address).port != 0
    except ValueError:
        return False


def _yes_or_no(value: object) -> bool:
    return isinstance(value, bool)


def _number(value: object) -> bool:
    return isinstance(value, int) and value is not True and value >= 0


PLAIN: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "title": (is_line, "a name, like 'Forum'"),
    "url_prefix": (_path, "a path that begins with a slash, like '/forum', '/a/b' or '/'"),
    "name": (
        lambda name: isinstance(name, str) and is_line(name) and "." not in name,
        "a blueprint name without a dot, like 'forum'",
    ),
    "url": (
        lambda url: url is None or _address(url),
        "an absolute URL, like 'https://intranet.example/forum'",
    ),
    "language": (_code, "an ISO 639 language code, like 'en'"),
    "guests_read": (_yes_or_no, "True or False"),
    "remote_images": (_yes_or_no, "True or False"),
    "leave": (_yes_or_no, "True or False"),
    "sign_up": (_yes_or_no, "True or False"),
    "discuss_space": (
        lambda slug: slug is None or _slug(slug),
        "the last part of a space's URL, like 'policies'",
    ),
    "post_limit": (
        lambda limit: isinstance(limit, int) and limit is not True and limit > 0,
        "a number of characters above 0",
    ),
    "page_limit": (
        lambda limit: isinstance(limit, int) and limit is not True and limit > 0,
        "a number of characters above 0",
    ),
    "form_limit": (
        lambda limit: isinstance(limit, int) and limit is not True and limit > 0,
        "a number of bytes above 0",
    ),
    "file_limit": (lambda limit: _number(limit) and limit != 0, "a number of bytes above 0"),
    "post_files_limit": (_number, "a number of bytes, or 0 for no limit"),
    "member_files_limit": (_number, "a number of bytes, or 0 for no limit"),
    "space_files_limit": (_number, "a number of bytes, or 0 for no limit"),
    "scan_seconds": (
        lambda seconds: isinstance(seconds, int | float) and seconds is not True and seconds > 0,
        "a number of seconds above 0",
    ),
    "mention_limit": (
        lambda limit: isinstance(limit, int) and limit is not True and limit >= 0,
        "a number of people, 0 or more",
    ),
    "limits_storage": (
        lambda where: isinstance(where, str) and bool(re.match(r"[a-z0-9+]+://", where)),
        "'memory://' or the URL of a storage, like 'redis://localhost:6379/0'",
    ),
    "sign_up_limit": (_number, "a number of accounts, 0 or more"),
    "sign_in_limit": (_number, "a number of failed sign-ins, 0 or more"),
    "drain": (
        lambda drain: drain in ("thread", "worker", "inline"),
        "'thread', 'worker' or 'inline'",
    ),
    "search": (
        lambda search: search in (None, "whoosh", "postgres", "tantivy"),
        "'whoosh', 'postgres' or 'tantivy', or left unset",
    ),
    "index": (
        lambda index: index is None or is_line(index) or isinstance(index, PathLike),
        "the path of a folder, like '/srv/intranet/forum-index'",
    ),
    "base_template": (
        lambda base: base is None or is_line(base),
        "the name of a template, like 'layout.html'",
    ),
    "mail_from": (
        lambda sender: sender is None or _sender(sender),
        "a name and an email address, like 'Forum <forum@intranet.example>'",
    ),
    "mail_pace": (
        lambda pace: pace in ("once", "daily", "weekly", "never"),
        "'once', 'daily', 'weekly' or 'never'",
    ),
    "mail_text": (lambda text: text in ("none", "open", "all"), "'none', 'open' or 'all'"),
}
"""The settings with a plain value: the check, and the message after "must be"."""
