"""Writing: every act without scripts, nothing lost with them, one post for two clicks."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from forum.attempts.models import Attempt
from forum.following.models import Follow
from forum.moderation.actions import moderate
from forum.moderation.models import Report
from forum.threads.models import Post, Thread

from .conftest import Live, through

# one browser, one site for all of them
pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.sites("sqlite")]


def count(live: Live, *rules: Any) -> int:
    """Return how many posts there are by *rules*."""
    return int(live.world.scalar(select(func.count()).select_from(Post).where(*rules)))


def ask(live: Live, who: str, title: str) -> str:
    """Open a question without JavaScript; return its address."""
    with live.page(who, java_script_enabled=False) as page:
        page.goto("/forum/")
        through(page.get_by_role("link", name="Ask").first)
        page.get_by_label("Space").select_option(live.things.space)
        page.get_by_label("Title", exact=True).fill(title)
        page.get_by_label("Your question").fill("How do **you** do it?")
        through(page.get_by_role("button", name="Preview"))
        assert page.locator(".fx-preview strong").inner_text() == "you"
        through(page.get_by_role("button", name="Post question"))
        assert page.locator("h1").inner_text() == title
        assert page.locator("#p1 .fx-prose strong").inner_text() == "you"
        return str(page.url.partition("?")[0].partition("#")[0])


def test_everything_works_without_scripts(live: Live) -> None:
    address = ask(live, "Cleo", "Asked without a script")
    with live.page("Ben", java_script_enabled=False) as page:
        page.goto(address)
        page.get_by_label("Your answer").fill("Like this: zaunkönig")
        through(page.get_by_role("button", name="Post answer"))
        assert "zaunkönig" in page.locator("#p2").inner_text()
        page.goto(address)
        through(page.get_by_role("button", name="Follow", exact=False).first)
        page.goto(address)
        page.locator("#p2 > * > .fx-acts > .fx-menu > summary").click()
        through(page.locator("#p2").get_by_role("link", name="Edit"))
        page.locator("textarea[name=text]").fill("Like that: zaunkönig")
        through(page.locator("form.fx-form button.fx-btn-main"))
        assert "Like that" in page.locator("#p2").inner_text()
        assert "edited" in page.locator("#p2").inner_text()
    with live.page("Cleo", java_script_enabled=False) as page:
        page.goto(address)
        through(page.locator("#p2").get_by_role("button", name="This helped me"))
        assert "Helped" in page.locator("#p1").inner_text()
        through(page.locator("#p2").get_by_role("link", name="Reply to"))
        page.locator("textarea[name=text]").fill("Thank you")
        through(page.get_by_role("button", name="Post", exact=True))
        assert "Thank you" in page.locator("#p3").inner_text()
        page.locator("#p2 > * > .fx-acts > .fx-menu > summary").click()
        through(page.locator("#p2").get_by_role("link", name="Report"))
        page.locator("textarea").first.fill("This is not kind")
        through(page.locator("form.fx-form button.fx-btn-main"))
    with live.page("Ana", java_script_enabled=False) as page:
        page.goto(address)
        through(page.locator("#p2").get_by_role("link", name="I tried this"))
        page.locator("input[type=radio][value=worked]").check()
        page.locator("textarea[name=happened]").fill("At the counter")
        through(page.locator("form.fx-form button.fx-btn-main"))
        page.goto("/forum/")
        page.get_by_role("searchbox").fill("zaunkönig")
        through(page.get_by_role("button", name="Search"))
        through(page.get_by_role("link", name="Asked without a script").first)
        assert "zaunkönig" in page.locator("#p2").inner_text()
    scalar, world = live.world.scalar, live.world
    asked = select(Thread.id).where(Thread.title == "Asked without a script")
    post = scalar(select(Post.id).where(Post.thread_id.in_(asked), Post.number == 2))
    assert scalar(select(Post.helped).where(Post.id == post)) is True
    assert scalar(select(Report.text).where(Report.post_id == post)) == "This is not kind"
    assert scalar(select(Attempt.outcome).where(Attempt.post_id == post)) == "worked"
    ben = world.id(live.people["Ben"])
    follows = select(Follow.following).where(Follow.member_id == ben, Follow.thread_id.in_(asked))
    assert scalar(follows) is not None


def test_two_clicks_make_one_post(live: Live) -> None:
    with live.page("Ben") as page:
        page.goto(live.thread("question"))
        page.get_by_label("Your answer").fill("Once and only once")
        page.get_by_role("button", name="Post answer").dblclick(no_wait_after=True)
        page.wait_for_url("**sent=**")
    assert count(live, Post.html.contains("Once and only once")) == 1


def test_back_and_send_again_makes_one_post(live: Live) -> None:
    with live.page("Ben", java_script_enabled=False) as page:
        page.goto(live.thread("question"))
        page.get_by_label("Your answer").fill("Sent and gone back")
        through(page.get_by_role("button", name="Post answer"))
        page.go_back()
        page.get_by_label("Your answer").fill("Sent and gone back")
        through(page.get_by_role("button", name="Post answer"))
    assert count(live, Post.html.contains("Sent and gone back")) == 1


def test_a_draft_outlives_a_reload_and_goes_when_it_is_sent(live: Live) -> None:
    with live.page("Ben") as page:
        page.goto(live.thread("question"))
        page.get_by_label("Your answer").press_sequentially("A thought not finished", delay=2)
        page.get_by_text("Draft saved").wait_for()
        page.reload()
        page.wait_for_function("document.querySelector('textarea').value !== ''")
        assert page.get_by_label("Your answer").input_value() == "A thought not finished"
        through(page.get_by_role("button", name="Post answer"))
        page.goto(live.thread("question"))
        assert page.get_by_label("Your answer").input_value() == ""
        left = page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('fx:')).length")
    assert left == 0


def test_a_draft_of_somebody_else_is_not_shown(live: Live) -> None:
    with live.page("Ben") as page:
        page.goto(live.thread("question"))
        page.get_by_label("Your answer").press_sequentially("Ben was thinking", delay=2)
        page.get_by_text("Draft saved").wait_for()
        page.context.set_extra_http_headers({"X-User": live.people["Cleo"].id})
        page.goto(live.thread("question"))
        assert page.get_by_label("Your answer").input_value() == ""


@pytest.mark.parametrize("script", [True, False])
def test_a_form_with_a_fault_says_so_and_keeps_the_text(live: Live, script: bool) -> None:
    with live.page("Ben", java_script_enabled=script) as page:
        page.goto(f"/forum/-/ask?space={live.things.space}")
        page.get_by_label("Your question").fill("A long text that I typed")
        through(page.get_by_role("button", name="Post question"))
        assert page.title().startswith("Error")
        assert page.get_by_role("alert").get_by_role("link", name="Enter a title").is_visible()
        assert page.get_by_label("Title", exact=True).get_attribute("aria-invalid") == "true"
        assert page.get_by_label("Your question").input_value() == "A long text that I typed"
        assert page.evaluate("document.activeElement.closest('.fx-errors') !== null")


def lock(live: Live, *, why: str | None) -> None:
    """Lock the question, or open it again."""
    with live.world.request():
        moderate.lock_thread(live.threads["question"], why=why)


@pytest.mark.parametrize("status", [403, 401, 429, 500, 503])
def test_a_refused_text_comes_back_or_stays_as_a_draft(live: Live, status: int) -> None:
    text = f"Typed before the {status}"
    with live.page("Ben") as page:
        page.goto(live.thread("question"))
        page.get_by_label("Your answer").press_sequentially(text, delay=2)
        page.get_by_text("Draft saved").wait_for()
        if status == 403:
            lock(live, why="Enough has been said")
        elif status == 401:
            page.context.set_extra_http_headers({"X-User": ""})
        else:
            page.route("**/reply", lambda route: route.fulfill(status=status, body="Refused"))
        through(page.get_by_role("button", name="Post answer"))
        lock(live, why=None)
        if status in {401, 403}:
            assert page.locator("textarea[name=text]").input_value() == text
        page.unroute_all()
        page.context.set_extra_http_headers({"X-User": live.people["Ben"].id})
        page.goto(live.thread("question"))
        page.wait_for_function("document.querySelector('textarea').value !== ''")
        assert page.get_by_label("Your answer").input_value() == text
        page.evaluate("localStorage.clear()")
    live.complaints[:] = [said for said in live.complaints if "status of 5" not in said]


def test_similar_titles_are_offered_without_moving_the_focus(live: Live) -> None:
    with live.page("Ben") as page:
        page.goto(f"/forum/-/ask?space={live.things.space}")
        page.get_by_label("Title", exact=True).press_sequentially("letter plain title")
        page.locator("[data-fx-similar-list] a").first.wait_for()
        assert page.evaluate("document.activeElement.name") == "title"


def test_a_mention_can_be_chosen_with_the_arrow_keys(live: Live) -> None:
    with live.page("Ben") as page:
        page.goto(live.thread("question"))
        box = page.get_by_label("Your answer")
        box.press_sequentially("Ask @cl", delay=20)
        page.get_by_role("listbox").get_by_role("option").first.wait_for()
        page.keyboard.press("Enter")
        assert "@cleo" in box.input_value()
        page.evaluate("localStorage.clear()")


@pytest.mark.parametrize("typed", ["请@cl", "さんは＠cl", "안녕@cl", "नमस्ते@cl", "(@cl", "ab @CL"])
def test_names_are_offered_beside_every_script(live: Live, typed: str) -> None:
    with live.page("Ben") as page:
        page.goto(live.thread("question"))
        box = page.get_by_label("Your answer")
        box.focus()
        page.keyboard.insert_text(typed)
        page.get_by_role("listbox").get_by_role("option").first.wait_for()
        page.keyboard.press("Enter")
        before = typed.rstrip("clCL").rstrip("@＠")
        assert box.input_value() == f"{before}@cleo "
        page.keyboard.insert_text("jose@cl")  # an address, not a mention
        page.wait_for_timeout(400)
        assert page.get_by_role("listbox").get_by_role("option").count() == 0
        page.evaluate("localStorage.clear()")


SELECT = """([from, start, to, end]) => {
  const at = (post, word, after) => {
    const texts = document.createTreeWalker(document.querySelector(`${post} .fx-prose`), 4);
    while (texts.nextNode()) {
      const n = texts.currentNode.data.indexOf(word);
      if (n >= 0) return [texts.currentNode, n + (after ? word.length : 0)];
    }
  };
  getSelection().setBaseAndExtent(...at(from, start, false), ...at(to, end, true));
}"""


def quoted(page: Any, number: int, selected: tuple[str, str, str, str] | None = None) -> str:
    """Return what the form holds after a click on "Quote" with a selection, and one's own word."""
    if selected:
        page.evaluate(SELECT, selected)
    page.locator(f"#p{number} > * > .fx-acts > .fx-menu > summary").click()
    page.locator(f"#p{number}").get_by_role("link", name="Quote").first.click()
    page.wait_for_url("**/reply?**")
    box = page.locator("textarea[name=text]")
    box.focus()
    page.keyboard.type("mine")
    text = str(box.input_value())
    page.evaluate("localStorage.clear()")
    return text


