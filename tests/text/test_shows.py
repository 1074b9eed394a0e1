"""Texts of which a reader would see nothing.

Siblings: marks without words (heading, quotation, list, table, emphasis, code), definitions,
characters without a shape, written as they are or as references, links and pictures of nothing.
"""

import pytest

from forum.core.text import shows as module
from forum.core.text.shows import shows


@pytest.mark.parametrize(
    "source",
    [
        "",
        "   \n\t",
        "#",
        "###### ",
        ">",
        "> > >",
        "-",
        "1.",
        "* *\n*",
        "```\n```",
        "```python\n\n```",
        "~~~~",
        "| |\n|-|\n| |",
        "[a]: https://example.org",
        "[a]:\nhttps://example.org",
        '[a]: <https://example.org> "title"',
        "&nbsp;",
        "&#8203;&zwj;&shy;",
        "\u200b\u2060\ufeff\u00ad",
        "\u3164\u2800\u115f",
        "\u0301",
        "\U000e0041",
        "[](https://example.org)",
        "[ ](https://example.org)",
        "![]()",
        "[![]()](https://example.org)",
        "` `",
        "> forum:/p/17",
        "# \n\n> \n\n&nbsp;",
        "> > forum:/p/17",
        "- ```python\n  ```",
        "~~~python\n~~~",
        "> - ~~~ python",
        "| |\n|-|\n| | a |",
        "> ~~~ python",
        "[](\nhttps://example.org)",
        '[]( https://example.org\n"title")',
        "> <forum:/p/17>",
    ],
)
def test_nothing_is_shown(source: str) -> None:
    assert not shows(source)


@pytest.mark.parametrize(
    "source",
    [
        "a",
        "你",
        "1",
        "?",
        "😀",
        "***",
        "- - -",
        "<!-- -->",
        "<b></b>",
        "\\",
        "**",
        "`x`",
        "[a]",
        "[a]: /x",
        "&amp;",
        "    a",
        "# a",
        "- [x] done",
        "~~",
        "![](https://example.org/a.png)",
        "ن\u200cم",
        "```\na\n```",
        "> forum:/p/17\n>\n> a",
        "- a",
        "> > * ## a",
        "~~a",
        "``a",
        "- `a`",
        "__a_",
        "forum:/p/17",
        "<forum:/p/17>",
        "{}",
        "(",
        ":-:",
        "[" * 20_000,
    ],
)
def test_something_is_shown(source: str) -> None:
    assert shows(source)


@pytest.mark.parametrize(
    "source", ["<p></p>", "<p>&nbsp;</p>", "<img>", "<script>a</script>", "<p>"]
)
def test_html_of_an_import_that_shows_nothing(source: str) -> None:
    assert not shows(source, format="html")


def test_html_of_an_import_that_shows_something() -> None:
    for source in ("<p>a</p>", "<hr>", '<img src="https://example.org/a.png">'):
        assert shows(source, format="html")


def test_what_obviously_shows_something_need_not_be_rendered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else a text is parsed twice as often, and some take half a second each time."""
    monkeypatch.setattr(module, "_rendered", None)
    for source in (
        "a",
        "> a\n" * 9,
        '{"a":[' * 9,
        "<b>" * 9,
        "- a\n",
        "~~a",
        "See [this](https://a.b)",
    ):
        assert shows(source)
