"""What the host's code says about its pages: ``forum.anchor`` and ``forum.close_anchor``."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from forum import Forum
from forum.core.database.session import session
from forum.moderation.models import Report
from forum.spaces.models import Space
from forum.threads.models import Post, Thread

from .conftest import TEAM, Host

FORUM = Forum()
"""State lies in the app: any object speaks for the forum of the app at work."""


def facts(host: Host) -> Any:
    with host.world.request():
        return (
            session()
            .execute(
                select(
                    Thread.anchor_key,
                    Thread.title,
                    Thread.anchor_title,
                    Thread.anchor_url,
                    Space.audience,
                    Thread.locked_at,
                ).join(Space, Space.id == Thread.space_id)
            )
            .one()
        )


def tell(host: Host, key: str, **more: Any) -> bool:
    with host.world.app.test_request_context("/admin", method="POST"):
        done = FORUM.anchor(key, **more)
        session().commit()
        return done


def test_a_page_that_moves_or_is_renamed_is_followed_at_once(host: Host) -> None:
    ana = host.world.member("Ana")
    assert tell(host, "policy:1", title="Travel", url="/rules/1") is False
    host.write(ana, "/policy/1", "zeisig")
    assert tell(host, "policy:1", title="Travel", url="/rules/1") is True
    assert facts(host)[:4] == ("policy:1", "Travel", "Travel", "/rules/1")
    assert ">Travel</a>" in host.world.client(ana).get("/forum/-/search?q=travel").text


def test_naming_a_group_moves_the_discussion_and_leaving_it_out_does_not(host: Host) -> None:
    ana, ben = host.world.member("Ana", audiences=frozenset({TEAM})), host.world.member("Ben")
    host.write(ana, "/policy/1", "zeisig")
    with host.world.request():
        post = session().scalars(select(Post)).one()
        space = session().scalars(select(Thread.space_id)).one()
        session().add(Report(space_id=space, post_id=post.id, reporter_id=post.author_id, text="x"))
    told = {"title": "P", "url": "/policy/1"}
    tell(host, "policy:1", **told, audience=TEAM)
    assert facts(host).audience == TEAM
    with host.world.request():
        assert session().scalars(select(Report.space_id)).one() == space  # and is read there
    assert "zeisig" not in host.world.client(ben).get("/policy/1").text
    assert "/t/1-" not in host.world.client(ben).get("/forum/-/search?q=zeisig").text
    tell(host, "policy:1", **told)
    assert facts(host).audience == TEAM
    tell(host, "policy:1", **told, audience=None)
    assert facts(host).audience is None
    assert "zeisig" in host.world.client(ben).get("/policy/1").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "https://evil.example/"},
        {"title": " "},
        {"title": None},
        {"audience": ""},
        {"key": ""},
    ],
)
def test_invalid_arguments_are_refused(host: Host, wrong: dict[str, Any]) -> None:
    given = {"key": "policy:1", "title": "P", "url": "/p", **wrong}
    with pytest.raises(ValueError):
        tell(host, **given)


def test_a_deleted_page_leaves_a_locked_thread_and_a_free_key(host: Host) -> None:
    ana = host.world.member("Ana")
    host.write(ana, "/policy/1", "About the first")
    with host.world.app.test_request_context("/admin", method="POST"):
        assert FORUM.close_anchor("policy:1") is True
        assert FORUM.close_anchor("policy:1") is False
        session().commit()
    found = facts(host)
    assert found[:4] == (None, "Policy 1", "Policy 1", "")
    assert found.locked_at is not None
    page = host.world.client(ana).get("/policy/1").text
    assert "About the first" not in page
    with host.world.request():
        old = session().scalars(select(Thread.id)).one()
    shown = host.world.client(ana).get(f"/forum/t/{old}", follow_redirects=True).text
    assert "The page that this thread was about no longer exists." in shown
    assert 'href="/policy/1"' not in shown
    assert host.write(ana, "/policy/1", "About another").status_code == 302
    with host.world.request():
        assert len(session().scalars(select(Thread.id)).all()) == 2


def test_it_joins_the_host_s_transaction_or_commits_its_own(host: Host, kind: str) -> None:
    ana = host.world.member("Ana")
    host.write(ana, "/policy/1")
    with host.world.app.test_request_context("/admin", method="POST"):
        FORUM.anchor("policy:1", title="Travel", url="/policy/1")
        session().rollback()
    assert facts(host).title == ("Travel" if kind == "sqlite" else "Policy 1")
