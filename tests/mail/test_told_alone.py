"""Mail about thanks and about questions to one person: decided anew when it is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from forum.core.database.session import session
from forum.moderation.actions.moderate import hide
from forum.notices.models import SwitchedOff
from forum.spaces import actions as spaces

from ..support.world import User
from .conftest import Office

WORDS = "Your zebrafinch saved my week."
LATER = timedelta(hours=1)


class Scene:
    """Ben has answered Ana; Eva thanks him, and asks him about the thread."""

    def __init__(self, office: Office) -> None:
        self.office, self.world = office, office.world
        names = ("Ana", "Ben", "Eva")
        self.ana, self.ben, self.eva = (
            self.world.member(name, email=f"{name.lower()}@intranet.example") for name in names
        )
        self.space = self.world.space("Letters", by=self.ana)
        self.thread = self.world.ask(self.space, self.ana, "Which form?")
        self.answer = self.world.write(self.thread, self.ben)

    def send(self, what: str, by: User | None = None, **fields: str) -> None:
        """Thank or ask Ben."""
        where = f"p/{self.answer}/thanks" if what == "thanks" else f"t/{self.thread}/ask"
        sent = {"text": WORDS, "handle": "@ben", **fields}
        browser = self.world.client(by or self.eva)
        assert browser.post(f"/forum/{where}", data=sent).status_code == 302

    def mails(self) -> list[str]:
        """Send what is due; return the texts of all that Ben has got."""
        self.office.round(LATER)
        return [
            part.get_content()
            for message in self.office.to(self.ben)
            if (part := message.get_body(("plain",))) is not None
        ]


@pytest.fixture
def scene(office: Office) -> Scene:
    """The scene, on a site whose mail has no texts."""
    return Scene(office)


HAPPENED = {
    "thanks": "Somebody thanked you for something you wrote",
    "ask": "Somebody asked you about this",
}


@pytest.mark.parametrize("what", HAPPENED)
def test_the_mail_says_that_it_happened_and_not_what(scene: Scene, what: str) -> None:
    scene.send(what)
    (mail,) = scene.mails()
    assert HAPPENED[what] in mail
    assert "Which form?" in mail
    assert "zebrafinch" not in mail
    assert "Eva" not in mail
    assert len(scene.mails()) == 1
    scene.office.round(LATER)
    for user in (scene.ana, scene.eva):
        assert not any("zebrafinch" in str(message) for message in scene.office.to(user))


@pytest.mark.parametrize("what", HAPPENED)
@pytest.mark.parametrize(("text", "access"), [("all", "closed"), ("open", "open")])
def test_the_words_are_in_it_where_the_host_lets_them_out(
    make_office: Callable[..., Office], what: str, text: str, access: str
) -> None:
    scene = Scene(make_office(mail_text=text))
    if access == "closed":
        scene.space = scene.world.space(
            "Circle", by=scene.ana, access="closed", members_=(scene.ben, scene.eva)
        )
        scene.thread = scene.world.ask(scene.space, scene.ana, "Which form?")
        scene.answer = scene.world.write(scene.thread, scene.ben)
    scene.send(what, text="<b>zebrafinch</b> & co")
    (mail,) = scene.mails()
    assert "> <b>zebrafinch</b> & co" in mail
    assert "Eva wrote:" in mail
    html = scene.office.to(scene.ben)[0].get_body(("html",))
    assert html is not None
    assert "&lt;b&gt;zebrafinch&lt;/b&gt; &amp; co" in html.get_content()


def test_only_open_spaces_let_words_out_if_the_host_says_so(
    make_office: Callable[..., Office],
) -> None:
    scene = Scene(make_office(mail_text="open"))
    circle = scene.world.space(
        "Circle", by=scene.ana, access="closed", members_=(scene.ben, scene.eva)
    )
    scene.thread = scene.world.ask(circle, scene.ana, "Between us")
    scene.send("ask")
    (mail,) = scene.mails()
    assert "zebrafinch" not in mail
    assert "Eva" not in mail


@pytest.mark.parametrize("what", HAPPENED)
def test_it_is_decided_anew_when_it_is_sent(scene: Scene, what: str) -> None:
    """(5) Decide at send time: taken back, put away."""
    scene.send(what)
    if what == "thanks":
        scene.send(what, take_back="1")
    else:
        scene.world.client(scene.ben).post("/forum/-/asked/1")
    assert scene.mails() == []


def test_switched_off_meanwhile(scene: Scene) -> None:
    ben = scene.world.id(scene.ben)
    for what in HAPPENED:
        scene.send(what)
    with scene.world.request():
        for kind in ("thanked", "asked"):
            session().add(SwitchedOff(member_id=ben, kind=kind))
    assert scene.mails() == []


def test_hidden_or_left_meanwhile(scene: Scene) -> None:
    scene.send("thanks")
    with scene.world.request():
        hide(scene.answer, why="Names")
    assert scene.mails() == []
    circle = scene.world.space(
        "Circle", by=scene.ana, access="closed", members_=(scene.ben, scene.eva)
    )
    scene.thread = scene.world.ask(circle, scene.ana, "Between us")
    scene.send("ask")
    ben = scene.world.id(scene.ben)
    with scene.world.request():
        spaces.remove_member(circle.id, ben)
    assert scene.mails() == []


def test_a_second_sentence_is_not_mailed_again(scene: Scene) -> None:
    """(5) Marks on and off: no new mail for a re-mark."""
    scene.send("thanks")
    assert len(scene.mails()) == 1
    scene.send("thanks", text="Another sentence")
    scene.send("thanks", take_back="1")
    scene.send("thanks", text="A third sentence")
    assert len(scene.mails()) == 1
    scene.send("thanks", by=scene.ana)
    scene.office.round(timedelta(days=2))
    assert len(scene.office.to(scene.ben)) == 1  # the first is unseen, so it is the same notice
