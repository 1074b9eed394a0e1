"""Drafts: each comes back where it was begun, nowhere else, and none is lost or offered once sent.

The siblings: questions, discussions, answers, replies, edits of posts and of pages in the library,
new pages there, reflections in three fields, discussions on a page of the host (test_discuss.py);
somebody else's save, another tab, what it sends, a crash, a preview, a refused form (422, 409), an
answer that never arrived; another member, a session that ended, a sign-out; a select that nobody
touched; drafts of an older format, older than a week, and the switch that turns them off.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from forum.threads.models import Post

from .conftest import Live, through

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.sites("sqlite")]
TEXT = "textarea[name=text]"
CLOSED = "round-table"


def typed(page: Any, text: str, field: str = TEXT) -> None:
    """Type *text* in place of what is in *field*, until it is saved as a draft."""
    page.locator(field).first.fill(text)
    page.wait_for_function(
        "text => Object.values(localStorage).some((kept) => kept.includes(JSON.stringify(text)))",
        arg=text,
    )


def texts(page: Any) -> list[str]:
    """Return the texts of the drafts in the browser, the newest first."""
    found: list[str] = page.evaluate(
        """Object.keys(localStorage).filter((key) => key.startsWith("fx:"))
        .map((key) => JSON.parse(localStorage[key])).sort((a, b) => b.at - a.at)
        .map(({ fields }) => (fields.text ?? fields.part1)?.[0] ?? "")"""
    )
    return found


def others(page: Any) -> list[str]:
    """Return the drafts that the first form of the page lists."""
    page.evaluate(
        "document.querySelectorAll('.fx-form details').forEach((fold) => (fold.open = true))"
    )
    rows: list[str] = page.locator("[data-fx-drafts] li").all_inner_texts()
    return rows


def opened(page: Any, address: str) -> str:
    """Go to *address* in a new tab of the same browser; return what is in its text."""
    tab = page.context.new_page()
    tab.goto(address)
    tab.wait_for_load_state("networkidle")
    text: str = tab.locator(TEXT).first.input_value()
    tab.close()
    return text


def count(live: Live, text: str) -> int:
    """Return how many posts have *text*."""
    rows = select(func.count()).select_from(Post).where(Post.html.contains(text))
    return int(live.world.scalar(rows))


@pytest.mark.parametrize("form", ["ask", "discuss", "reflect", "library/new"])
def test_a_draft_of_one_space_is_not_put_into_a_form_of_another(live: Live, form: str) -> None:
    field = "textarea[name=part1]" if form == "reflect" else TEXT
    with live.page("Ben") as page:
        page.goto(f"/forum/-/{form}?space={CLOSED}")
        typed(page, "Only for the circle", field)
        page.goto(f"/forum/-/{form}?space={live.things.space}")
        assert page.locator(field).input_value() == ""
        assert page.locator("select[name=space]").input_value() == live.things.space
        (row,) = others(page)
        assert "Round table" in row
        assert "Only for the circle" in row
        page.goto(f"/forum/-/{form}?space={CLOSED}")
        assert page.locator(field).input_value() == "Only for the circle"
        page.goto(f"/forum/-/{form}")
        assert page.locator(field).input_value() == "Only for the circle"
        assert page.locator("select[name=space]").input_value() == CLOSED


def test_a_chosen_space_is_where_the_draft_belongs(live: Live) -> None:
    with live.page("Ben") as page:
        page.goto("/forum/-/ask")
        page.locator("select[name=space]").select_option(live.things.space)
        typed(page, "First for everybody")
        page.locator("select[name=space]").select_option(CLOSED)
        typed(page, "Then for the circle")
        assert texts(page) == ["Then for the circle"]
        assert opened(page, f"/forum/-/ask?space={live.things.space}") == ""
        assert opened(page, f"/forum/-/ask?space={CLOSED}") == "Then for the circle"


def test_all_answers_come_back(live: Live) -> None:
    with live.page("Ben") as page:
        page.goto(f"/forum/t/{live.threads['question']}/reflect")
        fields = page.locator("textarea[name^=part]")
        names = fields.evaluate_all("all => all.map(field => field.name)")
        assert len(names) > 1
        for name in names:
            typed(page, f"It {name}", f"textarea[name={name}]")
        page.goto(f"/forum/t/{live.threads['question']}/reflect")
        for name in names:
            assert page.locator(f"textarea[name={name}]").input_value() == f"It {name}"
        assert opened(page, f"/forum/t/{live.threads['question']}/reply") == ""


def begun(page: Any, address: str, text: str) -> dict[str, str]:
    """Type *text* into the form at *address*; return the form's fields as they were."""
    page.goto(address)
    fields: dict[str, str] = page.evaluate(
        "Object.fromEntries(new FormData(document.querySelector('form[data-fx-draft]')))"
    )
    typed(page, text)
    return fields


