"""The search page: what is found, in which order, with which words marked."""

from __future__ import annotations

from ..world import World


def test_words_are_found_and_marked(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    letters = world.space("Letters", by=ana)
    thread = world.ask(letters, ana, "Refusal letters: what comes first?", "Nobody reads them.")
    world.write(thread, ben, "We tried the refusal in the first sentence; calls fell.")
    page = world.client(ben).get("/forum/-/search?q=refusals call")
    assert page.status_code == 200
    assert "<mark>refusal</mark>" in page.text
    assert "1 result" in page.text