def test_a_selected_part_is_quoted_in_a_reply_and_credited_to_whoever_said_it(live: Live) -> None:
    world, ben = live.world, live.people["Ben"]
    thread = world.discuss(world.space("Quoting", by=ben), ben, "Quoting", text="**Bold** words")
    text = "Say `a*b`:\n\n```\n# set\nx = 1\n```\n\n|a|b|\n|-|-|\n|c|d|"
    first = world.write(thread, ben, text)
    text = f"> forum:/p/{first}\n>\n> it is *theirs*\n\nIt is mine 😀 too"
    second = world.write(thread, ben, text)
    cases = (
        (2, None, "> ```"),
        (2, ("#p2", "a*b", "#p2", "a*b"), "> `a*b`"),
        (2, ("#p2", "set", "#p2", "x = 1"), "> ```\n> set\n> x = 1\n> ```"),
        (2, ("#p2", "x = 1", "#p3", "theirs"), "> x = 1\n> ```\n>\n> | a | b |"),
        (3, ("#p3", "is", "#p3", "theirs"), f"> forum:/p/{first}\n>\n> is *theirs*"),
        (3, ("#p2", "x = 1", "#p3", "theirs"), f"> forum:/p/{first}\n>\n> it is *theirs*"),
        (3, ("#p3", "mine", "#p3", "too"), f"> forum:/p/{second}\n>\n> mine 😀 too"),
    )
    with live.page("Ben") as page:
        for number, selected, words in cases:
            page.goto(f"/forum/t/{thread}")
            written = quoted(page, number, selected)
            assert words in written
            assert written.endswith("\n\nmine")
            assert page.locator("input[name=to]").input_value() == str(number)


