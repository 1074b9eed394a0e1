"""Moments, the outbox, and engines: ours is tuned, a host's is not."""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from forum.core.database import outbox
from forum.core.database.session import change, session
from forum.core.events import listen_once
from forum.members.models import Member

from ..support.world import World


def test_a_moment_is_stored_in_utc(world: World) -> None:
    zurich = timezone(timedelta(hours=2))
    at = datetime(2026, 10, 25, 2, 30, tzinfo=zurich)
    with world.request():
        session().add(Member(handle="a", name="A", joined_at=at))
    kept = world.scalar(select(Member.joined_at).where(Member.handle == "a"))
    assert kept == at
    assert kept.tzinfo is UTC or kept.utcoffset() == timedelta(0)


def test_a_moment_without_a_time_zone_is_refused(world: World) -> None:
    with world.app.test_request_context("/", method="POST"):
        session().add(Member(handle="a", name="A", joined_at=datetime(2026, 1, 1)))  # noqa: DTZ001
        with pytest.raises(StatementError, match="needs a time zone"):
            session().flush()
        session().rollback()


def test_only_the_rows_of_the_outbox_that_were_read_are_deleted(world: World) -> None:
    with world.request():
        outbox.record_changes(session(), kind="post", ids=[1, 2], consumer="trial")
        outbox.record_changes(session(), kind="post", ids=[], consumer="trial")
        outbox.record_changes(session(), kind="post", ids=[3], consumer="other")
    with world.request():
        read = outbox.waiting_rows(session(), consumer="trial", most=10)
        assert [(row.kind, row.object_id) for row in read] == [("post", 1), ("post", 2)]
        outbox.record_changes(session(), kind="post", ids=[4], consumer="trial")
        outbox.delete_rows(session(), [row.seq for row in read])
    with world.request():
        left = outbox.waiting_rows(session(), consumer="trial", most=10)
        assert [row.object_id for row in left] == [4]
        assert len(outbox.waiting_rows(session(), consumer="other", most=1)) == 1


def test_what_is_changed_in_a_savepoint_is_rolled_back_with_it(world: World) -> None:
    ana = world.member("Ana")
    changing = update(Member).where(Member.user_key == ana.id)
    with world.request():
        change(changing.values(name="Bea"))
        part = session().begin_nested()
        change(changing.values(name="Eva"))
        part.rollback()
        change(changing.values(organisation="Ours"))
    with world.request():
        found = session().execute(select(Member.name, Member.organisation)).one()
        assert tuple(found) == ("Bea", "Ours")


def waiting() -> list[int]:
    return [row.object_id for row in outbox.waiting_rows(session(), consumer="search", most=10)]


def test_what_is_noted_is_written_with_the_commit_and_not_without_it(
    make_site: Callable[..., World],
) -> None:
    world = make_site(drain="worker")
    with world.app.app_context():
        for id, end in ((1, session().rollback), (2, session().close), (3, session().commit)):
            with outbox.noting(session()):
                outbox.record_changes(session(), kind="post", ids=[id])
                assert waiting() == []
                end()
        session().commit()
        assert waiting() == [3]


def test_what_is_noted_and_committed_later_or_changed_by_the_commit_is_not_lost(
    make_site: Callable[..., World],
) -> None:
    """A block that ended without it, and a host that changes something when it hears of it."""
    world = make_site(drain="worker")
    with world.app.app_context():
        with outbox.noting(session()):  # and it goes on without a commit
            outbox.record_changes(session(), kind="post", ids=[1])
        session().commit()
        assert waiting() == [1]

        def change_more(_session: object) -> None:
            outbox.record_changes(session(), kind="post", ids=[3])

        event.listen(session(), "before_commit", change_more)
        with outbox.noting(session()):
            outbox.record_changes(session(), kind="post", ids=[2])
            session().commit()
        assert waiting() == [1, 2, 3]


def test_elsewhere_it_is_written_at_once_whoever_commits(make_site: Callable[..., World]) -> None:
    """A transaction that ends with a savepoint open, and one that a connection's owner commits."""
    world = make_site(drain="worker")
    with world.app.app_context():
        session().begin_nested()
        outbox.record_changes(session(), kind="post", ids=[1])
        assert waiting() == [1]
        session().get_transaction().commit()  # type: ignore[union-attr]
        session().close()
        engine = world.app.extensions["forum"].db.engine
        with engine.begin() as connection:
            own = Session(bind=connection)
            outbox.record_changes(own, kind="post", ids=[2])
            own.close()
        assert waiting() == [1, 2]


@pytest.mark.sites("sqlite", "host")
def test_our_own_engine_is_tuned_and_a_host_s_is_not(
    make_site: Callable[..., World], kind: str
) -> None:
    world = make_site()
    with world.app.app_context(), world.app.extensions["forum"].db.engine.connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("foreign_keys", "busy_timeout")
        ]
    assert found == ([1, 15_000] if kind == "sqlite" else [0, 5_000])


def test_a_new_session_factory_is_connected_even_at_the_address_of_an_old_one() -> None:
    told: list[Session] = []

    def hear(session: Session) -> None:
        told.append(session)

    gc.freeze()  # else each collection walks through all that other tests have left
    for _ in range(100):
        sessions = scoped_session(sessionmaker())
        for _ in range(2):
            listen_once(sessions, after_commit=hear)
        told.clear()
        sessions().commit()
        assert len(told) == 1
        told.clear()
        del sessions  # the next object may be created at its address in memory
        gc.collect()
