"""Only copies are shared: previewed first, apart from their entry, and taken back by themselves.

Kinds covered: into the thread an entry is about, into another one, as a thread of its own; edited
or deleted on either side; hidden by a steward; taken back and shared again; mentions.
"""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from forum.core import events
from forum.core.database.session import session
from forum.journal.models import Copy
from forum.moderation.actions import moderate
from forum.notices.models import Notice
from forum.spaces import actions as spaces
from forum.threads.models import Post, Revision, Thread

from ..support.diary import JOURNAL, NEW, blank, copies, entries, share, write
from ..support.prompted import ANSWERS, SOURCE, fields
from ..support.world import User, World


@pytest.fixture
def people(world: World) -> tuple[User, User, int]:
    """Ana, who writes, Bram, and a thread of his in an open space."""
    ana, bram = world.member("Ana"), world.member("Bram")
    return ana, bram, world.ask(world.space("Letters", by=bram), bram, "Where do letters go?")


def post_of(world: World, copy: Any) -> Any:
    with world.request():
        found = session().execute(select(Post.__table__).where(Post.id == copy.post_id))
        return found.one()


def note_on(world: World, browser: Any, thread: int, text: str = "My own words.") -> int:
    return write(browser, text, at=f"/forum/t/{thread}/note")


def test_a_copy_is_looked_at_before_it_goes(world: World, people: tuple[User, User, int]) -> None:
    ana, bram, thread = people
    browser = world.client(ana)
    entry = note_on(world, browser, thread)
    address = f"{JOURNAL}/{entry}/share"
    form = {**blank(browser, address), "where": "about"}
    unseen = browser.post(address, data=form)  # the button of the copy was never there
    assert unseen.status_code == 200
    assert "This is what others will see" in unseen.text
    assert copies(world) == []
    looked = fields(unseen.text)
    changed = browser.post(address, data={**form, **looked, "text": "Other words."})
    assert changed.status_code == 200  # the preview is not the text that was sent
    assert copies(world) == []
    done = browser.post(address, data={**form, **looked})
    assert done.status_code == 302
    assert "My own words." in world.client(bram).get(done.location).text


def test_a_copy_begins_without_history_and_lives_apart(
    world: World, people: tuple[User, User, int]
) -> None:
    ana, bram, thread = people
    browser = world.client(ana)
    entry = note_on(world, browser, thread, "Jonas forgot it.")
    edit = f"{JOURNAL}/{entry}/edit"
    browser.post(edit, data={**blank(browser, edit), "text": "Somebody forgot it."})
    assert share(browser, entry, where="about").status_code == 302
    (copy,) = copies(world)
    post = post_of(world, copy)
    assert (post.revision, post.kind, post.author_id) == (1, "reflection", world.id(ana))
    with world.request():
        kept = session().scalars(select(Revision.source).where(Revision.post_id == post.id)).all()
    assert kept == ["Somebody forgot it."]
    browser.post(edit, data={**blank(browser, edit), "text": "A third thought."})
    seen = world.client(bram).get(f"/forum/t/{thread}", follow_redirects=True).text
    assert "Somebody forgot it." in seen
    assert "A third thought." not in seen
    assert "Jonas" not in seen
    own = f"/forum/p/{post.id}/edit"
    browser.post(own, data={**blank(browser, own), "text": "Edited there."})
    assert entries(world)[0].source == "A third thought."


def test_a_copy_keeps_the_questions_it_answers(
    world: World, people: tuple[User, User, int]
) -> None:
    ana, _bram, thread = people
    browser = world.client(ana)
    form = blank(browser, f"/forum/t/{thread}/note?prompts=what-so-what")
    assert browser.post(NEW, data={**form, **ANSWERS}).status_code == 302
    (entry,) = entries(world)
    assert share(browser, entry.id, where="about").status_code == 302
    post = post_of(world, copies(world)[0])
    with world.request():
        source = session().scalar(select(Revision.source).where(Revision.post_id == post.id))
    assert (post.prompt_set, source) == ("what-so-what", SOURCE)


def test_a_file_for_others_has_the_copy_alone_and_not_once_it_is_taken_back(
    world: World, people: tuple[User, User, int]
) -> None:
    ana, bram, thread = people
    browser, file = world.client(ana), "/forum/s/letters/prompts/what-so-what.csv"
    form = blank(browser, f"/forum/t/{thread}/note?prompts=what-so-what")
    browser.post(NEW, data={**form, "part1": "A private zebrafinch."})
    assert "zebrafinch" not in world.client(bram).get(file).text
    share(browser, entries(world)[0].id, where="about", part1="A shared goldfinch.")
    told = world.client(bram).get(file).text
    assert "goldfinch" in told
    assert "zebrafinch" not in told
    browser.post(f"{JOURNAL}/shared/{copies(world)[0].id}")
    assert "goldfinch" not in world.client(bram).get(file).text


