"""Relative times: the browser counts on with the same words as the server, in every language."""

from __future__ import annotations

import gettext
import json
from collections.abc import Callable

import pytest

from forum.core.web import i18n, times


class Catalogue(gettext.NullTranslations):
    """A catalogue whose plural forms are chosen by a function of the English texts and a number."""

    def __init__(self, form: Callable[[str, int], str]) -> None:
        super().__init__()
        self.form = form

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the form for *n*."""
        return self.form(msgid1 + msgid2, n)


def polish(text: str, n: int) -> str:
    """Return one of three forms."""
    unit = "minut" if "minute" in text else "godzin"
    if n == 1:
        return f"%(n)d {unit}ę temu"
    few = n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14)
    return f"%(n)d {unit}y temu" if few else f"%(n)d {unit} temu"


def japanese(text: str, n: int) -> str:
    """Return the one form."""
    assert n
    return "%(n)d分前" if "minute" in text else "%(n)d時間前"


def in_browser(forms: list[str], n: int) -> str:
    """Return what ``said`` in forum.js returns."""
    digits, *texts = forms
    return texts[int(digits[min(n, len(digits)) - 1])].replace("%d", str(n))


def test_english_is_sent_in_two_forms() -> None:
    assert json.loads(times.ago_words("en")) == {
        "now": "just now",
        "m": ["01", "%d minute ago", "%d minutes ago"],
        "h": ["01", "%d hour ago", "%d hours ago"],
        "y": "yesterday",
    }


@pytest.mark.parametrize(("form", "forms"), [(polish, 3), (japanese, 1)])
def test_every_number_has_the_form_of_the_language(
    monkeypatch: pytest.MonkeyPatch, form: Callable[[str, int], str], forms: int
) -> None:
    monkeypatch.setattr(i18n, "_translations", lambda _: Catalogue(form))
    words = json.loads(times.ago_words.__wrapped__("xx"))
    for unit, one, many, most in (
        ("m", "%(n)d minute ago", "%(n)d minutes ago", 59),
        ("h", "%(n)d hour ago", "%(n)d hours ago", 23),
    ):
        assert len(words[unit]) == forms + 1
        for n in range(1, most + 1):
            assert in_browser(words[unit], n) == i18n.translate_n("xx", one, many, n)
