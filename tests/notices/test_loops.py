"""Whoever gave is told what became of it: once, of what is true now, and by nobody else's name."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, literal, select

from forum.attempts import actions as attempts
from forum.attempts.models import Attempt
from forum.core.database.base import now
from forum.core.database.session import session
from forum.leaving.actions import forget
from forum.members.models import Member
from forum.moderation import actions as moderation
from forum.notices.actions import loops
from forum.notices.models import Notice, SwitchedOff
from forum.spaces import actions as spaces
from forum.texts.actions import compose
from forum.threads.actions import withdraw
from forum.threads.models import Post

from ..support.kept import keep
from ..support.told import listed, see_all, unseen
from ..support.world import User, World


@pytest.fixture
def people(world: World) -> dict[str, User]:
    """Five members, who are ana, ben, eva, jon and uma."""
    return {name.lower(): world.member(name) for name in ("Ana", "Ben", "Eva", "Jon", "Uma")}


def mark(world: World, by: User, post: int, *, helped: bool = True) -> None:
    answer = world.client(by).post(
        f"{world.home}/p/{post}/helped", data={"helped": "1" if helped else "0"}
    )
    assert answer.status_code == 302


def revise(world: World, page: int, by: User, text: str) -> None:
    """Save a new version of a page as *by* does in a browser."""
    browser, where = world.client(by), f"{world.home}/a/{page}/edit"
    revision = re.findall(r'name="revision" value="(\d+)"', browser.get(where).text)[0]
    sent = {"text": text, "revision": revision, "kind": "summary", "title": "Envelopes"}
    saved = browser.post(where, data=sent)
    assert saved.status_code == 302, saved.text


def test_the_author_of_an_answer_is_told_that_it_helped(
    world: World, people: dict[str, User]
) -> None:
    thread = world.ask(world.space("Letters", by=people["eva"]), people["ana"], "Which form?")
    post = world.write(thread, people["ben"])
    mark(world, people["ana"], post)
    assert listed(world, people["ben"]) == ["Your answer helped Ana: Which form?"]
    assert unseen(world, people["ben"]) == 1
    assert unseen(world, people["eva"]) == 0
    world.client(people["ben"]).get(f"{world.home}/p/{post}", follow_redirects=True)
    assert unseen(world, people["ben"]) == 0


def test_set_and_taken_back_five_times_tells_once(world: World, people: dict[str, User]) -> None:
    thread = world.ask(world.space("Letters", by=people["eva"]), people["ana"])
    post = world.write(thread, people["ben"])
    for _ in range(5):
        mark(world, people["ana"], post)
        mark(world, people["ana"], post, helped=False)
    assert listed(world, people["ben"]) == []
    assert unseen(world, people["ben"]) == 0
    mark(world, people["ana"], post)
    assert unseen(world, people["ben"]) == len(listed(world, people["ben"])) == 1
    see_all(world)
    mark(world, people["ana"], post, helped=False)
    mark(world, people["ana"], post)
    assert unseen(world, people["ben"]) == 0
    assert len(listed(world, people["ben"])) == 1


def test_nobody_is_told_of_their_own_mark(world: World, people: dict[str, User]) -> None:
    thread = world.ask(world.space("Letters", by=people["eva"]), people["ana"])
    mark(world, people["ana"], world.write(thread, people["ana"], "I found out."))
    assert listed(world, people["ana"]) == []


def test_whose_posts_are_saved_to_the_library_is_told_once_a_page(
    world: World, people: dict[str, User]
) -> None:
    letters = world.space("Letters", by=people["eva"])
    thread = world.ask(letters, people["ana"])
    posts = [world.write(thread, people[who]) for who in ("ben", "ben", "jon", "eva")]
    see_all(world)
    page = keep(world, letters, people["eva"], [(thread, post) for post in posts])
    words = "Eva saved one of your posts to the library: Envelopes"
    assert listed(world, people["ben"])[0] == words
    assert sum(words in line for line in listed(world, people["ben"])) == 1
    assert listed(world, people["jon"])[0] == words
    assert not any(words in line for line in listed(world, people["eva"]))
    assert unseen(world, people["ben"]) == 1
    browser = world.client(people["ben"])
    assert "fx-count" in browser.get(f"{world.home}/a/{page}", follow_redirects=True).text
    assert unseen(world, people["ben"]) == 0


def test_a_post_that_was_taken_back_is_kept_nowhere(world: World, people: dict[str, User]) -> None:
    letters = world.space("Letters", by=people["eva"])
    thread = world.ask(letters, people["ana"])
    post = world.write(thread, people["ben"])
    keep(world, letters, people["eva"], [(thread, post)])
    assert unseen(world, people["ben"]) == 1
    with world.request():
        withdraw.withdraw(post)
    assert listed(world, people["ben"]) == []
    assert unseen(world, people["ben"]) == 0


def test_ten_changes_are_one_line_with_the_people_in_it(
    world: World, people: dict[str, User]
) -> None:
    letters = world.space("Letters", by=people["uma"])
    page = keep(world, letters, people["ana"], [])
    for n, who in enumerate(("ben", "eva", "ben", "jon", "eva", "ben", "jon", "eva", "jon", "ben")):
        revise(world, page, people[who], f"Text {n}")
    assert listed(world, people["ana"]) == ["Ben and 2 others changed a page you wrote: Envelopes"]
    assert unseen(world, people["ana"]) == 1
    see_all(world)
    revise(world, page, people["uma"], "One more")
    assert unseen(world, people["ana"]) == 1
    revise(world, page, people["ana"], "My own")
    assert listed(world, people["ana"]) == ["Uma and 3 others changed a page you wrote: Envelopes"]


def test_a_page_is_followed_by_those_who_wrote_it_until_they_opt_out(
    world: World, people: dict[str, User]
) -> None:
    letters = world.space("Letters", by=people["uma"])
    page = keep(world, letters, people["ana"], [])
    revise(world, page, people["ben"], "Ben's")
    for who, follow in (("jon", "1"), ("eva", "1"), ("eva", "0")):
        sent = world.client(people[who]).post(
            f"{world.home}/a/{page}/follow", data={"follow": follow}
        )
        assert sent.status_code == 302
    revise(world, page, people["uma"], "Uma's")
    told = "Uma changed a page you follow: Envelopes"
    assert listed(world, people["ben"]) == [told]
    assert listed(world, people["jon"]) == [told]
    assert listed(world, people["eva"]) == []
    sent = world.client(people["ana"]).post(f"{world.home}/a/{page}/follow", data={"follow": "0"})
    assert sent.status_code == 302
    see_all(world)
    revise(world, page, people["ben"], "Ben's again")
    assert unseen(world, people["ana"]) == 0
    assert unseen(world, people["jon"]) == 1


def test_a_mention_in_a_page_tells_once(world: World, people: dict[str, User]) -> None:
    letters = world.space("Letters", by=people["uma"])
    page = keep(world, letters, people["ana"], [], "As @ben says, and @ana.")
    words = ["Ana mentioned you in the library: Envelopes"]
    assert listed(world, people["ben"]) == words
    assert listed(world, people["ana"]) == []
    see_all(world)
    revise(world, page, people["ana"], "As somebody says.")
    revise(world, page, people["ana"], "As @ben says, and @jon.")
    assert unseen(world, people["ben"]) == 0
    assert listed(world, people["jon"]) == words


def test_what_one_may_not_see_any_more_is_nowhere(world: World, people: dict[str, User]) -> None:
    closed = world.space("Between us", by=people["eva"], access="closed", members_=(people["ben"],))
    thread = world.ask(closed, people["eva"])
    post = world.write(thread, people["ben"])
    mark(world, people["eva"], post)
    page = keep(world, closed, people["eva"], [(thread, post)], "As @ben says")
    for text in ("@ben again", "And again"):
        revise(world, page, people["eva"], text)
    assert unseen(world, people["ben"]) == len(listed(world, people["ben"])) == 3
    ben = world.id(people["ben"])
    with world.request():
        spaces.remove_member(closed.id, ben)
    assert listed(world, people["ben"]) == []
    assert unseen(world, people["ben"]) == 0


def test_a_report_is_one_line_for_those_who_look_after_the_space(
    world: World, people: dict[str, User]
) -> None:
    letters = world.space("Letters", by=people["eva"])
    thread = world.ask(letters, people["ana"])
    posts = [world.write(thread, people["ben"], text) for text in ("Rude", "Ruder")]
    for who, post in (("jon", posts[0]), ("ana", posts[0]), ("jon", posts[1])):
        sent = world.client(people[who]).post(
            f"{world.home}/p/{post}/report", data={"text": "Look, zebrafinch"}
        )
        assert sent.status_code == 302
    assert listed(world, people["eva"])[0] == "Reports waiting for your decision"
    assert unseen(world, people["eva"]) == 1
    page = world.client(people["eva"]).get(f"{world.home}/-/for-you").text
    assert "zebrafinch" not in page
    assert "Jon" not in page
    assert unseen(world, people["ben"]) == 0
    world.client(people["eva"]).get(f"{world.home}/s/letters/reports")
    assert unseen(world, people["eva"]) == 0
    for post in posts:
        left = world.client(people["eva"]).post(
            f"{world.home}/p/{post}/leave", data={"reason": "It is fine"}
        )
        assert left.status_code == 302
    assert listed(world, people["eva"]) == []
    world.client(people["jon"]).post(f"{world.home}/p/{posts[0]}/report", data={"text": "Again"})
    assert unseen(world, people["eva"]) == 1


def test_reports_move_with_their_thread(world: World, people: dict[str, User]) -> None:
    old = world.space("Letters", by=people["eva"])
    new = world.space("Parcels", by=people["uma"])
    thread = world.ask(old, people["ana"])
    post = world.write(thread, people["ben"])
    world.client(people["jon"]).post(f"{world.home}/p/{post}/report", data={"text": "Look"})
    assert unseen(world, people["eva"]) == 1
    with world.request():
        moderation.move_with_reports(thread, space_id=new.id)
    assert unseen(world, people["eva"]) == 0
    assert unseen(world, people["uma"]) == 1


def test_who_looks_after_a_space_from_now_on_is_told_of_what_waits(
    world: World, people: dict[str, User]
) -> None:
    letters = world.space("Letters", by=people["eva"])
    ben, jon, uma = (world.id(people[name]) for name in ("ben", "jon", "uma"))
    with world.request():
        spaces.appoint_steward(letters.id, uma)
    assert listed(world, people["uma"]) == []  # nothing waits
    post = world.write(world.ask(letters, people["ana"]), people["ana"])
    world.client(people["jon"]).post(f"{world.home}/p/{post}/report", data={"text": "Look"})
    for member in (ben, jon):
        with world.request():
            spaces.appoint_steward(letters.id, member)
    for name, news in (("ben", 1), ("uma", 1), ("jon", 0)):  # Jon reported it himself
        assert unseen(world, people[name]) == len(listed(world, people[name])) == news
    world.client(people["eva"]).post(f"{world.home}/p/{post}/leave", data={"reason": "Fine"})
    assert listed(world, people["ben"]) == []


def test_a_steward_is_not_told_of_their_own_report(world: World, people: dict[str, User]) -> None:
    letters = world.space("Letters", by=people["eva"])
    post = world.ask(letters, people["ana"])
    sent = world.client(people["eva"]).post(f"{world.home}/p/{post}/report", data={"text": "Look"})
    assert sent.status_code == 302
    assert listed(world, people["eva"]) == []


def test_a_follower_of_a_space_is_told_of_threads_and_not_of_posts(
    world: World, people: dict[str, User]
) -> None:
    letters = world.space("Letters", by=people["eva"])
    for who in ("ben", "ana"):
        browser = world.client(people[who])
        answer = browser.post(f"{world.home}/s/letters/follow", data={"follow": "1"})
        page = browser.get(answer.location).text
        assert "You will be notified of new threads in this space." in page
        assert 'aria-pressed="true"' in page
    thread = world.ask(letters, people["ana"], "Which form?", "The heron, @jon?")
    world.write(thread, people["eva"])
    assert listed(world, people["ben"]) == [
        "Ana opened a thread in a space you follow: Which form?"
    ]
    assert listed(world, people["jon"]) == ["Ana mentioned you: Which form?"]
    assert not any("opened" in line for line in listed(world, people["ana"]))
    world.client(people["ben"]).get(f"{world.home}/t/{thread}", follow_redirects=True)
    assert unseen(world, people["ben"]) == 0
    world.client(people["ben"]).post(f"{world.home}/s/letters/follow", data={"follow": "0"})
    world.ask(letters, people["ana"])
    assert unseen(world, people["ben"]) == 0


def test_a_space_that_one_left_tells_nothing(world: World, people: dict[str, User]) -> None:
    closed = world.space("Between us", by=people["eva"], access="closed", members_=(people["ben"],))
    world.client(people["ben"]).post(f"{world.home}/s/between-us/follow", data={"follow": "1"})
    ben = world.id(people["ben"])
    with world.request():
        spaces.remove_member(closed.id, ben)
    world.ask(closed, people["eva"], "The heron flies")
    assert listed(world, people["ben"]) == []
    assert world.scalar(select(func.count()).select_from(Notice)) == 0
    page = world.client(people["ben"]).get(f"{world.home}/-/follows").text
    assert "Between us" not in page


def test_all_that_one_follows_is_listed_with_buttons_to_stop(
    world: World, people: dict[str, User]
) -> None:
    letters = world.space("Letters", by=people["eva"])
    thread = world.ask(letters, people["ben"], "Which form?")
    page = keep(world, letters, people["ben"], [])
    browser, where = world.client(people["ben"]), f"{world.home}/-/follows"
    browser.post(f"{world.home}/s/letters/follow", data={"follow": "1"})
    assert f'href="{where}"' in browser.get(f"{world.home}/-/for-you").text
    for address in (f"t/{thread}", f"a/{page}", "s/letters"):
        action = f'action="{world.home}/{address}/follow"'
        assert action in browser.get(where).text
        sent = {"follow": "0", "list": "1"}
        answer = browser.post(f"{world.home}/{address}/follow", data=sent)
        assert answer.location.startswith(where)
        assert action not in browser.get(where).text
    assert "You do not follow anything yet" in browser.get(where).text


ALL = (
    "answer",
    "reply",
    "mention",
    "helped",
    "tried",
    "there",
    "kept",
    "revised",
    "follow",
    "opened",
    "version",
)


def choose(world: World, user: User, *off: str) -> None:
    """Switch off the kinds *off*, and everything else on, as *user* does in a browser."""
    sent = {f"kinds.{kind}": "1" for kind in (*ALL, "report") if kind not in off}
    answer = world.client(user).post(f"{world.home}/-/for-you/kinds", data=sent)
    assert answer.status_code == 302


@pytest.mark.parametrize("off", [*ALL, "report"])
def test_each_kind_can_be_switched_off(world: World, people: dict[str, User], off: str) -> None:
    letters = world.space("Letters", by=people["ben"])
    choose(world, people["ben"], off)
    page = world.client(people["ben"]).get(f"{world.home}/-/for-you/kinds").text
    assert len(re.findall(r'name="kinds\.\w+" value="1" checked', page)) == len(ALL)
    followed, mine = (keep(world, letters, people[who], []) for who in ("ana", "ben"))
    for address in ("s/letters", f"a/{followed}"):
        world.client(people["ben"]).post(f"{world.home}/{address}/follow", data={"follow": "1"})
    thread = world.ask(letters, people["ana"], text="Hello")
    answer = world.write(thread, people["ben"])
    world.write(thread, people["ana"], to=2)
    world.write(thread, people["jon"])
    ben = world.id(people["ben"])
    world.write(world.ask(letters, people["ben"]), people["ana"])
    world.ask(letters, people["jon"], text="@ben?")
    mark(world, people["ana"], answer)
    world.tell(people["jon"], post_id=answer)
    question = world.scalar(select(Post.id).where(Post.author_id == ben, Post.number == 1))
    world.client(people["jon"]).post(f"{world.home}/p/{question}/been-there", data={"line": "Me"})
    keep(world, letters, people["jon"], [(thread, answer)])
    for page_id in (followed, mine):
        revise(world, page_id, people["jon"], "Jon's")
    world.client(people["jon"]).post(f"{world.home}/p/{answer}/report", data={"text": "Look"})
    with world.request():
        kinds = set(session().scalars(select(Notice.kind).where(Notice.member_id == ben)))
    assert kinds == {*ALL, "report"} - {off}


def test_that_a_post_was_hidden_is_always_told(world: World, people: dict[str, User]) -> None:
    letters = world.space("Letters", by=people["eva"])
    post = world.write(world.ask(letters, people["ana"]), people["ben"])
    choose(world, people["ben"], *ALL)
    page = world.client(people["ben"]).get(f"{world.home}/-/for-you/kinds").text
    assert "kinds.hidden" not in page
    sent = {"kinds.answer": "1"}
    world.client(people["ben"]).post(f"{world.home}/-/for-you/kinds", data=sent)
    hidden = world.client(people["eva"]).post(
        f"{world.home}/p/{post}/hide", data={"hidden": "1", "reason": "A name"}
    )
    assert hidden.status_code == 302
    assert unseen(world, people["ben"]) == 1


def test_a_forgotten_person_leaves_no_notice_follow_or_choice(
    world: World, people: dict[str, User]
) -> None:
    letters = world.space("Letters", by=people["eva"])
    thread = world.ask(letters, people["ana"])
    post = world.write(thread, people["ben"])
    page = keep(world, letters, people["eva"], [(thread, post)])
    choose(world, people["ben"], "opened")
    revise(world, page, people["ben"], "Ben's")
    gone = world.id(people["ben"])
    with world.request():
        forget(people["ben"].id)
    for table in (Notice, SwitchedOff):
        left = select(func.count()).select_from(table).where(table.member_id == gone)
        assert world.scalar(left) == 0
    assert "former member changed a page you wrote: Envelopes" in listed(world, people["eva"])
    revise(world, page, people["jon"], "Jon's")
    left = select(func.count()).select_from(Notice).where(Notice.member_id == gone)
    assert world.scalar(left) == 0


def test_marking_all_as_read_takes_the_new_kinds_too(world: World, people: dict[str, User]) -> None:
    letters = world.space("Letters", by=people["eva"])
    thread = world.ask(letters, people["ana"])
    post = world.write(thread, people["ben"])
    mark(world, people["ana"], post)
    keep(world, letters, people["eva"], [(thread, post)])
    world.client(people["jon"]).post(f"{world.home}/p/{post}/report", data={"text": "Look"})
    for who, number in (("ben", 2), ("eva", 1)):
        browser = world.client(people[who])
        assert unseen(world, people[who]) == number
        page = browser.get(f"{world.home}/-/for-you").text
        newest = re.search(r'name="newest" value="([^"]+)"', page)
        assert newest
        browser.post(f"{world.home}/-/for-you", data={"newest": newest[1]})
        assert unseen(world, people[who]) == 0


def test_a_first_take_is_told_without_its_text(world: World, people: dict[str, User]) -> None:
    from datetime import timedelta

    from forum.threads.actions import write

    letters = world.space("Letters", by=people["eva"])
    world.client(people["ben"]).post(f"{world.home}/s/letters/follow", data={"follow": "1"})
    ana = world.id(people["ana"])
    with world.request():
        write.open_thread(
            space_id=letters.id,
            kind="discussion",
            title="Ours",
            tags=[],
            author_id=ana,
            text=compose("The zebrafinch sings"),
            first_takes=write.FirstTakes(now() + timedelta(days=1), question="What do you see?"),
        )
    page = world.client(people["ben"]).get(f"{world.home}/-/for-you").text
    assert "zebrafinch" not in page
    assert listed(world, people["ben"]) == ["A new thread in a space you follow: Ours"]
    assert unseen(world, people["ben"]) == 1
    thread = world.scalar(select(Notice.thread_id))
    world.client(people["ben"]).get(f"{world.home}/t/{thread}", follow_redirects=True)
    assert unseen(world, people["ben"]) == 0


def test_the_pages_cost_no_more_statements_with_many_notices(
    world: World, people: dict[str, User], statements: Callable[[], Any]
) -> None:
    letters = world.space("Letters", by=people["eva"])
    browser, counts = world.client(people["ben"]), []
    for more in (2, 20):
        for _ in range(more):
            thread = world.ask(letters, people["ana"])
            post = world.write(thread, people["ben"])
            mark(world, people["ana"], post)
            keep(world, letters, people["eva"], [(thread, post)])
        with statements() as sent:
            assert browser.get(f"{world.home}/-/for-you").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 5


@pytest.mark.parametrize(("again", "new"), [("never", 0), ("once seen", 1), ("always", 1)])
def test_a_thread_as_a_whole_is_told_once(
    world: World, people: dict[str, User], again: loops.Again, new: int
) -> None:
    thread = world.ask(world.space("Letters", by=people["eva"]), people["ana"])
    ben = world.id(people["ben"])
    for time in range(3):
        if time == 2:
            assert unseen(world, people["ben"]) == 1
            see_all(world)
        with world.request():
            who = select(
                Member.id,
                literal("follow").label("kind"),
                literal(thread).label("thread_id"),
                literal(now(), Notice.__table__.c.at.type).label("at"),
            ).where(Member.id == ben)
            loops.tell(who, Notice.thread_id, again=again)
    assert unseen(world, people["ben"]) == new
    world.client(people["ben"]).get(f"{world.home}/t/{thread}", follow_redirects=True)
    assert unseen(world, people["ben"]) == 0


def test_whoever_wrote_what_was_tried_is_told_with_its_line(
    world: World, people: dict[str, User]
) -> None:
    """Ten tries are one line; a new person makes it new once; the teller's own is told nobody."""
    letters = world.space("Letters", by=people["eva"])
    thread = world.ask(letters, people["ana"], "Which form?")
    post, ben = world.write(thread, people["ben"]), people["ben"]
    for number in range(10):
        world.tell(people["jon"], happened=f"Try {number}", post_id=post)
    assert listed(world, ben) == ["Jon tried something you wrote: Which form?"]
    assert "Try 9" in world.client(ben).get(f"{world.home}/-/for-you").text
    assert unseen(world, ben) == 1
    see_all(world)
    world.tell(people["jon"], happened="Once more", post_id=post)
    assert unseen(world, ben) == 0
    world.tell(people["uma"], happened="Here as well", post_id=post)
    assert unseen(world, ben) == 1
    assert listed(world, ben) == ["Uma and 1 other tried something you wrote: Which form?"]
    for person in (people["jon"], people["uma"], people["ana"]):
        assert not any("tried something you wrote" in one for one in listed(world, person))
    with world.request():
        for attempt in session().scalars(select(Attempt.id)).all():
            attempts.withdraw(attempt)
    assert listed(world, ben) == []
    assert unseen(world, ben) == 0


