"""Quoting a post: the quotation shows what the post shows, and names nobody.

What changes a text when it is quoted carelessly: code, lists, escapes, tables, quotations in it;
tabs, which end at fixed columns; addresses defined elsewhere in a text, which are taken from there;
line ends that only some programs know; what nests as deep as is possible; an import, which has no
Markdown; a part of a text, cut in the middle of any of these.
"""

import pytest

from forum.core.text.address import resolve
from forum.core.text.credits import named
from forum.core.text.fold import unfolded
from forum.core.text.mentions import mentioned
from forum.core.text.plain import own_words, plain
from forum.core.text.quote import quoted, quoted_part
from forum.core.text.render import render
from forum.core.text.sanitise import clean
from forum.core.text.tree import tree

from .hostile import AWKWARD, SCRIPTS

CREDIT = '<p class="fx-from"><a href="forum:/p/17">another post</a>:</p>\n'


def quote(source: str, **more: str) -> str:
    return quoted(source, html=render(source), format="markdown", post_id=17, **more)


def inside(source: str) -> str:
    """Return what a quotation of *source* shows below its credit."""
    html = render(quote(source) + "after")
    begins, ends = f"<blockquote>\n{CREDIT}", "</blockquote>\n<p>after</p>\n"
    assert html.startswith(begins), html
    assert html.endswith(ends), html
    return html[len(begins) : -len(ends)]


def test_a_quotation_refers_to_its_post() -> None:
    assert quote("One\n\ntwo") == "> forum:/p/17\n>\n> One\n>\n> two\n\n"


SAME = [
    "```python\n# set it\ndef __init__(self):\n    return a*b*c\n```",
    "    indented code",
    "1. one\n2. two\n   - in\n\n3. three",
    "\\# not a heading\n\\> no quotation\n\\* no list",
    "> forum:/p/1\n>\n> Cleo said\n>\n> > forum:/p/2\n> >\n> > before her",
    "|a|b|\n|-|-:|\n|1\\|2|**3**|",
    "# Heading #\n\nsetext\n===\n\n***",
    "www.example.org, ana@example.org and <https://example.org>",
    "a\u2028> b\r\nc\x0bd",
    "\tcode after a tab",
    "- a\n\n\tstill in it",
    "```\n\ttab\n```",
    "> " * 12 + "deep",
    "**强调。**后 `a``b` [x](https://a.example/b_(c))",
    "&lt;b&gt; &amp;amp; &nbsp;x",
    "long enough to be rendered to make sure\n\n" * 120,
]


@pytest.mark.parametrize("source", SAME)
def test_a_quotation_shows_what_the_post_shows(source: str) -> None:
    assert plain(inside(source)) == plain(render(source))
    if "\t" not in source:
        assert unfolded(inside(source)) == unfolded(render(source))


def test_open_code_ends_with_the_quotation() -> None:
    assert "</code></pre>\n</blockquote>\n<p>b</p>" in render(quote("```\na") + "b")


@pytest.mark.parametrize("text", [*AWKWARD, *SCRIPTS])
def test_any_text_can_be_quoted(text: str) -> None:
    assert "<p>after</p>" in render(quote(text) + "after")


def test_an_address_that_a_text_defines_goes_with_it() -> None:
    first = "see [1]\n\n[1]: https://one.example"
    assert (
        inside(first)
        == '<p>see <a href="https://one.example" rel="nofollow noopener ugc">1</a></p>\n'
    )
    both = render(quote(first) + quote("and [1]\n\n[1]: https://two.example") + "mine: [1]")
    assert both.count("https://one.example") == both.count("https://two.example") == 1
    assert "<p>mine: [1]</p>" in both


@pytest.mark.parametrize("source", ["> " * 17 + "x", "- " * 8 + "x", "> " * 60 + "x"])
def test_what_nests_too_deep_is_quoted_as_it_was_written(source: str) -> None:
    html = render(quote(source))
    assert html.startswith(f"<blockquote>\n{CREDIT}")
    assert "x" in plain(html)


