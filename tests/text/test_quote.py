"""Quoting a post, and where stored links point."""

import pytest

from forum.core.text.address import resolve
from forum.core.text.mentions import mentioned
from forum.core.text.plain import plain
from forum.core.text.quote import quoted
from forum.core.text.render import render
from forum.core.text.sanitise import clean

from .hostile import AWKWARD, SCRIPTS


def test_a_quotation_names_and_links_its_post() -> None:
    source = quoted("One\n\ntwo", name="Ana", post_id=17)
    assert source == "> [Ana](forum:/p/17):\n>\n> One\n>\n> two\n\n"
    html = render(source + "Yes.")
    assert html.startswith('<blockquote>\n<p class="fx-from"><a href="forum:/p/17">Ana</a>:</p>\n')
    assert html.endswith("</blockquote>\n<p>Yes.</p>\n")


@pytest.mark.parametrize(
    "name",
    [*SCRIPTS, "A](http://a.example)", "*A* _b_ `c`", "@tom", "A\n\n# b", "[x]: y", "&lt;", "a\\"],
)
def test_any_name_is_safe(name: str) -> None:
    source = quoted("text", name=name, post_id=17)
    html = render(source, handles={"tom"})
    assert html.count("<a ") == 1
    assert '<a href="forum:/p/17">' in html
    assert mentioned(source) == []
    assert html.count("<p") == 2


def test_a_name_reads_as_written() -> None:
    assert plain(render(quoted("a", name="A*n_a [<b>](c) &amp;", post_id=1))).startswith(
        "A*n_a [<b>](c) &amp;:"
    )


def test_open_code_ends_with_the_quotation() -> None:
    assert render(quoted("```\na", name="Ana", post_id=1) + "b").endswith("<p>b</p>\n")


@pytest.mark.parametrize("text", AWKWARD)
def test_any_text_can_be_quoted(text: str) -> None:
    assert "<p>after</p>" in render(quoted(text, name="Ana", post_id=1) + "after")


def test_only_a_line_of_attribution_is_marked_as_one() -> None:
    for source in ("> [a](forum:/p/1) said", "> [a](http://b.example):", "[a](forum:/p/1):"):
        assert "fx-from" not in render(source)


def test_links_to_the_forum_get_its_address() -> None:
    html = render("[a](forum:/p/17) @ana", handles={"ana"})
    assert 'href="/forum/p/17"' in resolve(html, prefix="/forum")
    assert 'href="https://a.example/x/m/ana"' in resolve(html, prefix="https://a.example/x/")
    assert 'href="/p/17"' in resolve(html, prefix="")


@pytest.mark.parametrize(
    "text",
    [
        'href="forum:/p/1',
        '<a href="forum:/p/1">',
        '`href="forum:/p/1`',
        '```html\n<a href="forum:/p/1">\n```',
        "[a](http://b.example 'href=\"forum:/p/1')",
        '![ href="forum:/p/1](http://b.example/c)',
    ],
)
def test_text_that_looks_like_a_link_stays_as_written(text: str) -> None:
    html = render(text, images=True)
    assert resolve(html, prefix="/HERE") == html
    dirty = clean(f"<p title='{text}'>{text}</p><abbr title='{text}'>b</abbr>")
    assert resolve(dirty, prefix="/HERE").count("/HERE") == dirty.count('<a href="forum:/')


def test_the_prefix_is_escaped() -> None:
    assert resolve(render("[a](forum:/p/1)"), prefix='/"><b>') == (
        '<p><a href="/&quot;&gt;&lt;b&gt;/p/1">a</a></p>\n'
    )
