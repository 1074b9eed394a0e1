"""Two revisions compared."""

import random

import pytest

from forum.core.text import matching
from forum.core.text.diff import Unchanged, collapsed, compare, tally
from forum.core.text.matching import matches
from forum.core.text.pieces import pieces


def test_words_are_compared_within_a_paragraph() -> None:
    (change,) = compare(
        "In several places, calls fell.", "In three places that counted, calls fell."
    )
    assert change.kind == "changed"
    assert change.pieces == (
        ("same", "In "),
        ("del", "several"),
        ("ins", "three"),
        ("same", " places"),
        ("ins", " that counted"),
        ("same", ", calls fell."),
    )
    assert tally([change]) == (3, 1)


def test_paragraphs_are_inserted_and_deleted() -> None:
    changes = compare("one\n\ntwo\n\nthree", "one\n\nthree\n\nfour")
    assert [change.kind for change in changes] == ["same", "deleted", "same", "inserted"]


def test_deleted_paragraphs_come_before_inserted_ones() -> None:
    assert [change.kind for change in compare("apples", "pears")] == ["deleted", "inserted"]


def test_line_ends_and_the_number_of_empty_lines_do_not_count_as_changes() -> None:
    assert [change.kind for change in compare("a\r\n\r\nc", "a\n \n\nc\n")] == ["same", "same"]
    assert compare("", "\n\n") == []


def marked(old: str, new: str) -> list[tuple[str, str]]:
    """Return what is marked as deleted and inserted."""
    return [piece for change in compare(old, new) for piece in change.pieces if piece[0] != "same"]


CODE = "```python\nif x:\n    a()\n    b()\n```"


@pytest.mark.parametrize(
    ("old", "new", "marks"),
    [
        pytest.param(CODE, CODE.replace("    b", "b"), [("del", "    ")], id="indentation"),
        pytest.param(
            CODE, CODE.replace("x:\n", "x:\n\n"), [("ins", "\n")], id="empty line in code"
        ),
        pytest.param(
            CODE, CODE.replace("    b", "\tb"), [("del", "    "), ("ins", "\t")], id="tab"
        ),
        pytest.param(CODE, CODE.replace("a()", "a ()"), [("ins", " ")], id="blank before a sign"),
        pytest.param(
            "    a\n\n    b", "    a\n\n\n    b", [("ins", "\n")], id="empty line in indented code"
        ),
        pytest.param(
            "> ~~~\n> a\n> ~~~", "> ~~~\n>  a\n> ~~~", [("ins", " ")], id="code in a quotation"
        ),
        pytest.param("- a\n- b", "- a\n  - b", [("ins", "  ")], id="level of a list"),
        pytest.param("one\ntwo", "one  \ntwo", [("ins", "  ")], id="line break"),
        pytest.param("one two", "one\ntwo", [("del", " "), ("ins", "\n")], id="new line"),
        pytest.param("a\u00a0b", "a b", [("del", "\u00a0"), ("ins", " ")], id="no-break space"),
    ],
)
def test_white_space_counts(old: str, new: str, marks: list[tuple[str, str]]) -> None:
    assert marked(old, new) == marks


@pytest.mark.parametrize(
    ("old", "new", "marks"),
    [
        (
            "我们在讨论知识管理的问题。",
            "我们在讨论知识共享的问题。",
            [("del", "管理"), ("ins", "共享")],
        ),
        ("会議は月曜日です", "会議は火曜日です", [("del", "月"), ("ins", "火")]),
        ("ฉันกินข้าวที่บ้าน", "ฉันกินหมูที่บ้าน", [("del", "ข้าว"), ("ins", "หมู")]),
        ("विद्यालय में हिन्दी पढ़ाई", "विद्यालय में तमिल पढ़ाई", [("del", "हिन्दी"), ("ins", "तमिल")]),
        ("நான் தமிழ் படிக்கிறேன்", "நான் தெலுங்கு படிக்கிறேன்", [("del", "தமிழ்"), ("ins", "தெலுங்கு")]),
        ("an 👩‍🚀 flies", "an 👩‍🔧 flies", [("del", "👩‍🚀"), ("ins", "👩‍🔧")]),
    ],
)
def test_no_letter_is_torn_in_any_script(old: str, new: str, marks: list[tuple[str, str]]) -> None:
    assert marked(old, new) == marks


