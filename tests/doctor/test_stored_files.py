"""Files whose bytes are missing are named; those on no text that is there are deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from forum.core.database.session import session
from forum.core.storage import storage
from forum.files.models import Blob, File

from ..support.uploads import picture, put_up

if TYPE_CHECKING:
    from click.testing import Result

    from ..support.world import World

pytestmark = pytest.mark.sites("sqlite", "postgres")


def doctor(world: World, *options: str) -> Result:
    """Run the command."""
    return world.app.test_cli_runner().invoke(args=["forum", "doctor", *options])


def test_missing_bytes_and_lost_files_are_found(world: World) -> None:
    ana = world.member("Ana")
    made = put_up(world, ana, picture(), "a.jpg").json
    world.ask(world.space("Letters", by=ana), ana, text=made["text"])
    assert doctor(world).exit_code == 0
    with world.app.app_context():
        stored_as = session().scalar(select(Blob.stored_as))
        storage().delete(f"{stored_as}-320")
    said = doctor(world)
    assert said.exit_code == 1
    assert f"{stored_as}-320 is missing in the storage." in said.output
    with world.request():
        session().execute(update(File).values(place_id=990))
    assert "1 file on a text that is not there." in doctor(world).output
    assert "1 file deleted." in doctor(world, "--repair").output
    assert world.scalar(select(File.id)) is None
    assert doctor(world).exit_code == 0
