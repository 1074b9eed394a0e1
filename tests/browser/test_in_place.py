"""A small form opens under what it is about, and is answered there.

Kinds covered: the focus as it opens, closes, is refused; Esc, Cancel, a second click, Ctrl+Enter;
ids that the page has as well; names that are offered; the confirmation at the post; a session that
is gone; no network; at the head of a thread, of a space and of a page of the library; a button
without a form.
"""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Live

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.sites("sqlite")]

POST = "#p2 > .fx-post-foot > .fx-acts"
FORM = ".fx-here form"
FOCUS = "document.activeElement"


def open_report(page: Any) -> None:
    """Open the form that reports the first answer, from its menu."""
    page.locator(f"{POST} .fx-menu > summary").click()
    page.locator(f"{POST} a[href$='/report']").click()
    page.wait_for_selector(FORM)


def test_a_form_opens_and_is_answered_where_it_was_asked_for(live: Live) -> None:
    with live.page("Cleo") as page:
        page.goto(live.thread("question"))
        page.evaluate("window.unchanged = true")
        open_report(page)
        assert page.evaluate(f"{FOCUS}.name") == "text"
        assert page.evaluate(f"{FOCUS}.closest('section').innerText").startswith("Report a post")
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map(node => node.id)")
        assert len(ids) == len(set(ids))
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(f"{FORM} .fx-errors")
        assert "fx-errors" in page.evaluate(f"{FOCUS}.className")
        page.locator(".fx-errors a").first.click()
        assert page.evaluate(f"{FOCUS}.name") == "text"
        page.keyboard.type("It names somebody.")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("#p2 .fx-note-good")
        assert page.evaluate(f"{FOCUS}.innerText") == "Your report has been sent."
        assert page.locator(".fx-here").count() == 0
        assert page.evaluate("window.unchanged")


@pytest.mark.parametrize("how", ["Escape", "Cancel", "again"])
def test_it_closes_and_the_focus_goes_back(live: Live, how: str) -> None:
    with live.page("Cleo") as page:
        page.goto(live.thread("question"))
        open_report(page)
        if how == "Escape":
            page.keyboard.press("Escape")
        elif how == "Cancel":
            page.locator(f"{FORM} a", has_text="Cancel").click()
        else:
            page.locator(f"{POST} .fx-menu > summary").click()
            page.locator(f"{POST} a[href$='/report']").click()
        assert page.locator(".fx-here").count() == 0
        assert page.evaluate(f"!!{FOCUS}.closest('#p2 .fx-menu')")
        assert page.url.endswith("bestimmung")


def test_what_was_typed_is_there_when_the_session_is_gone(live: Live) -> None:
    with live.page("Cleo") as page:
        page.goto(live.thread("question"))
        open_report(page)
        page.keyboard.type("A long sentence.")
        page.context.set_extra_http_headers({})
        with page.expect_navigation():
            page.keyboard.press("Control+Enter")
        assert "A long sentence." in page.content()


def test_without_an_answer_the_browser_goes_where_the_link_leads(live: Live) -> None:
    with live.page("Cleo") as page:
        page.goto(live.thread("question"))
        page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError()) }")
        page.locator(f"{POST} .fx-menu > summary").click()
        with page.expect_event("load"):
            page.locator(f"{POST} a[href$='/report']").click()
        assert page.url.endswith("/report")


def test_how_it_went_is_told_under_the_answer(live: Live) -> None:
    with live.page("Ben") as page:
        page.goto(live.thread("question"))
        page.locator(f"{POST} a[href$='/tried']").click()
        page.wait_for_selector(FORM)
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(f"{FORM} .fx-errors")
        page.locator(f"{FORM} input[value=partly]").check()
        page.locator(f"{FORM} textarea[name=changed]").fill("The date of it")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("#p2 .fx-note-good")
        assert page.evaluate(f"{FOCUS}.innerText") == "Thank you for saying how it went."
        page.locator("#p2 .fx-fold > summary").first.click()
        assert "The date of it" in page.locator("#p2 .fx-said").inner_text()


