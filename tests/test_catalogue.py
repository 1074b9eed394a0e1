"""The catalogue for translators has every word of the forum, and no other."""

from __future__ import annotations

from .support.catalogue import CATALOGUE, catalogue, spoken


def test_the_catalogue_matches_the_code() -> None:
    assert CATALOGUE.read_text("utf-8") == catalogue(), "run python -m tests.support.catalogue"


def test_words_of_modules_templates_and_plurals_are_found() -> None:
    found = spoken()
    assert ("Choose a space",) in found
    assert ("Skip to content",) in found
    assert ("January",) in found
    assert ("%(n)d post", "%(n)d posts") in found
