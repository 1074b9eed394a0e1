"""Numbers in ranges: compared with plain sets, on thousands of random threads."""

from __future__ import annotations

import random

import pytest

from forum.core.text import number_ranges


def numbers(text: str) -> set[int]:
    """Return the numbers in *text*, one by one."""
    found: set[int] = set()
    for run in filter(None, text.split(",")):
        first, _, last = run.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found


def read(read_to: int, beyond: str) -> set[int]:
    return {*range(1, read_to + 1), *numbers(beyond)}


@pytest.mark.parametrize("seed", range(20))
def test_ranges_say_what_sets_say(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(100):
        posts = chance.randint(1, 12)
        everything = set(range(1, posts + 1))
        some = [set(chance.sample(sorted(everything), chance.randint(0, posts))) for _ in "ab"]
        read_to, beyond, count = number_ranges.add(chance.randint(0, posts), "", some[0])
        mine, withheld = read(read_to, beyond), number_ranges.written(some[1])
        assert (read_to + 1 in mine, count) == (False, len(mine))
        assert numbers(withheld) == some[1]
        left = everything - mine - some[1]
        assert number_ranges.count_unread(posts, read_to, beyond, withheld) == len(left)
        first = number_ranges.first_unread(read_to, beyond, withheld)
        assert first == min({*left, *range(posts + 1, posts + 2)} - mine - some[1])
        one = chance.randint(1, posts)
        assert number_ranges.unread(read_to, beyond, [one]) == ({one} - set(mine))
        assert numbers(number_ranges.put_in(withheld, one)) == {*some[1], one}
        assert numbers(number_ranges.take_out(withheld, one)) == some[1] - {one}
        all_to, all_beyond, all_count = number_ranges.add_all(posts, read_to, beyond, withheld)
        assert read(all_to, all_beyond) == mine | everything - some[1]
        assert all_count == len(mine | everything - some[1])


@pytest.mark.parametrize(
    ("given", "text"), [((), ""), ((7,), "7"), ((8, 7), "7-8"), ((1, 2, 3, 5, 9, 10), "1-3,5,9-10")]
)
def test_numbers_are_written_short(given: tuple[int, ...], text: str) -> None:
    assert number_ranges.written(given) == text


def test_a_long_thread_is_never_made_into_single_numbers() -> None:
    most = 10**12
    assert number_ranges.add(0, f"2-{most}", [1]) == (most, "", most)
    assert number_ranges.count_unread(most, 5, f"7-{most}", "6") == 0
