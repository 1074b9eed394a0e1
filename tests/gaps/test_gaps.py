"""What was looked for and not found: told without a name, read by the people of the space."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from forum.core.database.base import Base, now
from forum.core.database.session import session
from forum.gaps.models import WORDS, Gap
from forum.gaps.policy import KEPT
from forum.members.models import Member
from forum.spaces import actions as spaces
from forum.spaces.actions.describe import archive_space
from forum.worker import remove_old_gaps

from ..support.world import User, World

LOOKED_FOR = "Zebrafinch permits"


@pytest.fixture
def people(world: World) -> dict[str, User]:
    """Four members, who are ana, ben, eva and uma."""
    return {name.lower(): world.member(name) for name in ("Ana", "Ben", "Eva", "Uma")}


@pytest.fixture
def letters(world: World, people: dict[str, User]) -> Any:
    """An open space that Uma looks after."""
    return world.space("Letters", by=people["uma"])


def tell(world: World, by: User | None, words: str = LOOKED_FOR, **more: str) -> Any:
    """Say that *words* are missing, as *by* does in a browser."""
    sent = {"words": words, "space": "letters", "form_key": str(uuid4()), **more}
    return world.client(by).post(f"{world.home}/-/missing", data=sent)


def listed(world: World, user: User | None, space: str = "letters") -> list[str]:
    """Return the lines of a space as *user* reads them, each with how often and when."""
    page = world.client(user).get(f"{world.home}/s/{space}/missing").text
    lines = re.findall(r'<li class="fx-item">.*?">([^<]*)</a></h2>\s*<p[^>]*>([^<]*)<', page, re.S)
    return [f"{words}: {meta}" for words, meta in lines]


def rows(world: World) -> list[tuple[str, int]]:
    """Return every line that is stored, with how often it was told."""
    with world.request():
        found = session().execute(select(Gap.words, Gap.times).order_by(Gap.id)).all()
    return [(words, times) for words, times in found]


def links(page: str) -> dict[str, dict[str, list[str]]]:
    """Return what each link of *page* asks for, by its words."""
    found = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(?:<svg.*?</svg>)?([^<]+)</a>', page, re.S)
    return {words: parse_qs(urlsplit(html.unescape(href)).query) for href, words in found}


def test_where_nothing_is_found_both_buttons_have_the_words(
    world: World, people: dict[str, User], letters: Any
) -> None:
    page = world.client(people["ana"]).get(f"{world.home}/-/search?q=zebrafinch+in:letters").text
    assert links(page)["Ask this"] == {"title": ["zebrafinch"], "space": [letters.slug]}
    assert links(page)["Say that it is missing"] == {"q": ["zebrafinch"], "space": [letters.slug]}
    anywhere = links(world.client(people["ana"]).get(f"{world.home}/-/search?q=zebrafinch").text)
    assert anywhere["Ask this"] == {"title": ["zebrafinch"]}
    narrowed = world.client(people["ana"]).get(f"{world.home}/-/search?q=zebrafinch&space=letters")
    assert "title=zebrafinch&amp;space=letters" in narrowed.text


def test_the_form_has_the_words_and_lets_one_choose_a_space_where_there_are_several(
    world: World, people: dict[str, User], letters: Any
) -> None:
    ana, address = world.client(people["ana"]), f"{world.home}/-/missing?q={LOOKED_FOR}"
    page = ana.get(address).text
    assert f'value="{LOOKED_FOR}"' in page
    assert "<select" not in page
    world.space("Work", by=people["uma"])
    page = ana.get(f"{address}&space=work").text
    assert '<option value="work" selected>' in page
    assert '<option value="letters">' in page


def test_words_go_without_a_name_to_the_list_of_the_space(
    world: World, people: dict[str, User], letters: Any, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = world.user("Nadja Fremd")  # was never here
    caplog.set_level("DEBUG")
    before = world.scalar(select(func.count()).select_from(Member))
    answer = tell(world, stranger)
    assert answer.status_code == 302
    assert "Added to the list" in world.client(stranger).get(answer.location).text
    assert world.scalar(select(func.count()).where(Member.name == "Nadja Fremd")) == 0
    assert world.scalar(select(func.count()).select_from(Member)) <= before + 1  # who has read
    assert listed(world, people["ben"])[0].startswith(f"{LOOKED_FOR}: ")
    said = " ".join(record.getMessage() for record in caplog.records)
    assert LOOKED_FOR not in said
    assert "Nadja" not in said
    people_of = {"author_id", "member_id", "actor_id", "form_key", "user_key", "at"}
    assert not people_of & set(Gap.__table__.c.keys())
    assert not any(key.column.table.name == "forum_member" for key in Gap.__table__.foreign_keys)
    assert not [
        table.name
        for table in Base.metadata.tables.values()
        if any(key.column.table.name == "forum_gap" for key in table.foreign_keys)
    ]


def test_the_same_words_are_one_line_that_counts(
    world: World, people: dict[str, User], letters: Any
) -> None:
    work = world.space("Work", by=people["uma"])
    key = str(uuid4())
    tell(world, people["ana"], form_key=key)
    tell(world, people["ana"], form_key=key)  # a double click
    assert rows(world) == [(LOOKED_FOR, 1)]
    tell(world, people["ben"], "ZEBRAFINCH  pérmits")
    tell(world, people["ben"], space=work.slug)
    assert rows(world) == [(LOOKED_FOR, 2), (LOOKED_FOR, 1)]
    assert "2 times" in listed(world, people["eva"])[0]


@pytest.mark.parametrize(
    ("words", "space", "fault"),
    [
        ("  \u200b ", "letters", "Enter the words that you looked for"),
        ("x" * (WORDS + 1), "letters", f"Use at most {WORDS} characters"),
        ("fine", "nowhere", "Choose a space"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(
    world: World, people: dict[str, User], letters: Any, words: str, space: str, fault: str
) -> None:
    answer = tell(world, people["ana"], words, space=space)
    assert answer.status_code == 422
    assert fault in answer.text
    assert words.strip() in answer.text
    assert rows(world) == []


def test_only_who_may_write_in_a_space_tells_it_and_only_members_who_read_it_read_the_list(
    make_site: Callable[..., World],
) -> None:
    world = make_site(guests_read=True)
    uma, ben, eva, boss = (world.member(name) for name in ("Uma", "Ben", "Eva", "Boss"))
    boss.is_admin = True
    closed = world.space("Closed", by=uma, access="closed", members_=(ben,))
    world.space("Letters", by=uma)
    assert tell(world, ben, space="closed").status_code == 302
    for user in (eva, boss):
        assert tell(world, user, "no", space="closed").status_code == 422
        assert world.client(user).get(f"{world.home}/s/closed/missing").status_code == 404
    with world.request():
        spaces.block_member(closed.id, world.id(ben), blocked=True)
    assert tell(world, ben, "no", space="closed").status_code == 422
    assert len(listed(world, ben, "closed")) == 1  # as everything else there
    tell(world, ben, "Open words")
    assert len(listed(world, eva)) == 1
    assert tell(world, None).status_code == 401
    for page in ("s/letters/missing", "-/missing"):
        assert world.client(None).get(f"{world.home}/{page}").status_code == 401
    found = world.client(None).get(f"{world.home}/-/search?q=nothing").text
    assert "Ask this" in found
    assert "missing" not in found
    assert "looked for" not in world.client(None).get(f"{world.home}/s/letters").text.lower()
    with world.request():
        archive_space(closed.id, archived=True)
    assert tell(world, uma, "no", space="closed").status_code == 422
    assert len(listed(world, uma, "closed")) == 1


def test_whoever_looks_after_the_space_deletes_a_line_and_the_log_says_so(
    world: World, people: dict[str, User], letters: Any
) -> None:
    tell(world, people["ana"])
    id = world.scalar(select(Gap.id))
    address = f"{world.home}/s/letters/missing/{id}"
    assert world.client(people["ana"]).post(address).status_code == 403
    elsewhere = world.space("Work", by=people["uma"])
    wrong = address.replace("letters", elsewhere.slug)
    assert world.client(people["uma"]).post(wrong).status_code == 404
    assert world.client(people["uma"]).post(address).status_code == 302
    assert world.client(people["uma"]).post(address).status_code == 404
    assert rows(world) == []
    log = world.client(people["ben"]).get(f"{world.home}/s/letters/log").text
    assert "deleted a line of “Looked for, not found”" in log
    assert LOOKED_FOR not in log


def test_a_line_is_gone_at_once_when_it_is_too_old_and_the_worker_deletes_it(
    world: World, people: dict[str, User], letters: Any
) -> None:
    tell(world, people["ana"])
    tell(world, people["ana"], "Still here")
    tell(world, people["ana"], "Still here")

    def grow_old(days: int) -> None:
        with world.request():
            session().execute(update(Gap).values(day=now().date() - timedelta(days=days)))

    grow_old(KEPT.days)
    assert len(listed(world, people["ben"])) == 2
    grow_old(KEPT.days + 1)
    assert listed(world, people["ben"]) == []
    assert "Looked for" not in world.client(people["ben"]).get(f"{world.home}/s/letters").text
    with world.app.app_context():
        assert remove_old_gaps(Event())
    assert rows(world) == []
    tell(world, people["ana"])
    grow_old(KEPT.days + 1)
    tell(world, people["ana"], "still HERE")  # without a worker they go when a new one comes
    assert rows(world) == [("still HERE", 1)]


def test_each_line_leads_on_and_the_space_leads_to_the_list(
    world: World, people: dict[str, User], letters: Any
) -> None:
    ana = world.client(people["ana"])
    address = f"{world.home}/s/letters/missing"
    ana.get(f"{world.home}/")
    assert address not in ana.get(f"{world.home}/s/letters").text
    tell(world, people["ben"])
    assert f'{address}">Looked for, not found (1)</a>' in ana.get(f"{world.home}/s/letters").text
    assert address in ana.get(f"{world.home}/-/library?space=letters").text
    found = links(ana.get(address).text)
    here = {"title": [LOOKED_FOR], "space": ["letters"]}
    assert found["Search again"] == {"q": [LOOKED_FOR]}
    assert found["Ask this"] == here
    assert found["Write about it"] == here
    for page in ("-/ask", "-/library/new"):
        form = ana.get(f"{world.home}/{page}?title={LOOKED_FOR}&space=letters").text
        assert LOOKED_FOR in form
