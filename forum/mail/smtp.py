"""Hands a message to a mail server, and says what became of it."""

from __future__ import annotations

import smtplib
from contextlib import contextmanager
from email.policy import SMTP
from ssl import create_default_context
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

PATIENCE = 20
"""Seconds that a server may take for each answer."""
PORTS = {"smtp": 587, "smtps": 465}
AS_SENT = SMTP.clone(cte_type="7bit")
"""How a message is written out: lines of seven bits, which every server takes."""


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
    body = message.as_bytes(policy=AS_SENT)
    with _server(address) as server:
        try:
            _said(server.mail(sender), tried_again=True)
            _said(server.rcpt(recipient))
        except (OSError, smtplib.SMTPException) as fault:
            raise NotTaken(type(fault).__name__) from fault
        try:
            _said(server.data(body))
        except smtplib.SMTPDataError as fault:
            raise NotTaken(str(fault.smtp_code), for_good=fault.smtp_code >= 500) from fault


def answers(address: str) -> str:
    """Return the name and port of the server at *address*, once it let us in. Raises Unreachable.
    """
    with _server(address):
        parts = urlsplit(address)
        return f"{parts.hostname}:{parts.port or PORTS[parts.scheme]}"


def _said(answer: tuple[int, bytes], *, tried_again: bool = False) -> None:
    """Raise NotTaken where the server said no; a no to the sender is a setting to mend."""
    code = answer[0]
    if code >= 400:
        raise NotTaken(f"the server said {code}", for_good=code >= 500 and not tried_again)


@contextmanager
def _server(address: str) -> Iterator[smtplib.SMTP]:
    """Yield a server that let us in, and take leave of it; nothing depends on the leave.

    What is not local goes encrypted wherever a name and password are sent, or the server offers it.
    """
    try:
        server = _let_in(address)
    except (OSError, smtplib.SMTPException) as fault:
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