TABLE = "| Where | Calls |\n|---|--:|\n| North end | 12 |\n| South | 9 a day |"


@pytest.mark.parametrize(
    ("new", "marks"),
    [
        (TABLE.replace("9 a day", "8 a day"), [("del", " 9 a day "), ("ins", " 8 a day ")]),
        (TABLE.replace("North end", "North"), [("del", " North end "), ("ins", " North ")]),
        (TABLE.replace("| 12 |", "|    12 |"), []),
        (TABLE + "\n| East | 3 |", [("ins", "\n| East | 3 |")]),
        (TABLE.replace("| 12 |", r"| 1\|2 |"), [("del", " 12 "), ("ins", r" 1\|2 ")]),
    ],
)
def test_tables_are_compared_by_cell(new: str, marks: list[tuple[str, str]]) -> None:
    assert marked(TABLE, new) == marks


def test_a_changed_cell_beside_a_new_column_is_marked_alone() -> None:
    rows = ("| Where | Calls | Since |", "|---|--:|---|", "| North end | 13 | May |")
    new = "\n".join([*rows, "| South | 9 a day | June |"])
    assert marked(TABLE, new) == [
        ("ins", " Since |"),
        ("ins", "---|"),
        ("del", " 12 "),
        ("ins", " 13 "),
        ("ins", " May |"),
        ("ins", " June |"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "marks"),
    [
        (
            "- buy milk\n- buy eggs\n- buy bread",
            "- buy milk\n- buy bread\n- buy salt",
            [("del", "\n- buy eggs"), ("ins", "\n- buy salt")],
        ),
        ("1. ask\n2. listen", "1. ask\n2. write", [("del", "listen"), ("ins", "write")]),
        ("- one\n- two", "- two", [("del", "- one\n")]),
    ],
)
def test_lists_are_compared_by_item(old: str, new: str, marks: list[tuple[str, str]]) -> None:
    assert marked(old, new) == marks


def test_a_long_run_of_blanks_under_a_table_is_read_once() -> None:
    assert pieces(f"a|b\n{' ' * 300_000}c", "a|b\nc")[-1] == ("same", "c")


def test_only_the_letters_that_changed_are_marked() -> None:
    assert marked("教师专业能力低。", "教师资历不足。") == [
        ("del", "专业能力低"),
        ("ins", "资历不足"),
    ]
    assert marked("👩\u200d💻 writes", "👩 writes") == [("del", "👩\u200d💻"), ("ins", "👩")]


def test_a_letter_with_its_mark_is_the_same_letter() -> None:
    assert marked("\u304c\u3044", "\u304b\u3099\u3044") == []
    assert marked("caf\u00e9 noir", "cafe\u0301 vert") == [("del", "noir"), ("ins", "vert")]
    assert marked("x" * 5_000 + " \u304c", "x" * 5_000 + " \u304b\u3099") == []


def test_unchanged_paragraphs_are_collapsed_into_one_run() -> None:
    folded = collapsed(compare("a\n\nb\n\nc\n\nd", "a\n\nb\n\nx\n\nd"))
    assert folded[0] == Unchanged(("a", "b"))
    assert [getattr(each, "count", each.kind) for each in folded] == [2, "deleted", "inserted", 1]


def test_both_texts_can_be_read_from_a_comparison() -> None:
    chance = random.Random(2)
    parts = ["the ", "cat ", "Cat ", "dog. ", "a", "A", "\n\n", "\n", " b,"]

    def bare(paragraphs: list[str]) -> list[str]:
        return [each for each in ("".join(text.split()) for text in paragraphs) if each]

    for _ in range(1_000):
        old, new = ("".join(chance.choices(parts, k=chance.randrange(40))) for _ in "ab")
        changes = compare(old, new)
        for text, sign in ((old, "ins"), (new, "del")):
            read = ["".join(t for s, t in each.pieces if s != sign) for each in changes]
            assert bare(read) == bare(text.replace("\n \n", "\n\n").split("\n\n"))


