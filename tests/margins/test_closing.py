"""What becomes of comments: taken up by a change, closed with a word why, opened again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from forum.leaving.actions import forget
from forum.margins.models import Placement
from forum.moderation.actions.moderate import hide
from forum.threads.actions.withdraw import withdraw

from ..support.statements import counted
from ..support.world import User, World
from .library import TEXT, close, comment, edit, ids, made, posts, reply, shown, world_row

BETTER = TEXT.replace("One way", "A better way")
ENDS = select(Placement.closed_by, Placement.closed_revision, Placement.closed_why)


@pytest.fixture
def commented(world: World, people: dict[str, User], page: int) -> int:
    """The page with two comments of Ben's, the second of them at its first section."""
    first, _ = ids(shown(world, people["ben"], page))
    comment(world, people["ben"], page, "about all of it")
    comment(world, people["ben"], page, "about the first", first, "One way")
    return page


def ends(world: World, post: int) -> tuple[Any, ...]:
    return tuple(world_row(world, ENDS.where(Placement.post_id == post)))


def for_you(world: World, user: User) -> str:
    return str(world.client(user).get("/forum/-/for-you").text)


def test_a_change_takes_up_comments(world: World, people: dict[str, User], commented: int) -> None:
    """Those that are ticked, each with a word why; their author is told."""
    ana, ben = people["ana"], people["ben"]
    one, two = (posts(world, commented)[n] for n in (1, 2))
    form = world.client(ana).get(f"/forum/a/{commented}/edit").text
    assert "Tick those you have dealt with" in form
    assert f'name="taken.{one}"' in form
    assert f'name="why.{two}"' in form

    sent = {f"taken.{two}": "1", f"why.{two}": "it is <b>better</b> now"}
    answer = edit(world, ana, commented, BETTER, **sent)

    assert answer.status_code == 302
    assert ends(world, two) == (world.id(ana), 2, "it is <b>better</b> now")
    assert ends(world, one) == (None, None, "")
    page = shown(world, ben, commented)
    assert "Closed with version 2: it is &lt;b&gt;better&lt;/b&gt; now</span></summary>" in page
    assert f"/a/{commented}/compare?old=1&amp;new=2" in page
    told = for_you(world, ben)
    assert "closed your comment" in told
    assert "it is &lt;b&gt;better&lt;/b&gt; now" in told


def test_reading_the_page_is_reading_that_it_was_taken_up(
    world: World, people: dict[str, User], commented: int
) -> None:
    ben = people["ben"]
    shown(world, ben, commented)
    close(world, people["ana"], commented, posts(world, commented)[1], "done")
    assert "1 new notice" in for_you(world, ben)

    shown(world, ben, commented)

    assert "new notice" not in for_you(world, ben)
    assert "closed your comment" in for_you(world, ben)


def test_a_tick_needs_a_word_why(world: World, people: dict[str, User], commented: int) -> None:
    """Nothing is saved, and everything is there as it was typed."""
    one, two = (posts(world, commented)[n] for n in (1, 2))
    sent = {f"taken.{one}": "1", f"why.{two}": "kept word"}

    answer = edit(world, people["ana"], commented, BETTER, **sent)

    assert answer.status_code == 422
    assert "Enter in a few words what you did about the comment" in answer.text
    assert "Tick comment" in answer.text
    assert 'value="kept word"' in answer.text
    assert "A better way" in answer.text
    fold = answer.text.index("Open comments")
    assert "open" in answer.text[fold - 60 : fold]
    assert (
        edit(
            world,
            people["ana"],
            commented,
            BETTER,
            **{f"taken.{one}": "1", f"why.{one}": "w" * 201},
        ).status_code
        == 422
    )
    assert ends(world, one) == (None, None, "")
    assert "Version 1" in shown(world, people["ana"], commented)


def test_without_a_change_a_ticked_comment_is_closed_all_the_same(
    world: World, people: dict[str, User], commented: int
) -> None:
    one = posts(world, commented)[1]
    sent = {f"taken.{one}": "1", f"why.{one}": "done before"}

    assert edit(world, people["ana"], commented, TEXT, **sent).status_code == 302

    assert ends(world, one) == (world.id(people["ana"]), None, "done before")
    assert "Version 1" in shown(world, people["ana"], commented)


