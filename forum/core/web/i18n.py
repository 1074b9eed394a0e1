"""Translations of the texts on the screen: gettext with the package's own catalogue."""

from __future__ import annotations

import gettext
from functools import cache

from flask import has_app_context, has_request_context, request

from ..paths import PACKAGE
from ..state import request_state

LOCALES = PACKAGE / "locale"


@cache
def _translations(language: str) -> gettext.NullTranslations:
    return gettext.translation("forum", LOCALES, languages=[language], fallback=True)


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that the package has texts in, English first."""
    found = sorted(path.parent.parent.name for path in LOCALES.glob("*/LC_MESSAGES/forum.mo"))
    return ("en", *found)


def language() -> str:
    """Return the language for the reader: the host's choice for them, the browser's, or English."""
    if not has_app_context():
        return "en"
    known = request_state()
    if not known.language:
        wanted = known.locale
        known.language = wanted if wanted in languages() else _of_browser()
    return known.language


def _of_browser() -> str:
    """Return the language of ours that the browser prefers; English outside a request."""
    if not has_request_context():
        return "en"
    return str(request.accept_languages.best_match(languages(), "en"))


def t(words: str, **values: object) -> str:
    """Return *words* in the viewer's language, with ``%(name)s`` filled in."""
    return translate(language(), words, **values)


def word(words: str) -> str:
    """Return *words* unchanged, and mark them for the catalogue: they are translated later."""
    return words


def translate(to: str, words: str, **values: object) -> str:
    """Return *words* in the language *to*, with ``%(name)s`` filled in."""
    translated = _translations(to).gettext(words)
    return translated % values if values else translated


def tn(one: str, many: str, n: int, **values: object) -> str:
    """Return the plural form for *n* in the viewer's language, with all values filled in."""
    return translate_n(language(), one, many, n, **values)


def translate_n(to: str, one: str, many: str, n: int, **values: object) -> str:
    """Return the plural form for *n* in the language *to*, with all values filled in.

    These are counts and limits: thousands are separated.
    """
    form = plural_form(to, one, many, n)
    if n < 1_000 and not values:
        return form % {"n": n}
    given: dict[str, object] = {"n": n, **values}
    for name, value in given.items():
        if isinstance(value, int) and value >= 1_000:
            form = form.replace(f"%({name})d", f"%({name})s")
            given[name] = number_in(to, value)
    return form % given


def number(n: int) -> str:
    """Return *n*, of which there are so many, as it is written in the viewer's language."""
    return number_in(language(), n)


def number_in(to: str, n: int) -> str:
    """Return *n* with what separates thousands in the language *to*: "1,234"."""
    return f"{n:,}".replace(",", translate(to, "1,234").strip("1234"))


def plural_form(to: str, one: str, many: str, n: int) -> str:
    """Return the plural form for *n* in the language *to*, with its placeholders."""
    return _translations(to).ngettext(one, many, n)
