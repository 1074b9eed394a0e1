"""What is long is folded, once, and what reads a text does not see the fold."""

from __future__ import annotations

import pytest

from forum.core.text.address import resolve
from forum.core.text.fold import LINES, folded, unfolded, worded
from forum.core.text.plain import beginning, own_words, plain
from forum.core.text.quote import quoted, quoted_part
from forum.core.text.render import render
from forum.core.text.sanitise import clean
from forum.core.text.to_markdown import to_markdown, to_text
from forum.core.text.tree import tree


def lines(count: int) -> str:
    return "\n".join(f"line {n}" for n in range(1, count + 1))


def quotation(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in ["forum:/p/17", "", *text.split("\n")])


CODE = f"```\n{lines(LINES + 1)}\n```"
PROSE = "so it goes, " * 300
FOLDS = {
    "code": (CODE, f"Code {LINES + 1}"),
    "code with a language": (CODE.replace("```\n", "```python\n", 1), f"Code {LINES + 1}"),
    "code in a list": ("- it\n\n  " + CODE.replace("\n", "\n  "), f"Code {LINES + 1}"),
    "a quotation of lines": (quotation(lines(LINES + 1)), f"Quotation {LINES + 1}"),
    "a quotation of a long paragraph": (f"> {PROSE}", "Quotation 45"),
    "code in a long quotation": (quotation(f"Look:\n\n{CODE}"), f"Quotation {LINES + 2}"),
    "a long quotation in a quotation": (f"> > {PROSE}", "Quotation 45"),
}


@pytest.mark.parametrize("name", FOLDS)
def test_what_is_long_is_folded_once(name: str) -> None:
    source, summary = FOLDS[name]
    html = render(f"before\n\n{source}\n\nafter")
    assert html.count(f'<details class="fx-long"><summary>{summary}</summary>') == 1
    assert html.count("<details") == 1
    assert clean(html) == html
    assert folded(unfolded(html)) == html
    assert clean(unfolded(html)) == html


@pytest.mark.parametrize("name", FOLDS)
def test_what_reads_a_text_does_not_see_the_fold(name: str) -> None:
    html = render(FOLDS[name][0])
    bare = unfolded(html)
    assert "<details" not in bare
    for read in (plain, own_words, beginning):
        assert read(html) == read(bare)
    for write in (to_markdown, to_text):
        assert write(tree(html)) == write(tree(bare))
    assert quoted(FOLDS[name][0], html=html, format="markdown", post_id=3) == quoted(
        FOLDS[name][0], html=bare, format="markdown", post_id=3
    )


@pytest.mark.parametrize(
    "source",
    [f"```\n{lines(LINES)}\n```", quotation(lines(LINES)), f"```\n{lines(LINES)}\n\n\n```", PROSE],
    ids=["code", "a quotation", "code that ends with empty lines", "a long text"],
)
def test_what_is_not_longer_stays_as_it_is(source: str) -> None:
    assert "<details" not in render(source)


def test_who_is_quoted_stays_in_sight() -> None:
    html = render(quotation(lines(LINES + 1)))
    assert html.index("fx-from") < html.index("<details")


@pytest.mark.parametrize(
    "html",
    [
        f'<a href="http://a.example"><pre>{lines(LINES + 1)}</pre></a>',
        f"<details><summary>a<pre>{lines(LINES + 1)}</pre></summary><p>b</p></details>",
    ],
    ids=["a link", "a summary"],
)
def test_nothing_opens_inside_a_link_or_a_summary(html: str) -> None:
    assert 'class="fx-long"' not in clean(html)
    assert "<pre" in clean(html)


@pytest.mark.parametrize(
    ("html", "result"),
    [
        ('<details class="fx-long"><summary>Code 45</summary><p>a</p></details>', "<p>a</p>"),
        (
            '<details open class="fx-long"><summary>Pay <b>9</b></summary><p>a</p></details>',
            "<details><summary>Pay <b>9</b></summary><p>a</p></details>",
        ),
        ('<p class="fx-long">a</p>', "<p>a</p>"),
    ],
)
def test_nobody_else_makes_one(html: str, result: str) -> None:
    assert clean(html) == result


def test_a_spoiler_in_a_long_quotation_stays_folded_when_the_rest_is_not() -> None:
    spoiler = "<details><summary>Spoiler</summary><p>she did it</p></details>"
    said = "".join(f"<p>line {n}</p>" for n in range(60))
    html = clean(f"<blockquote>{spoiler}{said}</blockquote>")
    assert html.count("<details") == 2
    assert unfolded(html) == f"<blockquote>{spoiler}{said}</blockquote>"
    assert clean(html) == html


def test_a_part_is_counted_with_the_words_that_its_reader_saw() -> None:
    html = render(CODE)
    shown = worded(html, lambda code, n: f"Alle {n} Zeilen <{code}>")
    assert "<summary>Alle 41 Zeilen &lt;True&gt;</summary>" in shown
    text = tree(resolve(shown, prefix="/forum")).text
    at = text.index("line 30")
    part = quoted_part(html, shown, start=at, end=at + 7, post_id=3)
    assert part == "> forum:/p/3\n>\n> ```\n> line 30\n> ```\n\n"
    assert quoted_part(html, shown, start=0, end=at, post_id=3).count("line") == 29
    assert "Alle" not in quoted_part(html, shown, start=0, end=len(text), post_id=3)
