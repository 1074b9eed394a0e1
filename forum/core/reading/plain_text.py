"""Text, Markdown, tables of commas; and text that is a transcript: "Name: what they said"."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from .characters import letters_of
from .speech import CLOCK, seconds_of, speaker_of

if TYPE_CHECKING:
    from pathlib import Path

    from .parts import Parts

TURNS = 4
"""Lines with a name, at least, of a transcript."""


def read(source: Path, parts: Parts, kind: str) -> None:
    """Take up the text of *source*."""
    text = letters_of(source)
    if kind == "csv":
        text = _rows(text)
    turns = _turns(text) if kind == "txt" else []
    for start, speaker, said in turns:
        if start is None:
            parts.add(said, speaker=speaker)
        else:
            parts.add(said, "minute", start // 60, start=start, speaker=speaker)
    if not turns:
        parts.add(text)


def _rows(text: str) -> str:
    """Return a table with tabs between its cells; as it is, where it is none."""
    first = text.partition("\n")[0]
    mark = max(",;\t|", key=first.count)
    try:
        rows = csv.reader(StringIO(text, newline=""), delimiter=mark)
        return "\n".join("\t".join(cell.replace("\n", " ") for cell in row) for row in rows)
    except csv.Error:
        return text


def _turns(text: str) -> list[tuple[int | None, str, str]]:
    """Return who says what and when, if *text* is a transcript: names stand before its lines.

    One of them comes again, and a line without a name belongs to the one before it.
    """
    turns: list[tuple[int | None, str, list[str]]] = []
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    names: dict[str, int] = {}
    for line in lines:
        clock = CLOCK.match(line)
        start = seconds_of(clock) if clock else None
        speaker, said = speaker_of(line[clock.end() :] if clock else line)
        if speaker or clock or not turns:
            turns.append((start, speaker, [said]))
            names[speaker] = names.get(speaker, 0) + bool(speaker)
        else:
            turns[-1][2].append(line)
    found = sum(names.values())
    again = any(number > 1 for number in names.values())
    if found < TURNS or not again or found * 3 < len(lines):
        return []
    return [(start, speaker, "\n".join(said)) for start, speaker, said in turns]
