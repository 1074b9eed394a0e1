"""What is known of HTML without parsing it is what parsing it shows."""

from __future__ import annotations

import random

import pytest

from forum.core.text.credits import nameless
from forum.core.text.read_back import reads_back
from forum.core.text.render import render
from forum.core.text.sanitise import _once

from .hostile import AWKWARD, MARKDOWN_SCRIPTS, SCRIPTS

CODE = '<pre tabindex="0" role="region" aria-label="Code">'
OPENED = (
    *("<p>", "<blockquote>", "<ul>", "<ol>", '<ol start="3">', "<li>", CODE, "<code>", "<em>"),
    *("<strong>", "<b>", "<h4>", "<del>", '<p class="fx-from">', '<span class="k">', "<div>"),
    *('<a href="https://a.example/" rel="nofollow noopener ugc">', '<a href="forum:/p/1">'),
    *('<a href="https://a.example/">', '<a href="javascript:x">', "<table>", "<p title='a'>"),
)
TEXTS = ("x", " ", "\n", "&amp;", "&lt;", "<br>", "<hr>", "&nbsp;", '"', ">", "\0")


def tree(dice: random.Random, depth: int) -> str:
    """Return some HTML, most of it well-formed."""
    written = ""
    for _ in range(dice.randint(0, 3)):
        if depth <= 0 or dice.random() < 0.4:
            written += dice.choice(TEXTS)
            continue
        opened = dice.choice(OPENED)
        name = opened[1:-1].split(" ", maxsplit=1)[0]
        closed = f"</{name}>" if dice.random() < 0.98 else "</p>"
        written += opened + tree(dice, depth - 1) + closed
    return written


def test_what_is_known_to_read_back_does() -> None:
    dice = random.Random(9)
    known = 0
    for _ in range(6_000):
        html = tree(dice, dice.randint(1, 4))
        for paths in (True, False):
            if html and reads_back(html, paths=paths):
                known += 1
                for images in (True, False):
                    assert _once(html, None, images, paths) == html
    assert known > 200


@pytest.mark.parametrize("html", [*SCRIPTS, *AWKWARD])
def test_nothing_hostile_is_believed(html: str) -> None:
    cleaned = nameless(_once(html, None, True, True))
    for text in (html, cleaned):
        if reads_back(text, paths=True):
            assert _once(text, None, True, True) == text


@pytest.mark.parametrize("source", MARKDOWN_SCRIPTS)
def test_what_is_rendered_is_believed_only_if_it_reads_back(source: str) -> None:
    html = render(source)
    if reads_back(html, paths=False):
        assert _once(html, None, False, False) == html


@pytest.mark.parametrize(
    "html",
    [
        *(
            "<p><p>a</p></p>",
            "<a href='forum:/p/1'>a</a>",
            "<p>a",
            "a</p>",
            "<p></p>",
            "<em> </em>",
        ),
        *(
            f"{CODE}\na</pre>",
            "<ul>a</ul>",
            "<p><ul><li>a</li></ul></p>",
            "<img src='x'>",
            "<p>a\r</p>",
        ),
        *("<p>a & b</p>", "<script>a</script>", "<svg><p>a</p></svg>", '<p onclick="a">a</p>'),
        '<p><a href="https://a.example/">a</a></p>',
        '<p><a href="forum:/p/1"><em><a href="forum:/p/1">a</a></em></a></p>',
        '<p><a href="/a">a</a></p>',
        "<b>" * 30 + "a" + "</b>" * 30,
    ],
)
def test_it_does_not_know_of(html: str) -> None:
    assert not reads_back(html, paths=False)


def test_it_knows_of_most_texts() -> None:
    source = "# a\n\nb *c* `d` [e](https://a.example)\n\n> f\n\n- g\n- h\n\n"
    source += "```python\nif i: j\n```\n\n3. k"
    assert reads_back(render(source), paths=False)
