"""Files are put on the text that names them, when it is saved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import insert, update

from ...core.database.base import now
from ...core.database.session import change
from ...core.errors import Invalid
from ...core.state import state
from ...members.actions import lock_member
from ...spaces.models import Space
from .. import queries
from ..errors import NotTaken, space_full, text_full
from ..models import STAYS_IN_FORM, File
from .uploads import refuse_full

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NAMED = re.compile(r'="forum:/f/([0-9a-f]{32})[?"]')


def named_in(html: str) -> Sequence[str]:
    """Return the keys of the files that stored *html* shows or links to, each once."""
    return list(dict.fromkeys(_NAMED.findall(html))) if names_files(html) else ()


def names_files(html: str) -> bool:
    """Whether stored *html* may name files: most texts do not, and cost nothing more."""
    return "forum:/f/" in html


def put_on(
    place: str, place_id: int, html: str, *, writer_id: int, space_id: int | None = None
) -> None:
    """Put the files that *html* names on a text that is being saved.

    Only files that *writer_id* has put up and that are on no text: a text that names a file of
    another text does not change who may read it. From now on whoever may read this text may read
    them. Raises Invalid if it has, or its space, too many bytes of files then; a budget is checked
    after its row is locked, so two who save at once cannot pass it together.
    """
    keys = named_in(html)
    if not keys:
        return
    config = state().config
    if space_id is not None and config.space_files_limit:
        change(update(Space).where(Space.id == space_id).values(slug=Space.slug))
    placed = change(
        update(File)
        .where(File.key.in_(keys), File.place.is_(None), File.member_id == writer_id)
        .values(place=place, place_id=place_id, space_id=space_id, leaves_at=None)
    )
    if not placed.rowcount:
        return
    most = config.post_files_limit
    if most and queries.bytes_on(place, place_id) > most:
        raise Invalid({"text": text_full(most)})
    most = config.space_files_limit
    if space_id is not None and most and queries.bytes_in_space(space_id) > most:
        raise Invalid({"text": space_full()})


def copies_of(place: str, place_id: int, html: str, *, member_id: int) -> Mapping[str, str]:
    """Return new keys for the files of a text that *html* names, by their keys.

    Each is another file on the same bytes, put up by *member_id* and on no text yet: for a copy of
    a text, whose readers are others than those of the first. The caller was found to read it.
    Raises Invalid if the member's files have too many bytes then.
    """
    named = set(named_in(html))
    rows = [file for file in queries.on(place, place_id) if file.key in named] if named else []
    keys = {file.key: uuid4().hex for file in rows}
    values = [
        {
            "key": keys[file.key],
            "blob_id": file.blob_id,
            "member_id": member_id,
            "name": file.name,
            "at": now(),
            "leaves_at": now() + STAYS_IN_FORM,
            "sent_sha256": file.sha256,
            "words_left_out": file.words_left_out,
        }
        for file in rows
    ]
    if values:
        lock_member(member_id)
        change(insert(File).values(values))
        try:
            refuse_full(member_id)
        except NotTaken as fault:
            raise Invalid({"text": fault.words}) from None
    return keys