def test_an_edit_that_is_merged_takes_up_comments(
    world: World, people: dict[str, User], commented: int
) -> None:
    """They are closed by the version that was saved in the end."""
    one = posts(world, commented)[1]
    edit(world, people["eva"], commented, TEXT.replace("Begin.", "Begin here."))
    sent = {f"taken.{one}": "1", f"why.{one}": "both", "revision": "1"}

    assert edit(world, people["ana"], commented, BETTER, **sent).status_code == 302

    assert ends(world, one)[1] == 3


def test_closed_and_opened_again_without_a_change(
    world: World, people: dict[str, User], commented: int
) -> None:
    ana, ben = people["ana"], people["ben"]
    one = posts(world, commented)[1]
    form = world.client(ana).get(f"/forum/a/{commented}/comments/{one}/close")
    assert "about all of it" in form.text
    assert close(world, ana, commented, one, "").status_code == 422

    answer = close(world, ana, commented, one, "not, because it is short")

    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("-p1")
    assert ends(world, one) == (world.id(ana), None, "not, because it is short")
    assert "Closed: not, because it is short" in shown(world, ben, commented)
    assert close(world, people["eva"], commented, one, "again").status_code == 404
    assert "not, because it is short" in for_you(world, ben)
    again = world.client(ana).post(f"/forum/a/{commented}/comments/{one}/open")
    assert again.status_code == 302
    assert ends(world, one) == (None, None, "")
    assert "not, because" not in shown(world, ben, commented)
    assert "closed your comment" not in for_you(world, ben)


def test_replies_are_closed_with_what_they_answer(
    world: World, people: dict[str, User], commented: int
) -> None:
    """Those written before, those written after, and those to a reply; nobody else is told."""
    ana, eva = people["ana"], people["eva"]
    reply(world, eva, commented, 2, "so do I")
    reply(world, ana, commented, 3, "me too")
    two = posts(world, commented)[2]
    close(world, ana, commented, two, "done")
    reply(world, eva, commented, 4, "thanks")

    found = posts(world, commented)

    assert [ends(world, found[n])[2] for n in range(1, 6)] == ["", "done", "done", "done", "done"]
    with world.request():
        begun = select(Placement.comment_id, Placement.section, Placement.words)
        rows = world_row(world, begun.where(Placement.post_id == found[5]))
    assert rows[0] == two
    assert rows[2] == "One way"
    page = shown(world, people["ben"], commented)
    assert page.count('<summary><span dir="auto">Closed: done') == 1
    fold = page[page.index("Closed: done") :]
    assert [word in fold[: fold.index("</details>")] for word in ("so do I", "thanks")] == [1, 1]
    assert "closed your comment" not in for_you(world, eva)
    world.client(ana).post(f"/forum/a/{commented}/comments/{two}/open")
    assert [ends(world, found[n])[2] for n in range(1, 6)] == [""] * 5


def test_only_who_may_change_the_page_closes_comments(
    world: World, people: dict[str, User]
) -> None:
    """What one may not see is not there; a reply and another page's comment are no comments."""
    ana, ben, eva = people["ana"], people["ben"], people["eva"]
    closed = world.space("Closed", by=ana, access="closed")
    page, other = made(world, ana, closed, TEXT), made(world, ana, closed, TEXT)
    comment(world, ana, page, "secret")
    reply(world, ana, page, 1, "more")
    comment(world, ana, other, "elsewhere")
    one, two = (posts(world, page)[n] for n in (1, 2))

    assert close(world, eva, page, one, "x").status_code == 404
    assert close(world, ana, page, two, "x").status_code == 404
    assert close(world, ana, other, one, "x").status_code == 404
    for address in (f"comments/{one}/open", f"comments/{two}/open"):
        assert world.client(ben).post(f"/forum/a/{page}/{address}").status_code == 404
    assert world.client(ana).post(f"/forum/a/{other}/comments/{one}/open").status_code == 404
    edit(world, ana, other, BETTER, **{f"taken.{one}": "1", f"why.{one}": "stolen"})
    assert ends(world, one) == (None, None, "")
    assert world.client(None).get(f"/forum/a/{page}/comments/{one}/close").status_code == 401


