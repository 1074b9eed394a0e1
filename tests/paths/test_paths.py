"""Learning paths: walked by one member, whose place nobody else learns."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, func, select

from forum.artefacts import actions as artefacts
from forum.artefacts import queries as pages
from forum.artefacts.actions import visibility
from forum.artefacts.details import Details
from forum.core.database.session import session
from forum.core.text.steps import Target
from forum.leaving.actions import forget
from forum.paths.models import StepMark
from forum.paths.queries import targets
from forum.texts.actions import compose
from forum.threads.models import Post

from ..support.plans import plans
from ..support.statements import counted
from ..support.world import User, World


@pytest.fixture
def people(world: World) -> dict[str, User]:
    """Ada makes pages, Cleo walks, Bo looks on."""
    return {name.lower(): world.member(name) for name in ("Ada", "Bo", "Cleo")}


@pytest.fixture
def letters(world: World, people: dict[str, User]) -> Any:
    """An open space."""
    return world.space("Letters", by=people["ada"])


def made(world: World, by: User, space: Any, title: str, text: str, kind: str = "document") -> int:
    """Add a page to the library of *space*, and return its id."""
    author = world.id(by)
    with world.request():
        return artefacts.create(
            space_id=space.id, kind=kind, title=title, tags=(), author_id=author, text=compose(text)
        ).id


def revise(
    world: World, by: User, page: int, text: str, *, kind: str = "path", replaced_by: int = 0
) -> None:
    """Save another version of *page*."""
    editor, viewer = world.id(by), world.viewer(by)
    with world.request():
        now = pages.artefact(viewer, page)
        assert now is not None
        artefacts.revise(
            page,
            revision=now.revision,
            editor_id=editor,
            kind=kind,
            title=now.title,
            tags=(),
            text=compose(text),
            details=Details(replaced_by=str(replaced_by or "")),
        )


def path_of(world: World, by: User, space: Any, text: str) -> int:
    """Add a path to the library of *space*."""
    return made(world, by, space, "How we write", text, kind="path")


def shown(world: World, by: User | None, where: str) -> str:
    """Return the page at *where*, as *by* reads it."""
    got = world.client(by).get(f"{world.home}{where}", follow_redirects=True)
    assert got.status_code == 200
    return str(got.text)


def mark(world: World, by: User, path: int, key: str, done: str = "1", **more: str) -> Any:
    """Press the button of a step."""
    sent = {"step": key, "done": done, "form_key": str(uuid4()), **more}
    return world.client(by).post(f"{world.home}/a/{path}/step", data=sent)


def items(text: str) -> list[str]:
    """Return the steps on the page of a path, as text."""
    found = re.findall(r'<li id="fx-step-\d+" value="\d+" tabindex="-1">(.*?)</li>', text, re.S)
    return [" ".join(unescape(re.sub("<[^>]*>", " ", item)).split()) for item in found]


def done(text: str) -> list[int]:
    """Return the numbers of the steps that a page of a path shows as done."""
    return [n for n, item in enumerate(items(text), 1) if "Mark as not done" in item]


def bar(text: str) -> str:
    """Return the bar of a page that a step leads to; empty without one."""
    found = re.search(r'<nav class="fx-note".*?</nav>', text, re.S)
    return found[0] if found else ""


def marks(world: World) -> list[tuple[int, str]]:
    """Return all marks of all members."""
    with world.request():
        own = select(StepMark.member_id, StepMark.target).order_by(StepMark.target)
        return [(row.member_id, row.target) for row in session().execute(own)]


def engine_of(world: World) -> Engine:
    """Return the engine of the database."""
    with world.app.app_context():
        return world.app.extensions["forum"].db.engine


def test_a_path_is_walked_from_its_page_through_its_steps(
    world: World, people: dict[str, User], letters: Any
) -> None:
    cleo = people["cleo"]
    thread = world.ask(letters, people["bo"], "Which envelope?")
    page = made(world, people["ada"], letters, "Envelopes", "White ones.")
    path = path_of(
        world,
        people["ada"],
        letters,
        f"# Arrive\n\n- [Ask](forum:/t/{thread})\n- Look round.\n\n"
        f"# Begin\n\n- [Read](forum:/a/{page})\n- What is yours?\n- [Out](https://x.example/)",
    )

    first = shown(world, cleo, f"/a/{path}")

    assert [item.partition(" ")[0] for item in items(first)] == [
        "Ask",
        "Look",
        "Read",
        "What",
        "Out",
    ]
    assert "5 steps" in first
    assert "2 stages" in first
    assert "Start with step 1" in first
    lead = f"/t/{thread}?path={path}-1"
    assert f'href="{world.home}{lead}"' in first
    at_thread = bar(shown(world, cleo, lead))
    assert "Step 1 of 5:" in at_thread
    assert f"{world.home}/a/{path}-how-we-write#fx-step-2" in at_thread
    back = mark(world, cleo, path, f"t:{thread}", **{"from": "step"})
    assert back.location.endswith(f"{lead}#fx-path")
    assert 'id="fx-path" tabindex="-1"' in at_thread
    assert mark(world, cleo, path, "= look round").location.endswith("#fx-step-2")
    again = shown(world, cleo, f"/a/{path}")
    assert done(again) == [1, 2]
    assert "Continue with step 3" in again
    at_page = bar(shown(world, cleo, f"/a/{page}?path={path}-3"))
    assert "Step 3 of 5:" in at_page
    assert "Next: step 4" in at_page
    assert f"{world.home}/a/{path}-how-we-write#fx-step-2" in at_page
    mark(world, cleo, path, f"t:{thread}", "0")
    assert done(shown(world, cleo, f"/a/{path}")) == [2]
    assert done(shown(world, people["bo"], f"/a/{path}")) == []


def test_a_step_that_is_a_post_shows_its_thread_with_the_bar(
    world: World, people: dict[str, User], letters: Any
) -> None:
    thread = world.ask(letters, people["bo"], "Which envelope?")
    post = world.scalar(select(Post.id).where(Post.thread_id == thread))
    path = path_of(
        world,
        people["ada"],
        letters,
        f"- Look\n- [Post](forum:/p/{post})\n- [All](forum:/t/{thread}#p1)",
    )

    def number(where: str) -> str:
        found = re.search(r"Step (\d) of 3", bar(shown(world, people["cleo"], where)))
        return found[1] if found else ""

    assert number(f"/p/{post}?path={path}-2") == "2"
    assert number(f"/t/{thread}?path={path}-3") == "3"
    assert number(f"/t/{thread}?path={path}") == "2"
    assert number(f"/t/{thread}?path={path}-1") == "2"
    mark(world, people["cleo"], path, f"p:{post}")
    assert number(f"/t/{thread}?path={path}") == "3"


def test_the_bar_stays_when_one_turns_the_page(
    world: World, people: dict[str, User], letters: Any
) -> None:
    thread = world.ask(letters, people["bo"], "Which envelope?")
    for _ in range(21):
        world.write(thread, people["ada"])
    path = path_of(world, people["ada"], letters, f"- [Ask](forum:/t/{thread})")

    first = shown(world, people["cleo"], f"/t/{thread}?path={path}-1")

    second = re.search(r'rel="next" href="([^"]*page=2)"', first)
    assert second
    turned = unescape(second[1]).removeprefix(world.home)
    assert "Step 1 of 1" in bar(shown(world, people["cleo"], turned))
    assert "path=" not in shown(world, people["cleo"], f"/t/{thread}").split("<main")[1]


@pytest.mark.parametrize("argument", ["", "x", "12-", "-3", "999999", "99999999999", "1e3", "٣"])
def test_an_address_that_names_no_path_shows_no_bar(
    world: World, people: dict[str, User], letters: Any, argument: str
) -> None:
    thread = world.ask(letters, people["bo"], "Which envelope?")

    assert bar(shown(world, people["cleo"], f"/t/{thread}?path={argument}")) == ""


def test_a_page_that_is_no_step_and_a_page_that_is_no_path_have_no_bar(
    world: World, people: dict[str, User], letters: Any
) -> None:
    thread = world.ask(letters, people["bo"], "Which envelope?")
    path = path_of(world, people["ada"], letters, "- One")
    page = made(world, people["ada"], letters, "List", f"- [Ask](forum:/t/{thread})")

    assert bar(shown(world, people["cleo"], f"/t/{thread}?path={path}-1")) == ""
    assert bar(shown(world, people["cleo"], f"/t/{thread}?path={page}-1")) == ""
    assert "fx-step-1" not in shown(world, people["cleo"], f"/a/{page}")


def test_a_changed_path_keeps_marks_and_shows_them_to_nobody(
    world: World, people: dict[str, User], letters: Any
) -> None:
    """Scene: two of three done; then one moves, one is added, one is taken back, one replaced."""
    ada, bo, cleo = people["ada"], people["bo"], people["cleo"]
    first, second, third, added, heir = (
        made(world, ada, letters, title, "Text.") for title in ("P1", "P2", "P3", "P0", "Heir")
    )
    step = "- [{0}](forum:/a/{0})".format
    path = path_of(world, ada, letters, "# A\n\n" + "\n".join(map(step, (first, second, third))))
    untouched = shown(world, bo, f"/a/{path}")
    mark(world, cleo, path, f"a:{first}")
    mark(world, cleo, path, f"a:{second}")
    assert _anonymous(shown(world, bo, f"/a/{path}")) == _anonymous(untouched)
    viewer = world.viewer(ada)
    with world.request():
        gone = pages.artefact(viewer, third)
        assert gone
        visibility.withdraw(gone, thread_title="A page")
    revise(world, ada, first, "Text.", kind="document", replaced_by=heir)
    same = f"# A\n\n{step(added)}\n{step(first)}\n{step(third)}\n\n# B\n\n{step(second)}"
    revise(world, ada, path, same)

    kept = shown(world, cleo, f"/a/{path}")

    assert done(kept) == [2, 4]
    assert "has been deleted" in items(kept)[2]
    assert "Continue with step 1" in kept
    assert f"/a/{heir}?path={path}-2" in kept
    at_heir = bar(shown(world, cleo, f"/a/{heir}?path={path}-2"))
    assert "Step 2 of 4:" in at_heir
    assert "Mark as not done" in at_heir
    assert "Next: step 4" in at_heir
    revise(world, ada, path, same.replace(step(first), step(heir)))
    assert done(shown(world, cleo, f"/a/{path}")) == [2, 4]
    mark(world, cleo, path, f"a:{heir}", "0")
    assert done(shown(world, cleo, f"/a/{path}")) == [4]
    for where in (f"/a/{path}", f"/a/{heir}?path={path}-2", f"/a/{path}/whole"):
        got = world.client(bo).get(f"{world.home}{where}", follow_redirects=True).text
        assert "Mark as not done" not in got
        assert not re.search("you have done [0-9]", got)


def _anonymous(text: str) -> str:
    """Return a page without what differs each time."""
    return re.sub(r'name="form_key" value="[^"]*"|said=[^"]*', "", text)


def test_a_ring_of_pages_that_replace_each_other_ends(
    world: World, people: dict[str, User], letters: Any
) -> None:
    ada = people["ada"]
    one, two = (made(world, ada, letters, title, "Text.") for title in ("One", "Two"))
    path = path_of(world, ada, letters, f"- [One](forum:/a/{one})\n- Then")
    revise(world, ada, one, "Text.", kind="document", replaced_by=two)
    revise(world, ada, two, "Text.", kind="document", replaced_by=one)
    mark(world, people["cleo"], path, f"a:{one}")

    assert done(shown(world, people["cleo"], f"/a/{path}")) == [1]


def test_a_step_one_may_not_read_has_neither_title_nor_address(
    world: World, people: dict[str, User], letters: Any
) -> None:
    ada, cleo = people["ada"], people["cleo"]
    closed = world.space("Circle", by=ada, access="closed")
    thread = world.ask(closed, ada, "Secretword")
    page = made(world, ada, closed, "Secretword", "Text.")
    address = f"http://localhost{world.home}/t/{thread}"
    path = path_of(
        world,
        ada,
        letters,
        f"- {address}\n- [Secretword](forum:/t/{thread})\n- [Secretword](forum:/a/{page})\n- Own",
    )

    assert items(shown(world, ada, f"/a/{path}"))[0].startswith("Secretword")
    text = shown(world, cleo, f"/a/{path}")

    assert "Secretword" not in text
    assert f"/t/{thread}" not in text
    assert ["place you cannot read" in item for item in items(text)] == [True, True, True, False]
    assert "Start with step 4" in text
    for key, status in ((f"t:{thread}", 404), (f"a:{page}", 404), ("t:99", 404), ("= own", 302)):
        assert mark(world, cleo, path, key).status_code == status
    absent = path_of(world, ada, letters, "- [x](forum:/t/9999)\n- Own")
    assert items(shown(world, cleo, f"/a/{absent}"))[0] == items(text)[0]


def test_a_path_one_may_not_read_shows_no_bar_and_takes_no_mark(
    world: World, people: dict[str, User], letters: Any
) -> None:
    ada, cleo = people["ada"], people["cleo"]
    closed = world.space("Circle", by=ada, access="closed")
    thread = world.ask(letters, ada, "Open")
    path = path_of(world, ada, closed, f"- [Open](forum:/t/{thread})")

    assert "Step 1 of 1" in bar(shown(world, ada, f"/t/{thread}?path={path}-1"))
    assert bar(shown(world, cleo, f"/t/{thread}?path={path}-1")) == ""
    assert mark(world, cleo, path, f"t:{thread}").status_code == 404
    assert marks(world) == []


def test_marks_are_kept_once_and_go_with_their_owner(
    world: World, people: dict[str, User], letters: Any
) -> None:
    path = path_of(world, people["ada"], letters, "- One\n- Two")
    for _ in range(2):
        assert mark(world, people["cleo"], path, "= one").status_code == 302
    mark(world, people["bo"], path, "= one")
    assert mark(world, people["cleo"], path, "= one", "2").status_code == 422
    assert len(marks(world)) == 2

    with world.request():
        assert forget(people["cleo"].id)

    assert [member for member, _ in marks(world)] == [world.id(people["bo"])]


def test_every_statement_about_marks_names_their_owner(
    world: World, people: dict[str, User], letters: Any
) -> None:
    page = made(world, people["ada"], letters, "P", "Text.")
    path = path_of(world, people["ada"], letters, f"- [P](forum:/a/{page})\n- Two")
    engine = engine_of(world)
    with counted(engine) as sent:
        for done in "10":
            mark(world, people["cleo"], path, f"a:{page}", done)
        shown(world, people["cleo"], f"/a/{path}")
        shown(world, people["cleo"], f"/a/{page}?path={path}-1")
    about = [statement for statement in sent if "forum_step_mark" in statement]

    assert len(about) >= 6
    for statement in about:
        assert _names_owner(statement), statement


def _names_owner(statement: str) -> bool:
    """Whether each part of a statement that reads or writes marks has its owner in it."""
    if statement.startswith("INSERT"):
        return "member_id" in statement
    parts = re.split(r"\bUNION\b", statement)
    return all("forum_step_mark.member_id = " in part for part in parts if "_mark" in part)


@pytest.fixture
def long_path(world: World, people: dict[str, User], letters: Any) -> tuple[int, int]:
    """A path with one thread, and how many steps it has."""
    thread = world.ask(letters, people["bo"], "Which envelope?")
    return thread, path_of(world, people["ada"], letters, f"- [Ask](forum:/t/{thread})")


def test_a_bar_costs_two_statements_and_a_long_path_no_more(
    world: World, people: dict[str, User], letters: Any, long_path: tuple[int, int]
) -> None:
    thread, path = long_path
    client = world.client(people["cleo"])
    engine = engine_of(world)

    def sent(where: str) -> int:
        for _ in range(3):
            assert client.get(world.home + where).status_code == 200
        with counted(engine) as statements:
            client.get(world.home + where)
        return len(statements)

    slug = f"/t/{thread}-which-envelope"
    plain = sent(slug)
    assert sent(f"{slug}?path={path}-1") == plain + 2
    assert sent(f"{slug}?path=x") == plain
    own = f"/a/{path}-how-we-write"
    few = sent(own)
    more = [made(world, people["ada"], letters, f"P{n}", "Text.") for n in range(12)]
    text = f"- [Ask](forum:/t/{thread})\n" + "\n".join(f"- [x](forum:/a/{id})" for id in more)
    revise(world, people["ada"], path, text)
    for id in more[:6]:
        mark(world, people["cleo"], path, f"a:{id}")
    assert sent(own) == few
    assert sent(f"{slug}?path={path}-1") == plain + 2
    document = made(world, people["ada"], letters, "Plain", text)
    assert sent(f"/a/{document}-plain") == few - 1


def test_a_question_is_answered_at_its_step_or_for_oneself(
    world: World, people: dict[str, User], letters: Any
) -> None:
    cleo = people["cleo"]
    path = path_of(world, people["ada"], letters, "# Do\n\n- What will you try?\n- Try it.")

    text = shown(world, cleo, f"/a/{path}")

    first, second = items(text)
    assert "Answer in the discussion" in first
    assert "Answer in the discussion" not in second
    links = [unescape(link) for link in re.findall(r'class="fx-act" href="([^"]*)"', text)]
    answer = next(link for link in links if "words=" in link)
    form = world.client(cleo).get(answer)
    assert form.status_code == 200
    assert 'value="What will you try?"' in form.text
    sent = dict(re.findall(r'name="(section|words)"[^>]* value="([^"]*)"', form.text))
    sent |= {"text": "A white envelope", "form_key": str(uuid4())}
    world.client(cleo).post(f"{world.home}/a/{path}/comment", data=sent)
    discussed = shown(world, people["bo"], f"/a/{path}")
    assert 'id="fx-about-do"' in discussed
    assert "About “What will you try?”" in discussed
    with world.request():
        assert session().scalar(select(func.count(Post.id))) == 1
    note = next(link for link in links if "/note?" in link)
    assert 'value="What will you try?"' in world.client(cleo).get(note).text


def test_the_form_of_a_page_begins_a_path_with_five_stages(
    world: World, people: dict[str, User], letters: Any
) -> None:
    client = world.client(people["ada"])
    assert "Fill in five stages" in client.get(f"{world.home}/-/library/new").text
    sent = {"space": letters.slug, "title": "T", "kind": "summary", "text": "Mine."}

    again = client.post(f"{world.home}/-/library/new", data={**sent, "preview": "stages"}).text

    area = re.search(r'<textarea[^>]*id="text"[^>]*>(.*?)</textarea>', again, re.S)
    assert area
    text = unescape(area[1]).strip()
    assert text.startswith("Mine.")
    assert re.findall("^# ([A-E]):", text, re.M) == list("ABCDE")
    assert 'value="path" checked' in again
    form = {**sent, "kind": "path", "text": text, "form_key": str(uuid4())}
    saved = client.post(f"{world.home}/-/library/new", data=form)
    assert len(items(client.get(saved.location, follow_redirects=True).text)) == 5


def test_a_path_is_compared_restored_and_exported_like_any_page(
    world: World, people: dict[str, User], letters: Any
) -> None:
    path = path_of(world, people["ada"], letters, "# A\n\n- One\n- Two")
    mark(world, people["cleo"], path, "= two")
    revise(world, people["bo"], path, "# A\n\n- One\n- Three")
    assert "Three" in shown(world, people["cleo"], f"/a/{path}/compare?old=1&new=2")
    for where in (f"/a/{path}.md", f"/a/{path}/whole"):
        assert "Three" in shown(world, people["cleo"], where)
    sent = {"revision": "2", "reason": "Back", "form_key": str(uuid4())}

    restored = world.client(people["cleo"]).post(
        f"{world.home}/a/{path}/versions/1/restore", data=sent
    )

    assert restored.status_code == 302
    assert done(shown(world, people["cleo"], f"/a/{path}")) == [2]


def test_an_empty_path_says_how_steps_are_written(
    world: World, people: dict[str, User], letters: Any
) -> None:
    path = path_of(world, people["ada"], letters, "Only words.")

    assert "There are no steps yet" in shown(world, people["cleo"], f"/a/{path}")


def test_who_is_not_signed_in_reads_a_path_and_marks_nothing(
    make_site: Callable[..., World],
) -> None:
    world = make_site(guests_read=True)
    ada = world.member("Ada")
    space = world.space("Letters", by=ada)
    thread = world.ask(space, ada)
    path = path_of(world, ada, space, f"- [Ask](forum:/t/{thread})\n- What is yours?")

    text = shown(world, None, f"/a/{path}")

    assert items(text) == ["Ask", "What is yours?"]
    assert "Only you" not in text
    at_thread = bar(shown(world, None, f"/t/{thread}?path={path}-1"))
    assert "Step 1 of 2:" in at_thread
    assert "<form" not in at_thread
    address = f"/t/{thread}-how-do-you-do-it"
    assert _sent_for(world, address) == 2
    assert _sent_for(world, f"{address}?path={path}-1") == 5  # one is for the spaces they read
    assert mark(world, User("0", "Nobody"), path, "= what is yours?").status_code == 401


def _sent_for(world: World, where: str) -> int:
    """Return how many statements a page sends to a guest once everything is warm."""
    client = world.client()
    for _ in range(3):
        assert client.get(world.home + where).status_code == 200
    with counted(engine_of(world)) as statements:
        client.get(world.home + where)
    return len(statements)


def test_a_host_can_leave_paths_out(make_site: Callable[..., World]) -> None:
    world = make_site(without=("paths",))
    ada = world.member("Ada")
    space = world.space("Letters", by=ada)
    thread = world.ask(space, ada)
    path = path_of(world, ada, space, f"- [Ask](forum:/t/{thread})\n- What is yours?")

    text = shown(world, ada, f"/a/{path}")

    assert "fx-step" not in text
    assert "What is yours?" in text
    assert bar(shown(world, ada, f"/t/{thread}?path={path}-1")) == ""
    assert mark(world, ada, path, f"t:{thread}").status_code == 404
    new = shown(world, ada, "/-/library/new")
    assert 'value="path"' not in new
    assert "five stages" not in new
    assert "kind=path" not in shown(world, ada, "/-/library")
    assert 'value="path" checked' in shown(world, ada, f"/a/{path}/edit")


def test_only_a_part_of_all_pages_is_read_for_a_path(
    world: World, people: dict[str, User], letters: Any
) -> None:
    """Where steps lead, and whose page replaces another, is looked up by key."""
    page = made(world, people["ada"], letters, "P", "Text.")
    path = path_of(world, people["ada"], letters, f"- [P](forum:/a/{page})\n- forum:/t/1")
    mark(world, people["cleo"], path, f"a:{page}")
    viewer = world.viewer(people["cleo"])

    (plan,) = plans(world, lambda: targets(viewer, [Target("a", page, "", "")], ["a:1"]))

    scanned = r"(SCAN|Seq Scan on) forum_(thread|post|artefact|step_mark)\b(?! USING)"
    assert not re.search(scanned, plan), plan


def test_a_mark_stays_with_a_step_that_is_reworded_if_that_is_clear(
    world: World, people: dict[str, User], letters: Any
) -> None:
    ada, cleo = people["ada"], people["cleo"]
    first = "Write to the office in your own plain words and wait for an answer"
    second = "Read the letter aloud to somebody who has never seen one before"
    path = path_of(world, ada, letters, f"# One\n\n- {first}\n- {second}\n- Say it?")
    page = shown(world, cleo, f"/a/{path}")
    for key in re.findall(r'name="step" value="([^"]*)"', page):
        data = {"step": unescape(key), "done": "1"}
        world.client(cleo).post(f"{world.home}/a/{path}/step", data=data)

    def done() -> int:
        found = re.search(r"(\d+) done", shown(world, cleo, f"/a/{path}"))
        return int(found[1]) if found else 0

    was = done()
    clear = first.replace("an answer", "their answer")
    unclear = "\n- ".join([second.replace("aloud", "once"), second.replace("aloud", "twice")])
    revise(world, ada, path, f"# One\n\n- {clear}\n- {second}\n- Say it?")
    assert (was, done()) == (3, 3)
    revise(world, ada, path, f"# One\n\n- {clear}\n- {unclear}\n- Say them?")
    assert done() == 1
    assert world.scalar(select(func.count(StepMark.member_id.distinct()))) == 1
