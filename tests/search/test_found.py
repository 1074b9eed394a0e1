"""What a search page shows of words that are not all there, mistyped, or often in one thread."""

from __future__ import annotations

from html import unescape
from re import findall
from urllib.parse import parse_qs, urlsplit

import pytest

from ..support.world import World
from .pages import hits, look, total

LOOSE = "Without some of your words"


def test_a_thread_is_one_hit_that_opens_its_others(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    letters = world.space("Letters", by=ana)
    thread = world.ask(letters, ana, "Refusal letters", "Nobody reads them.")
    for n in range(3):
        world.write(thread, ben, f"Refusal {n}, we tried that.")
    world.ask(letters, ana, "Calls", "A refusal by telephone.")
    page = look(world, ben, "refusal")
    assert (total(page), len(hits(page))) == (5, 2)
    assert "3 more in this thread" in page
    inside = look(world, ben, "refusal", thread=thread)
    assert (total(inside), len(hits(inside))) == (4, 4)
    assert all(address.startswith(f"/t/{thread}-") for address in hits(inside))
    assert "In the thread:" in inside
    assert "more in this thread" not in inside


@pytest.mark.parametrize("title", ["Render to texture?", "[SOLVED] Render to Texture"])
def test_what_is_called_as_it_was_asked_comes_first(world: World, title: str) -> None:
    ana = world.member("Ana")
    letters = world.space("Letters", by=ana)
    called = world.ask(letters, ana, title, "A long story of other things. " * 80)
    world.write(called, ana, "Yes")
    for n in range(6):
        text = "Render a texture, then render a texture of the texture."
        thread = world.ask(letters, ana, "Texture render texture render", text)
        world.write(thread, ana, f"Render texture {n}")
    for typed in ("render to texture", "Render To Texture", '"render to texture"'):
        assert hits(look(world, ana, typed))[0].startswith(f"/t/{called}-"), typed
    newest = hits(look(world, ana, "render to texture", order="newest"))
    assert not newest[0].startswith(f"/t/{called}-")


def test_a_typo_is_told_and_can_be_searched_for(world: World) -> None:
    ana = world.member("Ana")
    world.ask(world.space("Letters", by=ana), ana, "Refusal letters")
    page = look(world, ana, "refussal letters")
    assert len(hits(page)) == 1
    assert 'Showing results for: <b dir="auto">refusal letters</b>' in page
    assert "<mark>" not in page  # the words are in the title alone
    (address,) = findall(r'href="([^"]+)">Search for “refussal letters” instead', page)
    literally = parse_qs(urlsplit(unescape(address)).query)["q"][0]
    assert literally == '"refussal" letters'
    assert hits(look(world, ana, literally)) == []


def test_a_name_that_is_offered_is_not_taken_for_a_mistyped_word(world: World) -> None:
    ana, ben = world.member("Ines Berg"), world.member("Ben")
    letters = world.space("Letters", by=ana)
    world.ask(letters, ana, "One line of a fine letter")
    world.ask(letters, ben, "Two benches")
    for typed in ("ines", "ine", "Ines Berg", "letters Ines Berg"):
        page = look(world, ben, typed)
        assert "Showing results for" not in page
        assert "Ines Berg" in page
    assert "Showing results for" in look(world, ben, "fime")  # nobody is called so


def test_few_threads_with_all_words_are_followed_by_others(world: World) -> None:
    ana = world.member("Ana")
    letters = world.space("Letters", by=ana)
    world.ask(letters, ana, "Refusal letters")
    world.ask(letters, ana, "Letters that nobody reads")
    page = look(world, ana, "refusal letters")
    assert hits(page)[0].endswith("refusal-letters")  # its title in sight
    assert len(hits(page)) == 2
    assert LOOSE in page
    assert LOOSE not in look(world, ana, "letters")


def test_words_of_closed_spaces_are_never_offered(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    closed = world.space("Board", by=ana, access="closed")
    world.ask(closed, ana, "Zeppelin plans")
    world.ask(world.space("Letters", by=ana), ana, "Letters")
    for typed in ("zeppelln letters", "zeppel letters", "zeppelin letters"):
        page = look(world, ben, typed)
        absent = look(world, ben, typed.replace("zep", "qaq"))
        assert page.replace("zep", "qaq").replace("Zep", "Qaq") == absent
        assert "Showing results for" not in page
    assert "Showing results for" in look(world, ana, "zeppelln")
