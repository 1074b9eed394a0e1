"""Hands a message to a mail server and reports what became of it."""

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
NO_MAILBOX = (550, 551, 553)
"""Codes for an address that does not exist (RFC 5321, 4.2.3)."""


class Refused(Exception):
    """A message was certainly not delivered; *permanent* if another try is useless."""

    def __init__(self, words: str, *, permanent: bool = False) -> None:
        super().__init__(words)
        self.permanent = permanent


class Unreachable(Exception):
    """The server did not answer or did not accept our login: nothing can be sent just now."""


def send(address: str, message: EmailMessage, *, sender: str, recipient: str) -> None:
    """Send *message* through the server at *address* ("smtp://user:password@mail.example:587").

    *sender* and *recipient* are bare addresses. Raises Unreachable or Refused if the message was
    certainly not delivered; after any other exception it may have been.
    """
    with _server(address) as server:
        try:
            body = message.as_bytes(policy=message.policy.clone(linesep="\r\n"))
            _check(server.mail(sender))
            _check(server.rcpt(recipient), for_recipient=True)
        except (OSError, ValueError, smtplib.SMTPException) as fault:
            raise Refused(type(fault).__name__) from fault
        try:
            _check(server.data(body))
        except smtplib.SMTPDataError as fault:
            raise Refused(f"the server said {fault.smtp_code}") from fault


def connect_once(address: str) -> str:
    """Log in to the server at *address* and return its name and port. Raises Unreachable."""
    with _server(address):
        parts = urlsplit(address)
        return f"{parts.hostname}:{parts.port or PORTS[parts.scheme]}"


def is_permanent(fault: Exception) -> bool:
    """Whether another try is useless after *fault*, ours or that of a host's function.

    A function that sends with ``smtplib`` may let its exception through.
    """
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return all(_is_unknown(code, words) for code, words in fault.recipients.values())
    return isinstance(fault, Refused) and fault.permanent


def _check(answer: tuple[int, bytes], *, for_recipient: bool = False) -> None:
    """Raise Refused if the server's *answer* is an error; it may be permanent *for_recipient*."""
    code, words = answer
    if code >= 400:
        permanent = for_recipient and _is_unknown(code, words)
        raise Refused(f"the server said {code}", permanent=permanent)


def _is_unknown(code: int, words: bytes) -> bool:
    """Whether a server's answer says that the recipient does not exist (RFC 3463: 5.1.x).

    Any other refusal, for example of the sender or of relaying, comes from a setting that somebody
    will correct.
    """
    has_detail = re.match(rb"\d\.\d+\.\d+", words)
    return words.startswith(b"5.1.") if has_detail else code in NO_MAILBOX


@contextmanager
def _server(address: str) -> Iterator[smtplib.SMTP]:
    """Yield a server that accepted our login, and say goodbye; a failing goodbye is ignored.

    The connection is encrypted if a password is sent or the server offers encryption.
    """
    try:
        server = _connect(address)
    except (OSError, ValueError, smtplib.SMTPException) as fault:
        raise Unreachable(f"{type(fault).__name__}: {fault}") from fault
    try:
        yield server
    finally:
        try:
            server.quit()
        except (OSError, smtplib.SMTPException):
            server.close()


def _connect(address: str) -> smtplib.SMTP:
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
