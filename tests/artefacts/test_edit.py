"""Edits of one page at the same time: nothing is overwritten, and nobody is asked without need."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from forum.artefacts import actions
from forum.artefacts.models import ArtefactRevision
from forum.artefacts.views import edit
from forum.core.errors import Changed

from ..support.world import World
from .place import FIELDS, TEXT, Shelf

SAID = "Another version was saved in between. Both changes are there now."


def test_two_who_change_different_sections_are_merged(world: World) -> None:
    shelf = Shelf(world)
    assert "said=edited" in shelf.save(shelf.ana, TEXT.replace("Less", "No"), base=1).location
    mine = TEXT.replace("None yet.", "Ten francs.")
    preview = shelf.save(shelf.bo, mine, base=1, preview="1")
    assert 'name="revision" value="1"' in preview.text
    saved = shelf.save(shelf.bo, mine, base=1)
    assert "said=merged" in saved.location
    page = shelf.client(shelf.bo).get(saved.location).text
    assert SAID in page
    for words in ("No paper.", "Ask first.", "Ten francs."):
        assert words in page
    assert shelf.newest == 3


def test_the_same_line_changed_by_both_shows_both(world: World) -> None:
    shelf = Shelf(world)
    shelf.save(shelf.ana, TEXT.replace("Less", "No"), base=1)
    stale = shelf.save(shelf.bo, TEXT.replace("Less", "Half the"), base=1)
    assert stale.status_code == 409
    assert "No paper." in stale.text
    assert "Half the paper." in stale.text
    assert shelf.newest == 2
    again = shelf.save(shelf.bo, TEXT.replace("Less", "Half the"), base=1)  # a reload
    assert again.status_code == 409
    assert "Half the paper." in again.text


def test_two_that_are_too_long_together_are_not_merged(world: World) -> None:
    shelf = Shelf(world)
    limit = world.app.extensions["forum"].config.page_limit
    long = "word " * (limit // 5 - 100)
    shelf.save(shelf.ana, TEXT.replace("Less paper.", long), base=1)
    stale = shelf.save(shelf.bo, TEXT.replace("None yet.", long), base=1)
    assert stale.status_code == 409
    assert shelf.newest == 2


def test_a_page_may_be_longer_than_a_post(world: World) -> None:
    shelf = Shelf(world)
    config = world.app.extensions["forum"].config
    assert config.post_limit < config.page_limit
    longest = ("Less 🖨 paper.\n\n" * config.page_limit)[: config.page_limit - 1] + "x"
    over = shelf.save(shelf.ana, f"{longest}y", base=1)
    assert over.status_code == 422
    assert over.text.count("Less 🖨 paper.") == longest.count("Less 🖨 paper.")
    assert "said=edited" in shelf.save(shelf.ana, longest, base=1).location
    assert shelf.newest == 2


def test_title_tags_and_kind_are_merged_by_field(world: World) -> None:
    shelf = Shelf(world)
    shelf.save(shelf.ana, TEXT, base=1, title="Envelopes and stamps")
    saved = shelf.save(shelf.bo, TEXT, base=1, tags="paper, window", kind="story")
    assert "said=merged" in saved.location
    assert "envelopes-and-stamps" in saved.location
    page = shelf.read()
    assert "window" in page
    assert "Story" in page
    other = shelf.save(shelf.bo, TEXT.replace("Less", "No"), base=1, title="Stamps")
    assert other.status_code == 409
    assert "Envelopes and stamps" in other.text


def test_a_double_click_makes_one_version_and_says_that_it_is_saved(world: World) -> None:
    shelf = Shelf(world)
    mine = TEXT.replace("None yet.", "Ten francs.")
    for base in (1, 1):
        assert "said=edited" in shelf.save(shelf.bo, mine, base=base).location
    assert shelf.newest == 2
    shelf.save(shelf.ana, TEXT.replace("None yet.", "Ten francs.").replace("Less", "No"))
    later = mine.replace("Ask first.", "Ask twice.")
    assert "said=merged" in shelf.save(shelf.bo, later, base=2).location
    assert "said=edited" in shelf.save(shelf.bo, later, base=2).location
    assert shelf.newest == 4


def test_who_restores_and_edits_at_once_is_not_in_conflict_with_themselves(world: World) -> None:
    shelf = Shelf(world)
    shelf.save(shelf.bo, TEXT.replace("Less", "No"))
    ana = shelf.client(shelf.ana)
    ana.post(f"{shelf.at}/versions/1/restore", data={"revision": "2"})
    form = ana.get(f"{shelf.at}/edit").text
    assert 'name="revision" value="3"' in form
    assert "Less paper." in form
    saved = shelf.save(shelf.ana, TEXT.replace("Less", "Very little"), base=3)
    assert "said=edited" in saved.location


def test_a_form_of_a_version_that_is_not_there_is_a_conflict(world: World) -> None:
    shelf = Shelf(world)
    assert shelf.save(shelf.bo, TEXT + "\n\nMore.", base=77).status_code == 409
    assert shelf.newest == 1


def test_somebody_who_is_faster_is_merged_with_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf(world)
    tries, really = list[int](), actions.revise

    def revise(*args: Any, **values: Any) -> int:
        tries.append(1)
        if len(tries) < 3:
            raise Changed
        return int(really(*args, **values))

    monkeypatch.setattr(edit.actions, "revise", revise)
    assert "said=edited" in shelf.save(shelf.bo, TEXT + "\n\nMore.", base=1).location
    monkeypatch.setattr(edit, "TRIES", 2)
    tries.clear()
    assert shelf.save(shelf.bo, TEXT + "\n\nEven more.").status_code == 409


def at_once(act: Callable[[int], Any], number: int) -> list[Any]:
    """Do *act* in *number* threads that begin together; return what each returns."""
    ready = threading.Barrier(number)

    def begin(n: int) -> Any:
        ready.wait(timeout=30)
        return act(n)

    with ThreadPoolExecutor(max_workers=number) as pool:
        return [one.result(timeout=60) for one in [pool.submit(begin, n) for n in range(number)]]


def test_a_button_pressed_twice_at_once_makes_one_version(world: World) -> None:
    shelf = Shelf(world)
    shelf.save(shelf.ana, TEXT.replace("Less", "No"))
    clients = [shelf.client(shelf.bo) for _ in range(2)]
    mine = {**FIELDS, "text": TEXT.replace("None yet.", "Ten."), "revision": "1"}
    answers = at_once(lambda n: clients[n].post(f"{shelf.at}/edit", data=mine), 2)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert shelf.newest == 3


def test_eight_people_change_a_section_each_and_no_word_is_lost(world: World) -> None:
    sections = [f"# Section {n}\n\nWords of {n}." for n in range(8)]
    shelf = Shelf(world, "\n\n".join(sections))
    people = [world.member(f"Person {n}") for n in range(8)]
    clients = [shelf.client(person) for person in people]

    def change(n: int) -> Any:
        mine = list(sections)
        mine[n] = mine[n].replace("Words", f"Many words{n}")
        data = {**FIELDS, "text": "\n\n".join(mine), "revision": "1"}
        return clients[n].post(f"{shelf.at}/edit", data=data)

    answers = at_once(change, 8)
    assert [answers[n].status_code for n in range(8)] == [302] * 8
    page = shelf.read()
    assert [n for n in range(8) if f"Many words{n} of {n}." not in page] == []
    assert shelf.newest == 9
    count = select(func.count()).where(ArtefactRevision.artefact_id == shelf.id)
    assert world.scalar(count) == 9
