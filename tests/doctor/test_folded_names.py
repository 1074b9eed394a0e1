"""Names that a newer Python folds in another way are found and folded again."""

from __future__ import annotations

from sqlalchemy import select, update

from forum.core.database.session import session
from forum.members.models import Member
from forum.spaces.models import Space

from ..support.world import World


def test_folded_names_are_checked_and_repaired(world: World) -> None:
    world.space("Émile", by=world.member("Ömer"))
    runner = world.app.test_cli_runner()
    before = runner.invoke(args=["forum", "doctor"])
    assert before.exit_code == 0, before.output
    with world.request():
        session().execute(update(Space).values(name_folded="émile"))
        session().execute(update(Member).values(name_end=""))
    found = runner.invoke(args=["forum", "doctor"])
    assert found.exit_code == 1
    assert "2 names would not be found" in found.output
    repaired = runner.invoke(args=["forum", "doctor", "--repair"])
    assert repaired.exit_code == 0
    assert "2 names repaired." in repaired.output
    assert world.scalar(select(Space.name_folded)) == "emile"
    assert world.scalar(select(Member.name_end)) == "omer"