IMPORTED = (
    "<h4>Head</h4><p>1. no list, *no* emphasis, [no](link), a_b __c__ &lt;b&gt; &amp;amp;</p>"
    "<p><strong>bold</strong> and <em>thin</em>, <code>a`b</code>"
    " <a href='forum:/m/ana'>@ana</a></p>"
    "<ul><li>one<ol start='3'><li>two</li></ol></li></ul><ul><li>other</li></ul>"
    "<pre><code>  # code\n\n```\n*</code></pre>"
    "<blockquote><p class='fx-from'><a href='forum:/p/5'>Ana</a></p><p>said</p></blockquote>"
    "<blockquote><p class='fx-from'>Somebody elsewhere:</p><p>too</p></blockquote>"
    "<table><tr><th>a</th><th>b</th></tr><tr><td>1|2</td><td>3</td></tr></table><hr>"
    "<p><a href='https://a.example/(x)'>there</a> # no<br># heading<br>- no item<br>forum:/p/3</p>"
    "<details><summary>more</summary><p>inner</p></details><p>tail<br>---</p>"
)


def test_an_import_is_quoted_by_what_it_shows() -> None:
    html = clean(IMPORTED)
    shown = render(quoted(IMPORTED, html=html, format="html", post_id=17), handles={"ana"})
    for part in (
        "<h4>Head</h4>",
        "<p>1. no list, *no* emphasis, [no](link), a_b __c__ &lt;b&gt; &amp;amp;</p>",
        '<strong>bold</strong> and <em>thin</em>, <code>a`b</code> <a href="forum:/m/ana">@ana</a>',
        '<ol start="3">\n<li>two</li>',
        "<code>  # code\n\n```\n*\n</code>",
        '<p class="fx-from"><a href="forum:/p/5">another post</a>:</p>\n<p>said</p>',
        "<td>1|2</td>",
        ">there</a> # no<br>\n# heading<br>\n- no item<br>\nforum:/p/3</p>",
        "<p>tail<br>\n---</p>",
    ):
        assert part in shown
    assert shown.count("<ul>") == 2
    assert plain(shown).replace("Ana", "") == "“" + plain(html) + "”"


def part_of(source: str, first: str, last: str) -> str:
    """Return the quotation of *source* from *first* to *last*, as somebody selects it."""
    html = render(source)
    shown = named(html, {1: "Cleo Hart"}, other="another post")
    text = tree(shown).text
    start, end = text.index(first), text.index(last) + len(last)
    return quoted_part(html, shown, start=start, end=end, post_id=17).rstrip()


LONG = """Words before *it* all.

```
# set
def __init__(self):
```

1. one
2. two [there](https://a.example)

> forum:/p/1
>
> Cleo said *this*

> forum:/p/2
>
> nobody may read

> somewhere it says

\\# no heading"""


@pytest.mark.parametrize(
    ("first", "last", "quotation"),
    [
        ("before", "it", "> forum:/p/17\n>\n> before *it*"),
        ("def", "init", "> forum:/p/17\n>\n> ```\n> def __init\n> ```"),
        ("one", "there", "> forum:/p/17\n>\n> 1. one\n> 2. two [there](<https://a.example>)"),
        ("# no", "heading", "> forum:/p/17\n>\n> \\# no heading"),
        ("said", "this", "> forum:/p/1\n>\n> said *this*"),
        ("Cleo Hart", "this", "> forum:/p/1\n>\n> Cleo said *this*"),
        ("may", "read", "> forum:/p/2\n>\n> may read"),
        ("somewhere", "says", "> forum:/p/17\n>\n> > somewhere it says"),
        (
            "there",
            "Cleo said",
            "> forum:/p/17\n>\n> 1. [there](<https://a.example>)\n>\n"
            "> > forum:/p/1\n> >\n> > Cleo said",
        ),
    ],
)
def test_a_part_keeps_its_shape_and_is_credited_to_whoever_said_it(
    first: str, last: str, quotation: str
) -> None:
    assert part_of(LONG, first, last) == quotation


def test_a_part_without_text_is_none() -> None:
    html = render(LONG)
    assert quoted_part(html, html, start=9_000, end=9_999, post_id=1) == ""
    assert part_of("> forum:/p/1\n>\n> x\n\ny", "Cleo", "Cleo") == ""


