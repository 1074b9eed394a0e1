"""What would help whoever asks, who has been there, and that an answer understood, in words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ..attempts.presenters.things import About
from ..core.web.i18n import language, t, tn, translate, word
from ..core.web.page import FormPage
from ..core.web.urls import url
from ..prompts.presenters import left_out, wording_in
from ..prompts.presenters.wordings import offered
from ..spaces.current import current_spaces
from ..threads.models import WISHES
from ..threads.presenters.addresses import thread_address
from .policy import UNDERSTOOD, asks_if_understood, may_be_there, may_confirm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..core.web.forms import Form
    from ..members.viewer import Viewer
    from ..threads.rows import PostLike, SinglePostRow, ThreadRow
    from .rows import BeenThereRow

LONGEST = 200
"""The longest line about where and when, in characters."""
WISHED = {
    "ideas": word("ideas"),
    "experience": word("somebody who has been there"),
    "listen": word("somebody who just listens"),
    "hand": word("a hand"),
}
"""What would help, after "What would help:"."""
_ASKED = {
    "ideas": word("%(name)s asks for ideas, finished or not."),
    "experience": word("%(name)s asks for experience, not advice."),
    "listen": word("%(name)s asks you to listen, not to solve it."),
    "hand": word("%(name)s asks for a hand. Say what you can do, and when."),
}
_ASKED_BY_NOBODY = {
    "ideas": word("This question asks for ideas, finished or not."),
    "experience": word("This question asks for experience, not advice."),
    "listen": word("This question asks you to listen, not to solve it."),
    "hand": word("This question asks for a hand. Say what you can do, and when."),
}
"""The same where whoever asked is a former member."""
_SET = {"experience": "been-there", "listen": UNDERSTOOD}
"""The questions that fit an answer to each."""


class BeenThere(NamedTuple):
    """Somebody who has been there, as it is printed: its HTML depends on nothing else."""

    name: str
    organisation: str
    line: str
    change: str
    """Where the viewer changes it or takes it back; empty unless it is theirs."""


class Experience(NamedTuple):
    """What a post says about experience: of a question, of a reflection, or of an answer."""

    wish: str = ""
    """What would help whoever asks it, in words."""
    words: str = ""
    """How many people have been there; empty if nobody has."""
    people: tuple[BeenThere, ...] = ()
    may_say: bool = False
    """Whether the viewer may say that they have been there."""
    heard: bool = False
    """Whether the asker says that it understood them."""
    may_confirm: bool = False
    """Whether the viewer may say so."""


class AskedFor(NamedTuple):
    """What the box for an answer says back of the wish of whoever asks."""

    words: str
    """A sentence; their name goes where it has ``%(name)s``."""
    name: str
    form: str
    """The address of the form with the questions that fit it; empty if none are offered."""
    questions: str
    """The title of these questions."""


def show_people(
    viewer: Viewer, rows: Iterable[BeenThereRow], *, here: str = ""
) -> list[tuple[int, BeenThere]]:
    """Return *rows* as they are printed for *viewer*, each after the id of its post."""
    former = t("former member")
    return [
        (
            row.post_id,
            BeenThere(
                row.name or former,
                row.organisation,
                row.line,
                url("experience.there", post_id=row.post_id) if _is_own(viewer, row) else here,
            ),
        )
        for row in rows
    ]


def _is_own(viewer: Viewer, row: BeenThereRow) -> bool:
    return viewer.member_id is not None and row.member_id == viewer.member_id


def experience_in(
    viewer: Viewer, thread: ThreadRow, rows: Iterable[BeenThereRow]
) -> Callable[[PostLike], Experience | None]:
    """Return the function that says what is printed with a post of *thread*; None of most."""
    people: dict[int, tuple[BeenThere, ...]] = defaultdict(tuple)
    for post_id, one in show_people(viewer, rows):
        people[post_id] += (one,)
    wish = translate(language(), WISHED[thread.wish]) if asks(thread) else ""

    def of(post: PostLike) -> Experience | None:
        here = people.get(post.id, ())
        found = Experience(
            wish=wish if post.kind == "opening" and post.state == "shown" else "",
            words=_in_words(len(here)),
            people=here,
            may_say=may_be_there(viewer, post, thread),
            heard=post.heard and post.state == "shown" and asks_if_understood(post, thread),
            may_confirm=may_confirm(viewer, post, thread),
        )
        return found if any(found) else None

    return of


def _in_words(number: int) -> str:
    if not number:
        return ""
    return tn("%(n)d person has been there", "%(n)d people have been there", number)


def asks(thread: ThreadRow) -> bool:
    """Whether *thread* is a question that says what would help."""
    return thread.kind == "question" and thread.wish in WISHES


def asked_for(viewer: Viewer, thread: ThreadRow, *, beside_form: bool = False) -> AskedFor | None:
    """Return what the box for an answer says back; None to the asker, or without a wish.

    Questions are linked where the space offers any for an answer; not *beside_form*, which offers
    them itself and keeps what was typed.
    """
    if not asks(thread) or thread.author_id == viewer.member_id:
        return None
    to, name = language(), thread.author_name
    words = translate(to, (_ASKED if name else _ASKED_BY_NOBODY)[thread.wish])
    key, space = _SET.get(thread.wish, ""), current_spaces().get(thread.space_id)
    links = bool(key) and not beside_form and not left_out()
    found = wording_in(space, key, to) if links and offered(space, "answer") else None
    if found is None:
        return AskedFor(words, name, "", "")
    form = url("threads.reply_form", thread_id=thread.id, prompts=key)
    return AskedFor(words, name, form, found.title)


def wish_choices() -> list[tuple[str, str]]:
    """Return what would help, as the form of a question offers it."""
    return [
        ("ideas", t("Ideas")),
        ("experience", t("Somebody who has been there")),
        ("listen", t("Somebody who just listens")),
        ("hand", t("A hand")),
    ]


def wish_in(form: Form) -> str:
    """Return what *form* says would help; empty for nothing, and for what is not offered."""
    return form["wish"] if form["wish"] in WISHES else ""


@dataclass(kw_only=True)
class ThereForm(FormPage):
    """The form in which one says where and when one has been there."""

    template = "experience/there.html"
    subject: About | None
    """The question or the reflection; None if the viewer no longer reads it."""
    action: str
    """Where the form is sent."""
    line: str
    """What they have said before; empty if nothing."""
    may_say: bool
    """Whether they may save it, and not only take it back."""
    longest: int = LONGEST
    """The longest line, in characters."""
    removed: bool = False
    """Whether a steward has removed what they had said."""


def about(post: SinglePostRow, thread: ThreadRow) -> About:
    """Return *post* as the form shows it."""
    space = (thread.space_name, url("spaces.show", slug=thread.space_slug))
    trail = (space, (thread.title, thread_address(thread)))
    name = f"{post.author_name or t('former member')}, #{post.number}"
    return About(name, post.html, trail, url("threads.post", post_id=post.id))
