"""Sealed takes, attacked by those who have not written theirs.

What others did to a sealed take tells of it as well: a log that names its author, a count of those
shut out by a move, a list that moves when one is written. Every form is sent with the id of a
sealed post and of none, and the answers compared; every page is fetched before and after one more
is written. And nobody loses what opens later: it is new, and it is mailed.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.core.errors import NotAllowed
from forum.doctor import counters
from forum.first_takes import actions
from forum.mail.delivery import send_due
from forum.moderation import actions as moderation
from forum.search.indexer import drain
from forum.texts.actions import compose
from forum.threads.actions import write
from forum.threads.models import Post, Thread

from ..support.sealed import CANARY, NAME, SEALED_TO, Sealed, open_sealed, seal, write_take
from ..support.walk import ABSENT, address, keyless, masked, routes
from ..support.world import World


@pytest.fixture
def sealed(make_site: Callable[..., World]) -> Sealed:
    """A thread with three first takes, two of them reported, tried and told of in notices."""
    return seal(make_site(guests_read=True))


def forms(site: Sealed, post: int, number: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every form that names a post, filled in for *post*, the post *number* of its thread."""
    fields = {**site.things.asked(), "to": number, "quote": number, "post": str(post)}
    fields |= {"posts": str(post), "hidden": "1", "title": "Title", "kind": "summary"}
    for rule in routes(site.world.app):
        if "POST" in (rule.methods or ()) and "post_id" in rule.arguments:
            for one in site.things.each(rule):
                one.post = post
                place = address(site.world.app, rule, one)
                for more in ({}, {"preview": "1"}, {"withdraw": "1"}, {"hidden": "0"}):
                    yield place, {**fields, **more}
                break
    for act in ("reply", "keep"):
        for more in ({}, {"preview": "1"}, {"draft": "1"}, {"turn": "1"}):
            yield f"/forum/t/{site.thread}/{act}", {**fields, **more}


@pytest.mark.sites("sqlite", "postgres")
@pytest.mark.parametrize("who", SEALED_TO)
def test_a_form_about_a_sealed_post_is_answered_as_one_about_none(sealed: Sealed, who: str) -> None:
    browser, sent = sealed.browser(who), 0
    for post, number in zip(sealed.takes, ("3", "4"), strict=True):
        there = forms(sealed, post, number)
        absent = forms(sealed, ABSENT.post, "99")
        for (place, form), (nowhere, same) in zip(there, absent, strict=True):
            if who == "steward" and "/reports/" in place:
                continue  # the one road there is: tests/first_takes/test_first_takes.py
            got, none = browser.post(place, data=form), browser.post(nowhere, data=same)
            sent += 2
            assert (got.status_code, place) == (none.status_code, place)
            texts = [
                re.sub(rf"\b({post}|{number}|99|{ABSENT.post})\b", "N", masked(page.text, ABSENT))
                for page in (got, none)
            ]
            assert texts[0] == texts[1], place
    assert sent > 80
    assert sealed.world.scalar(select(Thread.posts).where(Thread.id == sealed.thread)) == 4


def snapshot(site: Sealed, who: str) -> dict[tuple[str, str], str]:
    """Return every page as *who* is shown it, without what differs each time."""
    browser, app, found = site.browser(who), site.world.app, {}
    asked = ({}, site.things.asked(), {"list": "needs"}, {"list": "unanswered"}, {"list": "mine"})
    for rule in routes(app):
        if "GET" in (rule.methods or ()):
            for one in site.things.each(rule):
                place = address(app, rule, one)
                for query in asked:
                    got = browser.get(place, query_string=query)
                    text = re.sub(r'name="token"[^>]*', "", keyless(got.text))
                    if "/-/similar" in place:  # what words weigh orders them, as it does hits
                        text = "".join(sorted(text))
                    found[place, str(query)] = f"{got.status_code} {got.location} {text}"
    return found


@pytest.mark.sites("sqlite")
@pytest.mark.parametrize("who", ["steward", "follower"])
def test_where_few_read_nothing_changes_when_one_more_is_written(
    make_site: Callable[..., World], who: str
) -> None:
    world = make_site(guests_read=True)
    site = seal(world, access="closed")
    for number in range(3):  # other threads, younger than the takes: a list that moves is seen
        world.ask(site.space, site.people["steward"], f"Younger {number}", tags=("plain",))
    snapshot(site, who)
    before = snapshot(site, who)
    assert len(before) > 200
    write_take(world, site.thread, site.people["follower" if who == "reader" else "reader"])
    after = snapshot(site, who)
    assert [place for place in before if before[place] != after[place]] == []


