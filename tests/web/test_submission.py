"""One way from a form to a thing: sent twice it makes one thing, and it commits once."""

from __future__ import annotations

import re
from typing import cast
from uuid import uuid4

import pytest
from flask import Response
from sqlalchemy import func, select

from forum.artefacts import actions
from forum.artefacts.models import Artefact
from forum.core.database.session import commit, session
from forum.core.errors import Invalid, NotAllowed, SentOther
from forum.core.web import submission
from forum.core.web.forms import Form
from forum.core.web.submission import (
    TEXT_FIELDS,
    Submission,
    changes_to,
    commit_and_redirect,
    rebased,
    revision_of,
)
from forum.texts.actions import compose

from ..support.walk import furnish, pages
from ..support.world import World


class Pages(Submission[Artefact]):
    """The sending of a form that makes an artefact, its address as short as can be."""

    table = Artefact

    def address_of(self, made: Artefact) -> str:
        return f"/new/{made.id}"

    def address_of_earlier(self, id: int) -> str:
        return f"/earlier/{id}"


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One number for each time that a submission commits."""
    seen: list[int] = []

    def count() -> None:
        commit()
        seen.append(len(seen) + 1)

    monkeypatch.setattr(submission, "commit", count)
    return seen


def sent(text: str = "White ones", **more: str) -> dict[str, str]:
    return {"form_key": str(uuid4()), "title": "Envelopes", "text": text, **more}


def save(pages: Pages, space_id: int) -> Response:
    """Save what *pages* holds as an artefact."""
    form = pages.form
    answer = pages.save(
        actions.create,
        space_id=space_id,
        kind="summary",
        title=form["title"],
        tags=(),
        author_id=pages.author_id or 0,
        text=compose(form["text"], form=form),
    )
    return cast("Response", answer)


@pytest.fixture
def place(world: World) -> tuple[int, int]:
    """The ids of a space and of a member who writes there."""
    ana = world.member("Ana")
    return world.space("Letters", by=ana).id, world.id(ana)


def test_a_form_makes_one_thing_with_one_commit(
    world: World, place: tuple[int, int], commits: list[int]
) -> None:
    space_id, author_id = place
    with world.request():
        new = Pages(Form(sent()), author_id=author_id)
        assert new.answer_repeated() is None
        assert save(new, space_id).location == "/new/1"
    assert len(commits) == 1


def test_a_form_that_is_sent_again_leads_to_what_it_made(
    world: World, place: tuple[int, int], commits: list[int]
) -> None:
    space_id, author_id = place
    again = sent()
    with world.request():
        save(Pages(Form(again), author_id=author_id), space_id)
        answer = cast("Response", Pages(Form(again), author_id=author_id).answer_repeated())
        assert answer.location == "/earlier/1"
        # As if both requests had come at once, and neither had found what the other made.
        assert save(Pages(Form(again), author_id=author_id), space_id).location == "/earlier/1"
        assert len(commits) == 1
        assert session().scalar(select(func.count()).select_from(Artefact)) == 1


def test_a_key_that_was_used_for_another_text_is_refused(
    world: World, place: tuple[int, int]
) -> None:
    space_id, author_id = place
    first = sent()
    with world.request():
        save(Pages(Form(first), author_id=author_id), space_id)
        other = Pages(Form({**first, "text": "Grey ones"}), author_id=author_id)
        with pytest.raises(SentOther):
            other.answer_repeated()
        with pytest.raises(SentOther):
            save(other, space_id)


def test_a_preview_is_never_taken_for_a_repeated_form(world: World, place: tuple[int, int]) -> None:
    space_id, author_id = place
    first = sent()
    with world.request():
        save(Pages(Form(first), author_id=author_id), space_id)
        preview = Form({**first, "preview": "1"})
        assert Pages(preview, author_id=author_id).answer_repeated() is None


def test_an_action_that_refuses_commits_nothing(
    world: World, place: tuple[int, int], commits: list[int]
) -> None:
    def refuse() -> Artefact:
        raise NotAllowed

    with world.request(), pytest.raises(NotAllowed):
        Pages(Form(sent()), author_id=place[1]).save(refuse)
    assert commits == []


def test_a_redirect_commits_once(world: World, commits: list[int]) -> None:
    with world.request():
        answer = cast("Response", commit_and_redirect("/there"))
    assert (answer.status_code, answer.location, len(commits)) == (302, "/there", 1)


@pytest.mark.parametrize("value", ["", "x", "-1", "1.0", "¹"])
def test_a_form_without_the_number_of_its_revision_is_refused(world: World, value: str) -> None:
    with world.request(), pytest.raises(Invalid):
        revision_of(Form({"revision": value}))


def test_a_form_is_rebased_with_everything_that_was_typed() -> None:
    key = str(uuid4())
    form = Form({"text": "Mine", "form_key": key, "revision": "1"})
    fresh = rebased(form, 2)
    assert (revision_of(fresh), fresh["text"], fresh.key) == (2, "Mine", key)


def test_changes_are_those_that_mine_makes_to_theirs() -> None:
    (changed,) = changes_to("White ones", "Grey ones")
    assert changed.kind != "unchanged"


FORM = re.compile(r'<form\b[^>]*method="post".*?</form>', re.S)
TYPED = re.compile(r'<textarea\b[^>]*>|<input\b[^>]*type="text"[^>]*>')


@pytest.mark.sites("sqlite")
def test_a_refusal_brings_back_every_field_in_which_people_write(world: World) -> None:
    ana, ben = world.member("Ana", is_admin=True), world.member("Ben")
    space = world.space("Letters", by=ana)
    things = furnish(world, space, ana, ben, say="plain {}".format, tag="form", word="hay")
    names: dict[str, str] = {}
    for user in (ana, ben):
        browser = world.client(user)
        for where in pages(world.app, things):
            page = browser.get(where, follow_redirects=True).text
            for form in FORM.findall(page):
                for tag in TYPED.findall(form):
                    if name := re.search(r' name="([^"]+)"', tag):
                        names.setdefault(name[1], where)
    assert {"text", "title", "part1", "part2", "part3", "happened", "reason"} <= names.keys()
    found = {"handle", "member", "thread"}  # looked up, and soon typed or copied again
    assert {name: where for name, where in names.items() if name not in TEXT_FIELDS | found} == {}


def test_a_reflection_from_elsewhere_is_refused_and_shown_whole(world: World) -> None:
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    answer = world.client(ana).post(
        f"/forum/t/{thread}/reflect",
        data={"part1": "First text", "part2": "Second text", "part3": "Third text"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403
    for text in ("First text", "Second text", "Third text"):
        assert f"{text}</textarea>" in answer.text
