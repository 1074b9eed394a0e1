"""Hands a message to a mail server, and says what became of it."""

from __future__ import annotations

import re
import smtplib
from contextlib import contextmanager
from ssl import create_default_context
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

PATIENCE = 20
"""Seconds that a server may take for each answer."""
PORTS = {"smtp": 587, "smtps": 465}
NOBODY = (550, 551, 553)
"""What a server says of an address that is none (RFC 5321, 4.2.3)."""


class NotTaken(Exception):
    """A message was certainly not delivered; *for_good* where trying again is of no use."""

    def __init__(self, words: str, *, for_good: bool = False) -> None:
        super().__init__(words)
        self.for_good = for_good


class Unreachable(Exception):
    """No server took the call, or it did not let us in: nothing can be sent just now."""


def send(address: str, message: EmailMessage, *, sender: str, recipient: str) -> None:
    """Send *message* by the server at *address* ("smtp://user:password@mail.example:587").

    *sender* and *recipient* are bare addresses. Raises Unreachable or NotTaken where it was
    certainly not delivered; anything else that is raised leaves that open.
    """
    with _server(address) as server:
        try:
            body = message.as_bytes(policy=message.policy.clone(linesep="\r\n"))
            _said(server.mail(sender))
            _said(server.rcpt(recipient), whom=True)
        except (OSError, ValueError, smtplib.SMTPException) as fault:
            raise NotTaken(type(fault).__name__) from fault
        try:
            _said(server.data(body))
        except smtplib.SMTPDataError as fault:
            raise NotTaken(f"the server said {fault.smtp_code}") from fault


def answers(address: str) -> str:
    """Return name and port of the server at *address*, once it let us in. Raises Unreachable."""
    with _server(address):
        parts = urlsplit(address)
        return f"{parts.hostname}:{parts.port or PORTS[parts.scheme]}"


def _said(answer: tuple[int, bytes], *, whom: bool = False) -> None:
    """Raise NotTaken where the server said no.

    For good where it was asked for whom, and said that there is nobody (RFC 3463: 5.1.x); any other
    no, to a sender or a relay, is a setting that somebody mends.
    """
    code, words = answer
    if code >= 400:
        detailed = re.match(rb"\d\.\d+\.\d+", words)
        nobody = words.startswith(b"5.1.") if detailed else code in NOBODY
        raise NotTaken(f"the server said {code}", for_good=whom and nobody)


@contextmanager
def _server(address: str) -> Iterator[smtplib.SMTP]:
    """Yield a server that let us in, and take leave of it; nothing depends on the leave.

    What is not local goes encrypted wherever a name and password are sent, or the server offers it.
    """
    try:
        server = _let_in(address)
    except (OSError, ValueError, smtplib.SMTPException) as fault:
        raise Unreachable(f"{type(fault).__name__}: {fault}") from fault
    try:
        yield server
    finally:
        try:
            server.quit()
        except (OSError, smtplib.SMTPException):
            server.close()


def _let_in(address: str) -> smtplib.SMTP:
    parts = urlsplit(address)
    host, port = parts.hostname or "localhost", parts.port or PORTS[parts.scheme]
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=create_default_context())
    else:
        server = smtplib.SMTP(host, port, timeout=PATIENCE)
    try:
        server.ehlo_or_helo_if_needed()
        if parts.scheme == "smtp" and (parts.username or server.has_extn("starttls")):
            server.starttls(context=create_default_context())
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server
