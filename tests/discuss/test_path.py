"""A page of the host that is a step of a path shows where in the path one is."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from forum.artefacts import actions as artefacts
from forum.core.database.session import session
from forum.spaces.models import Space
from forum.texts.actions import compose

from .conftest import Host

pytestmark = pytest.mark.sites("sqlite", "postgres")


def test_a_page_of_the_host_shows_its_step(host: Host) -> None:
    world, text = (
        host.world,
        "- [Ours](http://localhost/policy/1#two)\n- [Away](https://x.example/)",
    )
    ana = world.member("Ana")
    author = world.id(ana)
    with world.request():
        path = artefacts.create(
            space_id=session().scalar(select(Space.id)) or 0,
            kind="path",
            title="How we decide",
            tags=(),
            author_id=author,
            text=compose(text),
        ).id
    client = world.client(ana)
    page = client.get(f"{world.home}/a/{path}", follow_redirects=True).text
    assert f'href="http://localhost/policy/1?path={path}-1#two"' in page
    assert 'href="https://x.example/"' in page
    assert "Step 1 of 2" not in client.get("/policy/1").text
    assert "Step 1 of 2" not in client.get(f"/policy/2?path={path}-1").text
    shown = client.get(f"/policy/1?path={path}-1").text
    assert "Step 1 of 2" in shown
    action = re.search(r'action="([^"]*/step)"', shown)
    assert action
    sent = {"step": "http://localhost/policy/1#two", "done": "1"}
    client.post(action[1], data=sent)
    assert "Mark as not done" in client.get(f"/policy/1?path={path}-1").text
