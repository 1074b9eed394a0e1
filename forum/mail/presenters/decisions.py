"""What a message says of stewards' decisions about its reader's own texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.web.i18n import t

if TYPE_CHECKING:
    from ..rows import NewsRow


def decided(row: NewsRow) -> str:
    """Return what stewards did with a page or a post of its reader's."""
    page = bool(row.artefact_id)
    if row.state == "removed":
        return t("Your page was removed") if page else t("Your post was removed")
    if row.state == "hidden":
        return t("Your page was hidden") if page else t("Your post was hidden")
    return t("Your page is visible again") if page else t("Your post is visible again")
