"""Which lines of a page are steps of a path, and by which key a mark on one is kept."""

from __future__ import annotations

import pytest

from forum.core.text.render import render
from forum.core.text.steps import Printed, Step, stages, with_steps

HERE = ("https://intranet.example/forum",)


def steps(source: str) -> list[Step]:
    """Return the steps of a text."""
    return [step for stage in stages(render(source), bases=HERE) for step in stage.steps]


def test_headings_are_stages_and_items_of_lists_are_steps() -> None:
    found = stages(
        render(
            "- Zero\n\n# Begin\n\nWords.\n\n- One\n- Two\n\n## Empty\n\n# Do\n\n1. Three\n2. Four"
        )
    )

    assert [(stage.heading, stage.section) for stage in found] == [
        ("", ""),
        ("Begin", "begin"),
        ("Do", "do"),
    ]
    assert [[(step.number, step.words) for step in stage.steps] for stage in found] == [
        [(1, "Zero")],
        [(2, "One"), (3, "Two")],
        [(4, "Three"), (5, "Four")],
    ]


@pytest.mark.parametrize(
    "source", ["No list", "> - quoted", "-\n-", "| a |\n|---|\n| b |", "", "# Only a heading"]
)
def test_what_is_no_step(source: str) -> None:
    assert steps(source) == []


def test_a_list_in_an_item_belongs_to_it() -> None:
    (first, second) = steps("- Read it\n  - not [this](forum:/t/1)\n  - nor this\n- Then this")

    assert (first.words, first.key) == ("Read it", "t:1")
    assert second.words == "Then this"


@pytest.mark.parametrize(
    ("source", "key"),
    [
        ("- [Words](forum:/t/7)", "t:7"),
        ("- [Words](forum:/t/7-with-words?page=2#p31) and [more](forum:/t/8)", "t:7"),
        ("- [Words](forum:/p/17)", "p:17"),
        ("- [Words](forum:/a/12#fx-s-goals)", "a:12"),
        ("- https://intranet.example/forum/t/7-x?page=2", "t:7"),
        ("- https://intranet.example/forums/t/7", "https://intranet.example/forums/t/7"),
        ("- [Page](https://intranet.example/policies/4?a=1&b=2)", None),
        ("- What do you see?", "= what do you see?"),
    ],
)
def test_the_key_of_a_step_is_where_it_leads(source: str, key: str | None) -> None:
    (step,) = steps(source)

    assert step.key == (key or "https://intranet.example/policies/4?a=1&b=2")


def test_the_key_of_words_is_short_and_that_of_a_page_never_theirs() -> None:
    long, words, link = steps(f"- {'ä' * 900}?\n- t:7\n- [x](https://x.example/{'y' * 900})")

    assert all(len(step.key.encode()) <= 400 for step in (long, words, link))
    assert len({step.key for step in (long, words, link)}) == 3
    assert words.key != "t:7"


@pytest.mark.parametrize(
    ("source", "asks"),
    [
        ("- What do you see?", True),
        ("- 何が見えますか？", True),
        ("- Look.", False),
        ("- [Why?](forum:/t/7)", False),
    ],
)
def test_a_question_ends_with_its_mark_and_leads_nowhere(source: str, asks: bool) -> None:
    (step,) = steps(source)

    assert step.is_question is asks


def test_there_are_at_most_two_hundred_steps() -> None:
    html = render("- x\n" * 250)
    printed = {n: Printed("", "", "", "!") for n in range(1, 201)}

    assert len(stages(html)[0].steps) == 200
    assert with_steps(html, printed).count("!") == 200


def test_an_address_alone_is_known_for_one() -> None:
    bare, named, other = steps(
        "- https://intranet.example/forum/t/7\n- [forum](https://x.example/forum)\n- a/b"
    )

    assert (bare.is_bare, named.is_bare, other.is_bare) == (True, False, False)


def test_the_text_is_printed_with_numbers_through_all_lists() -> None:
    html = render("- One\n- \n\n# Next\n\n- [Two](forum:/t/7) more\n- Three\n\n> - quoted")
    printed = {n: Printed("", "", "", f"<b>{n}</b>") for n in (1, 2, 3)}
    printed[2] = Printed("forum:/t/7?path=1-2", "2 & 2", "", "")
    printed[3] = Printed("", "", "<i>left out</i>", "")

    text = with_steps(html, printed)

    assert '<ol>\n<li id="fx-step-1" value="1" tabindex="-1">One<b>1</b></li>' in text
    assert '<li id="fx-step-2" value="2" tabindex="-1"><a href="forum:/t/7?path=1-2">2 ' in text
    assert '<li id="fx-step-3" value="3" tabindex="-1"><i>left out</i></li>' in text
    assert "Three" not in text
    assert "<blockquote>\n<ul>\n<li>quoted</li>" in text


def test_a_text_without_steps_is_printed_as_it_is() -> None:
    html = render("# One\n\nTwo\n\n> - three")

    assert with_steps(html, {}) == html
