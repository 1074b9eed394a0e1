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
GIVE = """([name, bytes, kind]) => {
  const files = new DataTransfer();
  files.items.add(new File([new Uint8Array(bytes)], name));
  const about = { bubbles: true, cancelable: true };
  const event = kind === "paste" ? new ClipboardEvent(kind, { ...about, clipboardData: files })
    : new DragEvent(kind, { ...about, dataTransfer: files });
  document.getElementById("text").dispatchEvent(event);
}"""


def picture() -> bytes:
    """Return a picture."""
    made = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(made, "JPEG")
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


def test_a_form_that_is_sent_early_waits_for_its_files(live: Live) -> None:
    def slowly(route: Any) -> None:
        if route.request.method == "POST":
            time.sleep(0.5)
        route.continue_()

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
        page.locator("dialog[open] img").wait_for()
        page.keyboard.press("Escape")
        page.locator("dialog").wait_for(state="detached")
        assert link.evaluate("(node) => node === document.activeElement")


def test_without_a_script_files_come_with_the_form(live: Live) -> None:
    with live.page("Cleo", java_script_enabled=False) as page:
        writing(live, page, "As attached.")
        page.set_input_files("#files", [chosen("form.jpg", picture()), chosen("none.txt", b"")])
        page.fill("#files_show", "A form")
        through(page.get_by_role("button", name="Post", exact=True))
        page.locator(".fx-errors", has_text="none.txt: This file is empty").wait_for()
        assert "![A form](forum:/f/" in page.input_value("#text")
        through(page.get_by_role("button", name="Post", exact=True))
        through(page.locator("a.fx-picture").last)
        page.locator("img.fx-whole").wait_for()
        through(page.get_by_role("link", name="Go to the text it is in"))
        page.get_by_text("As attached.").last.wait_for()
