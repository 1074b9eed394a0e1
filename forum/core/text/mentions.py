"""Finds the members who are mentioned in a text."""

from .markdown import parse

_MOST = 50


def mentioned(source: str) -> list[str]:
    """Return the handles mentioned in the Markdown *source*, in order, once each, at most 50.

    Lower case, ``[a-z0-9._-]{1,40}``; a handle needs not exist. By the same parse as the
    renderer's: not in code, not in a link, not after a letter or digit ("ana@example.org"), not
    in a text that is shown as it was written.
    """
    found: dict[str, None] = {}
    for token in (parse(source) or ()) if "@" in source else ():
        for child in token.children or []:
            if child.type == "mention":
                found[child.meta["handle"]] = None
    return list(found)[:_MOST]
