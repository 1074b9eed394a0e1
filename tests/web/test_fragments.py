"""Pieces of pages are remembered by all they are made of, and by nothing less."""

from __future__ import annotations

from markupsafe import Markup

from forum.core.web.fragments import remembered
from forum.threads.presenters import posts

from ..support.world import World


def test_a_fragment_is_made_once_for_the_same_values(world: World) -> None:
    made: list[tuple[str, str, int]] = []

    def make(home: str, language: str, value: int) -> Markup:
        made.append((home, language, value))
        return Markup(str(value))

    for _ in range(2):
        with world.request():
            printed = remembered(make)
            assert [printed(1), printed(2)] == ["1", "2"]
    assert [value for _, _, value in made] == [1, 2]
    with world.app.test_request_context(world.home + "/", base_url="http://a/below"):
        remembered(make)(1)
    assert made[-1] == ("/below" + world.home, "en", 1)


def test_the_asker_s_controls_are_not_shown_to_the_next_viewer(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    world.write(thread, ben, "So did I.")
    address = f"/forum/t/{thread}-how-do-you-do-it"
    seen = {
        user.name if user else "nobody": world.client(user).get(address).text
        for user in (ana, ben, None, ana)
    }
    assert "This helped me" in seen["Ana"]
    assert "This helped me" not in seen["Ben"]
    assert "/edit" in seen["Ben"]
    assert "/edit" in seen["Ana"]
    assert seen["Ana"].count("/edit") == seen["Ben"].count("/edit") == 1
    assert "/edit" not in seen["nobody"]


def test_a_changed_name_text_or_mark_is_shown_at_once(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    post = world.write(thread, ben, "So did I.")
    reader, address = world.client(ana), f"/forum/t/{thread}-how-do-you-do-it"
    assert "So did I." in reader.get(address).text
    ben.name = "Benedict"
    world.client(ben).post(f"/forum/p/{post}/tried", data={"outcome": "worked"})
    world.client(ben).post("/forum/-/read")
    reader.post(f"/forum/p/{post}/helped", data={"helped": "1"})
    page = reader.get(address).text
    assert "Benedict" in page
    assert 'aria-pressed="true"' in page


def test_a_long_text_is_printed_but_not_remembered(world: World) -> None:
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    address = f"/forum/t/{thread}-how-do-you-do-it"
    reader = world.client(ana)
    reader.get(address)

    def remembered() -> int:
        memory = world.app.extensions["forum"].memory.fragments
        return int(memory.remembering[posts._print].cache_info().currsize)

    before = remembered()
    world.write(thread, ana, "A long text. " * 2_000)
    assert "A long text. A long text." in reader.get(address).text
    assert remembered() == before
    world.write(thread, ana, "A short one.")
    reader.get(address)
    assert remembered() == before + 1
