"""A discussion on a page of the host: printed, written, and back on the page."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from forum import Forum
from forum.core.database.base import Base
from forum.core.database.session import session
from forum.moderation.actions import moderate
from forum.spaces.actions.describe import describe_space
from forum.spaces.models import Space
from forum.threads.actions import withdraw
from forum.threads.models import Post, Thread

from ..support.html import invalid
from ..support.links import leads_nowhere
from .conftest import TEAM, Host, thread_of


def rows(host: Host) -> dict[str, int]:
    with host.world.request():
        return {
            name: session().scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


def test_the_first_post_opens_the_thread_and_leads_back_to_it_on_the_page(host: Host) -> None:
    ana = host.world.user("Ana")  # has never been in the forum
    page = host.world.client(ana).get("/policy/1").text
    assert "No posts yet." in page
    sent = host.write(ana, "/policy/1", "Is **travel** paid?")
    thread = thread_of(host, "policy:1")
    assert sent.status_code == 302
    assert sent.location == f"/policy/1#fx-{thread.id}-p1"
    assert (thread.title, thread.kind, thread.posts) == ("Policy 1", "discussion", 1)
    page = host.world.client(ana).get("/policy/1").text
    assert f'id="fx-{thread.id}-p1"' in page
    assert "<strong>travel</strong>" in page
    assert host.write(ana, "/policy/1", "More").location == f"/policy/1#fx-{thread.id}-p2"


def test_reading_a_discussion_writes_nothing_but_what_a_member_has_read(host: Host) -> None:
    ana = host.world.member("Ana")
    host.write(ana, "/policy/1")
    before = rows(host) | {"forum_read_mark": 1}
    for user in (None, ana, host.world.user("Never seen")):
        for where in ("/policy/1", "/policy/2", "/policies", "/case/1"):
            assert host.world.client(user).get(where).status_code == 200
    assert rows(host) == before


def test_the_page_shows_the_latest_ten_posts_and_the_forum_all(host: Host) -> None:
    ana = host.world.member("Ana")
    host.write(ana, "/policy/1", "Said 1")
    thread = thread_of(host, "policy:1")
    for n in range(2, 13):
        host.world.write(thread.id, ana, f"Said {n}")
    page = host.world.client().get("/policy/1").text
    assert re.findall(r"<p>Said (\d+)</p>", page) == [str(n) for n in range(3, 13)]
    assert "All 12 posts" in page
    assert f'href="/forum/t/{thread.id}-policy-1"' in page


def test_the_forum_links_every_thread_to_its_page(host: Host) -> None:
    ana, ben = host.world.member("Ana"), host.world.member("Ben")
    host.write(ana, "/policy/1", "Is zeisig paid?")
    thread = thread_of(host, "policy:1")
    host.write(ben, "/policy/1", "Ask @ana")
    host.world.ask(host.world.space("Letters", by=ana), ana)
    browser, host.source = host.world.client(ana), "{{ forum.recent(5) }}"
    where = (
        f"/forum/t/{thread.id}",
        "/forum/-/search?q=zeisig",
        "/forum/",
        "/forum/s/pages",
        "/forum/-/for-you",
        "/any",
    )
    for address in where:
        page = browser.get(address, follow_redirects=True).text
        (told,) = re.findall(r"on the page:\s*<a [^>]*href=\"([^\"]*)\"[^>]*>Policy 1</a>", page)
        assert told == "/policy/1", address
    with host.world.request():
        Forum().close_anchor("policy:1")
    for address in where:
        page = browser.get(address, follow_redirects=True).text
        assert re.search(r"on the page:\s*<bdi>Policy 1</bdi>", page), address


def test_three_discussions_on_one_page_are_three_in_valid_html(host: Host) -> None:
    ana, ben = host.world.member("Ana"), host.world.member("Ben")
    for n in (1, 2):
        host.write(ana, f"/policy/{n}", f"About {n}, @ben")
        host.write(ben, f"/policy/{n}", "> quoted\n\n```python\nx = 1\n```")
    for user in (None, ana):
        page = host.world.client(user).get("/policies").text
        assert invalid(page) == []
        assert page.count("forum.css") == page.count("forum.js") == 1
        assert page.count('<section class="fx-embed"') == 3
        addresses = re.findall(r'(?:href|action|src)="([^"#]*)', page)
        assert not [a for a in addresses if leads_nowhere(host.world.app, a)]
    assert page.count("<template data-fx-tools") == 1
    back = host.write(ana, "/policies", "To the third", nth=2)
    assert back.location == f"/policy/3#fx-{thread_of(host, 'policy:3').id}-p1"


def test_the_same_discussion_twice_on_a_page_has_different_ids(host: Host) -> None:
    ana = host.world.member("Ana")
    host.write(ana, "/policy/1")
    host.source = '{{ forum.discuss("policy:1", title="P", url="/any") }}' * 2
    assert invalid(host.world.client(ana).get("/any").text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  ", "Enter your text"),
        ("\u200b\u2060 ", "Enter your text"),
        ("# ", "would look empty"),
        ("x" * 32_001, "over the"),
    ],
)
def test_a_refused_post_brings_its_text_back(host: Host, text: str, words: str) -> None:
    ana = host.world.member("Ana")
    browser = host.world.client(ana)
    address, fields = host.filled(browser.get("/policy/1").text, text)
    refused = browser.post(address, data=fields)
    assert refused.status_code == 422
    assert words in refused.text
    again_address, again = host.filled(refused.text, "Better so")
    assert again["about"] == fields["about"]
    assert browser.post(again_address, data=again).location.startswith("/policy/1#")


def test_a_text_sent_after_the_session_ended_is_shown_again(host: Host) -> None:
    ana = host.world.member("Ana")
    address, fields = host.filled(host.world.client(ana).get("/policy/1").text, "A long thought")
    lost = host.world.client().post(address, data=fields)
    assert lost.status_code == 401
    assert "A long thought" in lost.text
    address, fields = host.filled(lost.text, "A long thought")
    assert host.world.client(ana).post(address, data=fields).status_code == 302


def test_a_preview_shows_the_text_and_keeps_it(host: Host) -> None:
    ana = host.world.member("Ana")
    browser = host.world.client(ana)
    address, fields = host.filled(browser.get("/policy/1").text, "**Heavy**")
    seen = browser.post(address, data={**fields, "preview": "1"})
    assert seen.status_code == 200
    assert "<strong>Heavy</strong>" in seen.text
    assert invalid(seen.text) == []
    address, fields = host.filled(seen.text, "**Heavy**")
    assert browser.post(address, data=fields).location.startswith("/policy/1#")


def test_a_form_sent_twice_makes_one_post_and_another_text_is_shown_again(host: Host) -> None:
    ana = host.world.member("Ana")
    browser = host.world.client(ana)
    address, fields = host.filled(browser.get("/policy/1").text, "Once")
    first, second = (browser.post(address, data=fields) for _ in "ab")
    assert first.location == second.location
    other = browser.post(address, data={**fields, "text": "Other"})
    assert other.status_code == 409
    assert "Other" in other.text
    assert thread_of(host, "policy:1").posts == 1


def test_a_form_works_only_for_its_person_and_its_page(host: Host) -> None:
    ana, ben = host.world.member("Ana"), host.world.member("Ben")
    address, fields = host.filled(host.world.client(ana).get("/policy/1").text, "Mine")
    assert host.world.client(ben).post(address, data=fields).status_code == 403
    for about in ("", "x", fields["about"][:-2], fields["about"] + "x", "é\0"):
        sent = host.world.client(ana).post(address, data={**fields, "about": about})
        assert sent.status_code in {403, 422}, about
        assert "Mine" in sent.text
    with host.world.request():
        assert session().scalar(select(func.count()).select_from(Post)) == 0


def test_a_form_from_elsewhere_is_refused(host: Host) -> None:
    ana = host.world.member("Ana")
    browser = host.world.client(ana)
    address, fields = host.filled(browser.get("/policy/1").text, "Mine")
    for site in ("cross-site", "same-site", "none"):
        sent = browser.post(address, data=fields, headers={"Sec-Fetch-Site": site})
        assert sent.status_code == 403


@pytest.mark.parametrize(
    "url",
    [
        "//evil.example/",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\\evil.example",
        "x",
        "/a\r\nX-Made: 1",
        "http://localhost.evil.example/",
        "",
        "/\t/evil.example",
    ],
)
def test_an_address_elsewhere_is_refused(host: Host, url: str) -> None:
    ana = host.world.member("Ana")
    host.source = '{{ forum.discuss("policy:1", title="P", url=urls[0]) }}'
    host.urls[0] = url
    with pytest.raises(ValueError, match="path of this site"):
        host.world.client(ana).get("/any")
    host.world.app.testing = False
    assert "fx-root" not in host.world.client(ana).get("/any").text


def test_an_absolute_address_of_this_site_becomes_a_path(host: Host) -> None:
    ana = host.world.member("Ana")
    host.urls[1] = "http://localhost/policy/1?tab=talk#top"
    sent = host.write(ana, "/policy/1")
    assert sent.location.startswith("/policy/1?tab=talk#fx-")
    assert thread_of(host, "policy:1").anchor_url == "/policy/1?tab=talk"


def test_title_and_address_are_taken_over_with_the_next_post(host: Host) -> None:
    ana = host.world.member("Ana")
    host.write(ana, "/policy/1")
    old = host.world.client(ana).get("/policy/1").text
    host.titles[1], host.urls[1] = "Travel", "/rules/travel"
    host.world.client(ana).get("/policy/1")
    assert thread_of(host, "policy:1").title == "Policy 1"
    assert host.write(ana, "/policy/1").location.startswith("/rules/travel#fx-")
    thread = thread_of(host, "policy:1")
    assert (thread.title, thread.slug, thread.anchor_title) == ("Travel", "travel", "Travel")
    address, fields = host.filled(old, "From a tab that was open for long")
    host.world.client(ana).post(address, data=fields)
    assert thread_of(host, "policy:1").anchor_url == "/rules/travel"
    with host.world.request():
        first = session().scalar(select(Post.id).where(Post.number == 1)) or 0
    host.world.client(ana).post(
        f"/forum/p/{first}/edit",
        data={"text": "x", "title": "My own title", "tags": "", "revision": "1"},
    )
    host.titles[1] = "Journeys"
    host.write(ana, "/policy/1")
    thread = thread_of(host, "policy:1")
    assert (thread.title, thread.anchor_title) == ("My own title", "Journeys")


def test_a_post_withdrawn_before_any_answer_leaves_the_page_empty(host: Host) -> None:
    ana = host.world.member("Ana")
    host.write(ana, "/policy/1", "Never mind")
    with host.world.request():
        post = session().scalars(select(Post)).one()
        withdraw.withdraw(post.id)  # type: ignore[union-attr]
    assert "No posts yet." in host.world.client(ana).get("/policy/1").text
    assert host.write(ana, "/policy/1", "Rather so").location.endswith("p1")


def test_people_who_may_not_write_see_why_and_guests_can_sign_in(host: Host) -> None:
    ana = host.world.member("Ana")
    host.write(ana, "/policy/1", "Said here")
    guest = host.world.client().get("/policy/1").text
    assert "Said here" in guest
    assert 'href="/forum/-/sign-in?next=/policy/1"' in guest
    assert "<textarea" not in guest
    thread = thread_of(host, "policy:1")
    with host.world.request():
        moderate.lock_thread(thread.id, why="All is said.")
    locked = host.world.client(ana).get("/policy/1").text
    assert "All is said." in locked
    assert "<textarea" not in locked


def test_the_page_names_the_sent_forms_whose_drafts_can_be_deleted(host: Host) -> None:
    ana, ben = host.world.member("Ana"), host.world.member("Ben")
    browser = host.world.client(ana)
    address, fields = host.filled(browser.get("/policy/1").text, "Sent")
    browser.post(address, data=fields)
    told = f'name="fx-sent" value="{fields["form_key"]}"'
    assert told in browser.get("/policy/1").text
    assert fields["form_key"] not in host.world.client(ben).get("/policy/1").text


def test_hostile_titles_and_keys_are_text(host: Host) -> None:
    ana = host.world.member("Ana")
    host.titles[1] = "\"'><canary-17>\r\nX-Made: 1"
    host.write(ana, "/policy/1", "text <canary-17>")
    for where in ("/policy/1", "/forum/", "/forum/-/search?q=text"):
        page = host.world.client(ana).get(where, follow_redirects=True)
        assert "<canary-17>" not in page.text
        assert "X-Made" not in page.headers


def test_shared_caches_do_not_store_the_page(host: Host) -> None:
    world = host.world

    @world.app.get("/styled")
    def styled() -> Any:
        return host.show("{{ forum.head() }}"), {"Cache-Control": "public, max-age=600"}

    @world.app.get("/public")
    def public() -> Any:
        from flask import make_response

        answer = make_response(host.show('{{ forum.discuss("x", title="X", url="/public") }}'))
        answer.headers["Cache-Control"] = "public, max-age=600"
        return answer

    assert world.client().get("/styled").headers["Cache-Control"] == "public, max-age=600"
    for client in (world.client(), world.client(world.member("Ana"))):
        got = client.get("/public")
        assert "private" in got.headers["Cache-Control"]
        assert "public" not in got.headers["Cache-Control"]
        assert "Cookie" in got.headers["Vary"]
        assert "Set-Cookie" not in got.headers
        assert "X-Frame-Options" not in got.headers
        assert "Content-Security-Policy" not in got.headers


def test_the_group_of_a_page_makes_its_space_with_the_first_post(host: Host) -> None:
    ana = host.world.user("Ana", audiences=frozenset({TEAM}))
    page = host.world.client(ana).get("/case/1").text
    assert "Only people in “team:7” can read this." in page
    assert host.write(ana, "/case/1", "Among us").location.startswith("/case/1#fx-")
    host.write(ana, "/case/2", "Among us too")
    spaces = {thread_of(host, f"case:{n}").space_id for n in (1, 2)}
    assert len(spaces) == 1


def test_first_posts_at_once_open_one_thread_in_one_space(host: Host) -> None:
    people = [host.world.member(f"M{n}", audiences=frozenset({TEAM})) for n in range(6)]
    forms = [
        (host.world.client(user), *host.filled(host.world.client(user).get("/case/1").text, "Now"))
        for user in people
    ]
    with ThreadPoolExecutor(len(people)) as pool:
        answers = list(pool.map(lambda form: form[0].post(form[1], data=form[2]), forms))
    assert [answer.status_code for answer in answers] == [302] * len(people)
    thread = thread_of(host, "case:1")
    assert (thread.posts, thread.branches) == (6, 5)
    assert len({answer.location for answer in answers}) == 6
    with host.world.request():
        assert session().scalar(select(func.count()).select_from(Thread)) == 1
        assert len(session().scalars(select(Space.id).where(Space.audience == TEAM)).all()) == 1


def test_norms_stand_above_the_first_box_in_that_space(host: Host) -> None:
    ana, ben = host.world.member("Ana"), host.world.user("Ben")  # Ben has never been in the forum
    about = {"name": "Pages", "purpose": "", "access": "open"}
    with host.world.request():
        space = session().scalar(select(Space.id).where(Space.slug == "pages"))
        assert space is not None
        describe_space(space, norms="Say what you tried", **about)
    for user in (ana, ben):
        assert "Say what you tried" in host.world.client(user).get("/policy/1").text
    host.write(ana, "/policy/1")
    for where in ("/policy/1", "/policy/2"):  # one with a thread and one without
        assert "Say what you tried" not in host.world.client(ana).get(where).text
        assert "Say what you tried" not in host.world.client().get(where).text
        assert "Say what you tried" in host.world.client(ben).get(where).text
    with host.world.request():
        describe_space(space, norms="", **about)
    assert "How we talk here" not in host.world.client(ben).get("/policy/2").text
    assert "How we talk here" not in host.world.client(ben).get("/case/1").text
