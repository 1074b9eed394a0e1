"""Where a space wants that, a report hides its text until somebody has looked; it is no weapon."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.core import events
from forum.core.database.session import session
from forum.moderation.models import LogEntry, Report
from forum.reports.policy import MOST_WAITING
from forum.spaces import actions as spaces
from forum.spaces.models import Space
from forum.threads.models import Post, Thread

from ..support.world import User
from .place import BIRD, Page, Place, hide, reports, send

WHAT = "It names a client."


@pytest.fixture
def strict(place: Place) -> Place:
    """A space in which the first report hides."""
    return make_strict(place)


def make_strict(place: Place) -> Place:
    """Let reports hide in the space of *place*."""
    with place.world.request():
        session().execute(update(Space).values(hides_reported=True))
        session().commit()
    return place


def state(place: Place, post: int = 0) -> tuple[str, str]:
    """Return the state of a post, by default the answer, and why."""
    which = Post.id == (post or place.post)
    return (
        place.world.scalar(select(Post.state).where(which)),
        place.world.scalar(select(Post.state_why).where(which)),
    )


def read(place: Place, user: User | None, path: str) -> str:
    """Return a page below the forum's address."""
    address = place.world.home + path
    return str(place.world.client(user).get(address, follow_redirects=True).text)


def acts(place: Place) -> list[tuple[str, int | None]]:
    """Return what the log says, and who did it."""
    with place.world.request():
        rows = session().execute(select(LogEntry.act, LogEntry.actor_id))
        return [tuple(row) for row in rows]


def test_the_first_report_hides_a_post_until_somebody_has_looked(strict: Place) -> None:
    form = read(strict, strict.jon, f"/p/{strict.post}/report")
    assert "The text will be hidden until one of them has looked at it." in form
    before = strict.world.scalar(select(Thread.answers))
    answer = send(strict, strict.jon, WHAT)
    assert "said=reported-hidden" in answer.location
    assert state(strict)[0] == "hidden"
    assert strict.world.scalar(select(Thread.answers)) == before - 1
    assert "canary sings" not in read(strict, strict.ben, f"/p/{strict.post}")
    own = read(strict, strict.eva, f"/p/{strict.post}")
    assert "canary sings" in own
    assert "Somebody reported it." in own
    assert "Jon" not in own.partition("<h1")[2]
    assert "Your post" in read(strict, strict.eva, "/-/for-you")
    log = read(strict, strict.ben, "/s/letters/log")
    assert "A reported post was hidden until somebody looks at it" in log
    assert "Jon" not in log.partition("<h1")[2]
    assert acts(strict)[-1] == ("wait", None)


def test_whoever_decides_may_show_it_or_leave_it_hidden(strict: Place) -> None:
    send(strict, strict.jon, WHAT)
    listed = read(strict, strict.ana, "/s/letters/reports")
    assert "Hidden until you decide" in listed
    assert "Keep the post and show it again" in listed
    address = f"{strict.world.home}/p/{strict.post}/leave"
    assert strict.world.client(strict.ana).post(address, data={"reason": ""}).status_code == 302
    assert state(strict) == ("shown", "")
    assert reports(strict.world) == 0
    assert send(strict, strict.ben, WHAT).status_code == 302
    assert state(strict)[0] == "shown"  # somebody has looked


def test_a_text_that_waits_is_hidden_for_a_reason_of_its_own(strict: Place) -> None:
    send(strict, strict.jon, WHAT)
    form = read(strict, strict.ana, f"/p/{strict.post}/hide")
    assert "Hide the post" in form
    assert "Show the post again" in form
    before = strict.world.scalar(select(Thread.answers))
    assert hide(strict, strict.ana, reason="A client’s name").status_code == 302
    assert state(strict) == ("hidden", "A client’s name")
    assert strict.world.scalar(select(Thread.answers)) == before
    assert reports(strict.world) == 0
    assert hide(strict, strict.ana, reason="Again").status_code == 409
    assert hide(strict, strict.ana, "0", "Invented").status_code == 302
    assert state(strict)[0] == "shown"
    assert strict.world.scalar(select(Thread.answers)) == before + 1


def test_at_most_three_texts_wait_because_of_one_person(strict: Place) -> None:
    world = strict.world
    posts = [world.write(strict.thread, strict.eva) for _ in range(MOST_WAITING + 1)]
    for post in posts:
        strict.post = post
        if post == posts[-1]:
            form = read(strict, strict.jon, f"/p/{post}/report")
            assert "this one stays visible" in form
        send(strict, strict.jon, WHAT)
    assert [state(strict, post)[0] for post in posts] == ["hidden"] * MOST_WAITING + ["shown"]
    send(strict, strict.jon, "Said in other words.")
    assert state(strict)[0] == "shown"
    send(strict, strict.ben, WHAT)  # somebody else’s report hides it
    assert state(strict)[0] == "hidden"
    strict.post = posts[0]
    assert hide(strict, strict.ana).status_code == 302
    strict.post = world.write(strict.thread, strict.eva)
    send(strict, strict.jon, WHAT)
    assert state(strict)[0] == "hidden"


