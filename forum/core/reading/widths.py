"""In which smaller sizes a picture is kept: asked where they are made, and where one is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTHS = (320, 640, 1280)
TALLEST = 16_000
"""A smaller picture that would be taller is left out; WebP ends a little above."""
PRINTED = 640
"""The width of a picture on a page, in pixels, where a screen is not a large one."""


def widths_of(width: int, height: int) -> list[int]:
    """Return the widths of the smaller pictures of one with this *width* and *height*."""
    return [one for one in WIDTHS if one < width and height_at(one, width, height) <= TALLEST]


def height_at(smaller: int, width: int, height: int) -> int:
    """Return how tall a picture is that was made *smaller*."""
    return max(1, round(height * smaller / width))


def printed_of(widths: Iterable[int]) -> int:
    """Return which of *widths* a page prints; 0 if it is the picture itself."""
    return max((one for one in widths if one <= PRINTED), default=0)
