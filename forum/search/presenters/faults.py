"""What is said of the parts of a search that are not as they were meant, and offered instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...core.web.i18n import t
from ..kinds import FILE, KIND_NAMES, STATES
from ..operators import operator
from ..query_language import parts, replaced

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..operators import Fault
    from .address import Address

_EXAMPLES = {"author": "ana", "tag": "refusals", "in": "letters"}


class Offer(NamedTuple):
    """What may be meant, with the address of that search."""

    label: str
    address: str


class FaultView(NamedTuple):
    """A part of a search that is not as it was meant, as the page says it."""

    lead: str
    """What became of the part that stands after this."""
    typed: str
    words: str
    """What is wrong, or what may stand there."""
    offers: list[Offer]
    is_left_out: bool
    """Whether it was not used in the search."""


def show_faults(faults: Iterable[Fault], text: str, address: Address) -> list[FaultView]:
    """Return *faults* of the search *text* at *address* as the page says them, in order."""
    order = parts(text)
    return [
        FaultView(
            lead=_lead(fault),
            typed=fault.typed,
            words=_words(fault),
            offers=[
                Offer(each.name, address.but(q=replaced(text, fault.typed, each.typed)))
                for each in fault.instead
            ],
            is_left_out=_is_left_out(fault),
        )
        for fault in sorted(faults, key=lambda each: order.index(each.typed))
    ]


def without_faults(text: str, faults: Iterable[Fault]) -> str:
    """Return *text* without its parts that were left out."""
    for fault in faults:
        if _is_left_out(fault):
            text = replaced(text, fault.typed, "")
    return text


def _is_left_out(fault: Fault) -> bool:
    return fault.why not in ("operator", "several")


def _lead(fault: Fault) -> str:
    leads = {"operator": t("Searched for as words:"), "several": t("More than one person:")}
    return leads.get(fault.why, t("Left out:"))


def _words(fault: Fault) -> str:
    if fault.why == "unknown":
        return _unknown(fault)
    words = {
        "negated": t("A minus can only stand before a word or a phrase."),
        "both": t("Nothing can be both."),
        "no days": t("There is no day between these dates."),
        "operator": t("Did you mean:"),
        "several": t("Choose one:"),
        "guest": t("Sign in to search what you wrote."),
    }
    return words.get(fault.why) or _allowed(fault.operator, is_empty=fault.why == "empty")


def _unknown(fault: Fault) -> str:
    if fault.operator == "author":
        nobody = t("Nobody whose posts you can read has this name.")
        return f"{nobody} {t('Did you mean:')}" if fault.instead else nobody
    if fault.operator == "in":
        nowhere = t("You can read no space of this name.")
        return f"{nowhere} {t('You can search in:')}" if fault.instead else nowhere
    return t("Nothing you can read has this tag.")


def _allowed(name: str, *, is_empty: bool) -> str:
    """Return which values the operator *name* takes."""
    if values := {"kind": KIND_NAMES, "is": STATES, "has": (FILE,)}.get(name):
        return t("Use one of: %(values)s.", values=", ".join(values))
    if name in ("before", "after"):
        return t("Use a year, a month or a day, like 2026, 2026-06 or 2026-06-15.")
    if is_empty:
        example = operator(name, _EXAMPLES[name])
        return t("Write the value right after the colon, like %(example)s.", example=example)
    return t("This is not a value that it can have.")
