"""Files in the browser: put up by button, paste and drop, sent too early, and without a script."""

from __future__ import annotations

import io
import time
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from forum.core.database.session import session
from forum.threads.models import Post, Revision

from .conftest import Live, through

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.sites("sqlite")]

ROWS = "[data-fx-files] ~ ul > li"
GIVE = """([name, bytes, kind, field = "text", texts = []]) => {
  const files = new DataTransfer();
  files.items.add(new File([new Uint8Array(bytes)], name));
  for (const type of texts) files.items.add("words", type);
  const about = { bubbles: true, cancelable: true };
  const event = kind === "paste" ? new ClipboardEvent(kind, { ...about, clipboardData: files })
    : new DragEvent(kind, { ...about, dataTransfer: files });
  document.getElementById(field).dispatchEvent(event);
}"""


def picture(size: tuple[int, int] = (900, 600)) -> bytes:
    """Return a picture."""
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, "JPEG")
    return made.getvalue()


def chosen(name: str, content: bytes) -> dict[str, object]:
    """Return a file as Playwright chooses one."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def writing(live: Live, page: Any, words: str = "Look at this.") -> Any:
    """Open the form of an answer, and write *words* in it; return its text field."""
    page.goto(f"/forum/t/{live.things.thread}/reply")
    page.fill("#text", words)
    return page.locator("#text")


def newest_source(live: Live) -> str:
    """Return the source of the newest post."""
    with live.world.request():
        newest = select(Revision.source).join(Post, Post.id == Revision.post_id)
        return str(session().scalar(newest.order_by(Post.id.desc()).limit(1)))


def test_files_come_by_button_paste_and_drop(live: Live) -> None:
    with live.page("Cleo") as page:
        text = writing(live, page, "Before.\n\nAfter.")
        text.evaluate("(area) => area.setSelectionRange(7, 7)")
        page.set_input_files("#files", [chosen("form.jpg", picture()), chosen("a.txt", b"words")])
        page.locator(f"{ROWS}:nth-child(2)", has_text="was added").wait_for()
        field = page.get_by_label("What does the picture show?")
        field.fill("A [blank] form")
        for name, kind in (("b.txt", "paste"), ("c.txt", "drop")):
            page.evaluate(GIVE, [name, list(b"more words"), kind])
            page.locator(ROWS, has_text=f"{name} was added").wait_for()
        page.locator(ROWS, has_text="b.txt").get_by_role("button", name="Take it out").click()
        through(page.get_by_role("button", name="Post", exact=True))
        page.locator("a.fx-picture img").last.wait_for()
    source = newest_source(live)
    picture_at, text_at = source.index("![A \\[blank\\] form](forum:/f/"), source.index("[a.txt](")
    assert source.index("Before.") < picture_at < text_at < source.index("After.")
    assert "[c.txt](forum:/f/" in source
    assert "b.txt" not in source


def slowly(route: Any) -> None:
    """Let a file take its time."""
    if route.request.method == "POST":
        time.sleep(0.5)
    route.continue_()


def test_files_stand_in_their_order_in_the_field_they_were_given_to(live: Live) -> None:
    with live.page("Cleo") as page:
        page.goto("/forum/-/reflect")
        page.route("**/-/files", slowly)
        page.fill("#part1", "I saw this:")
        for name in ("first.txt", "second.txt"):
            page.evaluate(GIVE, [name, list(b"words"), "paste", "part1"])
        page.locator("#part2").focus()
        for name in ("first.txt", "second.txt"):
            page.locator(ROWS, has_text=f"{name} was added").wait_for()
        assert page.input_value("#part2") == ""
        page.locator("#part1").press_sequentially("And behind them.")
        said = page.input_value("#part1")
    at = [said.index(part) for part in ("saw this:", "[first.", "[second.", "And behind")]
    assert at == sorted(at)


def test_text_that_an_office_program_copied_is_pasted_as_text(live: Live) -> None:
    with live.page("Cleo") as page:
        writing(live, page)
        kinds = ["text/plain", "text/html"]
        page.evaluate(GIVE, ["image.png", list(picture()), "paste", "text", kinds])
        page.evaluate(GIVE, ["b.jpg", list(picture()), "paste", "text", kinds[1:]])
        page.locator(ROWS, has_text="b.jpg was added").wait_for()
        assert page.locator(ROWS).count() == 1


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_file_that_is_refused_without_a_reason_is_not_lost_in_silence(
    live: Live, method: str
) -> None:
    def refuse(route: Any) -> None:
        if route.request.method == method:
            route.fulfill(status=429, content_type="text/html", body="<p>Too often</p>")
        else:
            route.continue_()

    with live.page("Cleo") as page:
        writing(live, page)
        page.route("**/-/files", refuse)
        page.set_input_files("#files", [chosen("a.txt", b"words")])
        page.locator(f"{ROWS}.fx-fault", has_text="a.txt: It could not be added. Wait").wait_for()
        assert page.input_value("#text") == "Look at this."


def test_a_name_does_not_turn_the_words_about_its_file(live: Live) -> None:
    with live.page("Cleo") as page:
        writing(live, page)
        page.set_input_files("#files", [chosen("plan\u202efdp$&.exe", b"MZ")])
        row = page.locator(f"{ROWS}.fx-fault")
        row.get_by_text("planfdp$&.exe: Programs cannot be added", exact=True).wait_for()
        assert "\u202e" not in row.text_content()


def test_one_answer_is_enough_for_files_that_come_at_the_same_time(live: Live) -> None:
    asked: list[str] = []

    def refuse_the_second(route: Any) -> None:
        if route.request.method == "POST":
            slowly(route)
            return
        asked.append(route.request.url)
        if len(asked) == 2:
            time.sleep(0.3)  # the first has had its answer by then
            route.fulfill(status=429, body="Too often")
        else:
            route.continue_()

    with live.page("Cleo") as page:
        writing(live, page)
        page.route("**/-/files", refuse_the_second)
        page.evaluate(
            f"(both) => both.forEach({GIVE})",
            [[name, list(b"words"), "paste"] for name in ("a.txt", "b.txt")],
        )
        page.locator(ROWS, has_text="a.txt was added").wait_for()
        for name in ("a.txt", "b.txt"):
            page.locator(ROWS, has_text=name).filter(has_not_text="waiting").wait_for()
        assert "[a.txt](forum:/f/" in page.input_value("#text")
    assert len(asked) == 2


def test_a_form_that_is_sent_early_waits_for_its_files(live: Live) -> None:
    with live.page("Cleo") as page:
        text = writing(live, page, "Sent early.")
        page.route("**/-/files", slowly)
        page.set_input_files("#files", [chosen("a.txt", b"words"), chosen("b.exe", b"MZ no")])
        page.get_by_role("button", name="Post", exact=True).click()
        page.locator(f"{ROWS}.fx-fault", has_text="b.exe: Programs cannot be added").wait_for()
        page.locator(f"{ROWS}.fx-fault button:focus").first.wait_for()
        assert "Sent early." in text.input_value()
        assert "[a.txt](forum:/f/" in text.input_value()
        page.locator(f"{ROWS}.fx-fault").get_by_role("button", name="Take it out").click()
        through(page.get_by_role("button", name="Post", exact=True))
    assert "b.exe" not in newest_source(live)


def test_a_picture_opens_large_and_closes_again(live: Live) -> None:
    with live.page("Cleo") as page:
        writing(live, page, "")
        page.set_input_files("#files", [chosen("form.jpg", picture())])
        page.get_by_label("What does the picture show?").fill("A form")
        through(page.get_by_role("button", name="Post", exact=True))
        link = page.locator("a.fx-picture").last
        link.press("Enter")
        page.get_by_role("dialog", name="A form").locator("img").wait_for()
        page.keyboard.press("Escape")
        page.locator("dialog").wait_for(state="detached")
        assert link.evaluate("(node) => node === document.activeElement")
        link.click()
        page.get_by_role("button", name="Close").click()
        page.locator("dialog").wait_for(state="detached")


def test_a_picture_is_never_printed_larger_than_it_is_and_a_long_one_has_a_page(live: Live) -> None:
    with live.page("Cleo") as page:
        writing(live, page, "")
        sent = [chosen("small.jpg", picture((400, 200))), chosen("long.jpg", picture((400, 2_000)))]
        page.set_input_files("#files", sent)
        page.locator(ROWS, has_text="long.jpg was added").wait_for()
        through(page.get_by_role("button", name="Post", exact=True))
        small, long_ = (page.locator("a.fx-picture").nth(n) for n in (-2, -1))
        assert small.locator("img").bounding_box()["width"] == 400
        through(long_)
        assert page.locator("img.fx-whole").bounding_box()["height"] == 2_000


def test_without_a_script_files_come_with_the_form(live: Live) -> None:
    with live.page("Cleo", java_script_enabled=False) as page:
        writing(live, page, "As attached.")
        page.set_input_files("#files", [chosen("form.jpg", picture()), chosen("none.txt", b"")])
        assert page.locator("#files").bounding_box()["width"] > 100  # where the browser names them
        page.fill("#files_show", "A form")
        through(page.get_by_role("button", name="Post", exact=True))
        page.locator(".fx-errors", has_text="none.txt: This file is empty").wait_for()
        assert "![A form](forum:/f/" in page.input_value("#text")
        through(page.get_by_role("button", name="Post", exact=True))
        through(page.locator("a.fx-picture").last)
        page.locator("img.fx-whole").wait_for()
        through(page.get_by_role("link", name="Go to the text it is in"))
        page.get_by_text("As attached.").last.wait_for()
