"""Artefacts, their revisions, and the posts they were made from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base, OneOf, now
from ..prompts.models import WrittenWithPrompts
from ..threads.models import BLANK, REDACTED_BY
from .details import STATES

KINDS = ("summary", "document", "template", "recording", "story", "link", "path")
"""The kinds of artefacts; ``presenters.labels`` has their names."""
VISIBILITIES = ("shown", "hidden", *BLANK)
"""A steward hides a page and shows it again, or removes it; whoever made it withdraws it."""


class Artefact(Base, kw_only=True):
    """A page in the library of a space."""

    __tablename__ = "forum_artefact"
    __table_args__ = (
        UniqueConstraint("author_id", "form_key"),
        Index(None, "space_id", "revised_at", "id"),
        Index(None, "revised_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    space_id: Mapped[int] = mapped_column(ForeignKey("forum_space.id"))
    kind: Mapped[str] = mapped_column(OneOf(*KINDS))
    title: Mapped[str] = mapped_column(Text)
    slug: Mapped[str] = mapped_column(Text)
    tags: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text)
    render_version: Mapped[int]
    """The ``RENDER_VERSION`` that ``html`` was rendered with."""
    author_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"))
    made_at: Mapped[datetime] = mapped_column(default_factory=now)
    revised_at: Mapped[datetime] = mapped_column(default_factory=now)
    revision: Mapped[int] = mapped_column(default=1)
    # The next four count what was tried; they are set from the rows (attempts/actions).
    tried: Mapped[int] = mapped_column(default=0)
    worked: Mapped[int] = mapped_column(default=0)
    partly: Mapped[int] = mapped_column(default=0)
    organisations: Mapped[int] = mapped_column(default=0)
    thread_id: Mapped[int | None] = mapped_column(
        ForeignKey("forum_thread.id"), unique=True, default=None
    )
    """The thread of its comments; None as long as there are none."""
    details: Mapped[str] = mapped_column(Text, default="{}")
    """What is said of it, as JSON (``details.as_stored``). The next three repeat some of it."""
    state: Mapped[str] = mapped_column(OneOf(*STATES), default="draft")
    language: Mapped[str] = mapped_column(Text, default="")
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("forum_artefact.id"), default=None)
    visibility: Mapped[str] = mapped_column(
        OneOf(*VISIBILITIES), default="shown", server_default="shown"
    )
    visibility_why: Mapped[str] = mapped_column(Text, default="", server_default="")
    """The reason for which it was hidden or removed, for whoever made it."""
    form_key: Mapped[str | None] = mapped_column(Text, default=None)
    form_hash: Mapped[str | None] = mapped_column(Text, default=None)


class ArtefactRevision(WrittenWithPrompts, Base, kw_only=True):
    """One saved state of an artefact."""

    __tablename__ = "forum_artefact_revision"
    __table_args__ = (Index(None, "editor_id", "artefact_id"),)

    artefact_id: Mapped[int] = mapped_column(ForeignKey("forum_artefact.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(OneOf(*KINDS))
    title: Mapped[str] = mapped_column(Text)
    tags: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text)
    editor_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(default_factory=now)
    details: Mapped[str] = mapped_column(Text, default="{}")
    """What was said of it, as JSON."""
    sections: Mapped[str | None] = mapped_column(Text, default=None)
    """The id and the level of each heading, as JSON; None for one saved before there were any."""
    redacted_at: Mapped[datetime | None] = mapped_column(default=None)
    """When all that it says was taken out; the newest revision never is."""
    redacted_by: Mapped[str] = mapped_column(OneOf(*REDACTED_BY), default="", server_default="")
    """Who did so: whoever saved it, or a steward."""


class ArtefactTag(Base, kw_only=True):
    """A tag of an artefact, for looking artefacts up by it."""

    __tablename__ = "forum_artefact_tag"

    artefact_id: Mapped[int] = mapped_column(ForeignKey("forum_artefact.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(Text, primary_key=True, index=True)


class ArtefactSection(Base, kw_only=True):
    """An id that a section of an artefact has or had: no other section gets it."""

    __tablename__ = "forum_artefact_section"

    artefact_id: Mapped[int] = mapped_column(ForeignKey("forum_artefact.id"), primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    revision: Mapped[int]
    """The number of the first revision that has it."""


class ArtefactSource(Base, kw_only=True):
    """A post that an artefact was made from, from one revision of it to another."""

    __tablename__ = "forum_artefact_source"

    artefact_id: Mapped[int] = mapped_column(ForeignKey("forum_artefact.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("forum_post.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, default=1, server_default="1")
    """The number of the revision that took it in."""
    thread_id: Mapped[int] = mapped_column(ForeignKey("forum_thread.id"), index=True)
    last_revision: Mapped[int | None] = mapped_column(default=None)
    """The number of the last revision that has it; None as long as the newest one does."""
