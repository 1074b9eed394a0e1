"""A steward hides and removes the words of a result, and of somebody who has been there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from forum.attempts.actions import correct
from forum.attempts.models import Attempt
from forum.attempts.rows import Told
from forum.core.database.session import session
from forum.core.errors import Changed
from forum.experience.actions import say
from forum.experience.models import BeenThere
from forum.moderation.models import LogEntry
from forum.threads.models import Post

from .place import NAME, Place, places_of


def told(place: Place) -> tuple[str, str]:
    """Let Jon tell of the answer and of the question, with her name; return where it is decided."""
    result = {"outcome": "worked", "happened": f"{NAME} helped", "tried_on": "2026-01-02"}
    assert place.send(place.jon, f"/p/{place.answer}/tried", **result).status_code == 302
    line = {"line": f"With {NAME} in 2019"}
    assert place.send(place.jon, f"/p/{place.opening}/been-there", **line).status_code == 302
    attempt = place.world.scalar(select(Attempt.id))
    there = place.world.scalar(select(BeenThere.id))
    return f"/-/results/{attempt}/decide", f"/-/lines/{there}/decide"


def decide(place: Place, address: str, state: str, user: Any = None, **more: str) -> Any:
    """Decide about words."""
    data = {"state": state, "reason": "A client", "sure": "1", **more}
    return place.send(user or place.sia, address, **data)


def test_words_are_hidden_and_shown_again_and_the_result_counts(place: Place) -> None:
    result, line = told(place)
    listed = place.read(place.sia, f"/p/{place.answer}/said").text
    assert f"{NAME} helped" in listed
    assert "Result: worked" in listed
    assert "What happened:" in listed
    assert result in listed
    there = place.read(place.sia, f"/p/{place.opening}/said").text
    assert line in there
    assert "I have been there" in there
    assert "Result: worked" in place.read(place.sia, result).text
    for address in (result, line):
        assert decide(place, address, "hidden").status_code == 302
    thread = f"/t/{place.thread}"
    for user in (place.ana, place.sia, place.ben):
        page = place.read(user, thread).text
        assert f"{NAME} helped" not in page
        assert f"With {NAME}" not in page
        assert "The people who look after this space have hidden these words." in page
        assert f"{NAME} helped" not in place.read(user, "/-/for-you").text
        assert f"With {NAME}" not in place.read(user, "/-/for-you").text
    own = place.read(place.jon, thread).text
    assert f"{NAME} helped" in own
    counted = select(Post.tried).where(Post.id == place.answer)
    there = select(Post.been_there).where(Post.id == place.opening)
    assert (place.world.scalar(counted), place.world.scalar(there)) == (1, 0)
    for address in (result, line):
        assert decide(place, address, "shown").status_code == 302
    page = place.read(place.ana, thread).text
    assert f"{NAME} helped" in page
    assert f"With {NAME} in 2019" in page
    assert place.world.scalar(there) == 1


def test_words_are_removed_for_good(place: Place) -> None:
    result, line = told(place)
    place.remove(f"/p/{place.answer}", reason="First")
    assert place.read(place.sia, result).status_code == 404  # its post is gone, and it with it
    place.world.write(place.thread, place.ben, "Another answer")
    assert decide(place, line, "removed").status_code == 302
    assert places_of(place.world, f"With {NAME}") == []
    with place.world.request():
        acts = session().scalars(select(LogEntry.act)).all()
    assert "remove_line" in acts
    assert decide(place, line, "shown").status_code == 404


def test_a_removed_result_has_no_words_and_may_be_told_anew(place: Place) -> None:
    result, _ = told(place)
    assert decide(place, result, "removed").status_code == 302
    assert places_of(place.world, f"{NAME} helped") == []
    page = place.read(place.jon, f"/t/{place.thread}").text
    assert "The people who look after this space have removed these words." in page
    id = place.world.scalar(select(Attempt.id))
    assert 'name="after_removal" value="1"' in place.read(place.jon, f"/-/tried/{id}").text
    again = {"outcome": "worked", "happened": "Somebody helped", "tried_on": "2026-01-02"}
    place.send(place.jon, f"/-/tried/{id}", after_removal="1", **again)
    assert decide(place, result, "shown").status_code == 422


def test_a_form_that_was_open_brings_nothing_back_unknowingly(place: Place) -> None:
    """It is shown again with what was typed; pressing once more is somebody's own choice."""
    result, line = told(place)
    id = place.world.scalar(select(Attempt.id))
    forms = {
        f"/-/tried/{id}": {
            "outcome": "worked",
            "happened": f"{NAME} came",
            "tried_on": "2026-01-02",
        },
        f"/p/{place.opening}/been-there": {"line": f"Beside {NAME}"},
    }
    for address in forms:
        assert "after_removal" not in place.read(place.jon, address).text
    for address in (result, line):
        assert decide(place, address, "removed").status_code == 302
    for address, sent in forms.items():
        answer = place.send(place.jon, address, **sent)
        assert answer.status_code == 422
        assert "removed your words while this page was open" in answer.text
        assert f"{NAME} came" in answer.text or f"Beside {NAME}" in answer.text
        assert 'name="after_removal" value="1"' in answer.text
    for words in (f"{NAME} came", f"Beside {NAME}", f"{NAME} helped", f"With {NAME}"):
        assert places_of(place.world, words) == []
    told_again = Told(outcome="worked", happened=NAME, tried_on=date(2026, 1, 2))
    with place.world.request(), pytest.raises(Changed):
        correct(id, told_again)
    jon = place.world.id(place.jon)
    with place.world.request(), pytest.raises(Changed):
        say(place.opening, NAME, member_id=jon)


@pytest.mark.parametrize("who", ["ana", "ben", "jon"])
def test_only_stewards_decide_and_not_about_their_own(place: Place, who: str) -> None:
    result, line = told(place)
    user = getattr(place, who)
    for address in (result, line):
        assert place.read(user, address).status_code == 403
        assert decide(place, address, "hidden", user).status_code == 403
    assert place.read(user, f"/p/{place.answer}/said").status_code == 403


def test_it_needs_a_reason_and_removing_is_confirmed(place: Place) -> None:
    result, _ = told(place)
    assert decide(place, result, "hidden", reason="").status_code == 422
    assert decide(place, result, "removed", sure="").status_code == 422
    assert decide(place, result, "shown").status_code == 422