@pytest.mark.parametrize("kind", ["post", "artefact"])
def test_an_edit_outlives_the_save_of_somebody_else(live: Live, kind: str) -> None:
    world, who = live.world, "Ana"
    author = live.people[who]
    if kind == "post":
        sent = {"kind": "question", "space": live.things.space, "title": "Edited", "text": "First"}
        asked = world.client(author).post("/forum/-/open", data=sent).location
        thread = int(re.findall(r"/t/(\d+)", asked)[0])
        post = world.scalar(select(Post.id).where(Post.thread_id == thread))
        address = f"/forum/p/{post}/edit"
    else:
        address = f"/forum/a/{live.things.artefact}/edit"
    with live.page(who) as page:
        fields = begun(page, address, "An hour of careful work")
        mine, theirs = fields["revision"], str(int(fields["revision"]) + 1)
        sent = {**fields, "text": "First line!", "form_key": "", "reason": ""}
        answer = world.client(live.people[who]).post(address, data=sent)
        assert answer.status_code == 302
        page.goto(address)
        assert page.locator(TEXT).first.input_value() == "An hour of careful work"
        said = page.locator("[data-fx-drafts] [role=status]").inner_text()
        assert said == f"You began this on version {mine}. It is version {theirs} now."
        now = page.locator("[data-fx-drafts] textarea[readonly]")
        assert now.input_value() == "First line!"
        through(page.get_by_role("button", name="Save", exact=True))
        assert page.locator("[role=alert]").inner_text().startswith(f"Version {theirs} was saved")
        assert page.locator(TEXT).first.input_value() == "An hour of careful work"
        through(page.get_by_role("button", name="Save", exact=True))
        assert "An hour of careful work" in page.content()
        assert texts(page) == []


def test_what_two_have_changed_is_saved_the_second_time(live: Live) -> None:
    """The page that shows both texts is the answer to the draft, and no older one's stale copy."""
    address = f"/forum/a/{live.things.artefact}/edit"
    with live.page("Ana") as page:
        fields = begun(page, address, "Mine, of an hour")
        sent = {**fields, "text": "Theirs", "form_key": "", "reason": ""}
        assert live.world.client(live.people["Ana"]).post(address, data=sent).status_code == 302
        through(page.get_by_role("button", name="Save", exact=True))
        assert "was saved" in page.locator("[role=alert]").inner_text()
        assert not page.get_by_text("Throw it away").first.is_visible()
        page.locator(TEXT).first.fill("Mine, of an hour, and theirs")
        through(page.get_by_role("button", name="Save", exact=True))
        assert not page.url.endswith("/edit")
        assert "Mine, of an hour, and theirs" in page.locator(".fx-prose").first.inner_text()
        assert texts(page) == []


def test_two_tabs_keep_two_drafts(live: Live) -> None:
    address = f"/forum/t/{live.threads['question']}/reply"
    with live.page("Ben") as page:
        page.goto(address)
        typed(page, "The first tab")
        second = page.context.new_page()
        second.goto(address)
        assert second.locator(TEXT).input_value() == "The first tab"
        typed(second, "The second tab")
        assert texts(page) == ["The second tab", "The first tab"]
        typed(page, "The first tab again")
        third = page.context.new_page()
        third.goto(address)
        assert third.locator(TEXT).input_value() == "The first tab again"
        assert ["The second tab" in row for row in others(third)] == [True]
        third.locator("[data-fx-drafts] li").get_by_text("Use this draft").click()
        assert third.locator(TEXT).input_value() == "The second tab"
        assert ["The first tab again" in row for row in others(third)] == [True]
        through(third.get_by_role("button", name="Post", exact=True))
        third.wait_for_timeout(1_500)
        assert set(texts(third)) == {"The first tab again"}
        assert opened(page, address) == "The first tab again"


def test_what_another_tab_sent_is_not_offered(live: Live) -> None:
    address = f"/forum/t/{live.threads['question']}/reply"
    with live.page("Ben") as page:
        page.goto(address)
        typed(page, "In both tabs")
        second = page.context.new_page()
        second.goto(address)
        assert second.locator(TEXT).input_value() == "In both tabs"
        through(second.get_by_role("button", name="Post", exact=True))
        assert texts(second) == []
        assert opened(page, address) == ""


