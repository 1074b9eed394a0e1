"""Answers under headings: whatever is joined is split again, or edited in one field.

Kinds covered: headings in code, lists, quotations, left open fences and HTML; a heading written
twice, in another order, with other spaces, by the author inside an answer; empty answers, indented
code, trailing spaces, other line ends, other scripts.
"""

from __future__ import annotations

import pytest

from forum.core.text.render import render
from forum.core.text.sections import join_sections, split_html, split_sections

HEADINGS = ("What happened", "So what", "Now what")


@pytest.mark.parametrize(
    "answers",
    [
        ("We waited.", "It was late.", "Ask sooner."),
        ("We waited.", "", "Ask sooner."),
        ("", "Only this", ""),
        ("    indented = code\n\nand text", "- a\n- b", "> quoted"),
        ("# Another heading\n\n## So what", "a\n\n\nb", "x"),
        ("```\n# So what\n```", "fine", ""),
        ("Chào các bạn, 我们等了", "لقد انتظرنا", "🙂"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "Setext\n===", "---"),
        ("<div>\n# Another\n</div>", "a", "b"),
        ("a\u2028b\u2029c\x0bd\x0ce\x85f", "c", ""),
        ("control \x01 sign", "", "g"),
    ],
)
def test_answers_come_back_unchanged(answers: tuple[str, str, str]) -> None:
    source = join_sections(HEADINGS, answers)
    assert split_sections(source, HEADINGS) == list(answers)


def test_empty_lines_around_an_answer_are_left_out_and_nothing_else() -> None:
    source = join_sections(HEADINGS, ("\n  \n    code\nend  \n\n", " \n\t\n", "  so"))
    assert source == "# What happened\n\n    code\nend\n\n# Now what\n\n  so"
    assert split_sections(source, HEADINGS) == ["    code\nend", "", "  so"]


@pytest.mark.parametrize(
    "source",
    [
        "",
        "Plain text",
        "Before it\n\n# What happened\n\nWe waited.",
        "# What happened\nWe waited.",
        "# What happened\n\nA\n\n# What happened\n\nB",
        "# So what\n\nA\n\n# What happened\n\nB",
        "#  What happened\n\nA",
        "# What happened #\n\nA",
        "# what happened\n\nA",
        "# What happened\n\nA\n",
        "# What happened\n\nA\n\n\n# So what\n\nB",
        "# What happened\n\na\u2028# So what\u2028d",
        "# What happened\n\n<div>\n# So what\n</div>\n\n# So what\n\nB",
        "> # What happened\n>\n> A",
        "- # What happened\n\n  A",
        "What happened\n===\n\nA",
        "# What happened\n\n",
    ],
)
def test_a_text_that_does_not_fit_is_edited_in_one_field(source: str) -> None:
    assert split_sections(source, HEADINGS) is None


def test_a_fence_left_open_hides_the_headings_after_it() -> None:
    source = join_sections(HEADINGS, ("```\nleft open", "B", ""))
    assert split_sections(source, HEADINGS) == ["```\nleft open\n\n# So what\n\nB", "", ""]


def test_a_heading_typed_into_an_answer_begins_that_section() -> None:
    source = join_sections(HEADINGS, ("A\n\n# Now what\n\nC", "", ""))
    assert split_sections(source, HEADINGS) == ["A", "", "C"]
    assert join_sections(HEADINGS, ["A", "", "C"]) == source


@pytest.mark.parametrize(
    "answers",
    [
        ("We *waited*.", "It was late.", "Ask sooner."),
        ("A\n\n> # So what\n\n- # Now what", "", "line one\nline two"),
        ("", "a < b & c\n\n![x](https://a.example/b.png)\n\n---", "```\n<h4>So what</h4>\n```"),
        ("# Another heading\n\ntext", "", ""),
    ],
)
def test_the_html_is_split_as_the_source_is(answers: tuple[str, str, str]) -> None:
    html = render(join_sections(HEADINGS, answers), handles=frozenset())
    split = split_html(html, HEADINGS)
    assert split == [render(one, handles=frozenset()).strip() for one in answers]


@pytest.mark.parametrize(
    "source",
    [
        "",
        "Text",
        "Before\n\n# So what\n\nA",
        "# Now what\n\nA\n\n# So what\n\nB",
        "# So what\n\nA\n\n# So what\n\nB",
        "> # So what\n> A",
    ],
)
def test_html_that_does_not_fit_is_left_whole(source: str) -> None:
    assert split_html(render(source, handles=frozenset()), HEADINGS) is None


def test_headings_that_are_the_same_cannot_be_told_apart() -> None:
    assert split_sections("# Why\n\nA\n\n# Why\n\nB", ("Why", "Why")) is None
