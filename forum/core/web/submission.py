"""Handles every form that creates or edits something, in the same way for every room.

A view that takes a form reads it in this order:

1. ``Submission.answer_repeated()``: a form that is sent twice (a double click, a reload) makes one
   thing, and the second request is answered like the first. Each form has a key for that.
2. The fields are read from the ``Form``; a field that is not valid adds a message.
3. If something is not valid, or a preview was asked for, the form's page is shown again (422 or
   200) with everything that was typed.
4. ``Submission.save(action, ...)`` runs the action, works out the address of the result, commits
   once and redirects there.

Each room has a subclass that names the table and the addresses. SentOther (409) is raised if the
form's key was used for another text; errors of the action are passed on.

A form that *edits* something contains the number of the revision it was made from:
``revision_of(form)``. If another one has been saved since, the two are merged (``merge_edits``);
if both have changed the same, the view answers with an ``EditPage`` that shows both texts (409),
and whose form is ``rebased``. The action raises Changed if yet another one was saved meanwhile.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Generic, ParamSpec, Protocol, TypeVar

from flask import redirect

from ..database.once import made_before
from ..database.outbox import noting
from ..database.session import commit, session
from ..errors import Invalid, SentBefore
from ..text.diff import collapsed, compare
from ..text.merge import merged_values
from .forms import Form
from .i18n import t
from .page import FormPage
from .render import render_page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from ..database.base import Base
    from ..text.diff import Change, Unchanged

T = TypeVar("T")
P = ParamSpec("P")

PARTS = ("part1", "part2", "part3", "part4")
"""The fields of a text that answers several questions, in their order."""
WORDS = tuple(f"{field}{n}" for n in range(1, 5) for field in ("heading", "hint"))
"""The fields of a set of questions: each question with its hint."""
TEXT_FIELDS = frozenset(
    {
        *("text", "title", "tags", "reason", "name", "purpose", "norms", "goal", "take"),
        *("kept", "changed", "happened", "place", "words", "phrase", "line"),
        *("about", "origin_note", "link", "link_title", "start", "replaced_by"),
        *PARTS,
        *WORDS,
    }
)
"""Fields that hold what somebody wrote, in any form: a refusal shows them again."""
TRIES = 12
"""How often an edit is merged with what was saved while it was being saved."""


class Submission(ABC, Generic[T]):
    """One request with a form that makes a thing of type *T*."""

    table: ClassVar[type[Base]]
    """The table of its things, which have an author, a form key and a form hash."""

    def __init__(self, form: Form, *, author_id: int | None) -> None:
        self.form = form
        self.author_id = author_id

    @abstractmethod
    def address_of(self, made: T) -> str:
        """Return the address of *made*."""

    @abstractmethod
    def address_of_earlier(self, id: int) -> str:
        """Return the address of the thing made earlier. Raises NotFound if it cannot be read."""

    def answer_repeated(self) -> ResponseReturnValue | None:
        """Return the answer to a form that was sent before, or None for a new one or a preview.

        Raises SentOther if the form's key was used for another text.
        """
        form = self.form
        if form.preview:
            return None
        id = made_before(
            self.table, author_id=self.author_id, form_key=form.key, form_hash=form.digest
        )
        return None if id is None else redirect(self.address_of_earlier(id))

    def save(
        self, action: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> ResponseReturnValue:
        """Run *action*, commit, and redirect to its result.

        If another request has saved the same form in the meantime, redirect to what that one made.
        """
        with noting(session()):
            try:
                made = action(*args, **kwargs)
            except SentBefore as before:
                return redirect(self.address_of_earlier(before.id))
            return commit_and_redirect(self.address_of(made))


def commit_and_redirect(address: str) -> ResponseReturnValue:
    """Commit, and redirect to *address*.

    The caller works out the address first: a commit expires the new thing, and an error after it
    would tell the author that their text was lost although it was saved.
    """
    commit()
    return redirect(address)


def revision_of(form: Form) -> int:
    """Return the number of the revision that *form* was made from. Raises Invalid without one."""
    if (number := form.number("revision")) is None:
        raise Invalid({"revision": t("Part of the form is missing")})
    return number


def rebased(form: Form, revision: int) -> Form:
    """Return *form* as if it had been made from another *revision*."""
    return Form({**form.sent, "revision": str(revision)})


def saved_before(
    form: Form, base: int, newest: int, editor_id: int, *, by: int | None
) -> dict[str, str]:
    """Return what is said to *by* whose *form*, of the revision *base*, is in the *newest* already.

    That the changes are saved, if that one is theirs: the button was pressed twice.
    """
    return {"said": "edited", "sent": form.key} if newest > base and editor_id == by else {}


def merge_edits(
    base: Mapping[str, str], theirs: Mapping[str, str], mine: Mapping[str, str], *, longest: int
) -> dict[str, str] | None:
    """Return the fields of a form as both have changed them; None if somebody has to decide.

    The text is the field "source". Two that have more than *longest* characters together are not
    merged.
    """
    merged = merged_values(base, theirs, mine, text="source")
    fits = merged is not None and len(merged["source"]) <= longest
    return merged if fits else None


class SavedRevision(Protocol):
    """A revision, as shown on the page of a conflict."""

    @property
    def number(self) -> int: ...
    @property
    def title(self) -> str | None: ...
    @property
    def tags(self) -> str | None: ...
    @property
    def source(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def editor_name(self) -> str: ...


@dataclass(kw_only=True)
class TextPage(FormPage):
    """A form with a text, its preview, and a sentence on who will read it."""

    preview: str
    """The text as it would be shown, in HTML; empty without a preview."""
    seen_by: str
    """The sentence that says who will be able to read it."""


@dataclass(kw_only=True)
class EditPage(TextPage):
    """A form for a new revision; after a conflict, with the revision saved in the meantime."""

    theirs: SavedRevision | None = None
    """The revision that somebody saved while this form was open."""
    changes: Sequence[Change | Unchanged] = ()
    """How the text in the form differs from theirs."""

    def __post_init__(self) -> None:
        """Put the conflict in the title."""
        if self.theirs is not None:
            self.title = t("This has changed in the meantime")
        super().__post_init__()


def changes_to(theirs: str, mine: str) -> Sequence[Change | Unchanged]:
    """Return how *mine* differs from *theirs*, with unchanged paragraphs collapsed."""
    return collapsed(compare(theirs, mine))


def answer_edit(page: EditPage) -> ResponseReturnValue:
    """Return *page*: 409 after a conflict, 422 if a field is not valid, else 200."""
    return render_page(page, status=200 if page.theirs is None else 409)
