"""Addresses and emphasis in running text, in every script.

Siblings: before and behind an address letters of Chinese, Japanese, Korean, Thai, Cyrillic;
brackets, quotation marks and full stops of each; capitals; no scheme; mail; addresses in code, in
links and after an at sign; paths in other scripts. For emphasis: the punctuation of East Asia and
wide signs, ASCII signs next to such letters, all marks; and Latin text, in which nothing changes.
"""

import re
import time
from types import SimpleNamespace

import pytest

from forum.core.text.bare_address import addresses
from forum.core.text.markdown import PARSER
from forum.core.text.mentions import mentioned
from forum.core.text.render import render

SITE = "https://example.org/a"


def linked(source: str) -> list[tuple[str, str]]:
    """Return address and words of each link in *source*."""
    parts = render(source).split('<a href="')[1:]
    return [(part.partition('"')[0], part.partition(">")[2].partition("<")[0]) for part in parts]


@pytest.mark.parametrize(
    "source",
    [
        "日本語{}",
        "详见{}，谢谢",
        "詳細は{}です。",
        "見る {}です。",
        "（{}）",
        "「{}」",
        "『{}』を",
        "【{}】",
        "《{}》",
        "“{}”",
        "‘{}’，",
        "«{}»",
        "„{}“",
        "주소는{}에서",
        "ดู{}ครับ",
        "{}。",
        "{}、{}",
        "{}；",
        "{}：后",
        "{}！",
        "{}？",
        "{}…",
        "{}——后",
        "{}〜",
        "{}・{}",
        "{}؟",
        "{}، ثم",
        "{}।",
        "({})",
        "[{}]",
        "{}, {}.",
        "{}'",
        "{}😀",
        "**{}**，",
        "*{}*后",
        "~~{}~~",
        "_{}_ x",
        "|{}|\n|-|",
        "# 标题{}",
        "- 条目{}。",
    ],
)
@pytest.mark.parametrize(
    ("address", "href"),
    [
        (SITE, SITE),
        ("Https://example.org/a", SITE),
        ("HTTP://example.org/a?b=c&d=e#f", "http://example.org/a?b=c&amp;d=e#f"),
        ("www.example.org", "https://www.example.org"),
        ("Www.example.org/a_b_c", "https://Www.example.org/a_b_c"),
        ("ana.b+c@example.org", "mailto:ana.b+c@example.org"),
    ],
)
def test_an_address_is_a_link_whatever_stands_round_it(
    source: str, address: str, href: str
) -> None:
    words = address.replace("&", "&amp;")
    assert linked(source.format(address, address)) == [(href, words)] * source.count("{}")


@pytest.mark.parametrize(
    ("address", "href"),
    [
        ("https://ru.wikipedia.org/wiki/Москва", "https://ru.wikipedia.org/wiki/%D0%9C%D0%BE"),
        ("https://ja.wikipedia.org/wiki/日本語#節", "https://ja.wikipedia.org/wiki/%E6%97%A5"),
        ("https://例え.jp/a", "https://xn--r8jz45g.jp/a"),
        ("http://localhost:8000/x", "http://localhost:8000/x"),
        ("http://192.168.0.1:80/x", "http://192.168.0.1:80/x"),
        ("https://user@example.org/x", "https://user@example.org/x"),
        ("https://example.org/b_(c)", "https://example.org/b_(c)"),
        ("ana@müller.example", "mailto:ana@"),
    ],
)
def test_a_whole_address_is_a_link(address: str, href: str) -> None:
    ((found, words),) = linked(f"See {address}.")
    assert found.startswith(href)
    assert words == address


@pytest.mark.parametrize(
    "source",
    [
        f"`{SITE}` `ana@example.org` `www.example.org`",
        f"```\n{SITE} ana@example.org www.example.org\n```",
        "xhttps://example.org",
        "éhttps://example.org",
        "ftp://www.example.org",
        "notes.md e.g. 3.14 a.b",
        "www. www.a www..a wwwx.example.org",
        "@ana@example.org",
        "éana@example.org",
        "git@example.org:team/x.git",
        "x@y x@y. @ a@",
        "https:// http://。",
        "javascript:alert(1)",
    ],
)
def test_what_only_resembles_an_address_is_none(source: str) -> None:
    assert linked(source) == []