def test_a_guest_closes_nothing(world: World, people: dict[str, User], commented: int) -> None:
    one = posts(world, commented)[1]
    assert close(world, None, commented, one, "x").status_code in {401, 403}  # type: ignore[arg-type]
    assert ends(world, one) == (None, None, "")


def test_a_withheld_comment_shows_no_words(
    world: World, people: dict[str, User], commented: int
) -> None:
    """Neither its own nor those it is about, nor what was said of it; withdrawn, they are gone."""
    ana, ben, eva = people["ana"], people["ben"], people["eva"]
    two = posts(world, commented)[2]
    reply(world, eva, commented, 2, "an answer")
    close(world, ana, commented, two, "because of the zebrafinch")
    places = [f"/forum/a/{commented}/comments", f"/forum/a/{commented}"]

    def read(by: User) -> str:
        return "".join(world.client(by).get(at, follow_redirects=True).text for at in places)

    assert read(eva).count("zebrafinch") == 2
    assert read(eva).count("About “One way”") == 2
    with world.request():
        hide(two, why="rude")
    for words in ("zebrafinch", "About “One way”", "about the first"):
        assert words not in read(eva)
    assert "zebrafinch" in read(ben)
    assert "zebrafinch" not in for_you(world, eva) + for_you(world, ben)
    with world.request():
        withdraw(two)
    assert "zebrafinch" not in read(ben)
    stored = world_row(
        world,
        select(Placement)
        .where(Placement.post_id == two)
        .with_only_columns(Placement.words, Placement.closed_why),
    )
    assert tuple(stored) == ("", "")


def test_who_is_forgotten_has_no_name_at_what_they_closed(
    world: World, people: dict[str, User], commented: int
) -> None:
    close(world, people["eva"], commented, posts(world, commented)[1], "done")
    page = f"/forum/a/{commented}/comments"
    assert "Eva" in world.client(people["ben"]).get(page).text
    with world.request():
        forget(people["eva"].id)

    text = world.client(people["ben"]).get(page).text

    assert "Eva" not in text
    assert "former member" in text
    assert "Closed: done" in text


def test_whoever_wants_no_such_notice_gets_none(
    world: World, people: dict[str, User], commented: int
) -> None:
    browser = world.client(people["ben"])
    assert "Your comments on pages that were closed" in browser.get("/forum/-/for-you/kinds").text
    browser.post("/forum/-/for-you/kinds", data={"kinds.reply": "1"})
    close(world, people["ana"], commented, posts(world, commented)[1], "done")

    assert "took up" not in for_you(world, people["ben"])


def test_restoring_a_version_opens_nothing(
    world: World, people: dict[str, User], commented: int
) -> None:
    one = posts(world, commented)[1]
    edit(world, people["ana"], commented, BETTER, **{f"taken.{one}": "1", f"why.{one}": "done"})
    world.client(people["ana"]).post(
        f"/forum/a/{commented}/versions/1/restore", data={"revision": "2"}
    )

    assert "Version 3" in shown(world, people["ben"], commented)
    assert ends(world, one) == (world.id(people["ana"]), 2, "done")


def test_restoring_a_version_says_and_does_what_becomes_of_comments(
    world: World, people: dict[str, User], commented: int
) -> None:
    ana, at = people["ana"], f"/forum/a/{commented}/versions/1/restore"
    one, two = (posts(world, commented)[n] for n in (1, 2))
    edit(world, ana, commented, BETTER, **{f"taken.{one}": "1", f"why.{one}": "done"})
    client = world.client(ana)
    page = client.get(at).text
    assert "1 open comment stays open, unless you tick it below." in page
    assert "Comments closed with a later version stay closed" in page
    assert "Comment 1, by Ben" in page
    assert "Closed with version 2: done" in page
    assert f'name="taken.{two}"' in page

    refused = client.post(at, data={"revision": "2", f"taken.{two}": "1"})
    assert refused.status_code == 422
    assert "Enter in a few words what you did about the comment" in refused.text
    assert "Version 3" not in shown(world, ana, commented)

    sent = {"revision": "2", f"taken.{two}": "1", f"why.{two}": "as it was"}
    assert client.post(at, data=sent).status_code == 302
    assert ends(world, two) == (world.id(ana), 3, "as it was")
    assert ends(world, one) == (world.id(ana), 2, "done")
    assert "as it was" in for_you(world, people["ben"])


