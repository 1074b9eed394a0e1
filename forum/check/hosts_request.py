"""A request as the host would begin it: its ``before_request`` functions have run."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import current_app, request

from ..core.state import state
from .result import good, note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Response

    from .result import Result


@contextmanager
def hosts_request(*, strictly: bool = False) -> Iterator[Response | None]:
    """Enter a request for the first page, by nobody, with a ``g`` of its own.

    Yields the answer if a ``before_request`` function of the host's gave one. Raises what such a
    function raises, but only *strictly*: one check reports it, and the others see what else there
    is. A host that answers with a redirect to https gets a request by https.
    """
    with _begun("http", strictly) as answer:
        if answer is None or urlsplit(answer.location or "").scheme != "https":
            yield answer
            return
    with _begun("https", strictly) as answer:
        yield answer


@contextmanager
def _begun(scheme: str, strictly: bool) -> Iterator[Response | None]:
    path = f"{state().config.url_prefix.rstrip('/')}/"
    with (
        current_app.app_context(),
        current_app.test_request_context(path, base_url=f"{scheme}://localhost"),
    ):
        answer = None
        with nullcontext() if strictly else suppress(Exception):
            answer = _answer_of_host()
        yield answer


def _answer_of_host() -> Response | None:
    """Run what the host runs before a view of ours, and return its answer if it has one."""
    for prepare in current_app.url_value_preprocessors.get(None, ()):
        prepare(request.endpoint, request.view_args)
    for begin in current_app.before_request_funcs.get(None, ()):
        answer = current_app.ensure_sync(begin)()
        if answer is not None:
            return current_app.make_response(answer)
    return None


def begins() -> Iterator[Result]:
    """Report what the host's functions before a request do to a guest who asks for our pages."""
    with hosts_request(strictly=True) as answer:
        wanted = request.path
    if answer is None:
        yield good("before_request", "your functions let a request through to the forum")
        return
    where = f" to {answer.location}" if answer.location else ""
    yield note(
        "before_request",
        f"one of your functions answers a guest at {wanted} with {answer.status_code}{where}",
        "if it does so for a form, the text in it is lost: let the forum ask people to sign in",
    )
