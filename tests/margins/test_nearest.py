"""Where a comment stands once its section is gone: never at what only looks alike."""

from __future__ import annotations

import pytest

from forum.core.text.nearest import nearest

from ..support.world import User, World
from .library import comment, edit, groups, ids, reply, shown

FEE = "Pay the fee within fourteen days of the letter, at the counter or by bank."
THIRTY = FEE.replace("fourteen", "thirty")
REST = (
    "\n\nCoins, cheques and stamps were taken until spring. Nobody misses them much, least of all"
    " our cashier, who counted every penny twice before lunch, wrote numbers into a green book,"
    " locked it inside the iron cupboard, forgot where its key was, and went home cross."
)
"""What else the section has, so that no other section is taken for it."""
OTHER = (
    "\n\nDoors open at nine; Fridays close early, August away. Visitors park behind our building,"
    " near some tall poplars, never under those trees when wind blows hard, because branches fall."
    " Dogs wait outside, children come along, umbrellas stay dry under glass roofs, likewise bikes."
)
OLD = f"# Fees\n\n{FEE}{REST}\n\n# Appeals\n\nYou may appeal in writing."
GONE = "About a part that is gone"


@pytest.mark.parametrize(
    ("after", "place"),
    [
        pytest.param(f"# A\n\n{FEE}{OTHER}\n\n# Appeals\n\nAs before.", "A", id="moved"),
        pytest.param(f"# A\n\n{THIRTY}{OTHER}\n\n# Appeals\n\nAs before.", "A", id="edited"),
        pytest.param(f"{THIRTY}\n\n# Appeals\n\nAs before.", "The whole page", id="to the top"),
        pytest.param(f"# A\n\n- Bring it.\n- {THIRTY}{OTHER}\n\n# B\n\nx", "A", id="in a list"),
        pytest.param(f"# A\n\n{FEE}{OTHER}\n\n# B\n\n{FEE}{OTHER}", GONE, id="twice"),
        pytest.param(f"# A\n\n{THIRTY}{OTHER}\n\n# B\n\n{THIRTY} Now.{OTHER}", GONE, id="two"),
        pytest.param("# A\n\nWrite to the office.\n\n# B\n\nCall us.", GONE, id="nothing like it"),
        pytest.param("# A\n\nThe fee is due.\n\n# B\n\nCall us.", GONE, id="little like it"),
        pytest.param("", GONE, id="nothing left"),
    ],
)
def test_a_comment_goes_where_its_paragraph_went(
    world: World, people: dict[str, User], page: int, after: str, place: str
) -> None:
    ana, ben = people["ana"], people["ben"]
    edit(world, ana, page, OLD)
    fees, _ = ids(shown(world, ben, page))
    comment(world, ben, page, "about fees", fees, "within fourteen days of the letter")

    edit(world, ana, page, after or "Nothing.")

    assert groups(shown(world, ben, page)) == {place: ["about fees"]}


@pytest.mark.parametrize("other", [FEE, THIRTY, FEE + " Or else."])
def test_a_comment_does_not_go_to_what_stood_there_before(
    world: World, people: dict[str, User], page: int, other: str
) -> None:
    """The same words under another heading, or nearly the same, are about something else."""
    ana, ben = people["ana"], people["ben"]
    edit(world, ana, page, f"# For citizens\n\n{FEE}{REST}\n\n# For firms\n\n{other}")
    citizens, _ = ids(shown(world, ben, page))
    comment(world, ben, page, "about citizens", citizens, "within fourteen days of the letter")

    edit(world, ana, page, f"# For firms\n\n{other}\n\n# Else\n\nCall us.")

    assert groups(shown(world, ben, page)) == {GONE: ["about citizens"]}


def test_a_section_that_comes_back_has_its_comments_again(
    world: World, people: dict[str, User], page: int
) -> None:
    """Restored, a page has the ids of its sections again; until then they stand at the nearest."""
    ana, ben = people["ana"], people["ben"]
    edit(world, ana, page, OLD)
    fees, _ = ids(shown(world, ben, page))
    comment(world, ben, page, "about fees", fees, "within fourteen days of the letter")
    edit(world, ana, page, f"# Money\n\n{THIRTY}{OTHER}\n\n# Appeals\n\nAs before.")
    assert groups(shown(world, ben, page)) == {"Money": ["about fees"]}
    edit(world, ana, page, f"# Other{OTHER}")
    assert groups(shown(world, ben, page)) == {GONE: ["about fees"]}

    world.client(ana).post(f"/forum/a/{page}/versions/2/restore", data={"revision": "4"})

    assert groups(shown(world, ben, page)) == {"Fees": ["about fees"]}


def test_a_reply_goes_where_its_comment_goes(
    world: World, people: dict[str, User], page: int
) -> None:
    ana, ben = people["ana"], people["ben"]
    edit(world, ana, page, OLD)
    fees, _ = ids(shown(world, ben, page))
    comment(world, ben, page, "about fees", fees, "within fourteen days of the letter")
    reply(world, ana, page, 1, "before")
    edit(world, ana, page, f"# Money\n\n{THIRTY}{OTHER}\n\n# Appeals\n\nAs before.")
    reply(world, ana, page, 1, "after")

    assert groups(shown(world, ben, page)) == {"Money": ["about fees", "before", "after"]}


def test_words_that_were_not_on_the_page_say_nothing(
    world: World, people: dict[str, User], page: int
) -> None:
    """Nor do those of another section."""
    ana, ben = people["ana"], people["ben"]
    edit(world, ana, page, OLD)
    fees, appeals = ids(shown(world, ben, page))
    comment(world, ben, page, "typed", fees, "whatever one types into the field")
    comment(world, ben, page, "other", appeals, "within fourteen days of the letter")

    edit(world, ana, page, f"# Money\n\n{THIRTY}{OTHER}\n\n# Third\n\nAs before.")

    assert groups(shown(world, ben, page)) == {GONE: ["typed", "other"]}


@pytest.mark.parametrize(
    ("gone", "new", "place"),
    [
        ("one two three", [("a", "one two three four")], None),
        ("a b c d e f", [("a", "a b c d e g")], "a"),
        ("a b c d e f", [("a", "a b c x y z")], "a"),
        ("a b c d e f", [("a", "a b v x y z")], None),
        ("a b c d e f", [("a", "a b c d e g"), ("b", "a b c d x y")], None),
        ("a b c d e f", [("a", "a b c d e g"), ("b", "a b c x y z")], "a"),
        ("教师 专业 能力 低 学校", [("a", "教师 专业 能力 高 学校")], "a"),
        ("a b c d e f", [], None),
    ],
)
def test_the_nearest_is_clearly_so(
    gone: str, new: list[tuple[str, str]], place: str | None
) -> None:
    assert nearest(gone, {gone}, new) == place


def test_what_the_old_page_had_too_is_another_paragraph() -> None:
    assert nearest("a b c d e f", {"a b c d e f", "a b c d e g"}, [("a", "a b c d e g")]) is None
