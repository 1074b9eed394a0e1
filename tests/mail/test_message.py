"""What a message says, and its headers."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import getaddresses
from types import SimpleNamespace

import pytest

from forum.mail.presenters import message as messages

from ..support.world import User
from .conftest import Office, everybody

NASTY = [
    "Plain",
    "Grüße, 文字, 😀",
    "a\r\nBcc: eve@evil.example",
    "a\nX-Made: 1\n\nbody",
    "x\0y",
    "=?utf-8?q?=0ABcc:_eve@evil.example?=",
    "\u202eright to left",
    "w" * 150,
    '"><script>alert(1)</script>',
    "{{ 7*7 }}",
    ", <eve@evil.example>",
]


def parts(message: EmailMessage) -> tuple[str, str]:
    """Return the plain and the HTML part of *message* as it arrives."""
    arrived = message_as_sent(message)
    plain, html = arrived.get_body(("plain",)), arrived.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content(), html.get_content()


def answered(office: Office, people: dict[str, User], access: str = "open") -> EmailMessage:
    """Return the mail about an answer of Ben's."""
    world = office.world
    space = world.space(
        "Letters", by=people["eva"], access=access, members_=(people["ana"], people["ben"])
    )
    thread = world.ask(space, people["ana"], "Refusals")
    world.write(thread, people["ben"], "Use the **template**, see /t/1 & <b>more</b>.")
    assert office.round() == 1
    return office.sent[0]


def test_by_default_it_says_what_happened_and_where_and_no_more(
    office: Office, people: dict[str, User]
) -> None:
    message = answered(office, people)
    for part in parts(message):
        assert "An answer to your question" in part
        assert "Refusals" in part
        assert "https://intranet.example/forum/p/2" in part
        assert "template" not in part
        assert "Ben" not in part
    assert message["Subject"] == "Refusals"
    assert message["From"] == "Forum <forum@intranet.example>"


@pytest.mark.parametrize(
    ("mail_text", "access", "told"),
    [
        ("none", "open", False),
        ("open", "open", True),
        ("open", "closed", False),
        ("all", "open", True),
        ("all", "closed", True),
    ],
)
def test_text_and_author_go_out_only_where_the_host_lets_them(
    make_office: Callable[..., Office], mail_text: str, access: str, told: bool
) -> None:
    office = make_office(mail_text=mail_text)
    message = answered(office, everybody(office.world), access)
    plain, html = parts(message)
    assert ("Ben wrote:" in plain) is ("Ben wrote:" in html) is told
    assert ("Use the template" in plain) is told
    assert ("<strong>template</strong>" in html) is told
    assert "<b>more" not in html


def test_the_headers_that_programs_go_by(office: Office, people: dict[str, User]) -> None:
    message = answered(office, people)
    assert message["List-Id"] == "<letters.forum.intranet.example>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(
        r"<https://intranet\.example/forum/-/mail/stop/1-[\w-]{32}>", message["List-Unsubscribe"]
    )
    assert message["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<n\d+\.p2\.\d+@intranet\.example>", message["Message-ID"])
    assert message["References"] == message["In-Reply-To"] == "<t1@intranet.example>"
    assert message["Date"]
    for written in (message.as_bytes(), message.as_string().encode()):
        for name in ("List-Id", "List-Unsubscribe", "Message-ID", "References"):
            assert f"\n{name}: {message[name]}\n".encode() in written  # as it stands, in one line


def test_a_non_ascii_forum_address_is_written_in_ascii(make_office: Callable[..., Office]) -> None:
    office = make_office(url="https://börse.example/forum")
    message = answered(office, everybody(office.world))
    assert b"@xn--brse-5qa.example>" in message.as_bytes()
    assert b"https://xn--brse-5qa.example/forum/-/mail/stop/" in message.as_bytes()


@pytest.mark.parametrize("length", range(20, 80))
def test_a_name_cannot_add_a_recipient(length: int) -> None:
    for name in (f'"{"x" * length}" <eve@evil.example>,', f"{'x ' * length}, <eve@evil.example>"):
        message = EmailMessage(policy=messages.POLICY)
        message["To"] = Address(messages.display_name(name), addr_spec="ana@intranet.example")
        for how in (policy.default, policy.compat32):
            (found,) = getaddresses([str(message_from_bytes(message.as_bytes(), policy=how)["To"])])
            assert found[1] == "ana@intranet.example"


