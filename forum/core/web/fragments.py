"""Fragments: pieces of HTML that many pages print, remembered by the values they are made from.

Those values are the whole key of the memory, and everything that the template of a fragment gets. A
fragment is therefore never stale, and never shown to somebody it was not made for.
"""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, TypeVar

from flask import current_app

from ..state import state
from ..text.markup import hidden_word, trusted
from .i18n import language, translate, translate_n
from .static import icon_set
from .urls import home, url

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2.environment import TemplateModule
    from markupsafe import Markup

T = TypeVar("T")
MOST = 1_000
"""How many fragments of each kind a process remembers, within the budget of all together."""
MOST_MODULES = 64
"""Templates that a process remembers ready to print fragments, each for a language and a home."""


def remembered(make: Callable[..., T]) -> Callable[..., T]:
    """Return a function that calls ``make(home, language, *values)`` and remembers its result.

    The home address and the language are those of the current page, so use it for this page only.
    Nothing is remembered if Jinja reloads changed templates, as it does during development.
    """
    if current_app.jinja_env.auto_reload:
        return partial(make, home(), language())
    made = state().memory.fragments.remembering_results(make, most=MOST)
    return partial(made, home(), language())


def prose_lang(language: str) -> Markup:
    """Return the attribute for texts of members on a page in *language*; empty if it is theirs."""
    written = state().config.language
    return trusted("" if written == language else f' lang="{written}"')


def fragment(
    template: str, name: str, *values: object, home: str, language: str, **parts: object
) -> Markup:
    """Return what the macro *name* of ``forum/<template>`` prints for *values*.

    Its ``fx`` has ``home``, ``root``, addresses, translations, icons and *parts*, but neither the
    viewer nor the request. The parts of a template are always the same in one language.
    """
    if current_app.jinja_env.auto_reload:
        module = _module(template, home, language, parts)
    else:
        known, key = state().memory.modules, (template, home, language)
        if key not in known and len(known) >= MOST_MODULES:
            known.clear()
        module = known.get(key) or known.setdefault(key, _module(template, home, language, parts))
    made: Markup = getattr(module, name)(*values)
    return made


def _module(template: str, home: str, language: str, parts: Mapping[str, object]) -> TemplateModule:
    """Return the macros of ``forum/<template>``, whose ``fx`` is for pages at *home*."""
    fx = SimpleNamespace(
        home=home,
        root=home.removesuffix(state().config.url_prefix.rstrip("/")),
        t=partial(translate, language),
        tn=partial(translate_n, language),
        icon=icon_set(),
        url=url,
        prose_lang=prose_lang(language),
        hidden_word=hidden_word,
        **parts,
    )
    return current_app.jinja_env.get_template(f"forum/{template}").make_module({"fx": fx})
