"""Pieces of a page that many pages print: made once of what they say, and remembered by it.

What a piece is made of is all that it is remembered by, and all that its template is given. So none
is ever stale, and none is shown to whom it was not made for: other words, other HTML.
"""

from __future__ import annotations

from functools import lru_cache, partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import current_app

from ..state import state
from ..text.markup import hidden_word
from .i18n import language, translate, translate_n
from .static import icon_set
from .urls import home, url

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

T = TypeVar("T")
MOST = 1_000
"""Pieces that a process remembers of each kind; a post with its replies has some 6 kB."""


def remembered(make: Callable[..., T]) -> Callable[..., T]:
    """Return what calls ``make(home, language, *values)`` for this page, and remembers by them.

    Not where templates are read again as they change, as they are while one works at them.
    """
    if current_app.jinja_env.auto_reload:
        return partial(make, home(), language())
    memory = state().memory.fragments
    if make not in memory:
        memory[make] = lru_cache(maxsize=MOST)(make)
    return partial(cast("Callable[..., T]", memory[make]), home(), language())


def fragment(
    template: str, name: str, value: Any, *, home: str, language: str, **parts: Any
) -> Markup:
    """Return what the macro *name* of ``forum/<template>`` prints of *value*.

    Of the page it sees ``fx.home``, ``fx.root``, addresses, words, icons, and *parts*: no viewer,
    no request.
    """
    fx = SimpleNamespace(
        home=home,
        root=home.removesuffix(state().config.url_prefix.rstrip("/")),
        t=partial(translate, language),
        tn=partial(translate_n, language),
        icon=icon_set(),
        url=url,
        hidden_word=hidden_word,
        **parts,
    )
    module = current_app.jinja_env.get_template(f"forum/{template}").make_module({"fx": fx})
    made: Markup = getattr(module, name)(value)
    return made