def test_a_blocked_member_and_a_space_that_nobody_looks_after_hide_nothing(strict: Place) -> None:
    world, jon = strict.world, strict.world.id(strict.jon)
    with world.request():
        spaces.block_member(strict.space.id, jon, blocked=True)
    send(strict, strict.jon, WHAT)
    assert state(strict)[0] == "shown"
    ana = world.id(strict.ana)
    with world.request():
        spaces.end_stewardship(strict.space.id, ana, even_last=True)
    send(strict, strict.ben, WHAT)
    assert state(strict)[0] == "shown"
    assert reports(world) == 2


def test_elsewhere_a_report_hides_nothing(place: Place) -> None:
    assert "will be hidden" not in read(place, place.jon, f"/p/{place.post}/report")
    assert send(place, place.jon, WHAT).status_code == 302
    assert state(place)[0] == "shown"
    assert acts(place) == []


def test_a_page_waits_and_its_maker_answers_once(strict: Place) -> None:
    page = Page(strict)
    assert "said=reported-hidden" in page.send(strict.jon, "report", text=WHAT).location
    assert f"{BIRD} sings" not in page.read(strict.ben).text
    own = page.read(strict.eva).text
    assert f"{BIRD} sings" in own
    assert "Somebody reported it." in own
    assert f'href="{page.at("object")}"' in own
    for user, status in (
        (strict.ana, 403),
        (strict.jon, 403),
        (strict.eva, 302),
        (strict.eva, 409),
    ):
        said = page.send(user, "object", text="The name is invented.")
        assert said.status_code == status
    listed = read(strict, strict.ana, "/s/letters/reports")
    assert "The name is invented." in listed
    assert "Keep the page and show it again" in listed
    assert "The name is invented." not in read(strict, strict.ben, "/s/letters/log")
    assert page.send(strict.ana, "leave", reason="").status_code == 302
    assert f"{BIRD} sings" in page.read(strict.ben).text
    page.send(strict.ben, "report", text=WHAT)
    assert f"{BIRD} sings" in page.read(strict.jon).text


def test_a_page_that_waits_is_hidden_for_a_reason_of_its_own(strict: Place) -> None:
    page = Page(strict)
    page.send(strict.jon, "report", text=WHAT)
    assert "Show the page again" in page.read(strict.ana, "hide").text
    assert page.hide(strict.ana, reason="It names a client").status_code == 302
    assert "It names a client" in page.read(strict.eva).text
    page.send(strict.eva, "object", text="The name is invented.")
    assert "The name is invented." in read(strict, strict.ana, "/s/letters/log")
    assert page.hide(strict.ana, "0", "Invented").status_code == 302
    assert f"{BIRD} sings" in page.read(strict.ben).text


def test_a_steward_chooses_it_and_the_log_says_so(place: Place) -> None:
    address = f"{place.world.home}/s/letters/edit"
    form = {"name": "Letters", "purpose": "For Letters.", "norms": "Be plain.", "access": "open"}
    browser = place.world.client(place.ana)
    assert browser.post(address, data={**form, "hides_reported": "1"}).status_code == 302
    assert place.world.scalar(select(Space.hides_reported).where(Space.id == place.space.id))
    assert "checked" in browser.get(address).text.partition('id="hides_reported"')[2][:80]
    log = read(place, place.jon, "/s/letters/log")
    assert "chose to hide reported texts until somebody has looked at them" in log
    assert browser.post(address, data=form).status_code == 302
    assert "chose to leave reported texts visible" in read(place, place.jon, "/s/letters/log")


def leave_alone(place: Place, who: User) -> None:
    """Let only *who* look after the space."""
    world, ana, other = place.world, place.world.id(place.ana), place.world.id(who)
    with world.request():
        spaces.appoint_steward(place.space.id, other)
        spaces.end_stewardship(place.space.id, ana, even_last=True)


def ask(place: Place, user: User, *, admins: bool = True) -> Any:
    """Report the answer where only its author could decide."""
    data = {"text": WHAT, "for_admins": "1"} if admins else {"text": WHAT}
    address = f"{place.world.home}/p/{place.post}/report"
    return place.world.client(user).post(address, data=data)


