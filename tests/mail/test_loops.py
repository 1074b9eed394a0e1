"""Mail about what became of what one wrote: title and link, decided anew when it is sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.answers import actions as answers
from forum.artefacts import actions as artefacts
from forum.experience import actions as experience
from forum.following import actions as following
from forum.mail.models import Mail
from forum.mail.schedule import PAUSE
from forum.members.viewer import GUEST
from forum.moderation import actions as order
from forum.notices import actions as notices
from forum.reports.actions import report_post
from forum.spaces import actions as spaces
from forum.texts.actions import compose
from forum.threads import queries as threads
from forum.threads.actions import withdraw
from forum.threads.models import Post

from ..support.world import User
from .conftest import Office

DAY = timedelta(days=1)


def text_of(office: Office, number: int = -1) -> str:
    part = office.sent[number].get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def waiting(office: Office) -> int:
    return int(office.world.scalar(select(func.count()).select_from(Mail)))


def mark(office: Office, post: int, asker: User, *, helped: bool) -> None:
    id = office.world.id(asker)
    with office.world.request():
        row = threads.post(office.world.viewer(asker), post)
        assert row is not None
        answers.mark(row, helped=helped, asker_id=id)


class Circle:
    """A closed space of Eva's with a question of Ana's that Ben has answered."""

    def __init__(self, office: Office, people: dict[str, User]) -> None:
        self.office, self.world, self.people = office, office.world, people
        ana, ben, eva = (people[name] for name in ("ana", "ben", "eva"))
        self.space = self.world.space("Circle", by=eva, access="closed", members_=(ana, ben))
        self.thread = self.world.ask(self.space, ana, "Which form?")
        self.post = self.world.write(self.thread, ben, "The zebrafinch one")
        office.round()
        office.sent.clear()

    def first(self) -> int:
        """Return the id of the question."""
        found = select(Post.id).where(Post.thread_id == self.thread, Post.number == 1)
        return int(self.world.scalar(found) or 0)

    def keep(self, text: str = "A summary") -> int:
        author = self.world.id(self.people["eva"])
        with self.world.request():
            return artefacts.create(
                space_id=self.space.id,
                kind="summary",
                title="Envelopes",
                tags=[],
                author_id=author,
                text=compose(text),
                sources=[(self.thread, self.post)],
            ).id

    def revise(self, page: int, revision: int, by: str) -> None:
        editor = self.world.id(self.people[by])
        with self.world.request():
            artefacts.revise(
                page,
                revision=revision,
                editor_id=editor,
                kind="summary",
                title="Envelopes",
                tags=[],
                text=compose(f"Version {revision}"),
            )


@pytest.fixture
def circle(office: Office, people: dict[str, User]) -> Circle:
    """A closed space with a question and an answer, of which no mail is due any more."""
    return Circle(office, people)


def test_that_an_answer_helped_is_mailed_once(office: Office, circle: Circle) -> None:
    for helped in (True, False, True, False, True):
        mark(office, circle.post, circle.people["ana"], helped=helped)
    assert office.round(PAUSE) == 1
    assert "Your answer helped:" in text_of(office)
    assert f"/forum/p/{circle.post}" in text_of(office)
    assert office.sent[0]["Subject"] == "Which form?"
    assert "zebrafinch" not in text_of(office)
    mark(office, circle.post, circle.people["ana"], helped=False)
    mark(office, circle.post, circle.people["ana"], helped=True)
    assert office.round(DAY) == 0
    assert waiting(office) == 0


def test_a_mark_taken_back_before_the_mail_is_not_mailed(office: Office, circle: Circle) -> None:
    mark(office, circle.post, circle.people["ana"], helped=True)
    mark(office, circle.post, circle.people["ana"], helped=False)
    assert office.round(PAUSE) == 0
    mark(office, circle.post, circle.people["ana"], helped=True)
    assert office.round(PAUSE) == 1


def test_a_page_is_mailed_by_its_title_and_link(office: Office, circle: Circle) -> None:
    page = circle.keep("As @ana says, zebrafinch")
    assert office.round(PAUSE) == 2
    (to_ana,), (to_ben,) = (office.to(circle.people[who]) for who in ("ana", "ben"))
    for message, what in (
        (to_ana, "Somebody mentioned you:"),
        (to_ben, "One of your posts was saved to the library:"),
    ):
        part = message.get_body(("plain",))
        assert part is not None
        told = str(part.get_content())
        assert what in told
        assert f"/forum/a/{page}" in told
        assert "zebrafinch" not in told
        assert message["Subject"] == "Envelopes"
        assert message["In-Reply-To"] is None
        assert f".a{page}." in message["Message-ID"]
    office.sent.clear()
    circle.revise(page, 1, "ben")
    circle.revise(page, 2, "ana")
    circle.revise(page, 3, "ben")
    assert office.round(PAUSE * 3) == 3  # whoever wrote a version follows the page
    (message,) = office.to(circle.people["eva"])
    part = message.get_body(("plain",))
    assert part is not None
    assert "A page you wrote was changed:" in str(part.get_content())
    assert office.round(DAY) == 0


@pytest.mark.parametrize("what", ["left", "withdrawn", "switched off", "seen", "forgotten"])
def test_what_became_of_it_is_asked_when_it_is_sent(
    office: Office, circle: Circle, what: str
) -> None:
    ben = circle.people["ben"]
    id = office.world.id(ben)
    circle.keep()
    mark(office, circle.post, circle.people["ana"], helped=True)
    assert waiting(office) == 2
    if what == "seen":
        from forum.core.database.base import now

        viewer = office.world.viewer(ben)
        with office.world.request():
            notices.mark_all_seen(viewer, to=now())
    else:
        with office.world.request():
            if what == "left":
                spaces.remove_member(circle.space.id, id)
            elif what == "withdrawn":
                withdraw.withdraw(circle.post)
            elif what == "switched off":
                notices.switch_off(id, ["helped", "kept"])
            else:
                from forum.leaving.actions import forget

                forget(ben.id)
    assert office.round(PAUSE) == 0
    assert office.sent == []
    if what != "left":  # whoever comes back to a space may read it again
        assert waiting(office) <= (1 if what == "withdrawn" else 0)


def test_a_report_is_mailed_while_it_waits(office: Office, circle: Circle) -> None:
    eva = office.world.id(circle.people["eva"])
    for settled in (True, False):
        with office.world.request():
            ana = office.world.viewer(circle.people["ana"])
            post = threads.post(ana, circle.post)
            assert post is not None
            report_post(ana, post, text="Look, a secret", for_admins=False, why="")
            if settled:
                order.leave(post, steward_id=eva, why="It is fine")
        assert office.round(PAUSE) == (0 if settled else 1)
    told = text_of(office)
    assert "Reports waiting for your decision:" in told
    assert "/forum/s/circle/reports" in told
    assert "secret" not in told
    assert "Ana" not in told


def test_a_new_thread_is_mailed_with_its_text_as_a_post_is(office: Office, circle: Circle) -> None:
    ben = office.world.id(circle.people["ben"])
    with office.world.request():
        following.follow_space(ben, circle.space.id, following=True)
    thread = office.world.ask(circle.space, circle.people["ana"], "And which ink?")
    assert office.round(PAUSE) == 1
    assert "A new thread in a space you follow:" in text_of(office)
    with office.world.request():
        first = threads.post_by_number(GUEST, thread, 1)
    assert first is not None
    assert f"/forum/p/{first.id}" in text_of(office)
    office.world.write(thread, circle.people["eva"])
    assert office.to(circle.people["ben"])[1:] == []


def test_new_kinds_join_the_digest_of_the_morning(office: Office, circle: Circle) -> None:
    office.wants(circle.people["ben"], "daily")
    mark(office, circle.post, circle.people["ana"], helped=True)
    page = circle.keep()
    circle.revise(page, 1, "ana")
    assert office.round() == 0 or office.to(circle.people["ben"]) == []
    office.round(DAY)
    (digest,) = office.to(circle.people["ben"])
    assert "2 new notices" in digest["Subject"]


def test_who_has_been_there_is_mailed_once_and_not_once_taken_back(
    office: Office, circle: Circle
) -> None:
    question, ben = circle.first(), office.world.id(circle.people["ben"])
    for _ in range(5):
        with office.world.request():
            experience.say(question, "A zebrafinch winter", member_id=ben)
            experience.take_back(question, member_id=ben)
    assert office.round(PAUSE) == 0
    with office.world.request():
        experience.say(question, "A zebrafinch winter", member_id=ben)
    assert office.round(PAUSE) == 1
    assert "Somebody has been where you are:" in text_of(office)
    assert f"/forum/p/{question}" in text_of(office)
    assert "zebrafinch" not in text_of(office)
    with office.world.request():
        experience.take_back(question, member_id=ben)
        experience.say(question, "Again", member_id=ben)
    assert office.round(DAY) == 0
    assert waiting(office) == 0


def test_mail_that_waits_says_nothing_of_a_removed_post(office: Office, circle: Circle) -> None:
    world, eva = office.world, circle.people["eva"]
    post = world.write(circle.thread, circle.people["ben"], "The goldfinch one")
    form = {"reason": "It names a client", "sure": "1"}
    assert world.client(eva).post(f"/forum/p/{post}/remove", data=form).status_code == 302
    office.round(DAY)
    mails = {str(mail["To"]): text_of(office, n) for n, mail in enumerate(office.sent)}
    assert not any("goldfinch" in text for text in mails.values())
    (told,) = (text for to, text in mails.items() if "ben@" in to)
    assert "Your post was removed" in told  # the reason stands in the closed space
    assert not any("ana@" in to for to in mails)
