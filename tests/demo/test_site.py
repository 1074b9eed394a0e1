"""The demo: its content, who a visitor can be, and what it refuses."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from forum import Forum
from forum.core.database.session import commit, session
from forum.core.storage import storage
from forum.demo.site import Strangers, create, prepare
from forum.members.models import Member
from forum.threads.models import Post, Thread

from .conftest import be, close
from .content import ARTEFACTS, DISCUSSED, POSTS, SPACES, THREADS

JOURNAL = "/forum/-/journal"
GAPS = ("letters", "counter")
MONTHS = re.compile(r'href="(/forum/-/journal\?month=[\d-]+)"')


def test_everything_is_loaded_and_counted_correctly(demo: Flask) -> None:
    with demo.test_request_context():
        posts, last = session().execute(select(func.count(Post.id), func.max(Post.at))).one()
        counted = session().scalar(select(func.sum(Thread.posts)))
        helped, tried = (
            session().execute(select(func.sum(Thread.helped), func.sum(Thread.tried))).one()
        )
        ids = session().scalars(select(Post.id).order_by(Post.at, Post.id)).all()
    comments = [one for artefact in ARTEFACTS.values() for one in artefact.get("comment", ())]
    assert posts == counted == len(POSTS) + len(comments)
    assert helped == sum(1 for post in POSTS if post.get("helped"))
    assert tried == sum(len(post.get("tries", ())) for post in POSTS)
    assert list(ids) == sorted(ids), "what was written first has the lower number"
    assert last is not None


def test_it_is_loaded_only_once(demo: Flask) -> None:
    assert not prepare(demo)


def test_a_guest_reads_the_open_spaces_and_sees_no_trace_of_the_closed_one(
    browser: FlaskClient,
) -> None:
    home = browser.get("/").text
    assert "You are not signed in" in home
    front = browser.get("/forum/").text
    for slug, space in SPACES.items():
        shown = space["name"] in front
        assert shown is not space["closed"]
        status = browser.get(f"/forum/s/{slug}").status_code
        assert status == (302 if space["closed"] else 200)


def test_every_open_thread_and_artefact_can_be_read(demo: Flask, browser: FlaskClient) -> None:
    with demo.test_request_context():
        ids = session().scalars(select(Thread.id)).all()
    pages = [browser.get(f"/forum/t/{id}", follow_redirects=True) for id in ids]
    titles = {page.text for page in pages if page.status_code == 200 and "/t/" in page.request.path}
    open_ones = [t for t in THREADS.values() if not SPACES[t["space"]]["closed"]]
    commented = [artefact for artefact in ARTEFACTS.values() if "comment" in artefact]
    assert len(titles) == len(open_ones) + len(DISCUSSED) + len(commented)
    library = browser.get("/forum/-/library").text
    for artefact in ARTEFACTS.values():
        assert artefact["title"].split(":")[0].replace("'", "&#39;") in library


@pytest.mark.parametrize(("role", "sees"), [("newcomer", 0), ("regular", 0), ("steward", 1)])
def test_one_click_signs_in_as_one_of_the_three(browser: FlaskClient, role: str, sees: int) -> None:
    front = be(browser, role).get("/forum/").text
    name = {"newcomer": "Johanna", "regular": "Ines", "steward": "Fatuma"}[role]
    assert re.search(rf"You are <bdi>{name}", front)
    closed = next(space for space in SPACES.values() if space["closed"])
    assert (closed["name"] in front) is bool(sees)


def test_the_regular_has_unread_posts_and_the_newcomer_has_none(browser: FlaskClient) -> None:
    front = be(browser, "regular").get("/forum/").text
    assert re.search(r'fx-count">\d', front)
    assert re.search(r"\d new", front)
    assert "fx-count" not in be(browser, "newcomer").get("/forum/").text


def test_a_visitor_can_write_as_somebody_and_become_a_guest_again(
    demo: Flask, browser: FlaskClient
) -> None:
    be(browser, "newcomer")
    assert browser.get("/forum/-/ask").status_code == 200
    be(browser, "")
    assert browser.get("/forum/-/ask").location == "/who?next=/forum/-/ask"


def test_a_get_request_does_not_change_who_one_is(browser: FlaskClient) -> None:
    browser.get("/who?role=steward")
    assert "You are not signed in" in browser.get("/").text


def test_members_see_what_was_looked_for_and_not_found(browser: FlaskClient) -> None:
    be(browser, "regular")
    letters, counter = (browser.get(f"/forum/s/{slug}/missing").text for slug in GAPS)
    assert "bereavement, a letter to a widow" in letters
    assert "3 times" in letters
    assert "guide dog in the waiting room" in counter


@pytest.mark.parametrize("role", ["ines", "admin", "1"])
def test_only_the_three_people_can_be_chosen(browser: FlaskClient, role: str) -> None:
    assert browser.post("/who", data={"role": role}).status_code == 404
    assert "You are not signed in" in browser.get("/").text


def test_another_site_cannot_choose_for_a_visitor(browser: FlaskClient) -> None:
    answer = browser.post(
        "/who", data={"role": "steward"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert "You are not signed in" in browser.get("/").text


def test_choosing_redirects_to_our_own_pages_only(browser: FlaskClient) -> None:
    sent = {"role": "regular", "next": "//elsewhere.example/"}
    assert browser.post("/who", data=sent).location == "/"


def test_the_people_of_the_demo_have_no_password(browser: FlaskClient) -> None:
    sent = {"login": "fatuma", "password": "!"}
    assert browser.post("/account/sign-in", data=sent).status_code == 422
    assert browser.post("/account/sign-up", data=sent).status_code == 404


def test_a_database_with_other_members_is_refused_and_unchanged(tmp_path: Path) -> None:
    other = Flask("other", instance_path=str(tmp_path))
    other.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path / 'demo.db'}"
    Forum(other).upgrade(other)
    with other.test_request_context(method="POST"):
        session().add(Member(user_key="7", handle="real", name="A real member"))
        commit()
    close(other)
    app = create(tmp_path)
    for fresh in (False, True):
        with pytest.raises(Strangers):
            prepare(app, fresh=fresh)
    with app.test_request_context():
        assert session().scalar(select(Member.name)) == "A real member"
    close(app)


def test_fresh_deletes_what_was_written(demo: Flask, folder: Path) -> None:
    with demo.test_request_context(method="POST"):
        session().execute(update(Thread).values(title="Changed"))
        commit()
        storage().save("7", BytesIO(b"words"))
    assert (folder / "demo-files" / "7").exists()
    assert not prepare(demo)
    assert prepare(demo, fresh=True)
    with demo.test_request_context():
        assert "Changed" not in session().scalars(select(Thread.title)).all()
    assert (folder / "demo.db").exists()
    assert not (folder / "demo-files" / "7").exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "example.org"])
def test_an_address_that_others_can_reach_is_refused(host: str, tmp_path: Path) -> None:
    app = Flask("host", instance_path=str(tmp_path / "instance"))
    Forum(app)
    said = app.test_cli_runner().invoke(args=["forum", "demo", "--host", host])
    assert said.exit_code == 2
    assert "this machine only" in said.output
    assert not (tmp_path / "instance" / "demo.db").exists()


def test_first_takes_wait_for_those_who_have_not_written(demo: Flask, browser: FlaskClient) -> None:
    takes = THREADS["23-surname"]
    address = _address(demo, takes["title"])
    for role, reads in (("", False), ("newcomer", False), ("steward", False), ("regular", True)):
        shown = unescape(be(browser, role).get(address).text)
        assert takes["post"][0]["text"].split("\n")[0] in shown
        for post in takes["post"][1:]:
            assert (post["text"].strip() in shown) is reads
        assert ("4 people have posted a first take" in shown) is not reads


def test_first_takes_whose_day_has_passed_say_what_became_of_them(
    demo: Flask, browser: FlaskClient
) -> None:
    address = _address(demo, THREADS["24-saying-sorry"]["title"])
    shown = be(browser, "steward").get(address).text
    assert "3 of 8 people changed or sharpened their view." in shown
    assert shown.count(">since then: ") == 3
    assert shown.count(">first take<") == 8
    assert shown.count(">written after the others could be read<") == 1
    assert shown.count("Has your view changed?") == 1
    for view in re.findall(r'href="(/forum/p/\d+/first-take)">since', shown):
        assert be(browser, "").get(view).status_code == 200


def test_only_its_author_reads_a_journal_and_everybody_what_was_shared(
    demo: Flask, browser: FlaskClient
) -> None:
    for role in ("regular", "steward"):
        months = MONTHS.findall(be(browser, role).get(JOURNAL).text)
        read = "".join(browser.get(month).text for month in months)
        for words in ("What I did not write about the surname", "He is not a bad man", "Unshare"):
            assert (words in read) is (role == "regular")
    shown = be(browser, "").get(_address(demo, THREADS["11-no-shows"]["title"])).text
    assert "I went back the next day with the draft in my hand." in shown
    assert "He is not a bad man" not in shown


def _address(demo: Flask, title: str) -> str:
    with demo.test_request_context():
        thread = session().execute(select(Thread).where(Thread.title == title)).scalar_one()
        return f"/forum/t/{thread.id}-{thread.slug}"
