"""The pages of this room as their templates read them, one class per page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from ...core.web.page import Page
from ...core.web.submission import TextPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from ...attempts.presenters import Tried
    from ...core.web.forms import Form
    from ...core.web.paging import Pages
    from ...experience.presenters import AskedFor
    from ...first_takes.presenters import OnPage
    from ...lists.presenters.similar import SimilarThread
    from ...prompts.presenters import PromptBox
    from ...spaces.presenters.choice import SpaceChoice
    from ...spaces.presenters.norms import Norms
    from ...spaces.presenters.pages import ArtefactCard
    from ..rows import PostRow, SinglePostRow, ThreadRow
    from .posts import PostView, PrintedBranch
    from .standing import Step


class AnswerFields(NamedTuple):
    """The values that the fields of the form under a thread are printed from."""

    thread_id: int
    kind: str
    space_slug: str
    sealed: bool
    """Whether the viewer writes theirs before they read."""
    seen_by: str
    """The sentence that says who will be able to read it."""


class AnswerForm(NamedTuple):
    """The form under a thread."""

    form: Form
    """An empty form with a new key, which is why it is not part of the fragment."""
    html: Markup
    """Its fields, buttons and tools, printed."""
    norms: Norms | None
    """How people talk in the space, if the viewer has not written there yet."""


@dataclass(kw_only=True)
class ThreadPage(Page):
    """A page of a thread: its head, the opening, and up to twenty branches."""

    template: ClassVar[str] = "threads/show.html"
    thread: ThreadRow
    pages: Pages
    heading: str
    """The heading of the posts after the opening: how many, or which."""
    opening: PrintedBranch | None
    """The first post; None on the later pages."""
    beginning: PostView | None
    """The first post as the later pages repeat it; None on the first page."""
    posts: Sequence[PrintedBranch]
    """The other posts of this page, printed."""
    new: int
    """How many posts of the thread the viewer has not read; 0 if they never opened it."""
    first_new: int
    """The number of the first new post on this page, or 0."""
    newest_address: str
    """The address of the first new post, or empty."""
    steps: Sequence[Step]
    """Where a question stands; empty for any other thread."""
    following: bool
    """Whether the viewer follows the thread."""
    artefacts: Sequence[ArtefactCard]
    """The artefacts made from the thread."""
    until: str = ""
    """Until when one may comment on its page, or could; empty of any other thread."""
    asks_to_keep: bool = False
    """Whether the viewer is asked to keep what they learned: on the last page of a quiet thread."""
    may_write: bool
    """Whether the viewer may write in the thread."""
    answer_form: AnswerForm | None
    """The form for an answer, or None if the viewer may not answer."""
    asked_for: AskedFor | None
    """What the asker says would help; None if they have not said."""
    acts: frozenset[str]
    """The steward's acts that the viewer may use: pin, lock, move."""
    first_takes: OnPage
    """The sentences about first takes."""
    tried: Tried | None
    """What was told of the host's page that it is about; None if it is about none."""


@dataclass(kw_only=True)
class BranchPage(Page):
    """An answer with all its replies."""

    template: ClassVar[str] = "threads/branch.html"
    thread: ThreadRow
    posts: Sequence[PrintedBranch]
    """The answer with its replies, printed."""


@dataclass(kw_only=True)
class OpenPage(TextPage):
    """The form for a question or a discussion."""

    template: ClassVar[str] = "threads/open.html"
    tab: str = "forum"
    kind: str
    """"question" or "discussion"."""
    spaces: Sequence[SpaceChoice]
    """The spaces in which the viewer may open a thread."""
    norms: Norms | None
    """How people talk in the chosen space, if the viewer has not written there yet."""
    similar: Sequence[SimilarThread]
    """Threads with a title like this one."""
    prompts: PromptBox
    """The questions that the form asks, and the sets to choose from."""
    wishes: Sequence[tuple[str, str]]
    """What may help whoever asks, each with its words; empty for a discussion."""
    may_seal: bool
    """Whether it can ask for first takes."""
    take_preview: str
    """The author's own first take as it would be shown, in HTML; empty without a preview."""


@dataclass(kw_only=True)
class ReplyPage(TextPage):
    """The form for an answer, a reply, or a post in a discussion."""

    template: ClassVar[str] = "threads/reply.html"
    thread: ThreadRow
    to: PostRow | None
    """The post that is replied to; None for an answer to the thread."""
    norms: Norms | None
    """How people talk in the space, if the viewer has not written there yet."""
    asked_for: AskedFor | None
    """What the asker says would help; None if they have not said, and for a reply to an answer."""
    prompts: PromptBox
    """The questions that the form asks, and the sets to choose from."""


@dataclass(kw_only=True)
class WithdrawPage(Page):
    """Asks the author of a post whether to withdraw it."""

    template: ClassVar[str] = "threads/withdraw.html"
    thread: ThreadRow
    post: SinglePostRow
    whole_thread: bool
    """Whether the whole thread is withdrawn, because nobody else has written in it."""
