"""Asking one person: once a person and thing; a no, or silence, is told to nobody."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.core.database.session import session
from forum.enquiries.models import QUESTION, Enquiry
from forum.exchange.actions.claim import claim
from forum.leaving.actions import forget
from forum.members.models import Member
from forum.members.viewer import Person
from forum.moderation.actions.moderate import hide
from forum.notices.models import Notice, SwitchedOff
from forum.spaces import actions as spaces
from forum.threads.models import Post

from ..support.kept import keep
from ..support.told import see_all, unseen
from ..support.world import User, World

WORDS = "Did you use the zebrafinch form?"


@pytest.fixture
def people(world: World) -> dict[str, User]:
    """Five members, who are ana, ben, eva, jon and uma."""
    return {name.lower(): world.member(name) for name in ("Ana", "Ben", "Eva", "Jon", "Uma")}


@pytest.fixture
def letters(world: World, people: dict[str, User]) -> Any:
    """An open space that Uma looks after."""
    return world.space("Letters", by=people["uma"])


@pytest.fixture
def thread(world: World, people: dict[str, User], letters: Any) -> int:
    """A question by Ana."""
    return world.ask(letters, people["ana"], "Which form?")


def ask(world: World, by: User, thing: str, who: str = "Ben", text: str = WORDS) -> Any:
    """Ask somebody about *thing*, like "t/7", as *by* does in a browser."""
    sent = {"handle": who, "text": text}
    return world.client(by).post(f"{world.home}/{thing}/ask", data=sent)


def for_you(world: World, user: User) -> str:
    return re.sub(r"\s+", " ", world.client(user).get(f"{world.home}/-/for-you").text)


def asked(world: World, user: User) -> list[str]:
    """Return the headings of "For you" that say that *user* was asked."""
    found = re.findall(r'<h2 class="fx-h3">(.*?)</h2>', for_you(world, user))
    plain = [re.sub(r"<[^>]+>", "", heading).strip() for heading in found]
    return [heading for heading in plain if "asked you about this" in heading]


def put_away(world: World, user: User) -> None:
    """Say of the first question that it is not for *user*, as they do in a browser."""
    (where,) = re.findall(r'action="([^"]+/-/asked/\d+)"', for_you(world, user))[:1]
    assert world.client(user).post(where).status_code == 302


def things(world: World, people: dict[str, User], letters: Any, thread: int) -> dict[str, str]:
    """Return the addresses of a thread, of a reflection in it, and of a page, with their titles."""
    mirror = world.write(thread, people["jon"], reflection=True)
    page = keep(world, letters, people["jon"], [])
    return {f"t/{thread}": "Which form?", f"p/{mirror}": "Which form?", f"a/{page}": "Envelopes"}


def test_one_person_is_asked_about_a_thread_a_reflection_and_a_page(
    world: World, people: dict[str, User], letters: Any, thread: int
) -> None:
    eva, ben = world.client(people["eva"]), people["ben"]
    for thing, title in things(world, people, letters, thread).items():
        see_all(world)
        shown = eva.get(f"/forum/{thing}", follow_redirects=True).text
        assert f'href="/forum/{thing}/ask"' in shown
        form = eva.get(f"/forum/{thing}/ask")
        assert "Only they can read this" in form.text
        assert form.headers["Cache-Control"] == "private, no-store"
        assert ask(world, people["eva"], thing, "@ben").status_code == 302
        assert asked(world, ben)[0] == f"Eva asked you about this: {title}"
        assert WORDS in for_you(world, ben)
        assert unseen(world, ben) == 1
        again = eva.get(f"/forum/{thing}/ask").text
        assert "You have asked these people already:" in again
        assert "<bdi>Ben</bdi>" in again
        world.client(ben).get(f"/forum/{thing}", follow_redirects=True)
        assert unseen(world, ben) == 0
        put_away(world, ben)
        assert asked(world, ben) == []
        assert eva.get(f"/forum/{thing}/ask").text == again or "Ben" in again
    for name in ("ana", "eva", "jon", "uma"):
        assert WORDS not in for_you(world, people[name])
        found = world.client(people[name]).get("/forum/-/search?q=zebrafinch").text
        assert WORDS not in found
    assert unseen(world, people["eva"]) == 0


def test_it_is_not_for_me_and_nobody_is_told(
    world: World, people: dict[str, User], thread: int
) -> None:
    see_all(world)
    ask(world, people["eva"], f"t/{thread}")
    before = world.client(people["eva"]).get(f"/forum/t/{thread}/ask").text
    number = world.scalar(select(Enquiry.id))
    for name in ("eva", "ana"):  # they were not asked
        assert world.client(people[name]).post(f"/forum/-/asked/{number}").status_code == 404
    put_away(world, people["ben"])
    assert asked(world, people["ben"]) == []
    assert unseen(world, people["ben"]) == 0
    after = world.client(people["eva"]).get(f"/forum/t/{thread}/ask").text
    keyless = re.compile(r'<meta[^>]*>|data-[\w-]+="[^"]*"')
    assert keyless.sub("", after) == keyless.sub("", before)
    for name in ("ana", "eva", "jon", "uma"):
        assert "zebrafinch" not in for_you(world, people[name])
        assert unseen(world, people[name]) == 0


def test_once_a_person_and_thing(
    world: World, people: dict[str, User], letters: Any, thread: int
) -> None:
    see_all(world)
    assert ask(world, people["eva"], f"t/{thread}").status_code == 302
    assert ask(world, people["eva"], f"t/{thread}").status_code == 302  # sent twice
    refused = ask(world, people["eva"], f"t/{thread}", text="And the other zebrafinch?")
    assert refused.status_code == 422
    assert "You have asked “Ben” about this before" in refused.text
    assert "And the other zebrafinch?" in refused.text
    put_away(world, people["ben"])
    assert "before" in ask(world, people["eva"], f"t/{thread}", text="Please?").text
    assert asked(world, people["ben"]) == []
    assert ask(world, people["eva"], f"t/{thread}", "Jon").status_code == 302
    assert ask(world, people["eva"], f"t/{world.ask(letters, people['ana'])}").status_code == 302
    assert ask(world, people["ana"], f"t/{thread}", text="From Ana").status_code == 302
    assert world.scalar(select(func.count()).select_from(Enquiry)) == 4


def test_several_people_ask_about_one_thing(
    world: World, people: dict[str, User], thread: int
) -> None:
    """(5) Marks on and off: one notice of distinct people, built from what is true now."""
    see_all(world)
    for name in ("eva", "jon", "ana"):
        ask(world, people[name], f"t/{thread}", text=f"From {name}")
    ben = people["ben"]
    assert asked(world, ben) == ["Ana and 2 others asked you about this: Which form?"]
    assert unseen(world, ben) == 1
    page = for_you(world, ben)
    assert all(f"From {name}" in page for name in ("eva", "jon", "ana"))
    put_away(world, ben)  # the newest stands first
    assert asked(world, ben) == ["Jon and 1 other asked you about this: Which form?"]
    assert "From ana" not in for_you(world, ben)
    with world.request():
        forget(people["jon"].id)
    assert asked(world, ben) == ["Eva asked you about this: Which form?"]
    put_away(world, ben)
    assert asked(world, ben) == []
    assert unseen(world, ben) == 0


@pytest.mark.parametrize("text", ["", " \u200b", "y" * (QUESTION + 1)])
def test_a_question_is_needed(
    world: World, people: dict[str, User], thread: int, text: str
) -> None:
    refused = ask(world, people["eva"], f"t/{thread}", "Ben", text)
    assert refused.status_code == 422
    assert 'value="Ben"' in refused.text
    assert world.scalar(select(func.count()).select_from(Enquiry)) == 0


def test_who_cannot_be_asked(world: World, people: dict[str, User], thread: int) -> None:
    with world.request():
        forget(people["jon"].id)
    circle = world.space("Circle", by=people["ana"], access="closed", members_=(people["eva"],))
    secret = world.ask(circle, people["ana"])
    for thing, who, words in (
        (f"t/{thread}", "", "Enter a name or a handle"),
        (f"t/{thread}", "Eva", "This is you"),
        (f"t/{thread}", "Jon", "Nobody here is called"),
        (f"t/{thread}", "Nobody", "Nobody here is called"),
        (f"t/{secret}", "@ben", "“Ben” cannot read this"),
    ):
        refused = ask(world, people["eva"], thing, who)
        assert refused.status_code == 422
        assert words in refused.text
        assert WORDS in refused.text
    assert ask(world, people["eva"], f"t/{secret}", "Ana").status_code == 302
    assert world.scalar(select(func.count()).select_from(Enquiry)) == 1


def test_of_namesakes_the_handle_says_who(
    world: World, people: dict[str, User], thread: int
) -> None:
    _, other = world.member("Nia Ott"), world.member("Nia Ott")
    refused = ask(world, people["eva"], f"t/{thread}", "Nia Ott")
    assert "More than one person is called “Nia Ott”" in refused.text
    handle = world.viewer(other).handle
    assert ask(world, people["eva"], f"t/{thread}", f"@{handle}").status_code == 302
    assert len(asked(world, other)) == 1


def test_somebody_whom_only_the_host_knows_is_asked_in_an_open_space(
    make_site: Callable[..., World],
) -> None:
    world = make_site(
        people=lambda text: [Person(id="77", name="Nia")] if "nia" in text.lower() else []
    )
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana, "Which form?")
    assert ask(world, ana, f"t/{thread}", "Nia").status_code == 302
    nia = world.user("Nia")
    world.site.people.pop(nia.id)
    nia.id = "77"
    world.site.people["77"] = nia
    assert asked(world, nia) == ["Ana asked you about this: Which form?"]


def test_who_may_not_ask(world: World, people: dict[str, User], letters: Any, thread: int) -> None:
    answer = world.write(thread, people["ana"])
    everything = list(things(world, people, letters, thread))
    assert ask(world, people["eva"], f"p/{answer}").status_code == 403  # no reflection
    assert ask(world, people["eva"], "t/990001").status_code == 404
    assert world.client().get(f"/forum/t/{thread}/ask").status_code == 401
    eva = world.id(people["eva"])
    with world.request():
        spaces.block_member(letters.id, eva, blocked=True)
    for thing in everything:
        assert ask(world, people["eva"], thing).status_code == 403
        shown = world.client(people["eva"]).get(f"/forum/{thing}", follow_redirects=True).text
        assert "/ask" not in shown
    sent = {"locked": "1", "reason": "Done"}
    assert world.client(people["uma"]).post(f"/forum/t/{thread}/lock", data=sent).status_code == 302
    codes = [ask(world, people["jon"], thing).status_code for thing in everything]
    assert codes == [403, 403, 302]


def test_whoever_does_not_want_it_is_not_told_and_nobody_sees_that(
    world: World, people: dict[str, User], thread: int
) -> None:
    see_all(world)
    ben = world.id(people["ben"])
    with world.request():
        session().add(SwitchedOff(member_id=ben, kind="asked"))
    assert ask(world, people["eva"], f"t/{thread}").status_code == 302
    assert asked(world, people["ben"]) == []
    assert unseen(world, people["ben"]) == 0
    assert "<bdi>Ben</bdi>" in world.client(people["eva"]).get(f"/forum/t/{thread}/ask").text
    assert world.scalar(select(func.count()).where(Notice.kind == "asked")) == 0


def test_what_one_cannot_read_any_more_asks_nothing(
    world: World, people: dict[str, User], letters: Any, thread: int
) -> None:
    """(5) Decide at send time: hidden, moved, or left."""
    see_all(world)
    circle = world.space("Circle", by=people["ana"], access="closed", members_=(people["ben"],))
    secret = world.ask(circle, people["ana"], "Secret")
    page = keep(world, circle, people["ana"], [])
    mirror = world.write(thread, people["ana"], reflection=True)
    see_all(world)
    for thing in (f"t/{secret}", f"a/{page}", f"p/{mirror}"):
        assert ask(world, people["ana"], thing).status_code == 302
    assert unseen(world, people["ben"]) == len(asked(world, people["ben"])) == 3
    with world.request():
        assert session().get(Post, mirror)
        hide(mirror, why="Names")
    assert unseen(world, people["ben"]) == len(asked(world, people["ben"])) == 2
    ben = world.id(people["ben"])
    with world.request():
        spaces.remove_member(circle.id, ben)
    assert asked(world, people["ben"]) == []
    assert unseen(world, people["ben"]) == 0
    assert "zebrafinch" not in for_you(world, people["ben"])


def test_people_gone(world: World, people: dict[str, User], thread: int) -> None:
    """(all) Numbers reused, people gone: what they asked and were asked goes with them."""
    ask(world, people["eva"], f"t/{thread}", "Ben")
    ask(world, people["ben"], f"t/{thread}", "Jon")
    with world.request():
        forget(people["ben"].id)
    assert world.scalar(select(func.count()).select_from(Enquiry)) == 0
    assert asked(world, people["jon"]) == []
    assert "already" not in world.client(people["eva"]).get(f"/forum/t/{thread}/ask").text
    assert asked(world, world.member("Ben")) == []


def test_accounts_that_are_merged_ask_once_and_not_themselves(
    world: World, people: dict[str, User], thread: int
) -> None:
    imported = world.user("Imported")
    member, handle = world.id(imported), world.viewer(imported).handle
    ask(world, people["ana"], f"t/{thread}", "Imported", "The older one")
    ask(world, people["ana"], f"t/{thread}", "Eva", "The newer one")
    ask(world, people["eva"], f"t/{thread}", "Imported", "To myself")
    with world.request():
        session().execute(update(Member).where(Member.id == member).values(user_key=None))
    with world.request():
        claim(handle, key=people["eva"].id)
    with world.request():
        assert session().scalars(select(Enquiry.text)).all() == ["The newer one"]
