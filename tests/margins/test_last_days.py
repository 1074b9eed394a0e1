"""The last day for comments on a page: nobody comments after it, and followers are told before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from forum.artefacts import queries as pages
from forum.artefacts.models import Artefact, ArtefactRevision
from forum.core.database.outbox import Outbox
from forum.core.database.session import session
from forum.core.errors import TooLate
from forum.following.actions import follow_page
from forum.margins.last_calls import tell_due
from forum.margins.models import LastDay
from forum.notices.models import Notice
from forum.texts.actions import compose
from forum.threads.actions import write
from forum.threads.models import Post, Thread

from ..support.world import User, World
from .library import TEXT, comment, made, reply, revise, shown, world_row

TODAY = datetime.now(UTC).date()
YESTERDAY = TODAY - timedelta(days=1)


def at(day: date, hour: int = 12) -> datetime:
    return datetime.combine(day, time(hour), UTC)


@pytest.fixture
def asked(world: World, people: dict[str, User], letters: Any) -> int:
    """A page of Ana's, open for comment until today, that Ben has commented on and follows."""
    page = made(world, people["ana"], letters, TEXT, state="comment", until=str(TODAY))
    comment(world, people["ben"], page, "in time")
    with world.request():
        follow_page(world.id(people["ben"]), page, following=True)
    return page


def ends(world: World, page: int, day: date) -> None:
    """Let the last day for comments on *page* be *day*, as if its version had been saved then."""
    with world.request():
        details = f'{{"state":"comment","until":"{day}"}}'
        session().execute(update(Artefact).where(Artefact.id == page).values(details=details))
        session().execute(update(LastDay).where(LastDay.artefact_id == page).values(day=day))


def told(world: World, user: User) -> int:
    """Return how many notices of last days a member has."""
    kind = (Notice.kind == "closing_soon", Notice.member_id == world.id(user))
    return int(world_row(world, select(func.count()).where(*kind))[0])


def work(world: World, moment: datetime) -> int:
    with world.app.app_context():
        return tell_due(moment)


def test_the_box_says_until_when(world: World, people: dict[str, User], asked: int) -> None:
    words = f"You can comment until {TODAY.day} "
    page = shown(world, people["eva"], asked)
    form = world.client(people["eva"]).get(f"/forum/a/{asked}/comment?section=first").text

    assert page.count(words) == form.count(words) == 1
    assert words in world.client(people["eva"]).get(f"/forum/a/{asked}/comments").text


def test_after_the_last_day_nobody_comments(
    world: World, people: dict[str, User], asked: int
) -> None:
    """Not in the box of the page, and not through its thread; what was written comes back."""
    eva = people["eva"]
    thread = world_row(world, select(Artefact.thread_id).where(Artefact.id == asked))[0]
    ends(world, asked, YESTERDAY)
    page = shown(world, eva, asked)
    words = f"The last day for comments was {YESTERDAY.day} "
    assert words in page
    assert "</form>" not in page[page.index("fx-discussion") : page.index("fx-history")]
    assert f"/a/{asked}/comment?" not in page

    answers = [comment(world, eva, asked, "kept text"), reply(world, eva, asked, 1, "kept text")]
    sent = {"text": "kept text", "form_key": str(uuid4())}
    answers.append(world.client(eva).post(f"/forum/t/{thread}/reply", data=sent))

    for answer in answers:
        assert answer.status_code == 403
        assert f"The last day for this was {YESTERDAY.day} " in answer.text
        assert "kept text" in answer.text
    for address in (f"/forum/a/{asked}/comment", f"/forum/t/{thread}/reply?to=1"):
        got = world.client(eva).get(address)
        assert (got.status_code, "Your text is below" in got.text) == (403, False)
    assert world_row(world, select(func.count(Post.id)))[0] == 1
    text = world.client(eva).get(f"/forum/t/{thread}", follow_redirects=True).text
    assert words in text
    assert f'action="/forum/t/{thread}/reply"' not in text