def test_the_log_does_not_name_who_wrote_a_hidden_take(sealed: Sealed) -> None:
    steward, place = sealed.browser("steward"), "/forum/s/letters/log"
    steward.post(f"/forum/s/letters/reports/{sealed.takes[0]}/read")
    for act, form in (
        ("hide", {"hidden": "1", "reason": "Rude"}),
        ("hide", {"hidden": "0", "reason": "Not so"}),
        ("leave", {"reason": "Fine"}),
    ):
        answer = steward.post(f"/forum/p/{sealed.takes[0]}/{act}", data=form)
        assert answer.status_code == 302, answer.text
    for who in SEALED_TO:
        log = sealed.browser(who).get(place).text
        assert NAME not in log, who
        assert f"/p/{sealed.takes[0]}" not in log, who
        if who != "guest":
            assert "hid a post" in log, who
    assert NAME in sealed.browser("first").get(place).text
    sealed.open_at(now() - timedelta(seconds=1))
    assert NAME in sealed.browser("reader").get(place).text


def test_the_log_does_not_name_who_takes_words_out_of_their_own_take(sealed: Sealed) -> None:
    taken_out = sealed.browser("first").post(f"/forum/p/{sealed.takes[0]}/versions/1/remove")
    assert taken_out.status_code == 302
    place, act = "/forum/s/letters/log", "removed the text of earlier versions of a post"
    assert act not in sealed.browser("reader").get(place).text
    assert act in sealed.browser("first").get(place).text
    sealed.open_at(now() - timedelta(seconds=1))
    assert act in sealed.browser("reader").get(place).text


def test_who_reported_a_take_is_not_named_once_it_was_read_to_decide(sealed: Sealed) -> None:
    steward = sealed.browser("steward")
    steward.post(f"/forum/s/letters/reports/{sealed.takes[0]}/read")
    page = steward.get("/forum/s/letters/reports").text
    page = page.partition('aria-labelledby="fx-ra')[0]  # what follows are pages of the library
    assert f"{CANARY}edited" in page
    assert "Opener" not in page
    assert page.count("somebody who has posted a first take") == 2
    sealed.open_at(now() - timedelta(seconds=1))
    page = steward.get("/forum/s/letters/reports").text.partition('aria-labelledby="fx-ra')[0]
    assert "Opener" in page


def test_a_move_does_not_count_who_wrote_a_sealed_take(sealed: Sealed) -> None:
    """A closed space of all but one would say whether that one has written."""
    world, steward = sealed.world, sealed.people["steward"]
    assert steward
    spaces, said = [], []
    for name in ("first", "follower"):  # one of the two has written
        others = tuple(user for who, user in sealed.people.items() if user and who != name)
        made = world.space(f"Without {name}", by=steward, access="closed", members_=others)
        spaces.append(made.slug)
    place, form = f"/forum/t/{sealed.thread}/move", {"reason": "Tidy", "seen": "1"}
    for slug in spaces:
        page = sealed.browser("steward").post(place, data={**form, "space": slug})
        assert page.status_code == 422
        assert "may no longer be able to read it" in page.text
        said.append(re.sub(r" selected|value=\"without-\w+\"", "", keyless(page.text)))
    assert said[0] == said[1]
    sent = {**form, "space": spaces[0], "shut_out": spaces[0]}
    assert sealed.browser("steward").post(place, data=sent).status_code == 302


def test_marking_all_as_read_leaves_what_is_sealed_new(sealed: Sealed) -> None:
    for who, form in (("reader", {}), ("steward", {"space": "letters"})):
        browser = sealed.browser(who)
        browser.get(f"/forum/t/{sealed.thread}", follow_redirects=True)
        assert browser.post("/forum/-/read", data=form).status_code == 302
    sealed.open_at(now() - timedelta(seconds=1))
    for who in ("reader", "steward"):
        assert re.search(r'fx-is-new">3 new', sealed.browser(who).get("/forum/s/letters").text), who


