"""What a form on a page of the host says of that page: one signed value, for one person."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import current_app, has_request_context, request
from itsdangerous import BadSignature, URLSafeSerializer

from ..core.database.base import now
from ..core.errors import NotAllowed
from ..core.state import state
from ..core.text.line import line
from ..core.web.i18n import t
from ..core.web.urls import below_root, own_path
from ..threads.actions.anchors import Anchor
from ..threads.presenters.form import TITLE

if TYPE_CHECKING:
    from collections.abc import Sequence

KEY = 200
"""The longest key of a page, in characters."""


def anchor(key: Any, *, title: Any, url: Any) -> Anchor:
    """Return the page that the host describes.

    ValueError for a key that is no text of 1 to 200 characters, for an empty title, and for an
    address that is neither a path nor of the site's own origin.
    """
    if not isinstance(key, str) or not 0 < len(key) <= KEY or "\0" in key:
        raise ValueError(f"the key of a page is text of 1 to {KEY} characters, not {key!r}")
    named = line("" if title is None else str(title), longest=TITLE)[:TITLE].rstrip()
    if not named:
        raise ValueError(f"the page {key!r} needs a title")
    return Anchor(key=key, title=named, url=_path(str(url)), at=now())


def _path(url: str) -> str:
    """Return the path of an address of this very site, without its fragment and ``root()``."""
    own = [request.host_url] if has_request_context() else []
    own += [state().config.url or ""]
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    if parts.netloc and any(origin == "://".join(urlsplit(o)[:2]) for o in own):
        url = url[len(origin) :] or "/"
    path = own_path(url.partition("#")[0])
    if path is None:
        raise ValueError(f"the address of a page is a path of this site, not {url!r}")
    return below_root(path)


def audience_of(given: Any) -> str | None:
    """Return the group of the host that a page names, None for none; ValueError for no name.

    An empty name is refused, as it would let everybody read what one group should.
    """
    if given is not None and (not isinstance(given, str) or not given or "\0" in given):
        raise ValueError(f"an audience is the name of a group, or None, not {given!r}")
    return given


def can_sign() -> bool:
    """Whether the host has set a SECRET_KEY, without which there is no form."""
    return bool(current_app.secret_key)


def signed(page: Anchor, audience: str | None, *, person_id: str) -> str:
    """Return the value that lets this person write about *page*, and nobody else."""
    facts = [page.key, page.title, page.url, page.at.timestamp(), audience, person_id]
    return str(_signer().dumps(facts))


def read(text: str, *, person_id: str) -> tuple[Anchor, str | None]:
    """Return page and audience of a value that ``signed`` made; NotAllowed for any other."""
    try:
        key, title, url, at, audience, whose = _signer().loads(text)
    except (BadSignature, ValueError, TypeError):
        whose = None
    if whose != person_id:
        raise NotAllowed(
            t(
                "This form was made for somebody else, or long ago. Copy your text, and write it "
                "on the page itself."
            )
        )
    return Anchor(key=key, title=title, url=url, at=datetime.fromtimestamp(at, UTC)), audience


def _signer() -> URLSafeSerializer:
    """Return what signs with the app's key, and knows the keys that it had before."""
    keys: Sequence[Any] = current_app.config.get("SECRET_KEY_FALLBACKS") or ()
    return URLSafeSerializer(
        [*keys, current_app.secret_key or ""],
        salt="forum.discuss",
        signer_kwargs={"key_derivation": "hmac", "digest_method": sha256},
    )