def test_no_link_in_a_link() -> None:
    for inner in (SITE, "www.example.org", "ana@example.org"):
        assert linked(f"[see {inner}](forum:/p/1)") == [("forum:/p/1", f"see {inner}")]


def test_no_character_is_lost_or_said_twice() -> None:
    source = "一www.a.example二ana@b.example三https://c.example/d四"
    html = render(source)
    assert "".join(part.partition(">")[2] for part in html.split("<")) == source + "\n"


def test_a_mail_address_mentions_nobody() -> None:
    assert mentioned("ana@example.org，ben@example.org 和 @cleo") == ["cleo"]


@pytest.mark.parametrize("mark", ["**", "*", "~~"])
@pytest.mark.parametrize(
    "source",
    [
        "M重点M",
        "这是M重点M。",
        "这是M重点。M后面",
        "这是M“重点”M的",
        "这是M「重点」M的",
        "这是M（重点）M的",
        "这是M(重点)M的",
        "这是M[重点]M的",
        'これはM"重点"Mです',
        "これはM重点！Mです",
        "이것은M(중요)M입니다",
        "นี่M(สำคัญ)Mครับ",
        "M中文：M内容",
        "M`代码`M的",
        "，M重点M，",
        "ＡM重点，MＢ",
    ],
)
def test_emphasis_needs_no_space_where_none_is_written(source: str, mark: str) -> None:
    html = render(source.replace("M", mark))
    assert html.count("<strong>" if mark == "**" else "<em>" if mark == "*" else "<s>") == 1
    assert mark[0] not in html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("__强调__。", "<p><strong>强调</strong>。</p>"),
        ("snake_case_name 报告_最终_版", "<p>snake_case_name 报告_最终_版</p>"),
        ("foo**(bar)**baz", "<p>foo**(bar)**baz</p>"),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
        ("价格* 另计*", "<p>价格* 另计*</p>"),
        ("**Note (a)**: b", "<p><strong>Note (a)</strong>: b</p>"),
    ],
)
def test_everything_else_is_as_in_commonmark(source: str, html: str) -> None:
    assert render(source) == html + "\n"


@pytest.mark.parametrize(
    "piece",
    [
        "a@",
        "www.",
        "http://",
        "a@b.",
        "x@b-",
        "中https://a.b",
        "www.a.b ",
        "a@b.cc ",
        "**中。**",
        "_a@b.cc_",
        "https://a(",
        "https://中",
        "[www.a.b ",
        "![www.a.b",
        "a+b",
        "%",
        "中/",
        "@",
        "> forum:/p/1\n\n",
        "> forum:/p/1\n> ",
    ],
)
def test_time_stays_linear(piece: str) -> None:
    """Sixteen times the text takes 16 times as long, 256 times if it is quadratic: half-way, 64."""
    text = "https://a.b/c/" + piece * 32_000
    took = [min(seconds(text[:length]) for _ in range(3)) for length in (2_000, 32_000)]
    assert took[1] < max(1.0, 64 * took[0]), took


@pytest.mark.parametrize("piece", ["www.a.b ", "a@b.cc, ", "https://a.b/c "])
def test_the_words_before_an_address_are_searched_only_up_to_it(
    piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, searched, pattern = piece * 1_000, [0], PARSER.inline.terminator_re

    def search(source: str, start: int, end: int) -> re.Match[str] | None:
        searched.append(end - start)
        return pattern.search(source, start, end)

    monkeypatch.setattr(PARSER.inline, "terminator_re", SimpleNamespace(search=search))
    assert render(text).count("<a ") == 1_000
    assert sum(searched) <= 2 * len(text)


def test_a_long_run_of_underscores_is_read_once() -> None:
    for run in ("_", "_a"):
        assert len(addresses("a@b.example " + run * 200_000)) == 1


def seconds(text: str) -> float:
    """Return the CPU time that *text* takes."""
    began = time.process_time()
    render(text)
    return time.process_time() - began
