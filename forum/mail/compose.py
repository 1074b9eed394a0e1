"""Writes the message that tells somebody of one or several things."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parseaddr
from functools import partial
from textwrap import indent
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import current_app
from werkzeug.urls import iri_to_uri

from ..core.state import state
from ..core.text.address import resolve
from ..core.text.line import line
from ..core.text.markup import trusted
from ..core.text.plain import plain
from ..core.web.i18n import language, t, tn
from ..core.web.urls import url

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from markupsafe import Markup
    from sqlalchemy import Row

LONGEST = 150
"""Characters of a subject or a name."""
MOST = 40
"""Things that one message tells; of more it says how many."""
ROOM = 100_000
"""Characters of posts past which the rest of a message has no text: servers refuse large ones."""
SPECIAL = str.maketrans("", "", '"<>,;:@()[]\\')
"""What would have to be quoted in a name, which not every program does rightly."""
PLAIN = {"list-id", "list-unsubscribe", "message-id", "in-reply-to", "references"}
"""Headers that programs read as they stand: never encoded, never folded."""


class Policy(EmailPolicy):
    """How a message is written out: in lines of seven bits, with addresses as they are."""

    def fold(self, name: str, value: Any) -> str:
        """Return a header as it is sent."""
        return self._plainly(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return a header as it is sent."""
        return self._plainly(name, value).encode("ascii") or super().fold_binary(name, value)

    def _plainly(self, name: str, value: Any) -> str:
        return f"{name}: {value}{self.linesep}" if name.lower() in PLAIN else ""


POLICY = Policy(cte_type="7bit")


@dataclass(frozen=True, kw_only=True)
class Told:
    """One thing as a message tells it."""

    what: str
    title: str
    address: str
    name: str = ""
    text: str = ""
    html: Markup | None = None


def in_header(text: str) -> str:
    """Return *text* as one line that a header can hold, and that says there just what it says.

    An encoded word (RFC 2047) would be decoded as it is written, with line ends and all.
    """
    return line(text, longest=LONGEST).replace("=?", "= ?")


def called(name: str) -> str:
    """Return *name* as the name before an address."""
    return in_header(name.translate(SPECIAL))


def sender() -> Address:
    """Return who the mail of this forum is from."""
    name, address = parseaddr(state().config.mail_from or "")
    return Address(called(name), addr_spec=address)


def write(rows: Sequence[Row[Any]], *, to: Address, stop: str, at: datetime) -> EmailMessage:
    """Return the message about *rows*, in the language of this context; *stop* ends all mail."""
    told, last = _all_told(rows[:MOST]), rows[-1]
    message = EmailMessage(policy=POLICY)
    message["Subject"] = _subject(rows)
    message["From"], message["To"], message["Date"] = sender(), to, at
    moment = f"{last.at:%Y%m%d%H%M%S%f}"  # a notice that is given again is another message
    message["Message-ID"] = f"<n{last.notice_id}.p{last.post_id}.{moment}@{_domain()}>"
    if len({row.thread_id for row in rows}) == 1:
        message["In-Reply-To"] = message["References"] = f"<t{rows[0].thread_id}@{_domain()}>"
    message["List-Id"] = f"<{_label(rows)}{_domain()}>"
    message["List-Unsubscribe"] = f"<{iri_to_uri(stop)}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence answers it
    fx = SimpleNamespace(
        told=told,
        more=len(rows) - len(told),
        t=t,
        tn=tn,
        language=language(),
        stop=stop,
        title=state().config.title,
        for_you=url("notices.for_you"),
        wishes=url("mail.wishes"),
    )
    templates = current_app.jinja_env  # not Flask's way: the host's own context wants a request
    message.set_content(templates.get_template("forum/mail/letter.txt").render(fx=fx))
    html = templates.get_template("forum/mail/letter.html").render(fx=fx)
    message.add_alternative(html, subtype="html")
    return message


def _all_told(rows: Sequence[Row[Any]]) -> list[Told]:
    """Return *rows* as they are told, with the text of the first ones, while there is room."""
    told: list[Told] = []
    for row in rows:
        full = sum(len(one.text) for one in told) < ROOM
        told.append(_told(row, full=full and _may_go_out(row)))
    return told


def _subject(rows: Sequence[Row[Any]]) -> str:
    titles = {row.title for row in rows}
    if len(titles) == 1:
        return in_header(titles.pop())
    name = state().config.title
    return in_header(
        tn("%(n)d new thing in %(name)s", "%(n)d new things in %(name)s", len(rows), name=name)
    )


def _domain() -> str:
    return (urlsplit(state().config.url or "").hostname or "localhost").encode("idna").decode()


def _label(rows: Sequence[Row[Any]]) -> str:
    """Return what stands for the list in its id (RFC 2919): of one space its own, before ours."""
    slugs = {row.space_slug for row in rows}
    return f"{slugs.pop()}.forum." if len(slugs) == 1 else "forum."


def _may_go_out(row: Row[Any]) -> bool:
    """Whether the host lets the text of a post, and who wrote it, out by mail."""
    told = state().config.mail_text
    return told == "all" or (told == "open" and row.access == "open")


def _told(row: Row[Any], *, full: bool) -> Told:
    """Return *row* as it is told: with the text and its author where it is told in *full*."""
    address = url("threads.post", post_id=row.post_id)
    say = partial(Told, what=_what(row), title=row.title, address=address)
    if not full:
        return say()
    if row.kind == "hidden":
        return say(text=t("The reason given:") + f" {row.state_why}") if row.state_why else say()
    html = resolve(row.html, prefix=url("front.index"))
    return say(
        name=row.author_name or t("former member"),
        html=trusted(html),
        text=indent(plain(row.html), "> "),
    )


def _what(row: Row[Any]) -> str:
    if row.kind == "hidden":
        return t("Your post was hidden") if row.state == "hidden" else t("Your post can be read")
    if row.kind == "answer":
        return t("An answer to your question")
    if row.kind == "mention":
        return t("You are mentioned")
    if row.kind == "follow":
        return t("Something new in a thread you follow")
    mine = row.opener_id == row.told_id
    return t("Something new in your thread") if mine else t("A reply to what you wrote")
