"""What a member sends is looked at before it is a file: its kind, its size, whether it is clean.

Nothing here touches the database or the storage. A picture is made anew from its pixels by a
process with limits, so that nothing else that was in the file is ever stored.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from typing import IO, TYPE_CHECKING

from ..core import limited_process
from ..core.file_kinds import KINDS
from ..core.file_names import clean_name
from ..core.limited_process import NotRead
from ..core.sniff import sniff
from ..core.state import state
from .errors import NotTaken, infected, not_taken, too_large
from .policy import has_words
from .scanner import is_clean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_PIECE = 1 << 20
LONGEST_NAME = 1_000
"""Characters of a sent name that are looked at: its end."""


@dataclass(kw_only=True)
class Arrival:
    """A file that has been looked at, and waits in a folder of its own to be stored."""

    name: str
    kind: str
    size: int
    sent_sha256: str
    sha256: str
    path: Path
    checked: bool
    """Whether the host's scanner has said that it is clean, if there is one."""
    text_state: str = "none"
    width: int | None = None
    height: int | None = None
    moving: bool = False
    thumbnails: Mapping[int, Path] = field(default_factory=dict)
    """Smaller pictures, by their width in pixels."""


def look_at(stream: IO[bytes], name: str, folder: Path) -> Arrival:
    """Return what *stream* sends under *name*, its bytes in *folder*.

    Raises NotTaken with the reason in words: it is empty, or larger than ``FORUM_FILE_LIMIT``
    (bytes), or of a kind that is not taken, or the scanner has found something, or it is a picture
    that cannot be read within its limits.
    """
    path = folder / "sent"
    size, digest = _receive(stream, path)
    try:
        with path.open("rb") as file:
            kind = sniff(file, name)
    except NotRead as fault:
        raise NotTaken(not_taken(fault.reason)) from None
    name = clean_name(name[-LONGEST_NAME:], kind)
    clean = is_clean(path)
    if clean is False:
        raise NotTaken(infected())
    if kind.family == "picture":
        return _made_anew(path, folder, name, sent_sha256=digest, checked=clean is True)
    return Arrival(
        name=name,
        kind=kind.key,
        size=size,
        sent_sha256=digest,
        sha256=digest,
        path=path,
        checked=clean is True,
        text_state="waiting" if has_words(kind.key) else "none",
    )


def _receive(stream: IO[bytes], path: Path) -> tuple[int, str]:
    """Write *stream* to *path*; return how many bytes it has, and their hash."""
    longest, size, digest = state().config.file_limit, 0, sha256()
    with path.open("xb") as file:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > longest:
                raise NotTaken(too_large(longest))
            digest.update(piece)
            file.write(piece)
    if not size:
        raise NotTaken(not_taken("empty"))
    return size, digest.hexdigest()


def _made_anew(path: Path, folder: Path, name: str, *, sent_sha256: str, checked: bool) -> Arrival:
    """Return the picture at *path* as it is stored: drawn anew, with smaller ones beside it.

    Raises NotTaken if the picture cannot be read, or not within the limits.
    """
    try:
        made = json.loads(limited_process.run("picture", path, folder))
    except NotRead as fault:
        # its first bytes say that it is of a kind that we take: what follows them is damaged
        reason = "broken" if fault.reason == "kind" else fault.reason
        raise NotTaken(not_taken(reason)) from None
    kind = next(kind for kind in KINDS.values() if kind.media == made["type"])
    whole = folder / made["file"]
    with whole.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return Arrival(
        name=clean_name(name, kind),
        kind=kind.key,
        size=whole.stat().st_size,
        sha256=digest,
        path=whole,
        checked=checked,
        width=made["width"],
        height=made["height"],
        moving=made["frames"] > 1,
        thumbnails={one["width"]: folder / one["file"] for one in made["thumbnails"]},
        sent_sha256=sent_sha256,
    )
