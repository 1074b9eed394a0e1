"""What a page says to guests, who are all told the same: printed once of what it is made of.

It is remembered by all that it says: rows, address, language, zone, and the clock to the minute. So
it is never stale. Where a host has a say in what a guest is shown, it is printed anew each time.
"""

from __future__ import annotations

from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any

from flask import current_app, g, render_template

from ..paths import shipped
from ..state import state
from ..text.markup import trusted
from .host_parts import breadcrumbs, thing_of
from .render import Page, render
from .times import zone
from .urls import here
from .words import language

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from flask.typing import ResponseReturnValue
    from markupsafe import Markup

MOST = 100
"""Pages that a process remembers; one of twenty posts takes some 100 kB with what it is made of."""
ALONE, AROUND = "forum/web/alone.html", "web/whole.html"
"""The layout of a page's middle alone, and the page that puts one into the real layout."""


def render_whole(
    template: str,
    *,
    title: str,
    of: tuple[Hashable, ...],
    rest: Callable[[], dict[str, Any]],
    status: int = 200,
    **parts: Any,
) -> ResponseReturnValue:
    """Return the page that ``render`` makes of *parts* and of what *rest* returns.

    To a guest it may say nothing but what follows from the values *of*, from *parts* that the
    layout wants, from the settings, and from what a page of theirs knows by itself.
    """
    looking = g.get("forum_viewer")
    if looking is None or not looking.guest or status != 200 or not _same_for_all():
        return render(template, title=title, status=status, **parts, **rest())
    trail = tuple(breadcrumbs(thing_of(parts))) if state().config.breadcrumbs else ()
    key = (template, title, here(), language(), zone(), int(time()) // 60, trail, of)
    kept: dict[Hashable, Markup] = state().kept.setdefault("whole", {})
    if (middle := kept.get(key)) is None:
        if len(kept) >= MOST:
            kept.clear()
        middle = kept[key] = _middle(template, title, {**parts, **rest()})
    return render(AROUND, title=title, middle=middle, **parts)


def _middle(template: str, title: str, parts: dict[str, Any]) -> Markup:
    """Return the middle of a page: what stands between the bar and the foot."""
    page = Page(title, {**parts, "layout": ALONE})
    return trusted(render_template(f"forum/{template}", fx=page))


def _same_for_all() -> bool:
    """Whether two guests who ask for the same are told the same, as far as we can know."""
    if current_app.jinja_env.auto_reload or current_app.url_default_functions:
        return False
    kept = state().kept
    if "same_for_all" not in kept:
        config = state().config
        kept["same_for_all"] = (
            config.can is None and "after_post" not in config.slots and not _replaced()
        )
    return bool(kept["same_for_all"])


def _replaced() -> bool:
    """Whether the host, or another blueprint, has put templates in the place of ours."""
    ours = current_app.blueprints[state().config.name]
    loaders = [current_app.jinja_loader]
    loaders += [made.jinja_loader for made in current_app.blueprints.values() if made is not ours]
    environment, home = current_app.jinja_env, shipped("templates").resolve()
    return any(
        not Path(loader.get_source(environment, name)[1] or "/").resolve().is_relative_to(home)
        for loader in loaders if loader
        for name in loader.list_templates() if name.startswith("forum/")
    )  # fmt: skip