def test_i_have_been_there_is_said_and_seen_at_the_question(live: Live) -> None:
    with live.page("Ben") as page:
        page.goto(live.thread("question"))
        link = page.locator("#p1 > .fx-post-foot > .fx-acts > a[href$='/been-there']")
        link.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(FORM)
        assert page.evaluate(f"{FOCUS}.name") == "line"
        page.keyboard.type("On a ferry, 1998")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("#p1 .fx-note:focus")
        assert "You are listed" in page.evaluate(f"{FOCUS}.innerText")
        fold = page.locator("#p1 > .fx-post-foot > details > summary", has_text="been there")
        fold.click()
        assert "On a ferry, 1998" in page.locator("#p1 .fx-said").first.inner_text()


def test_a_form_without_a_lead_opens_there_too(live: Live) -> None:
    with live.page("Cleo") as page:
        page.goto(live.thread("question"))
        page.locator(f"{POST} .fx-menu > summary").click()
        page.locator(f"{POST} a[href$='/plan']").click()
        page.wait_for_selector(FORM)
        assert page.evaluate(f"{FOCUS}.name") == "day"


def test_thanks_are_said_under_the_post(live: Live) -> None:
    with live.page("Cleo") as page:
        page.goto(live.thread("discussion"))
        page.locator(f"{POST} .fx-menu > summary").click()
        page.locator(f"{POST} a[href$='/thanks']").click()
        page.wait_for_selector(FORM)
        assert page.evaluate(f"{FOCUS}.name") == "text"
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(f"{FORM} .fx-errors")
        page.locator(f"{FORM} textarea").fill("It opened my eyes.")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("#p2 .fx-note-good")
        assert page.evaluate(f"{FOCUS}.innerText") == "Sent. Only they can read it."
        assert "opened my eyes" not in page.content()


def test_names_are_offered_in_a_form_that_opened_in_place(live: Live) -> None:
    with live.page("Cleo") as page:
        page.goto(f"/forum/t/{live.things.thread}")
        mirror = page.locator("article:has(a[href$='/ask'])").last
        mirror.locator(".fx-menu > summary").first.click()
        mirror.locator("a[href$='/ask']").click()
        page.wait_for_selector(FORM)
        assert page.evaluate(f"{FOCUS}.name") == "person"
        page.locator(f"{FORM} [name=handle]").focus()
        page.keyboard.type("An")
        page.wait_for_selector(".fx-here [role=option]")
        page.keyboard.press("Enter")
        assert page.evaluate(f"{FOCUS}.value") == "@ana "
        page.keyboard.press("Tab")
        page.keyboard.type("Were you there?")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".fx-note:has-text('Sent.')")
        assert page.evaluate(f"{FOCUS}.innerText").startswith("Sent. Only they can read it.")


HEAD = "#fx-thing"


def test_one_person_is_asked_at_the_head_of_a_thread(live: Live) -> None:
    with live.page("Cleo") as page:
        page.goto(live.thread("discussion"))
        page.evaluate("window.unchanged = true")
        menu, link = f"{HEAD} .fx-menu > summary", f"{HEAD} .fx-menu a[href$='/ask']"
        for how in ("Escape", "Cancel"):
            page.locator(menu).click()
            page.locator(link).click()
            page.wait_for_selector(f"{HEAD} {FORM}")
            assert page.evaluate(f"{FOCUS}.name") == "handle"
            page.locator(f"{HEAD} {FORM}").evaluate("form => form.scrollIntoView()")
            if how == "Escape":
                page.keyboard.press(how)
            else:
                page.locator(f"{FORM} a", has_text=how).click()
            assert page.locator(".fx-here").count() == 0
            assert page.evaluate(f"!!{FOCUS}.closest('{HEAD} .fx-menu')")
        page.locator(menu).click()
        page.locator(link).click()
        page.wait_for_selector(f"{HEAD} {FORM}")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(f"{HEAD} .fx-errors")
        page.locator(f"{FORM} [name=handle]").fill("Ben")
        page.locator(f"{FORM} [name=text]").fill("What did you see?")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(f"{HEAD} .fx-note-good")
        assert page.evaluate(f"{FOCUS}.innerText").startswith("Sent. Only they can read it.")
        assert page.evaluate(f"{FOCUS}.role ?? {FOCUS}.getAttribute('role')") == "status"
        assert page.evaluate("window.unchanged")


def test_following_a_thread_is_said_at_its_head(live: Live) -> None:
    with live.page("Cleo") as page:
        page.goto(live.thread("discussion"))
        page.locator("#answer textarea, textarea[name=text]").last.fill("Half a sentence")
        assert len(set(follow_twice(page))) == 2
        assert page.locator("textarea[name=text]").last.input_value() == "Half a sentence"