def test_a_draft_is_thrown_away(live: Live) -> None:
    with live.page("Ben") as page:
        page.goto(f"/forum/-/ask?space={CLOSED}")
        typed(page, "Elsewhere")
        page.goto(live.thread("question"))
        typed(page, "Here")
        page.reload()
        page.locator("[data-fx-drafts] > .fx-row").get_by_text("Throw it away").click()
        assert page.locator(TEXT).input_value() == ""
        assert ["Elsewhere" in row for row in others(page)] == [True]
        link = page.locator("[data-fx-drafts] li a").get_attribute("href")
        assert link == f"/forum/-/ask?space={CLOSED}"
        page.locator("[data-fx-drafts] li").get_by_text("Throw it away").click()
        assert not page.locator("[data-fx-drafts]").is_visible()
        assert texts(page) == []


def test_a_preview_and_a_refused_form_are_still_the_same_draft(live: Live) -> None:
    with live.page("Ben") as page:
        page.goto(f"/forum/-/ask?space={live.things.space}")
        page.locator(TEXT).fill("Looked at first")
        through(page.get_by_role("button", name="Preview"))
        through(page.get_by_role("button", name="Post question"))
        assert page.title().startswith("Error")
        typed(page, "Looked at first, and more")
        assert texts(page) == ["Looked at first, and more"]
        page.locator(TEXT).fill("Looked at first")
        page.wait_for_timeout(1_500)
        assert opened(page, f"/forum/-/ask?space={live.things.space}") == "Looked at first"


def test_a_text_whose_answer_never_came_is_posted_once(live: Live) -> None:
    address = f"/forum/t/{live.threads['question']}/reply"
    with live.page("Ben") as page:
        page.goto(address)
        page.locator(TEXT).fill("Sent into the dark")

        def lose(route: Any) -> None:
            route.fetch(max_redirects=0)
            route.abort()

        page.route("**/reply", lose)
        page.get_by_role("button", name="Post", exact=True).click(no_wait_after=True)
        page.wait_for_timeout(1_000)
        page.unroute_all()
        page.goto(address)
        assert page.locator(TEXT).input_value() == "Sent into the dark"
        through(page.get_by_role("button", name="Post", exact=True))
        assert "Sent into the dark" in page.content()
        assert texts(page) == []
    assert count(live, "Sent into the dark") == 1
    live.complaints[:] = [said for said in live.complaints if "ERR_FAILED" not in said]


@pytest.mark.parametrize("answered", [True, False])
def test_back_does_not_show_what_was_sent(live: Live, answered: bool) -> None:
    """Without the browser's memory of pages, Back loads the form with another key."""
    text = f"Sent, then back {answered}"
    with live.page("Ben") as page:
        page.route("**/*", lambda route: route.continue_())  # switches that memory off
        page.goto(live.thread("question") if answered else f"/forum/-/ask?space={CLOSED}")
        if not answered:
            page.get_by_label("Title", exact=True).fill(text)
        page.locator(TEXT).fill(text)
        through(page.locator("form[data-fx-draft] .fx-btn-main"))
        assert text in page.content()
        page.go_back()
        page.wait_for_load_state("networkidle")
        assert page.locator(TEXT).input_value() == ""
        page.locator(TEXT).fill("Another thought")
        page.reload()
        assert page.locator(TEXT).input_value() == "Another thought"
        assert texts(page) == ["Another thought"]


def test_a_text_that_is_sent_again_as_another_post_is_gone_too(live: Live) -> None:
    address = f"/forum/t/{live.threads['question']}/reply"
    with live.page("Ben") as page:
        page.goto(address)
        key = page.locator("[name=form_key]").first.input_value()
        sent = {"text": "With the same key", "to": "", "on": "", "form_key": key}
        live.world.client(live.people["Ben"]).post(address, data=sent)
        typed(page, "Something else")
        through(page.get_by_role("button", name="Post", exact=True))
        assert page.locator(TEXT).input_value() == "Something else"
        through(page.get_by_role("button", name="Send this as another post"))
        assert texts(page) == []


def test_a_crash_leaves_the_draft(live: Live) -> None:
    address = f"/forum/t/{live.threads['question']}/reply"
    with live.page("Ben") as page:
        page.goto(address)
        typed(page, "Before the crash")
        keeper = page.context.new_page()
        keeper.goto("/forum/")
        page.close(run_before_unload=False)
        assert opened(keeper, address) == "Before the crash"
        assert texts(keeper) == ["Before the crash"]


