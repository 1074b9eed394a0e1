"""The catalogue for translators has every word of the forum, and no other."""

from __future__ import annotations

from .support.catalogue import CATALOGUE, catalogue, spoken


def test_the_catalogue_is_the_one_the_code_asks_for() -> None:
    assert CATALOGUE.read_text("utf-8") == catalogue(), "run python -m tests.support.catalogue"


def test_words_of_modules_templates_and_plurals_are_found() -> None:
    found = spoken()
    assert ("Choose a space",) in found
    assert ("Skip to content",) in found
    assert ("January",) in found
    assert ("%(n)d post", "%(n)d posts") in found
