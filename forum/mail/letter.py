"""Writes the message that tells somebody of one or several things."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import render_template

from ..state import state
from ..text.address import resolve
from ..text.line import line
from ..text.markup import trusted
from ..text.plain import plain
from ..web.urls import url
from ..web.words import language, t, tn

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from markupsafe import Markup
    from sqlalchemy import Row

LONGEST = 150
"""Characters of a subject or a name."""
MOST = 40
"""Things that one message tells; of more it says how many."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """One thing as a message tells it."""

    what: str
    title: str
    space: str
    address: str
    name: str = ""
    text: str = ""
    html: Markup | None = None


def in_header(text: str) -> str:
    """Return *text* as one line that a header can hold, and that says there just what it says.

    An encoded word (RFC 2047) would be decoded as it is written, with line ends and all.
    """
    return line(text, longest=LONGEST).replace("=?", "= ?")


def sender() -> Address:
    """Return who the mail of this forum is from."""
    name, address = parseaddr(state().config.mail_from or "")
    return Address(in_header(name), addr_spec=address)


def write(rows: Sequence[Row[Any]], *, to: Address, stop: str, at: datetime) -> EmailMessage:
    """Return the message about *rows*, in the language of this context; *stop* ends all mail."""
    told = [_told(row) for row in rows[:MOST]]
    message = EmailMessage()
    message["Subject"] = _subject(rows)
    message["From"], message["To"], message["Date"] = sender(), to, at
    message["Message-ID"] = f"<n{rows[-1].notice_id}.p{rows[-1].post_id}@{_domain()}>"
    if len({row.thread_id for row in rows}) == 1:
        message["In-Reply-To"] = message["References"] = f"<t{rows[0].thread_id}@{_domain()}>"
    message["List-Id"] = f"<{_label(rows)}{_domain()}>"
    message["List-Unsubscribe"] = f"<{stop}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence answers it
    fx = SimpleNamespace(
        told=told, more=len(rows) - len(told), t=t, tn=tn, language=language(), stop=stop,
        title=state().config.title, for_you=url("notices.for_you"), wishes=url("mail.wishes"),
    )  # fmt: skip
    message.set_content(render_template("forum/mail/letter.txt", fx=fx))
    message.add_alternative(render_template("forum/mail/letter.html", fx=fx), subtype="html")
    return message


def _subject(rows: Sequence[Row[Any]]) -> str:
    titles = {row.title for row in rows}
    if len(titles) == 1:
        return in_header(titles.pop())
    name = state().config.title
    return in_header(
        tn("%(n)d new thing in %(name)s", "%(n)d new things in %(name)s", len(rows), name=name)
    )


def _domain() -> str:
    return urlsplit(state().config.url or "").hostname or "localhost"


def _label(rows: Sequence[Row[Any]]) -> str:
    """Return what stands for the list in its id (RFC 2919): of one space its own, before ours."""
    slugs = {row.space_slug for row in rows}
    return f"{slugs.pop()}.forum." if len(slugs) == 1 else "forum."


def _told(row: Row[Any]) -> Told:
    """Return *row* as it is told: the text and its author only where the host lets them out."""
    say = partial(
        Told, what=_what(row), title=row.title, space=row.space_name,
        address=url("threads.post", post_id=row.post_id),
    )  # fmt: skip
    if row.kind == "hidden":
        return say(text=t("The reason given:") + f" {row.state_why}") if row.state_why else say()
    told = state().config.mail_text
    if told == "none" or (told == "open" and row.access != "open"):
        return say()
    html = resolve(row.html, prefix=url("front.index"))
    return say(
        name=row.author_name or t("former member"), text=plain(row.html), html=trusted(html)
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
