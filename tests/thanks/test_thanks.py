"""Thanks: one sentence, told to the author of a post or a page alone, and counted nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.core.database.session import session
from forum.exchange.actions.claim import claim
from forum.leaving.actions import forget
from forum.members.models import Member
from forum.moderation.actions.moderate import hide, restore
from forum.notices.models import SwitchedOff
from forum.spaces import actions as spaces
from forum.thanks.models import SENTENCE, Thanks
from forum.threads.actions import withdraw

from ..support.kept import keep
from ..support.told import see_all, unseen
from ..support.world import User, World

WORDS = "Your zebrafinch saved my week."


@pytest.fixture
def people(world: World) -> dict[str, User]:
    """Five members, who are ana, ben, eva, jon and uma."""
    return {name.lower(): world.member(name) for name in ("Ana", "Ben", "Eva", "Jon", "Uma")}


@pytest.fixture
def letters(world: World, people: dict[str, User]) -> Any:
    """An open space that Uma looks after."""
    return world.space("Letters", by=people["uma"])


@pytest.fixture
def answer(world: World, people: dict[str, User], letters: Any) -> int:
    """An answer by Ben to "Which form?" by Ana."""
    return world.write(world.ask(letters, people["ana"], "Which form?"), people["ben"])


def thank(world: World, by: User, thing: str, text: str = WORDS, **more: str) -> Any:
    """Thank for *thing*, like "p/7", as *by* does in a browser."""
    return world.client(by).post(f"{world.home}/{thing}/thanks", data={"text": text, **more})


def for_you(world: World, user: User) -> str:
    return re.sub(r"\s+", " ", world.client(user).get(f"{world.home}/-/for-you").text)


def headings(world: World, user: User) -> list[str]:
    found = re.findall(r'<h2 class="fx-h3">(.*?)</h2>', for_you(world, user))
    return [re.sub(r"<[^>]+>", "", heading).strip() for heading in found]


def thanks_to(world: World, user: User) -> list[str]:
    return [heading for heading in headings(world, user) if "thanked" in heading]


def test_only_the_author_reads_it(world: World, people: dict[str, User], answer: int) -> None:
    browser = world.client(people["eva"])
    shown = browser.get(f"/forum/p/{answer}", follow_redirects=True).text
    assert f'href="/forum/p/{answer}/thanks">Thank</a>' in shown
    form = browser.get(f"/forum/p/{answer}/thanks")
    assert "Only Ben can read this" in form.text
    assert form.headers["Cache-Control"] == "private, no-store"
    see_all(world)
    assert thank(world, people["eva"], f"p/{answer}").status_code == 302
    assert thanks_to(world, people["ben"]) == [
        "Eva thanked you for something you wrote: Which form?"
    ]
    assert WORDS in for_you(world, people["ben"])
    assert unseen(world, people["ben"]) == 1
    page = world.client(people["ben"]).get(f"/forum/p/{answer}/thanked")
    assert WORDS in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert unseen(world, people["ben"]) == 0
    for name in ("ana", "eva", "uma"):
        reader = world.client(people[name])
        assert reader.get(f"/forum/p/{answer}/thanked").status_code == 404
        for where in (f"/forum/p/{answer}", "/forum/-/for-you", "/forum/-/search?q=zebrafinch"):
            assert WORDS not in reader.get(where, follow_redirects=True).text
    assert world.client().get(f"/forum/p/{answer}/thanked").status_code == 401


@pytest.mark.parametrize("text", ["", " \u200b ", "x" * (SENTENCE + 1)])
def test_a_sentence_is_needed_and_is_one_line(
    world: World, people: dict[str, User], answer: int, text: str
) -> None:
    refused = thank(world, people["eva"], f"p/{answer}", text)
    assert refused.status_code == 422
    assert text.strip(" \u200b") in refused.text
    assert thank(world, people["eva"], f"p/{answer}", "two\r\nlines").status_code == 302
    assert "two lines" in for_you(world, people["ben"])


def test_who_may_not_be_thanked(world: World, people: dict[str, User], letters: Any) -> None:
    thread = world.ask(letters, people["ana"])
    own, shut, gone, left = (world.write(thread, people[n]) for n in ("eva", "ben", "ben", "jon"))
    with world.request():
        session().flush()
        hide(shut, why="Names")
        withdraw.withdraw(gone)
        forget(people["jon"].id)
    eva = world.client(people["eva"])
    for post in (own, shut, gone, left):
        assert f"/p/{post}/thanks" not in eva.get(f"/forum/t/{thread}", follow_redirects=True).text
        assert eva.get(f"/forum/p/{post}/thanks").status_code == 403
        assert thank(world, people["eva"], f"p/{post}").status_code == 403
    page = keep(world, letters, people["eva"], [])
    assert thank(world, people["eva"], f"a/{page}").status_code == 403
    with world.request():
        spaces.archive_space(letters.id, archived=True)
    assert thank(world, people["ana"], f"a/{page}").status_code == 403
    assert world.scalar(select(func.count()).select_from(Thanks)) == 0


def test_who_may_not_thank(
    world: World, people: dict[str, User], letters: Any, answer: int
) -> None:
    member = world.id(people["eva"])
    with world.request():
        spaces.block_member(letters.id, member, blocked=True)
    eva = world.client(people["eva"])
    assert "/thanks" not in eva.get(f"/forum/p/{answer}", follow_redirects=True).text
    assert thank(world, people["eva"], f"p/{answer}").status_code == 403
    circle = world.space("Circle", by=people["ana"], access="closed")
    secret = world.write(world.ask(circle, people["ana"]), people["ana"])
    assert thank(world, people["eva"], f"p/{secret}").status_code == 404


def test_the_host_is_asked_about_mark(make_site: Callable[..., World]) -> None:
    world = make_site(can=lambda _v, act, _thing: False if act == "mark" else None)
    ana, ben = world.member("Ana"), world.member("Ben")
    letters = world.space("Letters", by=ana)
    post = world.write(world.ask(letters, ana), ben)
    page = keep(world, letters, ben, [])
    for thing in (f"p/{post}", f"a/{page}"):
        assert thank(world, ana, thing).status_code == 403


def test_it_may_be_said_in_a_locked_thread(
    world: World, people: dict[str, User], letters: Any
) -> None:
    thread = world.ask(letters, people["ana"])
    post = world.write(thread, people["ben"])
    locked = world.client(people["uma"]).post(
        f"/forum/t/{thread}/lock", data={"locked": "1", "reason": "Done"}
    )
    assert locked.status_code == 302
    assert thank(world, people["eva"], f"p/{post}").status_code == 302


def test_on_and_off_five_times_tells_once(
    world: World, people: dict[str, User], answer: int
) -> None:
    """(5) Marks on and off: nothing while taken back, one notice, no new one for a re-mark."""
    see_all(world)
    for n in range(5):
        assert thank(world, people["eva"], f"p/{answer}", f"Sentence {n}").status_code == 302
        assert thank(world, people["eva"], f"p/{answer}", take_back="1").status_code == 302
    assert thanks_to(world, people["ben"]) == []
    assert unseen(world, people["ben"]) == 0
    thank(world, people["eva"], f"p/{answer}", "The last one")
    assert len(thanks_to(world, people["ben"])) == unseen(world, people["ben"]) == 1
    assert "Sentence" not in for_you(world, people["ben"])
    see_all(world)
    thank(world, people["eva"], f"p/{answer}", "Said again")
    thank(world, people["eva"], f"p/{answer}", take_back="1")
    thank(world, people["eva"], f"p/{answer}", "And again")
    assert unseen(world, people["ben"]) == 0
    assert "And again" in for_you(world, people["ben"])
    assert world.scalar(select(func.count()).select_from(Thanks)) == 1
    thank(world, people["jon"], f"p/{answer}", "From Jon")
    assert unseen(world, people["ben"]) == 1
    assert thanks_to(world, people["ben"]) == [
        "Jon and 1 other thanked you for something you wrote: Which form?"
    ]
    page = world.client(people["ben"]).get(f"/forum/p/{answer}/thanked").text
    assert page.index("From Jon") < page.index("And again")


def test_what_is_removed_does_not_come_back(
    world: World, people: dict[str, User], answer: int
) -> None:
    thank(world, people["eva"], f"p/{answer}", "An ugly zebrafinch")
    number = world.scalar(select(Thanks.id))
    for name in ("eva", "ana"):  # it was not said to them
        assert world.client(people[name]).post(f"/forum/-/thanks/{number}").status_code == 404
    assert world.client(people["ben"]).post(f"/forum/-/thanks/{number}").status_code == 302
    assert thanks_to(world, people["ben"]) == []
    assert "zebrafinch" not in world.client(people["ben"]).get(f"/forum/p/{answer}/thanked").text
    own = world.client(people["eva"]).get(f"/forum/p/{answer}/thanks").text
    assert "An ugly zebrafinch" in own  # nobody tells her
    thank(world, people["eva"], f"p/{answer}", take_back="1")
    thank(world, people["eva"], f"p/{answer}", "Uglier still")
    assert thanks_to(world, people["ben"]) == []
    assert "Uglier" not in for_you(world, people["ben"])


def test_thanks_for_a_page(world: World, people: dict[str, User], letters: Any) -> None:
    page = keep(world, letters, people["ben"], [])
    shown = world.client(people["eva"]).get(f"/forum/a/{page}", follow_redirects=True).text
    assert f'href="/forum/a/{page}/thanks">Thank</a>' in shown
    assert thank(world, people["eva"], f"a/{page}").status_code == 302
    assert thanks_to(world, people["ben"]) == ["Eva thanked you for a page you wrote: Envelopes"]
    assert unseen(world, people["ben"]) == 1
    assert WORDS in world.client(people["ben"]).get(f"/forum/a/{page}/thanked").text
    assert unseen(world, people["ben"]) == 0
    assert world.client(people["eva"]).get(f"/forum/a/{page}/thanked").status_code == 404


def test_it_is_told_as_long_as_its_post_can_be_read(
    world: World, people: dict[str, User], letters: Any, answer: int
) -> None:
    see_all(world)
    thank(world, people["eva"], f"p/{answer}")
    with world.request():
        hide(answer, why="Names")
    assert unseen(world, people["ben"]) == len(thanks_to(world, people["ben"])) == 0
    with world.request():
        restore(answer)
    assert unseen(world, people["ben"]) == len(thanks_to(world, people["ben"])) == 1
    circle = world.space("Circle", by=people["ana"], access="closed", members_=(people["ben"],))
    secret = world.write(world.ask(circle, people["ana"], "Secret"), people["ben"])
    thank(world, people["ana"], f"p/{secret}")
    assert len(thanks_to(world, people["ben"])) == 2
    ben = world.id(people["ben"])
    with world.request():
        spaces.remove_member(circle.id, ben)
    assert len(thanks_to(world, people["ben"])) == 1
    assert world.client(people["ben"]).get(f"/forum/p/{secret}/thanked").status_code == 404
    with world.request():
        withdraw.withdraw(answer)
    assert unseen(world, people["ben"]) == len(thanks_to(world, people["ben"])) == 0


def test_people_gone(world: World, people: dict[str, User], answer: int) -> None:
    """(all) Numbers reused, people gone: what was said by them and to them goes with them."""
    see_all(world)
    for name in ("eva", "jon", "ana"):
        thank(world, people[name], f"p/{answer}", f"From {name}")
    with world.request():
        forget(people["ana"].id)
    assert thanks_to(world, people["ben"]) == [
        "Jon and 1 other thanked you for something you wrote: Which form?"
    ]
    for name in ("eva", "jon"):
        with world.request():
            forget(people[name].id)
    assert thanks_to(world, people["ben"]) == []
    assert unseen(world, people["ben"]) == 0
    thank(world, people["uma"], f"p/{answer}")
    with world.request():
        forget(people["ben"].id)
    assert world.scalar(select(func.count()).select_from(Thanks)) == 0
    new = world.member("Ben")
    assert headings(world, new) == []


@pytest.mark.sites("sqlite")
def test_numbers_are_not_used_again(world: World, people: dict[str, User], answer: int) -> None:
    thank(world, people["eva"], f"p/{answer}")
    first = world.scalar(select(Thanks.id))
    with world.request():
        forget(people["eva"].id)
    thank(world, people["jon"], f"p/{answer}")
    assert world.scalar(select(Thanks.id)) > first


def test_accounts_that_are_merged_thank_nobody_twice_and_not_themselves(
    world: World, people: dict[str, User], letters: Any, answer: int
) -> None:
    imported = world.user("Imported")
    member, handle = world.id(imported), world.viewer(imported).handle
    theirs = world.write(world.ask(letters, people["ana"]), imported)
    with world.request():
        session().execute(update(Member).where(Member.id == member).values(user_key=None))
        session().add(Thanks(member_id=member, post_id=answer, text="The older one"))
    thank(world, people["eva"], f"p/{answer}", "The newer one")
    thank(world, people["eva"], f"p/{theirs}", "To myself")
    with world.request():
        claim(handle, key=people["eva"].id)
    with world.request():
        left = session().scalars(select(Thanks.text)).all()
    assert left == ["The newer one"]


def test_it_can_be_switched_off(world: World, people: dict[str, User], answer: int) -> None:
    ben = world.id(people["ben"])
    with world.request():
        session().add(SwitchedOff(member_id=ben, kind="thanked"))
    assert thank(world, people["eva"], f"p/{answer}").status_code == 302
    assert thanks_to(world, people["ben"]) == []
    assert "Thanks to you" in world.client(people["ben"]).get("/forum/-/for-you/kinds").text


@pytest.mark.sites("sqlite")
def test_a_host_leaves_it_out(
    world: World, people: dict[str, User], letters: Any, answer: int
) -> None:
    page = keep(world, letters, people["ben"], [])
    see_all(world)
    for thing in (f"p/{answer}", f"a/{page}"):
        thank(world, people["eva"], thing)
    assert unseen(world, people["ben"]) == 2
    mounted = world.app.extensions["forum"]
    mounted.config = replace(mounted.config, without=("thanks",))
    assert unseen(world, people["ben"]) == 0
    assert thanks_to(world, people["ben"]) == []
    eva = world.client(people["eva"])
    for where in (f"/forum/p/{answer}", f"/forum/a/{page}"):
        assert "/thanks" not in eva.get(where, follow_redirects=True).text
    assert "Thanks to you" not in eva.get("/forum/-/for-you/kinds").text


@pytest.mark.sites("sqlite")
def test_without_them_there_is_no_address(make_site: Callable[..., World]) -> None:
    world = make_site(without=("thanks",))
    ana, ben = world.member("Ana"), world.member("Ben")
    post = world.write(world.ask(world.space("Letters", by=ana), ana), ben)
    assert thank(world, ana, f"p/{post}").status_code == 404
    assert world.client(ana).get(f"/forum/p/{post}/thanks").status_code == 404
    assert "/thanks" not in world.client(ana).get(f"/forum/p/{post}", follow_redirects=True).text


def test_it_is_limited(make_site: Callable[..., World]) -> None:
    world = make_site(limits={"sentence": "2 per hour"})
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    posts = [world.write(thread, ben) for _ in range(3)]
    codes = [thank(world, ana, f"p/{post}").status_code for post in posts]
    assert codes == [302, 302, 429]
    asked = world.client(ana).post(f"/forum/t/{thread}/ask", data={"handle": "@ben", "text": "So?"})
    assert asked.status_code == 429
