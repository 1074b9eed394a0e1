"""Revisions of a post as they are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..rows import RevisionRow


def comparable(revision: RevisionRow) -> str:
    """Return the source of *revision* with an empty line between its paragraphs.

    The HTML of an import has one line a paragraph; texts are compared by paragraphs.
    """
    if revision.format == "html":
        return revision.source.replace("\n", "\n\n")
    return revision.source