def test_people_are_offered_in_the_field_that_adds_them(live: Live) -> None:
    with live.page("Ana") as page:
        page.goto("/forum/s/round-table/people")
        box = page.get_by_label("Who?")
        box.press_sequentially("cle", delay=20)
        page.get_by_role("listbox").get_by_role("option").first.wait_for()
        page.keyboard.press("Enter")
        assert box.input_value() == "@cleo "


WAYS = """post => [...document.querySelectorAll(`${post} .fx-prose *`)].map(
  node => { const style = getComputedStyle(node); return [node.tagName, style.direction,
    style.unicodeBidi, node.textContent.trim().slice(0, 8)] })"""


def test_each_paragraph_reads_in_its_own_direction(live: Live) -> None:
    world = live.world
    ben = live.people["Ben"]
    text = "> كيف أجد؟\n\nUse the search!\n\n1. نعم\n2. no\n\n- yes\n\n```\nمرحبا\n```"
    thread = world.discuss(world.space("Directions", by=ben), ben, "Directions", text=text)
    with live.page("Ben") as page:
        page.goto(f"/forum/t/{thread}")
        for turned in ("", "rtl"):
            page.evaluate("way => document.documentElement.dir = way", turned)
            ways = page.evaluate(WAYS, "#p1")
            direction = {tag: way for tag, way, _, _ in ways}
            assert direction["BLOCKQUOTE"] == direction["OL"] == "rtl"
            assert direction["UL"] == direction["PRE"] == "ltr"
            assert {bidi for tag, _, bidi, _ in ways if tag in ("P", "LI")} == {"plaintext"}
