"""Limits the size of a request, before the forum reads it, or a before_request of the host.

A form that is larger is answered 413 and never parsed. One below the limit comes back whole if it
is refused, because no field of it is cut.
"""

from __future__ import annotations

from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge, RequestURITooLarge

from ..http import SAFE
from ..state import state

if TYPE_CHECKING:
    from werkzeug import Request

    from ..config import Config

MOST_FIELDS = 1_000
"""The most fields of a form: each is printed on the page of a refusal."""
LONGEST_QUERY = 8_000
"""The longest query of an address, in bytes."""
ESCAPED = 12
"""Bytes of a character in a form: an emoji has four, and three are sent for each."""
OTHER_FIELDS = 16_000
"""Bytes for the other fields of a form with a text."""
_READ_AT_ONCE = 262_144
"""Bytes of a form, more than which are never read in one go."""
_READ_AWAY = 8_000_000
"""Bytes of a refused body that are read all the same: else a browser shows no answer."""


def limit_body(
    _endpoint: str | None = None, _values: object = None, *, longest: int = 0, files: int = 0
) -> None:
    """Limit the body of this request, by how *longest* the texts of its form are together.

    *files* is how many bytes of files it may have beside them. For ``url_value_preprocessor``,
    which comes before all else. A lower ``MAX_CONTENT_LENGTH`` of the host stays.
    """
    if request.method not in SAFE:
        config = state().config
        ours = longest_form(config, longest) if longest else short_form(config)
        # Fields are held in memory, files are not; parts of both while they are read.
        request.max_form_memory_size = ours + _READ_AT_ONCE
        ours += files if request.mimetype == "multipart/form-data" else 0
        limits = (request.max_content_length, ours)
        request.max_content_length = min(limit for limit in limits if limit is not None)


def longest_form(config: Config, longest: int) -> int:
    """Return the largest form in bytes: never less than texts of *longest* characters take."""
    return max(config.form_limit, ESCAPED * longest + OTHER_FIELDS)


def short_form(config: Config) -> int:
    """Return the largest form in bytes that has no post or page in it: a mark, a name, a reason."""
    return max(config.form_limit // 4, OTHER_FIELDS)


def refuse_large() -> None:
    """Raise 414 for an address that is too long, 413 for too large a form or too many fields."""
    if len(request.query_string) > LONGEST_QUERY:
        raise RequestURITooLarge
    if request.method in SAFE:
        return
    parts, is_whole = _parts_of(request), False
    try:
        fields = sum(1 for _ in request.form.items(multi=True))
        is_whole = bool(request.files)
    except RequestEntityTooLarge:
        _read_away()
        raise
    finally:
        for part in () if is_whole else parts:
            part.close()
    if fields > MOST_FIELDS:
        raise RequestEntityTooLarge


def _parts_of(sent: Request) -> list[IO[bytes]]:
    """Return the files that parts of a form are written to: none yet, all once it has been read.

    They are closed with the request, but not those of a form that is refused or breaks off midway:
    the request never hears of them.
    """
    parts: list[IO[bytes]] = []
    begin = sent._get_file_stream  # the place where werkzeug lets others choose the file

    def note(*args: Any, **kwargs: Any) -> IO[bytes]:
        parts.append(begin(*args, **kwargs))
        return parts[-1]

    sent._get_file_stream = note  # type: ignore[method-assign]
    return parts


def _read_away() -> None:
    """Read and drop the rest of the body, up to a limit."""
    stream: IO[bytes] = request.environ["wsgi.input"]
    with suppress(RequestEntityTooLarge):  # then nothing of it has been read
        stream = request.stream  # ends with the body, of which a part may have been read
    left = min(request.content_length or 0, _READ_AWAY)
    while left > 0 and (some := stream.read(min(left, 65_536))):
        left -= len(some)
