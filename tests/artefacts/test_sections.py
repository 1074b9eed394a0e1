"""The sections of a page: an id that stays, a link, an outline, and levels below the title."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select, update

from forum.artefacts.models import ArtefactRevision, ArtefactSection
from forum.core.database.session import session
from forum.core.text.headings import PREFIX

from ..support.world import World
from .place import TEXT, Shelf, ids

SCENE = "# 目的\n\n# 目的\n\n# Setup\n\n# Setup\n\n# Setup 2\n\n# 🙂\n\nThe end."


@pytest.mark.parametrize("on_top", ["# 目的", "# Setup", "# Setup 2", "# 🙂", "# New\n\nWords."])
def test_a_heading_on_top_moves_no_id(world: World, on_top: str) -> None:
    shelf = Shelf(world, SCENE)
    before = ids(shelf.read())
    assert len(before) == len(set(before)) == 6
    assert all(before)
    shelf.save(shelf.bo, f"{on_top}\n\n{SCENE}")
    after = ids(shelf.read())
    assert after[1:] == before
    assert len(set(after)) == 7
    assert ids(shelf.read(path="/versions/1")) == before


def test_an_id_stays_when_the_heading_is_reworded_moved_or_its_text_edited(world: World) -> None:
    shelf = Shelf(world)
    shelf.save(shelf.bo, TEXT.replace("# Steps", "## What to do first"))
    assert ids(shelf.read()) == ["goals", "steps", "costs"]
    shelf.save(shelf.bo, TEXT.replace("None yet.", "Ten francs, and nobody knows why."))
    assert ids(shelf.read()) == ["goals", "steps", "costs"]
    first, second, third = TEXT.split("\n\n# ")
    shelf.save(shelf.bo, f"# {third}\n\n{first}\n\n# {second}")
    assert ids(shelf.read()) == ["costs", "goals", "steps"]


def test_an_id_that_a_page_had_is_given_to_no_other_section(world: World) -> None:
    shelf = Shelf(world)
    shelf.save(shelf.bo, "# Goals\n\nLess paper.")
    shelf.save(shelf.bo, "# Goals\n\nLess paper.\n\n# Costs\n\nSomething else altogether.")
    assert ids(shelf.read()) == ["goals", "costs-2"]
    ana = shelf.client(shelf.ana)
    ana.post(f"{shelf.at}/versions/1/restore", data={"revision": "3"})
    assert ids(shelf.read()) == ["goals", "steps", "costs"]  # the old one is the old one again
    known = select(ArtefactSection.id).where(ArtefactSection.artefact_id == shelf.id)
    with world.request():
        assert set(session().scalars(known)) == {"goals", "steps", "costs", "costs-2"}


def test_a_page_from_before_there_were_ids_has_them_and_keeps_them(world: World) -> None:
    shelf = Shelf(world)
    with world.request():
        session().execute(update(ArtefactRevision).values(sections=None))
        session().query(ArtefactSection).delete()
    assert ids(shelf.read()) == ["goals", "steps", "costs"]
    shelf.save(shelf.bo, "# Goals\n\nOther.\n\n" + TEXT)
    assert ids(shelf.read())[1:] == ["goals", "steps", "costs"]


def test_levels_follow_from_the_title_of_the_page(world: World) -> None:
    deep = "\n\n".join(f"{'#' * n} Level {n}" for n in range(1, 7))
    shelf = Shelf(world, f"{deep}\n\nWords.\n\n> # Quoted\n\n- # In a list")
    page = shelf.read()
    found = re.findall(r"<h([1-6])[^>]*>(?:<[^>]*>)*((?:Level \d|Quoted|In a list))", page)
    levels = [(int(level), words) for level, words in found]
    wanted = [(2, "Level 1"), (3, "Level 2"), (4, "Level 3"), (5, "Level 4"), (6, "Level 5")]
    assert levels[:5] == wanted
    assert levels[5:] == [(6, "Level 6"), (6, "Quoted"), (6, "In a list")]
    assert page.count("<h1") == 1
    assert len(ids(page)) == 6
    sent = {"space": shelf.space.slug, "kind": "story", "title": "T", "text": "# A\n\nb\n\n# C"}
    preview = shelf.client(shelf.ana).post("/forum/-/library/new", data={**sent, "preview": "1"})
    assert "<h2>A</h2>" in preview.text
    assert "Nobody has written this yet" in preview.text


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("## A\n\nx\n\n## B\n\nx\n\n### C\n\nx", "223"),
        ("## A\n\nx\n\n# B\n\nx\n\n### C\n\nx\n\n### D\n\nx", "2233"),
        ("> # Quoted\n\n# A\n\n> ### Quoted\n\n## B\n\n- ###### Item", "22334"),
    ],
)
def test_no_level_is_skipped(world: World, text: str, levels: str) -> None:
    shelf = Shelf(world, text)
    prose = shelf.read().split('<div class="fx-prose"')[1].split("<section")[0]
    assert "".join(re.findall(r"<h([2-6])", prose)) == levels


def test_each_heading_has_a_link_and_a_long_page_an_outline(world: World) -> None:
    shelf = Shelf(world, f"{TEXT}\n\n## In <b>francs</b> & more\n\nTen.")
    page = shelf.read()
    label = 'aria-label="Link to this section: In &lt;b&gt;francs&lt;/b&gt; &amp; more"'
    assert label in page
    assert page.count('aria-label="Link to this section') == 4
    outline = page.split("On this page")[2].split("</nav>")[0]
    assert re.findall(r'href="#fx-s-([a-z0-9-]+)"', outline) == ids(page)
    assert outline.count("<ul ") == 2
    shorter = Shelf(world, TEXT)
    assert "On this page" not in shorter.read()


def test_a_heading_with_nothing_under_it_says_so(world: World) -> None:
    shelf = Shelf(world, "# Goals\n\n# Steps\n\n## First\n\nAsk.\n\n# Costs")
    page = shelf.read()
    assert page.count("Nobody has written this yet.") == 2
    parts = re.split(r"<h[23] ", page)
    assert ["Nobody" in part for part in parts[1:5]] == [True, False, False, True]


def test_links_in_a_text_lead_to_its_sections(world: World) -> None:
    linked = f"See [the costs](#{PREFIX}costs), not [this](#fx-main) or [that](#post-1).\n\n{TEXT}"
    shelf = Shelf(world, linked)
    page = shelf.read()
    assert f'<a href="#{PREFIX}costs">the costs</a>' in page
    assert 'href="#fx-main">this' not in page
    assert 'href="#post-1"' not in page
    other = shelf.add(f"[There](forum:/a/{shelf.id}#{PREFIX}costs)")
    address = f"/forum/a/{shelf.id}#{PREFIX}costs"
    shown = shelf.client(shelf.cleo).get(f"/forum/a/{other}", follow_redirects=True).text
    assert f'href="{address}"' in shown


@pytest.mark.parametrize(
    "heading",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '" onload="x', "a" * 9_000],
)
def test_a_hostile_heading_is_text(world: World, heading: str) -> None:
    shelf = Shelf(world, f"# {heading}\n\nWords\n\n# B\n\n# C\n\n# D")
    page = shelf.read()
    for sign in ("<script>alert", "<img src=x", '" onload="x'):
        assert sign not in page
    assert len(ids(page)) == 4
    assert all(len(id) <= 70 for id in ids(page))


def test_thousands_of_equal_headings_take_no_quadratic_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from forum.core.text import section_ids

    pairs: list[int] = []
    likeness = section_ids._likeness

    def counted(*args: Any, **more: Any) -> float:
        pairs.append(1)
        return likeness(*args, **more)

    monkeypatch.setattr(section_ids, "_likeness", counted)
    shelf = Shelf(world, "# Same\n\n" * 3_000)
    assert len(set(ids(shelf.read()))) == 3_000
    shelf.save(shelf.bo, "".join(f"# Other {n}\n\n" for n in range(2_000)))
    assert len(set(ids(shelf.read()))) == 2_000
    assert len(pairs) <= 2_500
