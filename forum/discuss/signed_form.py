"""Describes a page of the host in its form: one signed value, for one person."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from flask import current_app, has_request_context, request
from itsdangerous import BadSignature, URLSafeSerializer

from ..core.database.base import now
from ..core.errors import NotAllowed
from ..core.state import state
from ..core.text.line import line
from ..core.web.i18n import t
from ..core.web.urls import below_root, own_path
from ..first_takes.policy import MOST
from ..threads.actions.write import FirstTakes
from ..threads.models import TITLE
from .actions.anchors import Anchor

if TYPE_CHECKING:
    from collections.abc import Sequence

KEY, QUESTION = 200, 2_000
"""The longest key of a page, and the longest question that it asks, in characters."""


def anchor(key: object, *, title: object, url: object) -> Anchor:
    """Return the page that the host describes. The arguments are the host's and may be anything.

    Raises ValueError for a key that is not a text of 1 to 200 characters, for an empty title, and
    for an address that is neither a path nor of the site's own origin.
    """
    if not isinstance(key, str) or not 0 < len(key) <= KEY or "\0" in key:
        raise ValueError(f"the key of a page must be text of 1 to {KEY} characters, not {key!r}")
    named = line("" if title is None else str(title), longest=TITLE)[:TITLE].rstrip()
    if not named:
        raise ValueError(f"the page {key!r} needs a title")
    return Anchor(key=key, title=named, url=_path(str(url)), at=now())


def _path(url: str) -> str:
    """Return the path of an address of this site, without its fragment and ``root()``."""
    own = [request.host_url] if has_request_context() else []
    own += [state().config.url or ""]
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    if parts.netloc and any(origin == "://".join(urlsplit(o)[:2]) for o in own):
        url = url[len(origin) :] or "/"
    path = own_path(url.partition("#")[0])
    if path is None:
        raise ValueError(f"the address of a page must be a path of this site, not {url!r}")
    return below_root(path)


def audience_of(given: object) -> str | None:
    """Return the group that a page names, or None. *given* is the host's and may be anything.

    Raises ValueError for anything but a name. An empty one is refused too: it would let everybody
    read a discussion for one group.
    """
    if given is not None and (not isinstance(given, str) or not given or "\0" in given):
        raise ValueError(f"an audience must be the name of a group or None, not {given!r}")
    return given


def can_sign() -> bool:
    """Whether the host has set a SECRET_KEY; without one there is no form."""
    return bool(current_app.secret_key)


def first_takes_of(until: object, question: object) -> FirstTakes | None:
    """Return what a page asks before anybody reads, or None if it asks nothing or its day has come.

    *until* is the host's: a date, which begins in UTC, or a moment with its zone. Raises ValueError
    for anything else, for a day more than 60 days away, and without a *question* of at most 2,000
    characters.
    """
    if until is None:
        return None
    if isinstance(until, date) and not isinstance(until, datetime):
        until = datetime.combine(until, time(), tzinfo=UTC)
    if not isinstance(until, datetime) or until.tzinfo is None:
        raise ValueError(f"first_take must be a date or a datetime with its zone, not {until!r}")
    if until > now() + timedelta(days=MOST + 1):
        raise ValueError(f"first_take must be at most {MOST} days away, not {until:%Y-%m-%d}")
    asked = line("" if question is None else str(question), longest=QUESTION)
    if not asked or len(asked) > QUESTION:
        raise ValueError(f"first_take needs a question of 1 to {QUESTION} characters")
    return FirstTakes(until.astimezone(UTC), question=asked) if until > now() else None


def signed(
    page: Anchor, audience: str | None, *, person_id: str, first_takes: FirstTakes | None = None
) -> str:
    """Return the value that lets this person, and nobody else, write about *page*."""
    asked = first_takes and [first_takes.until.timestamp(), first_takes.question]
    facts = [page.key, page.title, page.url, page.at.timestamp(), audience, person_id, asked]
    return str(_signer().dumps(facts))


class Signed(NamedTuple):
    """What a form on a page of the host says about that page."""

    page: Anchor
    audience: str | None
    first_takes: FirstTakes | None


def read(text: str, *, person_id: str) -> Signed:
    """Return what a value made by ``signed`` says. Raises NotAllowed for any other."""
    try:
        key, title, url, at, audience, whose, asked = _signer().loads(text)
    except (BadSignature, ValueError, TypeError):
        whose = None
    if whose != person_id:
        raise NotAllowed(
            t(
                "This form has expired or belongs to somebody else. Copy your text, reload the "
                "page and post it there."
            )
        )
    page = Anchor(key=key, title=title, url=url, at=datetime.fromtimestamp(at, UTC))
    until = datetime.fromtimestamp(asked[0], UTC) if asked else None
    waits = until is not None and until > now()
    return Signed(page, audience, FirstTakes(until, question=asked[1]) if until and waits else None)


def _signer() -> URLSafeSerializer:
    """Return a signer with the app's key that also accepts its former keys."""
    # Any: each key is str or bytes, and the types of itsdangerous do not allow both in one list
    keys: Sequence[Any] = current_app.config.get("SECRET_KEY_FALLBACKS") or ()
    return URLSafeSerializer(
        [*keys, current_app.secret_key or ""],
        salt="forum.discuss",
        signer_kwargs={"key_derivation": "hmac", "digest_method": sha256},
    )
