"""Prints the files that a text links to as cards: what each is, how large, how it begins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol, Self, TypeVar

from ...core.file_kinds import KINDS
from ...core.text.characters import escaped
from ...core.text.plain import excerpt
from .pages import closed, facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..rows import FileRow


class HasText(Protocol):
    """A row with a stored text."""

    @property
    def id(self) -> int: ...
    @property
    def html(self) -> str: ...
    def _replace(self, *, html: str) -> Self: ...


Text = TypeVar("Text", bound=HasText)
_LINK = re.compile(r'<a href="forum:/f/([0-9a-f]{32})"[^>]*>(.*?)</a>', re.S)
_FIRST = 90
"""Characters of the first line of a file."""


def with_cards(rows: Sequence[Text], files: Sequence[FileRow]) -> Sequence[Text]:
    """Return *rows* with cards instead of links to those of *files* that were put on them.

    A link to a file of another text stays a link: who may read that file is another question.
    """
    if not files:
        return rows
    known = {file.key: file for file in files}
    return [row._replace(html=cards(row.html, row.id, known)) for row in rows]


def cards(html: str, id: int, files: Mapping[str, FileRow]) -> str:
    """Return *html*, the text with this *id*, with cards for its own *files*, by their keys."""

    def card(found: re.Match[str]) -> str:
        file = files.get(found[1])
        return found[0] if file is None or file.place_id != id else _card(file, found[2])

    return _LINK.sub(card, html) if files else html


def _card(file: FileRow, name: str) -> str:
    said = facts(file)
    if why := closed(file):
        said += f" · {why}"
    if file.first_line and not file.words_left_out:
        said += f" · “{excerpt(file.first_line, length=_FIRST)}”"
    link = (
        f'<a class="fx-file" href="forum:/f/{file.key}/about">{name} '
        f'<span class="fx-meta">{escaped(said)}</span></a>'
    )
    family = KINDS[file.kind].family
    if family not in ("audio", "video") or file.state != "ready":
        return link
    label = escaped(file.name).replace('"', "&quot;")
    sound = " fx-sound" if family == "audio" else ""
    player = f'class="fx-whole{sound}" controls preload="none" aria-label="{label}"'
    return f'<{family} {player} src="forum:/f/{file.key}"></{family}>{link}'
