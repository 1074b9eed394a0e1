"""Mail about comments on pages of the library: decided anew when it is sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from forum.margins.last_calls import tell_due
from forum.moderation.actions.moderate import hide

from ..margins.library import TEXT, close, comment, made, posts, reply
from ..support.world import User
from .conftest import Office

WHY = "not, because of the zebrafinch"
LATER = timedelta(hours=1)


class Scene:
    """Ben has commented on a page of Ana's, which is open for comment for two days."""

    def __init__(self, office: Office, people: dict[str, User]) -> None:
        self.office, self.world = office, office.world
        self.ana, self.ben = people["ana"], people["ben"]
        space = self.world.space("Letters", by=self.ana)
        until = str(datetime.now(UTC).date() + timedelta(days=2))
        self.page = made(self.world, self.ana, space, TEXT, state="comment", until=until)
        comment(self.world, self.ben, self.page, "Is this so?")
        self.post = posts(self.world, self.page)[1]

    def mails(self, to: User, about: tuple[str, ...] = ("was closed", "Last days")) -> list[str]:
        """Send what is due; return the texts of all that a member has got *about* something."""
        self.office.round(LATER)
        texts = [
            part.get_content()
            for message in self.office.to(to)
            if (part := message.get_body(("plain",))) is not None
        ]
        return [text for text in texts if any(words in text for words in about)]


@pytest.fixture
def scene(office: Office, people: dict[str, User]) -> Scene:
    return Scene(office, people)


def test_the_author_of_a_comment_is_mailed_and_not_what_was_said(scene: Scene) -> None:
    close(scene.world, scene.ana, scene.page, scene.post, WHY)

    (mail,) = scene.mails(scene.ben)

    assert "Your comment on a page was closed" in mail
    assert "How to write" in mail
    assert "zebrafinch" not in mail
    assert scene.mails(scene.ana) == []


def test_a_mail_about_a_comment_speaks_of_the_page(scene: Scene, people: dict[str, User]) -> None:
    world, eva = scene.world, people["eva"]
    comment(world, eva, scene.page, "Or so?")
    reply(world, scene.ana, scene.page, 2, "Yes.")

    texts = {
        who.name: " ".join(scene.mails(who, ("comment", "thread", "reply")))
        for who in (scene.ana, scene.ben, eva)
    }

    assert "A new comment on your page" in texts["Ana"]
    assert "A new comment on a page you commented on" in texts["Ben"]
    assert "A reply to your post" in texts["Eva"]
    assert "your thread" not in " ".join(texts.values())


@pytest.mark.parametrize("how", ["opened", "hidden", "seen"])
def test_what_is_no_longer_so_is_not_mailed(scene: Scene, how: str) -> None:
    close(scene.world, scene.ana, scene.page, scene.post, WHY)
    if how == "opened":
        address = f"/forum/a/{scene.page}/comments/{scene.post}/open"
        assert scene.world.client(scene.ana).post(address).status_code == 302
    elif how == "hidden":
        with scene.world.request():
            hide(scene.post, why="rude")
    else:
        scene.world.client(scene.ben).get(f"/forum/a/{scene.page}", follow_redirects=True)

    assert scene.mails(scene.ben) == []


def test_whoever_follows_a_page_is_mailed_that_comments_close(scene: Scene) -> None:
    with scene.world.app.app_context():
        assert tell_due() == 1

    (mail,) = scene.mails(scene.ana)

    assert "Last days to comment on a page you follow" in mail
    assert scene.mails(scene.ben) == []