def test_the_author_of_a_page_is_told_that_others_tried_it(
    world: World, people: dict[str, User]
) -> None:
    letters = world.space("Letters", by=people["eva"])
    page = keep(world, letters, people["ana"], [])
    for person in (people["ana"], people["ben"]):
        sent = {"outcome": "partly", "changed": "The colour", "form_key": str(uuid4())}
        told = world.client(person).post(f"{world.home}/a/{page}/tried", data=sent)
        assert told.status_code == 302, told.text
    assert listed(world, people["ana"]) == ["Ben tried something from a page you wrote: Envelopes"]
    assert "partly worked: The colour" in world.client(people["ana"]).get("/forum/-/for-you").text
    assert unseen(world, people["ana"]) == 1
    world.client(people["ana"]).get(f"{world.home}/a/{page}", follow_redirects=True)
    assert unseen(world, people["ana"]) == 0


def test_who_wants_no_mentions_is_told_of_a_followed_thread_all_the_same(
    world: World, people: dict[str, User]
) -> None:
    letters = world.space("Letters", by=people["eva"])
    thread = world.ask(letters, people["ana"], "Which form?")
    choose(world, people["ben"], "mention")
    world.client(people["ben"]).post(f"{world.home}/t/{thread}/follow", data={"follow": "1"})
    world.write(thread, people["jon"], "What does @ben say?")
    assert listed(world, people["ben"]) == ["Jon posted in a thread you follow: Which form?"]


def test_what_changed_while_somebody_did_not_follow_is_not_told(
    world: World, people: dict[str, User]
) -> None:
    letters = world.space("Letters", by=people["eva"])
    page = keep(world, letters, people["ana"], [])
    for follow in ("1", "0"):
        world.client(people["jon"]).post(f"{world.home}/a/{page}/follow", data={"follow": follow})
    revise(world, page, people["ben"], "Ben's")
    world.client(people["jon"]).post(f"{world.home}/a/{page}/follow", data={"follow": "1"})
    revise(world, page, people["uma"], "Uma's")
    assert listed(world, people["jon"]) == ["Uma changed a page you follow: Envelopes"]