def test_there_is_one_live_copy_for_an_entry_and_a_thread(
    world: World, people: tuple[User, User, int]
) -> None:
    ana, bram, thread = people
    browser = world.client(ana)
    entry = note_on(world, browser, thread)
    assert share(browser, entry, where="about").status_code == 302
    address = f"{JOURNAL}/{entry}/share"
    again = browser.post(address, data={**blank(browser, address), "where": "about"})
    assert again.status_code == 422
    assert "already" in again.text
    other = world.ask(world.space("Forms", by=bram), bram, "And forms?")
    where = f"http://localhost/forum/t/{other}-and-forms?page=1#p1"
    assert share(browser, entry, where="thread", thread=where).status_code == 302
    assert [copy.thread_id for copy in copies(world)] == [thread, other]
    listed = browser.get(f"{JOURNAL}/shared").text
    assert listed.count("Unshare") == 2
    assert "Where do letters go?" in listed
    assert "And forms?" in listed


def test_a_form_that_is_sent_twice_shares_one_copy(
    world: World, people: tuple[User, User, int]
) -> None:
    ana, _bram, thread = people
    browser = world.client(ana)
    entry = note_on(world, browser, thread)
    address = f"{JOURNAL}/{entry}/share"
    form = {**blank(browser, address), "where": "about"}
    form["looked"] = fields(browser.post(address, data=form).text)["looked"]
    answers = [browser.post(address, data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len(copies(world)) == 1


def test_a_thread_of_its_own(world: World, people: tuple[User, User, int]) -> None:
    ana, bram, _thread = people
    browser = world.client(ana)
    entry = write(browser, "From my desk.", title="Two kinds of tired")
    own = {"where": "own", "space": "letters", "title": "Two kinds of tired"}
    assert f'value="{own["title"]}"' in browser.get(f"{JOURNAL}/{entry}/share").text
    assert share(browser, entry, **own).status_code == 302
    (copy,) = copies(world)
    with world.request():
        thread = session().get_one(Thread, copy.thread_id)
        assert (thread.kind, thread.title) == ("reflection", "Two kinds of tired")
    assert (
        "From my desk."
        in world.client(bram).get(f"/forum/p/{copy.post_id}", follow_redirects=True).text
    )


def test_nothing_goes_where_one_may_not_write(world: World, people: tuple[User, User, int]) -> None:
    ana, bram, thread = people
    browser = world.client(ana)
    secret = world.ask(world.space("Circle", by=bram, access="closed"), bram, "A secret title")
    entry = note_on(world, browser, thread)
    for where in ({"where": "thread", "thread": str(secret)}, {"where": "own", "space": "circle"}):
        address = f"{JOURNAL}/{entry}/share"
        answer = browser.post(address, data={**blank(browser, address), "title": "T", **where})
        assert answer.status_code == 422
        assert "A secret title" not in answer.text
        assert "My own words." in answer.text
    assert copies(world) == []


def test_unsharing_withdraws_that_post_and_nothing_of_others(
    world: World, people: tuple[User, User, int]
) -> None:
    ana, bram, thread = people
    browser, other = world.client(ana), world.client(bram)
    entry = note_on(world, browser, thread, "A zebrafinch on the sill.")
    share(browser, entry, where="about")
    (copy,) = copies(world)
    number = post_of(world, copy).number
    world.write(thread, bram, "Bram replies.", to=number)
    assert "zebrafinch" in other.get("/forum/-/search?q=zebrafinch").text.partition("fx-list")[2]
    asked = browser.get(f"{JOURNAL}/shared/{copy.id}").text
    assert "quoted" in asked
    assert "Emails already sent will stay." in asked
    assert browser.post(f"{JOURNAL}/shared/{copy.id}").status_code == 302
    seen = other.get(f"/forum/t/{thread}", follow_redirects=True).text
    assert "zebrafinch" not in seen
    assert "Bram replies." in seen
    assert "The author has deleted this post." in seen
    assert entries(world)[0].source == "A zebrafinch on the sill."
    for client in (browser, other):
        assert "on the sill" not in client.get("/forum/-/search?q=zebrafinch").text
    assert "on the sill" in browser.post(JOURNAL, data={"q": "zebrafinch"}).text
    assert browser.post(f"{JOURNAL}/shared/{copy.id}").status_code == 403
    assert browser.get(f"{JOURNAL}/shared/{copy.id}").status_code == 404
    assert "Copy no longer shared" in browser.get(JOURNAL).text


def test_a_steward_removes_the_copy_and_the_entry_stays(
    world: World, people: tuple[User, User, int]
) -> None:
    ana, _bram, thread = people
    browser = world.client(ana)
    share(browser, note_on(world, browser, thread), where="about")
    with world.request():
        moderate.hide(session().scalars(select(Copy.post_id)).one(), why="A name")
    page = browser.get(JOURNAL).text
    assert "My own words." in page
    assert "Copy hidden by the people who look after its space" in page
    assert "A name" in browser.get(f"{JOURNAL}/shared").text


@pytest.mark.parametrize("copies_go", ["stay", "go"])
def test_deleting_an_entry_asks_whether_its_copies_go_too(
    world: World, people: tuple[User, User, int], copies_go: str
) -> None:
    ana, bram, thread = people
    browser = world.client(ana)
    entry = note_on(world, browser, thread)
    share(browser, entry, where="about")
    address = f"{JOURNAL}/{entry}/delete"
    assert "You have shared 1 copy of this entry" in browser.get(address).text
    assert browser.post(address).status_code == 422
    assert len(entries(world)) == 1
    assert browser.post(address, data={"copies": copies_go}).status_code == 302
    assert entries(world) == []
    seen = world.client(bram).get(f"/forum/t/{thread}", follow_redirects=True).text
    assert ("My own words." in seen) is (copies_go == "stay")
    listed = browser.get(f"{JOURNAL}/shared").text
    assert "The entry is deleted." in listed
    assert ("Unshare" in listed) is (copies_go == "stay")


def test_a_copy_can_be_taken_back_where_one_no_longer_reads(world: World) -> None:
    ana, bram = world.member("Ana"), world.member("Bram")
    circle = world.space("Circle", by=bram, access="closed", members_=(ana,))
    thread = world.ask(circle, bram, "A title of the circle")
    browser = world.client(ana)
    share(browser, note_on(world, browser, thread), where="about")
    member = world.id(ana)
    with world.request():
        spaces.remove_member(circle.id, member)
    listed = browser.get(f"{JOURNAL}/shared").text
    assert "A title of the circle" not in listed
    (copy,) = copies(world)
    assert browser.post(f"{JOURNAL}/shared/{copy.id}").status_code == 302
    assert post_of(world, copy).state == "withdrawn"


def test_a_private_entry_announces_nothing_and_a_mention_acts_once(
    world: World, people: tuple[User, User, int]
) -> None:
    ana, _bram, thread = people
    world.member("Dara")
    browser, heard = world.client(ana), []

    def hear(_app: object, **facts: object) -> None:
        heard.append(facts)

    for signal in (events.reflection_shared, events.replied, events.answered):
        signal.connect(hear, world.app)

    def mentions() -> int:
        told = select(func.count()).select_from(Notice).where(Notice.kind == "mention")
        return int(world.scalar(told))

    entry = note_on(world, browser, thread, "Ask @dara.")
    keep = {**blank(browser), "text": "And @dara again."}
    browser.post(f"{JOURNAL}/keep", data=keep)
    assert (mentions(), heard) == (0, [])
    share(browser, entry, where="about")
    assert mentions() == 1
    assert len(heard) == 1
    for again in range(2):
        last = copies(world)[-1]
        assert browser.post(f"{JOURNAL}/shared/{last.id}").status_code == 302
        assert share(browser, entry, where="about").status_code == 302
        assert len(copies(world)) == again + 2
    assert mentions() == 1
    edit = f"{JOURNAL}/{entry}/edit"
    world.member("Chidi")
    browser.post(edit, data={**blank(browser, edit), "text": "Ask @dara and @chidi."})
    browser.post(f"{JOURNAL}/shared/{copies(world)[-1].id}")
    share(browser, entry, where="about")
    assert mentions() == 2  # whoever is mentioned for the first time is told


def test_nobody_shares_or_unshares_for_another(
    world: World, people: tuple[User, User, int]
) -> None:
    ana, bram, thread = people
    browser, other = world.client(ana), world.client(bram)
    entry = note_on(world, browser, thread)
    share(browser, entry, where="about")
    (copy,) = copies(world)
    for address in (
        f"{JOURNAL}/{entry}/share",
        f"{JOURNAL}/{entry}/edit",
        f"{JOURNAL}/{entry}/delete",
        f"{JOURNAL}/shared/{copy.id}",
    ):
        assert other.get(address).status_code == 404
        assert other.post(address, data={"text": "x", "copies": "go"}).status_code == 404
    keep = other.post(f"{JOURNAL}/keep", data={"entry": str(entry), "text": "x"})
    assert keep.status_code == 404
    assert entries(world)[0].source == "My own words."
    assert post_of(world, copy).state == "shown"