def test_the_reason_for_hiding_is_mailed_only_where_texts_are(
    make_office: Callable[..., Office],
) -> None:
    for mail_text, told in (("none", False), ("open", True)):
        office = make_office(mail_text=mail_text, instance=mail_text)
        row = SimpleNamespace(
            kind="hidden",
            access="open",
            state="hidden",
            post_id=1,
            artefact_id=None,
            title="T",
            state_why="It quotes a client.",
        )
        with office.world.app.app_context():
            (one,) = messages._items([row])  # type: ignore[list-item]
        assert ("client" in one.text) is told


def test_a_message_of_many_long_posts_stays_small(
    make_office: Callable[..., Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "MOST_TEXT", 500)
    office = make_office(mail_text="all")
    people = everybody(office.world)
    space = office.world.space("Letters", by=people["eva"])
    for n in range(5):
        thread = office.world.ask(space, people["ana"], f"Question {n}")
        office.world.write(thread, people["ben"], "word " * 60)
    assert office.round() == 1
    assert parts(office.sent[0])[0].count("Ben wrote:") == 2


@pytest.mark.sites("sqlite")
@pytest.mark.parametrize("field", ["title", "name", "space"])
@pytest.mark.parametrize("words", NASTY)
def test_names_and_texts_cannot_add_headers(
    make_office: Callable[..., Office], field: str, words: str
) -> None:
    office = make_office(mail_text="all", mail=lambda m: office.sent.append(message_as_sent(m)))
    world, people = office.world, everybody(office.world)
    space = world.space(words[:80] if field == "space" else "Letters", by=people["eva"])
    thread = world.client(people["ana"]).post(
        "/forum/-/open",
        data={
            "kind": "question",
            "space": space.slug,
            "title": words if field == "title" else "Refusals",
            "text": "How?",
            "form_key": "3e0f9f7e-1b5c-4a51-9f4c-2f6a4d0e8d11",
        },
    )
    assert thread.status_code == 302, thread.text
    if field == "name":
        people["ana"].name = words
    world.write(1, people["ben"], words)
    assert office.round() == 1
    (message,) = office.sent
    assert message["Bcc"] is None
    assert message["X-Made"] is None
    assert [a.addr_spec for a in message["To"].addresses] == ["ana@intranet.example"]
    assert "<script" not in parts(message)[1]
    assert "49" not in message["Subject"]


def message_as_sent(message: EmailMessage) -> EmailMessage:
    """Return *message* as its receiver reads it."""
    found = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_a_long_absence_gets_a_short_message(
    office: Office, people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forum.mail.presenters.message.MOST", 3)
    space = office.world.space("Letters", by=people["eva"])
    for n in range(5):
        office.world.write(office.world.ask(space, people["ana"], f"Question {n}"), people["ben"])
    assert office.round() == 1
    plain, html = parts(office.sent[0])
    assert office.sent[0]["Subject"] == "5 new notices in Forum"
    assert plain.count("An answer to your question") == 3
    assert "And 2 more notices: https://intranet.example/forum/-/for-you" in plain
    assert "And 2 more notices" in html


def quoting(office: Office, people: dict[str, User], access: str) -> EmailMessage:
    """Return the mail about an answer of Ben's that quotes a post of Eva's."""
    world = office.world
    inner = world.space(
        "Inner", by=people["eva"], access=access, members_=(people["ana"], people["ben"])
    )
    quoted = world.write(world.ask(inner, people["eva"]), people["eva"], "Wait")
    space = world.space("Letters", by=people["eva"])
    thread = world.ask(space, people["ana"], "Refusals")
    text = f"> forum:/p/{quoted}\n>\n> انتظر\n\nNo:\n\n1. ask\n2. write\n\n```\nif a:\n    *b*\n```"
    world.write(thread, people["ben"], text)
    assert office.round() >= 1
    return office.sent[-1]


def test_a_quotation_in_a_mail_says_whose_words_they_are_and_keeps_its_shape(
    make_office: Callable[..., Office],
) -> None:
    office = make_office(mail_text="all")
    plain, html = parts(quoting(office, everybody(office.world), "closed"))
    lines = (
        "> > Eva:\n> >\n> > انتظر\n>\n> No:\n>\n> 1. ask\n> 2. write\n>\n>     if a:\n>         *b*"
    )
    assert lines in re.sub(r"(?m)[ \t]+$", "", plain.replace("\r\n", "\n"))
    assert '<p dir="auto">No:</p>' in html
    assert '<ol dir="auto">' in html
    assert re.search(r'<p dir="auto" class="fx-from"><a href="[^"]*/p/\d+">Eva</a>:</p>', html)


def test_a_mail_names_nobody_from_a_space_whose_texts_are_not_mailed(
    make_office: Callable[..., Office],
) -> None:
    office = make_office(mail_text="open")
    for part in parts(quoting(office, everybody(office.world), "closed")):
        assert "Eva" not in part
        assert "another post" in part
