"""Finds the members who are mentioned in a text."""

from collections.abc import Sequence
from typing import NamedTuple

from markdown_it.token import Token

from .markdown import AT, parse

_MOST = 50


class Mentions(NamedTuple):
    """The handles mentioned in a text, in order, once each, at most 50: see ``mentioned``."""

    said: list[str]
    """Those outside quotations."""
    all: list[str]
    """Those in quotations as well."""


def mentioned(source: str, *, quoted: bool = False) -> list[str]:
    """Return the handles mentioned in the Markdown *source*, in order, once each, at most 50.

    They are lower case, ``[a-z0-9._-]{1,40}``, and need not exist. The text is parsed as for
    rendering, so there are none in code, in a link, after a letter or digit ("ana@example.org"), or
    in a text that is shown as it was typed. Mentions in a quotation are left out unless *quoted*:
    the post that it quotes has notified those people.
    """
    if not any(sign in source for sign in AT):
        return []
    found = mentions_in(parse(source))
    return found.all if quoted else found.said


def mentions_in(tokens: Sequence[Token] | None) -> Mentions:
    """Return who is mentioned in a text that has been parsed, as ``markdown.parse`` returned it."""
    said: dict[str, None] = {}
    everywhere: dict[str, None] = {}
    depth = 0
    for token in tokens or ():
        depth += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        for child in token.children or ():
            if child.type == "mention":
                everywhere[child.meta["handle"]] = None
                if not depth:
                    said[child.meta["handle"]] = None
    return Mentions(list(said)[:_MOST], list(everywhere)[:_MOST])
