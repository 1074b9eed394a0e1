"""A thread, and a page of the library, as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import escape

from ...core.text.to_markdown import to_markdown
from ...core.text.tree import tree
from ...core.web.i18n import t
from .page import ExportedPage
from .words import facts, head, notes, source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .thread import ExportedThread


def as_markdown(of: ExportedThread | ExportedPage) -> str:
    """Return a thread or a page as Markdown.

    Each post stands under a heading: "#" in a post is "###" here. "#" in a page is "##".
    """
    if isinstance(of, ExportedPage):
        return to_markdown(tree("".join(_page(of))), top=1) + "\n"
    return to_markdown(tree("".join(_blocks(of))), top=2) + "\n"


def _page(page: ExportedPage) -> Iterator[str]:
    """Yield *page* as HTML, whose headings begin with ``<h1>``."""
    yield f"<h1>{escape(page.title)}</h1>"
    if page.about:
        yield f"<p>{escape(page.about)}</p>"
    yield f"<p>{escape('; '.join(facts(page)))}</p>"
    if page.replaced_by and page.replaced_by.address:
        yield f"<p>{_link(page.replaced_by.address, page.replaced_by.title)}</p>"
    if page.link:
        yield f"<p>{_link(page.link, page.link)}</p>"
    yield f"<p>{escape(source(page))} {_link(page.address, page.address)}</p>"
    yield page.html
    if page.tags:
        yield f"<p>{escape(t('Tags:'))} {escape(', '.join(page.tags))}</p>"
    made_from = [_link(one.address, one.title) for one in page.sources]
    if page.unseen:
        made_from.append(escape(t("From a place you cannot read")))
    if made_from:
        yield f"<h2>{escape(t('Made from'))}</h2>"
        yield f"<ul>{''.join(f'<li>{one}</li>' for one in made_from)}</ul>"
    names = [*page.authors, *([t("and others")] if page.others else [])]
    yield f"<h2>{escape(t('Written by'))}</h2><p>{escape(', '.join(names))}</p>"


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
