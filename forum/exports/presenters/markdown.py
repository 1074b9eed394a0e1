"""A thread as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import escape

from ...core.text.to_markdown import to_markdown
from ...core.text.tree import tree
from ...core.web.i18n import t
from .words import head, notes, source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .thread import ExportedThread


def as_markdown(thread: ExportedThread) -> str:
    """Return *thread* as Markdown, each post under a heading: "#" in a post is "###" here."""
    return to_markdown(tree("".join(_blocks(thread))), top=2) + "\n"


def _blocks(thread: ExportedThread) -> Iterator[str]:
    """Yield *thread* as HTML, whose headings begin with ``<h2>``: those of a post with ``<h4>``."""
    yield f"<h2>{escape(thread.title)}</h2>"
    yield f"<p>{escape(source(thread))} {_link(thread.address, thread.address)}</p>"
    if thread.question:
        yield f"<p>{escape(thread.question)}</p>"
    for post in thread.posts:
        yield f"<h3>{escape(head(post))}</h3>"
        if said := notes(post, thread.author):
            yield f"<p><em>{escape('; '.join(said))}</em></p>"
        yield post.html
    if thread.tags:
        yield f"<p>{escape(t('Tags:'))} {escape(', '.join(thread.tags))}</p>"
    if thread.saved:
        links = (f"<li>{_link(page.address, page.title)}</li>" for page in thread.saved)
        yield f"<h3>{escape(t('In the library'))}</h3><ul>{''.join(links)}</ul>"


def _link(address: str, words: str) -> str:
    return f'<a href="{escape(address)}">{escape(words)}</a>'