@pytest.mark.parametrize("hidden", [False, True])
def test_administrators_decide_about_one_text_if_its_reporter_lets_them(
    closed: Place, hidden: bool
) -> None:
    if hidden:
        make_strict(closed)
    leave_alone(closed, closed.eva)
    form = read(closed, closed.jon, f"/p/{closed.post}/report")
    assert "The administrators may read this text and my report" in form
    ask(closed, closed.jon)
    assert state(closed)[0] == ("hidden" if hidden else "shown")
    assert "1 report waits for your decision" in read(closed, closed.root, "/")
    listed = read(closed, closed.root, "/-/reports")
    number = closed.world.scalar(select(Report.id))
    assert "canary" not in listed
    page = read(closed, closed.root, f"/-/reports/{number}")
    for words in ("A canary sings", WHAT, "Jon", "Eva"):
        assert words in page
    assert "Which form?" not in page
    for address in (f"/t/{closed.thread}", f"/p/{closed.post}", "/s/letters", "/s/letters/log"):
        answer = closed.world.client(closed.root).get(closed.world.home + address)
        assert answer.status_code == 404
    decide = f"{closed.world.home}/-/reports/{number}"
    browser = closed.world.client(closed.root)
    assert browser.post(decide, data={"hidden": "1"}).status_code == 422  # without a reason
    answer = browser.post(decide, data={"hidden": "1", "reason": "A name"})
    assert answer.status_code == 302
    assert state(closed) == ("hidden", "A name")
    assert "Root" in read(closed, closed.jon, "/s/letters/log")
    assert browser.get(decide).status_code == 404
    assert "waits for your decision" not in read(closed, closed.root, "/")


def test_without_leave_administrators_read_nothing(closed: Place) -> None:
    make_strict(closed)
    leave_alone(closed, closed.eva)
    ask(closed, closed.jon, admins=False)
    assert state(closed)[0] == "shown"
    number = closed.world.scalar(select(Report.id))
    assert closed.world.scalar(select(func.count()).select_from(Report)) == 1
    assert "canary" not in read(closed, closed.root, f"/-/reports/{number}")
    assert "waits for your decision" not in read(closed, closed.root, "/")


@pytest.mark.parametrize("name", ["ana", "ben", "jon", "eva", "uma", "guest"])
def test_nobody_but_administrators_has_these_pages(closed: Place, name: str) -> None:
    leave_alone(closed, closed.eva)
    ask(closed, closed.jon)
    number = closed.world.scalar(select(Report.id))
    browser = closed.world.client(closed.who(name))
    for address in ("/-/reports", f"/-/reports/{number}"):
        assert browser.get(closed.world.home + address).status_code in (401, 404)
    sent = browser.post(f"{closed.world.home}/-/reports/{number}", data={"hidden": "0"})
    assert sent.status_code in (401, 404)
    assert reports(closed.world) == 1


def test_it_is_for_others_as_soon_as_somebody_else_looks_after_the_space(closed: Place) -> None:
    leave_alone(closed, closed.eva)
    ask(closed, closed.jon)
    number, ben = closed.world.scalar(select(Report.id)), closed.world.id(closed.ben)
    with closed.world.request():
        spaces.appoint_steward(closed.space.id, ben)
    browser = closed.world.client(closed.root)
    assert browser.get(f"{closed.world.home}/-/reports/{number}").status_code == 404
    assert WHAT in read(closed, closed.ben, "/s/letters/reports")


def test_administrators_decide_whether_a_page_of_others_goes_where_nobody_else_can(
    closed: Place,
) -> None:
    page = Page(closed)
    leave_alone(closed, closed.eva)
    version = {"kind": "summary", "title": f"The {BIRD}", "text": "It sings."}
    assert page.send(closed.jon, "edit", revision="1", **version).status_code == 302
    asked = page.read(closed.eva, "back").text
    assert "Ask to delete your page" in asked
    assert "so the administrators decide" in asked
    page.send(closed.eva, "back")
    number = closed.world.scalar(select(Report.id))
    decided = closed.world.client(closed.root).post(
        f"{closed.world.home}/-/reports/{number}", data={"hidden": "0"}
    )
    assert decided.status_code == 302
    assert ("leave_page", closed.world.id(closed.root)) in acts(closed)


def test_hosts_hear_that_a_report_hid_a_text(strict: Place) -> None:
    heard: list[Any] = []
    with events.hidden.connected_to(lambda _app, **about: heard.append(about)):
        send(strict, strict.jon, WHAT)
    assert heard == [{"post": strict.post, "space": strict.space.id, "hidden": True}]