@pytest.mark.parametrize(
    "line",
    [
        "forum:/p/17",
        "forum:/p/17:",
        "[Ana Silva](forum:/p/17):",
        "[](forum:/p/17)",
        "[*A* b](forum:/p/17)",
    ],
)
@pytest.mark.parametrize("gap", ["\n>\n> ", "\n> "])
def test_a_line_that_names_a_post_is_a_credit_whatever_it_says(line: str, gap: str) -> None:
    if gap == "\n> " and line.startswith("["):
        gap = "\n>\n> "
    assert render(f"> {line}{gap}hi") == f"<blockquote>\n{CREDIT}<p>hi</p>\n</blockquote>\n"


def test_only_the_first_line_of_a_quotation_is_a_credit() -> None:
    for source in (
        "> [a](forum:/p/1) said",
        "> [a](http://b.example):",
        "[a](forum:/p/1):",
        "forum:/p/1",
        "> x\n>\n> forum:/p/1",
        "> `forum:/p/1`",
        "> \\[a](forum:/p/1)",
        "> - forum:/p/1",
    ):
        assert "fx-from" not in render(source)


def test_a_credit_is_given_its_name_when_it_is_read() -> None:
    html = render("> forum:/p/17\n>\n> hi\n\n> forum:/p/18\n>\n> ho")
    shown = named(html, {17: "<Ana> & “Co”"}, other="another post")
    assert '<p class="fx-from"><a href="forum:/p/17">&lt;Ana&gt; &amp; “Co”</a>:</p>' in shown
    assert '<p class="fx-from">another post:</p>' in shown
    assert "forum:/p/18" not in shown


def test_an_import_leaves_no_name_in_a_credit() -> None:
    html = clean('<p class="fx-from"><a href="forum:/p/17">Jonas:</a></p>')
    assert html == CREDIT.rstrip("\n")
    assert clean(html) == html


def test_other_people_s_words_are_marked_in_an_excerpt_or_left_out() -> None:
    html = render("> forum:/p/1\n>\n> theirs\n>\n> > forum:/p/2\n> >\n> > before\n\nmine\n\n> old")
    assert plain(html) == "“theirs\n“before””\nmine\nold"
    assert own_words(html) == "mine\nold"
    assert own_words(render("> forum:/p/1\n>\n> theirs")) == "“theirs”"
    assert plain(render("> forum:/p/1")) == ""


def test_a_quoted_mention_notifies_nobody() -> None:
    source = "@ana, see\n\n" + quote("As @ben says\n\n> forum:/p/1\n>\n> - @cleo") + "@dora"
    assert mentioned(source) == ["ana", "dora"]
    assert mentioned(source, quoted=True) == ["ana", "ben", "cleo", "dora"]
    assert mentioned(quote("@ben") + quote(quote("@cleo"))) == []


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
        "<ul>",
        '`<p class="fx-from">`',
    ],
)
def test_text_that_looks_like_a_link_stays_as_written(text: str) -> None:
    html = render(text, images=True)
    assert resolve(html, prefix="/HERE") == html
    dirty = clean(f"<abbr title='{text}'>b</abbr>")
    assert resolve(dirty, prefix="/HERE").count("/HERE") == dirty.count('<a href="forum:/')


def test_the_prefix_is_escaped() -> None:
    assert resolve(render("[a](forum:/p/1)"), prefix='/"><b>') == (
        '<p><a href="/&quot;&gt;&lt;b&gt;/p/1">a</a></p>\n'
    )


def test_what_has_a_side_reads_in_its_own_direction() -> None:
    html = render("> forum:/p/1\n>\n> سؤال\n\n1. a\n\n- b\n\n|a|\n|-|\n|b|\n\n# c")
    shown = resolve(html, prefix="/x")
    assert shown.count('dir="auto"') == 5
    for element in ("<blockquote", "<p", "<ol", "<ul", "<table"):
        assert f'{element} dir="auto"' in shown
    in_mail = resolve(html, prefix="/x", styled=False)
    for element in ("<p", "<h4", "<li", "<td", "<th"):
        assert f'{element} dir="auto"' in in_mail
        assert f"{element}>" not in in_mail