def test_all_that_was_said_and_what_became_of_it(
    world: World, people: dict[str, User], commented: int
) -> None:
    """At its section, open or closed, and where the change is that took it up."""
    ana, ben = people["ana"], people["ben"]
    two = posts(world, commented)[2]
    edit(world, ana, commented, BETTER, **{f"taken.{two}": "1", f"why.{two}": "it is better"})

    page = shown(world, ben, commented)
    address = f"/forum/a/{commented}/comments"
    text = world.client(ben).get(address).text

    assert f'href="{address}"' in page
    whole, first = text.index("The whole page"), text.index(">First<")
    assert whole < text.index("about all of it") < text.index(">Still open<") < first
    assert first < text.index("about the first") < text.index("Closed with version 2: it is better")
    assert f"/a/{commented}/compare?old=1&amp;new=2" in text
    assert "last day" not in text


def test_the_version_of_the_last_day_is_linked(
    world: World, people: dict[str, User], letters: Any
) -> None:
    """Also once the page is settled."""
    page = made(world, people["ana"], letters, TEXT, state="comment", until="2099-01-01")
    comment(world, people["ben"], page, "in time")
    text = world.client(people["ben"]).get(f"/forum/a/{page}/comments").text
    assert "You can comment until 1 January 2099." in text
    assert "was the newest that day" not in text


def test_all_comments_of_a_hidden_page_are_nowhere(world: World, people: dict[str, User]) -> None:
    closed = world.space("Closed", by=people["ana"], access="closed")
    page = made(world, people["ana"], closed, TEXT)
    comment(world, people["ana"], page, "secret")

    assert world.client(people["eva"]).get(f"/forum/a/{page}/comments").status_code == 404
    assert world.client(people["ana"]).get(f"/forum/a/{page}/comments").status_code == 200


def test_more_comments_are_read_page_by_page(
    world: World, people: dict[str, User], page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the same number of statements."""
    monkeypatch.setattr("forum.margins.queries._COMMENTS", _of_three())
    monkeypatch.setattr("forum.margins.queries.MOST", 3)
    for n in range(1, 5):
        comment(world, people["ben"], page, f"comment {n}.")
    browser, address = world.client(people["eva"]), f"/forum/a/{page}/comments"
    text = browser.get(address).text
    assert [f"comment {n}." in text for n in range(1, 5)] == [False, True, True, True]
    older = re.search(r'href="([^"]*before=\d+)"', text)
    assert older is not None

    text = browser.get(older[1]).text

    assert [f"comment {n}." in text for n in range(1, 5)] == [True, False, False, False]


def _of_three() -> Any:
    from forum.margins.queries import _COMMENTS

    return _COMMENTS.limit(3)


def test_what_became_of_comments_costs_no_statement(
    world: World, people: dict[str, User], letters: Any
) -> None:
    """Neither on the page, nor on that of all comments, nor in the form of the page."""
    page = made(world, people["ana"], letters, TEXT)
    comment(world, people["ben"], page, "one")
    with world.app.app_context():
        engine = world.app.extensions["forum"].db.engine

    def spent(address: str) -> int:
        for _ in range(2):
            world.client(people["ana"]).get(address)
        with counted(engine) as statements:
            assert world.client(people["ana"]).get(address).status_code == 200
        return len(statements)

    addresses = [f"/forum/a/{page}{end}" for end in ("-how-to-write", "/comments", "/edit")]
    few = [spent(address) for address in addresses]
    for n in range(10):
        comment(world, people["ben"], page, f"comment {n}")
        reply(world, people["eva"], page, 1, "yes")
    for n, post in list(posts(world, page).items())[::3]:
        close(world, people["ana"], page, post, f"why {n}")

    assert [spent(address) for address in addresses] == few


def test_a_word_about_a_comment_that_was_closed_meanwhile_is_not_lost(
    world: World, people: dict[str, User], page: int, commented: int
) -> None:
    close(world, people["ana"], page, commented, "done by Ana")
    fields = {f"taken.{commented}": "1", f"why.{commented}": "done by me"}
    answer = edit(world, people["eva"], page, "Other words.", **fields)
    assert answer.status_code == 422
    assert "done by me" in answer.text
