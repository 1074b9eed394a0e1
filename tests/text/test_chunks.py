"""Stretches of a text are found without reading all of it."""

from __future__ import annotations

import pytest

from forum.core.text.chunks import chunk_at, compounds
from forum.core.text.search_words import CHUNK, words_of

LINE = (
    "A usual text, with getElement and HTMLParser, covid19, a 3rd and 2nd one, e-mail, snake_case, "
    "B2B, über größe, “quoted” USA 2021 notes.PDF ./a/pathTo/file_v2.tar.gz C++ #12 .NET 12.5 end"
)


def test_every_stretch_with_a_word_behind_a_letter_is_a_compound() -> None:
    """Whatever is no compound has only words that begin behind a sign."""
    found = compounds(LINE)

    for chunk in set(CHUNK.findall(LINE)) - found:
        behind = {chunk[word.start - 1] for word in words_of(chunk) if word.start}
        assert chunk.isascii()
        assert not any(map(str.isalnum, behind)), chunk
    assert not {"A", "usual", "text", "with", "end"} & found


@pytest.mark.parametrize("chunk", ["getElement", "covid19", "e-mail", "3rd", "größe", "HTMLParser"])
def test_a_compound_is_found_beside_signs(chunk: str) -> None:
    """Also at the beginning, at the end, and in brackets."""
    for line in (chunk, f"({chunk})", f"a “{chunk}”, b"):
        assert chunk in compounds(line), line


def test_a_stretch_is_found_by_any_place_in_it() -> None:
    """Where no stretch is, there is none."""
    line = "see (foo.bar), or x"

    assert {chunk_at(line, place) for place in range(5, 12)} == {(5, "foo.bar")}
    assert chunk_at(line, 4) == (4, "")
    assert chunk_at(line, len(line) - 1) == (18, "x")
