"""Readable text out of stored HTML."""

import pytest

from forum.core.text.plain import excerpt, plain
from forum.core.text.render import render


def test_blocks_stand_on_lines_of_their_own() -> None:
    html = render("# a\n\nb *c*\nd  \ne\n\n- f\n- g\n\n> h\n\n|i|j|\n|-|-|\n|k|l|")
    assert plain(html) == "a\nb c\nd\ne\nf\ng\nh\ni | j\nk | l"


def test_code_keeps_its_lines_and_indents() -> None:
    assert plain(render("a `b  c`\n\n```python\nif d:\n    e\n```")) == "a b c\nif d:\n    e"


def test_references_are_resolved_once() -> None:
    assert plain(render("a < b & &amp;lt;")) == "a < b & &lt;"


def test_white_space_between_words_is_one_space() -> None:
    assert plain("<p>a<b> b</b><i>c</i> \n d</p>") == "a bc d"


def test_pictures_become_their_alternative_text() -> None:
    assert plain('<p>a <img src="http://b" alt="c"> d</p>') == "a c d"


@pytest.mark.parametrize(
    "text", ["word " * 100, "w" * 500, "ab " + "w" * 500, "a\n\nb" * 99, "é" * 240]
)
def test_an_excerpt_is_never_longer(text: str) -> None:
    for length in (20, 80, 240):
        assert len(excerpt(text, length=length)) <= length


def test_an_excerpt_ends_with_a_whole_word() -> None:
    assert excerpt("One two, three four", length=12) == "One two…"
    assert excerpt("One\n two") == "One two"
    assert excerpt("") == ""
