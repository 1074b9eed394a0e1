"""Writes the message about one or several notices."""

from __future__ import annotations

from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parseaddr
from textwrap import indent
from types import SimpleNamespace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import current_app
from werkzeug.urls import iri_to_uri

from ...core.state import state
from ...core.text.address import resolve
from ...core.text.fold import unfolded
from ...core.text.line import line
from ...core.text.markup import trusted
from ...core.text.to_markdown import to_text
from ...core.text.tree import tree
from ...core.web.i18n import language, t, tn
from ...core.web.urls import url
from .headline import what_happened

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from markupsafe import Markup

    from ..rows import NewsRow

LONGEST = 150
"""Characters of a subject or a name."""
LONGEST_ADDRESS = 320
"""Characters of an address (RFC 3696): 64 before the @, 255 after it."""
MOST = 40
"""Notices in one message; the others are only counted."""
MOST_TEXT = 100_000
"""Characters of posts after which the other notices have no text: servers refuse large mail."""
SPECIAL = str.maketrans("", "", '"<>,;:@()[]\\')
"""Characters that must be quoted in a name, which not every program does correctly."""
WITH_TEXT = ("answer", "reply", "mention", "follow", "opened")
"""The kinds of notices whose post is in the message; of all others it has title and link."""
UNFOLDED = {"list-id", "list-unsubscribe", "message-id", "in-reply-to", "references"}
"""Headers that programs read literally: they are neither encoded nor folded."""


class Policy(EmailPolicy):
    """How a message is written out: in seven-bit lines, with some headers left literal."""

    def fold(self, name: str, value: str) -> str:
        """Return a header as it is sent."""
        return self._literal(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return a header as it is sent."""
        return self._literal(name, value).encode("ascii") or super().fold_binary(name, value)

    def _literal(self, name: str, value: str) -> str:
        return f"{name}: {value}{self.linesep}" if name.lower() in UNFOLDED else ""


POLICY = Policy(cte_type="7bit")


@dataclass(frozen=True, kw_only=True)
class Item:
    """One notice as a message prints it."""

    what: str
    title: str
    address: str
    name: str = ""
    text: str = ""
    html: Markup | None = None


def header_text(text: str) -> str:
    """Return *text* as one line for a header.

    Encoded words in it (RFC 2047) are broken up: they would be decoded, line ends and all.
    """
    return line(text, longest=LONGEST).replace("=?", "= ?")


def display_name(name: str) -> str:
    """Return *name* as it may stand before an address."""
    return header_text(name.translate(SPECIAL))


def address_of(name: str, email: str) -> Address | None:
    """Return a mail address with its domain in ASCII, as servers want it; None if it is not one."""
    if len(email) > LONGEST_ADDRESS:
        return None
    box, _, domain = email.rpartition("@")
    try:
        ascii_email = f"{box}@{domain.encode('idna').decode()}"
        address = Address(display_name(name), addr_spec=ascii_email)
    except (ValueError, IndexError, MessageError):  # Address raises any of them
        return None
    return address if address.addr_spec.isascii() and address.domain else None


def sender() -> Address:
    """Return the address that the forum's mail is from."""
    name, address = parseaddr(state().config.mail_from or "")
    return Address(display_name(name), addr_spec=address)


def write(rows: Sequence[NewsRow], *, to: Address, stop: str, at: datetime) -> EmailMessage:
    """Return the message about *rows*, in the language of this context.

    *stop* is the address that stops all mail. At most ``MOST`` rows are printed.
    """
    message = EmailMessage(policy=POLICY)
    message["Subject"] = _subject(rows)
    message["From"], message["To"], message["Date"] = sender(), to, at
    _add_ids(message, rows)
    message["List-Unsubscribe"] = f"<{iri_to_uri(stop)}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: stops out-of-office replies
    items = _items(rows[:MOST])
    fx = SimpleNamespace(
        items=items,
        more=len(rows) - len(items),
        t=t,
        tn=tn,
        language=language(),
        stop=stop,
        title=state().config.title,
        for_you=url("notices.for_you"),
        preferences=url("mail.preferences"),
    )
    templates = current_app.jinja_env  # not render_template: the host's context needs a request
    message.set_content(templates.get_template("forum/mail/message.txt").render(fx=fx))
    html = templates.get_template("forum/mail/message.html").render(fx=fx)
    message.add_alternative(html, subtype="html")
    return message


def _add_ids(message: EmailMessage, rows: Sequence[NewsRow]) -> None:
    """Add the ids by which mail programs recognise the message, its thread and its list."""
    last, domain = rows[-1], _domain()
    moment = f"{last.at:%Y%m%d%H%M%S%f}"  # a notice that is queued again is another message
    thing = f"p{last.post_id}" if last.post_id else f"a{last.artefact_id or 0}"
    message["Message-ID"] = f"<n{last.notice_id}.{thing}.{moment}@{domain}>"
    if rows[0].thread_id and len({row.thread_id for row in rows}) == 1:
        message["In-Reply-To"] = message["References"] = f"<t{rows[0].thread_id}@{domain}>"
    message["List-Id"] = f"<{_list_label(rows)}{domain}>"


def _items(rows: Sequence[NewsRow]) -> list[Item]:
    """Return *rows* as items, with the text of the first ones until ``MOST_TEXT`` is reached."""
    items: list[Item] = []
    for row in rows:
        has_room = sum(len(item.text) for item in items) < MOST_TEXT
        items.append(_item(row, with_text=has_room and state().config.mails_text(row.access)))
    return items


def _subject(rows: Sequence[NewsRow]) -> str:
    titles = {row.title for row in rows}
    if len(titles) == 1:
        return header_text(titles.pop())
    name = state().config.title
    return header_text(
        tn("%(n)d new notice in %(name)s", "%(n)d new notices in %(name)s", len(rows), name=name)
    )


def _domain() -> str:
    return (urlsplit(state().config.url or "").hostname or "localhost").encode("idna").decode()


def _list_label(rows: Sequence[NewsRow]) -> str:
    """Return the first part of the list's id (RFC 2919): the space's slug if there is only one."""
    slugs = {row.space_slug for row in rows}
    return f"{slugs.pop()}.forum." if len(slugs) == 1 else "forum."


def _item(row: NewsRow, *, with_text: bool) -> Item:
    """Return *row* as an item, with the text and its author if *with_text*."""
    what, address = what_happened(row), _address(row)
    title = row.title or t("A page of the library")
    if with_text and row.kind == "hidden" and row.state_why:
        reason = t("Reason:") + f" {row.state_why}"
        return Item(what=what, title=title, address=address, text=reason)
    if with_text and row.said:
        name = row.author_name or t("former member")
        return Item(what=what, title=title, address=address, name=name, text=f"> {row.said}")
    if not with_text or not row.post_id or row.kind not in WITH_TEXT:
        return Item(what=what, title=title, address=address)
    html = unfolded(row.html)
    return Item(
        what=what,
        title=title,
        address=address,
        name=row.author_name or t("former member"),
        html=trusted(resolve(html, prefix=url("front.index"), styled=False)),
        text=indent(to_text(tree(html)), "> ", lambda _: True),
    )


def _address(row: NewsRow) -> str:
    """Return the address of what a notice is about."""
    if row.post_id:
        return url("threads.post", post_id=row.post_id)
    if row.artefact_id:
        return url("artefacts.show", artefact_id=row.artefact_id)
    if row.thread_id:
        return url("threads.show", thread_id=row.thread_id)
    return url("moderation.reports", slug=row.space_slug)
