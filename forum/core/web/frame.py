"""The parts around every page: in its head, above it and below it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple

from ..state import state
from ..text.markup import trusted
from .flash import flash_message
from .flash_code import current_code, mark_printed
from .fragments import fragment, remembered
from .static import csp_nonce, static
from .times import ago_words, present, zone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import tzinfo

    from markupsafe import Markup

    from .slots import Thing


_VALUE = "%here%"
"""Stands in a remembered bar for the thread or the space that is searched."""
_HERE: Mapping[str, Callable[[Thing], str]] = {
    "thread": lambda thread: str(thread.id),
    "space": lambda space: space.space,
}
"""What the search page calls the subject of a page, by its kind."""


class Frame(NamedTuple):
    """The parts around a page."""

    head: Markup
    """Our elements of the page's ``<head>``."""
    bar: Markup
    """The tabs and the search box above the page."""
    foot: Markup
    """The footer below it."""


def frame(
    tab: str, *, about: Thing | None, member: bool, unread: int, sent_key: str, signed_out: bool
) -> Frame:
    """Return the parts around a page under *tab*; *unread* is only shown to a *member*.

    On pages *about* a thread or a space the search box looks there first. The browser deletes the
    draft of the form with the key *sent_key*, and all drafts if *signed_out*. Only the present time
    and what the page is about are not remembered.
    """
    here = _HERE.get(about.kind) if about else None
    scope = about.kind if about and here else ""
    finds = member or state().config.guests_read  # whoever else comes by cannot search
    parts = remembered(_frame)(tab, scope, member, unread, sent_key, signed_out, zone())
    bar = parts.bar.replace(_VALUE, here(about)) if about and here else parts.bar
    return parts._replace(head=head_elements(finds=finds) + parts.head + present(), bar=bar)


def head_elements(*, finds: bool = False) -> Markup:
    """Return the elements that load our stylesheet and script, with the nonce of this response.

    If the viewer *finds* something, there is one more script, for the search box. The nonce is
    filled in last: a fragment is printed again in other responses.
    """
    nonce = csp_nonce()
    return remembered(_elements)(finds).format(
        trusted(' nonce="{}"').format(nonce) if nonce else ""
    )


def script(name: str) -> Markup:
    """Return the element that loads another script of ours, *name*, on a page that needs it."""
    nonce = csp_nonce()
    mark = trusted(' nonce="{}"').format(nonce) if nonce else ""
    element = trusted('<script type="module" src="{}"{}></script>')
    return element.format(static(name), mark)


def _elements(_home: str, _language: str, finds: bool) -> Markup:
    has_files = not state().config.leaves_out("files")
    sheets = ("forum.css", *(("files.css",) if has_files else ()))
    scripts = ("forum.js", *(("find.js",) if finds else ()))
    scripts = (*scripts, *(("files.js",) if finds and has_files else ()))
    elements = [f'<link rel="stylesheet" href="{static(name)}"{{0}}>\n' for name in sheets]
    elements += [f'<script type="module" src="{static(name)}"{{0}}></script>\n' for name in scripts]
    return trusted("".join(elements))


def _frame(
    home: str,
    language: str,
    tab: str,
    scope: str,
    member: bool,
    unread: int,
    sent_key: str,
    signed_out: bool,
    tz: tzinfo,
) -> Frame:
    around = SimpleNamespace(
        tab=tab,
        scope=scope,
        here=_VALUE,
        member=member,
        journal=not state().config.leaves_out("journal"),
        unread=unread,
        sent_key=sent_key,
        signed_out=signed_out,
        ago_words=ago_words(language, tz),
    )
    return Frame(
        *(
            fragment(f"{part}.html", part, around, home=home, language=language)
            for part in Frame._fields
        )
    )


def notes() -> Callable[[str], Markup]:
    """Return a function that prints, at the id of a post, the message about a change to it.

    The browser scrolls to that post, so the message would not be seen at the top of the page.
    """
    done, nothing = current_code(), trusted("")

    def note(element_id: str) -> Markup:
        if done.element_id != element_id:
            return nothing
        mark_printed()
        return flash(done.code)

    return note if done.element_id else lambda _: nothing


def flash(code: str) -> Markup:
    """Return the message for *code* as HTML; empty for an unknown code."""
    return remembered(_flash)(code) if flash_message(code) else trusted("")


def _flash(home: str, language: str, code: str) -> Markup:
    return fragment("flash.html", "flash", flash_message(code), home=home, language=language)
