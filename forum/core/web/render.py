"""Prints a page. A template sees exactly one name, ``fx``, so that none of the host's is hidden."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from flask import current_app, render_template, request

from ..state import request_state, state
from ..text.address import resolve
from ..text.line import initials
from ..text.markup import hidden, trusted
from . import frame
from .args import arg
from .flash import sent_key
from .forms import token_name
from .i18n import language, t, translate, translate_n
from .layout import LAYOUT, OWN
from .page import FormPage
from .slots import Thing, breadcrumbs, slot, thing_of
from .static import icon_set, static
from .times import date, day, when
from .urls import here, home, of_host, root, url

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask.typing import ResponseReturnValue
    from markupsafe import Markup

    from .forms import Form
    from .page import Page


_HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Cookie"}


class Context:
    """What a template may use: the page's own parts beside what every page has."""

    layout = LAYOUT
    url = staticmethod(url)
    static = staticmethod(static)
    when = staticmethod(when)
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
        self.viewer = request_state().viewer
        self.member = self.viewer is not None and not self.viewer.guest
        self.config = state().config
        self.language = language()
        self.t = partial(translate, self.language)
        self.tn = partial(translate_n, self.language)
        self.home, self.root = home(), root()
        self.__dict__.update(parts)

    @cached_property
    def thing(self) -> Thing | None:
        """What the page is about, as the host is told: see ``forum.Thing``."""
        return thing_of(self.__dict__)

    @cached_property
    def breadcrumbs(self) -> Sequence[tuple[str, str]]:
        """What the host puts before our breadcrumbs: names and addresses."""
        return breadcrumbs(self.thing) if self.config.breadcrumbs else ()

    def slot(self, name: str) -> Markup:
        """Return what the host put into the slot *name* of this page."""
        return slot(name, self.thing, self)

    def prose(self, html: str) -> Markup:
        """Return sanitised *html* ready to print, its inner addresses those of this mount."""
        return trusted(resolve(html, prefix=self.home))

    @property
    def said(self) -> Markup:
        """What was just done, where the address says so."""
        return frame.said(arg("said"))

    @cached_property
    def frame(self) -> frame.Frame:
        """What stands around the page; once signed out, the drafts in this browser go."""
        return frame.frame(
            self.tab,
            member=self.member,
            unread=self.unread if self.member else 0,
            sent_key=sent_key(arg("sent")),
            signed_out=not self.member and arg("said") == "signed-out",
        )

    @property
    def full_title(self) -> str:
        """The page's title, then the forum's."""
        ours = self.config.title
        return f"{self.title} · {ours}" if self.title != ours else ours

    @property
    def unread(self) -> int:
        """How many things wait for the viewer."""
        known = request_state()
        if known.unread is None:
            known.unread = 0 if self.viewer is None or self.viewer.guest else state().unread()
        return known.unread

    @property
    def accounts(self) -> bool:
        """Whether the forum's own accounts are used: only then are there pages for them."""
        return "forum_accounts" in current_app.extensions

    @cached_property
    def token(self) -> str:
        """The hidden field of the host's CSRF protection, where it has one."""
        return token()

    def __getattr__(self, name: str) -> Any:
        """Raise for a part the view did not give: a missing one is a mistake, not nothing."""
        raise AttributeError(f"this page was given no {name!r}")


def after_post(space: str, *, wanted: bool = True) -> Callable[[int], Markup]:
    """Return what gives the host's slot after the post with an id in *space*: mostly nothing."""
    if not wanted or "after_post" not in state().config.slots:
        return lambda _: trusted("")
    page = Context("", {})
    return lambda id: slot("after_post", Thing(kind="post", id=id, space=space), page)


def token() -> str:
    """Return the hidden field of the host's CSRF protection, or nothing where it has none.

    Guests get none on what they read, as it makes a session; a form that comes back to them has
    one, for whoever they are once they have signed in.
    """
    make: Any = current_app.jinja_env.globals.get("csrf_token")
    if not make:
        return ""
    viewer = request_state().viewer
    member = viewer is not None and not viewer.guest
    return hidden(token_name(), make()) if member or request.method == "POST" else ""


def form_page(
    template: str, *, title: str, form: Form, status: int = 200, **parts: Any
) -> ResponseReturnValue:
    """Return the page that holds *form*, under *title*; what is wrong in it makes it a 422.

    The browser's title says so first; a preview is no refusal. *status* is given where the form
    is shown again for another reason.
    """
    if status == 200 and form.faults and not form.preview:
        status = 422
    return render(
        template,
        title=t("Error: ") + title if form.faults else title,
        heading=title,
        status=status,
        form=form,
        **parts,
    )


def render(template: str, *, title: str, status: int = 200, **parts: Any) -> ResponseReturnValue:
    """Return the page made of ``forum/<template>`` with *parts* as ``fx.<name>``."""
    text = render_template(f"forum/{template}", fx=Context(title, parts))
    return text, status, _HEADERS


def render_page(page: Page, *, status: int = 200) -> ResponseReturnValue:
    """Return *page*, printed by its template in the host's layout.

    A form that is shown again because something in it is wrong makes the status 422.
    """
    if status == 200 and isinstance(page, FormPage) and page.refused:
        status = 422
    text = render_template(f"forum/{page.template}", fx=Context(page.title, vars(page)))
    return text, status, _HEADERS


def render_alone(template: str, *, title: str, status: int, **parts: Any) -> ResponseReturnValue:
    """Return the page that ``render`` makes, in our own layout and without a word of the host's."""
    page = Context(title, {**parts, "layout": OWN})
    text = current_app.jinja_env.get_template(f"forum/{template}").render(fx=page)
    return text, status, _HEADERS
