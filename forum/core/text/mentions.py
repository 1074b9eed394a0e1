"""Finds the members who are mentioned in a text."""

from .markdown import AT, parse

_MOST = 50


def mentioned(source: str, *, quoted: bool = False) -> list[str]:
    """Return the handles mentioned in the Markdown *source*, in order, once each, at most 50.

    They are lower case, ``[a-z0-9._-]{1,40}``, and need not exist. The text is parsed as for
    rendering, so there are none in code, in a link, after a letter or digit ("ana@example.org"), or
    in a text that is shown as it was typed. Mentions in a quotation are left out unless *quoted*:
    the post that it quotes has notified those people.
    """
    found: dict[str, None] = {}
    depth = 0
    for token in (parse(source) or ()) if any(sign in source for sign in AT) else ():
        depth += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        for child in (token.children or ()) if quoted or not depth else ():
            if child.type == "mention":
                found[child.meta["handle"]] = None
    return list(found)[:_MOST]
