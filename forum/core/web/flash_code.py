"""The code of a message in an address: ``?said=``, signed for its reader, valid for a while.

Without the signature, an address that is copied or invented would tell somebody of something that
has not happened.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from flask import current_app, has_request_context, request
from itsdangerous import Signer

from ..database.base import now
from ..state import request_state, state
from .args import arg

if TYPE_CHECKING:
    from collections.abc import Sequence

VALID_FOR = 120
"""Seconds after the redirect in which the code is valid."""


class FlashCode(NamedTuple):
    """The code in the address of a request."""

    code: str
    """A key of ``flash.MESSAGES``; empty if the address has no valid code."""
    element_id: str
    """The id of the post it is about, like "p12"; empty if it is about the whole page."""


NOTHING = FlashCode("", "")


def sign(code: str, address: str, element_id: str = "") -> str:
    """Return the value of ``?said=`` that tells the viewer, and nobody else, *code* at *address*.

    *element_id* is the id on that page that the address leads to. Returns *code* alone outside a
    request, where nobody is told anything.
    """
    if not has_request_context():
        return code
    head = f"{code}.{element_id}.{int(now().timestamp()):x}"
    return f"{head}.{_signature(head, unquote(urlsplit(address).path))}"


def current_code() -> FlashCode:
    """Return the code in the address of this request if it was made for this viewer just now."""
    known = request_state()
    if known.flash_code is None:
        known.flash_code = _read(arg("said"), request.root_path + request.path)
    return FlashCode(*known.flash_code)


def said_again() -> dict[str, str]:
    """Return the argument of an address that this one redirects to: what was said is said there."""
    code = current_code().code
    return {"said": code} if code else {}


def mark_printed() -> None:
    """Remember that the message was printed at its post, so that it is printed only once."""
    request_state().flash_code = NOTHING


def _read(value: str, path: str) -> FlashCode:
    head, _, signature = value.rpartition(".")
    code, element_id, begun = (*head.split("."), "", "")[:3]
    if not signature or head.count(".") != 2:
        return NOTHING
    try:
        age = int(now().timestamp()) - int(begun, 16)
    except ValueError:
        return NOTHING
    is_fresh = 0 <= age <= VALID_FOR
    return FlashCode(code, element_id) if is_fresh and _is_ours(head, path, signature) else NOTHING


def _signature(head: str, path: str) -> str:
    return _signer().get_signature(_facts(head, path)).decode()


def _is_ours(head: str, path: str, signature: str) -> bool:
    return bool(_signer().verify_signature(_facts(head, path), signature.encode()))


def _facts(head: str, path: str) -> bytes:
    reader = state().find_viewer().key
    return "\n".join((head, reader, path)).encode()


def _signer() -> Signer:
    """Return a signer with the app's key that also accepts its former keys.

    Without a key of the app it is one of this process, and codes of other processes are not valid.
    """
    # Any: each key is str or bytes, and the types of itsdangerous do not allow both in one list
    former: Sequence[Any] = current_app.config.get("SECRET_KEY_FALLBACKS") or ()
    return Signer(
        [*former, current_app.secret_key or state().memory.signing_key],
        salt="forum.said",
        key_derivation="hmac",
        digest_method=sha256,
    )