@pytest.mark.parametrize(
    ("old", "new"),
    [("Hello", "hello"), ("ONE two", "One Two"), ("Élan", "élan"), ("| A |\n|--|", "| a |\n|:-|")],
)
def test_only_capitals_may_have_changed_and_no_word_be_the_same(old: str, new: str) -> None:
    (change, *more) = compare(old, new)
    assert not more
    assert "".join(text for sign, text in change.pieces if sign != "ins") == old
    assert "".join(text for sign, text in change.pieces if sign != "del") == new


def test_the_longest_common_part_is_found() -> None:
    chance = random.Random(3)
    for _ in range(1_000):
        old, new = (chance.choices("abc", k=chance.randrange(9)) for _ in "ab")
        length = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
        for i, left in enumerate(old):
            for j, right in enumerate(new):
                best = max(length[i][j + 1], length[i + 1][j])
                length[i + 1][j + 1] = length[i][j] + 1 if left == right else best
        found = matches(old, new)
        assert all(old[i : i + n] == new[j : j + n] for i, j, n in found)
        assert sum(n for _, _, n in found) == length[-1][-1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a " * 16_000, "a b " * 8_000),
        ("a b c d " * 4_000, "a b c " * 5_300),
        ("\n\n".join("ab" * 5_000), "\n\n".join("ba" * 5_000)),
        ("\n\n".join(map(str, range(5_000))), "\n\n".join(map(str, range(5_000, 0, -1)))),
        ("." * 32_000, "," * 32_000),
        ("\n \n" * 10_000, "\t" * 32_000),
    ],
)
def test_a_text_of_any_shape_is_compared(old: str, new: str) -> None:
    inserted, deleted = tally(compare(old, new))
    assert inserted <= len(new)
    assert deleted <= len(old)


@pytest.mark.parametrize(
    ("old", "new", "common"),
    [
        ("a " * 16_000, "a b " * 8_000, 8_000),
        ("a b c d " * 4_000, "a b c " * 5_300, 12_000),
        (" ".join(map(str, range(5_000))), " ".join(map(str, range(5_000, 0, -1))), 1),
    ],
)
def test_long_texts_are_compared_to_the_end(old: str, new: str, common: int) -> None:
    assert sum(n for _, _, n in matches(old.split(), new.split())) == common


def test_texts_with_too_many_pairs_of_tokens_count_as_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old, new = ["first", *"abcd", "last"], ["first", *"axcx", "last"]
    assert sum(n for _, _, n in matches(old, new)) == 4
    monkeypatch.setattr(matching, "LARGEST", 8)
    assert matches(old, new) == [(0, 0, 2), (5, 5, 1)]
    (change,) = compare("first a b c d last", "first x b y d last")
    assert change.pieces == (
        ("same", "first "),
        ("del", "a b c"),
        ("ins", "x b y"),
        ("same", " d last"),
    )


def test_the_bound_on_memory_is_that_of_the_longest_posts() -> None:
    old, new = [f"o{n}" for n in range(16_001)], [f"n{n}" for n in range(16_000)]
    old[8_000] = new[8_000] = "common"
    assert matches(old, new) == []
    assert matches(old[1:], new) == [(7_999, 8_000, 1)]


def test_a_paragraph_is_paired_with_one_that_was_deleted_near_it() -> None:
    gone = [f"{n} deleted paragraph number {n}" for n in range(100)]
    near, far = "here is the 10 old text", "here is the 90 old text"
    old = "\n\n".join(["start", *gone[:10], near, *gone[10:90], far, "end"])
    kinds = [c.kind for c in compare(old, f"start\n\n{near} now\n\nend")]
    assert kinds.count("changed") == 1
    kinds = [c.kind for c in compare("\n\n".join([*gone, far]), f"{far} now")]
    assert kinds.count("changed") == 0
