"""Readable text out of stored HTML."""

import pytest

from forum.core.text import plain as module
from forum.core.text.plain import beginning, excerpt, own_words, plain
from forum.core.text.render import render

from .hostile import AWKWARD, SLOW_MARKDOWN


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


def test_the_beginning_is_the_excerpt_of_the_whole() -> None:
    mixed = "> forum:/p/1\n>\n> a *b*\n\n`c  d`\n\n- &amp; e\n\n|f|\n|-|\n|g|\n\n" * 300
    for source in (*AWKWARD, *SLOW_MARKDOWN[::15], mixed, "> a\n" * 3_000, "a\u200b " * 9_000):
        html = render(source)
        words = own_words(html)
        for length in (1, 60, 240, 5_000):
            assert beginning(html, length=length) == excerpt(words, length=length)


def test_the_beginning_of_a_long_text_does_not_read_all_of_it() -> None:
    """A page of twenty such posts took a second."""
    fed: list[int] = []

    class Counting(module._Reader):
        def feed(self, data: str) -> None:
            fed.append(len(data))
            super().feed(data)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_Reader", Counting)
        assert beginning("<p>a <em>b</em></p>" * 20_000)
    assert sum(fed) < 10_000
