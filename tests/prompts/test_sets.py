"""The sets that the package ships are sound."""

from __future__ import annotations

from collections import Counter

import pytest

from forum.core.text.sections import join_sections, split_sections
from forum.core.web.submission import PARTS
from forum.prompts import sets
from forum.prompts.rows import PromptSet


def test_a_set_has_one_text_for_each_version() -> None:
    assert max(Counter((one.key, one.version) for one in sets.shipped()).values()) == 1
    assert len(sets.newest()) == 19


@pytest.mark.parametrize("one", sets.shipped(), ids=lambda one: f"{one.key}.{one.version}")
def test_a_set_has_two_to_four_questions_that_can_be_told_apart(one: PromptSet) -> None:
    headings = [question.heading for question in one.questions]
    assert 2 <= len(headings) <= len(PARTS)
    assert len(set(headings)) == len(headings)
    assert one.boxes
    assert one.boxes <= set(sets.BOXES)
    assert all(question.hint.endswith(".") for question in one.questions)
    source = join_sections(headings, [f"Answer {n}" for n in range(len(headings))])
    assert split_sections(source, headings) == [f"Answer {n}" for n in range(len(headings))]


@pytest.mark.parametrize("box", sets.BOXES)
def test_every_box_is_offered_some_sets_and_three_at_most(box: str) -> None:
    assert 1 <= len(sets.offered(box)) <= 3
