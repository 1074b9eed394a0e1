"""Texts that make careless code slow or wrong, at any length."""

from __future__ import annotations

from collections.abc import Callable

PIECES = {
    "a": "a",
    "combining": "\u0301\u0316",
    "lt": "<",
    "brackets": "[",
    "links": "[a](b ",
    "images": "![a](",
    "quotes": "> ",
    "quote lines": "> a\n",
    "backticks": "`",
    "growing ticks": "`a``b",
    "fences": "```\n",
    "tables": "|a",
    "table lines": "|a|b|\n|-|-|\n",
    "mentions": "@a ",
    "names": "@ben ",
    "hashes": "#",
    "headings": "# a\n",
    "stars": "*a **b ",
    "underscores": "_a__",
    "tildes": "~~a",
    "lists": "- a\n  ",
    "deep list": "- ",
    "numbers": "1. a\n",
    "definitions": "[a]: b\n",
    "tags": "<b><i>",
    "closing": "</b>",
    "comments": "<!--",
    "entities": "&amp;&#x41",
    "blanks": " ",
    "tabs": "\t",
    "lines": "\n",
    "returns": "\r",
    "words": "a b ",
    "commas": "a, ",
    "phrases": '"a ',
    "minus": "-a ",
    "operators": "in:a by:b ",
    "stars of words": "ab* ",
    "addresses": "https://a.b/ ",
    "www": "www.a.",
    "mail": "a@b.cc ",
    "own links": "forum:/p/1 ",
    "credits": "> forum:/p/1\n>\n> a\n\n",
    "backslashes": "\\",
    "slashes": "/",
    "dots": ".",
    "colons": ":",
    "semicolons": "a=b;",
    "equals": "a=b, ",
    "percents": "%",
    "digits": "9",
    "nul": "\0",
    "controls": "\x01\x1b",
    "bidi": "\u202e\u2066",
    "zero width": "\u200b\u200d",
    "ligature": "ﷺ",
    "hangul": "가",
    "jamo": "\u1100\u1161\u11a8",
    "chinese": "語",
    "thai": "ก็",
    "arabic": "العربية ",
    "hindi": "नमस्ते",
    "turkish": "İ",
    "sharp": "ß",
    "emoji": "👩‍👩‍👧‍👦",
    "flags": "🇨🇭",
    "private": "\ue000",
    "lone": "\ufffe",
    "bars": '"a"-',
    "quotes of headers": 'W/"a", ',
    "braces": "{{a}}",
    "dollars": "$a$",
    "json": '{"a":[',
    "csv": "=a,",
    "rtl": "א",
    "vowel signs": "\u093f",
    "dashes": "---\n",
    "setext": "a\n=\n",
    "spans": "<span dir=rtl>",
}
"""The parts that are repeated. The first of a family is enough to find its kind."""


def nested(size: int) -> str:
    """Return a quotation in a quotation, and so on, one level deeper on each line."""
    lines, length, depth = [], 0, 0
    while length < size:
        depth += 1
        lines.append("> " * depth + "a")
        length += 2 * depth + 2
    return "\n".join(lines)[:size]


def filled(piece: str) -> Callable[[int], str]:
    """Return a function that repeats *piece* up to a number of characters."""
    return lambda size: (piece * (size // len(piece) + 1))[:size]


SHAPES: dict[str, Callable[[int], str]] = {
    **{name: filled(piece) for name, piece in PIECES.items()},
    "nested quotations": nested,
    "closed late": lambda size: "[" * (size // 2) + "](a)" * (size // 8),
    "base and marks": lambda size: "a" + "\u0301\u0316" * (size // 2),
    "alternating marks": lambda size: "a\u0316\u0301\u0327" * (size // 4),
}
"""Functions that return a text of about so many characters."""
