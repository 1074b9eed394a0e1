"""The page of a thread: what it shows, in which order, and to whom."""

from __future__ import annotations

import re

from forum.threads import queries

from ..support.world import World


def numbers(page: str) -> list[int]:
    """Return the numbers of the posts on a page, in order."""
    return [int(number) for number in re.findall(r'<article [^>]*id="p(\d+)"', page)]


def test_a_thread_has_one_address_and_the_others_lead_to_it(world: World) -> None:
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana, "Which form?")
    browser, address = world.client(ana), f"{world.home}/t/{thread}"
    for other in (address, f"{address}-another-title"):
        assert browser.get(other).location == f"{address}-which-form"
    assert browser.get(f"{address}?page=2").location == f"{address}-which-form?page=2"
    assert browser.get(f"{address}-which-form?page=2").status_code == 404


def test_replies_stand_under_their_answer_and_the_eleventh_on_its_own_page(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    world.write(thread, ben)
    last = [world.write(thread, ana, to=2) for _ in range(11)][-1]
    world.write(thread, ben)
    browser = world.client(ana)
    page = browser.get(f"{world.home}/t/{thread}", follow_redirects=True).text
    assert numbers(page) == [1, *range(2, 13), 14]
    assert "All 11 replies" in page
    assert browser.get(f"{world.home}/p/{last}").location.endswith(f"/t/{thread}/answer/1#p13")
    branch = browser.get(f"{world.home}/t/{thread}/answer/1").text
    assert numbers(branch) == list(range(2, 14))


def test_a_later_page_repeats_how_the_thread_began(world: World) -> None:
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana, "Which form?", "The grey one?")
    for _ in range(queries.BRANCHES + 1):
        world.write(thread, ana)
    address = f"{world.home}/t/{thread}-which-form?page=2"
    page = world.client(ana).get(address).text
    assert numbers(page) == [22]
    assert "How it began" in page
    assert "The grey one?" in page
    assert "Answers 21 to 21 of 21" in page


def test_only_posts_that_came_after_the_last_visit_are_new(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana, "Which form?")
    browser, address = world.client(ben), f"{world.home}/t/{thread}-which-form"
    assert 'class="fx-is-new"' not in browser.get(address).text
    world.write(thread, ana)
    world.write(thread, ana)
    page = browser.get(address).text
    assert "2 new posts" in page
    assert page.count('class="fx-is-new"') == 2
    assert page.index('id="fx-new"') < page.index('id="p2"')
    assert 'class="fx-is-new"' not in browser.get(address).text