@pytest.mark.parametrize("page_of_another", ["/forum/", "/forum/-/for-you"])
def test_another_members_page_deletes_the_drafts_of_everybody_else(
    live: Live, page_of_another: str
) -> None:
    with live.page("Ben") as page:
        page.goto(live.thread("question"))
        typed(page, "Ben was thinking")
        page.context.set_extra_http_headers({"X-User": ""})
        page.goto("/forum/")
        assert texts(page) == ["Ben was thinking"]  # a session that ended
        page.goto("/forum/?said=signed-out")
        assert texts(page) == ["Ben was thinking"]
        page.context.set_extra_http_headers({"X-User": live.people["Cleo"].id})
        page.goto(page_of_another)
        assert texts(page) == []


def test_old_and_foreign_entries_are_dropped(live: Live) -> None:
    with live.page("Ben") as page:
        page.goto("/forum/")
        ben = live.people["Ben"].id
        week = "Date.now() - 8 * 864e5"
        page.evaluate(
            f"""localStorage["fx:{ben}:question"] = JSON.stringify(
              {{ at: Date.now(), by: "x", fields: {{ text: ["Old format", ""] }} }});
            localStorage["fx:{ben}:reply:letters:1%2F:x"] = JSON.stringify(
              {{ at: {week}, fields: {{ text: ["Old", ""] }} }});
            localStorage["fx:%:a:b:c:d"] = "{{}}";
            localStorage["fx:{ben}:a:b:c:d"] = "not JSON";
            localStorage["of-the-host"] = "stays";"""
        )
        page.goto(live.thread("question"))
        assert page.evaluate("Object.keys(localStorage)") == ["of-the-host"]
        assert page.locator(TEXT).input_value() == ""


def test_switched_off_nothing_is_kept_or_offered(live: Live) -> None:
    with live.page("Ben") as page:
        page.goto(live.thread("question"))
        typed(page, "Kept so far")
        page.locator("#fx-keys summary").click()
        page.locator("[data-fx-keep-drafts]").uncheck()
        assert texts(page) == []
        page.locator(TEXT).fill("Not kept")
        page.wait_for_timeout(1_500)
        assert texts(page) == []
        page.locator("[data-fx-keep-drafts]").check()


def test_enter_ends_a_tag_and_sends_nothing(live: Live) -> None:
    for address in ("-/ask", "-/discuss", "-/library/new"):
        with live.page("Ben") as page:
            page.goto(f"/forum/{address}?space={live.things.space}")
            if not page.locator("#tags").is_visible():
                page.locator("details:has(#tags) summary").click()
            page.locator("#tags").press_sequentially("letters")
            for key, expected in (
                ("Enter", "letters, "),
                ("Enter", "letters, "),
                ("f", "letters, f"),
                ("Enter", "letters, f, "),
            ):
                page.locator("#tags").press(key)
                assert page.locator("#tags").input_value() == expected
            assert re.search(rf"/{address}\?", page.url)


@pytest.mark.parametrize("address", ["", "-/search?q=letter", "-/ask", "-/library"])
def test_no_field_on_a_phone_is_so_small_that_it_zooms(live: Live, address: str) -> None:
    phone = {"viewport": {"width": 375, "height": 700}, "has_touch": True, "is_mobile": True}
    with live.page("Ben", **phone) as page:
        page.goto(f"/forum/{address}")
        sizes = page.evaluate(
            """[...document.querySelectorAll(".fx-root :is(.fx-input, select, textarea)")]
            .map((field) => parseFloat(getComputedStyle(field).fontSize))"""
        )
    assert sizes
    assert min(sizes) >= 16


def test_what_was_typed_before_other_questions_were_chosen_stays_in_the_draft(live: Live) -> None:
    address = f"/forum/t/{live.threads['question']}/reply"
    with live.page("Ben") as page:
        page.goto(address)
        typed(page, "Typed as one text")
        page.get_by_text("Questions that help you write").click()
        through(page.get_by_role("button", name="I have been there"))
        assert page.locator("[name=part1]").input_value() == "Typed as one text"
        page.locator("[name=part2]").fill("Typed as an answer")
        page.wait_for_timeout(1_500)
        page.goto("/forum/")
        page.goto(f"{address}?prompts=been-there")
        assert page.locator("[name=part1]").input_value() == "Typed as one text"
        assert page.locator("[name=part2]").input_value() == "Typed as an answer"


def test_a_draft_with_questions_leads_back_to_its_questions(live: Live) -> None:
    with live.page("Ben") as page:
        page.goto(f"/forum/-/ask?space={CLOSED}&prompts=case")
        page.locator("[name=part2]").fill("What I did")
        page.wait_for_timeout(1_500)
        page.goto(live.thread("question"))
        link = page.locator("[data-fx-drafts] li a").get_attribute("href")
        assert link == f"/forum/-/ask?prompts=case&space={CLOSED}"
        page.goto(link)
        assert page.locator("[name=part2]").input_value() == "What I did"
