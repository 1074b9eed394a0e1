"""A steward removes a post or a page for good: nothing of it is left, and its number stays."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from forum.artefacts.models import Artefact
from forum.core.database.session import session
from forum.moderation.models import LogEntry, Report
from forum.notices.models import Notice
from forum.search import documents
from forum.threads.models import Post, Thread

from .place import NAME, Place, places_of

GONE = "The people who look after this space have removed this post."


def test_an_opening_is_removed_with_its_title_and_its_words_everywhere(place: Place) -> None:
    world, old = place.world, f"/t/{place.thread}-what-did-wilhelmina-say"
    place.edit(place.ana, place.opening, f"Ask {NAME} again.", title=f"{NAME}?", reason=NAME)
    place.send(place.jon, f"/p/{place.opening}/report", text=f"It names {NAME}")
    assert f"/p/{place.opening}/remove" in place.read(place.sia, f"/t/{place.thread}").text
    assert f"/p/{place.opening}/remove" not in place.read(place.ana, f"/t/{place.thread}").text
    form = place.read(place.sia, f"/p/{place.opening}/remove").text
    assert "This cannot be undone." in form
    assert "The title and the tags of the thread" in form
    answer = place.remove(f"/p/{place.opening}")
    assert answer.status_code == 302
    assert "said=removed-for-good" in answer.location
    place.remove(f"/p/{place.answer}")
    assert places_of(world, NAME) == []
    for user in (place.ana, place.ben, place.jon, place.sia):
        page = place.read(user, old)
        assert page.status_code == 200
        assert page.text.count(GONE) == 2
        assert NAME not in page.text
        assert "wilhelmina" not in page.request.path
    log = place.read(place.jon, f"/s/{place.space.slug}/log").text
    assert "removed a post for good" in log
    assert "“It names a client”" in log
    with world.request():
        kept, gone = documents.posts([place.opening, place.answer])
    assert kept == []
    assert len(gone) == 2


def test_it_is_asked_twice_and_with_a_reason(place: Place) -> None:
    for data in ({"reason": "A name"}, {"sure": "1"}, {}):
        answer = place.send(place.sia, f"/p/{place.answer}/remove", **data)
        assert answer.status_code == 422
    assert place.sources(place.answer) == [f"She is {NAME}."]


@pytest.mark.parametrize("who", ["ana", "ben", "jon"])
def test_only_stewards_remove_for_good(place: Place, who: str) -> None:
    page = place.page()
    for path in (f"/p/{place.answer}", f"/a/{page}"):
        assert place.read(getattr(place, who), f"{path}/remove").status_code == 403
        assert place.remove(path, getattr(place, who)).status_code == 403
    assert place.sources(place.answer) == [f"She is {NAME}."]


def test_what_others_wrote_stays_and_the_counters_are_right(place: Place) -> None:
    world = place.world
    place.world.write(place.thread, place.jon, "I think so too", to=2)
    place.send(place.ana, f"/p/{place.answer}/helped", helped="1")
    facts = select(Thread.answers).where(Thread.id == place.thread)
    assert world.scalar(facts) == 1
    place.remove(f"/p/{place.answer}")
    assert "I think so too" in place.read(place.jon, f"/t/{place.thread}").text
    row = select(Thread.withheld).where(Thread.id == place.thread)
    assert (world.scalar(facts), world.scalar(row)) == (0, "2")
    assert world.scalar(select(Thread.helped).where(Thread.id == place.thread)) == 0
    assert world.scalar(select(Thread.title).where(Thread.id == place.thread)) != ""


@pytest.mark.parametrize("before", ["hidden", "withdrawn"])
def test_a_post_that_is_withheld_already_can_be_removed(place: Place, before: str) -> None:
    world = place.world
    if before == "hidden":
        place.send(place.sia, f"/p/{place.opening}/hide", hidden="1", reason="A name")
    else:
        place.send(place.ana, f"/p/{place.opening}/back")
        assert NAME in place.read(place.jon, f"/t/{place.thread}").text  # its title
    place.remove(f"/p/{place.answer}")
    assert place.remove(f"/p/{place.opening}").status_code == 302
    assert places_of(world, NAME) == []
    assert place.remove(f"/p/{place.opening}").status_code == 403


def test_its_author_is_told_and_nobody_reads_or_changes_it_again(place: Place) -> None:
    place.remove(f"/p/{place.answer}")
    listed = place.read(place.ben, "/-/for-you").text
    assert "Your post was removed" in listed
    assert "Reason: It names a client" in listed
    for who in (place.ben, place.sia, place.jon):
        for end in ("edit", "history", "compare?old=1&new=1", "hide", "back", "report"):
            status = place.read(who, f"/p/{place.answer}/{end}").status_code
            assert status in (403, 404), (end, status)
    for end, data in (
        ("hide", {"hidden": "0", "reason": "Back"}),
        ("back", {}),
        ("edit", {"text": "Again", "revision": "1"}),
    ):
        who = place.sia if end == "hide" else place.ben
        answer = place.send(who, f"/p/{place.answer}/{end}", **data)
        assert answer.status_code in (403, 404, 409), end
    state = select(Post.state).where(Post.id == place.answer)
    assert place.world.scalar(state) == "removed"


def test_pages_that_quote_it_lose_its_words_in_every_version(place: Place) -> None:
    world = place.world
    quoted = f"> [Ben](forum:/p/{place.answer}):\n>\n> She is {NAME}.\n\nMine."
    page = place.page(quoted, title="Kept", tags=(), sources=[(place.thread, 2)])
    base = {"kind": "summary", "title": "Kept", "revision": "1"}
    place.send(place.ben, f"/a/{page}/edit", text=quoted + " And more.", **base)
    comment = {"text": "Really?", "words": f"She is {NAME}."}
    place.send(place.jon, f"/a/{page}/comment", **comment)
    assert NAME in place.read(place.jon, f"/a/{page}").text
    stale = {**base, "revision": "2", "text": quoted + " Sent late."}
    place.remove(f"/p/{place.answer}")
    place.remove(f"/p/{place.opening}")
    assert places_of(world, NAME) == []
    for path in ("", "/versions/1", "/versions/2", "/compare?old=1&new=2"):
        text = place.read(place.jon, f"/a/{page}{path}").text
        assert GONE in text, path
        assert "Mine." in text
    assert place.send(place.ben, f"/a/{page}/edit", **stale).status_code == 302
    assert "Sent late." in place.read(place.jon, f"/a/{page}").text
    assert places_of(world, NAME) == []


def test_posts_that_have_a_copy_of_it_are_named_before(place: Place) -> None:
    quote = f"> [Ben](forum:/p/{place.answer}):\n>\n> She is {NAME}.\n\nNo."
    copy = place.world.write(place.thread, place.jon, quote, to=2)
    form = place.read(place.sia, f"/p/{place.answer}/remove").text
    assert f"/p/{copy}" in form
    assert "Posts that quote it" in form


def test_a_page_is_removed_whoever_has_written_on_it(place: Place) -> None:
    world, page = place.world, place.page()
    old = f"/a/{page}-the-wilhelmina-file"
    again = {"kind": "summary", "title": f"{NAME} again", "text": f"{NAME}!", "revision": "1"}
    place.send(place.ana, f"/a/{page}/edit", reason=NAME, **again)
    place.send(place.jon, f"/a/{page}/comment", text="Does she?", words=NAME)
    place.send(place.jon, f"/a/{page}/report", text=f"It names {NAME}")
    assert f"/a/{page}/remove" in place.read(place.sia, old).text
    assert place.remove(f"/a/{page}").status_code == 302
    for post in (place.opening, place.answer):
        place.remove(f"/p/{post}")
    assert places_of(world, NAME) == []
    for user in (place.ben, place.ana, place.jon, place.sia):
        shown = place.read(user, old)
        assert "The people who look after this space have removed this page.</h1>" in shown.text
        assert NAME not in shown.text
    for path in ("versions", "versions/1", "edit", "comment", "report", "hide", "back", "remove"):
        assert place.read(place.sia, f"/a/{page}/{path}").status_code in (403, 404), path
    assert "Your page was removed" in place.read(place.ben, "/-/for-you").text
    thread = world.scalar(select(Artefact.thread_id).where(Artefact.id == page))
    assert "Does she?" in place.read(place.jon, f"/t/{thread}").text
    assert "removed a page for good" in place.read(place.jon, f"/s/{place.space.slug}/log").text


def test_reports_of_it_are_closed_and_say_nothing_more(place: Place) -> None:
    place.send(place.jon, f"/p/{place.answer}/report", text=f"It names {NAME}")
    place.remove(f"/p/{place.answer}")
    with place.world.request():
        (row,) = session().execute(select(Report.text, Report.closed_at)).all()
        acts = session().scalars(select(LogEntry.act)).all()
        kinds = session().scalars(select(Notice.kind).where(Notice.post_id == place.answer)).all()
    assert row.text == ""
    assert row.closed_at is not None
    assert "remove" in acts
    assert "hidden" in kinds
    assert "Reported by" not in place.read(place.sia, f"/s/{place.space.slug}/reports").text
