"""Two edits of one text merged, or found to touch the same."""

from __future__ import annotations

import random

import pytest

from forum.core.text.merge import merge, merged_values
from forum.core.text.paragraphs import split_paragraphs

BASE = "# Goals\n\nWe want less paper.\n\n# Steps\n\nFirst ask.\n\n# Costs\n\nNone yet."
CODE = "```python\nif x:\n\n    a()\n```"
TABLE = "| Where | Calls |\n|---|--:|\n| North | 12 |"


def test_what_only_one_side_touched_arrives() -> None:
    theirs = BASE.replace("less paper", "no paper")
    mine = BASE.replace("First ask.", "First ask, then listen.").replace(
        "# Costs", "# What it costs"
    )
    merged = merge(BASE, theirs, mine)
    assert merged == mine.replace("less paper", "no paper")
    assert merge(BASE, mine, theirs) == merged


def test_the_same_paragraph_touched_by_both_is_a_conflict() -> None:
    assert merge(BASE, BASE.replace("less", "no"), BASE.replace("paper", "noise")) is None
    assert (
        merge(BASE, BASE.replace("less", "no"), BASE.replace("We want less paper.\n\n", "")) is None
    )
    assert merge("one", "two", "three") is None


def test_both_made_the_same_change() -> None:
    both = BASE.replace("less", "no")
    assert merge(BASE, both, both) == both
    mine = both.replace("None yet.", "Ten.")
    assert merge(BASE, both, mine) == mine


def test_neighbours_do_not_conflict() -> None:
    merged = merge("a\n\nb\n\nc", "A\n\nb\n\nc", "a\n\nB\n\nc")
    assert merged == "A\n\nB\n\nc"


def test_new_paragraphs_in_the_same_place_both_stay_theirs_first() -> None:
    assert (
        merge(BASE, BASE + "\n\nTheirs.", BASE + "\n\nMine.\n") == BASE + "\n\nTheirs.\n\nMine.\n"
    )


def test_a_section_that_both_began_is_a_conflict() -> None:
    theirs, mine = (f"{BASE}\n\n# Risks\n\n{words}" for words in ("Rain.", "Snow."))
    assert merge(BASE, theirs, mine) is None


def test_a_new_paragraph_under_what_the_other_deleted_is_a_conflict() -> None:
    shorter = BASE.replace("\n\n# Costs\n\nNone yet.", "")
    assert merge(BASE, shorter, BASE + "\n\nTen francs.") is None
    assert merge(BASE, BASE.replace("None yet.", "Ten."), shorter) is None


def test_both_wrote_something_else_instead_of_a_paragraph() -> None:
    assert merge("a\n\nb\n\nc", "a\n\nx\n\ny\n\nc", "a\n\np\n\nq\n\nc") is None


@pytest.mark.parametrize("block", [CODE, TABLE, "    a\n\n\n    b", "- one\n- two"])
def test_code_tables_and_lists_are_one_paragraph(block: str) -> None:
    base = f"Before\n\n{block}\n\nAfter"
    other = block.replace("a", "b", 1).replace("12", "13").replace("one", "three")
    assert merge(base, base.replace(block, other), base.replace("After", "Later")) == (
        f"Before\n\n{other}\n\nLater"
    )
    assert merge(base, base.replace(block, other), base.replace(block, block + "x")) is None


def test_code_that_one_opened_and_did_not_close_swallows_nothing_of_the_other() -> None:
    assert merge("a\n\nb", "a\n\n```\n\nb", "a\n\nB") is None
    assert merge("a", "a\n\n    code", "a\n\n    other") is None  # one block of code


def test_blank_lines_between_paragraphs_stay_as_they_were_typed() -> None:
    assert merge("\na\n\n\nb\n", "\nA\n\n\nb\n", "\na\n\n\nB\n") == "\nA\n\n\nB\n"
    assert merge("a\n\nb", "a\n\n\nb", "a\n\nB\n") == "a\n\n\nB\n"


def test_a_text_is_its_paragraphs_and_what_stands_between() -> None:
    chance = random.Random(5)
    for _ in range(2_000):
        text = "".join(chance.choices("ab `~\n\t>|-", k=chance.randrange(40)))
        before, found = split_paragraphs(text)
        assert before + "".join(one.text + one.after for one in found) == text


def edited(paragraphs: list[str], touched: set[int], name: str, chance: random.Random) -> list[str]:
    """Return *paragraphs* with those of *touched* changed, deleted or followed by a new one."""
    found = []
    for number, text in enumerate(paragraphs):
        act = chance.choice("cdi") if number in touched else ""
        if act != "d":
            found.append(text.replace("word", f"word {name}{number}") if act == "c" else text)
        if act == "i":
            found.append(f"{name}new{number} here")
    return found


def test_nothing_is_lost_whatever_two_people_do() -> None:
    chance = random.Random(7)
    code, table = CODE.replace("x", "word{}"), TABLE.replace("12", "word {}")
    shapes = ["# A word {}", "Some word of {}", code, table]
    merges = 0
    for _ in range(1_500):
        base = [chance.choice(shapes).format(n) for n in range(chance.randrange(1, 12))]
        numbers = list(range(len(base)))
        theirs, mine = (
            edited(base, set(chance.sample(numbers, chance.randrange(len(base)))), name, chance)
            for name in "tm"
        )
        whole = merge(*("\n\n".join(text) for text in (base, theirs, mine)))
        if whole is None:
            continue
        merges += 1
        parts = [one.text for one in split_paragraphs(whole)[1]]
        assert {*theirs, *mine} - {*base} <= {*parts}
        assert {*parts} == ({*base} & {*theirs} & {*mine}) | ({*theirs, *mine} - {*base})
    assert merges > 300


def test_who_touch_different_paragraphs_never_conflict() -> None:
    chance = random.Random(9)
    for _ in range(500):
        base = [f"Paragraph {n} has words" for n in range(8)]
        numbers = chance.sample(range(8), 4)
        theirs = [f"{one} t" if n in numbers[:2] else one for n, one in enumerate(base)]
        mine = [f"{one} m" if n in numbers[2:] else one for n, one in enumerate(base)]
        whole = merge(*("\n\n".join(text) for text in (base, theirs, mine)))
        both = [t if t != b else m for b, t, m in zip(base, theirs, mine, strict=True)]
        assert whole == "\n\n".join(both)


def test_fields_are_merged_as_a_whole_and_the_text_by_paragraph() -> None:
    base = {"title": "Old", "tags": "a", "source": "one\n\ntwo"}
    theirs = {**base, "title": "New", "source": "ONE\n\ntwo"}
    mine = {**base, "tags": "a, b", "source": "one\n\nTWO"}
    both = {"title": "New", "tags": "a, b", "source": "ONE\n\nTWO"}
    assert merged_values(base, theirs, mine, text="source") == both
    assert merged_values(base, theirs, {**mine, "title": "Newer"}, text="source") is None
