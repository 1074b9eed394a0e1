"""Pictures in posts cost a page no statement, and files one, however many there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ..support.uploads import picture, put_up
from ..support.world import World

PDF = b"%PDF-1.4\n%a form\n"
pytestmark = pytest.mark.sites("sqlite")  # the statements are the same


def test_a_thread_sends_one_statement_more_for_all_its_files(
    world: World, statements: Callable[[], Any]
) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)

    def sent(*, pictures: int, files: int) -> int:
        thread = world.discuss(space, ana)
        for n in range(max(pictures, files, 1)):
            brought = [(picture(), "form.png")] * (n < pictures) + [(PDF, "form.pdf")] * (n < files)
            made = [put_up(world, ana, content, name).json["text"] for content, name in brought]
            world.write(thread, ana, "\n\n".join(["Look:", *made]))
        browser, address = world.client(ben), f"{world.home}/t/{thread}-what-we-saw"
        browser.get(address)  # from now on they have a read mark
        with statements() as found:
            page = browser.get(address)
        assert page.text.count("fx-picture") >= pictures
        assert page.text.count("form.pdf") >= files
        return len(found)

    plain = sent(pictures=0, files=0)
    assert sent(pictures=3, files=0) == plain
    assert sent(pictures=0, files=1) == plain + 1
    assert sent(pictures=2, files=4) == plain + 1