def test_following_a_space_is_said_at_its_head(live: Live) -> None:
    with live.page("Cleo") as page:
        page.goto(f"/forum/s/{live.things.space}")
        assert follow_twice(page) == ["true", "false"]


def follow_twice(page: Any) -> list[str]:
    """Press the button at the head twice; return whether one follows, as it says then."""
    page.evaluate("window.unchanged = true")
    button, said = page.locator(f"{HEAD} button[name=follow]"), []
    for _ in range(2):
        before = button.get_attribute("aria-pressed")
        button.click()
        page.wait_for_selector(f"{HEAD} .fx-note-good:focus")
        said.append(button.get_attribute("aria-pressed"))
        assert said[-1] != before
    assert page.evaluate("window.unchanged")
    return said


def test_a_page_of_the_library_has_its_forms_in_place(live: Live) -> None:
    with live.page("Cleo") as page:
        page.goto(f"/forum/a/{live.things.artefact}")
        page.evaluate("window.unchanged = true")
        page.locator(f"{HEAD} .fx-acts > a[href$='/tried']").click()
        page.wait_for_selector(f"{HEAD} {FORM}")
        page.locator(f"{FORM} a", has_text="Cancel").click()
        assert page.locator(".fx-here").count() == 0
        assert page.evaluate(f"{FOCUS}.pathname").endswith("/tried")
        page.keyboard.press("Enter")
        page.wait_for_selector(f"{HEAD} {FORM}")
        page.locator(f"{FORM} input[value=worked]").check()
        page.locator(f"{FORM} textarea[name=happened]").fill("Fewer of them came back")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(f"{HEAD} .fx-note-good:focus")
        assert page.evaluate(f"{FOCUS}.innerText") == "Thank you for saying how it went."
        assert "Fewer of them" in page.locator(f"{HEAD} .fx-said").first.text_content()
        for end, field, words in (("thanks", "text", "It was good"), ("plan", "place", "Here")):
            page.locator(f"{HEAD} .fx-menu > summary").click()
            page.locator(f"{HEAD} .fx-menu a[href$='/{end}']").click()
            page.wait_for_selector(f"{HEAD} {FORM} [name={field}]")
            page.locator(f"{FORM} [name={field}]").fill(words)
            page.keyboard.press("Control+Enter")
            page.wait_for_selector(f"{HEAD} .fx-note-good:focus")
            assert page.locator(".fx-here").count() == 0
        assert page.evaluate("window.unchanged")


def test_a_mark_is_set_where_it_stands_and_the_head_counts_it(live: Live) -> None:
    with live.page("Cleo") as page:
        page.goto(live.thread("question"))
        page.evaluate("window.unchanged = true")
        page.locator("#p3 > .fx-post-foot > .fx-acts form[action$='/helped'] button").click()
        page.wait_for_selector("#p3 .fx-note-good:focus")
        assert "1 answer helped" in page.locator(f"{HEAD} .fx-states").inner_text()
        page.locator(f"{HEAD} button[name=follow]").click()  # a note about what helped stands below
        page.wait_for_selector(f"{HEAD} .fx-note-good:focus")
        assert "notified of new posts" in page.evaluate(f"{FOCUS}.innerText")
        page.locator("#p3 > .fx-post-foot > .fx-acts form[action$='/helped'] button").click()
        page.wait_for_selector("#p3 button[aria-pressed=false]")
        assert "helped" not in page.locator(f"{HEAD} .fx-states").inner_text()
        assert page.evaluate("window.unchanged")


def test_a_text_that_was_begun_below_outlives_an_answer_in_place(live: Live) -> None:
    with live.page("Cleo") as page:
        page.goto(f"/forum/a/{live.things.artefact}")
        begun = page.locator("form[data-fx-draft=reply] textarea[data-fx-write]")
        begun.fill("Half a thought")
        page.locator(f"{HEAD} .fx-acts > a[href$='/tried']").click()
        page.locator(f"{FORM} input[value=worked]").check()
        page.locator(f"{FORM} textarea[name=happened]").fill("It went well")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(f"{HEAD} .fx-note-good:focus")
        assert begun.input_value() == "Half a thought"
        begun.press("End")
        begun.press_sequentially(", and the rest")
        page.locator("form[data-fx-draft=reply] [data-fx-status]", has_text="saved").wait_for()
        page.reload()
        assert begun.input_value() == "Half a thought, and the rest"
