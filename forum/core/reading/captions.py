"""Captions of a recording: WebVTT and SubRip; each cue with its second and who speaks."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from .characters import letters_of
from .speech import CLOCK, seconds_of, speaker_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .parts import Parts

VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]{1,80})>")
TAG = re.compile(r"<[^<>]{0,200}>|\{\\[^{}]{0,80}\}")


def read(source: Path, parts: Parts, _kind: str) -> None:
    """Take up each cue, as the minute that it is said in."""
    text = letters_of(source).replace("\r\n", "\n").replace("\r", "\n")
    for start, lines in _cues(text):
        for speaker, said in _voices("\n".join(lines)):
            parts.add(said, "minute", start // 60, start=start, speaker=speaker)


def _cues(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield start and lines of each cue; notes, styles, numbers and settings are none."""
    start: int | None = None
    lines: list[str] = []
    for line in [*text.split("\n"), ""]:
        if "-->" in line and (clock := CLOCK.match(line.strip())):
            start, lines = seconds_of(clock), []
        elif line.strip() and start is not None:
            lines.append(line.strip())
        elif not line.strip():
            if start is not None and lines:
                yield start, lines
            start = None


def _voices(text: str) -> Iterator[tuple[str, str]]:
    """Yield who says what in a cue."""
    before, *voices = VOICE.split(text)
    for name, said in [("", before), *zip(voices[::2], voices[1::2], strict=True)]:
        plain = html.unescape(TAG.sub("", said)).strip()
        if plain:
            yield (html.unescape(name).strip(), plain) if name else speaker_of(plain)