def test_whatever_is_written_in_the_thread_of_a_page_is_refused(
    world: World, people: dict[str, User], asked: int
) -> None:
    """However it comes there; what was counted for it is not."""
    thread = world_row(world, select(Artefact.thread_id).where(Artefact.id == asked))[0]
    eva = world.id(people["eva"])
    ends(world, asked, YESTERDAY)
    with pytest.raises(TooLate), world.request():
        write.write(thread, author_id=eva, text=compose("late"))
    with world.request():
        assert write.write(thread, author_id=eva, text=compose("old"), at=at(YESTERDAY)).number == 2
    assert world_row(world, select(Thread.posts).where(Thread.id == thread))[0] == 2


def test_the_first_comment_is_refused_too(
    world: World, people: dict[str, User], letters: Any
) -> None:
    page = made(world, people["ana"], letters, TEXT, state="comment", until=str(YESTERDAY))

    assert comment(world, people["ben"], page, "late").status_code == 403
    assert world_row(world, select(func.count(Post.id)))[0] == 0
    assert "Nobody has commented on this page." in shown(world, people["ben"], page)


def test_a_page_that_is_settled_takes_comments_again(
    world: World, people: dict[str, User], asked: int
) -> None:
    ends(world, asked, YESTERDAY)
    revise(world, people["ana"], asked, TEXT, state="settled")

    assert comment(world, people["ben"], asked, "later").status_code == 302


def test_the_day_ends_for_everybody_at_once(
    world: World, people: dict[str, User], asked: int
) -> None:
    """In UTC: neither earlier nor later where the clock is another."""
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        user = world.member(f"In {zone[-4:]}", timezone=zone)
        assert comment(world, user, asked, "today").status_code == 302
        ends(world, asked, YESTERDAY)
        assert comment(world, user, asked, "late").status_code == 403
        ends(world, asked, TODAY)


def test_followers_are_told_three_days_before_and_once(
    world: World, people: dict[str, User], asked: int
) -> None:
    """Also those who wrote it; nobody who does not follow the page."""
    day = TODAY + timedelta(days=3)
    ends(world, asked, day)
    assert work(world, at(day - timedelta(days=4), 23)) == 0
    assert told(world, people["ben"]) == 0

    assert work(world, at(day - timedelta(days=3), 0)) == 1

    assert [told(world, people[name]) for name in ("ana", "ben", "eva")] == [1, 1, 0]
    text = world.client(people["ben"]).get("/forum/-/for-you").text
    assert "Last days to comment on a page you follow" in text
    assert f'href="/forum/a/{asked}-how-to-write"' in text
    assert work(world, at(day - timedelta(days=2))) == 0
    assert work(world, at(day)) == 0
    shown(world, people["ben"], asked)
    assert "new notice" not in world.client(people["ben"]).get("/forum/-/for-you").text


def test_several_workers_tell_once(world: World, people: dict[str, User], asked: int) -> None:
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: work(world, at(TODAY)), range(4)))

    assert sum(counts) == 1
    assert told(world, people["ben"]) == 1


def test_another_day_is_told_of_again(world: World, people: dict[str, User], asked: int) -> None:
    """And after the day nobody is."""
    work(world, at(TODAY))
    later = str(TODAY + timedelta(days=9))
    revise(world, people["ana"], asked, TEXT, state="comment", until=later)
    assert work(world, at(TODAY)) == 0
    assert work(world, at(TODAY + timedelta(days=7))) == 1
    assert work(world, at(TODAY + timedelta(days=7))) == 0
    ends(world, asked, YESTERDAY)
    assert work(world, at(TODAY)) == 0
    assert "Last days" not in world.client(people["ben"]).get("/forum/-/for-you").text


