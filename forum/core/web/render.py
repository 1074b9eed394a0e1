"""Prints a page. Templates get a single name, ``fx``, so that no name of the host's is hidden."""

from __future__ import annotations

import logging
from copy import copy
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from flask import current_app, render_template, request

from ..state import request_state, state
from ..text.line import initials
from ..text.markup import attribute, hidden, trusted
from . import frame, signed_out
from .args import arg
from .flash import sent_key
from .flash_code import current_code
from .forms import token_name
from .fragments import prose_lang
from .i18n import language, translate, translate_n
from .layout import LAYOUT, OWN
from .page import FormPage
from .prose import prose
from .slots import Thing, breadcrumbs, slot, thing_of
from .static import icon_set, static
from .times import date, day, when
from .urls import here, home, of_host, root, url

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from flask.typing import ResponseReturnValue
    from markupsafe import Markup

    from .page import Page


_log = logging.getLogger(__name__)
_HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Cookie"}


class Context:
    """This is ``fx`` in a template: the fields of the page, and what every page has."""

    layout = LAYOUT
    url = staticmethod(url)
    static = staticmethod(static)
    when = staticmethod(when)
    day = staticmethod(day)
    date = staticmethod(date)
    here = staticmethod(here)
    of_host = staticmethod(of_host)
    initials = staticmethod(initials)
    script = staticmethod(frame.script)
    tab = ""
    """The current tab: "forum", "library", "journal", "for_you" or none."""

    def __init__(self, title: str, parts: Mapping[str, object]) -> None:
        self.title = title
        self.icon = icon_set()
        self.viewer = request_state().viewer
        self.member = self.viewer is not None and not self.viewer.guest
        self.config = state().config
        self.language = language()
        self.prose_lang = prose_lang(self.language)
        self.t = partial(translate, self.language)
        self.tn = partial(translate_n, self.language)
        self.home, self.root = home(), root()
        self.__dict__.update(parts)

    @cached_property
    def thing(self) -> Thing | None:
        """The subject of the page, as passed to the host's functions: see ``forum.Thing``."""
        return thing_of(self.__dict__)

    def about(self, thing: Thing | None) -> Context:
        """Return the same ``fx`` with another subject, for a host's template in a slot."""
        other = copy(self)
        other.thing = thing
        return other

    @cached_property
    def breadcrumbs(self) -> Sequence[tuple[str, str]]:
        """The host's breadcrumbs before ours: names and addresses."""
        return breadcrumbs(self.thing) if self.config.breadcrumbs else ()

    def slot(self, name: str) -> Markup:
        """Return the host's HTML for the slot *name* of this page."""
        return slot(name, self.thing, self)

    def prose(self, html: str) -> Markup:
        """Return sanitised *html* ready to print, with its links to the forum completed."""
        return prose(html, home=self.home)

    @property
    def said(self) -> Markup:
        """The message about what was just done, unless it was printed at the post it is about."""
        return frame.flash(current_code().code)

    @property
    def whose(self) -> Markup:
        """The attribute that tells the script who is signed in; empty for a guest."""
        key = self.viewer.key if self.viewer else ""
        return attribute("data-fx-member", key) if key else trusted("")

    @cached_property
    def frame(self) -> frame.Frame:
        """The parts around the page."""
        return frame.frame(
            self.tab,
            about=self.thing,
            member=self.member,
            unread=self.unread if self.member else 0,
            sent_key=sent_key(arg("sent")),
            signed_out=signed_out.take(),
        )

    @property
    def full_title(self) -> str:
        """The page's title, then the forum's."""
        ours = self.config.title
        return f"{self.title} · {ours}" if self.title != ours else ours

    @property
    def unread(self) -> int:
        """How many things are waiting for the viewer; 100 or more stand for "more than 99"."""
        known = request_state()
        if known.unread is None:
            known.unread = 0 if self.viewer is None or self.viewer.guest else state().unread()
        return known.unread

    @property
    def accounts(self) -> bool:
        """Whether the forum's own accounts are used, so that there are pages for them."""
        return "forum_accounts" in current_app.extensions

    @cached_property
    def token(self) -> str:
        """The hidden field of the host's CSRF protection, if it has any."""
        return token()

    def __getattr__(self, name: str) -> object:
        """Raise AttributeError: a field that the page does not have is a mistake, not empty."""
        raise AttributeError(f"this page was given no {name!r}")


def after_post(space: str, *, wanted: bool = True) -> Callable[[int], Markup]:
    """Return a function that prints the host's slot after the post with an id in *space*."""
    if not wanted or "after_post" not in state().config.slots:
        return lambda _: trusted("")
    page = Context("", {})
    return lambda id: slot("after_post", Thing(kind="post", id=id, space=space), page)


def token() -> str:
    """Return the hidden field of the host's CSRF protection, or "" if it has none.

    Guests do not get one on pages they read, because it would start a session. A refused form that
    is shown to a guest has one, because they may sign in and send it again.
    """
    # Any: what an extension of the host put there
    make: Any = current_app.jinja_env.globals.get("csrf_token")
    if not make:
        return ""
    viewer = request_state().viewer
    member = viewer is not None and not viewer.guest
    return hidden(token_name(), make()) if member or request.method == "POST" else ""


def render_page(page: Page, *, status: int = 200) -> ResponseReturnValue:
    """Return *page*, printed by its template in the host's layout.

    The status is 422 if the page shows a form again because a field of it is wrong.
    """
    if status == 200 and isinstance(page, FormPage) and page.refused:
        status = 422
    context = {**layout_context(), "fx": Context(page.title, vars(page))}
    text = render_template(f"forum/{page.template}", **context)
    return text, status, _HEADERS


def layout_context() -> Mapping[str, object]:
    """Return the names that the host gives its layout on our pages; none if its function fails."""
    given = state().config.layout_context
    if not callable(given):
        return given
    try:
        return dict(given())
    except Exception:
        _log.exception("the host's layout_context function failed")
        return {}


def render_page_alone(page: Page, *, status: int) -> ResponseReturnValue:
    """Return *page* in our own layout, without the host's layout and context processors."""
    return print_in(OWN, page), status, _HEADERS


def print_in(layout: str, page: Page, **more: object) -> str:
    """Return *page* printed in *layout*, a template of ours, without what is the host's.

    *more* is what the layout prints beside the page.
    """
    fx = Context(page.title, {**vars(page), **more, "layout": layout})
    return current_app.jinja_env.get_template(f"forum/{page.template}").render(fx=fx)
