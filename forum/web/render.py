"""Prints a page. A template sees exactly one name, ``fx``, so that none of the host's is hidden."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from flask import current_app, g, render_template, request

from ..state import state
from ..text.address import resolve
from ..text.line import initials
from ..text.markup import hidden, hidden_word, trusted
from .forms import token_name
from .host_parts import breadcrumbs, slot, thing_of
from .layout import LAYOUT
from .said import said, sent_key
from .static import icon_set, static
from .times import ago_words, clock, date, day, when
from .urls import here, home, of_host, url
from .words import language, translate, translate_n

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue
    from markupsafe import Markup

    from .host_parts import Thing


SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Page:
    """What a template may use: the page's own parts beside what every page has."""

    layout = LAYOUT
    url = staticmethod(url)
    static = staticmethod(static)
    when = staticmethod(when)
    clock = staticmethod(clock)
    hidden_word = staticmethod(hidden_word)
    day = staticmethod(day)
    date = staticmethod(date)
    here = staticmethod(here)
    of_host = staticmethod(of_host)
    initials = staticmethod(initials)
    tab = ""
    """Which tab of the bar is the current one."""

    def __init__(self, title: str, parts: dict[str, Any]) -> None:
        self.title = title
        self.icon = icon_set()
        self.viewer = g.get("forum_viewer")
        self.member = self.viewer is not None and not self.viewer.guest
        self.config = state().config
        self.language = language()
        self.t = partial(translate, self.language)
        self.tn = partial(translate_n, self.language)
        self.home = home()
        self.__dict__.update(parts)

    @cached_property
    def thing(self) -> Thing | None:
        """What the page is about, as the host is told: see ``forum.Thing``."""
        return thing_of(self.__dict__)

    @cached_property
    def breadcrumbs(self) -> Sequence[tuple[str, str]]:
        """What the host puts before our breadcrumbs: names and addresses."""
        return breadcrumbs(self.thing) if self.config.breadcrumbs else ()

    def slot(self, name: str, post: Any = None) -> Any:
        """Return what the host put into the slot *name*, of the page or after a *post* on it."""
        return slot(name, self, post)

    def prose(self, html: str) -> Markup:
        """Return sanitised *html* ready to print, its inner addresses those of this mount."""
        return trusted(resolve(html, prefix=self.home))

    @property
    def said(self) -> str:
        """What was just done, in words, where the address says so."""
        return said(request.args.get("said"))

    @property
    def sent_key(self) -> str:
        """The key of the form whose text was just taken: its draft may go, and no other."""
        return sent_key(request.args.get("sent"))

    @property
    def signed_out(self) -> bool:
        """Whether somebody has just signed out: the drafts in this browser go with them."""
        gone = self.viewer is None or self.viewer.guest
        return bool(gone) and request.args.get("said") == "signed-out"

    @property
    def ago_words(self) -> str:
        """The words for moments, for the script that keeps them fresh."""
        return ago_words(self.language)

    @property
    def full_title(self) -> str:
        """The page's title, then the forum's."""
        ours = self.config.title
        return f"{self.title} · {ours}" if self.title != ours else ours

    @property
    def unread(self) -> int:
        """How many things wait for the viewer."""
        if "forum_unread" not in g:
            g.forum_unread = 0 if self.viewer is None or self.viewer.guest else state().unread()
        return int(g.forum_unread)

    @property
    def accounts(self) -> bool:
        """Whether the forum's own accounts are used: only then are there pages for them."""
        return "forum_accounts" in current_app.extensions

    @cached_property
    def token(self) -> str:
        """The hidden field of the host's CSRF protection, where it has one.

        Guests get none, as it makes a session; who was stopped before we knew who they are does.
        """
        make: Any = current_app.jinja_env.globals.get("csrf_token")
        stopped = self.viewer is None and request.method == "POST"
        return hidden(token_name(), make()) if make and (self.member or stopped) else ""

    def __getattr__(self, name: str) -> Any:
        """Raise for a part the view did not give: a missing one is a mistake, not nothing."""
        raise AttributeError(f"this page was given no {name!r}")


def render(template: str, *, title: str, status: int = 200, **parts: Any) -> ResponseReturnValue:
    """Return the page made of ``forum/<template>`` with *parts* as ``fx.<name>``."""
    text = render_template(f"forum/{template}", fx=Page(title, parts))
    return text, status, {"Cache-Control": "private, no-cache", "Vary": "Cookie"}
