"""One way from a form to a thing, for every room.

A view that takes a form reads it in this order:

1. ``Submission.answer_repeated()``: a form that is sent twice (a double click, a reload) makes one
   thing, and the second sending is answered like the first. Each form carries a key for that.
2. The fields are read from the ``Form``; each notes what is wrong with it.
3. Where something is wrong, or the preview was asked for, the form's page is shown again (422 or
   200) with everything that was typed.
4. ``Submission.save(action, ...)`` runs the action, works out the address of what it made, commits
   once and redirects there.

A room makes a subclass that says which table its forms fill and where a thing is found. Raised on
the way: SentOther (409) where the form's key was used for another text, whatever the action raises.

A form that *changes* something carries the number of the revision it was made from:
``revision_of(form)``. The action raises Changed where somebody saved another one since; the view
then answers with an ``EditPage`` that shows both texts (409), and whose form is ``rebased``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Generic, ParamSpec, Protocol, TypeVar

from flask import redirect

from ..database.once import made_before
from ..database.session import commit
from ..errors import Invalid, SentBefore
from ..text.diff import collapsed, compare
from .forms import Form
from .i18n import t
from .page import FormPage
from .render import render_page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from ..database.base import Base
    from ..text.diff import Change, Unchanged

T = TypeVar("T")
P = ParamSpec("P")

PROMPTS = ("happened", "sowhat", "nowwhat")
"""The fields of a reflection; the first must be filled in."""
TEXT_FIELDS = frozenset(
    {"text", "title", "tags", "note", "reason", "name", "purpose", "norms", *PROMPTS}
)
"""Fields that hold what somebody wrote, in any form: a refusal shows them again."""


class Submission(ABC, Generic[T]):
    """One sending of a form that makes a thing of type *T*."""

    table: ClassVar[type[Base]]
    """Where its things are saved: a table with an author, a form key and a form hash."""

    def __init__(self, form: Form, *, author_id: int | None) -> None:
        self.form = form
        self.author_id = author_id

    @abstractmethod
    def address_of(self, made: T) -> str:
        """Return the address of what was just made."""

    @abstractmethod
    def address_of_earlier(self, id: int) -> str:
        """Return the address of what an earlier sending made; NotFound where it is unreadable."""

    def answer_repeated(self) -> ResponseReturnValue | None:
        """Return the answer to a form that was sent before, or None for a new one or a preview.

        Raises SentOther where the form's key was used for another text.
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
        """Run *action*, commit, and redirect to what it made.

        Where the same form was saved in the meantime by another request, redirect to that.
        """
        try:
            made = action(*args, **kwargs)
        except SentBefore as before:
            return redirect(self.address_of_earlier(before.id))
        return commit_and_redirect(self.address_of(made))


def commit_and_redirect(address: str) -> ResponseReturnValue:
    """Commit, and redirect to *address*.

    The address is worked out first: a commit expires what was made, and an error after it would
    tell somebody that their text was lost when it was saved.
    """
    commit()
    return redirect(address)


def revision_of(form: Form) -> int:
    """Return the number of the revision that *form* was made from; Invalid without one."""
    if not form["revision"].isdecimal():
        raise Invalid({"revision": t("Part of the form is missing")})
    return int(form["revision"][:9])


def rebased(form: Form, revision: int) -> Form:
    """Return what was sent in *form* as a form made from another *revision*."""
    return Form({**form.sent, "revision": str(revision)})


class SavedRevision(Protocol):
    """A revision as the page of a conflict shows it."""

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
    """A form for a new revision; after a conflict, with what was saved in the meantime."""

    theirs: SavedRevision | None = None
    """The revision that somebody saved while this form was open."""
    changes: Sequence[Change | Unchanged] = ()
    """How the text in the form differs from theirs."""

    def __post_init__(self) -> None:
        """Say first that there is a conflict."""
        if self.theirs is not None:
            self.title = t("This has changed in the meantime")
        super().__post_init__()


def changes_to(theirs: str, mine: str) -> Sequence[Change | Unchanged]:
    """Return how *mine* differs from *theirs*, unchanged paragraphs folded together."""
    return collapsed(compare(theirs, mine))


def answer_edit(page: EditPage) -> ResponseReturnValue:
    """Return *page*: 409 after a conflict, 422 where a field is wrong, else 200."""
    return render_page(page, status=200 if page.theirs is None else 409)
