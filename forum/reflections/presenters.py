"""The three prompts of a reflection, and the one text they become."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.web.i18n import t

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = ("happened", "sowhat", "nowwhat")
"""The fields of the form; the first must be filled."""


def headings() -> dict[str, str]:
    """Return, by field, the heading it has on the form and in the text."""
    return {"happened": t("What happened"), "sowhat": t("So what"), "nowwhat": t("Now what")}


def hints() -> dict[str, str]:
    """Return, by field, what it asks for."""
    return {
        "happened": t("What you saw and did, before you judge it. Take names out."),
        "sowhat": t("What it means to you, and what surprised you."),
        "nowwhat": t("What you will do differently, and when."),
    }


def together(parts: Mapping[str, str]) -> str:
    """Return one Markdown text of *parts* under their headings; empty ones are left out."""
    written = [
        f"# {heading}\n\n{parts[name].strip()}"
        for name, heading in headings().items()
        if parts[name].strip()
    ]
    return "\n\n".join(written)