@pytest.mark.parametrize("how", ["settled", "hidden", "left", "unfollowed", "unwanted"])
def test_nobody_is_told_in_vain(
    world: World, people: dict[str, User], asked: int, how: str
) -> None:
    ben = people["ben"]
    if how == "settled":
        revise(world, people["ana"], asked, TEXT, state="settled")
    elif how == "hidden":
        with world.request():
            session().execute(update(Artefact).values(visibility="hidden"))
    elif how == "left":
        world.site.people.pop(ben.id)
        with world.request():
            from forum.leaving.actions import forget

            forget(ben.id)
    elif how == "unfollowed":
        with world.request():
            follow_page(world.id(ben), asked, following=False)
    else:
        world.client(ben).post("/forum/-/for-you/kinds", data={"kinds.reply": "1"})

    work(world, at(TODAY))

    kind = select(func.count()).where(Notice.kind == "closing_soon")
    assert world_row(world, kind)[0] == (0 if how in {"settled", "hidden"} else 1)  # Ana's


def test_nobody_is_told_where_comments_are_left_out(make_site: Any) -> None:
    world = make_site(without=("margins",))
    ana = world.member("Ana")
    made(world, ana, world.space("Letters", by=ana), TEXT, state="comment", until=str(TODAY))

    assert work(world, at(TODAY)) == 0
    assert "Last days" not in world.client(ana).get("/forum/-/for-you/kinds").text


def test_the_version_of_the_last_day_is_linked(
    world: World, people: dict[str, User], asked: int
) -> None:
    """Also once the page is settled, and was changed since."""
    address = f"/forum/a/{asked}/comments"
    assert "was the newest" not in world.client(people["ben"]).get(address).text
    revise(world, people["ana"], asked, TEXT + "!", state="comment", until=str(TODAY))
    revise(world, people["ana"], asked, TEXT + "!!", state="comment", until=str(TODAY))
    ends(world, asked, YESTERDAY)
    with world.request():
        early = update(ArtefactRevision).where(ArtefactRevision.number < 3)
        session().execute(early.values(at=at(YESTERDAY, 23)))

    revise(world, people["ana"], asked, TEXT, state="settled")
    text = world.client(people["ben"]).get(address).text

    assert f"The last day for comments was {YESTERDAY.day} " in text
    assert f'href="/forum/a/{asked}/versions/2"' in text
    assert "Version 2 was the newest that day." in text


def test_a_page_that_is_settled_early_has_no_last_day(
    world: World, people: dict[str, User], asked: int
) -> None:
    revise(world, people["ana"], asked, TEXT, state="settled")

    assert "last day" not in world.client(people["ben"]).get(f"/forum/a/{asked}/comments").text
    viewer = world.viewer(people["ben"])
    with world.request():
        assert pages.artefact(viewer, asked) is not None


def test_a_form_elsewhere_in_the_thread_brings_its_text_back_too(
    world: World, people: dict[str, User], asked: int
) -> None:
    """One that knows nothing of the day: nothing of what it wrote is left."""
    thread = world_row(world, select(Artefact.thread_id).where(Artefact.id == asked))[0]
    ends(world, asked, YESTERDAY)
    parts = {"part1": "kept one", "part2": "kept two", "part3": "kept three"}

    sent = {**parts, "prompts": "what-so-what.1.en", "form_key": str(uuid4())}
    answer = world.client(people["eva"]).post(f"/forum/t/{thread}/reflect", data=sent)

    assert answer.status_code == 403
    assert f"The last day for this was {YESTERDAY.day} " in answer.text
    assert "kept one" in answer.text
    assert world_row(world, select(func.count(Post.id)))[0] == 1
    assert world_row(world, select(Thread.posts).where(Thread.id == thread))[0] == 1


def test_the_day_after_the_search_is_told_once(
    world: World, people: dict[str, User], asked: int
) -> None:
    after = at(TODAY + timedelta(days=1))
    waiting = select(func.count()).where(Outbox.kind == "artefact", Outbox.object_id == asked)
    ends(world, asked, TODAY)
    before = world_row(world, waiting)[0]

    assert (work(world, after), work(world, after)) == (1, 0)

    assert world_row(world, waiting)[0] >= before
    revise(world, people["ana"], asked, TEXT, state="comment", until=str(TODAY + timedelta(days=9)))
    assert work(world, at(TODAY + timedelta(days=7))) == 1  # another day is told anew
