"""A page that holds a form says by its status and its title whether something is wrong in it."""

from __future__ import annotations

import re

import pytest

from forum.core.web.forms import Form
from forum.core.web.render import render_page
from forum.spaces.current import current_viewer
from forum.spaces.presenters.pages import NewSpacePage

from ..support.world import World


@pytest.mark.parametrize(
    ("sent", "faults", "given", "status"),
    [
        ({}, {}, 200, 200),
        ({}, {"name": "Give it a name"}, 200, 422),
        ({"preview": "1"}, {"name": "Give it a name"}, 200, 200),
        ({}, {}, 409, 409),
        ({}, {"name": "Give it a name"}, 409, 409),
        ({}, {"name": "Give it a name"}, 429, 429),
    ],
)
def test_status_and_title_say_that_a_field_is_wrong(
    world: World, sent: dict[str, str], faults: dict[str, str], given: int, status: int
) -> None:
    form = Form({"name": "", "access": "open", **sent})
    form.faults = faults
    with world.app.test_request_context(world.home + "/"):
        current_viewer()
        page = NewSpacePage(title="Create a space", form=form, groups=[])
        answer = render_page(page, status=given)
    assert isinstance(answer, tuple)
    text, answered = str(answer[0]), answer[1]
    assert answered == status
    title = re.search(r"<title>(.*?)</title>", text, re.S)
    assert title
    assert title[1].strip().startswith("Error: Create a space" if faults else "Create a space")
    assert ("Give it a name" in text) is bool(faults)


def test_the_heading_does_not_say_error(world: World) -> None:
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    answer = world.client(ana).post(f"{world.home}/t/{thread}/lock", data={"locked": "1"})
    assert answer.status_code == 422
    assert "<title>Error: Lock the thread" in answer.text
    assert re.search(r"<h1[^>]*>Lock the thread</h1>", answer.text)