@pytest.mark.sites("sqlite", "postgres")
def test_mail_about_a_take_goes_out_after_its_day_however_late_that_is(
    make_site: Callable[..., World],
) -> None:
    sent: list[EmailMessage] = []
    found: list[World] = []
    world = make_site(
        mail=sent.append,
        mail_from="Forum <forum@intranet.example>",
        url="https://intranet.example/forum",
        load=lambda id: found[0].site.people.get(id),
    )
    found.append(world)
    ana, ben, cleo = (world.member(name, email=f"{name}@x.example") for name in ("Ana", "Ben", "C"))
    thread = open_sealed(world, world.space("Letters", by=ana).id, ana)
    with world.request():
        until = now() + timedelta(days=40)
        session().execute(update(Thread).where(Thread.id == thread).values(sealed_until=until))
    assert world.client(cleo).post(f"/forum/t/{thread}/follow", data={"follow": "1"}).location
    write_take(world, thread, ben)

    def mailed(day: int) -> int:
        before = len(sent)
        with pytest.MonkeyPatch.context() as clock, world.app.app_context():
            at = now() + timedelta(days=day)
            clock.setattr("forum.core.database.base.now", lambda: at)
            send_due(at)
        return sum("c@" in str(mail["To"]).lower() for mail in sent[before:])

    assert [mailed(day) for day in range(40)] == [0] * 40
    assert sum(mailed(day) for day in (41, 42)) == 1


@pytest.mark.sites("postgres")
def test_nobody_writes_while_first_takes_are_asked_for(world: World) -> None:
    """Of an answer and a seal at once, the seal waits, and then it is too late for it."""
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    author, other = world.id(ana), world.id(ben)

    def ask() -> str:
        try:
            with world.request():
                actions.seal(
                    thread,
                    until=now() + timedelta(days=7),
                    author_id=author,
                    own_take=compose("Mine"),
                )
        except NotAllowed:
            return "refused"
        return "sealed"

    with ThreadPoolExecutor(1) as pool:
        with world.request():
            write.write(thread, author_id=other, text=compose("At the same moment"))
            asked = pool.submit(ask)
            time.sleep(0.5)
        assert asked.result() == "refused"
    assert world.scalar(select(Thread.sealed_until).where(Thread.id == thread)) is None


def test_a_take_dates_its_thread_from_the_day_it_opens(sealed: Sealed) -> None:
    world, of = sealed.world, select(Thread.active_at).where(Thread.id == sealed.thread)
    opened = world.scalar(select(Thread.opened_at).where(Thread.id == sealed.thread))
    assert world.scalar(of) == opened
    place = f"/forum/p/{sealed.takes[0]}"
    for form in ({"hidden": "1", "reason": "Rude"}, {"hidden": "0", "reason": "Not so"}):
        write_take(world, sealed.thread, sealed.people["steward"])
        assert sealed.browser("steward").post(f"{place}/hide", data=form).status_code == 302
        assert world.scalar(of) == opened
    assert "last post" not in row_of(sealed, "steward")
    day = now()
    sealed.open_at(day)
    with world.app.app_context():
        drain()
    assert world.scalar(of) == day
    assert "last post" in row_of(sealed, "reader")
    with world.request():
        assert list(counters.faults()) == []
    later = write_take(world, sealed.thread, sealed.people["reader"])
    assert world.scalar(of) == world.scalar(select(Post.at).where(Post.id == later))
    with world.request():
        assert list(counters.faults()) == []


def row_of(site: Sealed, who: str) -> str:
    """Return the row of the sealed thread in the list of its space."""
    page = site.browser(who).get("/forum/s/letters").text
    found = re.search(r'<li class="fx-thread(?:(?!</li>).)*do-you-begin.*?</li>', page, re.S)
    assert found
    return found[0]


def test_a_form_that_keeps_posts_has_none_chosen_that_cannot_be_copied_yet(sealed: Sealed) -> None:
    place, opener = f"/forum/t/{sealed.thread}/keep", sealed.browser("opener")
    chosen = f'name="posts" value="{sealed.takes[0]}"'
    assert chosen not in opener.get(place).text
    sealed.open_at(now() - timedelta(seconds=1))
    assert chosen in opener.get(place).text


def test_an_opener_who_is_blocked_opens_nothing(sealed: Sealed) -> None:
    opener, steward = sealed.people["opener"], sealed.people["steward"]
    assert opener
    assert steward
    ids = sealed.world.id(opener), sealed.world.id(steward)
    with sealed.world.request():
        moderation.block(sealed.space.id, ids[0], steward_id=ids[1], blocked=True, why="Rude")
    browser, place = sealed.browser("opener"), f"/forum/t/{sealed.thread}/first-take"
    assert place not in browser.get(f"/forum/t/{sealed.thread}", follow_redirects=True).text
    assert browser.get(place).status_code == 403
    assert browser.post(place, data={"now": "1"}).status_code == 403
    reader = sealed.browser("reader")
    assert CANARY not in reader.get(f"/forum/t/{sealed.thread}", follow_redirects=True).text
