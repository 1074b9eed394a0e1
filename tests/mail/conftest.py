"""Sites that send mail: to a list, or to a real server on this machine."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from forum.core.database.base import now
from forum.mail.actions import preferences
from forum.mail.delivery import send_due

from ..support.world import User, World

SETTINGS: dict[str, Any] = {
    "mail_from": "Forum <forum@intranet.example>",
    "url": "https://intranet.example/forum",
}


@dataclass
class Office:
    """A site that sends mail, and what it has sent."""

    world: World
    sent: list[EmailMessage] = field(default_factory=list)

    def round(self, later: timedelta = timedelta(), *, at: datetime | None = None) -> int:
        """Send what is due now, or *later*."""
        with self.world.app.app_context():
            return send_due(at or now() + later)

    def to(self, user: User) -> list[EmailMessage]:
        """Return what was sent to *user*, oldest first."""
        return [message for message in self.sent if str(user.email) in message["To"]]

    def wants(self, user: User, pace: str, **spaces: str) -> None:
        """Let *user* want mail at a *pace*, but about spaces by their ids ("s1") at others."""
        member_id = self.world.id(user)
        with self.world.request():
            preferences.save_preferences(
                member_id, pace, spaces={int(k[1:]): v for k, v in spaces.items()}
            )


@pytest.fixture
def make_office(make_site: Callable[..., World]) -> Callable[..., Office]:
    """A function that makes a site that sends mail, by default to a list."""

    def make(**settings: Any) -> Office:
        sent: list[EmailMessage] = []
        found: list[World] = []
        world = make_site(
            **{
                **SETTINGS,
                "mail": sent.append,
                "load": lambda id: found[0].site.people.get(id),
                **settings,
            }
        )
        found.append(world)
        return Office(world, sent)

    return make


@pytest.fixture
def office(make_office: Callable[..., Office]) -> Office:
    """A site that sends its mail to a list."""
    return make_office()


@pytest.fixture
def people(office: Office) -> dict[str, User]:
    """Three members with addresses: ana, ben and eva."""
    return everybody(office.world)


def everybody(world: World) -> dict[str, User]:
    """Return three members with addresses."""
    return {
        name.lower(): world.member(name, email=f"{name.lower()}@intranet.example")
        for name in ("Ana", "Ben", "Eva")
    }


class Postbox:
    """What a mail server does with what it is given; changed by a test as it goes."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.recipient, self.data = "250 OK", "250 OK"
        self.before_answer: Callable[[Any], None] = lambda _server: None
        self.hang = 0.0

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if self.recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.data.startswith("250"):
            made = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(made, EmailMessage)
            self.taken.append(made)
        self.before_answer(server)
        await asyncio.sleep(self.hang)
        return self.data


@pytest.fixture
def postbox() -> Iterator[Any]:
    """A real server on a port of its own; ``address`` is for ``mail=``."""
    box: Any = Postbox()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    box.address = f"smtp://127.0.0.1:{port}"
    yield box
    controller.stop()
