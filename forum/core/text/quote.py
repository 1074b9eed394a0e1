"""Quotes a post, or a part of it, in Markdown."""

import re

from .line import line

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def quoted(text: str, *, name: str, post_id: int) -> str:
    """Return *text* as a Markdown block quote whose first line names and links its post.

    *text* is Markdown or plain text. *name* is any display name: its characters with a meaning in
    Markdown are escaped. The result ends with an empty line, after which a reply can be written.
    """
    safe = _PUNCTUATION.sub(r"\\\1", line(name, longest=80))
    lines = [f"[{safe}](forum:/p/{post_id}):", ""]
    lines += text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    return "\n".join(f"> {each}".rstrip() for each in lines).removesuffix("\n>\n>") + "\n\n"
