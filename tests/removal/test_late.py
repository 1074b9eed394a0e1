"""Words that were taken out do not come back with a page or a comment that is sent late."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from forum.artefacts import actions
from forum.artefacts.models import Artefact
from forum.artefacts.views import edit
from forum.attempts import actions as attempts
from forum.attempts.models import Attempt
from forum.core.database.session import session
from forum.core.state import state
from forum.core.web.forms import new_key
from forum.margins import actions as writing
from forum.margins import views as margins
from forum.margins.models import Placement

from ..support.waiting import soon
from ..support.world import World
from .place import NAME, Place, places_of

KEPT = {"title": "Kept", "kind": "summary"}


def quoting(place: Place) -> str:
    """Return a text that quotes the answer."""
    return f"> [Ben](forum:/p/{place.answer}):\n>\n> She is {NAME}.\n\nMine."


def test_a_form_that_keeps_posts_may_be_older(place: Place) -> None:
    late = {**KEPT, "posts": str(place.answer), "text": quoting(place), "form_key": new_key()}
    for post in (place.answer, place.opening):
        place.remove(f"/p/{post}")
    saved = place.send(place.jon, f"/t/{place.thread}/keep", **late)
    assert saved.status_code == 422  # nothing is left to be kept
    late["posts"] = [late["posts"], str(place.world.write(place.thread, place.jon, "I do"))]
    saved = place.send(place.jon, f"/t/{place.thread}/keep", **late)
    assert saved.status_code == 302
    assert "Mine." in place.read(place.jon, saved.location.removeprefix(place.world.home)).text
    assert places_of(place.world, NAME) == []


def test_a_comment_may_be_about_words_that_are_gone(place: Place) -> None:
    quoted = place.page(quoting(place), title="Kept", tags=())
    edited = place.page(f"As {NAME} says.", title="Edited", tags=())
    place.send(place.ben, f"/a/{edited}/edit", text="As she says.", revision="1", **KEPT)
    place.send(place.ben, f"/a/{edited}/versions/1/remove")
    for post in (place.answer, place.opening):
        place.remove(f"/p/{post}")
    for page, words in ((quoted, f"She is {NAME}."), (edited, f"As {NAME}"), (edited, "she says")):
        late = {"text": "Really?", "words": words, "form_key": new_key()}
        assert place.send(place.jon, f"/a/{page}/comment", **late).status_code == 302
    assert places_of(place.world, NAME) == []
    with place.world.request():
        about = select(Placement.words).order_by(Placement.post_id)
        assert session().scalars(about).all() == ["", "", "she says"]


def about_to_be_removed(world: World) -> tuple[Place, int, Engine, threading.Thread]:
    """Return a page that quotes the answer, the engine, and the removal of that, to be started."""
    place = Place(world)
    page = place.page(quoting(place), title="Kept", tags=())
    place.remove(f"/p/{place.opening}")
    with world.app.app_context():
        engine = state().db.engine
    removal = threading.Thread(target=place.remove, args=(f"/p/{place.answer}",), daemon=True)
    return place, page, engine, removal


@pytest.mark.sites("postgres")
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_post_is_removed_while_a_page_is_saved(
    world: World, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    place, page, engine, removal = about_to_be_removed(world)

    def removing(really: Callable[..., Any]) -> Callable[..., Any]:
        def first(*given: Any, **named: Any) -> Any:
            made = really(*given, **named)
            removal.start()
            if when == "before":
                removal.join(60)
            assert soon(lambda: not removal.is_alive() or waits(engine))
            return made

        return first

    if when == "before":
        monkeypatch.setattr(edit, "compose", removing(edit.compose))
    else:
        monkeypatch.setattr(actions, "kept_sections", removing(actions.kept_sections))
    saved = place.send(
        place.jon, f"/a/{page}/edit", text=f"{quoting(place)} More.", revision="1", **KEPT
    )
    removal.join(60)
    assert saved.status_code == 302
    assert "More." in place.read(place.jon, f"/a/{page}").text
    assert places_of(world, NAME) == []


@pytest.mark.sites("postgres")
def test_a_comment_is_sent_while_its_words_are_removed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, page, engine, removal = about_to_be_removed(world)
    monkeypatch.setattr(margins, "compose", meanwhile(removal, engine, margins.compose))
    late = {"text": "Really?", "words": f"She is {NAME}.", "form_key": new_key()}
    assert place.send(place.jon, f"/a/{page}/comment", **late).status_code == 302
    removal.join(60)
    assert places_of(world, NAME) == []


@pytest.mark.sites("postgres")
def test_a_comment_is_answered_while_its_words_are_removed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, _, engine, _ = about_to_be_removed(world)
    place.remove(f"/p/{place.answer}")
    page = place.page(f"As {NAME} says.", title="Edited", tags=())
    about = {"text": "Really?", "words": f"As {NAME}", "form_key": new_key()}
    place.send(place.jon, f"/a/{page}/comment", **about)
    place.send(place.ben, f"/a/{page}/edit", text="As she says.", revision="1", **KEPT)
    removal = threading.Thread(
        target=place.send, args=(place.ben, f"/a/{page}/versions/1/remove"), daemon=True
    )
    thread = world.scalar(select(Artefact.thread_id).where(Artefact.id == page))
    begun = meanwhile(removal, engine, writing.details_in)
    monkeypatch.setattr(writing, "details_in", begun)
    world.write(thread, place.ana, "Yes", to=1)
    removal.join(60)
    assert places_of(world, NAME) == []


@pytest.mark.sites("postgres")
def test_a_result_is_corrected_while_its_words_are_removed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, _, engine, _ = about_to_be_removed(world)
    told = {"outcome": "worked", "happened": "It helped", "tried_on": "2026-01-02"}
    place.send(place.jon, f"/p/{place.answer}/tried", **told)
    result = world.scalar(select(Attempt.id))
    decided = {"state": "removed", "reason": "A client", "sure": "1"}
    removal = threading.Thread(
        target=place.send,
        args=(place.sia, f"/-/results/{result}/decide"),
        kwargs=decided,
        daemon=True,
    )
    monkeypatch.setattr(attempts, "asdict", meanwhile(removal, engine, attempts.asdict))
    told["happened"] = "Somebody helped"
    place.send(place.jon, f"/-/tried/{result}", **told)
    removal.join(60)
    assert places_of(world, "Somebody helped") == []
    assert world.scalar(select(Attempt.state)) == "removed"


def meanwhile(
    removal: threading.Thread, engine: Engine, really: Callable[..., Any]
) -> Callable[..., Any]:
    """Return *really*, before which *removal* begins, and ends or waits for a lock."""

    def first(*given: Any, **named: Any) -> Any:
        removal.start()
        assert soon(lambda: not removal.is_alive() or waits(engine))
        return really(*given, **named)

    return first


def waits(engine: Engine) -> bool:
    """Whether somebody waits for a lock."""
    asked = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    with engine.connect() as beside:
        return bool(beside.scalar(text(asked)))
