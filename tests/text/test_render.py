"""Markdown as members write it."""

import pytest

from forum.core.text.mentions import mentioned
from forum.core.text.plain import plain
from forum.core.text.render import render
from forum.core.text.sanitise import clean


def test_headings_start_below_those_of_the_page() -> None:
    assert (
        render("# a\n## b\n### c\n###### d") == "<h4>a</h4>\n<h5>b</h5>\n<h6>c</h6>\n<h6>d</h6>\n"
    )


def test_raw_html_shows_as_text() -> None:
    assert render("<b>a</b>") == "<p>&lt;b&gt;a&lt;/b&gt;</p>\n"


def test_tables_and_strikethrough() -> None:
    html = render("|a|b|c|\n|:-|:-:|-:|\n|1|2|~~3~~|")
    assert '<th class="fx-start">a</th>\n<th class="fx-center">b</th>' in html
    assert '<td class="fx-end"><s>3</s></td>' in html
    assert html.count('<div class="fx-scroll" tabindex="0" role="region" aria-label="Table">') == 1


@pytest.mark.parametrize(
    ("source", "href", "after"),
    [
        ("see https://a.example/b_c_d.", "https://a.example/b_c_d", "</a>."),
        ("(https://a.example/b)", "https://a.example/b", "</a>)"),
        ("https://a.example/b_(c)", "https://a.example/b_(c)", "</a></p>"),
        ("**https://a.example**", "https://a.example", "</a></strong>"),
        ("“https://a.example”", "https://a.example", "</a>”"),
        ("https://a.example。次", "https://a.example", "</a>。次"),
        ("http://a.example/?b=c&d=e, f", "http://a.example/?b=c&amp;d=e", "</a>, f"),
    ],
)
def test_bare_addresses_are_links(source: str, href: str, after: str) -> None:
    html = render(source)
    assert f'<a href="{href}" rel="nofollow noopener ugc">' in html
    assert after in html


@pytest.mark.parametrize(
    "source", ["notes.md", "xhttp://a.example", "ftp://a.example", "http://", "`https://a.example`"]
)
def test_text_that_only_resembles_an_address_is_not_a_link(source: str) -> None:
    assert "<a" not in render(source)


def test_no_link_in_a_link() -> None:
    assert render("[see https://a.example](forum:/p/1)").count("<a") == 1


def test_a_known_handle_becomes_a_link() -> None:
    assert render("Thanks @Ana, and @bob.", handles={"ana"}) == (
        '<p>Thanks <a href="forum:/m/ana">@Ana</a>, and @bob.</p>\n'
    )


@pytest.mark.parametrize(
    "source",
    ["`@ana`", "    @ana", "```\n@ana\n```", "x@ana", "[@ana](http://a.example)", r"\@ana"],
)
def test_code_addresses_and_links_contain_no_mention(source: str) -> None:
    assert "forum:/m/" not in render(source, handles={"ana"})


def test_code_is_coloured_by_its_language_and_never_guessed() -> None:
    assert '<span class="k">def</span>' in render("```python\ndef f(): pass\n```")
    assert '<span class="k">def</span>' in render("```Python title=x\ndef f(): pass\n```")
    for fence in ("```", "```nosuch", "```guess"):
        assert "span" not in render(f"{fence}\ndef f(): pass\n```")


def test_code_keeps_every_character() -> None:
    assert render("```\n\n\n  a \"b\" 'c' <d> &e;\n```").endswith(
        "<code>\n\n  a &quot;b&quot; 'c' &lt;d&gt; &amp;e;\n</code></pre>\n"
    )


def test_code_that_nobody_writes_stays_plain() -> None:
    for code in ("/" * 301, "int a;\n" * 900, "int a;" + "\n " * 9 + "int b;"):
        assert "span" not in render(f"```c\n{code}\n```")
    assert "span" in render("```c\nint a;\n```")


def test_pictures_become_links_unless_allowed() -> None:
    source = '![A "cat"](https://a.example/b.png "t")'
    assert ">image: A &quot;cat&quot;</a>" in render(source)
    assert '<img src="https://a.example/b.png" alt="A &quot;cat&quot;"' in render(
        source, images=True
    )
    assert render("[![cat](https://a.example/b.png)](forum:/p/1)") == (
        '<p><a href="forum:/p/1">image: cat</a></p>\n'
    )


def test_a_link_that_is_refused_stays_as_it_was_typed() -> None:
    assert render("[a](b.html) [c](//d.example)") == (
        '<p>[a](b.html) <a href="https://d.example" rel="nofollow noopener ugc">c</a></p>\n'
    )
    assert render("![a](/b.png) said[^1]\n\n[^1]: A note") == (
        "<p>![a](/b.png) said[^1]</p>\n<p>[^1]: A note</p>\n"
    )


def test_a_table_with_too_many_cells_is_shown_as_text() -> None:
    table = "|a" * 10 + "|\n" + "|-" * 10 + "|\n" + "|@a\n"
    assert "<table>" in render(table)
    much = table + "|@a\n" * 7_000
    shown = render(much, handles={"a"})
    assert "<table>" not in shown
    assert plain(shown) == much.rstrip("\n")
    assert mentioned(much) == []


def test_text_with_very_many_brackets_is_shown_as_it_was_typed() -> None:
    for many in ("[" * 5_001, "[a](b) " * 5_001, "![a](" * 5_001, '{"a":[' * 5_001):
        assert plain(render(many)) == many.rstrip()
        assert render(many).startswith("<pre")
    for some in ("[" * 5_000, "```\n" + "[" * 9_000 + "\n```", "`" + "[" * 9_000 + "`"):
        assert "[" * 5_000 in render(some)
    assert render("[" * 5_000).startswith("<p>")


def test_deeply_nested_text_is_not_lost() -> None:
    deep = "> " * 60 + "innermost"
    assert "innermost" in render(deep)
    nested = "\n".join("  " * depth + f"- level {depth}" for depth in range(40))
    assert "level 39" in render(nested)


def test_a_list_of_eight_levels_is_a_list() -> None:
    nested = "\n".join("  " * depth + "- a" for depth in range(8))
    assert render(nested).count("<ul>") == 8


def test_rendered_html_is_already_clean() -> None:
    source = (
        "# a\n\n> b\n\n1. c\n2. d\n\n|e|\n|:-|\n|f|\n\n```python\ng = 'h'\n```\n\nhttps://i.example"
    )
    assert clean(render(source)) == render(source)
