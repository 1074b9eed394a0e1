"""The pages to print, which are also those of the files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from ...core.text.inner_links import to_this_file
from ...core.text.markup import trusted
from ...core.web.page import Page
from .words import facts, head, notes, source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from .page import ExportedPage
    from .thread import ExportedThread


class PrintedPost(NamedTuple):
    """A post on a page that has all the others, too."""

    number: int
    depth: int
    """The level of its heading."""
    head: str
    notes: Sequence[str]
    origin: str
    """As in ``ExportedPost.origin_kind``, for the attribute."""
    html: Markup
    """The text, in which links to the other posts lead down or up the page."""


@dataclass(kw_only=True)
class WholePage(Page):
    """A whole thread on one page, to print it or save it as a file."""

    template: ClassVar[str] = "exports/thread.html"
    exported: ExportedThread
    posts: Sequence[PrintedPost]
    """Its posts, ready to print."""
    source: str
    """Where it is from, and as of which day."""
    files: Sequence[tuple[str, str]]
    """The name of each format, and the address of the file; none in a file itself."""


def whole_page(thread: ExportedThread, files: Sequence[tuple[str, str]] = ()) -> WholePage:
    """Return the page of *thread*; see the fields of ``WholePage``."""
    numbers = {post.id: post.number for post in thread.posts}
    posts = [
        PrintedPost(
            number=post.number,
            depth=3 if post.kind == "reply" else 2,
            head=head(post),
            notes=notes(post, thread.author),
            origin=post.origin_kind,
            html=_unfolded(to_this_file(post.html, thread.forum, numbers)),
        )
        for post in thread.posts
    ]
    return WholePage(
        title=thread.title, exported=thread, posts=posts, source=source(thread), files=files
    )


@dataclass(kw_only=True)
class PrintedPage(Page):
    """A page of the library, to print it or save it as a file."""

    template: ClassVar[str] = "exports/page.html"
    tab: str = "library"
    exported: ExportedPage
    text: Markup
    """Its text, with what is folded open."""
    facts: Sequence[str]
    """What is said of it in a line."""
    source: str
    """Where it is from, and as of which day."""
    files: Sequence[tuple[str, str]]
    """The name of each format, and the address of the file; none in a file itself."""


def printed_page(page: ExportedPage, files: Sequence[tuple[str, str]] = ()) -> PrintedPage:
    """Return the page on which *page* is printed; see the fields of ``PrintedPage``."""
    return PrintedPage(
        title=page.title,
        exported=page,
        text=_unfolded(page.html),
        facts=facts(page),
        source=source(page),
        files=files,
    )


def _unfolded(html: str) -> Markup:
    """Return *html* with what is folded open, and pictures loaded: whoever prints cannot do it."""
    return trusted(html.replace("<details", "<details open").replace(' loading="lazy"', ""))
